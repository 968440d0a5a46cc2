"""The command line: parses, then imports the one front end or command that it needs.

`check` and `explain` must answer before Textual or boto3 could be imported, so every import that is not argparse
stands inside the function that needs it. This file is also where the rooms are put together: it alone hands the live
AWS and a front end to the flow.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from wizard import __version__, exit_status
from wizard.terminal_width import terminal_width

if TYPE_CHECKING:
    from wizard.aws.gateway import Aws, Target
    from wizard.flow.coach import Coach
    from wizard.flow.journal import Journal
    from wizard.flow.session import Leave
    from wizard.flow.wizard import Wizard

Run = Callable[[argparse.Namespace], int]

EXAMPLES = """examples:
  role-wizard practice                                     repair a broken role on a practice AWS, on this machine
  role-wizard --profile dev arn:aws:iam::444455556666:role/Deploy
  role-wizard --profile dev --role-profile admin Deploy
  pbpaste | role-wizard -                                  begin with the error text
  role-wizard check case.json                              decide a saved case
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if "_ARGCOMPLETE" in os.environ:
        _complete()
    try:
        return _dispatch(words)
    except KeyboardInterrupt:
        return exit_status.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left: nobody wants the rest
        return exit_status.AS_WISHED
    except Exception as error:
        return _failed(error)


def _dispatch(words: list[str]) -> int:
    name = _command(words)
    if name is None:
        arguments = wizard_parser().parse_args(words)
        return _wizard(arguments)
    words.remove(name)
    parser = Parser(prog=f"role-wizard {name}", allow_abbrev=False, formatter_class=Formatter)
    run = COMMANDS[name](parser)
    return run(parser.parse_args(words))


def _command(words: list[str]) -> str | None:
    """The sub-command: the first word that is no option nor an option's value, unless `--` stands before it."""
    if words and words[0] in COMMANDS:
        return words[0]  # the usual place, seen without the options of the wizard itself
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
            return word if word in COMMANDS else None
        position += 2 if word in takes_value else 1
    return None


class Uncollected:
    """Imports without the garbage collector, then or at the end: it searched for a sixth of `check`'s time in vain.

    What is loaded stays loaded. What a command makes afterwards is collected as ever.
    """

    def __enter__(self) -> None:
        gc.disable()

    def __exit__(self, *_: object) -> None:
        gc.freeze()
        gc.enable()


# Parsers


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps the examples' lines, and finds the terminal's width without shutil, which imports three compressors.

    argparse makes a formatter for every argument that a parser is given.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=terminal_width() - 2)


class Parser(argparse.ArgumentParser):
    """argparse, with errors as two lines: what is wrong, and what to do."""

    def error(self, message: str) -> NoReturn:
        """Exit 2 with one line saying what is wrong and one saying what to do."""
        self.exit(exit_status.USAGE, f"role-wizard: {message}\nTry `{self.prog} --help`.\n")


def wizard_parser() -> Parser:
    """The parser of `role-wizard [START]`."""
    commands = "\n".join(f"  {name:<11}{about}" for name, about in ABOUT.items())
    parser = Parser(
        prog="role-wizard",
        usage="role-wizard [options] [START]\n       role-wizard COMMAND …",
        description=f"Repairs an AWS role that nobody can assume, in five steps.\n\ncommands:\n{commands}",
        epilog=EXAMPLES,
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "start", nargs="?", metavar="START", help="an ARN, a pasted error, a profile, a role's name, or -"
    )
    parser.add_argument("-V", "--version", action="version", version=f"role-wizard {__version__}")
    _add_front_end(parser)
    _add_target(parser)
    return parser


def _add_front_end(parser: argparse.ArgumentParser) -> None:
    look = parser.add_argument_group("front end")
    look.add_argument("--plain", action="store_true", help="questions and answers instead of screens")
    look.add_argument("--transcript", metavar="FILE", help="plain mode: also write everything said to a file")
    look.add_argument("--theme", metavar="NAME", help="dark, light, ansi, or one of Textual's")
    look.add_argument("--read-only", action="store_true", help="change nothing, neither in AWS nor on disk")


