"""The person's own editor ($VISUAL, $EDITOR), while the screens stand aside."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported


def edited(app: App[Any], text: str) -> str | None:
    """The text as the editor left it; ``None`` where there is no editor or it could not run, which is said."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not command:
        app.notify("Set EDITOR to the editor you want.", title="No editor", severity="warning")
        return None
    with tempfile.TemporaryDirectory(prefix="role-wizard-") as folder:
        path = Path(folder) / "policy.json"
        path.write_text(text, encoding="utf-8")
        try:
            with app.suspend():
                subprocess.run([*shlex.split(command), str(path)], check=True)
            return path.read_text(encoding="utf-8").removesuffix("\n")
        except SuspendNotSupported:
            app.notify("This terminal cannot make room for another program.", severity="warning")
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            app.notify(f"{command}: {error}", title="The editor did not run", severity="error")
    return None
