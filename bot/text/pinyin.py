"""How characters sound, made coarse so that slips of a pinyin keyboard or of speech recognition meet."""

from __future__ import annotations

from collections.abc import Iterable

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


def fuzzy(syllable: str) -> str:
    """Return a toneless syllable without the differences that dialects blur (zh/z, n/l, ng/n)."""
    for initial, kept in _INITIALS:
        if syllable.startswith(initial):
            syllable = kept + syllable[len(initial) :]
            break
    for final, kept in _FINALS:
        if syllable.endswith(final):
            return syllable[: -len(final)] + kept
    return syllable


def syllable_table(characters: Iterable[str]) -> dict[str, str]:
    """Return the fuzzy syllable of each Chinese character (its most usual reading); needs pypinyin."""
    from pypinyin import Style, lazy_pinyin

    chosen = sorted({c for c in characters if "\u3400" <= c <= "\u9fff"})
    return {c: fuzzy(lazy_pinyin(c, style=Style.NORMAL)[0]) for c in chosen}
