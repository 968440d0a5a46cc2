"""What the screens' tests share: a sitting on an AWS in memory, and a way to read the screen."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.patience import PATIENCE
from tests.ui.fake_aws import NOW, ROLE, FakeAws, FakeCoach
from wizard.aws.gateway import Target
from wizard.flow.session import Leave
from wizard.flow.wizard import Wizard
from wizard.ui.app import WizardApp


@dataclass
class Sitting:
    """A running app, driven and read as a person would."""

    app: WizardApp
    pilot: Pilot[Leave]
    aws: FakeAws

    @property
    def text(self) -> str:
        """Everything on the screen."""
        return "\n".join(
            "".join(segment.text for segment in strip) for strip in self.app.screen._compositor.render_strips()
        )

    @property
    def notices(self) -> str:
        """What the small notices said, which Textual's tests do not draw."""
        return "\n".join(f"{notice.title}: {notice.message}" for notice in self.app._notifications)

    async def press(self, *keys: str) -> None:
        """Press keys and let what follows from them happen."""
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        """Until no work is under way and the screen is drawn."""
        await self.pilot.pause()
        while any(not worker.is_finished and worker.group == "aws" for worker in self.app.workers):
            if self.app.screen.is_modal:
                break
            await self.pilot.pause(0.01)
        await self.pilot.pause()

    async def until(self, words: str) -> None:
        """Until these words stand on the screen."""
        end = time.monotonic() + PATIENCE
        while words not in self.text:
            if time.monotonic() > end:
                raise AssertionError(f"“{words}” never came:\n{self.text}")
            await self.pilot.pause(0.01)


Open = Callable[..., AbstractAsyncContextManager[Sitting]]


@pytest.fixture
def sit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a sitting: ``async with sit(aws=…, size=(80, 24)) as sitting``."""
    monkeypatch.setenv("ROLE_WIZARD_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    (tmp_path / "credentials").write_text("[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n")

    @asynccontextmanager
    async def open_sitting(
        aws: FakeAws | None = None,
        target: Target | None = None,
        coach: FakeCoach | None = None,
        size: tuple[int, int] = (80, 24),
        wait: bool = True,
        read_only: bool = False,
        notifications: bool = False,
        captured: bool = False,
    ) -> AsyncIterator[Sitting]:
        fake = aws or FakeAws()
        wizard = Wizard(
            lambda _: fake,
            target or Target(role=ROLE, caller_profile="default"),
            coach=coach,
            read_only=read_only,
            captured=captured,
            now=lambda: NOW,
        )
        app = WizardApp(
            lambda: wizard, caller=wizard.session.target.caller_profile or "", role=wizard.session.target.role or ""
        )
        async with app.run_test(size=size, notifications=notifications) as pilot:
            sitting = Sitting(app, pilot, fake)
            if wait and wizard.session.target.role and fake.failure is None:
                await sitting.until("Other policies")
            yield sitting

    return open_sitting