def _add_target(parser: argparse.ArgumentParser) -> None:
    sides = parser.add_argument_group("credentials")
    sides.add_argument("-p", "--profile", metavar="NAME", help="the caller: the one who is denied")
    sides.add_argument("--role-profile", metavar="NAME", help="may read and repair the role's account")
    sides.add_argument("-r", "--region", metavar="REGION")
    sides.add_argument("--endpoint-url", metavar="URL")
    request = parser.add_argument_group("the request")
    request.add_argument("--external-id", metavar="ID")
    request.add_argument("--session-name", metavar="NAME")
    request.add_argument("--duration", metavar="SECONDS", type=int)
    request.add_argument("--mfa-serial", metavar="SERIAL")
    request.add_argument("--source-identity", metavar="NAME")
    request.add_argument("--tag", metavar="K=V", action="append", default=[])
    request.add_argument("--policy", metavar="FILE", help="a session policy for the new session")
    request.add_argument(
        "--known", metavar="LAYER=FILE", action="append", default=[], help="a policy that cannot be read here"
    )


def _check(parser: argparse.ArgumentParser) -> Run:
    parser.description = "Decides saved cases, offline. Streams: answers line by line, in order."
    parser.epilog = "example:\n  role-wizard check --json cases.jsonl\n  role-wizard check --error - < terraform.log"
    parser.add_argument("files", nargs="*", metavar="FILE", help="case files; - is standard input")
    parser.add_argument("--json", action="store_true", help="one JSON object per case and line")
    parser.add_argument("--format", choices=("text", "json", "junit", "github"), default="text")
    parser.add_argument("--trace", action="store_true", help="every step of the decision")
    parser.add_argument("--error", metavar="TEXT", help="read a pasted error instead; - is standard input")

    def run(arguments: argparse.Namespace) -> int:
        if arguments.error is not None:
            if arguments.files:
                parser.error("--error takes no case files")
            with Uncollected():
                from wizard.commands import check_error

            return check_error.run(arguments.error, json=arguments.json, stdin=sys.stdin, stdout=sys.stdout)
        if not arguments.files:
            parser.error("a case file is needed, or - for standard input")
        with Uncollected():
            from wizard.commands import check

        form = "json" if arguments.json else arguments.format
        return check.run(arguments.files, format=form, trace=arguments.trace, stdin=sys.stdin, stdout=sys.stdout)

    return run


def _explain(parser: argparse.ArgumentParser) -> Run:
    parser.description = "Explains a cause, lists them all, or prints the IAM policy that the wizard needs."
    parser.epilog = (
        "example:\n  role-wizard explain RW110\n  role-wizard explain external id\n  role-wizard explain permissions"
    )
    parser.add_argument("topic", nargs="*", metavar="CODE|NAME|WORD|permissions")

    def run(arguments: argparse.Namespace) -> int:
        with Uncollected():
            from wizard.commands import explain

        return explain.run(" ".join(arguments.topic) or None, stdout=sys.stdout)

    return run


def _diagnose(parser: argparse.ArgumentParser) -> Run:
    parser.description = "Gathers and diagnoses without a screen. Changes nothing."
    parser.epilog = "example:\n  role-wizard diagnose --profile dev arn:aws:iam::444455556666:role/Deploy --json"
    parser.add_argument("start", nargs="?", metavar="START")
    parser.add_argument("--json", action="store_true")
    _add_target(parser)

    def run(arguments: argparse.Namespace) -> int:
        from wizard.commands import diagnose

        return diagnose.run(_target(arguments), json=arguments.json)

    return run


def _capture(parser: argparse.ArgumentParser) -> Run:
    parser.description = "Gathers and saves the case, for a colleague, a ticket or a test."
    parser.epilog = "example:\n  role-wizard capture --profile dev Deploy -o case.json --redact"
    parser.add_argument("start", nargs="?", metavar="START")
    parser.add_argument("-o", "--output", metavar="FILE", required=True)
    parser.add_argument("--redact", action="store_true", help="replace account ids, names and external ids")
    _add_target(parser)

    def run(arguments: argparse.Namespace) -> int:
        from wizard.commands import capture

        return capture.run(_target(arguments), output=arguments.output, redact=arguments.redact)

    return run


def _profile(parser: argparse.ArgumentParser) -> Run:
    from wizard.commands import profile

    return profile.add_arguments(parser)


def _history(parser: argparse.ArgumentParser) -> Run:
    parser.description = "Lists every change ever applied, oldest first."
    parser.add_argument("--json", action="store_true")

    def run(arguments: argparse.Namespace) -> int:
        from wizard.commands import history

        return history.run(json=arguments.json)

    return run


