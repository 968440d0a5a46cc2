"""Edits change one element and keep everything else as the author laid it out."""

from __future__ import annotations

import difflib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.repair import edit

POLICY = """{
  "Version" : "2012-10-17",
  "Statement" : [
    {
      "Sid" : "Vendor",
      "Effect" : "Allow",
      "Principal" : { "AWS" : "arn:aws:iam::111122223333:user/alice" },
      "Action" : [ "sts:AssumeRole" ],
      "Condition" : {
        "StringEquals" : { "sts:ExternalId" : "tenant-42" }
      }
    }
  ]
}
"""


def changed_lines(before: str, after: str) -> tuple[int, int]:
    """(lines taken away, lines added)"""
    diff = [
        line
        for line in difflib.unified_diff(before.splitlines(), after.splitlines(), n=0)
        if line[:2] not in ("--", "++")
    ]
    return sum(line[0] == "-" for line in diff), sum(line[0] == "+" for line in diff)


def test_replacing_a_principal_is_a_diff_of_one_line() -> None:
    after = edit.replace(POLICY, "/Statement/0/Principal/AWS", "arn:aws:iam::111122223333:user/bob")
    assert changed_lines(POLICY, after) == (1, 1)
    assert edit.replace(after, "/Statement/0/Principal/AWS", "arn:aws:iam::111122223333:user/alice") == POLICY


def test_a_letter_that_iam_takes_in_no_policy_is_written_as_its_escape() -> None:
    after = edit.replace(POLICY, "/Statement/0/Condition/StringEquals/sts:ExternalId", "Größe \u2013 \u4e2d")
    assert '"Größe \\u2013 \\u4e2d"' in after


def test_a_single_value_becomes_a_list_on_its_own_line() -> None:
    after = edit.add_principal(POLICY, "/Statement/0", "AWS", "arn:aws:iam::111122223333:user/bob")
    assert changed_lines(POLICY, after) == (1, 1)
    assert json.loads(after)["Statement"][0]["Principal"]["AWS"] == [
        "arn:aws:iam::111122223333:user/alice",
        "arn:aws:iam::111122223333:user/bob",
    ]


def test_another_kind_of_principal_stands_beside_the_first() -> None:
    after = edit.add_principal(POLICY, "/Statement/0", "Service", "ec2.amazonaws.com")
    assert json.loads(after)["Statement"][0]["Principal"] == {
        "AWS": "arn:aws:iam::111122223333:user/alice",
        "Service": "ec2.amazonaws.com",
    }
    assert changed_lines(POLICY, after) == (1, 1)


def test_a_star_principal_gives_way_to_a_named_one() -> None:
    after = edit.add_principal('{"Statement":{"Principal":"*"}}', "/Statement", "AWS", "111122223333")
    assert after == '{"Statement":{"Principal":{"AWS":"111122223333"}}}'


def test_a_new_condition_is_laid_out_like_the_others() -> None:
    after = edit.set_condition(POLICY, "/Statement/0", "Bool", "aws:MultiFactorAuthPresent", "true")
    assert changed_lines(POLICY, after)[0] <= 1
    assert '"Bool" : {' in after
    assert edit.prune(after, "/Statement/0/Condition/Bool/aws:MultiFactorAuthPresent") == POLICY


def test_a_second_key_joins_its_operator() -> None:
    after = edit.set_condition(POLICY, "/Statement/0", "StringEquals", "aws:PrincipalOrgID", "o-1")
    assert '{ "sts:ExternalId" : "tenant-42", "aws:PrincipalOrgID" : "o-1" }' in after


def test_a_key_with_a_slash_is_reached_by_its_escaped_pointer() -> None:
    text = '{"Statement": {"Condition": {"StringEquals": {"aws:RequestTag/Team": "a", "x": "y"}}}}'
    after = edit.replace(text, "/Statement/Condition/StringEquals/aws:RequestTag~1Team", "b")
    assert json.loads(after)["Statement"]["Condition"]["StringEquals"]["aws:RequestTag/Team"] == "b"


def test_pruning_takes_the_empty_containers_along() -> None:
    after = edit.prune(POLICY, "/Statement/0/Condition/StringEquals/sts:ExternalId")
    assert "Condition" not in json.loads(after)["Statement"][0]
    assert changed_lines(POLICY, after) == (4, 1)


def test_an_action_is_added_to_a_list_in_its_style() -> None:
    assert '[ "sts:AssumeRole", "sts:TagSession" ]' in edit.append(POLICY, "/Statement/0/Action", "sts:TagSession")


