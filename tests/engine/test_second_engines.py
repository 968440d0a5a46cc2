"""Engines of others agree with ours, but for what was judged one by one.

`npm install @cloud-copilot/iam-simulate` in any folder, and ROLE_WIZARD_IAM_SIMULATE=that folder, lets the second test
run; -m slow asks more.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.engine import generated, second_engines
from wizard.engine.case_format import read_case
from wizard.engine.decide import decide

PLACE = os.environ.get("ROLE_WIZARD_IAM_SIMULATE", "")
"""Read here, since no test sees this program's own variables."""

ROLE = f"arn:aws:iam::{generated.THERE}:role/Deploy"


def _granted_by(identity_policy: dict[str, Any]) -> bool:
    """What is decided where the identity policy alone is open to doubt."""
    allow = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    caller = {
        "arn": generated.USER,
        "credentials": "long_term",
        "identity_policies": [{"name": "policy", "document": identity_policy}],
        "permissions_boundary": None,
        "service_control_policies": [],
    }
    trust = {"Version": "2012-10-17", "Statement": [allow]}
    role = {"trust_policy": trust, "resource_control_policies": []}
    case = {"request": {"role_arn": ROLE}, "caller": caller, "role": role, "vpc_endpoint_policies": []}
    return decide(read_case(case)).allowed


def test_moto_reads_identity_policies_alike() -> None:
    """Actions, resources, and a Deny that wins, over 3,000 policies."""
    from moto.iam.access_control import IAMPolicy, PermissionResult

    draw = Random(2027)
    answers, judged = {True: 0, False: 0}, set()
    for _ in range(3000):
        policy: dict[str, Any] = generated.policy(draw, ROLE)
        for statement in policy["Statement"]:
            statement.pop("Condition", None)
        if "${" in json.dumps(policy):
            continue
        theirs = IAMPolicy(json.dumps(policy)).is_action_permitted("sts:AssumeRole", ROLE) == PermissionResult.PERMITTED
        ours = _granted_by(policy)
        if ours is theirs:
            answers[ours] += 1
            continue
        known = [one.name for one in second_engines.WITH_MOTO if one.concerns(policy)]
        assert known, json.dumps(policy)
        judged.update(known)
    assert min(answers.values()) > 300
    assert judged == {one.name for one in second_engines.WITH_MOTO}


def _iam_simulate() -> str:
    """Where it is installed; without it the test is skipped."""
    if not PLACE:
        pytest.skip("ROLE_WIZARD_IAM_SIMULATE names no folder in which @cloud-copilot/iam-simulate is installed")
    if shutil.which("node") is None:
        pytest.skip("Node.js is not installed here")
    return PLACE


@pytest.mark.parametrize(("seed", "count"), [(31, 1000), pytest.param(32, 20000, marks=pytest.mark.slow)])
def test_iam_simulate_decides_alike(seed: int, count: int) -> None:
    """Every layer, over close cases; no more than one in fifty is among those that were judged."""
    place = _iam_simulate()
    draw = Random(seed)
    cases = [second_engines.savable(generated.close_case(draw)) for _ in range(count)]
    asked = [(at, one) for at, written in enumerate(cases) for one in second_engines.simulations(written)]
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("iam_simulate.mjs")), place],
        input="".join(json.dumps(one) + "\n" for _, one in asked),
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    answers: dict[int, list[dict[str, Any]]] = {}
    for (at, _), line in zip(asked, done.stdout.splitlines(), strict=True):
        answers.setdefault(at, []).append(json.loads(line))
    judged = 0
    seen: set[str] = set()
    for at, written in enumerate(cases):
        assert all("result" in one for one in answers[at]), answers[at]
        theirs = second_engines.joined([one["result"] for one in answers[at]])
        ours = decide(read_case(copy.deepcopy(written))).outcome
        seen.add(ours)
        if ours != theirs:
            known = [one for one in second_engines.WITH_IAM_SIMULATE if one.concerns(written)]
            assert known, f"{ours}, not {theirs}: {json.dumps(written)}"
            judged += 1
    assert seen == {"allowed", "implicit_deny", "explicit_deny"}
    assert judged <= count / 50