def _undo(parser: argparse.ArgumentParser) -> Run:
    parser.description = "Takes a change back, previewed like any other. Without an id: the last one."
    parser.add_argument("id", nargs="?", metavar="ID")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    _add_target(parser)

    def run(arguments: argparse.Namespace) -> int:
        from wizard.aws.connection import connect
        from wizard.commands import undo

        return undo.run(arguments.id, yes=arguments.yes, target=_target(arguments), connect=connect)

    return run


def _resume(parser: argparse.ArgumentParser) -> Run:
    parser.description = "Takes a hand-over up again: what of it is there now, what misses, and whether it suffices."
    parser.epilog = "example:\n  role-wizard resume role-wizard-hand-over.md --profile dev --role-profile admin"
    parser.add_argument("file", metavar="FILE", help="the hand-over as it was saved; - is standard input")
    parser.add_argument("--json", action="store_true")
    _add_target(parser)

    def run(arguments: argparse.Namespace) -> int:
        from wizard.aws.connection import connect
        from wizard.commands import mfa_code, resume

        def connected(target: Target) -> Aws:
            return connect(target, ask_code=mfa_code.ask)

        return resume.run(arguments.file, _target(arguments), json=arguments.json, connect=connected)

    return run


def _claims(parser: argparse.ArgumentParser) -> Run:
    parser.description = "Lays a token's claims beside a trust policy. The token itself is neither kept nor shown."
    parser.epilog = (
        "example:\n"
        "  role-wizard claims claims.json --trust trust.json\n"
        "  role-wizard claims - --role arn:aws:iam::444455556666:role/Deploy < token.jwt"
    )
    parser.add_argument("file", metavar="FILE", help="a token, or its claims as JSON; - is standard input")
    policy = parser.add_mutually_exclusive_group(required=True)
    policy.add_argument("--trust", metavar="FILE", help="the trust policy")
    policy.add_argument("--role", metavar="ARN", help="the role whose trust policy AWS is asked for")
    parser.add_argument("--json", action="store_true")
    _add_target(parser)

    def run(arguments: argparse.Namespace) -> int:
        from wizard.aws.connection import connect
        from wizard.commands import claims, mfa_code

        return claims.run(
            arguments.file,
            trust=arguments.trust,
            role=arguments.role,
            json=arguments.json,
            target=_target(arguments),
            connect=lambda target: connect(target, ask_code=mfa_code.ask),
        )

    return run


def _practice(parser: argparse.ArgumentParser) -> Run:
    parser.description = "Repairs a broken role on an AWS of our own, on this machine: no account, no network."
    parser.epilog = (
        "example:\n  role-wizard practice\n  role-wizard practice mfa-required\n  role-wizard practice --list"
    )
    lesson = parser.add_argument("lesson", nargs="?", metavar="LESSON", help="default: the next unsolved one")
    lesson.completer = _lesson_names  # type: ignore[attr-defined]
    parser.add_argument("--list", action="store_true", help="the lessons, with what is solved")
    parser.add_argument("--json", action="store_true", help="with --list: as JSON")
    parser.add_argument("--reset", action="store_true", help="forget the progress (of LESSON)")
    parser.add_argument("--serve", action="store_true", help="run the lesson's AWS alone, for the aws CLI")
    _add_front_end(parser)

    def run(arguments: argparse.Namespace) -> int:
        from wizard.commands import practice

        return practice.run(
            arguments.lesson,
            listing=arguments.list,
            json=arguments.json,
            reset=arguments.reset,
            serve=arguments.serve,
            front_end=lambda target, coach, journal: _front_end(arguments, lambda: target, coach, journal),
            has_terminal=_has_terminal,
        )

    return run


def _completion(parser: argparse.ArgumentParser) -> Run:
    parser.description = "Prints a shell's completion script."
    parser.epilog = 'example:\n  eval "$(role-wizard completion bash)"'
    parser.add_argument("shell", choices=("bash", "zsh", "fish"))

    def run(arguments: argparse.Namespace) -> int:
        from argcomplete.shell_integration import shellcode

        print(shellcode(["role-wizard"], shell=arguments.shell))
        return exit_status.AS_WISHED

    return run


