"""What counts as the code of an MFA device, wherever it is typed."""

from __future__ import annotations

import re

from wizard.secret import Secret

SIX_DIGITS = "A code is six digits."
"""Said of anything else."""


def mfa_code(typed: str) -> Secret | None:
    """The code that was typed, blanks in it aside; None where it is none."""
    digits = "".join(typed.split())
    return Secret(digits) if re.fullmatch("[0-9]{6}", digits) else None
