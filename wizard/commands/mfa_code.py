"""The MFA code that a chosen profile's own role asks for, on the terminal; commands have no dialog."""

from __future__ import annotations

import sys

from wizard.secret import Secret


def ask(serial_number: str) -> Secret | None:
    """The six digits, typed without echo; ``None`` where there is no terminal or nothing was typed."""
    if not sys.stdin.isatty():
        return None
    import getpass

    try:
        typed = getpass.getpass(f"MFA code of {serial_number}: ").replace(" ", "")
    except EOFError:
        return None
    return Secret(typed) if typed else None
