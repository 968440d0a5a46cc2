"""A call as people paste it: the command they typed, a profile's block, a program's lines, CloudTrail's record."""

from __future__ import annotations

from typing import Any

import pytest

from wizard.aws.gateway import Target
from wizard.flow.start import Form, understand

ROLE = "arn:aws:iam::444455556666:role/ops/Deploy"
CALLER = "arn:aws:iam::111122223333:user/dev"
DENIED = (
    f"An error occurred (AccessDenied) when calling the AssumeRole operation: User: {CALLER} "
    f"is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
)
PROFILES = {"dev": {}, "deploy": {"role_arn": ROLE, "source_profile": "dev", "external_id": "of-the-profile"}}
COMMAND = f"aws sts assume-role --role-arn {ROLE} --role-session-name nightly --external-id x-1"
CALLED = {"session_name": "nightly", "external_id": "x-1"}

Fields = dict[str, Any]


@pytest.mark.parametrize(
    ("text", "form", "fields"),
    [
        pytest.param(COMMAND, "call", CALLED, id="a command"),
        pytest.param(COMMAND.replace(" --", " \\\n    --"), "call", CALLED, id="a command in several lines"),
        pytest.param(COMMAND.replace(" --", " `\r\n  --"), "call", CALLED, id="the same in PowerShell"),
        pytest.param(f"{COMMAND}\n\n{DENIED}", "error", CALLED, id="a command and its error"),
        pytest.param(f"{COMMAND} --profile dev", "call", CALLED | {"caller_profile": "dev"}, id="with a profile"),
        pytest.param(f"AWS_PROFILE=dev {COMMAND}", "call", CALLED | {"caller_profile": "dev"}, id="with a variable"),
        pytest.param(f"{COMMAND} --profile gone", "call", CALLED, id="with a profile that is not here"),
        pytest.param(
            f"aws s3 ls --profile deploy\n{DENIED}",
            "error",
            {"caller_profile": "dev", "profile": "deploy", "external_id": "of-the-profile"},
            id="a profile that opens the role",
        ),
        pytest.param(
            f"{COMMAND} --serial-number arn:aws:iam::111122223333:mfa/dev --token-code 123456 --duration-seconds 900 "
            "--tags Key=Team,Value=ops Key=Cost,Value=7 --transitive-tag-keys Team Cost\nafterwards",
            "call",
            CALLED
            | {
                "mfa_serial": "arn:aws:iam::111122223333:mfa/dev",
                "duration_seconds": 900,
                "tags": {"Team": "ops", "Cost": "7"},
                "transitive_tag_keys": ("Team", "Cost"),
            },
            id="with all that it can pass",
        ),
        pytest.param(
            f"[profile ops]\nrole_arn = {ROLE}\nsource_profile = dev\nexternal_id = x-1\n",
            "call",
            {"caller_profile": "dev", "external_id": "x-1"},
            id="a profile's block",
        ),
        pytest.param(f"role_arn={ROLE}", "call", {}, id="one setting"),
        pytest.param(
            f"sts.assume_role(RoleArn='{ROLE}', RoleSessionName=\"nightly\", ExternalId='x-1')",
            "call",
            CALLED,
            id="Python",
        ),
        pytest.param(
            f'assume_role {{\n  role_arn     = "{ROLE}"\n  session_name = "nightly"\n  external_id  = "x-1"\n}}',
            "call",
            CALLED,
            id="Terraform",
        ),
        pytest.param(f"{COMMAND}\n{COMMAND.replace('x-1', 'x-2')}", "call", {"session_name": "nightly"}, id="two"),
        pytest.param(
            f'{DENIED}\n"Condition": {{"StringEquals": {{"sts:ExternalId": "x-1"}}}}', "error", {}, id="a policy's key"
        ),
        pytest.param(f"{COMMAND.replace('Deploy', 'Other')}\n{DENIED}", "error", {}, id="a command of another role"),
        pytest.param(
            f"aws sts assume-role --role-arn {ROLE} --role-session-name $USER --external-id <id>",
            "call",
            {},
            id="what the shell fills in",
        ),
    ],
)
def test_what_it_passed_is_asked_about(text: str, form: Form, fields: Fields) -> None:
    error = {"error_text": text} if form == "error" else {}
    understood = understand(text, Target(), PROFILES)
    assert (understood.form, understood.target) == (form, Target(role=ROLE, **error, **fields))


def test_what_was_given_apart_from_the_text_stays() -> None:
    given = Target(external_id="mine", caller_profile="dev")
    assert understand(COMMAND, given, PROFILES).target == Target(
        role=ROLE, external_id="mine", caller_profile="dev", session_name="nightly"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (COMMAND, f"A call of {ROLE} with the session name nightly and the external id x-1."),
        (
            f"aws sts assume-role --role-arn {ROLE} --duration-seconds 900 --tags Key=Team,Value=ops",
            f"A call of {ROLE} with the duration 900 seconds and the session tags Team = ops.",
        ),
        (
            f"{COMMAND}\n{DENIED}",
            f"{CALLER} was refused {ROLE}. It was called with the session name nightly and the external id x-1.",
        ),
    ],
)
def test_it_is_told_as_it_was_understood(text: str, sentence: str) -> None:
    assert understand(text, Target(), PROFILES).sentence == sentence


@pytest.mark.parametrize(
    ("text", "named", "mistake"),
    [
        ("role_arn = Deploy", "Deploy", "It is not an ARN: arn:PARTITION:iam::ACCOUNT:role/NAME is wanted."),
        ("aws sts assume-role --role-arn Deploy --role-session-name me", "Deploy", "It is not an ARN"),
        (
            COMMAND.replace("444455556666", "4444"),
            ROLE.replace("444455556666", "4444"),
            "Its account is not 12 digits.",
        ),
        (COMMAND.replace(":role/", ":user/"), ROLE.replace(":role/", ":user/"), "It names a thing of type user"),
    ],
)
def test_a_call_needs_its_roles_arn(text: str, named: str, mistake: str) -> None:
    understood = understand(text, Target(), PROFILES)
    assert understood.target.role is None and understood.dead_end is not None
    assert understood.dead_end.what.startswith(f"The role of this call is {named}. {mistake}")
    assert "Write the role's ARN there" in understood.dead_end.to_do
    assert understood.sentence == f"{understood.dead_end.what} {understood.dead_end.to_do}"
