"""A dialog for an MFA device that could not be read: one field for its serial number."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Static

from wizard.engine.mfa_device import device_mistake
from wizard.ui.dialogs.dialog import Dialog
from wizard.ui.keys import key_of


class MfaDevice(Dialog[str]):
    """Answers the serial number, ``None`` where the person goes back.

    ``why``: what stands above the field; ``guess``: what stands in it at first.
    """

    AUTO_FOCUS = "#device"

    def __init__(self, why: str, guess: str = "") -> None:
        super().__init__("Which MFA device?")
        self._why = why
        self._guess = guess

    def content(self) -> ComposeResult:
        yield Static(self._why, markup=False)
        yield Input(self._guess, placeholder="arn:aws:iam::ACCOUNT:mfa/NAME", max_length=256, id="device")
        yield Static("", id="said", markup=False)
        with Horizontal(id="buttons"):
            yield Button("Use it enter", id="use")
            yield Button(f"Cancel {key_of(self.app, 'close')}", id="close")

    def on_input_changed(self) -> None:
        self.query_one("#said", Static).update("")

    def on_input_submitted(self) -> None:
        self._use()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "use":
            self._use()
        else:
            self.dismiss(None)

    def _use(self) -> None:
        device = self.query_one("#device", Input).value.strip()
        wrong = device_mistake(device)
        if wrong is None:
            self.dismiss(device)
        else:
            self.query_one("#said", Static).update(wrong)
