"""`role-wizard profile write` and `profile check`: step 5 alone, for scripts and for the curious."""

from __future__ import annotations

import argparse
import json as json_format
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from wizard import exit_status
from wizard.commands.options import Run

if TYPE_CHECKING:
    from wizard.profiles.check import Problem, Report
    from wizard.profiles.error import ProfileError
    from wizard.profiles.files import File


_OPTIONS = (
    ("role_arn", "ARN", "the role to assume"),
    ("mfa_serial", "SERIAL", "the MFA device that is asked for a code"),
    ("external_id", "ID", "what the role's owner gave you"),
    ("duration_seconds", "N", "how long a session lasts, 900 to 43200"),
    ("role_session_name", "NAME", "shown in CloudTrail"),
    ("region", "REGION", "where calls go"),
)


def add_arguments(parser: argparse.ArgumentParser) -> Run:
    """Fill in the parser of `role-wizard profile`; gives what runs its arguments."""
    parser.description = "Writes a profile that assumes a role, or checks profiles as the SDKs read them."
    parser.epilog = (
        "example:\n"
        "  role-wizard profile write deploy --role-arn arn:aws:iam::444455556666:role/Deploy --source-profile base\n"
        "  role-wizard profile check deploy\n"
        "  role-wizard profile check --fix"
    )
    commands = parser.add_subparsers(metavar="write|check", required=True, dest="profile_command")
    _add_write(commands.add_parser("write", help="write a profile"))
    checking = commands.add_parser("check", help="find what is wrong with profiles")
    _add_check(checking)

    def run(arguments: argparse.Namespace) -> int:
        if arguments.profile_command == "check":
            if (arguments.dry_run or arguments.yes) and not arguments.fix:
                checking.error(f"{'--dry-run' if arguments.dry_run else '--yes'} goes with --fix")
            return check(
                arguments.name,
                json=arguments.json,
                fix=arguments.fix,
                dry_run=arguments.dry_run,
                yes=arguments.yes,
            )
        sources = ("source_profile", "credential_source", "web_identity_token_file")
        keys = (*(key for key, _, _ in _OPTIONS), *sources)
        given = {key: getattr(arguments, key) for key in keys}
        settings = {key: value for key, value in given.items() if value is not None}
        return write(arguments.name, settings, dry_run=arguments.dry_run, yes=arguments.yes, json=arguments.json)

    return run


def _add_write(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Writes a profile into the config file: atomically, and every other byte stays. `role-wizard undo` takes the "
        "write back."
    )
    parser.epilog = (
        "exit status:\n"
        "  0 written, or there already; 1 written and not usable yet, or it exists with other settings and stays\n\n"
        "example:\n"
        "  role-wizard profile write deploy --role-arn arn:aws:iam::444455556666:role/Deploy --source-profile base"
    )
    parser.add_argument("name", metavar="NAME", help="the profile's name")
    for key, metavar, about in _OPTIONS:
        parser.add_argument(f"--{key.replace('_', '-')}", metavar=metavar, required=key == "role_arn", help=about)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--source-profile", metavar="P", help="the profile whose credentials assume the role")
    source.add_argument(
        "--credential-source",
        choices=("Environment", "Ec2InstanceMetadata", "EcsContainer"),
        help="where they come from instead",
    )
    source.add_argument("--web-identity-token-file", metavar="FILE", help="the file of the token that assumes the role")
    parser.add_argument("--dry-run", action="store_true", help="print what would change, as a unified diff")
    parser.add_argument("--yes", action="store_true", help="replace an existing profile of other settings")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.description = "Follows a profile (or all) hop by hop, as botocore would, and says what stops it."
    parser.epilog = "example:\n  role-wizard profile check deploy\n  role-wizard profile check --json"
    parser.add_argument("name", metavar="NAME", nargs="?", help="default: every profile")
    parser.add_argument("--fix", action="store_true", help="repair what can be repaired, after a preview")
    parser.add_argument("--dry-run", action="store_true", help="with --fix: only the preview")
    parser.add_argument("--yes", action="store_true", help="with --fix: do not ask")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")


def write(name: str, settings: Mapping[str, str], *, dry_run: bool, yes: bool, json: bool) -> int:
    """Write a profile; `yes` lets it replace one with other settings. Returns the exit status.

    Raises AwsFailure where the write could not be recorded; the file is then untouched.
    """
    import gc
    from datetime import UTC, datetime

    from wizard.flow import profile_files
    from wizard.flow.journal import Journal
    from wizard.profiles import write as profiles
    from wizard.profiles.error import ProfileError

    gc.disable()  # a short run that may hold ten thousand profiles: collecting would be a third of its time
    try:
        if dry_run:
            edit = profiles.plan_write(name, settings, replace=True)
            if json:
                _print_json(
                    {"profile": name, "path": str(edit.path), "changed": False, "backup": None, "diff": edit.diff}
                )
            else:
                _print(edit.diff or f"Nothing to change: {name} is like that already.\n")
            return exit_status.AS_WISHED
        written = profile_files.written_at_once(Journal(), name, settings, datetime.now(UTC), replace=yes)
    except ProfileError as error:
        return _failed(error)
    finally:
        gc.enable()
    backup = str(written.backup) if written.backup else None
    problems = _problems(name)
    if json:
        said = {"profile": name, "path": str(written.path), "changed": written.changed, "backup": backup}
        _print_json({**said, "problems": [_problem_json(problem) for problem in problems]})
    else:
        if written.changed:
            _print(f"Profile written: {name} in {written.path}\n" + (f"Backup: {backup}\n" if backup else ""))
        else:
            _print(f"Nothing to change: {name} is like that already in {written.path}.\n")
        _print_unusable(name, problems)
    return exit_status.ANSWER_IS_NO if problems else exit_status.AS_WISHED


