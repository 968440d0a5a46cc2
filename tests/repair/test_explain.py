"""`role-wizard explain` and `check --error`: what they print, and with which exit status."""

from __future__ import annotations

import io
import json

import pytest

from tests.repair.error_forms import ALICE, CI, CLI, DEPLOY, SENTENCE
from wizard.commands import check_error, explain
from wizard.repair import catalogue


def explained(topic: str | None) -> tuple[int, str]:
    out = io.StringIO()
    return explain.run([] if topic is None else topic.split(), stdout=out), out.getvalue()


def test_without_a_topic_every_cause_is_listed_under_its_group() -> None:
    status, text = explained(None)
    assert status == 0
    assert all(entry.code in text and entry.name in text for entry in catalogue.entries())
    assert text.index("Request and credentials") < text.index("Trust policy") < text.index("Guardrails")


def test_several_codes_are_several_pages() -> None:
    status, text = explained("RW110 external_id_mismatch")
    assert status == 0
    assert text.startswith("RW110 external_id_missing\n") and "\n\nRW111 external_id_mismatch\n" in text


@pytest.mark.parametrize("topic", ["RW110", "rw110", "external_id_missing", "EXTERNAL-ID-MISSING"])
def test_a_page_is_printed_by_code_and_by_name(topic: str) -> None:
    status, text = explained(topic)
    assert status == 0
    assert text.startswith("RW110 external_id_missing\n")
    for heading in (
        "Why",
        "How to recognise it",
        "How to repair it",
        "An example that fails",
        "The same, repaired",
        "AWS documentation",
    ):
        assert f"\n{heading}\n" in text


def test_a_word_of_several_pages_lists_them() -> None:
    status, text = explained("session tags")
    assert status == 0
    assert text.startswith("No cause is called session tags; these pages speak of it:\n")
    assert "RW127  trust_tag_session_missing" in text and "RW205" in text


def test_a_word_of_one_page_prints_it() -> None:
    status, text = explained("Glued to one page: WSL")
    assert (status, text) == (2, "")
    assert explained("WSL")[1].startswith("No cause is called WSL; this page speaks of it:\n\nRW009")


def test_an_unknown_topic_names_near_ones(capsys: pytest.CaptureFixture[str]) -> None:
    status, text = explained("externalidmising")
    assert (status, text) == (2, "")
    assert "RW110 external_id_missing" in capsys.readouterr().err


@pytest.mark.parametrize("width", [40, 80, 100])
def test_prose_keeps_to_the_width(width: int) -> None:
    for entry in catalogue.entries():
        prose = explain.page(entry, width).partition("\nAn example that fails\n")[0]
        assert max(len(line) for line in prose.splitlines()[2:]) <= width or "`" in prose


def test_permissions_are_policies() -> None:
    status, text = explained("permissions")
    assert status == 0
    assert text.count('"Version": "2012-10-17"') == 2
    assert "iam:GetRole" in text and "iam:UpdateAssumeRolePolicy" in text


def checked(text: str, *, json: bool = True, stdin: str = "") -> tuple[int, str]:
    out = io.StringIO()
    return check_error.run(text, json=json, stdin=io.StringIO(stdin), stdout=out), out.getvalue()


def test_one_error_is_one_object_with_exactly_these_fields() -> None:
    status, text = checked(CLI)
    assert status == 0
    (line,) = text.splitlines()
    reading = json.loads(line)
    assert list(reading) == ["operation", "error_code", "caller_arn", "role_arn", "layer_hint", "causes"]
    assert (reading["caller_arn"], reading["role_arn"]) == (ALICE, DEPLOY)


def test_several_errors_are_lines_in_order() -> None:
    status, text = checked("-", stdin=f"{CLI}\n\nAccessDenied: {SENTENCE.replace(ALICE, CI)}\n")
    assert status == 0
    assert [json.loads(line)["caller_arn"] for line in text.splitlines()] == [ALICE, CI]


def test_what_is_not_understood_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    status, text = checked("something went wrong")
    assert status == 1
    assert json.loads(text) == dict.fromkeys(
        ("operation", "error_code", "caller_arn", "role_arn", "layer_hint"), None
    ) | {"causes": []}
    assert "no AWS error that could be understood" in capsys.readouterr().err


def test_a_call_without_its_error_is_said_to_be_one(capsys: pytest.CaptureFixture[str]) -> None:
    for role in (DEPLOY, "Deploy"):
        assert checked(f"aws sts assume-role --role-arn {role}")[0] == 1
        assert "This is a call, and no error." in capsys.readouterr().err


def test_bytes_of_any_encoding_are_read() -> None:
    class Piped(io.StringIO):
        def __init__(self, content: bytes) -> None:
            super().__init__()
            self.buffer = io.BytesIO(content)

    for content in (CLI.encode("utf-16"), b"caf\xe9 " + CLI.encode(), CLI.encode("utf-8-sig")):
        out = io.StringIO()
        check_error.run("-", json=True, stdin=Piped(content), stdout=out)
        assert json.loads(out.getvalue())["role_arn"] == DEPLOY


def test_in_words_the_causes_have_their_sentences() -> None:
    status, text = checked(f"{CLI} with an explicit deny in a service control policy", json=False)
    assert status == 0
    assert "Blocked by: service control policy" in text
    assert "RW305 scp_explicit_deny: A service control policy" in text


def test_what_is_no_role_is_called_a_resource_and_what_says_nothing_else_is_told_in_two_lines() -> None:
    _, text = checked(SENTENCE.replace("sts:AssumeRole", "s3:ListBucket").replace(DEPLOY, "arn:aws:s3:::b"), json=False)
    assert "  Resource:   arn:aws:s3:::b\n" in text and "  Action:     s3:ListBucket\n" in text
    status, text = checked('Could not connect to the endpoint URL: "https://sts.x.amazonaws.com/"', json=False)
    assert status == 0 and text.splitlines()[1].endswith("x is no region.") and "not said" not in text
