"""The form of step 5: a line for each key, and the whole of a value where its field cannot show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Label

from wizard.flow.profile import FIELDS, ProfileView
from wizard.ui.widgets.lines import Line, Lines

LONG = ("role_arn", "web_identity_token_file", "mfa_serial")
"""The keys whose values may be longer than a field."""


class Chooser(Input):
    """A field with a list behind it: Enter or the down arrow opens it; anything may be typed as well."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "submit", "Choose", show=False)]


class ProfileForm(VerticalScroll):
    """The name and every key that the wizard manages; those of ``listed`` have a list behind them."""

    DEFAULT_CSS = """
    ProfileForm > Lines { padding: 0 0 0 2; color: $quiet; display: none; }
    """

    def __init__(self, listed: Iterable[str], *, id: str | None = None) -> None:
        super().__init__(id=id, can_focus=False)
        self._listed = frozenset(listed)
        self._filled: Mapping[str, str] = {}

    def compose(self) -> ComposeResult:
        for field in ("name", *FIELDS):
            listed = field in self._listed
            with Horizontal(classes="row", id=f"row-{field}"):
                yield Label(f"{field} ▾" if listed else field)
                empty = "" if field in ("name", "role_arn") else "not set; ↓ chooses" if listed else "not set"
                yield (Chooser if listed else Input)(id=field, placeholder=empty)
            if field in LONG:
                yield Lines(id=f"whole-{field}")

    def fill(self, view: ProfileView) -> None:
        """Show what is proposed, except where something else was typed, and only the keys that can be used."""
        wanted = {"name": view.name, **{field: view.settings.get(field, "") for field in FIELDS}}
        for field, value in wanted.items():
            box = self.query_one(f"#{field}", Input)
            if box.value == self._filled.get(field, ""):
                box.value = value
        self._filled = wanted
        self.display = bool(view.fields)
        self.set_class("web_identity_token_file" in view.fields, "-token")  # the longest name of all
        for field in FIELDS:
            self.query_one(f"#row-{field}").display = field in view.fields
        self.call_after_refresh(self._show_whole)

    @property
    def typed(self) -> bool:
        """Whether something stands here that was not proposed."""
        return any(self.query_one(f"#{field}", Input).value != value for field, value in self._filled.items())

    def forget(self) -> None:
        """Show what is proposed again."""
        for field, value in self._filled.items():
            self.query_one(f"#{field}", Input).value = value

    @property
    def profile_name(self) -> str:
        """The name, as it stands."""
        return self.query_one("#name", Input).value.strip()

    @property
    def settings(self) -> dict[str, str]:
        """The keys that can be used, as they stand."""
        return {
            field: self.query_one(f"#{field}", Input).value.strip()
            for field in FIELDS
            if self.query_one(f"#row-{field}").display
        }

    @on(Input.Changed)
    def _changed(self) -> None:
        self._show_whole()

    def on_resize(self, event: events.Resize) -> None:
        """What fits has changed."""
        self.call_after_refresh(self._show_whole)

    def _show_whole(self) -> None:
        for field in LONG:
            box, whole = self.query_one(f"#{field}", Input), self.query_one(f"#whole-{field}", Lines)
            whole.display = 0 < box.size.width <= len(box.value)
            if whole.display:
                whole.show((Line(Content(box.value)),))
