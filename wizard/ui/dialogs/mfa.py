"""The code dialog: one field for the six digits of an MFA device."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Static

from wizard.flow.coach import Coach
from wizard.flow.mfa_code import SIX_DIGITS, mfa_code
from wizard.secret import Secret
from wizard.ui.dialogs.dialog import Dialog
from wizard.ui.keys import key_of
from wizard.ui.widgets.coach import Phone


class MfaCode(Dialog[Secret]):
    """Asks for a code; answers it, or ``None`` where the person goes back."""

    AUTO_FOCUS = "#code"
    DEFAULT_CSS = "MfaCode #code { margin-top: 1; } MfaCode.-flat #code { margin-top: 0; }"

    def __init__(self, serial_number: str, why: str = "", *, coach: Coach | None = None, skip: str = "Cancel") -> None:
        super().__init__("Enter the MFA code")
        self._serial_number = serial_number
        self._why = why
        self._coach = coach
        self._skip = skip

    def content(self) -> ComposeResult:
        yield Static(f"The six digits that {self._serial_number} shows now.", markup=False)
        if self._why:
            yield Static(self._why, markup=False)
        if self._coach is not None:
            yield Phone(self._coach)
        empty = "six digits; enter or a click on the phone types them" if self._coach is not None else "six digits"
        yield Input(placeholder=empty, restrict=r"[0-9 ]*", max_length=11, id="code")
        yield Static("", id="said")
        with Horizontal(id="buttons"):
            yield Button("Use it enter", id="use")
            yield Button(f"{self._skip} {key_of(self.app, 'close')}", id="close")

    @on(Phone.Tapped)
    def _type(self, event: Phone.Tapped) -> None:
        self.query_one("#code", Input).value = event.code

    def on_input_changed(self) -> None:
        self.query_one("#said", Static).update("")

    def on_input_submitted(self) -> None:
        code = self.query_one("#code", Input)
        if not code.value and self._coach is not None:
            code.value = self._coach.phone() or ""  # as the click does
        else:
            self._use()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "use":
            self._use()
        else:
            self.dismiss(None)

    def _use(self) -> None:
        code = mfa_code(self.query_one("#code", Input).value)
        if code is not None:
            self.dismiss(code)
        else:
            self.query_one("#said", Static).update(SIX_DIGITS)
