"""A screen that waits for AWS: off the loop, told in words, cancelled on request, and what failed said in a dialog."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar, cast

from textual import work
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from wizard.aws.gateway import AwsFailure, Reading
from wizard.flow.progress import GivenUp, Progress
from wizard.flow.session import Session
from wizard.ui.background import in_background
from wizard.ui.breakpoints import SizedScreen
from wizard.ui.caught_up import caught_up
from wizard.ui.crash import CalmScreen, unforeseen

if TYPE_CHECKING:
    from wizard.flow.preview import Preview
    from wizard.flow.wizard import Wizard
    from wizard.ui.app import WizardApp
    from wizard.ui.dialogs.preview import Outcome

T = TypeVar("T")


class WaitingScreen(SizedScreen, CalmScreen, Screen[None]):
    """Has a line ``#doing`` that says what is being done. A subclass shows the session and knows where to begin."""

    _doing = _may_stop = False
    _said = ""

    @property
    def wizard(self) -> Wizard:
        """The sitting."""
        return cast("WizardApp", self.app).wizard

    @property
    def session(self) -> Session:
        """The sitting's session as it is now."""
        return self.wizard.session

    def show_all(self) -> None:
        """Show the session as it is now."""
        raise NotImplementedError

    def begin(self) -> None:
        """Put the focus where the next thing happens."""
        raise NotImplementedError

    def action_stop(self) -> None:
        """Cancel what is being read or called: nobody waits for it any more, and a reading stops at its next call."""
        self.workers.cancel_group(self, "aws")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Cancelling is for what is under way, and every action for a screen that is there."""
        if action == "stop" and not (self._doing and self._may_stop):
            return False
        return self.is_mounted and super().check_action(action, parameters)

    def idle(self, action: str) -> bool:
        """Whether a key has nothing to do just now: it is not shown, and says so where it is pressed all the same."""
        return False

    def action_raw_answer(self) -> None:
        """AWS's last refusal as it came."""
        from wizard.ui.dialogs.explain import Explain
        from wizard.ui.dialogs.failure import raw

        if (refusal := self._refusal()) is not None:
            self.app.push_screen(Explain("AWS's answer as it came", raw(refusal)))

    def _refusal(self) -> AwsFailure | None:
        return self.session.test_failure or cast("WizardApp", self.app).failure

    @work(exclusive=True, group="aws", exit_on_error=False)
    async def action_read_again(self) -> None:
        """Read AWS again."""
        await self.ask("Reading AWS", self.wizard.read)

    async def ask(self, doing: str, work: Callable[[Progress], T], *, may_stop: bool = True) -> T | None:
        """Do what blocks, off the loop, and show what came of it; ``None`` where it failed and a dialog said so.

        Where nobody waits for it any more, because it was cancelled or something else was begun, it counts no more.
        """
        progress = Progress(lambda reading: self.app.call_later(self._tell, progress, reading))
        with self.busy(doing, may_stop=may_stop):
            try:
                result = await in_background(lambda: work(progress))
                cast("WizardApp", self.app).failure = None
            except GivenUp:
                result = None
            except AwsFailure as failure:
                cast("WizardApp", self.app).failure = failure
                self.fail(failure)
                result = None
            finally:
                progress.end()
        self.show_everywhere()
        return result

    def show_everywhere(self) -> None:
        """Show the session as it is now, here and where the person has gone meanwhile."""
        for screen in {self, self.app.screen}:
            if isinstance(screen, WaitingScreen) and screen.is_mounted:  # one still being made shows itself
                screen.show_all()

    async def caught_up(self) -> None:
        """Wait for what earlier keys asked for: a card's message goes from widget to widget, a key overtakes it."""
        if self.focused is not None:
            await caught_up(self.focused.ancestors_with_self)

    async def previewed(self, preview: Preview, carry_out: Callable[[], object]) -> Outcome | None:
        """Show a change, and make it where the person says so: what came of it, shown here; ``None``: cancelled."""
        from wizard.flow.preview import UNCHANGED
        from wizard.ui.dialogs.preview import PreviewDialog

        outcome = await self.app.push_screen_wait(PreviewDialog(preview, carry_out, self.settle))
        if outcome is None:
            self.say(UNCHANGED)  # above the keys it covers nothing
        return outcome

    def settle(self) -> None:
        """Show what was changed, and where the next thing happens."""
        self.show_all()
        self.begin()

    def carried_out(self, outcome: Outcome | None) -> bool:
        """Whether a previewed change was made; a dialog says where AWS refused it, or could not be read afterwards."""
        if outcome is None:
            return False
        failure = outcome.failure
        if isinstance(failure, AwsFailure):
            cast("WizardApp", self.app).failure = failure
            self.show_all()
            self.fail(failure)
        elif failure is not None:
            bug = unforeseen(failure)
            bug.why += "; the change may have been made all the same"
            bug.again = True
            self.fail(bug)
        return outcome.made

    @contextmanager
    def busy(self, doing: str, *, may_stop: bool = True) -> Iterator[None]:
        """A line that says what is being done, for as long as it lasts; ``may_stop``: whether it can be cancelled."""
        self._doing, self._may_stop = True, may_stop
        self.say(f"… {doing}")
        self.refresh_bindings()
        try:
            yield
        finally:
            self._doing = False
            self.say("")
            self.refresh_bindings()

    def say(self, text: str) -> None:
        """One line above the keys."""
        if text == self._said:  # to set it anew would lay the screen out anew
            return
        self._said = text
        line = self.query_one("#doing", Static)
        line.update(Content(text))
        line.display = bool(text)

    def _tell(self, progress: Progress, reading: Reading) -> None:
        """Progress in words, unless it comes after the end."""
        if not progress.over:
            self.say(f"… {reading}")
