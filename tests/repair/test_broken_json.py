"""A trust policy that is almost JSON is put right where the slip is, and keeps everything else."""

from __future__ import annotations

import json

import pytest

from tests.repair.cases import ALICE, allow, case, planned, trust_after

SOUND = json.dumps({"Version": "2012-10-17", "Statement": [allow(ALICE)]}, indent=3)


@pytest.mark.parametrize(
    ("there", "slip"),
    [
        ('"sts:AssumeRole"', '"sts:AssumeRole",'),
        ('"Allow",', '"Allow"'),
        ("{", "{ // ours"),
        ("]", "]\n# until Friday"),
        ('"Statement": [', '"Statement": [,'),
    ],
    ids=["a comma too many", "a comma missing", "a comment", "a comment by #", "a comma before the first"],
)
def test_a_slip_is_put_right_where_it_is(there: str, slip: str) -> None:
    best = planned(case(SOUND.replace(there, slip, 1)))[1][0]
    assert best.verified and best.title == "Put the JSON of the trust policy right"
    after = trust_after(best)
    assert json.loads(after) == json.loads(SOUND)
    assert "\n   " in after, "laid out as it was"


@pytest.mark.parametrize("quotes", ["''", "“”", "„“", "‘’"])
def test_a_policy_in_other_quotes_gets_straight_ones(quotes: str) -> None:
    """As Python prints it, or a word processor writes it."""
    condition = {"Bool": {"aws:SecureTransport": True}}
    sound = json.dumps({"Version": "2012-10-17", "Statement": [allow(ALICE, condition)]}, indent=3)
    pieces = sound.replace("true", "True").split('"')
    text = "".join(piece + quotes[at % 2] for at, piece in enumerate(pieces))[:-1]
    best = planned(case(text))[1][0]
    assert best.verified and best.title == "Put the JSON of the trust policy right"
    assert trust_after(best) == sound


@pytest.mark.parametrize(
    "text",
    [
        SOUND[:-1],
        SOUND.rpartition("]")[0],
        SOUND + "}",
        SOUND + "\n]}\n",
        SOUND.replace('"Statement"', "Statement").replace('"AWS"', "AWS"),
    ],
    ids=["open at its end", "its list open, too", "closed once more", "closed twice more", "names without quotes"],
)
def test_a_policy_whose_statements_are_whole_is_closed_as_its_author_would(text: str) -> None:
    best = planned(case(text))[1][0]
    assert best.verified and best.title == "Put the JSON of the trust policy right"
    assert "".join(trust_after(best).split()) == "".join(SOUND.split())
    assert trust_after(best).startswith(SOUND[: SOUND.index("]")].rstrip()), "laid out as it was"


GUARDED = json.dumps({"Version": "2012-10-17", "Statement": [allow(ALICE, {"Bool": {"aws:SecureTransport": "true"}})]})


@pytest.mark.parametrize("ending", ['"sts:AssumeRole"', '"Condition": {', "},", '"true"}}'])
def test_what_breaks_off_within_a_statement_is_not_closed_there(ending: str) -> None:
    """Its condition, or the Deny after it, may be what is lost."""
    text = GUARDED[: GUARDED.index(ending) + len(ending)]
    assert planned(case(text))[1][0].title.startswith("Write a new trust policy")


def test_what_is_wrong_besides_is_repaired_in_it() -> None:
    text = SOUND.replace('"sts:AssumeRole"', '"sts:AssumeRole",').replace("user/alice", "user/bob")
    best = planned(case(text))[1][0]
    assert best.verified and best.title.startswith("Put the JSON of the trust policy right; trust user alice")


@pytest.mark.parametrize("text", [SOUND + SOUND, SOUND.replace('"', "`"), "no policy at all", ""])
def test_where_nobody_can_tell_what_was_meant_a_new_one_is_written(text: str) -> None:
    best = planned(case(text))[1][0]
    assert best.verified and best.title.startswith("Write a new trust policy")
