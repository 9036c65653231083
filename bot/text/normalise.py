"""One written form for every question; the character table of OpenCC and the lexicon only."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from bot.text.patterns import Pattern

_KEEP = "乾瞭著"
"""Characters that are also simplified ones: 著作权, 瞭望, 乾 in names."""
_TAKEN_DOWN = Pattern("acts", r"^\s*(?:{relay_who}{relay_says}?|{relay_says})[:：,，]\s*")
_SPACES = re.compile(r"\s+")
_LONG_RUNS = re.compile(r"(.)\1{3,}")


def clean(text: str) -> str:
    """Return the text as it may be stored and shown: NFKC, no control or zero-width characters, spaces collapsed."""
    text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():
        text = "".join(c if not _is_invisible(c) else " " if c.isspace() else "" for c in text)
    return _SPACES.sub(" ", text).strip()


def uncut(text: str) -> str:
    """Return the form that numbers, dates, codes and telephone numbers are read from: cleaned, simplified, lower case."""
    return clean(text).translate(_simplified()).lower()


def normalise(text: str) -> str:
    """Return the one form used to compare texts: as `uncut`, and with long runs of one character cut."""
    text = uncut(text)
    return _LONG_RUNS.sub(r"\1\1\1", text) if len(text) > 3 else text


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn", "Cs")


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Map each traditional character to its usual simplified one."""
    spec = find_spec("opencc")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("opencc-python-reimplemented is not installed")
    path = Path(spec.origin).parent / "dictionary" / "TSCharacters.txt"
    table: dict[int, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        source, _, targets = line.partition("\t")
        if len(source) == 1 and source not in _KEEP and targets:
            table[ord(source)] = targets.split()[0]
    return table


def told_on(text: str) -> str:
    """Return what a caller says, without a lead such as “来电人问：” of who takes it down; the whole when it says nothing else."""
    return _TAKEN_DOWN.sub("", text) or text
