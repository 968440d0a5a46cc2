"""The command `check`: what it prints in each form, and its exit status."""

from __future__ import annotations

import io
import json
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from wizard.commands import check, check_in_ci

GOOD: dict[str, Any] = {
    "name": "good",
    "request": {"role_arn": "arn:aws:iam::111122223333:role/Deploy", "role_session_name": "ci"},
    "caller": {
        "arn": "arn:aws:iam::111122223333:user/alice",
        "credentials": "long_term",
        "identity_policies": [],
        "permissions_boundary": None,
        "service_control_policies": [],
    },
    "role": {
        "trust_policy": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"},
                    "Action": "sts:AssumeRole",
                }
            ],
        },
        "resource_control_policies": [],
    },
    "vpc_endpoint_policies": [],
}
DENIED: dict[str, Any] = {**GOOD, "name": "denied", "role": {**GOOD["role"], "trust_policy": {"Statement": []}}}
OPEN: dict[str, Any] = {key: value for key, value in GOOD.items() if key != "vpc_endpoint_policies"} | {"name": "open"}
BROKEN: dict[str, Any] = {**GOOD, "name": "broken", "request": 5}


def _check(*cases: dict[str, Any], format: str = "json", trace: bool = False) -> tuple[int, str]:
    text = "\n".join(json.dumps(case) for case in cases)
    stdout = io.StringIO()
    return check.run(["-"], format=format, trace=trace, stdout=stdout, stdin=io.StringIO(text)), stdout.getvalue()


@pytest.mark.parametrize(
    ("cases", "status"),
    [
        ([GOOD], 0),
        ([GOOD, DENIED], 1),
        ([GOOD, OPEN], 6),
        ([OPEN, DENIED], 1),
        ([GOOD, BROKEN, DENIED], 2),
        ([{**DENIED, "expected": {"decision": "implicit_deny"}}], 0),
        ([{**DENIED, "expected": {"decision": "implicit_deny", "causes": ["trust_policy_empty"]}}], 0),
        ([{**DENIED, "expected": {"decision": "implicit_deny", "causes": ["external_id_missing"]}}], 1),
        ([{**GOOD, "expected": {"decision": "implicit_deny"}}], 1),
        ([{**OPEN, "expected": {"decision": "depends"}}], 0),
    ],
)
def test_exit_status(cases: list[dict[str, Any]], status: int) -> None:
    assert _check(*cases)[0] == status


def test_json_answers_each_case_on_its_line_in_order() -> None:
    _, printed = _check(GOOD, BROKEN, DENIED, OPEN)
    good, broken, denied, depends = map(json.loads, printed.splitlines())
    assert good == {
        "name": "good", "decision": "allowed", "blocked_by": [], "causes": [], "depends_on": [], "plans": [],
    }  # fmt: skip
    assert broken == {"name": "broken", "error": "request: an object is wanted, not a number"}
    assert (denied["decision"], denied["blocked_by"]) == ("implicit_deny", ["trust_policy"])
    assert denied["causes"][0]["cause"] == "trust_policy_empty"
    assert denied["plans"][0]["verified"] is True
    assert depends["depends_on"] == ["vpc_endpoint_policies"]


def test_text_says_it_in_words() -> None:
    _, printed = _check(GOOD, DENIED, OPEN, BROKEN, format="text")
    assert "ALLOWED good\n" in printed
    assert "DENIED denied (implicit deny, by trust policy)\n" in printed
    assert "DEPENDS open\n  depends on VPC endpoint policies\n" in printed
    assert "UNREADABLE broken: request: an object is wanted" in printed


def test_a_trace_shows_each_step_and_names_what_is_believed() -> None:
    limited = {
        **GOOD,
        "caller": {**GOOD["caller"], "permissions_boundary": {"name": "b", "document": {"Statement": []}}},
    }
    _, printed = _check(limited, format="text", trace=True)
    assert "/Statement/0 Allow: matches" in printed
    assert "believed, not documented by AWS" in printed


def test_junit_is_xml_with_a_failure_per_denial() -> None:
    _, printed = _check(GOOD, {**DENIED, "name": 'a "<denied>" \x00'}, BROKEN, format="junit")
    suite = ElementTree.fromstring(printed)
    assert len(suite.findall(".//testcase")) == 3
    assert len(suite.findall(".//failure")) == len(suite.findall(".//error")) == 1


@pytest.fixture
def no_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))


@pytest.mark.usefixtures("no_temporary_folder")
def test_junit_needs_a_temporary_folder_only_for_many_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    _, printed = _check(GOOD, DENIED, format="junit")
    assert len(ElementTree.fromstring(printed).findall(".//testcase")) == 2
    monkeypatch.setattr(check_in_ci, "_IN_MEMORY", 10)
    with pytest.raises(check_in_ci.NoRoom, match="until they are counted: No such file") as caught:
        _check(GOOD, DENIED, format="junit")
    assert "TMPDIR" in caught.value.next_step


ODD = "a \"b\" <c> & 'd'\té\U0001f600\r\n%0A, x::y"
"""Marks, white space, letters beyond 16 bits, and what a workflow command takes for its own."""


