"""The MFA code that a chosen profile's own role asks for, on the terminal; commands have no dialog.

Every command that asks AWS connects by `connect`, so that none is without it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from wizard.aws.gateway import Aws, Target
from wizard.flow.mfa_code import SIX_DIGITS, mfa_code
from wizard.secret import Secret


def connect(target: Target) -> Aws:
    """AWS with a target's profiles; nothing is called yet."""
    from wizard.aws import connection

    return connection.connect(target, ask_code=asker())


def asker() -> Callable[[str], Secret | None] | None:
    """Who asks for it; ``None`` where there is no terminal, and so nobody to ask."""
    return _ask if sys.stdin.isatty() else None


def _ask(serial_number: str) -> Secret | None:
    """The six digits, typed without echo; ``None`` where nothing was typed."""
    import getpass

    while True:
        try:
            typed = getpass.getpass(f"MFA code of {serial_number}: ").strip()
        except EOFError:
            return None
        code = mfa_code(typed)
        if code is not None or not typed:
            return code
        print(SIX_DIGITS, file=sys.stderr)
