"""`role-wizard completion`: the script by which a shell asks how a line could go on."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

SCRIPTS: Mapping[str, str] = {"bash": "role-wizard.bash", "zsh": "_role-wizard", "fish": "role-wizard.fish"}
"""The script of each shell, in `wizard/completions/`."""


def script(shell: str) -> str:
    """A shell's completion script."""
    return (files("wizard") / "completions" / SCRIPTS[shell]).read_text(encoding="utf-8")
