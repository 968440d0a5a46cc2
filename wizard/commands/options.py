"""The options that commands share, and those of the wizard itself."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from wizard import __version__
from wizard.commands.parser import Parser

Run = Callable[[argparse.Namespace], int]
"""Runs a command with its arguments, and gives the exit status."""

EXAMPLES = """examples:
  role-wizard practice         repair a role on a practice AWS, on this machine
  role-wizard --profile dev arn:aws:iam::444455556666:role/Deploy
  role-wizard --profile dev --role-profile admin Deploy
  pbpaste | role-wizard -      begin with the error text
  role-wizard check case.json  decide a saved case
"""


ABOUT = {
    "practice": "the five steps on a practice AWS, without any account",
    "run": "run a command; where it is refused a role, say why",
    "diagnose": "gather and diagnose without a screen",
    "capture": "save what is known as a case",
    "check": "decide saved cases, or read a pasted error",
    "explain": "the causes, each with a page",
    "profile": "write or check a profile of the config file",
    "history": "every change ever applied",
    "undo": "take a change back",
    "claims": "a token's claims beside a trust policy",
    "resume": "what of a hand-over is there now, and what is still missing",
    "completion": "completion for bash, zsh or fish",
}

START = "a role's ARN or name, a profile, a pasted error or call, or - to read one from standard input"


def wizard_parser() -> Parser:
    """The parser of `role-wizard [START]`."""
    commands = "\n".join(f"  {name:<11}{about}" for name, about in ABOUT.items())
    parser = Parser(
        prog="role-wizard",
        usage="role-wizard [options] [START]\n       role-wizard COMMAND …",
        description=f"Repairs an AWS role that nobody can assume, in five steps.\n\ncommands:\n{commands}",
        epilog=EXAMPLES,
    )
    parser.add_argument("start", nargs="?", metavar="START", help=START)
    parser.add_argument(
        "-V",
        "--version",
        action="version",
        version=f"role-wizard {__version__}",
        help="the version; with -v also of what it runs on, and the files in use",
    )
    parser.add_argument(
        "--case", metavar="FILE", help="look at a case that `capture` saved, instead of AWS; nothing is sent or changed"
    )
    add_front_end(parser)
    add_target(parser)
    return parser


def add_front_end(parser: argparse.ArgumentParser) -> None:
    """How the five steps are shown."""
    look = parser.add_argument_group("front end")
    look.add_argument("--plain", action="store_true", help="questions and answers instead of screens")
    look.add_argument("--transcript", metavar="FILE", help="plain mode: also write everything said to a new file")
    look.add_argument("--theme", metavar="NAME", help="dark, light, ansi, or one of Textual's")
    look.add_argument("--read-only", action="store_true", help="change nothing, neither in AWS nor on disk")
    parser.set_defaults(goes_on=False)  # a lesson after another sitting: what is said goes into the same transcript


def add_target(parser: argparse.ArgumentParser) -> None:
    """Whom to be, which account to repair, and how to call."""
    _add_sides(parser)
    _add_request(parser)


CALLER = "the caller: the one who is denied"


def add_credentials(parser: argparse.ArgumentParser, profile: str = CALLER) -> None:
    """Whom to be and which account to repair, for a command that calls no role. ``profile``: whose --profile is."""
    _add_sides(parser, profile)
    nothing_asked = argparse.ArgumentParser(add_help=False)
    _add_request(nothing_asked)
    parser.set_defaults(**vars(nothing_asked.parse_args([])))


def _add_sides(parser: argparse.ArgumentParser, profile: str = CALLER) -> None:
    sides = parser.add_argument_group("credentials")
    sides.add_argument("-p", "--profile", metavar="NAME", help=profile)
    sides.add_argument("--role-profile", metavar="NAME", help="may read and repair the role's account")
    sides.add_argument("-r", "--region", metavar="REGION", help="the region that is called")
    sides.add_argument("--endpoint-url", metavar="URL", help="call this address instead of AWS")


def _add_request(parser: argparse.ArgumentParser) -> None:
    request = parser.add_argument_group("the request")
    request.add_argument("--external-id", metavar="ID", help="what the role's owner gave you")
    request.add_argument("--session-name", metavar="NAME", help="the new session's name, shown in CloudTrail")
    request.add_argument("--duration", metavar="SECONDS", help="how long the session lasts, 900 to 43200")
    request.add_argument("--mfa-serial", metavar="SERIAL", help="the MFA device that is asked for a code")
    request.add_argument("--source-identity", metavar="NAME", help="the source identity of the session")
    request.add_argument("--tag", metavar="K=V", action="append", default=[], help="a session tag; may be repeated")
    request.add_argument("--source-ip", metavar="ADDRESS", help="the address under which AWS sees the caller")
    request.add_argument("--policy", metavar="FILE", help="a session policy for the new session")
    request.add_argument(
        "--known",
        metavar="LAYER=FILE",
        action="append",
        default=[],
        help="a policy that cannot be read here; LAYER is its kind, as trust_policy or identity_policy",
    )
