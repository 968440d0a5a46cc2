"""The practice panel: the story, the hints asked for, the phone, and an eye on what the other terminal does."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from wizard.flow.coach import BEGIN_ANEW, CONTINUED, Coach, is_solved, opening, stars
from wizard.flow.mfa_session import counts
from wizard.ui.background import in_background
from wizard.ui.keys import key_of

if TYPE_CHECKING:
    from wizard.flow.session import Session
    from wizard.ui.screens.step import StepScreen


BEGINNING = 4
"""Rows that the story has on a short screen where the lesson begins, and at most what the lesson teaches anywhere."""

SHORTEST = 12
"""Letters that are left of a lesson's title."""


class Phone(Static):
    """The learner's phone, an MFA device: always the code that is valid now."""

    class Tapped(Message):
        """The phone was clicked; ``code`` is what it showed."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    DEFAULT_CSS = """
    Phone {
        width: auto; height: 1; background: $accent 25%; text-style: bold;
        &:ansi { background: $background; color: $accent; text-style: bold reverse; }
    }
    """

    def __init__(self, coach: Coach) -> None:
        super().__init__()
        self._coach = coach
        self._code: str | None = None
        self.wanted = True

    def on_click(self) -> None:
        """Whoever has a mouse alone cannot type what stands here."""
        if self._code is not None:
            self.post_message(self.Tapped(self._code))

    def on_mount(self) -> None:
        self.display = False
        self.look()
        self.set_interval(1, self.look)

    def look(self) -> None:
        """Show the code that is valid now; on every phone in sight, for two that tick apart would differ a while."""
        code = self._coach.phone() if self.wanted else None
        if code != self._code:
            self._show(code)
            for screen in self.app.screen_stack:
                for phone in screen.query(Phone):
                    phone._show(code if phone.wanted else None)

    def _show(self, code: str | None) -> None:
        if code != self._code:  # a text that is set anew lays the whole screen out anew
            self._code = code
            self.display = code is not None
            self.update(Content(f" MFA Phone: {code} "))  # blanks, since padding is not reversed


class LessonLine(Static):
    """The lesson's title and how it stands. Where the phone takes the room, it is the title that is shortened."""

    DEFAULT_CSS = "LessonLine { width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._state = ""

    def tell(self, state: str) -> None:
        """Say how the lesson stands."""
        self._state = state
        self.refresh()

    def render(self) -> Content:
        head, title, state = "Practice ", self._title, f"  {self._state}"
        room = max(self.size.width - len(head) - len(state) - len("  "), SHORTEST)  # blanks before the phone
        if len(title) > room:
            title = f"{title[: room - 1].rstrip()}…"
        return Content.assemble((head, "bold $accent"), (title, "bold"), (state, "$quiet"))


