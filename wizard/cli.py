"""The command line: finds the command, and turns whatever goes wrong into two lines and an exit status.

`check` and `explain` must answer before Textual or boto3 could be imported, so every import that is not argparse
stands inside the function that needs it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from wizard import exit_status, standard_streams
from wizard.as_it_came import AsItCame
from wizard.commands.options import wizard_parser
from wizard.commands.parser import Parser
from wizard.commands.table import COMMANDS
from wizard.commands.way_out import way_out
from wizard.exhausted import exhausted


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if "_ARGCOMPLETE" in os.environ:
        from wizard.commands.completing import complete

        complete(_command)
    standard_streams.prepare()
    try:
        with AsItCame():
            return _flushed(words)
    except KeyboardInterrupt:
        return exit_status.INTERRUPTED
    except BrokenPipeError:
        standard_streams.drop(sys.stdout)  # the reader left: nobody wants the rest
        return exit_status.AS_WISHED
    except Exception as error:
        return _failed(error)


def _flushed(words: list[str]) -> int:
    try:
        return _dispatch(words)
    finally:
        standard_streams.flush()


BY_ITS_ARN = " A role of that name is begun by its ARN."


def _dispatch(words: list[str]) -> int:
    position = _command(words)
    if position is None:
        if set(words) in ({"--version", "-v"}, {"-V", "-v"}, {"-Vv"}, {"-vV"}):
            from wizard.commands import version

            return version.run(sys.stdout)
        from wizard.commands.mistaken import asked_for_help, misspelt

        if words and (meant := asked_for_help(words, COMMANDS) or misspelt(words[0], COMMANDS)):
            kind, role = ("option", "") if words[0].startswith("-") else ("command", BY_ITS_ARN)
            return _refuse(
                exit_status.USAGE,
                f"there is no {kind} {words[0]}",
                f"Did you mean `role-wizard {meant}`?{role}",
            )
        return _wizard(wizard_parser().parse_args(words))
    name = words.pop(position)
    parser = Parser(f"role-wizard {name}")
    run = COMMANDS[name](parser)
    return run(parser.parse_args(words))


def _command(words: list[str]) -> int | None:
    """Where the sub-command stands: the first word that is no option (nor its value), unless `--` comes before it."""
    if words and words[0] in COMMANDS:
        return 0  # the usual place, seen without the options of the wizard itself
    takes_value = {
        option
        for action in wizard_parser()._actions
        if action.nargs is None and not isinstance(action, argparse._HelpAction | argparse._VersionAction)
        for option in action.option_strings
        if not isinstance(action, argparse._StoreTrueAction)
    }
    position = 0
    while position < len(words):
        word = words[position]
        if word == "--" or not word.startswith("-") or word == "-":
            return position if word in COMMANDS else None
        position += 2 if word in takes_value else 1
    return None


def _wizard(arguments: argparse.Namespace) -> int:
    from wizard import front_end
    from wizard.commands.into_the_steps import left
    from wizard.commands.target import target

    case = None
    if arguments.case is not None:
        from wizard.commands.case_file import read

        case = read(arguments.case)
        arguments.start = arguments.start or (case.request and case.request.role_arn)
    piped = arguments.start == "-" or (arguments.start is None and front_end.has_input())
    if piped:
        arguments.start = standard_streams.everything(sys.stdin, front_end.beside_a_pipe())
        front_end.keyboard_from_terminal()
    missing = front_end.missing_terminal()
    if piped or missing:
        front_end.check(arguments, lambda: target(arguments))
    if missing:
        return _refuse(
            exit_status.NEEDS_TERMINAL,
            f"the wizard needs a terminal, and {missing}",
            "Run it in a terminal (`--plain --transcript FILE` keeps a copy); in scripts use `role-wizard diagnose`.",
        )
    return left(arguments, front_end.show(arguments, lambda: target(arguments), case=case))


def _refuse(status: int, what: str, to_do: str) -> int:
    try:
        print(f"role-wizard: {what}\n{to_do}", file=sys.stderr, flush=True)
    except OSError:
        standard_streams.drop(sys.stderr)  # nobody can be told
    return status


def _failed(error: Exception) -> int:
    """A failure that names itself becomes two lines; anything else is a bug, and says so without a traceback."""
    if os.environ.get("ROLE_WIZARD_DEBUG"):
        raise error
    kind = getattr(error, "kind", None)
    to_do = way_out(error)
    if to_do is not None:
        status = exit_status.for_failure(kind) if isinstance(kind, str) else exit_status.ANSWER_IS_NO
        return _refuse(status, str(error), to_do)
    if isinstance(error, OSError) and error.errno in standard_streams.FULL and error.filename is None:
        standard_streams.drop(sys.stdout)
        return _refuse(
            exit_status.USAGE, f"the output cannot be written: {error.strerror}", "Make room, or send it elsewhere."
        )
    if (lacking := exhausted(error)) is not None:
        return _refuse(exit_status.NO_CREDENTIALS, *lacking)
    from wizard.crash_report import report

    return _refuse(
        exit_status.AWS_FAILED,
        f"something went wrong inside role-wizard: {type(error).__name__}{_place(error)}",
        f"This is a bug. {report(error)} ROLE_WIZARD_DEBUG=1 shows more.",
    )


def _place(error: Exception) -> str:
    """Where it happened, without a value that could be a secret."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f" in {trace.tb_frame.f_globals.get('__name__', '?')}, line {trace.tb_lineno}" if trace else ""
