"""A policy given in place of one that could not be read counts for every layer; where it cannot, that is said."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from tests.aws.stand_in import ALICE, ROLE_ARN, Fault, StandIn
from tests.aws.test_gather import POLICY, gather, two_accounts
from tests.terminal import role_wizard
from wizard.aws.gateway import Gathered, Target
from wizard.engine.decision import Layer
from wizard.flow.judgement import judge
from wizard.flow.verdict import POLICIES

__all__ = ["two_accounts"]

SESSION = "arn:aws:sts::111122223333:assumed-role/Dev/alice"
DENY = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "sts:*", "Resource": "*"}})
RESOURCE_DENY = DENY.replace('"Resource": "*"', '"Resource": "*", "Principal": "*"')
TRUST_DENY = RESOURCE_DENY.replace('"Resource": "*", ', "")


def denied(caller: str) -> str:
    return f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {ROLE_ARN}"


def passed_over(gathered: Gathered) -> list[str]:
    """Why what was given does not count."""
    assert not [reading for reading in gathered.readings if reading.outcome == "pasted"]
    return [warning for warning in gathered.warnings if "does not count" in warning]


@pytest.mark.parametrize("layer", POLICIES)
def test_each_layer_that_can_block_counts_as_known_where_nothing_could_be_read(layer: Layer) -> None:
    text = {"trust_policy": TRUST_DENY, "vpc_endpoint_policy": RESOURCE_DENY, "resource_control_policy": RESOURCE_DENY}
    gathered = gather(Target(error_text=denied(SESSION), known={layer: text.get(layer, DENY)}))
    assert [reading.layer for reading in gathered.readings if reading.outcome == "pasted"] == [layer]
    assert judge(gathered.case).decision.blocked_by == (layer,)


def test_a_hidden_account_is_nobody_s() -> None:
    """A CI system's log hides account ids: who called is not known then, and neither is the role."""
    case = gather(Target(role="Deploy", error_text=denied(ALICE).replace("111122223333", "***"))).case
    assert case.caller is None and case.request is None
    assert case.observed is not None and case.observed.error_code == "AccessDenied"


def test_every_layer_of_blocked_by_can_be_given() -> None:
    assert set(POLICIES) == set(get_args(Layer)) - {"request", "profile"}


def test_what_aws_let_us_read_is_not_overruled_and_that_is_said(two_accounts: StandIn) -> None:
    target = Target(role=ROLE_ARN, role_profile="admin", endpoint_url=two_accounts.url, known={"trust_policy": POLICY})
    assert passed_over(gather(target)) == ["What was given as trust_policy does not count: AWS was read, and counts."]


def test_no_pasted_trust_policy_makes_a_missing_role_exist(two_accounts: StandIn) -> None:
    two_accounts.answers["GetRole"] = Fault("NoSuchEntity", "The role with name Deploy cannot be found.", 404)
    target = Target(role=ROLE_ARN, role_profile="admin", endpoint_url=two_accounts.url, known={"trust_policy": POLICY})
    gathered = gather(target)
    assert gathered.case.role is not None and gathered.case.role.exists is False
    assert "AWS says that there is no such role" in passed_over(gathered)[0]


def test_a_user_has_no_session_for_a_session_policy() -> None:
    gathered = gather(Target(error_text=denied(ALICE), known={"session_policy": DENY}))
    assert gathered.case.caller is not None and gathered.case.caller.session_policies == ()
    assert "the keys of a user carry no session policy" in passed_over(gathered)[0]


@pytest.mark.parametrize(
    "layer", ["identity_policy", "permissions_boundary", "session_policy", "service_control_policy"]
)
def test_a_policy_of_nobody_known_is_nobody_s(
    stand_in: StandIn, write_profile: Callable[..., None], layer: Layer
) -> None:
    write_profile("admin")
    target = Target(
        role=ROLE_ARN,
        caller_profile="missing",
        role_profile="admin",
        endpoint_url=stand_in.url,
        known={layer: DENY},
    )
    assert "the caller is not known" in passed_over(gather(target))[0]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"a": "hello"}, ("a holds no policy", "That is no JSON")),
        ({"a": "[1]"}, ("a holds no policy", "a policy is an object")),
        ({"a": "{}"}, ("a holds no policy", "a policy has a Statement")),
        ({"a": TRUST_DENY, "b": TRUST_DENY}, ("--known trust_policy was given twice", "into one file")),
        ({"a": DENY}, ("a holds no trust_policy: it is a policy without", "--known identity_policy=a")),
        ({"a": '{"Statement": [NaN]}'}, ("a holds no policy", "line 1, column 16: NaN is no JSON value")),
    ],
)
def test_a_file_that_cannot_be_the_policy_is_refused_in_two_lines(
    tmp_path: Path, texts: dict[str, str], words: tuple[str, str]
) -> None:
    given: list[str] = []
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
        given += ["--known", f"trust_policy={name}"]
    command = [*role_wizard("diagnose", denied(ALICE)), *given]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    first, second = done.stderr.splitlines()
    assert words[0] in first and words[1] in second
