import json
import os
import subprocess
from pathlib import Path

import pytest

from bot.matching.match import Matcher
from bot.matching.model import Model

ROOT = Path(__file__).resolve().parents[3]
ENGINE = ROOT / "engine" / ".venv" / "bin" / "python"
TEXTS = ["商标续展要多少钱", "專利被仿冒了", "讲个笑话吧", "how to report fake goods"]
SCRIPT = """
import json, sys
from pathlib import Path
from bot.matching.match import Matcher
from bot.matching.model import load
matcher = Matcher(load(Path(sys.argv[1])))
found = [matcher.match(text) for text in json.loads(sys.argv[2])]
print(json.dumps([[m.intent, m.entry_id, m.confidence] for m in found]))
"""


@pytest.mark.skipif(not ENGINE.exists(), reason="the engine's environment is not installed")
def test_the_engines_python_finds_the_same(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path)
    command = [str(ENGINE), "-c", SCRIPT, str(tmp_path), json.dumps(TEXTS)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    there = json.loads(done.stdout.splitlines()[-1])
    here = [Matcher(model).match(text) for text in TEXTS]
    assert [[m.intent, m.entry_id] for m in here] == [found[:2] for found in there]
    assert [m.confidence for m in here] == pytest.approx([found[2] for found in there], abs=0.01)
