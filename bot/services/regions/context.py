"""Places written with characters that sound alike, told by what stands around: 贵州桂阳, 饶和县."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from bot.core.region import COVERED
from bot.services.regions.directory import Divisions
from bot.services.regions.sides import Mention
from bot.services.regions.slips import sound
from bot.text.patterns import Pattern
from bot.text.pinyin import fuzzy
from bot.text.segment import segmenter

_REACH = 300
_SUFFIXES = "县市区"
_LEADS = ("省", "市", "的", " ", "，", ",", "·", "-", "/")
_COVERED = tuple(code[:2] for code in COVERED)
_RARE = 26
_NOTHING_MORE = Pattern("places", "{closing}*(?:[^\u4e00-\u9fff]|$)")


class Misheard:
    """Reads names by their sound where the place around them, or their suffix, says which place it must be."""

    def __init__(self, divisions: Divisions) -> None:
        self._below: dict[str, dict[str, list[tuple[str, str]]]] = {}
        self._whole: dict[str, tuple[str, str]] = {}
        for row in divisions.rows:
            code, short, name = row["code"], row["short"], row["name"]
            if 2 <= len(short) <= 4:
                readings = {_heard(short), "-".join(fuzzy(s) for s in _plain(short))}
                for wider, key in ((w, k) for w in divisions.wider[code] for k in readings):
                    self._below.setdefault(wider, {}).setdefault(key, []).append((short, code))
            if code[:2] in _COVERED and 3 <= len(name) <= 5 and name[-1] in _SUFFIXES:
                self._whole.setdefault(_heard(name), (name, code))

    def read(self, text: str, mentions: Sequence[Mention], is_name: Callable[[str], bool]) -> list[Mention]:
        """Return the mentions with those put right that another reading of their sound explains better."""
        text = text[:_REACH]
        behind = list(self._behind(text, mentions))
        again = _repeated(text, mentions, behind)
        found = [*behind, *again, *self._suffixed(text, mentions, is_name)]
        kept = [m for m in mentions if not any(_overlap(m, slip) for slip in found)]
        return sorted([*kept, *found], key=lambda m: m.start)

    def _behind(self, text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
        named = {m.start: m.end for m in mentions}
        for mention in mentions:
            below = self._below.get(mention.codes[0]) if len(mention.codes) == 1 else None
            start = mention.end + (text[mention.end : mention.end + 1] in _LEADS)
            if below and start < len(text) and (slip := _below_at(text, start, below, named)):
                yield slip

    def _suffixed(self, text: str, mentions: Sequence[Mention], is_name: Callable[[str], bool]) -> Iterator[Mention]:
        for end in (i + 1 for i, character in enumerate(text) if character in _SUFFIXES):
            for start in (end - 4, end - 3):
                chunk = text[max(0, start) : end]
                name, code = self._whole.get(_heard(chunk), ("", "")) if start >= 0 else ("", "")
                inside = all(m.start >= start for m in mentions if m.end > start and m.start < end)
                if name and not is_name(chunk) and _same(chunk, name) > 1 and inside:
                    yield Mention(start, end, (code,))
                    break


def _repeated(text: str, mentions: Sequence[Mention], slips: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the same slips said again further on (贵州同仁…同仁市)."""
    for slip in slips:
        written = text[slip.start : slip.end]
        for mention in mentions:
            if mention.start > slip.end and text.startswith(written, mention.start):
                yield Mention(mention.start, mention.end, slip.codes)


def _below_at(
    text: str, start: int, below: Mapping[str, Sequence[tuple[str, str]]], named: Mapping[int, int]
) -> Mention | None:
    end = named.get(start, 0)
    for length in (4, 3, 2):
        chunk = text[start : start + length]
        sounding = below.get(_heard(chunk), ()) if len(chunk) == length else ()
        if any(name == chunk for name, _ in sounding):
            return None
        likely = [pair for pair in sounding if _is_meant(chunk, pair[0], _ends(text, start + length, end))]
        if likely:
            _, code = max(likely, key=lambda pair: (_plain(pair[0]) == _plain(chunk), _same(pair[0], chunk)))
            return Mention(start, max(end, start + length), (code,))
    return None


def _ends(text: str, position: int, name_end: int) -> bool:
    """Say whether a place must end at the position: a name of one elsewhere does, or nothing else follows."""
    return name_end >= position or bool(_NOTHING_MORE.match(text[position:]))


def _is_meant(chunk: str, name: str, is_place: bool) -> bool:
    """Say whether characters that sound alike are likely the name.

    They are one sound or share a character, and make no word of their own unless they stand where a place must end.
    """
    alike, shared = _plain(chunk) == _plain(name), _same(chunk, name)
    if len(name) > 2 or segmenter().frequency(chunk) <= _RARE:
        return alike or shared > 0
    return is_place and shared > 0


@lru_cache(maxsize=8192)
def _plain(written: str) -> list[str]:
    return lazy_pinyin(written, style=Style.NORMAL)


def _same(one: str, other: str) -> int:
    return sum(a == b for a, b in zip(one, other, strict=False))


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _heard(written: str) -> str:
    return "-".join(map(sound, written))
