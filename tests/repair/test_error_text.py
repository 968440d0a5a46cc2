"""Pasted errors: every form that reaches people, several at once, in any wrapping, of any size."""

from __future__ import annotations

import json
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.repair.error_forms import ALICE, CI, CLI, DEPLOY, FORMS, SENTENCE, WEB, Form
from tests.repair.field_forms import FIELD_FORMS, SAID_FORMS
from tests.repair.tool_forms import TOOL_FORMS
from wizard.repair import catalogue
from wizard.repair.error_text import read_errors


@pytest.mark.parametrize("form", (*FORMS, *FIELD_FORMS, *SAID_FORMS, *TOOL_FORMS), ids=lambda form: form.name)
def test_a_form_says_what_it_says(form: Form) -> None:
    (reading,) = read_errors(form.text)
    seen = {
        "operation": reading.operation,
        "code": reading.error_code,
        "caller": reading.caller_arn,
        "role": reading.role_arn,
        "layer": reading.layer_hint,
        "cause": reading.causes[0] if reading.causes else None,
    }
    wanted = {name: getattr(form, name) for name in seen}
    assert seen == {name: seen[name] if value is ... else value for name, value in wanted.items()}


@pytest.mark.parametrize("tail", ["", " because no resource-based policy allows the sts:AssumeRole action"])
def test_another_account_in_the_trust_policy_is_among_what_a_denial_may_mean(tail: str) -> None:
    (reading,) = read_errors(f"User: {ALICE} is not authorized to perform: sts:AssumeRole on resource: {DEPLOY}{tail}")
    assert reading.causes[:2] == ("trust_principal_missing", "trust_principal_wrong_account")


def test_every_cause_that_is_read_is_in_the_catalogue() -> None:
    from wizard.repair.error_text import names, proofs, sightings

    tables = (proofs.DENIED, proofs.BARE)
    named = {cause for table in tables for causes in table.values() for cause in causes}
    named |= set(proofs.NEEDS_ITS_OWN_ALLOW.values())
    named |= {cause for entry in sightings.WORDINGS for cause in entry.causes}
    named |= {cause for _, causes in names.CODES.values() for cause in causes}
    assert named <= {entry.name for entry in catalogue.entries()}


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "hello world", "exit status 1", "{}", "[]", "null", "{broken", "\x00"]
)
def test_a_text_without_an_error_yields_nothing(text: str) -> None:
    assert read_errors(text) == ()


def test_several_denials_come_in_order_of_appearance_each_once() -> None:
    other = SENTENCE.replace(ALICE, CI).replace("Deploy", "Audit")
    log = (
        f"{CLI}\nretrying\n{CLI}\nplan: ok\nAccessDenied: {other}\n\tstatus code: 403\nError: {WEB}\nExpiredToken: x\n"
    )
    readings = read_errors(log)
    assert [(reading.caller_arn, reading.role_arn, reading.error_code) for reading in readings] == [
        (ALICE, DEPLOY, "AccessDenied"),
        (CI, DEPLOY.replace("Deploy", "Audit"), "AccessDenied"),
        (None, None, "AccessDenied"),
    ]
    assert readings[2].operation == "AssumeRoleWithWebIdentity"


def test_a_program_that_tries_again_says_one_thing() -> None:
    log = (
        f"role-to-assume: {DEPLOY}\nRetry AssumeRole: attempt 1 of 2 failed: Could not assume role with OIDC: {WEB}. "
        f"Retrying after 38ms.\nRetry AssumeRole: attempt 2 of 2 failed: Could not assume role with OIDC: {WEB}. "
        f"giving up\n##[error]Could not assume role with OIDC: {WEB}\n"
    )
    (reading,) = read_errors(log)
    assert (reading.operation, reading.role_arn) == ("AssumeRoleWithWebIdentity", DEPLOY)


def test_each_failed_role_of_a_cdk_deployment_is_told() -> None:
    log = "\n".join(
        f"current credentials could not be used to assume 'arn:aws:iam::1:role/cdk-{name}-role', but are for the "
        "right account. Proceeding anyway."
        for name in ("lookup", "deploy", "file-publishing")
    )
    assert [reading.role_arn for reading in read_errors(log)] == [
        "arn:aws:iam::1:role/cdk-lookup-role",
        "arn:aws:iam::1:role/cdk-deploy-role",
        "arn:aws:iam::1:role/cdk-file-publishing-role",
    ]


def test_the_role_of_each_call_stays_with_its_own_error() -> None:
    log = (
        f"$ aws sts assume-role --role-arn {DEPLOY}\n"
        "An error occurred (ExpiredToken) when calling the AssumeRole operation: The security token included in the "
        f"request is expired\n$ aws sts assume-role --role-arn {DEPLOY}2\n"
        "An error occurred (AccessDenied) when calling the AssumeRole operation: Access denied\n"
    )
    assert [(reading.error_code, reading.role_arn) for reading in read_errors(log)] == [
        ("ExpiredToken", DEPLOY),
        ("AccessDenied", DEPLOY + "2"),
    ]


def test_the_policy_that_aws_blames_is_kept_and_the_authorization_id_never_shown() -> None:
    text = (
        f"{CLI} with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/NoRoles. Go to "
        "https://console.aws.amazon.com/x/authorization-details/0f0e0d0c-aaaa-bbbb for complete details, or call "
        "iam:GetRequestAuthorizationDetails with authorization id: 0f0e0d0c-aaaa-bbbb"
    )
    (reading,) = read_errors(text)
    assert reading.policy_arn == "arn:aws:iam::111122223333:policy/NoRoles"
    assert reading.authorization_id == "0f0e0d0c-aaaa-bbbb"
    assert "0f0e0d0c" not in repr(reading) + json.dumps(reading.as_json())


