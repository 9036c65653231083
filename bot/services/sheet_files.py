"""A case sheet as a Word document and as an image for a messenger."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docx import Document
from docx.shared import Pt
from PIL import Image, ImageDraw, ImageFont

from bot.errors import NoFont
from bot.services.sheet_outline import Line, Say, outline

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)
"""Fonts with Chinese signs, as distributions install them."""
WIDTH, MARGIN, BODY, HEAD, LEADING = 1080, 60, 34, 42, 1.5
BOXES = {True: "☑ ", False: "☐ ", None: ""}


def to_docx(sheet: Mapping[str, Any], say: Say) -> bytes:
    """Return the sheet as a Word document."""
    document = Document()
    document.styles["Normal"].font.size = Pt(11)
    document.add_heading(sheet["title"], level=0)
    document.add_paragraph(say("utter_sheet_head", code=sheet["code"], as_of=sheet["as_of"]))
    for part in outline(sheet, say):
        document.add_heading(part.title, level=1)
        for line in part.lines:
            document.add_paragraph().add_run(BOXES[line.ticked] + line.text).bold = line.strong
    document.add_paragraph(say("utter_sheet_notice"))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def to_png(sheet: Mapping[str, Any], say: Say) -> bytes:
    """Return the sheet as one tall image.

    Raises:
        NoFont: no font with Chinese signs is installed on this machine.
    """
    body, head = _font(BODY), _font(HEAD)
    rows = [*_rows(sheet, say)]
    laid = [(text, head if title else body) for title, line in rows for text in _wrapped(line, head if title else body)]
    height = int(sum(font.size * LEADING for _, font in laid)) + 2 * MARGIN
    image = Image.new("RGB", (WIDTH, height), "white")
    draw, y = ImageDraw.Draw(image), float(MARGIN)
    for text, font in laid:
        draw.text((MARGIN, y), text, font=font, fill="#123a5c" if font is head else "#1a1a1a")
        y += font.size * LEADING
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _rows(sheet: Mapping[str, Any], say: Say) -> Iterator[tuple[bool, str]]:
    yield True, sheet["title"]
    yield False, say("utter_sheet_head", code=sheet["code"], as_of=sheet["as_of"])
    for part in outline(sheet, say):
        yield True, part.title
        for line in part.lines:
            yield False, _plain(line)
    yield False, say("utter_sheet_notice")


def _plain(line: Line) -> str:
    return {True: "[√] ", False: "[  ] ", None: ""}[line.ticked] + line.text


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines, current = [], ""
    for character in text:
        if character == "\n" or font.getlength(current + character) > WIDTH - 2 * MARGIN:
            lines.append(current)
            current = "" if character == "\n" else character
        else:
            current += character
    return [*lines, current]


def _font(size: int) -> ImageFont.FreeTypeFont:
    path = next((path for path in FONTS if Path(path).exists()), None)
    if path is None:
        raise NoFont
    return ImageFont.truetype(path, size)
