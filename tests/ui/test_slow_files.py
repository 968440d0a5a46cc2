"""Step 5 looks into the config files, which may lie on a slow disk: the form is there at once, and keys are heard."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tests.patience import PATIENCE
from tests.ui.calm import calm
from tests.ui.conftest import Open
from wizard.flow import profile
from wizard.flow.profile import Found
from wizard.flow.session import Session
from wizard.profiles.problem import Fix, Problem
from wizard.profiles.sources import Source

BROKEN = Found(
    (Source("base", True, "its keys"),),
    (Problem("RW502", "dev", "~/.aws/config", 3, "There is no profile 'bse'.", "Write base.", Fix("", "config", ())),),
)
SOUND = Found((Source("base", True, "its keys"), Source("default", True, "its keys")))


class Disk:
    """Hands out readings one by one, each when its gate is opened."""

    def __init__(self, *readings: Found) -> None:
        self.readings = list(readings)
        self.gates = [threading.Event() for _ in readings]
        self.threads: list[threading.Thread] = []

    def look(self, session: Session) -> Found:
        """The next reading."""
        at = len(self.threads)
        self.threads.append(threading.current_thread())
        self.gates[at].wait()
        return self.readings[at]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Disk]:
    """Put a disk in place of the real one."""

    def put(*readings: Found) -> Disk:
        made = Disk(*readings)
        monkeypatch.setattr(profile, "look", made.look)
        return made

    return put


async def test_the_form_is_there_before_the_files_are_read(sit: Open, disk: Callable[..., Disk]) -> None:
    slow = disk(BROKEN)
    async with sit() as sitting:
        await sitting.strike("5")
        await sitting.until("5 Profile")
        assert "MyCrossAccountRole" in sitting.text and "arn:aws:iam::" in sitting.text, "no empty form meanwhile"
        assert sitting.app.focused is not None and sitting.app.focused.id == "name"
        slow.gates[0].set()
        await sitting.until("There is no profile 'bse'")
        assert slow.threads[0] is not threading.main_thread()
        assert sitting.app.focused.id == "mend", "the focus is where the next thing happens, which is known now"


async def test_who_has_gone_on_in_the_form_is_left_there(sit: Open, disk: Callable[..., Disk]) -> None:
    slow = disk(BROKEN)
    async with sit() as sitting:
        await sitting.strike("5")
        await sitting.until("5 Profile")
        await sitting.strike("tab", "x")
        slow.gates[0].set()
        await sitting.until("There is no profile 'bse'")
        assert sitting.app.focused is not None and sitting.app.focused.id == "role_arn"
        assert sitting.app.focused.value.endswith("x"), "what was typed stays"  # type: ignore[attr-defined]


async def test_a_reading_of_the_files_that_a_newer_one_overtook_is_not_shown(
    sit: Open, disk: Callable[..., Disk]
) -> None:
    slow = disk(BROKEN, SOUND)
    async with sit() as sitting:
        await sitting.strike("5")
        await sitting.until("5 Profile")
        await sitting.strike("alt+left")
        await sitting.until("4 Test")
        await sitting.strike("alt+right")
        await sitting.until("5 Profile")
        slow.gates[1].set()
        await sitting.until("Profiles that can be a source: base")
        slow.gates[0].set()
        slow.threads[0].join(PATIENCE)
        await calm(sitting.app)
        assert "There is no profile" not in sitting.text


async def test_what_is_previewed_waits_for_the_files(sit: Open, disk: Callable[..., Disk]) -> None:
    slow = disk(SOUND)
    async with sit() as sitting:
        await sitting.strike("5")
        await sitting.until("5 Profile")
        await sitting.strike("ctrl+s")
        assert "Apply this change?" not in sitting.text
        slow.gates[0].set()
        await sitting.until("Apply this change?")
