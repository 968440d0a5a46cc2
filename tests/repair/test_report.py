"""A report has the shape of `check --json`, and each verified plan holds when carried out from its JSON alone."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.repair.cases import ALICE, AWAY, EVERYTHING, ROLE, allow, case, trust
from tests.repair.test_grants import STATEMENTS
from tests.repair.test_real_cases import FILES
from wizard.engine.case import Policy, Request
from wizard.engine.case_format import read_case
from wizard.engine.case_writing import write_case
from wizard.engine.decide import decide
from wizard.engine.document import Document
from wizard.repair.report import report

Json = dict[str, object]


def carried_out(found: Json, plan: Json) -> Json:
    """The case file after a plan's JSON has been followed to the letter."""
    after = copy.deepcopy(found)
    after.pop("observed", None)
    after.pop("expected", None)
    for change in plan["changes"]:  # type: ignore[attr-defined]
        match change["kind"]:
            case "request":
                request = after["request"]
                assert isinstance(request, dict)
                request.update(change["set"])
                for name in [name for name, value in request.items() if value is None]:
                    del request[name]
            case "trust_policy":
                after.setdefault("role", {})["trust_policy"] = change["document"]  # type: ignore[index]
            case "role":
                after.setdefault("role", {}).update(change["set"])  # type: ignore[attr-defined]
            case "identity_policy":
                _put(after["caller"], change)
            case "ask":
                _met(after, change)
    return after


def _put(caller: object, change: Json) -> None:
    assert isinstance(caller, dict)
    held = caller.setdefault("identity_policies", [])
    kept = [one for one in held if one["name"] != change["policy_name"]]
    if change["document"] is not None:
        source = (
            "group" if ":group/" in str(change["principal_arn"]) else "user" if ":user/" in caller["arn"] else "role"
        )
        entry = {"name": change["policy_name"], "kind": "inline", "from": source, "document": change["document"]}
        if source == "group":
            entry["group"] = str(change["principal_arn"]).rpartition("/")[2]
        kept.append(entry)
    caller["identity_policies"] = kept


def _met(after: Json, ask: Json) -> None:
    caller = after.get("caller")
    if "caller_tags" in ask:
        assert isinstance(caller, dict)
        caller["tags"] = {**caller.get("tags", {}), **ask["caller_tags"]}  # type: ignore[dict-item]
        return
    places = {
        "identity_policy": (caller, "identity_policies"),
        "permissions_boundary": (caller, "permissions_boundary"),
        "session_policy": (caller, "session_policies"),
        "service_control_policy": (caller, "service_control_policies"),
        "resource_control_policy": (after.get("role"), "resource_control_policies"),
        "vpc_endpoint_policy": (after, "vpc_endpoint_policies"),
    }
    holder, name = places[str(ask["layer"])]
    assert isinstance(holder, dict)
    entry = {"name": ask.get("policy_name", "added"), "document": ask["document"]}
    held = holder[name]
    if "level" in ask:
        held = held[ask["level"]]
    if isinstance(held, dict):
        holder[name] = entry
    else:
        held[:] = [entry if one["name"] == entry["name"] else one for one in held]
        if entry not in held:
            held.append(entry)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_verified_plan_is_allowed_when_its_json_is_followed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = json.loads(text)
    for plan in json.loads(json.dumps(report(read_case(found))))["plans"]:
        if plan["verified"]:
            assert decide(read_case(carried_out(found, plan))).allowed, plan["title"]


@settings(max_examples=60, deadline=None)
@given(
    statements=st.lists(STATEMENTS, min_size=1, max_size=3),
    mfa=st.booleans(),
    external_id=st.sampled_from([None, "x-9"]),
    policies=st.sampled_from([(), (EVERYTHING,)]),
)
def test_so_is_one_of_a_generated_case(
    statements: list[Json], mfa: bool, external_id: str | None, policies: tuple[Policy, ...]
) -> None:
    request = Request(ROLE, role_session_name="one", external_id=external_id, mfa_authenticated=mfa)
    found = case(trust(*statements), request=request, policies=policies)
    written = json.loads(json.dumps(write_case(found)))
    for plan in json.loads(json.dumps(report(found)))["plans"]:
        if plan["verified"]:
            assert decide(read_case(carried_out(written, plan))).allowed, plan["title"]


def test_the_report_names_decision_causes_and_plans() -> None:
    found = report(case(trust(allow(AWAY, {"StringEquals": {"sts:ExternalId": "tenant-42"}}))))
    assert found["decision"] == "implicit_deny"
    assert found["blocked_by"] == ["trust_policy"]
    assert found["depends_on"] == []
    assert found["causes"] == [
        {
            "code": "RW110",
            "cause": "external_id_missing",
            "layer": "trust_policy",
            "policy": "trust policy",
            "pointer": "/Statement/0/Condition/StringEquals/sts:ExternalId",
            "line": 12,
            "message": "The role asks for an ExternalId and the request carries none.",
        }
    ]
    best = found["plans"][0]  # type: ignore[index]
    assert best["title"] == "Pass the ExternalId the role asks for"
    assert best["verified"] is True
    assert best["changes"] == [{"kind": "request", "set": {"external_id": "tenant-42"}}]
    assert best["grants"] == []


def test_what_nobody_could_read_is_named_beside_a_plan() -> None:
    found = case(trust(allow(f"arn:aws:iam::{AWAY}:user/bob")))
    written = json.loads(json.dumps(write_case(found)))
    del written["caller"]["service_control_policies"]
    best = report(read_case(written))["plans"][0]  # type: ignore[index]
    assert best["verified"] is False
    assert best["verified_if"] == ["caller.service_control_policies"]


def test_an_identity_policy_is_named_with_its_principal() -> None:
    found = report(case(trust(allow(ALICE)), policies=()))
    (change,) = found["plans"][0]["changes"]  # type: ignore[index]
    assert change == {
        "kind": "identity_policy",
        "principal_arn": ALICE,
        "policy_name": "AllowAssumeDeploy",
        "document": {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ROLE}],
        },
    }


def test_an_allowed_case_has_neither_causes_nor_plans() -> None:
    found = report(case(trust(allow(ALICE))))
    assert (found["decision"], found["causes"], found["plans"]) == ("allowed", [], [])


def test_a_boundary_is_asked_for_with_the_document_as_it_should_be() -> None:
    from dataclasses import replace

    boundary = Policy("limits", Document.from_value({"Version": "2012-10-17", "Statement": []}))
    found = case(trust(allow(ALICE)))
    assert found.caller is not None
    found = replace(found, caller=replace(found.caller, permissions_boundary=boundary))
    plan = report(found)["plans"][0]  # type: ignore[index]
    (change,) = plan["changes"]
    assert plan["verified"] is True
    assert change["kind"] == "ask"
    assert change["who"] == f"an administrator of account {AWAY}"
    assert change["document"]["Statement"] == [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ROLE}]