def check(name: str | None, *, json: bool, fix: bool = False, dry_run: bool = False, yes: bool = False) -> int:
    """Say what is wrong with a profile, or with any; with `fix` repair it. Returns the exit status."""
    from shutil import which

    from wizard.profiles.check import examine
    from wizard.profiles.error import ProfileError
    from wizard.profiles.files import load_file

    try:
        files = (load_file("config"), load_file("credentials"))
    except ProfileError as error:
        return _failed(error, exit_status.USAGE)
    if fix:
        return _fix(name, files, json=json, dry_run=dry_run, yes=yes)
    config, credentials = files
    paths = {file.which: file.path for file in files}
    report = examine(name, config.data, credentials.data, os.environ, paths=paths, find=which)
    if json:
        _print_json(_as_json(report))
    else:
        from wizard.commands.profile_text import checked

        _print(checked(name, report, files))
    return exit_status.ANSWER_IS_NO if report.problems else exit_status.AS_WISHED


def _fix(name: str | None, files: tuple[File, File], *, json: bool, dry_run: bool, yes: bool) -> int:
    from datetime import UTC, datetime
    from shutil import which

    from wizard.commands.profile_text import checked, problem_lines
    from wizard.flow import profile_files
    from wizard.flow.journal import Journal
    from wizard.profiles.error import ProfileError
    from wizard.profiles.mend import plan_mending

    try:
        mending = plan_mending(name, files, os.environ, which)
        status = exit_status.ANSWER_IS_NO if mending.left.problems else exit_status.AS_WISHED
        if not json:
            for problem in mending.repaired:
                _print("\n".join(problem_lines(problem, name, fixing=True)) + "\n")
            _print(mending.diff())
        if mending.changed and not dry_run:
            if not yes and not _agreed(json):
                return exit_status.ANSWER_IS_NO if _has_terminal() and not json else exit_status.NEEDS_TERMINAL
            profile = name or next((each.profile for each in mending.repaired if each.profile), "")
            done = profile_files.mended(Journal(), mending, profile, datetime.now(UTC))
            if not json:
                _print("".join(f"Repaired. Backup: {backup}\n" for _, backup in done if backup))
    except ProfileError as error:
        return _failed(error)
    if json:
        repaired = [_problem_json(problem) for problem in mending.repaired]
        _print_json({**_as_json(mending.left), "repaired": repaired})
    else:
        _print(checked(name, mending.left, files))
    if dry_run and mending.changed:
        return exit_status.ANSWER_IS_NO
    return status


def _agreed(json: bool) -> bool:
    if json or not _has_terminal():
        why, way = ("--json asks nothing", "leave --json out") if json else ("there is no terminal", "run it in one")
        print(
            f"role-wizard: a repair is asked about first, and {why}\nNothing was changed. Give --yes, or {way}.",
            file=sys.stderr,
        )
        return False
    try:
        answer = input("Write these repairs? [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() in ("y", "yes"):
        return True
    _print("Nothing was changed.\n")
    return False


def _problems(name: str) -> tuple[Problem, ...]:
    """What the written profile still lacks, such as a source profile that does not exist."""
    from wizard.profiles.check import examine
    from wizard.profiles.files import load_file

    config, credentials = load_file("config"), load_file("credentials")
    paths = {file.which: file.path for file in (config, credentials)}
    return examine(name, config.data, credentials.data, paths=paths).problems


def _print_unusable(name: str, problems: tuple[Problem, ...]) -> None:
    from wizard.commands.profile_text import problem_lines

    if problems:
        _print("But it cannot be used yet:\n")
    for problem in problems:
        _print("\n".join(problem_lines(problem, name)) + "\n")


def _as_json(report: Report) -> dict[str, object]:
    stops = report.stops or ((),) * len(report.problems)
    return {
        "problems": [
            {**_problem_json(problem), "stops": list(names)}
            for problem, names in zip(report.problems, stops, strict=True)
        ]
    }


def _problem_json(problem: Problem) -> dict[str, object]:
    return {
        "cause": problem.cause,
        "code": problem.code,
        "profile": problem.profile,
        "file": problem.file,
        "line": problem.line,
        "message": problem.message,
        "repair": problem.repair,
        "fixable": problem.fix is not None,
    }


def _has_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _failed(error: ProfileError, status: int | None = None) -> int:
    print(f"role-wizard: {error}\n{error.next_step}".rstrip(), file=sys.stderr)
    return status if status is not None else exit_status.for_failure(error.kind)


def _print(text: str) -> None:
    """To standard output, whatever its encoding and whatever the file's name holds."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _print_json(value: Mapping[str, object]) -> None:
    _print(json_format.dumps(value) + "\n")
