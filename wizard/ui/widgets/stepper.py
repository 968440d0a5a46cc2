"""The five steps by name, each with its state in a symbol and a word. A click goes to a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from wizard.flow.steps import StateWord, StepState

_COLOURS: dict[StateWord, str] = {
    "to do": "$foreground",
    "needs you": "$warning",
    "done": "$success",
    "nothing to change": "$success",
    "reading": "$quiet",
}
_ROOM_FOR_WORDS = 100
_ROOM_FOR_NAMES = 60


class Stepper(Static):
    """One line, drawn for the width at hand: words, names, or in a very narrow terminal symbols alone.

    Only the step on the screen bears its number, so that a heading never stands there for another screen.
    """

    DEFAULT_CSS = """
    Stepper {
        height: 1; padding: 0 1; background: $surface; text-wrap: nowrap;
        link-style: none; link-color: auto; link-color-hover: auto;
        link-background-hover: $panel; link-style-hover: underline;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._steps: tuple[StepState, ...] = ()

    def show(self, steps: tuple[StepState, ...]) -> None:
        """Show these steps."""
        self._steps = steps
        self.refresh()

    def render(self) -> Content:
        width = self.size.width
        return Content("  ").join(_drawn(step, width) for step in self._steps)


def _drawn(step: StepState, width: int) -> Content:
    name = step.heading if step.here else step.heading.partition(" ")[2]
    text = f"{step.symbol} {name}" if width >= _ROOM_FOR_NAMES or step.here else step.symbol
    if width >= _ROOM_FOR_WORDS:
        text = f"{text}: {step.word}"
    elif width >= _ROOM_FOR_NAMES and step.word == "done":
        text = f"{text} {step.word}"
    colour = _COLOURS[step.word]
    content = Content.styled(f" {text} ", f"bold reverse {colour}") if step.here else Content.styled(text, colour)
    return content.stylize(f"@click=screen.go('{step.step}')")
