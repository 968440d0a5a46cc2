"""The five steps by name, each with its state in a symbol and a word. A click goes to a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

if TYPE_CHECKING:
    from wizard.flow.session import Step
    from wizard.flow.steps import StateWord, StepState

_COLOURS: dict[StateWord, str] = {
    "to do": "$foreground",
    "needs you": "$warning",
    "edited, not applied": "$warning",
    "done": "$success",
    "nothing to change": "$success",
    "not read": "$warning",
    "not here": "$quiet",
    "reading": "$quiet",
}
_GAP = "  "
_EDITED: StateWord = "edited, not applied"
_NOT_APPLIED = "not applied"
"""The word of an edited step where there is no room for all words."""
_EVERY: frozenset[StateWord] = frozenset(_COLOURS)
_ONE: frozenset[StateWord] = frozenset({_EDITED})
_NONE: frozenset[StateWord] = frozenset()
_FORMS = (
    (True, _EVERY, _EVERY),
    (True, _EVERY, _ONE),
    (True, _ONE, _ONE),
    (True, _ONE, _NONE),
    (True, _NONE, _NONE),
    (False, _NONE, _NONE),
)
"""From talkative to terse: every step's name, and which states are worded where one is and elsewhere."""


class Stepper(Static):
    """One line, drawn for the width at hand: words, names, or in a very narrow terminal symbols alone.

    Only the step on the screen bears its number, so that a heading never stands there for another screen.
    """

    DEFAULT_CSS = """
    Stepper { height: 1; padding: 0 1; background: $surface; text-wrap: nowrap; pointer: pointer; }
    """

    class Wanted(Message):
        """Somebody clicked a step."""

        def __init__(self, step: Step) -> None:
            super().__init__()
            self.step = step

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._steps: tuple[StepState, ...] = ()

    def show(self, steps: tuple[StepState, ...]) -> None:
        """Show these steps."""
        self._steps = steps
        self.tooltip = "\n".join(f"{step.symbol} {step.heading}: {step.word}" for step in steps)
        self.refresh()

    def render(self) -> Content:
        return Content(_GAP).join(self._parts())

    def on_click(self, event: events.Click) -> None:
        """Go to the step that was drawn there."""
        offset = event.get_content_offset(self)
        at = 0
        for step, part in zip(self._steps, self._parts(), strict=True):
            end = at + part.cell_length
            if offset is not None and at <= offset.x < end:
                self.post_message(self.Wanted(step.step))
            at = end + len(_GAP)

    def _parts(self) -> list[Content]:
        """The steps in the most talkative form that fits."""
        parts: list[Content] = []
        for form in _FORMS:
            parts = [_drawn(step, *form) for step in self._steps]
            if sum(part.cell_length + len(_GAP) for part in parts) - len(_GAP) <= self.size.width:
                break
        return parts


def _drawn(step: StepState, names: bool, here: frozenset[StateWord], there: frozenset[StateWord]) -> Content:
    name = step.heading if step.here else step.name
    text = f"{step.symbol} {name}" if names or step.here else step.symbol
    if step.word in (here if step.here else there):
        brief = step.word == _EDITED and there != _EVERY
        text = f"{text}: {_NOT_APPLIED if brief else step.word}"
    colour = _COLOURS[step.word]
    return Content.styled(f" {text} ", f"bold reverse {colour}") if step.here else Content.styled(text, colour)
