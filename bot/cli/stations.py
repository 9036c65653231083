"""`bot stations import | confirm | batches | coverage | worklist`: the offices in the database."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.bootstrap import Services, build
from bot.config import read_settings
from bot.core.region import COVERED


def register(commands: Any) -> None:
    """Add the commands."""
    verbs = commands.add_parser("stations", help="offices: import, coverage, work list").add_subparsers(
        required=True, metavar="VERB"
    )
    taken = verbs.add_parser("import", help="check a CSV or XLSX file of offices and keep its good rows apart")
    taken.add_argument("file", type=Path)
    how = taken.add_mutually_exclusive_group()
    how.add_argument("--dry-run", action="store_true", help="only say what would be taken and refused")
    how.add_argument("--confirm", action="store_true", help="make the good rows live at once")
    taken.set_defaults(run=_import)
    confirm = verbs.add_parser("confirm", help="make a waiting batch live")
    confirm.add_argument("batch")
    confirm.set_defaults(run=_confirm)
    verbs.add_parser("batches", help="list the batches that wait").set_defaults(run=_batches)
    covered = verbs.add_parser("coverage", help="per county: the nearest office with a sourced number")
    covered.add_argument("--province", action="append", default=[], help="name or code; default: the covered provinces")
    covered.set_defaults(run=_coverage)
    _register_work_list(verbs.add_parser("worklist", help="offices to call and confirm").add_subparsers(required=True))


def _register_work_list(verbs: Any) -> None:
    for name, run, text in (("export", _export, "write the list"), ("import", _answers, "take the filled-in list")):
        verb = verbs.add_parser(name, help=text)
        verb.add_argument("file", type=Path, help=".csv or .xlsx")
        verb.set_defaults(run=run)
        if name == "export":
            verb.add_argument("--days", type=int, default=180, help="not confirmed for so many days")
        else:
            verb.add_argument("--dry-run", action="store_true")


def _services() -> Services:
    return build(read_settings())


def _import(arguments: argparse.Namespace) -> int:
    from bot.services.stations.imports import check_file

    services = _services()
    known, today = services.stations.below(""), services.clock.today()
    checked = check_file(arguments.file.name, arguments.file.read_bytes(), services.regions, today, known)
    for refusal in checked.refused:
        print(json.dumps(asdict(refusal), ensure_ascii=False))
    lines = len({refusal.line for refusal in checked.refused})
    print(f"{len(checked.stations)} rows accepted, {lines} refused", file=sys.stderr)
    if arguments.dry_run or not checked.stations:
        return 1 if checked.refused else 0
    batch = uuid4().hex
    services.stations.stage(batch, arguments.file.name, checked.stations)
    if arguments.confirm:
        print(f"{services.stations.confirm(batch)} rows are live", file=sys.stderr)
    else:
        print(f"kept apart as batch {batch}; make it live with: bot stations confirm {batch}", file=sys.stderr)
    return 1 if checked.refused else 0


def _confirm(arguments: argparse.Namespace) -> int:
    print(f"{_services().stations.confirm(arguments.batch)} rows are live", file=sys.stderr)
    return 0


def _batches(_: argparse.Namespace) -> int:
    for batch, file, rows in _services().stations.batches():
        print(json.dumps({"batch": batch, "file": file, "rows": rows}, ensure_ascii=False))
    return 0


def _coverage(arguments: argparse.Namespace) -> int:
    from bot.services.stations.coverage import coverage

    services = _services()
    provinces = _provinces(services, arguments.province)
    levels: Counter[str] = Counter()
    for served in coverage(services.stations, services.regions, provinces, services.clock.today()):
        levels[served.level] += 1
        nearest = served.station
        row = {"county": "".join(served.county.path), "code": served.county.code, "widened_to": served.level}
        row |= {"station": nearest.name, "phone": nearest.phone, "source_date": nearest.source_date} if nearest else {}
        print(json.dumps(row | {"source_years": served.source_years}, ensure_ascii=False))
    total = sum(levels.values())
    print(
        f"{total} counties: " + ", ".join(f"{level} {count}" for level, count in levels.most_common()), file=sys.stderr
    )
    return 0


def _provinces(services: Services, names: Sequence[str]) -> list[str]:
    found = [services.regions.find(name) for name in names]
    if None in found:
        raise ValueError(f"unknown province: {names[found.index(None)]}")
    return [region.code for region in found if region] or list(COVERED)


def _export(arguments: argparse.Namespace) -> int:
    from bot.services.stations.coverage import work_list, work_list_header
    from bot.services.stations.tables import write_csv, write_xlsx

    services = _services()
    rows = work_list(services.stations, services.regions, services.clock.today(), arguments.days)
    write = write_xlsx if arguments.file.suffix.lower() == ".xlsx" else write_csv
    arguments.file.write_bytes(write(work_list_header(), rows))
    print(f"{len(rows)} offices to call", file=sys.stderr)
    return 0


def _answers(arguments: argparse.Namespace) -> int:
    from bot.services.stations.coverage import read_answers
    from bot.services.stations.tables import read_file

    services = _services()
    lines = read_file(arguments.file.name, arguments.file.read_bytes())
    changed, refused = read_answers(lines, services.stations, services.clock.today())
    for refusal in refused:
        print(json.dumps(asdict(refusal), ensure_ascii=False))
    for caller, stations in changed.items() if not arguments.dry_run else ():
        batch = f"call:{uuid4().hex[:8]}:{caller}"[:32]
        services.stations.stage(batch, arguments.file.name, stations)
        services.stations.confirm(batch)
    print(f"{sum(map(len, changed.values()))} offices confirmed, {len(refused)} rows refused", file=sys.stderr)
    return 1 if refused else 0
