"""Makes the five screenshots of the README from the default lesson, walked on the practice AWS.

    python screenshots/make.py              write them into this folder
    python screenshots/make.py --to FOLDER  write them elsewhere, to compare

What differs from run to run (a code, a time, a temporary folder) is replaced, so that two runs give the same files.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from textual.pilot import Pilot

from wizard.aws.connection import connect
from wizard.commands.lesson_coach import LessonCoach
from wizard.commands.practice import target
from wizard.flow.journal import Journal
from wizard.flow.session import Leave
from wizard.flow.wizard import Wizard
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import load
from wizard.ui.app import WizardApp

SIZE = (100, 34)
NAMES = ("1-inspect", "2-trust-policy", "3-permissions", "4-test", "5-profile")

VARYING = (
    (r"terminal-\d+-", "terminal-"),
    (r"Phone:&#160;\d{6}", "Phone:&#160;123456"),
    (r"\d{4}-\d\d-\d\d&#160;\d\d:\d\d(:\d\d)?", "2026-11-24&#160;12:00"),
    (r"\b\d\d:\d\d(:\d\d)?\b", "12:00"),
    (r"/[^<&]*/role-wizard-practice-\w+", "~"),
    (r"@font-face \{.*?\}", ""),
    (r"Fira Code", "DejaVu Sans Mono"),
)


async def walk(folder: Path) -> None:
    """The lesson's shortest path, a picture of each step as it asks for something."""
    with PracticeEnvironment(load("cross-account"), delay=0) as environment, environment.in_process():
        wizard = Wizard(
            connect,
            target(environment.lesson),
            coach=LessonCoach(environment),
            journal=Journal(environment.endpoint_url, environment.home),
        )
        app = WizardApp(lambda: wizard, caller="default", role=wizard.session.target.role or "")
        async with app.run_test(size=SIZE, notifications=False) as pilot:
            shooting = Shooting(app, pilot, folder)
            await shooting.until(lambda: wizard.session.gathered is not None)
            await shooting.take("1-inspect")
            await pilot.press("ctrl+n")
            await shooting.settle()
            await pilot.press("enter")
            await shooting.settle()
            await shooting.take("2-trust-policy")
            await shooting.apply()
            await pilot.press("ctrl+n")
            await shooting.settle()
            await pilot.press("enter")
            await shooting.settle()
            await pilot.press("ctrl+s")
            await shooting.until(lambda: app.screen.is_modal)
            await shooting.take("3-permissions")
            await pilot.press("a")
            await shooting.until(lambda: not app.screen.is_modal)
            await pilot.press("ctrl+n")
            await shooting.settle()
            await pilot.press("enter")
            await shooting.until(lambda: wizard.session.tested is not None)
            await shooting.take("4-test")
            await pilot.press("ctrl+n")
            await shooting.settle()
            await shooting.apply()
            await shooting.until(lambda: wizard.session.written is not None and wizard.session.written.used_as)
            await shooting.take("5-profile")


class Shooting:
    """Drives the app and writes its pictures."""

    def __init__(self, app: WizardApp, pilot: Pilot[Leave], folder: Path) -> None:
        self.app = app
        self.pilot = pilot
        self.folder = folder

    async def apply(self) -> None:
        """Preview and apply."""
        await self.press("ctrl+s")
        await self.until(lambda: self.app.screen.is_modal)
        await self.settle()
        await self.press("a")
        await self.until(lambda: not self.app.screen.is_modal)
        await self.settle()

    async def press(self, key: str) -> None:
        """One key."""
        await self.pilot.press(key)

    async def take(self, name: str) -> None:
        """One picture, with what varies replaced."""
        await self.settle()
        svg = self.app.export_screenshot(title="role-wizard")
        for pattern, replacement in VARYING:
            svg = re.sub(pattern, replacement, svg, flags=re.DOTALL)
        (self.folder / f"{name}.svg").write_text(svg, encoding="utf-8")

    async def until(self, true: object) -> None:
        """Until something holds."""
        assert callable(true)
        for _ in range(3000):
            if true():
                break
            await asyncio.sleep(0.01)
        else:
            raise RuntimeError(f"this never came:\n{self.app.screen}")
        await self.settle()

    async def settle(self) -> None:
        """Until the screen is drawn."""
        for _ in range(3):
            await self.pilot.pause()
            await asyncio.sleep(0.1)


def main() -> None:
    """Make them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent)
    folder = parser.parse_args().to
    folder.mkdir(exist_ok=True)
    for variable in ("NO_COLOR", "TERM_PROGRAM", "COLORTERM"):
        os.environ.pop(variable, None)
    os.environ.update(TEXTUAL_ANIMATIONS="none", TZ="UTC", PATH="")  # whether aws is installed must not show
    with tempfile.TemporaryDirectory() as state:
        os.environ["ROLE_WIZARD_STATE_DIR"] = state
        asyncio.run(walk(folder))


if __name__ == "__main__":
    main()
