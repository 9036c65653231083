"""What a sheet of paper holds of a case sheet."""

from __future__ import annotations

import io
from typing import Any

from docx import Document

from bot.services.sheets.files import to_docx
from bot.services.sheets.paper import on_paper
from bot.services.wording import say

LAW = {"source_id": "law", "title": "商标法", "section": "第57条", "status": "in_force"}


def route(name: str, **more: Any) -> dict[str, Any]:
    fields = {"decides": "法院", "cost": "", "time": "6个月", "risk": "慢", "steps": ["立案", "开庭"]}
    return {"name": name, "why": [f"{name}合适"], **fields, **more}


SHEET: dict[str, Any] = {
    "code": "ABCDEFGH23", "title": "维权诊断", "as_of": "2026-11-22",
    "facts": [{"label": "权利类型", "value": "商标"}, {"label": "地区", "value": "双鸭山市"}],
    "warnings": [{"text": "先保全证据。", "citations": [LAW]}],
    "deadlines": [{"id": "d", "name": "异议期", "rule": "3个月", "start_event": "公告日", "due": "2026-12-01", "days_left": 9}],
    "routes": [
        route("起诉", papers=["起诉状"], evidence=[{"label": "公证书", "have": True}], citations=[{**LAW, "section": "第60条"}]),
        route("调解", deadlines=[{"id": "s", "name": "司法确认", "rule": "30日", "start_event": "协议生效"}], papers=["协议"]),
    ],
    "evidence": [{"label": "权利证书", "have": False}],
    "sections": [{"title": "头两天", "lines": ["截图", "公证"], "checklist": True}],
    "stations": [{"name": "保护中心", "phone": "0571-1", "phone_kind": "窗口"}],
    "draft": [{"title": "草稿", "lines": ["此致"]}],
}  # fmt: skip


def text_of(kind: str = "") -> str:
    return "\n".join(line.text for part in on_paper(SHEET, say) if kind in ("", part.kind) for line in part.lines)


def test_nothing_that_binds_is_left_out() -> None:
    for needed in ("商标", "双鸭山市", "先保全证据。", "2026-12-01", "权利证书", "公证书", "截图", "保护中心", "此致"):
        assert needed in text_of()


def test_the_best_route_is_told_in_full_and_the_others_in_a_line_each() -> None:
    assert "1. 立案 2. 开庭" in text_of("route")
    assert "起诉状" in text_of("route")
    assert text_of("routes") == "2. 调解：调解合适。谁来定：法院。"


def test_a_deadline_of_a_route_in_one_line_is_kept() -> None:
    assert "司法确认" in text_of("deadlines")


def test_what_no_source_says_has_no_line() -> None:
    assert say("utter_sheet_cost") not in text_of()
    assert "问受理机构" in say("utter_sheet_more", code="X")


def test_sources_are_numbered_and_share_their_title() -> None:
    assert text_of("sources") == "[1]《商标法》第57条、第60条"


def test_the_document_has_two_columns_and_its_notice_before_the_draft() -> None:
    document = Document(io.BytesIO(to_docx(SHEET, say)))
    assert document.element.body.xpath("./w:sectPr/w:cols/@w:num") == ["2"]
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "☐权利证书　☑公证书" in texts
    assert texts.index("草稿") > next(place for place, text in enumerate(texts) if "不是法律意见" in text)
