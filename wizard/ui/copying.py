"""What is copied: through the terminal, which never says whether it took it, and into a file where it may be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from wizard import state
from wizard.ui.widgets.beginning import Beginning

if TYPE_CHECKING:
    from wizard.ui.app import WizardApp


def copy_selected(app: WizardApp) -> bool:
    """Copy the selection; whether there is one."""
    selected: str = getattr(app.focused, "selected_text", "") or app.screen.get_selected_text() or ""
    if selected:
        # a field may hold a code, and what was pasted to begin with whatever stood beside the error
        copy(app, selected, keep=not isinstance(app.focused, Input | Beginning))
    return bool(selected)


def copy(app: WizardApp, text: str, *, keep: bool = True) -> None:
    """Copy a text, and say so; what is to be kept, into a file too."""
    app.copy_to_clipboard(text)
    copied = f"Copied {len(text):,} characters, if your terminal takes them."
    if not keep or (hasattr(app, "wizard") and app.wizard.read_only):  # such a sitting writes nothing
        app.notify(copied)
        return
    try:
        path = state.write("copied.txt", text)
    except state.StateError:
        app.notify(copied)
    else:
        app.notify(f"{copied} They also stand in {path}.")
