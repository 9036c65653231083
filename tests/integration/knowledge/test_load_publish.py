"""Files to database to snapshot and back, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
import yaml

from bot.core.knowledge.entry import select_variant
from bot.db.base import Database
from bot.db.knowledge.codec import from_body, to_body
from bot.db.knowledge.published import PublishedKnowledge
from bot.db.knowledge.revisions import add_revision, current_items
from bot.db.schema import differences
from bot.knowledge import publisher
from bot.knowledge.exporter import export_entries
from bot.knowledge.library import read_library, served_unpublished
from bot.knowledge.loader import load
from bot.knowledge.publisher import only_refit, publish, refit
from bot.matching.match import Matcher
from bot.matching.model import FORMAT
from bot.matching.model import load as load_model
from bot.matching.snapshots import SnapshotFolder
from bot.matching.zones import Calibration
from tests.support.knowledge_folder import ENTRY, FACTS, OTHER, Folder

FLOWS = [("greet", "你好"), ("greet", "您好呀"), ("thanks", "谢谢你"), ("thanks", "多谢")]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "knowledge")


def reload(database: Database, folder: Folder):
    return load(database, read_library(folder.root))


def edit_in_console(database: Database, **changes: object) -> None:
    with database.write() as session:
        body = {**to_body("entry", from_body("entry", ENTRY)), **changes}
        add_revision(session, "entry", "topic_a", body, origin="console", author="editor")


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    assert differences(database) == []


def test_a_second_load_changes_nothing(database: Database, folder: Folder) -> None:
    first, second = reload(database, folder), reload(database, folder)
    assert (len(first.added), second.added, second.updated) == (10, [], [])


def test_a_changed_file_becomes_a_new_revision(database: Database, folder: Folder) -> None:
    reload(database, folder)
    folder.entry({**ENTRY, "title": "改了"})
    assert reload(database, folder).updated == ["entry topic_a"]


def test_a_deleted_file_retires_its_entry(database: Database, folder: Folder) -> None:
    reload(database, folder)
    (folder.root / "entries/A/topic_a.other.yml").unlink()
    assert reload(database, folder).retired == ["entry topic_a.other"]


def test_a_console_edit_survives_a_load_of_unchanged_files(database: Database, folder: Folder) -> None:
    reload(database, folder)
    edit_in_console(database, title="控制台改的")
    report = reload(database, folder)
    assert (report.updated, report.conflicts) == ([], [])


def test_an_edit_on_both_sides_is_left_alone_and_listed(database: Database, folder: Folder) -> None:
    reload(database, folder)
    edit_in_console(database, title="控制台改的")
    folder.entry({**ENTRY, "title": "文件改的"})
    assert reload(database, folder).conflicts == ["entry topic_a"]
    with database.read() as session:
        bodies = {item.item_id: revision.body for item, revision in current_items(session, "entry")}
    assert bodies["topic_a"]["title"] == "控制台改的"


def test_an_export_writes_console_edits_back_so_that_a_load_agrees(database: Database, folder: Folder) -> None:
    reload(database, folder)
    edit_in_console(database, title="控制台改的")
    assert export_entries(database, folder.root) == [folder.root / "entries/A/topic_a.yml"]
    assert yaml.safe_load((folder.root / "entries/A/topic_a.yml").read_text())["title"] == "控制台改的"
    report = reload(database, folder)
    assert (report.updated, report.conflicts, export_entries(database, folder.root)) == ([], [], [])


def test_malformed_files_change_nothing(database: Database, folder: Folder) -> None:
    folder.write("facts/facts.yml", [{**FACTS[0], "colour": "red"}])
    with pytest.raises(ValueError, match="problems"):
        reload(database, folder)
    with database.read() as session:
        assert current_items(session) == []


def test_a_snapshot_serves_what_was_published_and_later_edits_wait(
    database: Database, folder: Folder, tmp_path: Path
) -> None:
    reload(database, folder)
    snapshots = tmp_path / "snapshots"
    first = publish(database, snapshots, FLOWS)
    assert publish(database, snapshots, FLOWS).new is False
    folder.entry({**ENTRY, "title": "改了"})
    reload(database, folder)
    published = PublishedKnowledge(database, snapshots)
    assert published.entry(first.version, "topic_a").title == ENTRY["title"]
    second = publish(database, snapshots, FLOWS)
    assert (published.current_version(), second.version) == (2, 2)
    assert published.entry(1, "topic_a").title == ENTRY["title"]
    assert published.entry(2, "topic_a").title == "改了"


def test_the_snapshot_folder_answers_its_own_questions(database: Database, folder: Folder, tmp_path: Path) -> None:
    reload(database, folder)
    publish(database, tmp_path / "snapshots", FLOWS)
    matcher = Matcher(load_model(tmp_path / "snapshots" / "1"))
    assert matcher.match(OTHER["questions"][2]).entry_id == "topic_a.other"


def test_unpublished_entries_are_not_in_a_snapshot(database: Database, folder: Folder, tmp_path: Path) -> None:
    folder.entry({**OTHER, "status": "draft"})
    reload(database, folder)
    publish(database, tmp_path / "snapshots", FLOWS)
    assert PublishedKnowledge(database, tmp_path / "snapshots").entry(1, "topic_a.other") is None


def test_everything_is_fitted_anew_by_one_at_a_time(tmp_path: Path) -> None:
    with only_refit(tmp_path) as first, only_refit(tmp_path) as second:
        assert (first, second) == (True, False)
    with only_refit(tmp_path) as again:
        assert again


def test_until_something_is_published_the_files_are_served(database: Database, folder: Folder, tmp_path: Path) -> None:
    folder.entry({**OTHER, "status": "draft"})
    files = served_unpublished(folder.root)
    published = PublishedKnowledge(database, tmp_path / "snapshots", files.__getitem__)
    assert published.current_version() == 0
    assert published.entry(0, "topic_a").title == ENTRY["title"]
    assert published.entry(0, "topic_a.other") is None
    assert published.sources(0) == files["source"]
    assert PublishedKnowledge(database, tmp_path / "snapshots").entry(0, "topic_a") is None


def test_a_date_change_changes_the_answer(database: Database, folder: Folder, tmp_path: Path) -> None:
    reload(database, folder)
    publish(database, tmp_path / "snapshots", FLOWS)
    entry = PublishedKnowledge(database, tmp_path / "snapshots").entry(1, "topic_a")
    texts = [select_variant(entry, day, []).variant.text for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert texts == ["自公告之日起3个月内提出。", "自公告之日起2个月内提出。"]


def test_other_thresholds_are_published_though_nothing_else_changed(
    database: Database, folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reload(database, folder)
    snapshots = tmp_path / "snapshots"
    publish(database, snapshots, FLOWS)
    chosen = replace(Calibration(), answer_at=0.31)
    for module in ("bot.knowledge.publisher", "bot.matching.fit"):
        monkeypatch.setattr(f"{module}.chosen_calibration", lambda: chosen)
    second = publish(database, snapshots, FLOWS)
    assert (second.version, second.new) == (2, True)
    assert load_model(snapshots / "2").calibration == chosen


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("content", [b"\xff", b"garbage", b"", b"12"])
def test_garbage_in_the_pointer_is_mended_by_the_next_publication(
    database: Database, folder: Folder, tmp_path: Path, content: bytes
) -> None:
    reload(database, folder)
    snapshots = tmp_path / "snapshots"
    publish(database, snapshots, FLOWS)
    (snapshots / "current").write_bytes(content)
    done = publish(database, snapshots, FLOWS)
    assert (done.version, done.new, (snapshots / "current").read_text()) == (1, False, "1")


@pytest.mark.parametrize("name", ["matching.npz", "matching.json", "entries.json", "manifest.json"])
def test_a_damaged_snapshot_is_made_again(database: Database, folder: Folder, tmp_path: Path, name: str) -> None:
    reload(database, folder)
    snapshots = tmp_path / "snapshots"
    publish(database, snapshots, FLOWS)
    damage(snapshots / "1" / name)
    published = PublishedKnowledge(database, snapshots)
    assert published.current_version() == 0
    done = publish(database, snapshots, FLOWS)
    assert (done.version, done.new, published.current_version()) == (2, True, 2)
    assert Matcher(load_model(snapshots / "2")).match(OTHER["questions"][2]).entry_id == "topic_a.other"


def test_a_publication_cut_off_before_the_switch_is_taken_up(
    database: Database, folder: Folder, tmp_path: Path
) -> None:
    reload(database, folder)
    snapshots = tmp_path / "snapshots"
    publish(database, snapshots, FLOWS)
    (snapshots / "current").unlink()
    assert publish(database, snapshots, FLOWS).new is False
    assert (snapshots / "current").read_text() == "1"


def test_a_snapshot_of_another_format_is_fitted_anew_once(database: Database, folder: Folder, tmp_path: Path) -> None:
    reload(database, folder)
    snapshots = tmp_path / "snapshots"
    with pytest.MonkeyPatch.context() as old:
        for module in ("bot.knowledge.publisher", "bot.matching.model"):
            old.setattr(f"{module}.FORMAT", FORMAT - 1)
        publish(database, snapshots, FLOWS)
    assert SnapshotFolder(snapshots).load() is None
    assert [publish(database, snapshots, FLOWS).new for _ in range(2)] == [True, False]
    assert SnapshotFolder(snapshots).load()[0] == 2


def test_after_many_changes_a_publication_asks_to_be_fitted_anew(
    database: Database, folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reload(database, folder)
    snapshots = tmp_path / "snapshots"
    assert publish(database, snapshots, FLOWS).worn is False
    monkeypatch.setattr("bot.matching.fit._MOST_CHANGED", 40)
    for number in range(4):
        folder.entry({**ENTRY, "questions": [*ENTRY["questions"], f"公告了{number}天还能提异议吗"]})
        reload(database, folder)
        done = publish(database, snapshots, FLOWS)
    assert done.worn is True
    assert refit(database, snapshots, FLOWS).worn is False
    assert load_model(snapshots / str(done.version + 1)).renewed == 0
    assert publish(database, snapshots, FLOWS).new is False


def test_what_is_published_while_everything_is_fitted_anew_stays_published(
    database: Database, folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reload(database, folder)
    snapshots = tmp_path / "snapshots"
    publish(database, snapshots, FLOWS)
    added = "公告以后隔了很久还能反对吗"
    whole, calls = publisher._fit, []

    def and_meanwhile(*given):
        model = whole(*given)
        calls.append(given[2])
        if len(calls) == 1:
            folder.entry({**ENTRY, "questions": [*ENTRY["questions"], added]})
            reload(database, folder)
            assert publish(database, snapshots, FLOWS).new is True
        return model

    monkeypatch.setattr(publisher, "_fit", and_meanwhile)
    done = refit(database, snapshots, FLOWS)
    assert calls[0] is None
    assert added in load_model(snapshots / str(done.version)).exact


def test_examples_that_do_not_fit_are_reported(
    database: Database, folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reload(database, folder)
    everything = publish(database, tmp_path / "one", FLOWS)
    rows = len(load_model(tmp_path / "one" / "1").row_texts)
    monkeypatch.setattr(publisher, "fit", partial(publisher.fit, most_rows=rows - 3))
    assert (everything.left_out, publish(database, tmp_path / "two", FLOWS).left_out) == (0, 3)
