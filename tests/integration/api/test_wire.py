"""What arrives on the wire: other methods, packed and mislabelled bodies, bytes where text belongs, clients that leave."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.gateway.bodies.packed import read_json
from bot.gateway.keys import GATEWAY
from bot.gateway.routes import ROUTES
from bot.text.surrogates import whole

START = "/api/v1/conversations"
HALF = "\\ud83d"


async def wire(api, method: str, path: str, headers: bytes = b"", body: bytes = b"") -> tuple[int, str, bytes]:
    """Send exactly these bytes; return status, content type and body of the reply."""
    length = b"Content-Length: %d\r\n" % len(body) if body else b""
    line = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode("utf-8", "surrogateescape")
    reader, writer = await asyncio.open_connection(api.client.host, api.client.port)
    writer.write(line + headers + length + b"\r\n" + body)
    async with asyncio.timeout(10):
        head, _, rest = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    lines = head.decode("latin-1").split("\r\n")
    kind = next(line.partition(": ")[2] for line in lines if line.lower().startswith("content-type"))
    return int(lines[0].split()[1]), kind.partition(";")[0], rest


def bearer(visitor) -> bytes:
    return f"Authorization: Bearer {visitor.token}\r\n".encode()


def turn(visitor) -> str:
    return f"{START}/{visitor.id}/messages"


def failures(api) -> float:
    counted = api.client.app[GATEWAY].metrics.registry.collect()
    samples = (s for metric in counted if metric.name == "weiquan_http_requests" for s in metric.samples)
    return sum(s.value for s in samples if s.labels.get("status") == "500")


@pytest.mark.parametrize(
    "path", ["/", "/about", "/healthz", "/metrics", "/api/v1/regions", "/static/chat.js", "/nothing"]
)
async def test_head_says_what_get_says_without_the_body(api, path):
    got, head = await wire(api, "GET", path), await wire(api, "HEAD", path)
    assert head == (*got[:2], b"")


@pytest.mark.parametrize(
    ("packing", "body", "status"),
    [
        (b"gzip", gzip.compress(b"{}", mtime=0), 200), (b"GZIP", gzip.compress(b"{}", mtime=0), 200), (b"deflate", zlib.compress(b"{}"), 200),
        (b"identity", b"{}", 200), (b"gzip", b"{}", 415), (b"deflate", b"{}", 415), (b"br", b"{}", 415),
        (b"zstd", b"{}", 415), (b"foo", b"{}", 415), (b"gzip, gzip", b"{}", 415), (b"\xff", b"{}", 415),
        (b"compress", b"{}", 415), (b"gzip", b"\x1f\x8b\x08broken", 415), (b"gzip", gzip.compress(b" " * 10**7, mtime=0), 413),
    ],
)  # fmt: skip
async def test_a_body_is_packed_as_it_says_or_refused(api, packing, body, status):
    found = await wire(api, "POST", START, b"Content-Encoding: " + packing + b"\r\n", body)
    assert found[:2] == (status, "application/json")


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v1/nothing", "/api/v1/cases/none", "/api/" + "a" * 9000, "/api/\udcff"]
)
@pytest.mark.parametrize("accept", [b"", b"Accept: text/html\r\n"])
async def test_errors_under_api_are_json(api, path, accept):
    status, kind, body = await wire(api, "GET", path, accept)
    assert 400 <= status < 500
    assert kind == "application/json"
    assert set(json.loads(body)["error"]) == {"code", "message"}


@pytest.mark.parametrize(
    "path", ["/nothing", "/case/none", "/case/none.png", "/static/none.js", "/" + "a" * 9000, "/\udcff", "/apis"]
)
@pytest.mark.parametrize("accept", [b"", b"Accept: application/json\r\n"])
async def test_errors_elsewhere_are_a_page(api, path, accept):
    status, kind, body = await wire(api, "GET", path, accept)
    assert 400 <= status < 500
    assert kind == "text/html"
    assert b"<html" in body


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("PUT", b""), ("FOO", b""), ("POST", b"Expect: much\r\n"), ("POST", b"X y: 1\r\n"), ("POST", b"X: " + b"a" * 9000 + b"\r\n"),
        ("POST", b"Content-Length: zz\r\n"), ("POST", b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), ("POST", b"Content-Encoding: br\r\n"),
    ],
)  # fmt: skip
async def test_what_is_no_proper_request_gets_the_same_form(api, method, headers, capfd):
    status, kind, body = await wire(api, method, START, headers + b"X-Secret: canary\r\n", b"{}")
    assert (400 <= status < 500, kind) == (True, "application/json")
    assert json.loads(body)["error"]["message"]
    assert (await wire(api, method, "/", headers, b"{}"))[1] == "text/html"
    assert "canary" not in "".join(capfd.readouterr()) + body.decode()


@pytest.mark.parametrize(
    "cookie", [b"\xff\xfe", "中文".encode(), "中文".encode("gbk"), b'"\\377"', b"\x80; ;;=", b"a" * 5000]
)
async def test_bytes_in_a_cookie_are_no_session(api, cookie):
    header = b"Cookie: weiquan_session=" + cookie + b"\r\n"
    for route in [route for route in ROUTES if isinstance(route.access, tuple)]:
        path = re.sub(r"{\w+}", "a" * 32, route.path)
        assert (await wire(api, route.method, path, header))[0] == 401
    assert (await wire(api, "DELETE", "/api/v1/session", header))[0] == 401
    assert (await wire(api, "GET", "/", header))[0] == 200
    assert failures(api) == 0


@pytest.mark.parametrize(
    "name",
    [b"Authorization", b"Origin", b"X-Forwarded-For", b"If-None-Match", b"Accept", b"Content-Type", b"X-CSRF-Token"],
)
async def test_bytes_in_a_header_are_no_failure(api, name):
    for value in (b"\xff\xfe", "中文".encode(), b"Bearer \x80", b"http://[\xff", b"a/b; charset=\xff"):
        for method, path in (
            ("POST", START),
            ("GET", "/"),
            ("POST", "/api/v1/session"),
            ("POST", f"{START}/x/messages"),
        ):
            assert (await wire(api, method, path, name + b": " + value + b"\r\n", b"{}"))[0] < 500
    assert failures(api) == 0


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("application/json", "utf-8"), ("text/plain", "utf-8"), ("multipart/form-data; boundary=x", "utf-8"), ("", "utf-8"),
        ("application/json; charset=gbk", "utf-8"), ("application/json; charset=utf-16", "utf-8"), ("; charset=foo", "utf-8"),
        ("application/json; charset=gbk", "gbk"), ("application/json; charset=GB2312", "gb2312"),
        ("application/json; charset=utf-16", "utf-16"), ("application/json", "utf-16"), ("application/json", "utf-8-sig"),
    ],
)  # fmt: skip
async def test_a_mislabelled_body_is_read_for_what_it_is(visitor, engine, label, encoding):
    body = '{"text": "商标被抄了"}'.encode(encoding)
    header = f"Content-Type: {label}\r\n".encode() if label else b""
    assert (await wire(visitor, "POST", turn(visitor), bearer(visitor) + header, body))[0] == 200
    assert engine.seen[-1]["message"] == "商标被抄了"


@pytest.mark.parametrize(
    "charset", ["zlib", "rot13", "base64", "unicode_escape", "punycode", "undefined", "\x00", "utf-7"]
)
async def test_labels_are_believed_for_encodings_of_text_only(visitor, charset):
    header = b"Content-Type: application/json; charset=" + charset.encode() + b"\r\n"
    status = (await wire(visitor, "POST", turn(visitor), bearer(visitor) + header, b'{"text": "\xff"}'))[0]
    assert status in (400, 422)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f'{{"text": "商标{HALF}"}}', "商标"), (f'{{"text": "{HALF}商标"}}', "商标"), ('{"text": "商\\ude00标"}', "商标"),
        (f'{{"text": "商标{HALF}\\ude00"}}', "商标😀"), (f'{{"text": "好{HALF}{HALF}\\ude00", "x\\ud800": 1}}', "好😀"),
    ],
)  # fmt: skip
async def test_half_a_sign_is_repaired(visitor, engine, body, said):
    assert (await wire(visitor, "POST", turn(visitor), bearer(visitor), body.encode()))[0] == 200
    assert engine.seen[-1]["message"] == said


async def test_half_a_sign_as_bytes_is_repaired(visitor, engine):
    body = '{"text": "商标\ud83d\ude00\ud83d"}'.encode("utf-8", "surrogatepass")
    assert (await wire(visitor, "POST", turn(visitor), bearer(visitor), body))[0] == 200
    assert engine.seen[-1]["message"] == "商标😀"


async def test_nothing_but_half_a_sign_is_nothing(visitor):
    assert (await wire(visitor, "POST", turn(visitor), bearer(visitor), f'{{"text": "{HALF}"}}'.encode()))[0] == 422


@pytest.mark.parametrize("head", [b"Content-Length: 100\r\n\r\n{", b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"])
async def test_a_client_that_leaves_is_no_failure(visitor, head):
    for path in (turn(visitor), START, "/api/v1/session"):
        _, writer = await asyncio.open_connection(visitor.client.host, visitor.client.port)
        start = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n".encode()
        writer.write(start + bearer(visitor) + head)
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.transport.abort()
    await asyncio.sleep(0.2)
    assert failures(visitor) == 0
    assert (await visitor.say("商标"))[0] == 200


async def test_a_client_that_leaves_before_the_reply_is_no_failure(visitor, engine):
    engine.gate = asyncio.Event()
    body = '{"text": "商标"}'.encode()
    _, writer = await asyncio.open_connection(visitor.client.host, visitor.client.port)
    head = f"POST {turn(visitor)} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n".encode()
    writer.write(head + bearer(visitor) + b"\r\n" + body)
    async with asyncio.timeout(5):
        while not engine.seen:
            await asyncio.sleep(0.02)
    writer.transport.abort()
    engine.gate.set()
    async with asyncio.timeout(5):
        while len(await visitor.transcript()) < 2:
            await asyncio.sleep(0.02)
    assert failures(visitor) == 0


@given(st.binary(max_size=300), st.sampled_from([None, "gbk", "utf-16", "big5", "zlib", "x\0y", "latin-1"]))
def test_whatever_the_bytes_they_are_a_value_or_refused(raw: bytes, charset: str | None):
    with suppress(InvalidInput):
        json.dumps(read_json(raw, charset), ensure_ascii=False).encode()


@given(st.text(st.characters(exclude_categories=[]), max_size=40))
def test_a_repaired_text_can_be_written_and_loses_whole_signs_never(text: str):
    repaired = whole(text)
    repaired.encode()
    if text.isprintable():
        assert repaired == text
    assert read_json(json.dumps({"text": text}).encode(), None) == {"text": repaired}
