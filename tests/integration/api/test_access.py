"""Who may call what: every route of the table, sessions, roles, CSRF, origins, limits, headers."""

from __future__ import annotations

import asyncio
import stat

import pytest
from sqlalchemy import select

from bot.db.accounts import AccountRepository, AccountRow, StaffSessionRow
from bot.errors import Conflict, InvalidInput
from bot.gateway.routes import ROUTES
from bot.gateway.routing import PUBLIC, VISITOR
from bot.services.admin.accounts import ROLES, Accounts
from tests.integration.api.support import ask
from tests.support.database_state import conclude, staff

PASSWORD = "一个足够长的口令 42"
SIGN_IN = "/api/v1/session"
SUGGEST = "/api/v1/desk/suggestions"


def add_account(api, name: str, role: str) -> Accounts:
    accounts = Accounts(AccountRepository(api.services.database))
    accounts.add(name, role, PASSWORD)
    return accounts


async def sign_in(api, name: str, password: str = PASSWORD) -> tuple[int, dict]:
    return await api.call("POST", SIGN_IN, {"name": name, "password": password})


async def test_every_route_of_the_app_is_in_the_table_and_guarded(api):
    served = {(r.method, r.resource.canonical) for r in api.client.app.router.routes() if r.method != "HEAD"}
    assert served == {(route.method, route.path) for route in ROUTES}


@pytest.mark.parametrize("route", [r for r in ROUTES if r.access != PUBLIC], ids=lambda r: r.name)
async def test_nothing_but_public_routes_answers_a_stranger(api, route):
    path = route.path.replace("{id}", "a" * 32).replace("{code}", "ABCDEFGH23").replace("{fact}", "side")
    status, reply = await ask(api.client, route.method, path, {}, "")
    assert (status, reply["error"]["code"]) == (401, "not_signed_in")


def test_the_public_list_is_what_it_was_decided_to_be():
    assert {route.name for route in ROUTES if route.access == PUBLIC} == {
        "conversation_start", "regions", "regions_nearest", "stations", "sign_in", "healthz", "readyz", "metrics",
        "openapi", "chat", "about", "static", "favicon", "case", "case_page", "case_docx", "case_png",
    }  # fmt: skip
    assert all(route.access == VISITOR or set(route.access) <= set(ROLES) for route in ROUTES if route.access != PUBLIC)


async def test_staff_sign_in_and_out(api):
    add_account(api, "wang", "staff")
    status, session = await sign_in(api, "wang")
    assert (status, session["name"], session["role"]) == (200, "wang", "staff")
    assert (await api.call("GET", SIGN_IN))[1] == session
    token = {"X-CSRF-Token": session["csrf_token"]}
    assert (await api.call("POST", SUGGEST, {"text": "商标", "region": None}, **token)) == (200, {"suggestions": []})
    assert (await api.call("DELETE", SIGN_IN, **token))[0] == 200
    assert (await api.call("GET", SIGN_IN))[0] == 401


async def test_the_cookie_is_kept_from_scripts_and_other_sites(api):
    add_account(api, "wang", "staff")
    body = {"name": "wang", "password": PASSWORD}
    async with api.client.post(SIGN_IN, json=body) as reply:
        cookie = reply.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


async def test_production_sends_cookies_over_https_only(serve):
    api = await serve(env="production")
    add_account(api, "wang", "staff")
    async with api.client.post(SIGN_IN, json={"name": "wang", "password": PASSWORD}) as reply:
        assert "Secure" in reply.headers["Set-Cookie"]


async def test_passwords_and_cookies_are_stored_as_hashes(api):
    add_account(api, "wang", "staff")
    await sign_in(api, "wang")
    cookie = next(iter(api.client.session.cookie_jar)).value
    with api.services.database.read() as session:
        assert session.scalars(select(AccountRow.password_hash)).one().startswith("$argon2id$")
        assert session.scalars(select(StaffSessionRow.token_hash)).one() != cookie


@pytest.mark.parametrize("name", ["wang", "nobody"])
async def test_a_wrong_name_or_password_is_refused_alike(api, name):
    add_account(api, "wang", "staff")
    assert await sign_in(api, name, "falsches Passwort") == await sign_in(api, "nobody", "x")


async def test_signs_that_no_database_keeps_are_refused_rather_than_failing(api):
    assert (await sign_in(api, "wang\0"))[0] == 401
    operator = await staff(api)
    assert (await operator.get("handoffs/a%00b"))[0] == 404
    assert (await operator.get("submissions/a%00b"))[0] == 404


async def test_a_note_is_kept_without_signs_that_cannot_be_seen(visitor):
    conclude(visitor)
    operator = await staff(visitor)
    (need,) = (await operator.get("submissions"))[1]["submissions"]
    status, body = await operator.send("PATCH", f"submissions/{need['id']}", {"note": "回过电话\0\n明天再打\ufffe"})
    assert (status, body["submission"]["note"]) == (200, "回过电话\n明天再打")


async def test_guessing_passwords_is_slowed_down(api):
    add_account(api, "wang", "staff")
    statuses = [(await sign_in(api, "wang", "falsch"))[0] for _ in range(13)]
    assert statuses[:10] == [401] * 10
    assert statuses[-1] == 429  # where a minute ends in between, one or two more may pass


async def test_a_disabled_account_is_out_at_once(api):
    accounts = add_account(api, "wang", "staff")
    await sign_in(api, "wang")
    accounts.set_active("wang", active=False)
    assert (await api.call("GET", SIGN_IN))[0] == 401
    assert (await sign_in(api, "wang"))[0] == 401


