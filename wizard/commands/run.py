"""`role-wizard run -- CMD …`: the command as ever, and where AWS refused it a role, the cause and the wizard."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from wizard.commands.overheard import Denial, Overheard
from wizard.commands.profile_of_command import Named, named_by
from wizard.commands.target import UsageError
from wizard.commands.way_out import way_out
from wizard.engine.frozen import replace
from wizard.flow.pasted_call import pasted_call
from wizard.flow.start import known_profiles, named_legibly
from wizard.repair import catalogue

if TYPE_CHECKING:
    from wizard.repair.error_text import ErrorReading


def run(
    words: Sequence[str],
    open_wizard: Callable[[Denial, Named | None], object],
    profile: str | None = None,
    role_profile: str | None = None,
) -> int:
    """Run the command; its own exit status, whatever else happens. Raises UsageError.

    ``open_wizard`` is called where a person at the terminal wishes it, with the profile that the command named;
    ``profile``: the caller's that was given to us, and counts before that one; ``role_profile``: the role side's.
    """
    try:
        from wizard import passthrough
        from wizard.passthrough import beside  # noqa: F401 - needs what Windows lacks
    except ImportError as error:
        raise UsageError("run needs a POSIX system", "Pipe the error text instead: `… | role-wizard -`.") from error
    heard = Overheard()
    try:
        status = passthrough.run(words, heard.hear)
    except passthrough.CannotStart as error:
        print(f"role-wizard: {error}\n{error.next_step}", file=sys.stderr)
        return error.status
    denial = heard.denial() if status else None
    if denial is not None:
        role = denial.reading.role_arn or pasted_call(shlex.join(words)).role
        named = Named(profile, False) if profile else named_by(words, role, known_profiles())
        told = in_three_lines(replace(denial.reading, role_arn=role), named, role_profile)
        print(told, file=sys.stderr, flush=True)
        if _wished():
            _opened(lambda: open_wizard(denial, named))
    return status


def _opened(open_wizard: Callable[[], object]) -> None:
    """The wizard; where it cannot be opened that is said, and the command's own status stays. Raises what is a bug."""
    try:
        open_wizard()
    except Exception as error:
        to_do = way_out(error)
        if to_do is None:
            raise
        print(f"role-wizard: {error}\n{to_do}", file=sys.stderr)


def in_three_lines(reading: ErrorReading, named: Named | None = None, role_profile: str | None = None) -> str:
    """Who was refused what, the likeliest cause, and what to do with the profiles that were named."""
    first, *others = (catalogue.by_name(name) for name in reading.causes)
    role = reading.role_arn or "a role"
    likely = f"By the message alone, perhaps {first.code}" if others else f"The cause is {first.code}"
    less = f" Or {', '.join(other.code for other in others)}." if others else ""
    finds = "reads the policies, finds out which, and repairs it" if others else "repairs it"
    asked = named_legibly(reading.role_arn) if reading.role_arn else None
    bounds = "" if role_profile else ", as far as these credentials may"
    side = ["--role-profile", role_profile] if role_profile else []
    wizard = shlex.join(["role-wizard", *side, *(named.words(asked) if named else [asked] if asked else [])])
    return (
        f"role-wizard: {reading.caller_arn or 'the caller'} was refused {role} ({reading.operation})\n"
        f"{likely}: {first.sentence}{less}\n"
        f"`{wizard}` {finds} step by step{bounds}; `role-wizard explain {first.code}` tells why."
    )


def _wished() -> bool:
    """Ask the person at the terminal, if there is one who sees the question; what was typed before is no answer."""
    if not os.isatty(2):
        return False
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return False
    import termios

    try:
        if os.tcgetpgrp(terminal) != os.getpgrp():
            return False
        termios.tcflush(terminal, termios.TCIFLUSH)
        os.write(terminal, b"Open the wizard now? [y/N] ")
        answer = os.read(terminal, 256)
        if not answer:  # Ctrl-D: no line end was typed
            os.write(terminal, b"\n")
        wished = answer.strip().lower() in (b"y", b"yes")
    except KeyboardInterrupt:
        os.write(terminal, b"\n")
        return False
    finally:
        os.close(terminal)
    if wished:
        _at_the_terminal()
    return wished


def _at_the_terminal() -> None:
    """The command has ended; from here on the keyboard and the screen are the terminal's, whatever they were before."""
    for ours in (0, 1):
        if not os.isatty(ours):
            terminal = os.open("/dev/tty", os.O_RDWR)
            os.dup2(terminal, ours)
            os.close(terminal)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - it stays open until the end
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
