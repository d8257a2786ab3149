"""However a lesson is spoilt, its author gets lines to mend it by, soon; never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.core.mutate import LARGEST, SLOWEST

ROOT = Path(__file__).parents[2]
COUNT = int(os.environ.get("HEED_MUTATIONS", "1000"))


def test_spoilt_lessons_are_refused_with_lines_soon_and_in_little_memory() -> None:
    command = [sys.executable, "-m", "tests.core.mutate", str(COUNT), "1"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    found = json.loads(run.stdout)
    assert found["wrong"] == []
    assert found["checked"] == COUNT
    assert 0.5 * COUNT < found["refused"] < COUNT
    assert found["slowest"] < SLOWEST
    assert found["kilobytes"] < LARGEST
