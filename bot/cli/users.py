"""`bot users add | list | password | disable | enable`: staff accounts."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from typing import TYPE_CHECKING, Any

from bot.config import read_settings

if TYPE_CHECKING:
    from bot.services.admin.accounts import Accounts


def register(commands: Any) -> None:
    """Add the commands."""
    verbs = commands.add_parser("users", help="staff accounts").add_subparsers(required=True, metavar="VERB")
    add = verbs.add_parser("add", help="add an account; without a password one is made and printed")
    add.add_argument("name")
    add.add_argument("--role", required=True, help="admin, editor, reviewer, supervisor, staff or readonly")
    _take_password(add)
    add.set_defaults(run=_add)
    verbs.add_parser("list", help="every account, one JSON line each").set_defaults(run=_list)
    password = verbs.add_parser("password", help="replace a password; the account is signed out everywhere")
    password.add_argument("name")
    _take_password(password)
    password.set_defaults(run=_password)
    for verb, active in (("disable", False), ("enable", True)):
        switch = verbs.add_parser(verb, help=f"{verb} an account")
        switch.add_argument("name")
        switch.set_defaults(run=_switch, active=active)


def _take_password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--password", help="visible to other users of the machine; better --password-stdin")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def _accounts() -> Accounts:
    from bot.bootstrap import build

    services = build(read_settings())
    services.migrate()
    return services.accounts


def _chosen_password(arguments: argparse.Namespace) -> tuple[str, dict[str, str]]:
    """Return the password, and what to print of it: only one made here."""
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\n"), {}
    if arguments.password:
        return arguments.password, {}
    made = secrets.token_urlsafe(12)
    return made, {"password": made}


def _add(arguments: argparse.Namespace) -> int:
    password, shown = _chosen_password(arguments)
    _accounts().add(arguments.name, arguments.role, password)
    print(json.dumps({"name": arguments.name, "role": arguments.role, **shown}, ensure_ascii=False))
    return 0


def _list(_: argparse.Namespace) -> int:
    for account in _accounts().all():
        view = {"name": account["name"], "role": account["role"], "active": account["active"]}
        print(json.dumps(view, ensure_ascii=False))
    return 0


def _password(arguments: argparse.Namespace) -> int:
    password, shown = _chosen_password(arguments)
    _accounts().change_password(arguments.name, password)
    print(json.dumps({"name": arguments.name, **shown}, ensure_ascii=False))
    return 0


def _switch(arguments: argparse.Namespace) -> int:
    _accounts().set_active(arguments.name, arguments.active)
    return 0
