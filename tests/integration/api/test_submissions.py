"""Financing needs and overseas reports: handed in on consent, moved on, matched, exported."""

from __future__ import annotations

import csv
import dataclasses
import io
from datetime import date

from openpyxl import load_workbook

from bot.core.knowledge.entry import Citation
from bot.core.knowledge.product import Product
from bot.gateway.keys import GATEWAY
from tests.support.database_state import COMPANY, PHONE, PLEDGE, conclude, correct, staff

PRODUCT = Product("a", "商标贷", "某银行", (Citation("s"),), date(2026, 11, 1))


async def only(operator) -> dict:
    _, body = await operator.get("submissions")
    assert len(body["submissions"]) == 1
    return body["submissions"][0]


async def test_a_need_is_handed_in_on_consent_and_not_without(visitor):
    conclude(visitor)
    conclude(visitor, {**PLEDGE, "need_consent": "no"})
    need = await only(await staff(visitor))
    assert (need["kind"], need["status"], need["region"]) == ("need", "received", "230500")
    assert {"企业名称": COMPANY, "联系电话": PHONE}.items() <= {f["label"]: f["value"] for f in need["facts"]}.items()


async def test_an_overseas_report_is_handed_in_on_consent(visitor):
    answers = {"where": "us", "arrived": "tro", "report_consent": "yes", "company": COMPANY, "contact_phone": PHONE}
    conclude(visitor, answers, "overseas")
    report = await only(await staff(visitor))
    assert (report["kind"], COMPANY in str(report["draft"])) == ("overseas_report", True)


async def test_a_correction_brings_the_need_up_to_date(visitor):
    case, operator = conclude(visitor), await staff(visitor)
    before = await only(operator)
    correct(visitor, case, region="230100")
    after = await only(operator)
    assert (before["id"], after["region"], after["revision"]) == (after["id"], "230100", before["revision"] + 1)


async def test_a_need_goes_through_its_states(visitor):
    conclude(visitor)
    operator = await staff(visitor)
    need = await only(operator)
    path = f"submissions/{need['id']}"
    assert (await operator.send("PATCH", path, {"status": "matched"}))[0] == 409
    for status in ("passed_on", "matched", "closed"):
        _, body = await operator.send("PATCH", path, {"status": status})
        assert (body["submission"]["status"], body["submission"]["handled_by"]) == (status, "wang")
    assert (await operator.send("PATCH", path, {"status": "closed"}))[0] == 200
    assert (await operator.send("PATCH", path, {"status": "received"}))[0] == 409


async def test_two_people_do_not_overwrite_each_other(visitor):
    conclude(visitor)
    operator = await staff(visitor)
    need = await only(operator)
    path = f"submissions/{need['id']}"
    assert (await operator.send("PATCH", path, {"note": "已致电", "revision": need["revision"]}))[0] == 200
    assert (await operator.send("PATCH", path, {"note": "别的", "revision": need["revision"]}))[0] == 409
    assert (await only(operator))["note"] == "已致电"


async def test_bad_changes_are_refused(visitor):
    conclude(visitor)
    operator = await staff(visitor)
    need = await only(operator)
    for body in ({}, {"status": "lost"}, {"note": "x" * 2001}):
        assert (await operator.send("PATCH", f"submissions/{need['id']}", body))[0] == 422
    assert (await operator.get("submissions?kind=gold"))[0] == 422
    assert await operator.without_token("PATCH", f"submissions/{need['id']}", {"note": "x"}) == 403


async def export(operator, ending: str) -> bytes:
    disposition, body = await operator.download(f"submissions/export.{ending}?kind=need")
    assert "attachment" in disposition
    return body


async def test_exports_hold_the_facts_and_no_formula(visitor):
    hostile = '=HYPERLINK("http://x","y")'
    conclude(visitor, {**PLEDGE, "company": hostile, "contact_phone": "+86 13900001234"})
    operator = await staff(visitor)

    rows = list(csv.reader(io.StringIO((await export(operator, "csv")).decode("utf-8-sig"))))
    line = dict(zip(*rows, strict=True))
    assert (line["企业名称"], line["联系电话"]) == (f"'{hostile}", "'+86 13900001234")
    assert (line["状态"], line["想贷多少"]) == ("已收到", "1,000,000元")

    sheet = load_workbook(io.BytesIO(await export(operator, "xlsx"))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert hostile in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} == {"s"}


async def test_without_products_the_match_says_so(visitor):
    conclude(visitor)
    operator = await staff(visitor)
    need = await only(operator)
    _, body = await operator.get(f"submissions/{need['id']}/products")
    assert (body["products"], "为空" in body["text"]) == ([], True)


async def test_products_that_fit_are_found_and_others_not(visitor):
    conclude(visitor)
    operator = await staff(visitor)
    need = await only(operator)
    products = [
        dataclasses.replace(PRODUCT, id="fits", rights=("trademark",), regions=("230000",), most_amount=2e6),
        dataclasses.replace(PRODUCT, id="asks", least_remaining_years=3),
        dataclasses.replace(PRODUCT, id="right", rights=("invention",)),
        dataclasses.replace(PRODUCT, id="place", regions=("330000",)),
        dataclasses.replace(PRODUCT, id="sum", most_amount=500_000),
        dataclasses.replace(PRODUCT, id="over", valid_to=date(2020, 1, 1)),
    ]
    vars(visitor.client.app[GATEWAY].services)["products"] = products
    _, body = await operator.get(f"submissions/{need['id']}/products")
    assert [(m["product"]["id"], m["to_ask"]) for m in body["products"]] == [
        ("fits", []), ("asks", ["least_remaining_years"]),
    ]  # fmt: skip
