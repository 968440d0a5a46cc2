"""A person's answers, written down beforehand, and everything that was said to them."""

from __future__ import annotations

from collections.abc import Callable

from wizard.plain.asker import Asker

Answer = str | Callable[[], str] | type[BaseException]


class Script:
    """A keyboard that types one answer after the other; an exception's type is raised. Then the input has ended."""

    def __init__(self, *answers: Answer, editor: Callable[[str], str] = lambda text: text) -> None:
        self._answers = list(answers)
        self._editor = editor
        self.said: list[str] = []
        self.whispered: list[str] = []

    @property
    def text(self) -> str:
        """Everything said and answered so far."""
        return "\n".join(self.said)

    @property
    def words(self) -> str:
        """The same, however its lines were folded."""
        return " ".join(self.text.split())

    @property
    def asker(self) -> Asker:
        """An asker on this keyboard."""
        return Asker(self, self.say, self.whisper)

    def say(self, text: str) -> None:
        self.said.append(text)

    def whisper(self, text: str) -> None:
        self.whispered.append(text)

    def line(self, prompt: str) -> str:
        answer = self._next()
        self.said.append(f"{prompt}{answer}")
        return answer

    long_line = line

    def hidden(self, prompt: str) -> str:
        self.said.append(prompt)
        return self._next()

    def edit(self, text: str) -> str:
        return self._editor(text)

    @property
    def left(self) -> int:
        """Answers that nobody asked for."""
        return len(self._answers)

    def _next(self) -> str:
        if not self._answers:
            raise EOFError
        answer = self._answers.pop(0)
        if isinstance(answer, str):
            return answer
        if isinstance(answer, type):
            raise answer
        return answer()
