"""Texts of laws at hand, by article, so that quotations can be held against them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.text.numerals import read_number

_ARTICLE = re.compile(r"第([〇零一二三四五六七八九十百千]+)条(?:之([一二三四五六七八九十]+))?[\s　]")
_ITEM = re.compile(r"([一二三四五六七八九十]+)、")
_NAMED = re.compile(
    r"第?([〇零一二三四五六七八九十百千\d]+)(?:条(?:之([一二三四五六七八九十\d]+))?|(?=[、,，—–\-至和]))|([一二三四五六七八九十]+)、?$"
)
_MARKS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "〈": "<", "〉": ">", "《": "<", "》": ">"})


@dataclass(frozen=True)
class Law:
    """One text: its articles by number (`57`, `287-1`), and all of it without white space."""

    id: str
    text: str

    @cached_property
    def articles(self) -> Mapping[str, str]:
        """Return each article's squeezed text; a reply without articles has its numbered points."""
        found: dict[str, str] = {}
        current = ""
        for line in self.text.splitlines():
            name = _heading(line, numbered=bool(found) and any(not key.startswith("§") for key in found))
            if line.startswith(("#", ">")):
                current = ""
            elif name:
                current = name
            if current and line.strip():
                found[current] = found.get(current, "") + squeeze(line)
        return found

    @cached_property
    def whole(self) -> str:
        """Return the whole text, squeezed."""
        return squeeze(self.text)

    def holds(self, quote: str, section: str) -> bool:
        """Say whether a quotation stands in one of the articles a section names; in the text when it names none."""
        wanted = squeeze(quote)
        named = [self.articles[key] for key in self._known(section)]
        return any(wanted in article for article in named) if named else wanted in self.whole

    def lacks(self, section: str) -> list[str]:
        """Return the articles a section names that the text does not have."""
        return [key for key in articles_named(section) if not {key, f"§{key}"} & self.articles.keys()]

    def _known(self, section: str) -> list[str]:
        """Return the keys of the articles, or of the numbered points of a reply, that a section names."""
        named = articles_named(section)
        return [key for name in named for key in (name, f"§{name}") if key in self.articles]


def read_laws(folder: Path | None) -> dict[str, Law]:
    """Return the laws of a folder by id; empty when there is none."""
    if folder is None or not folder.is_dir():
        return {}
    return {path.stem: Law(path.stem, _body(path)) for path in sorted(folder.glob("*.md")) if path.stem != "README"}


def articles_named(section: str) -> list[str]:
    """Return the numbers of the articles that a section names: 第57条第二款 is 57, 第26—28条 is 26, 28."""
    named = []
    for match in _NAMED.finditer(re.sub(r"第[一二三四五六七八九十\d]+[款项]|[（(][^（）()]*[）)]", "", section)):
        main, further = match[1] or match[3], match[2]
        named.append(str(_number(main)) + (f"-{_number(further)}" if further else ""))
    return named


def squeeze(text: str) -> str:
    """Return a text in one width, with one kind of marks and without white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).translate(_MARKS))


def _body(path: Path) -> str:
    raw = path.read_text(encoding="utf-8")
    return raw.split("\n---\n", 1)[1] if raw.startswith("---\n") else raw


def _heading(line: str, *, numbered: bool) -> str:
    """Return the article a line begins, or the point where the text has no articles."""
    if match := _ARTICLE.match(line):
        return str(_number(match[1])) + (f"-{_number(match[2])}" if match[2] else "")
    if not numbered and (match := _ITEM.match(line)):
        return f"§{_number(match[1])}"
    return ""


def _number(words: str) -> int:
    return int(read_number(words) or 0)