COMMANDS: dict[str, Callable[[argparse.ArgumentParser], Run]] = {
    "practice": _practice,
    "diagnose": _diagnose,
    "capture": _capture,
    "check": _check,
    "explain": _explain,
    "profile": _profile,
    "history": _history,
    "undo": _undo,
    "resume": _resume,
    "claims": _claims,
    "completion": _completion,
}
ABOUT = {
    "practice": "the five steps on a practice AWS, without any account",
    "diagnose": "gather and diagnose without a screen",
    "capture": "save what is known as a case",
    "check": "decide saved cases, or read a pasted error",
    "explain": "the causes, each with a page",
    "profile": "write or check a profile of the config file",
    "history": "every change ever applied",
    "undo": "take a change back",
    "claims": "a token's claims beside a trust policy",
    "resume": "what of a hand-over is there now, and what still misses",
    "completion": "completion for bash, zsh or fish",
}


# The wizard itself


def _wizard(arguments: argparse.Namespace) -> int:
    piped = arguments.start == "-" or (arguments.start is None and _has_input())
    if piped:
        arguments.start = sys.stdin.read()
        _keyboard_from_terminal()
    if not _has_terminal():
        return _refuse(
            exit_status.NEEDS_TERMINAL,
            "the wizard needs a terminal, and this is none",
            "Use `role-wizard diagnose` in scripts, or run it in a terminal.",
        )
    leave = _front_end(arguments, lambda: _target(arguments))
    if leave.practise is not None:
        return main(["practice", *([leave.practise] if leave.practise else [])])
    return leave.exit_status


def _front_end(
    arguments: argparse.Namespace,
    target: Callable[[], Target],
    coach: Coach | None = None,
    journal: Journal | None = None,
) -> Leave:
    def open_wizard() -> Wizard:  # the screens call it behind their first frame
        from wizard.aws.connection import connect
        from wizard.flow.wizard import Wizard

        def connected(target: Target) -> Aws:  # a chosen profile's own role may ask for a code at any time
            return connect(target, ask_code=lambda serial_number: wizard.ask_code(serial_number))

        wizard = Wizard(connected, target(), coach=coach, journal=journal, read_only=arguments.read_only)
        return wizard

    if arguments.plain or os.environ.get("TERM") == "dumb" or os.environ.get("ROLE_WIZARD_PLAIN"):
        from wizard.plain.walk import run as run_plain

        return run_plain(open_wizard(), transcript=arguments.transcript)
    from wizard.ui.app import run as run_screens

    caller, role = (target().caller_profile, target().role) if coach else (arguments.profile, arguments.start)
    return run_screens(open_wizard, caller=caller or "", role=role or "", theme=arguments.theme)


def _target(arguments: argparse.Namespace) -> Target:
    from wizard.commands.target import target

    return target(arguments)


def _has_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _has_input() -> bool:
    """Whether something was piped in: not a terminal, nor the empty input of a scheduler."""
    import stat

    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        return False
    mode = os.fstat(sys.stdin.fileno()).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)


def _keyboard_from_terminal() -> None:
    """Standard input gave the error text; the keys come from the terminal."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        return
    os.dup2(terminal, 0)
    os.close(terminal)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - it stays open until the end


def _refuse(status: int, what: str, to_do: str) -> int:
    print(f"role-wizard: {what}\n{to_do}", file=sys.stderr)
    return status


def _failed(error: Exception) -> int:
    """A failure that names itself becomes two lines; anything else is a bug, and says so without a traceback."""
    if os.environ.get("ROLE_WIZARD_DEBUG"):
        raise error
    kind = getattr(error, "kind", None)
    to_do = getattr(error, "next_step", None)
    if to_do is not None:
        status = exit_status.for_failure(kind) if isinstance(kind, str) else exit_status.ANSWER_IS_NO
        return _refuse(status, str(error), str(to_do))
    return _refuse(
        exit_status.AWS_FAILED,
        f"something went wrong inside role-wizard: {type(error).__name__}: {error}",
        "This is a bug. ROLE_WIZARD_DEBUG=1 shows where; please report it with that text.",
    )


def _lesson_names(**_: object) -> list[str]:
    from wizard.practice.lesson import all_lessons

    return [lesson.name for lesson in all_lessons()]


def _complete() -> NoReturn:
    import argcomplete

    parser = wizard_parser()
    words = os.environ.get("COMP_LINE", "").split()
    if len(words) > 1 and words[1] in COMMANDS:
        parser = Parser(prog="role-wizard", allow_abbrev=False)
        commands = parser.add_subparsers()
        COMMANDS[words[1]](commands.add_parser(words[1]))
    else:
        parser.add_argument("command", nargs="?", choices=list(COMMANDS))
    argcomplete.autocomplete(parser)
    raise SystemExit(exit_status.AS_WISHED)
