"""What people say to a guided flow rather than in it: orders, thanks, greetings, anger."""

from __future__ import annotations

from bot.text.lexicon import word_lists

COMMANDS = ("person", "restart", "finish", "cancel", "back", "skip", "help", "unknown")
SOCIAL = ("thanks", "greet", "ack")
_INSIDE = ("person", "restart", "finish", "cancel", "help", "unknown")
"""Orders that also count inside a longer sentence, when they have three characters or more."""
_LONGEST_AROUND = 12
"""Characters around an order in a sentence that is still one."""
_MARKS = "。.!！~～…,，;；?？ 、"


def stripped(plain: str) -> str:
    """Return a text without the words that lead in and the particles that close it."""
    lists, core = word_lists("flow_words"), plain.strip(_MARKS)
    leads, particles = lists["lead_ins"], lists["particles"]
    while lead := next((w for w in leads if core.startswith(w) and len(core) > len(w)), ""):
        core = core[len(lead) :].strip(_MARKS)
    while tail := next((w for w in particles if core.endswith(w) and len(core) > len(w)), ""):
        core = core[: -len(tail)].strip(_MARKS)
    return core


def command_in(plain: str, strict: bool = False) -> str:
    """Return the order a text gives; `strict` looks at the whole text only, for answers in free words."""
    lists = word_lists("flow_words")
    whole = {plain.strip(_MARKS), stripped(plain)}
    for name in COMMANDS:
        if whole & set(lists[name]):
            return name
    for name in () if strict and len(plain) > _LONGEST_AROUND else _INSIDE:
        if any(_stands_out(word, plain, name) for word in lists[name]):
            return name
    return _first_clause(plain)


def social_in(plain: str) -> str:
    """Return `thanks`, `greet` or `ack` when a text says nothing else."""
    lists = word_lists("flow_words")
    rest = plain
    named: set[str] = set()
    for word, name in sorted(((w, n) for n in SOCIAL for w in lists[n]), key=lambda pair: -len(pair[0])):
        if word in rest:
            rest, named = rest.replace(word, " "), named | {name}
    left = "".join(sign for sign in rest if sign not in _MARKS and sign not in lists["social_particles"])
    return next((name for name in SOCIAL if name in named), "") if not left else ""


def is_angry(plain: str) -> bool:
    """Say whether a text lets off steam."""
    return any(word in plain for word in word_lists("flow_words")["anger"])


def is_only_anger(plain: str) -> bool:
    """Say whether a text lets off steam and says little else."""
    rest = plain
    for word in word_lists("flow_words")["anger"]:
        rest = rest.replace(word, "")
    return rest != plain and len(rest.strip(_MARKS)) <= 5


def _stands_out(word: str, plain: str, name: str) -> bool:
    if len(word) < 3 or word not in plain:
        return False
    around = len(plain) - len(word)
    return name == "unknown" or around <= _LONGEST_AROUND


def _first_clause(plain: str) -> str:
    """Return the order of a text that begins with it and goes on, as in “算了，不弄了” or “忘了哪天了”."""
    lists = word_lists("flow_words")
    head = plain.replace("，", ",").replace(" ", ",").split(",")[0]
    if head != plain and len(plain) <= _LONGEST_AROUND and stripped(head) in (*lists["cancel"], *lists["skip"]):
        return "cancel" if stripped(head) in lists["cancel"] else "skip"
    if any(plain.startswith(word) for word in lists["additions"]):
        return ""
    begins = any(plain.startswith(word) and len(plain) - len(word) <= 6 for word in lists["unknown"])
    return "unknown" if begins else ""