class CoachPanel(VerticalScroll, can_focus=False):
    """What the lesson says. The newest hint takes the story's place, and the last one stays until it is solved.

    On a short screen the story has one line (f3 opens it whole), at the beginning a few; a hint has the room that it
    needs. The phone is there where MFA has a part in the call; the code's own dialog always has one.
    """

    DEFAULT_CSS = """
    CoachPanel {
        height: auto; padding: 0 1; background: $panel; scrollbar-size-vertical: 1;
        & > Horizontal { height: 1; }
        & #told { max-width: 100; }
    }
    """

    def __init__(self, coach: Coach) -> None:
        super().__init__(id="coach")
        self._coach = coach

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield LessonLine(self._coach.title)
            phone = Phone(self._coach)
            phone.wanted = False  # until something has been read that calls for it
            yield phone
        yield Static(id="told")

    def on_mount(self) -> None:
        self._known: tuple[tuple[object, ...], int] = (_NOTHING, 0)  # what was answered, and what had happened by then
        self._read_at: int | None = None  # what had happened when a reading for the other terminal's sake began
        self.set_interval(1, self._look_outside)
        self._shown: tuple[str, str] = ("", "")
        self._hints = 0  # so many had been taken when this panel last told something
        self._tell_story()

    def _look_outside(self) -> None:
        """Read again where something happened that this sitting did not do: the aws CLI in another terminal."""
        if not self.app.is_running:  # it is being left: no screen is there any more
            return
        if not self._at_rest():
            return
        self.shown()
        self._read_at = None  # a reading that came to nothing
        if self._known[1] != self._coach.revision and not self._under_way("outside"):
            self._happened()

    def _at_rest(self) -> bool:
        """Whether a reading would take nothing away: no other step, dialog or call has begun."""
        return self.app.screen is self.screen and not self._under_way("aws")

    def _under_way(self, group: str) -> bool:
        return any(worker.group == group and worker.is_running for worker in self.app.workers)

    def shown(self) -> None:
        """The sitting as it is stands on the screen: what had happened by then needs no second reading.

        What happens while it is read for the other terminal's sake may be too late for it, and is not its own.
        """
        session = cast("StepScreen", self.screen).wizard.session
        answered = _answered(session)
        if any(now is not before for now, before in zip(answered, self._known[0], strict=True)):
            self._known = answered, self._coach.revision if self._read_at is None else self._read_at
            self._read_at = None
            self.query_one(Phone).wanted = counts(session)
            self.query_one(Phone).look()

    @work(exclusive=True, group="outside", exit_on_error=False)
    async def _happened(self) -> None:
        revision = self._coach.revision
        score = await in_background(self._coach.score)
        if not self._at_rest():  # a preview, say, which the reading would call back: the next second looks again
            return
        self._known, self._read_at = (self._known[0], revision), revision
        solved = f"{stars(score.stars)} Solved in the other terminal."
        self.notify(solved if score.solved else "Something was changed from outside; it is read again.")
        cast("StepScreen", self.screen).action_read_again()

    def _tell_story(self) -> None:
        self._tell(self._ways(), self._opening(self._story()) if self._brief() else self._story())

    def _ways(self) -> str:
        """The keys that tell more than the story here."""
        return f"{key_of(self.app, 'story')} whole story, {key_of(self.app, 'hint')} hint"

    def _story(self) -> str:
        """The story; before it, that the lesson goes on."""
        if not self._coach.continued:
            return self._coach.story
        return f"{CONTINUED} {key_of(self.app, 'palette')} offers: {BEGIN_ANEW}. {self._coach.story}"

    def _brief(self) -> bool:
        """Whether the story begins here, on a screen that has no room for all of it."""
        return self.screen.has_class("-beginning") and self.screen.has_class("-short")

    def _opening(self, told: str) -> str:
        return opening(told, min(100, max(self.app.size.width - 2, 20)), BEGINNING)

    def on_resize(self) -> None:
        """There may be room for more of the story, or for less."""
        self._fit()

    def _fit(self) -> None:
        if self._shown[0] == self._ways():
            self._tell_story()

    def next_hint(self) -> None:
        """Show one hint more; where there is none, the last one stays, and is said to be the last."""
        if self._coach.next_hint() is not None:
            self.catch_up()
        elif taken := self._coach.hints_taken:
            self._tell(f"no further hint, {key_of(self.app, 'story')} all of them", taken[-1], hinting=True)

    def catch_up(self) -> None:
        """Show what this panel has not yet, for each step has one of its own: that it is solved, or the newest hint.

        Else as much of the story as there is room for now.
        """
        taken = self._coach.hints_taken
        if is_solved(self._coach):
            self._hints = len(taken)
            self._tell(f"solved, {key_of(self.app, 'story')} whole rule", self._opening(self._coach.debrief))
        elif len(taken) != self._hints:
            self._hints = len(taken)
            continued = "continued, " if self._coach.continued else ""
            self._tell(f"{continued}hint {len(taken)}, {key_of(self.app, 'hint')} the next", taken[-1], hinting=True)
        else:
            self._fit()

    def _tell(self, state: str, text: str, *, hinting: bool = False) -> None:
        self.set_class(hinting, "-hinting")
        if (state, text) == self._shown:
            return
        self._shown = state, text
        self.query_one(LessonLine).tell(state)
        self.query_one("#told", Static).update(Content(" ".join(text.split())))
        self.scroll_home(animate=False)


def _answered(session: Session) -> tuple[object, ...]:
    """What AWS has answered so far in a sitting. What is typed is none of it: a key tells nothing of what happened."""
    return session.gathered, session.applied, session.tested, session.test_failure, session.tried, session.written


_NOTHING = (object(),) * 6
"""What was answered before anything was: none of what a session holds, not even nothing."""
