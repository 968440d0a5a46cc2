"""What the screens' tests share: a sitting on an AWS in memory, and a way to read the screen."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual._context import visible_screen_stack
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import NoWidget
from textual.widgets import Button

from tests.ui.calm import calm, under_way, until
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
        """Everything on the screen. What is not painted yet is painted for it, as the app would: below a dialog stands
        the step.
        """
        below = visible_screen_stack.set(self.app._background_screens)
        try:
            strips = self.app.screen._compositor.render_strips()
        finally:
            visible_screen_stack.reset(below)
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    @property
    def notices(self) -> str:
        """What the small notices said, which Textual's tests do not draw."""
        return "\n".join(f"{notice.title}: {notice.message}" for notice in self.app._notifications)

    async def press(self, *keys: str) -> None:
        """Press keys, and let what follows from each happen before the next."""
        for key in keys:
            await self.strike(key)
            await self.settle()

    async def strike(self, *keys: str) -> None:
        """Press keys, each once the screen has dealt with the one before it; AWS is not waited for."""
        for key in keys:
            self.app.post_message(pressed(key))
            await calm(self.app)

    async def settle(self) -> None:
        """Until whatever a key began has come to its end, or waits for the person's answer, and the screen is drawn."""
        await calm(self.app)
        while begun := under_way(self.app):
            if not await until(lambda: not under_way(self.app)):
                raise AssertionError(f"{begun} never came to an end:\n{self.text}")
            await calm(self.app)
        self._look_for_cut_buttons()

    def _look_for_cut_buttons(self) -> None:
        """From 80 columns on every button that is shown can be read."""
        screen = self.app.screen
        for button in screen.query(Button) if screen.size.width >= 80 else ():
            with suppress(NoWidget):  # it is not on the screen
                drawn = screen.find_widget(button)
                room = min(drawn.region.right, drawn.clip.right) - drawn.region.x
                assert room >= drawn.region.width, f"“{button.label}” is cut:\n{self.text}"

    async def until(self, words: str) -> None:
        """Until these words stand on the screen."""
        if not await until(lambda: words in self.text):
            raise AssertionError(f"“{words}” never came:\n{self.text}")
        await calm(self.app)


def pressed(key: str) -> Key:
    """A key by its name or its character, as the terminal reports it."""
    name = key if key.isalnum() or len(key) > 1 else _character_to_key(key)
    return Key(name, key if len(key) == 1 else None)


Open = Callable[..., AbstractAsyncContextManager[Sitting]]


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Holds back whoever waits for it until a test opens it, however slow the machine; at the latest the test's end."""
    gate = threading.Event()
    yield gate
    gate.set()


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
