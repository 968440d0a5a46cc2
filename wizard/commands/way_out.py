"""What a command that has ended says is to be done next, whatever went wrong."""

from __future__ import annotations


def way_out(error: Exception) -> str | None:
    """The failure's own next step, as whoever stands at a shell takes it; None where it names none: a bug."""
    advice = getattr(error, "advice", None)  # an AwsFailure's; imported it would cost every command
    return advice("run this again") if advice else getattr(error, "next_step", None)
