"""The small notices: each belongs to the screen that it came up on, and goes with it; an error stays to be read."""

from __future__ import annotations

from typing import Any

from textual.app import App


def clear_notices(app: App[Any]) -> None:
    """Take the notices away, for another screen comes up: they would cover it, and are not about it."""
    if not app._notifications:
        return
    errors = [notice for notice in app._notifications if notice.severity == "error"]
    app.clear_notifications()
    for error in errors:
        app._notifications.add(error)
    app._refresh_notifications()
