"""The command line knows every command, and loads only what the given one needs."""

from __future__ import annotations

import pytest

from bot.cli.main import main, make_parser


def commands(name: str = "") -> set[str]:
    return set(make_parser(name)._subparsers._group_actions[0].choices)


def test_a_command_named_after_its_file_is_alone_and_others_are_found_among_all() -> None:
    everything = commands()
    assert {"knowledge", "run", "announce", "backup", "restore", "slowest"} <= everything
    assert commands("knowledge") == {"knowledge"}
    assert commands("run") == {"run", "announce"}
    assert commands("restore") == commands("nonsense") == commands("jsonl") | everything


@pytest.mark.parametrize("given", [[], ["nonsense"], ["jsonl"], ["knowledge", "nonsense"]])
def test_wrong_use_is_told(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(given)
    assert ended.value.code == 2
    assert "usage: bot" in capsys.readouterr().err
