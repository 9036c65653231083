"""A case sheet as a Word document and as an image for a messenger."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image, ImageDraw, ImageFont

from bot.errors import NoFont
from bot.services.citations import Say
from bot.services.sheets.outline import Part
from bot.services.sheets.paper import on_paper

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)
"""Fonts with Chinese signs, as distributions install them."""
WIDTH, MARGIN, BODY, HEAD, LEADING = 1080, 60, 34, 42, 1.5
COMPRESSION = 3
"""Of 9: letters get no smaller with more, and drawing takes a fifth of the time."""
BOXES = {True: "☑", False: "☐", None: ""}
DRAWN = {True: "√", False: "□", None: ""}
"""Boxes of signs that every Chinese font has."""
HANGING = "，。；：、！？）》”"
"""Signs that may stand in the margin rather than begin a line."""


def to_docx(sheet: Mapping[str, Any], say: Say) -> bytes:
    """Return the sheet as a Word document: one A4 page in two columns for usual cases."""
    document = Document()
    document.styles["Normal"].font.size = Pt(8.5)
    document.styles["Normal"].paragraph_format.space_after = Pt(1)
    _lay_out(document)
    document.add_heading(sheet["title"], level=0)
    document.add_paragraph(say("utter_sheet_head", code=sheet["code"], as_of=sheet["as_of"]))
    parts = on_paper(sheet, say)
    for part in parts:
        if part.kind != "draft":
            _add(document, part)
    document.add_paragraph(_closing(sheet, say))
    for part in parts:
        if part.kind == "draft":
            _add(document, part)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _lay_out(document: DocumentType) -> None:
    """Make the paper A4 with narrow margins and two columns."""
    paper = document.sections[0]
    paper.page_width, paper.page_height = Mm(210), Mm(297)
    paper.left_margin = paper.right_margin = Mm(11)
    paper.top_margin = paper.bottom_margin = Mm(10)
    for columns in document.element.body.xpath("./w:sectPr/w:cols"):
        columns.set(qn("w:num"), "2")
        columns.set(qn("w:space"), "340")


def _add(document: DocumentType, part: Part) -> None:
    heading = document.add_heading(part.title, level=2)
    heading.paragraph_format.space_before = Pt(4)
    for strong, text in _paragraphs(part, BOXES):
        document.add_paragraph().add_run(text).bold = strong


def _paragraphs(part: Part, boxes: Mapping[bool | None, str]) -> Iterator[tuple[bool, str]]:
    """Yield paragraphs, bold or not: lines that flow, and boxes, share one."""
    running = [line for line in part.lines if part.flows or line.ticked is not None]
    yield from ((line.strong, line.text) for line in part.lines if line not in running)
    if running:
        between = "；" if running[0].ticked is None else "　"
        yield False, between.join(boxes[line.ticked] + line.text for line in running)


def _closing(sheet: Mapping[str, Any], say: Say) -> str:
    return say("utter_sheet_more", code=sheet["code"]) + say("utter_sheet_notice")


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
    image.save(buffer, "PNG", compress_level=COMPRESSION)
    return buffer.getvalue()


def _rows(sheet: Mapping[str, Any], say: Say) -> Iterator[tuple[bool, str]]:
    yield True, sheet["title"]
    yield False, say("utter_sheet_head", code=sheet["code"], as_of=sheet["as_of"])
    for part in on_paper(sheet, say):
        yield True, part.title
        for _, text in _paragraphs(part, DRAWN):
            yield False, text
    yield False, _closing(sheet, say)


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines, current = [], ""
    for character in text:
        full = character not in HANGING and font.getlength(current + character) > WIDTH - 2 * MARGIN
        if character == "\n" or full:
            lines.append(current)
            current = character.strip()
        else:
            current += character
    return [*lines, current]


def _font(size: int) -> ImageFont.FreeTypeFont:
    path = next((path for path in FONTS if Path(path).exists()), None)
    if path is None:
        raise NoFont
    return ImageFont.truetype(path, size)
