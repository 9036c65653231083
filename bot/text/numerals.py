"""The one reader of numbers: Arabic, Chinese, spoken, compound, ranges and rough ones.

`read_number("两千零五")` is 2005.0; `read_digits("二〇二五")` is 2025; `numbers_in(text)` are all numbers of a text, each with
its place, its two ends and whether it is rough. How numbers are written stands in knowledge/lexicon/numbers.yml.
Texts are to be given as written, before runs of equal characters are cut. Every repeat is bounded, nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.text.number_words import DIGITS, FORMAL, folded, parse, read_digits
from bot.text.patterns import Pattern, meanings

__all__ = ["Number", "Run", "folded", "numbers_in", "read", "read_digits", "read_number", "runs_in"]

LARGEST = 1e16
"""What is larger is no number that people mean."""

_NO_NUMBER = Pattern("numbers", "{number_no_number}")

_RUN = Pattern("numbers", "{number_run}", re.IGNORECASE)
_NUMERIC = Pattern("numbers", "{number_numeric}")
_TAIL = Pattern("numbers", "{number_tail}")
_COUNTER = Pattern("numbers", "{number_counter}")
_TWO = Pattern("numbers", "{number_two}")
_TOGETHER = {(n, n + 1) for n in range(1, 9)} | {(3, 5)}
_BOUNDARY = Pattern("numbers", "{number_boundary}")
_ROUGH_BEFORE = Pattern("numbers", "{number_rough_before}")
_ROUGH_AFTER = Pattern("numbers", "{number_rough_after}")
_ONE_SPACE = re.compile(r"[ ,个]")
_ENDS_IN_SCALE, _LAST_SCALE, _SCALED = (
    Pattern("numbers", name) for name in ("{number_ends_in_scale}", "{number_last_scale}", "{number_scaled}")
)
_ABOUT, _SOME_SIGN = Pattern("numbers", "{number_about}"), Pattern("numbers", "{number_some_sign}")


@dataclass(frozen=True)
class Number:
    """A number of a text: both ends of what it says, equal unless it is a range."""

    low: float
    high: float
    rough: bool = False
    """A range, or the words say that it is about so much."""
    scaled: bool = False
    """It is said in thousands, 万 or 亿, or with k or w."""
    start: int = 0
    end: int = 0

    @property
    def exact(self) -> float | None:
        """The one value, None for a range."""
        return self.low if self.low == self.high else None


@dataclass(frozen=True)
class Run:
    """A stretch of numeric signs; `number` is None when it cannot be read as a whole."""

    start: int
    end: int
    number: Number | None


def read_number(words: str) -> float | None:
    """Return the number that words are as a whole; None when they are none, or a range."""
    found = read(words)
    return found.exact if found else None


def read(words: str) -> Number | None:
    """Return what words say as a whole, perhaps a range or roughly; None when a part of them is no number."""
    plain = folded(words).lower().strip()
    plain = FORMAL.get(plain, plain)
    if plain == "半":
        return Number(0.5, 0.5, end=len(words))
    if not _RUN.fullmatch(plain):
        return None
    found = _read(plain)
    return replace(found, end=len(words)) if found else None


def numbers_in(text: str) -> tuple[Number, ...]:
    """Return the numbers of a text in order, ranges joined; what cannot be read as a whole is left out."""
    return tuple(run.number for run in runs_in(text) if run.number is not None)


def runs_in(text: str) -> tuple[Run, ...]:
    """Return every stretch of numeric signs in a text, also those that cannot be read."""
    plain = folded(text).lower() if len(text.lower()) == len(text) else folded(text)
    return tuple(_ranges(plain, list(_stretches(plain))))


def _stretches(plain: str) -> Iterator[Run]:
    rest, place = _without_words(plain), 0
    while match := _RUN.search(rest, place):
        if match.end() < len(rest) and _NUMERIC.match(rest, match.end()):
            place = _end_of_signs(rest, match.end())
            yield Run(match.start(), place, None)
        else:
            run = _run(plain, match)
            yield run
            place = run.end


def _end_of_signs(plain: str, place: int) -> int:
    while place < len(plain) and _NUMERIC.match(plain, place):
        place += 1
    return place


def _without_words(plain: str) -> str:
    return _NO_NUMBER.sub(lambda match: "\0" * len(match.group()), plain)


def _run(plain: str, match: re.Match[str]) -> Run:
    """Read one stretch; what only begins the next words, as in 一百万一年, is left to them."""
    start, end = match.span()
    tail = _TAIL.search(match.group())
    if tail and not tail.group().startswith("零") and _COUNTER.match(plain, end):
        end = start + tail.start()
    found = _read(plain[start:end]) if _is_whole(plain, start, end) else None
    if found is None:
        return Run(start, end, None)
    rough = found.rough or bool(_ROUGH_BEFORE.search(plain, max(0, start - 5), start) or _ROUGH_AFTER.match(plain, end))
    return Run(start, end, replace(found, rough=rough, start=start, end=end))


def _is_whole(plain: str, start: int, end: int) -> bool:
    """Say whether no digit is left beside a stretch, as in 1,200,00 or 20 signs on end."""
    after, before = plain[end : end + 2], plain[max(0, start - 5) : start]
    broken = re.match(r"\d|[,.]\d", after) if plain[end - 1].isdigit() else None
    cut = re.search(r"(?<!\d)\d{1,3},$", before) if plain[start].isdigit() else None
    return not broken and not cut


def _ranges(plain: str, runs: list[Run]) -> Iterator[Run]:
    """Join two numbers that are the ends of a range: 50到80万, 3、4万."""
    last: Run | None = None
    for run in runs:
        joined = _range(plain, last, run) if last else None
        if joined is None and last:
            yield last
        last = joined or run
    if last:
        yield last


def _range(plain: str, first: Run, second: Run) -> Run | None:
    low, high = first.number, second.number
    between = plain[first.end : second.start]
    if low is None or high is None or not _BOUNDARY.fullmatch(between) or low.low != low.high or high.low != high.high:
        return None
    least, most = low.low, high.high
    if not _ENDS_IN_SCALE.search(_plain(plain[first.start : first.end])):
        least *= _factor(plain[second.start : second.end])
    listed = "、" in between and (low.low + 1) * least != low.low * most
    if not least < most or listed or plain[first.start] == "0" or _is_dated(plain, first, second):
        return None
    number = Number(least, most, True, low.scaled or high.scaled, first.start, second.end)
    return Run(first.start, second.end, number)


def _is_dated(plain: str, first: Run, second: Run) -> bool:
    """Say whether two numbers belong to a date or a telephone number rather than to a range."""
    return bool(re.match(r"[-/.]\d", plain[second.end : second.end + 2])) or (
        plain[first.end : second.start] == "-" and second.end - second.start >= 7 and plain[second.start].isdigit()
    )


def _factor(words: str) -> float:
    """Return what the scale at the end of words multiplies by: 80万 → 10000."""
    signs = _plain(words).lstrip("0123456789.")
    scale = _LAST_SCALE.search(signs)
    return (parse("一" + scale.group()) if scale else None) or 1.0


def _read(words: str) -> Number | None:
    plain = _plain(words)
    scaled = bool(_SCALED.search(plain))
    about = _ABOUT.sub("", plain)
    rough = about != plain
    if about[:1] in ("万", "亿"):
        about = "一" + about
    about, most = _ends(about)
    low, high = parse(about), parse(most)
    if low is None or high is None or not 0 <= low <= high < LARGEST:
        return None
    return Number(low, high, rough or low != high, scaled)


def _plain(words: str) -> str:
    for latin, signs in meanings("numbers", "latin_scales").items():
        words = re.sub(latin, signs, words)
    words = _ONE_SPACE.sub("", words).replace("w", "万")
    for sign, spelt in meanings("numbers", "tens").items():
        words = words.replace(sign, spelt)
    return words.replace(".", "") if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,5}", words) else words


def _ends(words: str) -> tuple[str, str]:
    """Return the words of both ends of a range within one number: 七八十万, 十几万, 几百万."""
    if some := _SOME_SIGN.search(words):
        before, after = words[: some.start()], words[some.end() :]
        return before + ("一" if before.endswith("十") else "二") + after, before + "九" + after
    two = _TWO.search(words)
    if two and (DIGITS[two[1]], DIGITS[two[2]]) in _TOGETHER:
        return words[: two.start(2)] + words[two.end(2) :], words[: two.start(1)] + words[two.end(1) :]
    return words, words
