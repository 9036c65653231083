"""Which options of a question a text names: numbers, words, yes and no, with negations left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from bot.core.knowledge.flow import Option, Slot
from bot.dialogue.reading.commands import stripped
from bot.text.lexicon import word_lists
from bot.text.normalise import normalise
from bot.text.patterns import Pattern

_NUMBER = r"(?:1[0-9]|[1-9]|十[一二三四五六七八九]?|[一二两三四五六七八九]|[a-h](?![a-z]))"
_ORDINAL = Pattern("flow_words", rf"{{pick_words}}*\s*({_NUMBER})\s*{{pick_counters}}?{{pick_closings}}?[。.!！]?")
_JOIN = Pattern("flow_words", r"\s*(?:{list_joins}|\s)\s*")
_CHINESE = {c: i for i, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_NAMED, _DENIED = "\0", "\1"
_NOT_DONE = Pattern("flow_words", r"{not_yet}?{not_had}{deeds_undone}{0,3}")
_DONE = Pattern("flow_words", r"{already}?{deeds_done}{1,3}{done_endings}")
_MOST_ALIKE = 9
"""Options up to which likeness is trusted."""
_LONGEST_ALIKE = 20
"""Characters of an answer that is compared by likeness; longer ones tell a story."""
_CLAUSES = re.compile(r"[,，、：:（(）)]")
_DENIES_NEXT = Pattern("flow_words", "{negations}{verbs_done}?{past_endings}?{anything}?$")
"""What denies the words after it; the next: the words before it."""
_DENIES_LAST = Pattern("flow_words", r"{these}?{also}*{none_of}{verbs_done}?{none_endings}?(?:$|[，,。；;！!、\s])")
_LIST_END = Pattern("flow_words", r"(?:{list_ends}|\s)*$")


def ordinals(plain: str, options: Sequence[Option]) -> list[str]:
    """Return the options a text picks by their numbers, as in “第二个” or “1和3”; nothing when it says more."""
    parts = [part for part in _JOIN.split(plain.strip()) if part]
    matches = [_ORDINAL.fullmatch(part) for part in parts]
    places = [place_of(match.group(1)) for match in matches if match]
    if not parts or len(places) < len(parts) or any(place >= len(options) for place in places):
        return []
    return list(dict.fromkeys(options[place].id for place in places))


def place_of(number: str) -> int:
    """Return the place, from 0, that a number written in digits, Chinese or as a letter means."""
    if number.isdigit():
        return int(number) - 1
    if number in "abcdefgh":
        return "abcdefgh".index(number)
    return (_CHINESE[number[-1]] if len(number) == 1 else 10 + _CHINESE[number[-1]]) - 1


def options_in(slot: Slot, plain: str, shortest: int) -> list[str]:
    """Return the options a text names, in the order of the question; those that give way only when no other is named."""
    named = {name for name, denied in _named(slot, plain, shortest) if not denied}
    found = [option.id for option in slot.options if option.id in named]
    weak = {option.id for option in slot.options if option.gives_way}
    return [item for item in found if item not in weak] or found


def denied_in(slot: Slot, plain: str) -> list[str]:
    """Return the options a text says do not hold, as in “没被起诉”, unless it names them elsewhere."""
    named = list(_named(slot, plain, shortest=2))
    held = {name for name, denied in named if not denied}
    return [option.id for option in slot.options if (option.id, True) in named and option.id not in held]


def alike(slot: Slot, plain: str) -> list[str]:
    """Return the options that share two characters in a row with a short answer which no other option has."""
    asks = any(mark in plain for mark in word_lists("flow_words")["question_marks"])
    if asks or len(plain) > _LONGEST_ALIKE or len(slot.options) > _MOST_ALIKE:
        return []
    pairs = {option.id: _pairs(option) for option in slot.options}
    told = {plain[i : i + 2] for i in range(len(plain) - 1) if not _DENIES_NEXT.search(plain[:i])}
    others = {name: set().union(*(p for n, p in pairs.items() if n != name)) for name in pairs}
    return [name for name, own in pairs.items() if told & (own - others[name])]


def _pairs(option: Option) -> set[str]:
    texts = [normalise(word) for word in (option.label, *option.words)]
    found = {text[i : i + 2] for text in texts for i in range(len(text) - 1)}
    plain_signs = set(word_lists("flow_words")["plain_signs"])
    return {pair for pair in found if all("\u4e00" <= sign <= "\u9fff" and sign not in plain_signs for sign in pair)}


def by_label_part(slot: Slot, plain: str) -> list[str]:
    """Return the one option whose label holds the whole answer, as “有效” is part of “有效（已注册）”; a clause of it first."""
    core = stripped(plain)
    clauses = {option.id: _CLAUSES.split(normalise(option.label)) for option in slot.options}
    exact = [name for name, parts in clauses.items() if core in parts]
    if len(exact) == 1:
        return exact
    found = [option.id for option in slot.options if len(core) > 1 and core in normalise(option.label)]
    return found if len(found) == 1 else []


def yes_or_no(slot: Slot, plain: str) -> str | None:
    """Return the option `yes` or `no` for an answer that says only that."""
    ids = {option.id for option in slot.options}
    core = stripped(plain.split("，", maxsplit=1)[0].split(",", maxsplit=1)[0])
    for answer in ("no", "yes"):
        words = word_lists("flow_words")[answer]
        done = (_NOT_DONE if answer == "no" else _DONE).fullmatch(core)
        if answer in ids and (done or core in words or plain.strip("。.!！ ") in words):
            return answer
    return None


def echoed(slot: Slot, plain: str) -> list[str]:
    """Return the yes or no of an answer that repeats words of the question, as in “可以登记”."""
    ids = [option.id for option in slot.options if option.id in ("no", "yes")]
    return [answer for answer in sorted(ids) if _echoes(slot, stripped(plain), answer)][:1]


def _echoes(slot: Slot, core: str, answer: str) -> bool:
    """Say whether a text is a yes or no followed by words of the question, as in “可以登记”."""
    asked = normalise(slot.question + "".join(option.label for option in slot.options))
    rests = [core[len(word) :] for word in word_lists("flow_words")[answer] if core.startswith(word)]
    return any(len(rest) > 1 and rest in asked for rest in rests)


def shared(one: str, other: str) -> int:
    """Return the length of the longest run of characters two texts share."""
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size


def _named(slot: Slot, plain: str, shortest: int) -> Iterator[tuple[str, bool]]:
    """Yield options and whether they are denied, the longest words first claiming their place; a denial spreads along an enumeration."""
    claimed = plain
    for word, option_id in _words_of(slot.options):
        if len(word) < shortest:
            continue
        position = claimed.find(word)
        while position >= 0:
            denied = _is_denied(claimed[:position], claimed[position + len(word) :])
            claimed = claimed[:position] + (_DENIED if denied else _NAMED) * len(word) + claimed[position + len(word) :]
            yield option_id, denied
            position = claimed.find(word)


@lru_cache(maxsize=512)
def _words_of(options: tuple[Option, ...]) -> tuple[tuple[str, str], ...]:
    pairs = {(normalise(word), option.id) for option in options for word in (option.label, *option.words)}
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


def _is_denied(before: str, after: str) -> bool:
    if _DENIES_NEXT.search(before) and not before.endswith(word_lists("flow_words")["either_or"]):
        return True
    if before != _LIST_END.sub("", before) or before.endswith(_DENIED):
        return _LIST_END.sub("", before).endswith(_DENIED)
    return bool(_DENIES_LAST.match(after))
