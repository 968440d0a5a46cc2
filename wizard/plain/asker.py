"""Questions: every one of them a line of text and one line of answer.

A list is printed once, numbered, and answered by a number or by part of the words. Nothing that was printed is ever
printed over: a screen reader speaks each line once and in order, a serial line keeps up, and the scroll-back is the
record. That is why the lists are not questionary's own `select`, which repaints the whole list on every key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from wizard.flow.mfa_code import SIX_DIGITS, mfa_code
from wizard.plain.render import joined, prose
from wizard.secret import Secret

T = TypeVar("T")
LONGEST_LIST = 20
"""Options printed at once; the others are reached by part of their words."""
LONGEST_PROMPT = 60
"""Characters before an answer; a prompt that wraps would make a line editor move up and down."""


class Keyboard(Protocol):
    """Where answers come from. Raises KeyboardInterrupt for Ctrl-C and EOFError when nobody answers any more."""

    def line(self, prompt: str) -> str:
        """One short line: a number, a word."""
        ...

    def long_line(self, prompt: str) -> str:
        """One line that may be long (a paste may hold several)."""
        ...

    def hidden(self, prompt: str) -> str:
        """One line that is not shown while it is typed."""
        ...

    def edit(self, text: str) -> str:
        """The text after the person's own editor. Raises EditorFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """One line of a list, what choosing it means, what is told below it, and a word that answers it, too."""

    label: str
    value: T
    details: Sequence[str] = ()
    also: str = ""


class Asker:
    """Asks. ``say`` shows a line; ``whisper`` shows one that no transcript may keep."""

    def __init__(self, keyboard: Keyboard, say: Callable[[str], None], whisper: Callable[[str], None]) -> None:
        self._keyboard = keyboard
        self._say = say
        self._whisper = whisper

    def choose(self, question: str, options: Sequence[Option[T]], default: int = 0) -> T:
        """One of a numbered list; Enter takes the default, whose number stands in brackets."""
        self._say("")
        self._say(question)
        self._list(options, range(len(options)), details=True)
        while True:
            typed = self._keyboard.line(f"Your choice [{default + 1}]: ").strip()
            if not typed:
                return options[default].value
            found = narrowed(options, typed)
            if len(found) == 1:
                if not typed.isdecimal():
                    self._say(f"{found[0] + 1}. {options[found[0]].label}")
                return options[found[0]].value
            if not found:
                self._say(f"There is no {typed} here. Type a number from 1 to {len(options)}, or part of the words.")
            else:
                self._say(f"{len(found)} of them hold {typed}:")
                self._list(options, found)

    def pick(self, question: str, options: Sequence[Option[T]], default: int = 0) -> T | None:
        """One of a list that may also hold nothing fitting; None then."""
        answers: list[Option[T | None]] = [Option(option.label, option.value, option.details) for option in options]
        answers.append(Option("Nothing of these", None))
        return self.choose(question, answers, default)

    def text(self, question: str, default: str = "", *, told: bool = True) -> str:
        """One line of text; Enter keeps what stands in brackets, a single - means nothing at all.

        ``told``: the default stands in brackets; else it was said before.
        """
        shown = f" [{default}]" if default and told else ""
        if len(question + shown) > LONGEST_PROMPT:
            self._say(f"{question}{shown}")
            question, shown = "Answer", ""
        typed = self._keyboard.long_line(f"{question}{shown}: ").strip()
        if typed == "-":
            return ""
        return typed or default

    def yes(self, question: str, default: bool = False) -> bool:
        """Yes or no."""
        return self.choose(question, (Option("Yes", True), Option("No", False)), 0 if default else 1)

    def paste(self, question: str) -> str:
        """Several lines, ended by an empty one."""
        self._say("")
        self._say(f"{question} An empty line ends it.")
        lines: list[str] = []
        while line := self._keyboard.long_line("").rstrip():
            lines.append(line)
        return "\n".join(lines)

    def code(self, device: str, phone: Callable[[], str | None]) -> Secret | None:
        """A device's one-time code, not shown and never recorded; None where it was cancelled.

        ``phone``: what a practice phone shows now. Enter alone takes that, since a code that was read out may have run
        out before it is typed.
        """
        question = f"Enter the MFA code of {device}"
        while True:
            number = phone()
            if number is None:
                self._say(f"{question}, or nothing to cancel.")
            else:
                self._say(f"{question}.")
                self._say("Enter alone takes the code that the phone shows by then; a single - cancels.")
                self._whisper(f"Phone: {number}")
            typed = self._keyboard.hidden("Code: ").strip() or phone()
            if typed is None or typed == "-":
                return None
            if (code := mfa_code(typed)) is not None:
                return code
            self._say(SIX_DIGITS)

    def edit(self, text: str) -> str:
        """The text after the person's own editor. Raises EditorFailed."""
        return self._keyboard.edit(text)

    def _list(self, options: Sequence[Option[T]], places: Sequence[int], details: bool = False) -> None:
        for place in places[:LONGEST_LIST]:
            number = f"{place + 1}. "
            self._say(joined(prose(f"{number}{options[place].label}", "  ", " " * len(number))))
            for line in options[place].details if details else ():
                self._say(line)
        if len(places) > LONGEST_LIST:
            self._say(f"  and {len(places) - LONGEST_LIST} more: type part of the words to find one.")


def narrowed(options: Sequence[Option[T]], typed: str) -> list[int]:
    """The places of the options that an answer may mean: its number, its word, its first words, else any of them."""
    if typed.isdecimal() and 1 <= int(typed) <= len(options):
        return [int(typed) - 1]
    wanted = typed.casefold()
    labels = [option.label.casefold() for option in options]
    exact = [
        place for place, label in enumerate(labels) if wanted in (label, options[place].also, options[place].also[:1])
    ]
    begun = [place for place, label in enumerate(labels) if re.match(rf"{re.escape(wanted)}[ ,:]", label)]
    return exact or begun or [place for place, label in enumerate(labels) if wanted in label]
