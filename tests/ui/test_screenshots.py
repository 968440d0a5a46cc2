"""The README's pictures are what the screens show today, and two runs make the same files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "screenshots"


def test_the_pictures_are_those_that_the_screens_make(tmp_path: Path) -> None:
    into = tmp_path / "pictures"
    made = subprocess.run([sys.executable, str(FOLDER / "make.py"), "--to", str(into)], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    kept = sorted(path.name for path in FOLDER.glob("*.svg"))
    assert sorted(path.name for path in into.iterdir()) == kept
    changed = [name for name in kept if (FOLDER / name).read_bytes() != (into / name).read_bytes()]
    assert not changed, f"run python screenshots/make.py and look at {', '.join(changed)}"