def test_junit_counts_what_it_holds_and_keeps_every_name() -> None:
    """As Jenkins' schema wants it: counts before the cases, a type on each failure; no name is changed on the way."""
    cases = [{**DENIED, "name": ODD}, GOOD, {**BROKEN, "name": ODD}, {**OPEN, "name": "bell \x07 \ufffe end"}]
    _, printed = _check(*cases, format="junit", trace=True)
    root = ElementTree.fromstring(printed.encode("utf-8"))
    (suite,) = root.findall("testsuite")
    for element in (root, suite):
        assert {key: element.get(key) for key in ("tests", "failures", "errors")} == {
            "tests": "4", "failures": "2", "errors": "1",
        }  # fmt: skip
    assert [one.get("name") for one in suite] == [ODD, "good", ODD, "bell � � end"]
    assert all(one.get("classname") == "-" for one in suite)
    assert [one.get("type") for one in suite.findall("*/*")] == ["implicit_deny", "unreadable", "depends"]
    assert "trust policy" in str(suite[0][0].text)


def test_github_commands_say_again_what_they_were_told(tmp_path: Path) -> None:
    """Escaped as GitHub's page "Workflow commands for GitHub Actions" wants it: one line, no property cut off."""
    file = tmp_path / "50%, a:b.json"
    file.write_text(json.dumps({**DENIED, "name": ODD}), encoding="utf-8")
    stdout = io.StringIO()
    check.run([str(file)], format="github", trace=False, stdout=stdout, stdin=io.StringIO())
    (line, rest) = stdout.getvalue().split("\n")
    head, message = line.removeprefix("::error ").split("::")
    escapes = {"%3A": ":", "%2C": ",", "%0A": "\n", "%0D": "\r", "%25": "%"}
    found = dict(one.split("=", 1) for one in head.split(","))
    for escape, plain in escapes.items():
        found = {key: value.replace(escape, plain) for key, value in found.items()}
    assert found == {"file": str(file), "title": ODD}
    assert message.startswith("implicit_deny: ")
    assert rest == ""


def test_github_annotates_what_is_not_as_wished() -> None:
    _, printed = _check(GOOD, DENIED, OPEN, format="github")
    assert [line.split(" ")[0] for line in printed.splitlines()] == ["::error", "::warning"]


def test_a_missing_file_is_told_and_the_others_are_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(GOOD), encoding="utf-8")
    stdout = io.StringIO()
    status = check.run(
        [str(tmp_path / "none.json"), str(file)], format="json", trace=False, stdout=stdout, stdin=io.StringIO()
    )
    assert status == 2
    assert [json.loads(line)["name"] for line in stdout.getvalue().splitlines()][1] == "good"
    assert "none.json" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_is_read_in_whatever_unicode_a_shell_wrote_it(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "case.json"
    file.write_bytes(json.dumps({**GOOD, "name": "größer"}, ensure_ascii=False).encode(encoding))
    stdout = io.StringIO()
    assert check.run([str(file)], format="json", trace=False, stdout=stdout, stdin=io.StringIO()) == 0
    piped = io.StringIO()
    stdin = io.TextIOWrapper(io.BufferedReader(io.BytesIO(file.read_bytes())), encoding="ascii")
    assert check.run(["-"], format="json", trace=False, stdout=piped, stdin=stdin) == 0
    assert json.loads(stdout.getvalue())["name"] == json.loads(piped.getvalue())["name"] == "größer"


@pytest.mark.parametrize("format", ["json", "text", "junit", "github"])
def test_half_a_character_pair_is_answered_and_can_be_written(format: str) -> None:
    _, said = _check({**DENIED, "name": "half \ud800"}, format=format)
    assert said.encode("utf-8")
    if format == "json":
        assert json.loads(said)["name"] == "half \ud800"


@pytest.mark.parametrize("depth", [90, 900, 90_000])
def test_a_policy_nested_without_end_is_answered(depth: int) -> None:
    trust = '{"Statement": [{"Condition": ' + '{"a":' * depth + "1" + "}" * depth + "}]}"
    status, said = _check({**GOOD, "role": {"trust_policy": trust}}, GOOD)
    assert status in (1, 2)
    first, second = map(json.loads, said.splitlines())
    assert ("error" in first or first["decision"] == "implicit_deny") and second["decision"] == "allowed"


def test_a_repair_that_rests_on_what_nobody_could_read_says_so() -> None:
    case = {**DENIED, "caller": {**GOOD["caller"]}}
    del case["caller"]["service_control_policies"]
    _, said = _check(case, format="text")
    assert "(not proved; open: service control policies)" in said


@pytest.mark.parametrize(
    ("condition", "resource", "said"),
    [
        ({"NotIpAddress": {"aws:SourceIp": "office"}}, "*", "does not parse"),
        ({"stringlike": {"aws:username": "*"}}, "*", "letters' case"),
        ({}, "arn:aws:iam:*:role/Deploy", "past the colon"),
        ({}, "*", "as sts:AssumeRole itself is"),
    ],
)
def test_the_trace_names_a_rule_that_aws_does_not_document(
    condition: dict[str, object], resource: str, said: str
) -> None:
    allow = {"Effect": "Allow", "Action": "sts:*", "Resource": resource}
    trust = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:*", "Condition": condition}
    case = {
        **GOOD,
        "request": {**GOOD["request"], "tags": {"a": "b"}, "context": {"aws:SourceIp": "203.0.113.7"}},
        "caller": {**GOOD["caller"], "identity_policies": [{"name": "p", "document": {"Statement": [allow]}}]},
        "role": {**GOOD["role"], "trust_policy": {"Statement": [trust]}},
    }
    _, answer = _check(case, trace=True)
    believed = [line for line in json.loads(answer)["trace"] if "believed, not documented by AWS" in line]
    assert any(said in line for line in believed), answer