def test_a_statement_is_added_behind_the_last() -> None:
    after = edit.add_statement(POLICY, {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"})
    assert changed_lines(POLICY, after)[0] <= 1
    assert len(json.loads(after)["Statement"]) == 2


def test_a_single_statement_becomes_a_list() -> None:
    after = edit.add_statement('{"Statement":{"Effect":"Allow"}}', {"Effect": "Deny"})
    assert after == '{"Statement":[{"Effect":"Allow"},{"Effect":"Deny"}]}'


def test_a_statement_is_added_to_an_empty_list() -> None:
    after = edit.add_statement('{\n    "Version": "2012-10-17",\n    "Statement": []\n}', {"Effect": "Deny"})
    assert json.loads(after)["Statement"] == [{"Effect": "Deny"}]
    assert '\n        {\n            "Effect": "Deny"' in after


def test_windows_line_ends_stay() -> None:
    text = POLICY.replace("\n", "\r\n")
    after = edit.set_condition(text, "/Statement/0", "Bool", "aws:MultiFactorAuthPresent", "true")
    assert "\n" not in after.replace("\r\n", "")


def test_tabs_stay_tabs() -> None:
    after = edit.add_statement('{\n\t"Statement": [\n\t\t{\n\t\t\t"Effect": "Allow"\n\t\t}\n\t]\n}', {"Effect": "Deny"})
    assert '\n\t\t{\n\t\t\t"Effect": "Deny"\n\t\t}' in after


def test_other_alphabets_are_not_escaped() -> None:
    assert '"büro"' in edit.replace(POLICY, "/Statement/0/Sid", "büro")


def test_renaming_an_operator_moves_nothing() -> None:
    after = edit.rename(POLICY, "/Statement/0/Condition/StringEquals", "StringLike")
    assert changed_lines(POLICY, after) == (1, 1)


@pytest.mark.parametrize("text", ["", "{", '{"a": 1,}', '{"a" 1}', "[1 2]", '{"a": tru}', '{"a": 1} x', "\u20ac"])
def test_a_text_that_is_not_json_is_refused_with_the_offset(text: str) -> None:
    with pytest.raises(ValueError, match="offset"):
        edit.replace(text, "/a", 1)


def test_a_pointer_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing at"):
        edit.replace(POLICY, "/Statement/1", {})


VALUES = st.recursive(
    st.text(max_size=6) | st.booleans() | st.integers(-9, 9) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
LAYOUTS = st.sampled_from(
    [
        {"indent": 4},
        {"indent": 2},
        {"indent": "\t"},
        {"separators": (",", ":")},
        {},
        {"indent": 1, "separators": (",", " : ")},
    ]
)


@given(items=st.lists(VALUES, max_size=4), layout=LAYOUTS, new=VALUES)
def test_what_was_appended_and_is_removed_again_gives_the_original_bytes(
    items: list[object], layout: dict[str, object], new: object
) -> None:
    text = json.dumps({"a": items, "b": 1}, **layout)  # type: ignore[arg-type]
    after = edit.append(text, "/a", new)
    assert json.loads(after) == {"a": [*items, new], "b": 1}
    if items:
        assert edit.remove(after, f"/a/{len(items)}") == text


@given(members=st.dictionaries(st.text(max_size=4), VALUES, max_size=4), layout=LAYOUTS, new=VALUES)
def test_a_member_that_was_put_and_is_removed_again_gives_the_original_bytes(
    members: dict[str, object], layout: dict[str, object], new: object
) -> None:
    members.pop("new", None)
    text = json.dumps({"a": members}, **layout)  # type: ignore[arg-type]
    after = edit.put(text, "/a", "new", new)
    assert json.loads(after) == {"a": {**members, "new": new}}
    if members:
        assert edit.remove(after, "/a/new") == text


def test_a_key_that_stands_twice_is_left_as_json_reads_it() -> None:
    text = '{\n "a": 1,\n "b": {"c": 1, "d": 2, "c": 3, "c": 4},\n "a": 5\n}'
    assert edit.once(edit.once(text, "/b/c"), "/a") == '{\n "b": {"d": 2, "c": 4},\n "a": 5\n}'


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ('{"Statement": []}', '{"Version": "x", "Statement": []}'),
        ('{\n  "Statement": []\n}', '{\n  "Version": "x",\n  "Statement": []\n}'),
        ('{"Version": "y", "Statement": []}', '{"Version": "x", "Statement": []}'),
    ],
)
def test_a_member_is_put_first_where_there_is_none_of_that_name(text: str, after: str) -> None:
    assert edit.put_first(text, "Version", "x") == after
