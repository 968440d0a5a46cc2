"""What step 5 would write, as the preview shows it: the lines, the same by the AWS CLI, and what to know before."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping

from wizard.flow.preview import Preview
from wizard.profiles.error import ProfileError
from wizard.profiles.files import load
from wizard.profiles.masked import problems_with
from wizard.profiles.mend import Mending
from wizard.profiles.write import ProfileEdit
from wizard.text_lines import text_lines


def of_mending(planned: Mending) -> Preview:
    """The same dialog as for any other change."""
    diff = planned.diff()
    return Preview(
        change=None,
        title="Repair the profile's files",
        target=", ".join(file.path for file in planned.changed),
        diff=tuple(text_lines(diff)),
        before_text="",
        after_text=diff,
        cli="role-wizard profile check --fix",
        effect=tuple(f"{problem.code} {problem.message}" for problem in planned.repaired),
    )


def of(planned: ProfileEdit) -> Preview:
    """The same dialog as for a change in AWS."""
    return Preview(
        change=None,
        title=f"Write the profile {planned.name}",
        target=str(planned.path),
        diff=tuple(text_lines(planned.diff)),
        before_text="",
        after_text=planned.diff,
        cli="\n".join(cli_commands(planned.name, planned.settings)),
        warning=_warning(planned),
        effect=(
            f"Afterwards `aws --profile {shlex.quote(planned.name)} …` assumes the role.",
            "Every other byte of the file stays; a backup is left beside it.",
        ),
    )


def _warning(planned: ProfileEdit) -> str | None:
    return " ".join(filter(None, (_taken(planned), _stopped(planned), _without_token(planned)))) or None


def _taken(planned: ProfileEdit) -> str | None:
    """That another profile has the name."""
    was = load().settings.get(planned.name, {}) if planned.existed and planned.changed else {}
    if not was or was.get("role_arn") == planned.settings["role_arn"]:
        return None
    before = f"assumes {was['role_arn']}" if "role_arn" in was else "assumes no role"
    return f"There is a profile {planned.name} already, which {before}: whoever uses it gets this role instead."


def _stopped(planned: ProfileEdit) -> str | None:
    """What would stop the profile once it is written, such as a source that does not exist."""
    try:
        problems = problems_with(planned.path, planned.after, planned.name)
    except ProfileError:  # the other file cannot be read: whoever uses the profile is told
        return None
    told = " ".join(f"{problem.message} {problem.repair}" for problem in problems)
    return f"Once written, the profile cannot be used yet. {told}" if told else None


def _without_token(planned: ProfileEdit) -> str | None:
    token = planned.settings.get("web_identity_token_file")
    if token is None or os.path.isfile(token):  # noqa: PTH113 - botocore's own question
        return None
    return f"There is no file {token} on this machine: the profile works where it is."


def cli_commands(name: str, wanted: Mapping[str, str]) -> tuple[str, ...]:
    """The same settings by `aws configure set`, which takes a value for an option where it begins as one."""
    profile = f"--profile {shlex.quote(name)}"
    return tuple(
        f"aws configure set {key} {profile} -- {shlex.quote(value)}"
        if value.startswith("-")
        else f"aws configure set {key} {shlex.quote(value)} {profile}"
        for key, value in wanted.items()
    )
