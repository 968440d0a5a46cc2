"""The width of the terminal that standard output goes to, as shutil would find it, without its three compressors."""

from __future__ import annotations

import os
import sys


def terminal_width() -> int:
    """Columns: what COLUMNS says, else what the terminal says, else 80."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80 if sys.__stdout__ else 80
    except (OSError, ValueError):
        return 80
