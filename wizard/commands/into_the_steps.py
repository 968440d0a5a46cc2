"""The commands that lead into the five steps: `practice`, and `run` where its command was refused a role."""

from __future__ import annotations

import argparse
import shlex
from typing import TYPE_CHECKING

from wizard.commands.options import Run, add_front_end, add_target

if TYPE_CHECKING:
    from wizard.commands.overheard import Denial
    from wizard.commands.profile_of_command import Named
    from wizard.flow.session import Leave


def practice(parser: argparse.ArgumentParser) -> Run:
    """The options of `practice`, and what it does."""
    parser.description = "Repairs a broken role on an AWS of our own, on this machine: no account, no network."
    parser.epilog = (
        "example:\n  role-wizard practice\n  role-wizard practice mfa-required\n  role-wizard practice --list"
    )
    parser.add_argument("lesson", nargs="?", metavar="LESSON", help="default: the next unsolved one")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--list", action="store_true", help="the lessons, with what is solved")
    parser.add_argument("--json", action="store_true", help="with --list: as JSON")
    instead.add_argument("--reset", action="store_true", help="forget the progress (of LESSON)")
    instead.add_argument("--serve", action="store_true", help="run the lesson's AWS alone, for the aws CLI")
    add_front_end(parser)

    def begin(arguments: argparse.Namespace) -> int:
        if arguments.json and not arguments.list:
            parser.error("--json goes with --list")
        from wizard.commands import practice

        lesson = practice.checked(arguments.lesson)
        if arguments.list:
            return practice.list_lessons(arguments.json)
        if arguments.reset:
            return practice.reset(lesson)
        if arguments.serve:
            return practice.serve(lesson)
        return _practise(arguments, lesson)

    return begin


def _practise(arguments: argparse.Namespace, lesson: str | None) -> int:
    from wizard import front_end
    from wizard.commands import practice

    missing = front_end.missing_terminal()
    if missing:
        front_end.check(arguments)
    return practice.run(
        lesson,
        front_end=lambda target, begin: front_end.show(arguments, lambda: target, begin),
        missing=missing,
    )


def left(arguments: argparse.Namespace, leave: Leave) -> int:
    """The exit status of a sitting; where it was left for a lesson, that comes first, in the same front end."""
    return leave.exit_status if leave.practise is None else _practise(arguments, leave.practise or None)


def run(parser: argparse.ArgumentParser) -> Run:
    """The options of `run`, and what it does."""
    parser.description = (
        "Runs a command as if it were run alone. Where it fails and its output tells of a refused AssumeRole call, "
        "three lines say why, and at a terminal the wizard is offered. The exit status is the command's own; "
        "127 where there is no such command, 126 where it cannot be executed."
    )
    parser.epilog = "example:\n  role-wizard run -- terraform plan\n  role-wizard run -- aws s3 ls --profile deploy"
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="CMD …", help="the command with its arguments")
    add_front_end(parser)
    add_target(parser)

    def begin(arguments: argparse.Namespace) -> int:
        from wizard.commands import run

        words = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
        if not words:
            parser.error("a command is needed behind --")
        _refuse_faulty(arguments)

        def open_wizard(denial: Denial, named: Named | None) -> None:
            from wizard import front_end
            from wizard.commands.target import target
            from wizard.engine.frozen import replace

            arguments.start = f"{shlex.join(words)}\n{denial.text}"  # what it passed stands in the command alone
            if named is not None and named.opens:
                arguments.start = named.name
            elif named is not None:
                arguments.profile = named.name
            left(arguments, front_end.show(arguments, lambda: replace(target(arguments), error_text=denial.text)))

        return run.run(words, open_wizard, arguments.profile, arguments.role_profile)

    return begin


def _refuse_faulty(arguments: argparse.Namespace) -> None:
    """Say what is wrong with the options of `run` before its command takes its time. Raises UsageError and its like.

    What the config or the settings file lacks stops nobody's command: the wizard tells of it, once it is opened.
    """
    from wizard import front_end
    from wizard.commands.target import UsageError, target
    from wizard.settings import SettingsError

    try:
        front_end.check(arguments, lambda: target(arguments))
    except (SettingsError, UsageError) as error:
        if error.kind != "configuration":
            raise