async def test_a_new_password_ends_old_sessions(api):
    accounts = add_account(api, "wang", "staff")
    await sign_in(api, "wang")
    accounts.change_password("wang", "ein ganz neues Passwort")
    assert (await api.call("GET", SIGN_IN))[0] == 401
    assert (await sign_in(api, "wang"))[0] == 401
    assert (await sign_in(api, "wang", "ein ganz neues Passwort"))[0] == 200


@pytest.mark.parametrize("role", ROLES)
async def test_the_desk_is_for_the_roles_that_work_there(api, role):
    add_account(api, "wang", role)
    _, session = await sign_in(api, "wang")
    status, _ = await api.call("POST", SUGGEST, {"text": "商标"}, **{"X-CSRF-Token": session["csrf_token"]})
    assert status == (200 if role in ("admin", "supervisor", "staff") else 403)


async def test_a_change_needs_the_csrf_token_and_our_own_origin(api):
    add_account(api, "wang", "staff")
    _, session = await sign_in(api, "wang")
    good = {"X-CSRF-Token": session["csrf_token"]}
    for headers in (
        {},
        {"X-CSRF-Token": "x"},
        {**good, "Origin": "https://evil.example"},
        {**good, "Sec-Fetch-Site": "cross-site"},
    ):
        status, reply = await api.call("POST", SUGGEST, {"text": "商标"}, **headers)
        assert (status, reply["error"]["code"]) == (403, "forbidden")
    own = f"http://{api.client.host}:{api.client.port}"
    assert (await api.call("POST", SUGGEST, {"text": "商标"}, **good, Origin=own))[0] == 200


async def test_signing_in_from_another_site_is_refused(api):
    add_account(api, "wang", "staff")
    body = {"name": "wang", "password": PASSWORD}
    assert (await api.call("POST", SIGN_IN, body, Origin="https://evil.example"))[0] == 403
    form = {"Content-Type": "text/plain"}
    async with api.client.post(SIGN_IN, data=b'{"name":"wang","password":"x"}', headers=form) as reply:
        assert reply.status == 422


async def test_accounts_are_checked_before_they_are_stored(api):
    accounts = add_account(api, "wang", "staff")
    with pytest.raises(Conflict):
        accounts.add("wang", "admin", PASSWORD)
    for name, role, password in (
        ("", "staff", PASSWORD),
        ("a b", "staff", PASSWORD),
        ("li", "king", PASSWORD),
        ("li", "staff", "short"),
    ):
        with pytest.raises(InvalidInput):
            accounts.add(name, role, password)
    assert [account["name"] for account in accounts.all()] == ["wang"]


async def test_too_many_requests_are_refused(serve):
    api = await serve(rate_limit=5)
    statuses = [(await api.call("POST", "/api/v1/conversations", {}))[0] for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    assert (await api.call("GET", "/healthz"))[0] == 200


async def test_forwarded_addresses_are_believed_from_known_proxies_only(serve):
    open_api = await serve(rate_limit=1)
    trusting = await serve(rate_limit=1, trusted_proxies="127.0.0.1")
    for api, expected in ((open_api, [200, 429]), (trusting, [200, 200])):
        found = [
            (await api.call("POST", "/api/v1/conversations", {}, **{"X-Forwarded-For": address}))[0]
            for address in ("203.0.113.1", "203.0.113.2")
        ]
        assert found == expected
    spoofed = {"X-Forwarded-For": "198.51.100.7, 203.0.113.1"}
    assert (await trusting.call("POST", "/api/v1/conversations", {}, **spoofed))[0] == 429


async def test_every_reply_carries_the_security_headers(api):
    for path in ("/", "/about", "/healthz", "/api/v1/nothing", "/static/site.css", "/metrics"):
        async with api.client.get(path) as reply:
            policy = reply.headers["Content-Security-Policy"]
            assert "unsafe" not in policy
            assert "default-src 'none'" in policy
            assert reply.headers["X-Content-Type-Options"] == "nosniff"
            assert reply.headers["X-Frame-Options"] == "DENY"
            assert reply.headers["Referrer-Policy"] == "no-referrer"


async def test_pages_hold_no_inline_script_or_style_and_load_nothing_from_elsewhere(api):
    for path in ("/", "/about"):
        async with api.client.get(path) as reply:
            page = await reply.text()
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page
        assert 'src="http' not in page
        assert 'rel="stylesheet" href="http' not in page


async def test_static_files_are_found_by_name_only(api):
    for name in ("chat.js", "site.css", "icon.svg"):
        async with api.client.get(f"/static/{name}") as reply:
            assert reply.status == 200
    for path in ("/static/../app.py", "/static/%2e%2e%2fapp.py", "/static/nothing.js"):
        async with api.client.get(path) as reply:
            assert reply.status == 404


async def test_the_signing_key_is_readable_by_its_owner_only(api, settings):
    mode = stat.S_IMODE((settings.state_dir / "keys" / "token.key").stat().st_mode)
    assert mode == 0o600


async def test_logs_hold_no_texts_and_no_tokens(api, capfd):
    visitor = await api.open()
    await visitor.say("我的秘密配方被偷了13800138000")
    await visitor.post({"choice": "不存在的选择"})
    await asyncio.sleep(0)
    output = "".join(capfd.readouterr())
    assert "refused" in output
    for secret in ("秘密配方", "13800138000", visitor.token, "不存在的选择"):
        assert secret not in output
