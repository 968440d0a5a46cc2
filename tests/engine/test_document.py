"""Documents: places, what IAM refuses to save, half-typed text, tokens."""

from __future__ import annotations

import json

import pytest

from wizard.engine.document import Document, tokens
from wizard.engine.policy_check import DocumentKind

TEXT = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "One",
      "Effect": "Allow",
      "Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"},
      "Action": ["sts:AssumeRole", "sts:TagSession"],
      "Condition": {"StringEquals": {"aws:RequestTag/Team": "a"}}
    }
  ]
}
"""


def test_every_node_has_its_place() -> None:
    document = Document.from_text(TEXT)
    place = document.place(f"{TESTS}/StringEquals/aws:RequestTag~1Team")
    assert (place.line, TEXT[place.offset : place.end]) == (9, '"aws:RequestTag/Team": "a"')
    item = document.place("/Statement/0/Action/1")
    assert (item.line, TEXT[item.offset : item.end]) == (8, '"sts:TagSession"')
    assert document.node("/Statement/0/Sid") == "One"
    assert document.place("/Statement/0/Resource").line == document.place("/Statement/0").line == 4


@pytest.mark.parametrize("kind", ["trust", "identity"])
def test_a_letter_that_iam_takes_in_no_policy_is_marked_with_its_escape(kind: DocumentKind) -> None:
    """Its pattern ends at U+00FF, as UpdateAssumeRolePolicy and PutUserPolicy say; a wiki likes to make dashes."""
    typed = TEXT.replace('"One"', '"Eins"').replace("Team", "T\u2013m")
    found = [each for each in Document.from_text(typed).problems_as(kind) if each.name == "letter"]
    assert [(each.line, each.severity) for each in found] == [(9, "error")]
    assert "write \\u2013 in its place" in found[0].message
    for saved in (typed.replace("\u2013", "\\u2013"), typed.replace("\u2013", "\u00fc")):
        assert not [each for each in Document.from_text(saved).problems_as(kind) if each.name == "letter"]
    assert "letter" not in [each.name for each in Document.from_text(typed).problems_as("scp")]


def test_a_value_is_laid_out_as_iam_saves_it() -> None:
    document = Document.from_value({"Id": "caf\u00e9 \u4e2d \U0001f600"})
    assert document.text == '{\n    "Id": "caf\u00e9 \\u4e2d \\ud83d\\ude00"\n}'


def test_a_value_is_laid_out_when_its_text_is_asked_for() -> None:
    document = Document.from_value({"Version": "2012-10-17", "Statement": []})
    assert document.text == '{\n    "Version": "2012-10-17",\n    "Statement": []\n}'
    assert document.place("/Statement").line == 3
    assert document == Document.from_text(document.text)


@pytest.mark.parametrize(
    ("before", "after", "line", "word"),
    [
        ('"Effect": "Allow",', '"Effect": "Allow"', 7, "comma"),
        ('"Effect": "Allow",', '"Effect" "Allow",', 6, "colon"),
        ('"Effect": "Allow",', '"Effect": "Allow,', 6, "not closed"),
        ('"Effect": "Allow",', '"Effect": Allow,', 6, "no JSON value"),
        ('"Effect": "Allow",', '"Effect": ,', 6, "value is wanted"),
        ('"a"}}\n    }', '"a"}},\n    }', 9, "one too many"),
        ("  ]\n}\n", "", 3, "never closed"),
        ("}\n  ]\n}\n", "}\n  ]\n}\n}", 13, "follow"),
        ('"Effect": "Allow",', '"Effect": "Allow", // who', 6, "no comments"),
        ('"Effect": "Allow",', '"Effect": "Allow", # who', 6, "no comments"),
        ('"Effect": "Allow",', "'Effect': \"Allow\",", 6, "straight double"),
        ('"Effect": "Allow",', '"Effect": True,', 6, "write true"),
    ],
)
def test_half_typed_text_keeps_its_errors_and_all_that_can_be_read(
    before: str, after: str, line: int, word: str
) -> None:
    document = Document.from_text(TEXT.replace(before, after))
    assert not document.is_json and not document.parses
    assert any(one.line == line and word in one.message for one in document.problems)
    assert document.node("/Statement/0/Sid") == "One"


def _with(**changes: object) -> dict[str, object]:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"},
        "Action": "sts:AssumeRole",
        **changes,
    }
    statement = {key: value for key, value in statement.items() if value is not None}
    return {"Version": "2012-10-17", "Statement": [statement]}


TESTS = "/Statement/0/Condition"


def _user(name: str) -> dict[str, str]:
    return {"AWS": f"arn:aws:iam::111122223333:user/{name}"}


@pytest.mark.parametrize(
    ("value", "kind", "name", "pointer"),
    [
        (_with(Resource="*"), "trust", "resource_in_trust_policy", "/Statement/0/Resource"),
        (_with(Action="s3:GetObject"), "trust", "action_not_of_trust_policy", "/Statement/0/Action"),
        (_with(Action=["sts:AssumeRole", "sts:X"]), "trust", "action_not_of_trust_policy", "/Statement/0/Action/1"),
        (_with(Principal=_user("*")), "trust", "principal_wildcard", "/Statement/0/Principal/AWS"),
        (_with(Principal=None), "trust", "no_principal", "/Statement/0"),
        (_with(Principal="arn:aws:iam::111122223333:user/a"), "trust", "wrong_type", "/Statement/0/Principal"),
        (_with(Principal={"AWS": "alice"}), "trust", "invalid_principal", "/Statement/0/Principal/AWS"),
        (_with(Principal=None, NotPrincipal=_user("a")), "trust", "not_principal", "/Statement/0/NotPrincipal"),
        (_with(Effect="allow"), "trust", "wrong_effect", "/Statement/0/Effect"),
        (_with(Effect=None), "trust", "wrong_effect", "/Statement/0"),
        (_with(Action=None), "trust", "no_action", "/Statement/0"),
        (_with(Action=5), "trust", "wrong_type", "/Statement/0/Action"),
        (_with(Conditions={}), "trust", "unknown_element", "/Statement/0/Conditions"),
        (_with(Condition={"Equals": {"aws:x": "y"}}), "trust", "unknown_operator", f"{TESTS}/Equals"),
        (_with(Condition={"NullIfExists": {"aws:x": "true"}}), "trust", "unknown_operator", f"{TESTS}/NullIfExists"),
        (_with(Condition={"Bool": {"aws:x": "yes"}}), "trust", "wrong_value", f"{TESTS}/Bool/aws:x"),
        (_with(Condition={"IpAddress": {"aws:x": "10.*"}}), "trust", "wrong_value", f"{TESTS}/IpAddress/aws:x"),
        (_with(Condition={"StringEquals": {"tenant": "x"}}), "trust", "malformed_key", f"{TESTS}/StringEquals/tenant"),
        (_with(Sid="x" * 2100), "trust", "too_large", ""),
        ({"Version": "2012-10-17"}, "trust", "no_statement", ""),
        ({"Version": "2024-01-01", "Statement": []}, "trust", "wrong_version", "/Version"),
        ({"Statement": []}, "trust", "no_version", ""),
        ([], "trust", "not_a_policy", ""),
        (_with(Sid=5), "trust", "wrong_type", "/Statement/0/Sid"),
        (_with(Sid="Let us in"), "trust", "malformed_sid", "/Statement/0/Sid"),
        ({**_with(), "Id": 5}, "trust", "wrong_type", "/Id"),
        (_with(Principal={}), "trust", "no_principal", "/Statement/0/Principal"),
        (_with(Principal={"Service": "ec2"}), "trust", "invalid_principal", "/Statement/0/Principal/Service"),
        (_with(Principal={"Federated": ["*"]}), "trust", "invalid_principal", "/Statement/0/Principal/Federated/0"),
        (_with(Resource="*"), "identity", "principal_not_allowed", "/Statement/0/Principal"),
        (_with(Principal=None), "identity", "no_resource", "/Statement/0"),
        (_with(Principal=None, Resource="*", Action="AssumeRole"), "scp", "malformed_action", "/Statement/0/Action"),
        (_with(Resource="*"), "rcp", "rcp_principal", "/Statement/0/Principal"),
    ],
)  # fmt: skip
def test_what_iam_refuses_to_save_is_found_and_placed(
    value: object, kind: DocumentKind, name: str, pointer: str
) -> None:
    found = Document.from_value(value).problems_as(kind)
    assert (name, pointer) in [(one.name, one.pointer) for one in found]


def test_a_good_policy_has_no_problem() -> None:
    assert Document.from_text(TEXT).problems_as("trust") == ()


def test_a_sid_stands_once_and_a_key_too() -> None:
    value = json.loads(TEXT)
    value["Statement"] *= 2
    assert [one.pointer for one in Document.from_value(value).problems_as("trust")] == ["/Statement/1/Sid"]
    twice = TEXT.replace('"Sid": "One"', '"Sid": "One", "Sid": "Two"')
    assert [one.name for one in Document.from_text(twice).problems_as("trust")] == ["duplicate_key"]


def test_every_token_has_its_kind() -> None:
    assert [kind for kind, _, _ in tokens('{"a": [1, true, "x", @]}')] == [
        *("punctuation", "key", "punctuation", "punctuation", "number", "punctuation", "literal"),
        *("punctuation", "string", "punctuation", "error", "punctuation", "punctuation"),
    ]
