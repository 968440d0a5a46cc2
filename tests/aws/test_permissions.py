"""The policy that the wizard asks for is the sum of what it calls."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import wizard.aws
from wizard.aws import calls
from wizard.aws.connection import connect
from wizard.aws.permissions import policy
from wizard.commands.practice import target
from wizard.engine.document import Document
from wizard.flow.known import gaps
from wizard.practice.environment import PracticeEnvironment
from wizard.practice.lesson_files import load

ROOM = Path(wizard.aws.__file__).parent


def actions(document: dict[str, Any]) -> set[str]:
    return {action for statement in document["Statement"] for action in statement["Action"]}


def test_reading_never_asks_for_a_write() -> None:
    verbs = {action.partition(":")[2] for action in actions(policy("read"))}
    assert all(verb.startswith(("Get", "List", "Describe")) for verb in verbs)


def test_repairing_takes_reading_and_more() -> None:
    assert actions(policy("read")) < actions(policy("repair"))
    assert {"iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "sts:AssumeRole"} <= actions(policy("repair"))


@pytest.mark.parametrize("kind", ["read", "repair"])
def test_the_policy_is_one_that_iam_takes(kind: Any) -> None:
    text = Document.from_value(policy(kind)).text
    assert Document.from_text(text).problems_as("identity") == ()
    assert len("".join(text.split())) <= 6144, "it fits a managed policy"
    sids = [statement["Sid"] for statement in policy(kind)["Statement"]]
    assert len(sids) == len(set(sids))


@pytest.mark.parametrize("name", ["scp-wants-mfa", "boundary", "group-deny", "sso-path", "irsa-namespace"])
def test_with_the_printed_policy_nothing_is_denied_but_the_organizations_own_to_its_members(name: str) -> None:
    lesson = load(name)
    scenery = json.loads(json.dumps(lesson.scenery))
    for account in scenery["accounts"].values():
        for principal in (*account.get("users", {}).values(), *account.get("roles", {}).values()):
            principal.setdefault("policies", {})["Wizard"] = policy("read")
    with PracticeEnvironment(replace(lesson, scenery=scenery), delay=0) as practice, practice.in_process():
        asked = target(lesson)
        readings = connect(asked).gather(asked, lambda reading: None).readings
    assert len([reading for reading in readings if reading.outcome == "read"]) > 5
    denied = [reading for reading in readings if reading.outcome == "denied"]
    assert all(reading.operation.startswith("organizations:") for reading in denied)
    missing = [gap.missing for gap in gaps(tuple(denied))]
    assert all(gap.endswith(", or for a delegated administrator.") for gap in missing), missing


def test_every_call_is_declared_and_every_declaration_used() -> None:
    names = {name for name, value in vars(calls).items() if isinstance(value, calls.Call)}
    used: set[str] = set()
    for path in ROOM.glob("*.py"):
        if path.name == "calls.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Name) and node.id in names:
                used.add(node.id)
            if isinstance(node, ast.Attribute) and node.attr in names:
                used.add(node.attr)
    assert used == names
    assert len(calls.DECLARED) == len(names)


def test_only_one_file_of_the_room_imports_boto3_and_only_inside_functions() -> None:
    for path in ROOM.glob("*.py"):
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            if any(module.split(".")[0] in ("boto3", "botocore") for module in modules):
                assert path.name == "live.py"
                assert node not in tree.body
