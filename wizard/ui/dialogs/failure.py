"""A call that did not work: what, why, what to do next; AWS's raw answer one key away."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Label, Static

from wizard.aws.gateway import AwsFailure
from wizard.flow.apply import NotReadAgain
from wizard.ui.dialogs.dialog import Dialog
from wizard.ui.keys import FAILURE, key_of


class Failure(Dialog[bool]):
    """Shows one failure. Nothing is lost by closing it; ``True`` where AWS is to be read again."""

    AUTO_FOCUS = "#close"
    BINDINGS = FAILURE
    DEFAULT_CSS = """
    Failure > #box { border: round $error; }
    Failure #raw { display: none; margin-top: 1; color: $quiet; }
    Failure #words { height: auto; max-height: 16; }
    Failure .part { height: auto; }
    Failure .part Label { width: 6; text-style: bold; color: $error; }
    Failure .part .next { color: $success; }
    Failure .part .text { width: 1fr; }
    """

    def __init__(self, failure: AwsFailure) -> None:
        super().__init__("The change was made" if isinstance(failure, NotReadAgain) else "That did not work")
        self._failure = failure

    def content(self) -> ComposeResult:
        failure = self._failure
        advice = failure.advice(f"read again with {key_of(self.app, 'read-again')}")
        with VerticalScroll(id="words", can_focus=False):
            for name, text in (("What", failure.headline), ("Why", failure.why), ("Next", advice)):
                with Horizontal(classes="part"):
                    yield Label(name, classes=name.lower())
                    yield Static(text, classes="text", markup=False)
            yield Static(raw(failure), id="raw", markup=False)
        with Horizontal(id="buttons"):
            if raw(failure):
                yield Button(f"Raw answer {key_of(self.app, 'raw')}", id="show-raw")
            yield Button(f"Close {key_of(self.app, 'close')}", id="close")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where AWS gave no answer there is none to show."""
        return bool(raw(self._failure)) if action == "raw" else super().check_action(action, parameters)

    def action_raw(self) -> None:
        """Show or hide the raw answer."""
        raw_answer = self.query_one("#raw")
        raw_answer.display = not raw_answer.display

    def action_read_again(self) -> None:
        """Close, and read AWS again."""
        self.dismiss(True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "show-raw":
            self.action_raw()
        else:
            self.dismiss(None)


def raw(failure: AwsFailure) -> str:
    """Everything AWS said, a line each; nothing where it was not asked."""
    facts = {
        "operation": failure.operation,
        "code": failure.code,
        "message": failure.message,
        "request id": failure.request_id,
        "asked as": failure.identity,
    }
    told = [f"{name}: {value}" for name, value in facts.items() if value]
    return "\n".join(told) or ("AWS was not reached, so there is no answer." if failure.kind == "network" else "")
