"""What is said of a case captured with --redact, so that nobody sends a command with an invented name in it."""

from __future__ import annotations

EXCHANGED = "The case was captured with --redact: its names and account numbers are exchanged for invented ones."
"""Of all of it."""

NOT_THE_TRUE_NAMES = "Its names and numbers are invented (--redact): put the true ones in before you send anything."
"""Where something is shown that could be sent."""
