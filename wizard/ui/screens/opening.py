"""The first frame: who calls which role, as asked for. Behind it the sitting is opened and AWS is read.

It imports nothing of the flow, so that it stands on the terminal before the engine, the widgets or boto3 are loaded;
a thread loads them meanwhile. Keys typed ahead are kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from wizard.ui import keys
from wizard.ui.background import in_background
from wizard.ui.breakpoints import SizedScreen
from wizard.ui.crash import CalmScreen
from wizard.ui.keys import key_of
from wizard.ui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from wizard.aws.gateway import Reading
    from wizard.flow.progress import Progress
    from wizard.flow.session import Step
    from wizard.ui.app import WizardApp

STEPS: tuple[Step, ...] = ("inspect", "trust", "permissions", "test", "profile")
READING, NOT_READ = "… 1 Inspect: reading", "? 1 Inspect: not read"
DOING = "Reading the role, its policies and the caller's…"
REST = "  · Trust policy  · Permissions  · Test  · Profile"


class OpeningScreen(SizedScreen, CalmScreen, Screen[None]):
    """Shows what was asked for, and then what has been read so far."""

    BINDINGS = keys.STEP
    DEFAULT_CSS = """
    OpeningScreen {
        & > .line { height: 1; padding: 0 1; background: $surface; text-wrap: nowrap; text-overflow: ellipsis; }
        & > #doing { padding: 1 2; color: $quiet; height: 1fr; }
    }
    """

    def __init__(self, caller: str, role: str) -> None:
        super().__init__()
        self._caller, self._role = caller, role
        self._ahead: Step = "inspect"
        self._progress: Progress | None = None
        self._reading = True

    def compose(self) -> ComposeResult:
        caller = f"profile {self._caller}" if self._caller else "you"
        yield Static(
            Content.assemble((caller, "bold"), (" → ", "bold $primary"), (role_asked_for(self._role), "bold")),
            classes="line",
        )
        yield Static(Content.styled("…  Nothing has been read yet.", "$quiet"), classes="line")
        yield Static(_steps(READING), id="steps", classes="line")
        yield Static(DOING, id="doing", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        if not self._role:
            self.query_one("#steps").display = False
            self.query_one("#doing", Static).update("…")
        self.call_after_refresh(self.action_read_again)

    def idle(self, action: str) -> bool:
        """Shown are the ways out, and while nothing is being read the one that does."""
        return action not in ("stop", "leave") and (self._reading or action != "screen.read_again")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Cancelling is for what is under way."""
        return (self._reading or action != "stop") and super().check_action(action, parameters)

    def _stands(self, reading: bool, doing: str) -> None:
        """Say whether AWS is being read, and what else there is to say of it."""
        self._reading = reading
        self.query_one("#steps", Static).update(_steps(READING if reading else NOT_READ))
        self.query_one("#doing", Static).update(doing)
        self.refresh_bindings()

    @work(exclusive=True, group="aws", exit_on_error=False)
    async def action_read_again(self) -> None:
        """Open the sitting, read AWS, and go to step 1; or to the start screen, where nothing was asked for."""
        app = cast("WizardApp", self.app)
        if not self._reading:
            self._stands(True, DOING)
        try:
            if not hasattr(app, "wizard"):
                app.sit_down(await in_background(app.open_wizard))
        except Exception as refusal:
            app.refusal = refusal
            app.exit()
            return
        target = app.wizard.session.target
        if not target.role and not target.error_text and not app.wizard.captured:
            await in_background(lambda: _load("start"))
            app.go("start")
            return
        from wizard.aws.gateway import AwsFailure
        from wizard.flow.progress import Progress

        self._progress = progress = Progress(lambda reading: app.call_later(self._tell, progress, reading))
        try:
            await in_background(lambda: app.wizard.read(progress))
            app.failure = None
        except AwsFailure as failure:
            app.failure = failure
            self._stands(False, f"Nothing could be read. {key_of(app, 'read-again')} tries again.")
            self.fail(failure, self._to_start)
            return
        if self._ahead == STEPS[0]:
            from wizard.flow.steps import first

            self._ahead = first(app.wizard.session)
        await in_background(lambda: _load(self._ahead))
        app.go(self._ahead)

    def _tell(self, progress: Progress, reading: Reading) -> None:
        """Progress in words, unless it comes after the end."""
        if not progress.over:
            self.query_one("#doing", Static).update(Content(str(reading)))

    def _to_start(self) -> None:
        """Where there is something to correct, the start screen holds it."""
        app = cast("WizardApp", self.app)
        if app.wizard.coach is None:
            app.go("start")

    def action_stop(self) -> None:
        """Wait no longer for AWS."""
        app = cast("WizardApp", self.app)
        if self._progress is not None:
            self._progress.end()
        self.workers.cancel_group(self, "aws")
        self._stands(False, f"Cancelled. {key_of(self.app, 'read-again')} reads again.")
        if hasattr(app, "wizard"):
            self._to_start()

    def action_next_step(self) -> None:
        """Kept until there is something to show."""
        self._ahead = STEPS[min(STEPS.index(self._ahead) + 1, len(STEPS) - 1)]

    def action_previous_step(self) -> None:
        """Kept likewise."""
        self._ahead = STEPS[max(STEPS.index(self._ahead) - 1, 0)]

    def action_go(self, step: str) -> None:
        """Kept likewise."""
        self._ahead = cast("Step", step)


def _steps(here: str) -> Content:
    """The steps, of which the first alone has begun."""
    return Content.assemble((f" {here} ", "bold reverse"), REST)


def role_asked_for(start: str) -> str:
    """The role as the first line names it: of a pasted error the one that was refused, where it names one."""
    if start and start != "-" and not any(map(str.isspace, start)):
        return start
    named = re.findall(r"arn:aws[\w-]*:iam::\d{12}:role/[\w+=,.@/-]*\w", start)
    refused = re.search(r"resource:\s*(\S*:role/[\w+=,.@/-]*\w)", start)
    return refused[1] if refused else named[-1] if named else "a role"


def _load(screen: str) -> None:
    """Import a screen's module off the event loop."""
    from importlib import import_module

    import_module(f"wizard.ui.screens.{screen}")
