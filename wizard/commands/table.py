"""The table of sub-commands: the options of each, and the one file that it needs, imported when it runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from wizard import exit_status
from wizard.commands.options import START, Run, add_credentials, add_target
from wizard.engine.typed import TYPE_CHECKING
from wizard.uncollected import Uncollected

if TYPE_CHECKING:
    from wizard.aws.gateway import Target


def _check(parser: argparse.ArgumentParser) -> Run:
    parser.description = "Says whether AWS would allow the calls of saved cases, offline: a line each, in order."
    parser.epilog = (
        "exit status:\n"
        "  0 all are allowed, or as their cases expect;\n"
        "  1 one is denied, or not as expected; 2 one is unreadable;\n"
        "  6 one depends on what its case does not say\n\n"
        "example:\n  role-wizard check --json cases.jsonl\n  role-wizard check --error - < terraform.log"
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="case files; - is standard input")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object per case and line")
    form.add_argument(
        "--format", choices=("text", "json", "junit", "github"), default="text", help="how answers are printed"
    )
    parser.add_argument("--trace", action="store_true", help="every step of the decision")
    parser.add_argument("--error", metavar="TEXT", help="read a pasted error instead; - is standard input")

    def run(arguments: argparse.Namespace) -> int:
        form = "json" if arguments.json else arguments.format
        if arguments.error is not None:
            if arguments.files:
                parser.error("--error takes no case files")
            if arguments.trace or form not in ("text", "json"):
                parser.error("an error is read as text or --json: it has no decision to trace, or to fail a build by")
            with Uncollected():
                from wizard.commands import check_error

            return check_error.run(arguments.error, json=form == "json", stdin=sys.stdin, stdout=sys.stdout)
        if not arguments.files:
            parser.error("a case file is needed, or - for standard input")
        with Uncollected():
            from wizard.commands import check

        return check.run(arguments.files, format=form, trace=arguments.trace, stdin=sys.stdin, stdout=sys.stdout)

    return run


def _explain(parser: argparse.ArgumentParser) -> Run:
    parser.description = "Explains a cause, lists them all, or prints the IAM policy that the wizard needs."
    parser.epilog = (
        "example:\n  role-wizard explain RW110\n  role-wizard explain external id\n  role-wizard explain permissions"
    )
    parser.add_argument("topic", nargs="*", metavar="CODE|NAME|WORD|permissions", help="default: list all causes")

    def run(arguments: argparse.Namespace) -> int:
        with Uncollected():
            from wizard.commands import explain

        return explain.run(arguments.topic, stdout=sys.stdout)

    return run


def _diagnose(parser: argparse.ArgumentParser) -> Run:
    parser.description = (
        "Reads the role, the caller and their policies, and names the causes. Changes nothing. Where what could be "
        "read leaves it open, it makes the AssumeRole call once (CloudTrail shows it) and drops the credentials. Not "
        "where AWS's error is given or --mfa-serial is; `capture` reads the same and never makes the call."
    )
    parser.epilog = "example:\n  role-wizard diagnose -p dev arn:aws:iam::444455556666:role/Deploy --json"
    parser.add_argument("start", nargs="?", metavar="START", help=START)
    parser.add_argument("--json", action="store_true", help="the answer as JSON")
    add_target(parser)

    def run(arguments: argparse.Namespace) -> int:
        from wizard.commands import diagnose

        return diagnose.run(_target(arguments), json=arguments.json, start=arguments.start)

    return run


def _capture(parser: argparse.ArgumentParser) -> Run:
    parser.description = "Reads the role, the caller and their policies, and saves them as one file, a case."
    parser.epilog = "example:\n  role-wizard capture --profile dev Deploy -o case.json --redact"
    parser.add_argument("start", nargs="?", metavar="START", help=START)
    parser.add_argument(
        "-o", "--output", metavar="FILE", required=True, help="where the case is saved; no file is overwritten"
    )
    parser.add_argument(
        "--redact",
        action="store_true",
        help="exchange the letters and digits of account ids, names and external ids, each for the same other one, so "
        "that a near miss stays visible: it hides them from a casual look, not from somebody who wants to know",
    )
    add_target(parser)

    def run(arguments: argparse.Namespace) -> int:
        from wizard.commands import capture

        return capture.run(_target(arguments), output=arguments.output, redact=arguments.redact, start=arguments.start)

    return run


def _profile(parser: argparse.ArgumentParser) -> Run:
    from wizard.commands import profile

    return profile.add_arguments(parser)


def _history(parser: argparse.ArgumentParser) -> Run:
    parser.description = "Lists every change ever applied, oldest first. Changes made in practice are not listed."
    parser.epilog = "example:\n  role-wizard history\n  role-wizard history --json"
    parser.add_argument("--json", action="store_true", help="the answer as JSON")

    def run(arguments: argparse.Namespace) -> int:
        from wizard.commands import history

        return history.run(json=arguments.json)

    return run


def _undo(parser: argparse.ArgumentParser) -> Run:
    parser.description = (
        "Takes a change back, previewed like any other. Without an id: the last one that stands, so that a second "
        "undo goes further back. The id of an undo makes its change again."
    )
    parser.epilog = "example:\n  role-wizard undo\n  role-wizard undo ID --profile admin"
    parser.add_argument("id", nargs="?", metavar="ID", help="a change of `role-wizard history`")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_credentials(parser, profile="takes it back; default: the profiles that made the change")

    def run(arguments: argparse.Namespace) -> int:
        from wizard.commands import mfa_code, undo

        return undo.run(arguments.id, yes=arguments.yes, target=_target(arguments), connect=mfa_code.connect)

    return run


def _resume(parser: argparse.ArgumentParser) -> Run:
    parser.description = "Reads a hand-over back: what of it is made by now, what is missing, and whether it suffices."
    parser.epilog = "example:\n  role-wizard resume role-wizard-Deploy.md --profile dev --role-profile admin"
    parser.add_argument("file", metavar="FILE", help="the hand-over as it was saved; - is standard input")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")
    add_target(parser)

    def run(arguments: argparse.Namespace) -> int:
        from wizard.commands import mfa_code, resume

        return resume.run(arguments.file, _target(arguments), json=arguments.json, connect=mfa_code.connect)

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
    parser.add_argument("--json", action="store_true", help="the answer as JSON")
    add_credentials(parser)

    def run(arguments: argparse.Namespace) -> int:
        from wizard.commands import claims, mfa_code

        return claims.run(
            arguments.file,
            trust=arguments.trust,
            role=arguments.role,
            json=arguments.json,
            target=_target(arguments),
            connect=mfa_code.connect,
        )

    return run


def _practice(parser: argparse.ArgumentParser) -> Run:
    from wizard.commands import into_the_steps

    return into_the_steps.practice(parser)


def _run(parser: argparse.ArgumentParser) -> Run:
    from wizard.commands import into_the_steps

    return into_the_steps.run(parser)


def _completion(parser: argparse.ArgumentParser) -> Run:
    parser.description = (
        "Prints a shell's completion script. The shell's line below goes into ~/.bashrc, into ~/.zshrc after "
        "compinit, or into ~/.config/fish/config.fish."
    )
    parser.epilog = (
        "example:\n"
        '  eval "$(role-wizard completion bash)"\n'
        '  eval "$(role-wizard completion zsh)"\n'
        "  role-wizard completion fish | source"
    )
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), metavar="bash|zsh|fish", help="the shell")

    def run(arguments: argparse.Namespace) -> int:
        from wizard.commands.completion import script

        print(script(arguments.shell), end="")
        return exit_status.AS_WISHED

    return run


COMMANDS: dict[str, Callable[[argparse.ArgumentParser], Run]] = {
    "practice": _practice,
    "run": _run,
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


def _target(arguments: argparse.Namespace) -> Target:
    from wizard.commands.target import target

    return target(arguments)