def test_an_encoded_message_is_noticed() -> None:
    (reading,) = read_errors(f"{CLI} Encoded authorization failure message: 4GIOHxqZ1abcdEFG")
    assert reading.has_encoded_message


# Wrapped, cut, dressed --------------------------------------------------------------------------------------------

TAILS = ("", " because no identity-based policy allows the sts:AssumeRole action",
         " with an explicit deny in a service control policy")  # fmt: skip
LONG_ROLE = "arn:aws:iam::444455556666:role/platform/continuous-delivery/Deploy-To-Production-eu-west-1"


def hard_wrap(text: str, width: int) -> str:
    """Cut at the column, as a terminal does."""
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def check(text: str, role: str) -> None:
    (reading,) = read_errors(text)
    assert (reading.operation, reading.error_code, reading.caller_arn, reading.role_arn) == (
        "AssumeRole", "AccessDenied", ALICE, role,
    )  # fmt: skip


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("role", [DEPLOY, LONG_ROLE])
def test_a_message_cut_at_any_column_is_read(tail: str, role: str) -> None:
    text = CLI.replace(DEPLOY, role) + tail
    for width in range(20, 130):
        check(hard_wrap(text, width), role)


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("role", [DEPLOY, LONG_ROLE])
def test_a_message_wrapped_at_any_width_is_read(tail: str, role: str) -> None:
    text = CLI.replace(DEPLOY, role) + tail
    for width in range(24, 140):
        check(textwrap.fill(text, width), role)
        check(textwrap.fill(text, width, break_on_hyphens=False), role)


COLOURS = ("\x1b[31m", "\x1b[0m", "\x1b[1;38;5;196m", "\x1b[2K", "\x1b]8;;https://example.org\x1b\\")
PREFIXES = (
    "", "│ ", "  ", "\t", "> ", "2024-05-01T12:00:00.1234567Z ", "[12:00:00] ", "web-1  | ", "E   ",
    "[pod/web-7d9/app] ", "2024-05-01T12:00:00Z │ ", "##[error]", "May  1 12:00:00 host app[123]: ",
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_no_dress_hides_a_message(data: st.DataObject) -> None:
    """Cut or filled at some width, indented or logged line by line, coloured anywhere, escaped."""
    role = data.draw(st.sampled_from([DEPLOY, LONG_ROLE]))
    text = CLI.replace(DEPLOY, role) + data.draw(st.sampled_from(TAILS))
    width = data.draw(st.one_of(st.integers(30, 140), st.sampled_from([150, 160, 180, 200])))
    wrapped = hard_wrap(text, width) if data.draw(st.booleans()) else textwrap.fill(text, width)
    prefix = data.draw(st.sampled_from(PREFIXES))
    lines = [prefix + line for line in wrapped.split("\n")]
    before = data.draw(st.sampled_from(["", "Starting\n\n", "Error: something else\n\n", "x" * 90 + "\n\n"]))
    after = data.draw(st.sampled_from(["", "\n", "\n\nexit status 254\n", "\n\nTraceback (most recent call last):\n"]))
    dressed = before + "\n".join(lines) + after
    places = data.draw(st.lists(st.integers(0, len(dressed)), max_size=4, unique=True))
    for place in sorted(places, reverse=True):
        dressed = dressed[:place] + data.draw(st.sampled_from(COLOURS)) + dressed[place:]
    if data.draw(st.booleans()):
        dressed = json.dumps({"message": dressed})
    check(dressed, role)


@settings(max_examples=600, deadline=None)
@given(data=st.data())
def test_nothing_makes_it_fail(data: st.DataObject) -> None:
    """Torn, shuffled and mixed texts: whatever comes out, it comes out as readings."""
    pieces = data.draw(
        st.lists(
            st.one_of(
                st.sampled_from([form.text for form in FORMS]).flatmap(
                    lambda text: st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(
                        lambda cut: text[min(cut) : max(cut)]
                    )
                ),
                st.text(max_size=60),
            ),
            max_size=5,
        )
    )
    for reading in read_errors("".join(pieces)):
        json.dumps(reading.as_json())
        assert set(reading.causes) <= {entry.name for entry in catalogue.entries()}


HOSTILE = {
    "user without end": "User: " * 100_000,
    "arns": "arn:aws:iam::1:role/" * 50_000,
    "arn in one": "on resource: arn:" + "a" * 1_000_000,
    "denials cut short": "is not authorized to perform: sts:AssumeRole on resource: " * 10_000,
    "brackets": "[" * 500_000,
    "braces": '{"a":' * 200_000,
    "escapes": "\x1b[" * 300_000,
    "backslashes": "\\" * 1_000_000,
    "entities": "&amp;" * 200_000,
    "spaces": " " * 1_000_000 + CLI,
    "boxes": "│ " * 400_000,
    "codes": "AccessDenied " * 60_000,
    "constraints": "failed to satisfy constraint " * 30_000,
    "console pages": "User: Action: Service: On resource(s): Context: " * 10_000,
    "addresses": "https://sts.amazonaws.com/ no such host " * 10_000,
    "one long line": "x" * 500_000 + " " + CLI,
    "words in a line": ("role_arn = arn:aws:iam::1:role/x " * 20_000),
    "an honest log": "2024-05-01T12:00:00.1234567Z   npm install step 42 of 99 done in 3s\n" * 40_000 + CLI,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_read_to_its_end(name: str) -> None:
    """An error at the end of a huge log is found; how long it takes is the benchmark's matter."""
    readings = read_errors(HOSTILE[name])
    assert not HOSTILE[name].endswith(CLI) or readings[-1].operation == "AssumeRole"
