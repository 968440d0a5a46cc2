"""What must hold of every case, whatever its policies say."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine import generated, naive
from wizard.engine.case import Case
from wizard.engine.case_format import CaseError, read_case
from wizard.engine.case_writing import write_case
from wizard.engine.decide import decide
from wizard.engine.document import Document, tokens
from wizard.engine.trace import trace

randoms = st.randoms(use_true_random=False)
ordinary = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
DENIALS = ("implicit_deny", "explicit_deny")


def _read(written: dict[str, Any]) -> Case:
    return read_case(copy.deepcopy(written))


@pytest.mark.parametrize(("seed", "count"), [(2026, 3000), pytest.param(2027, 60_000, marks=pytest.mark.slow)])
def test_a_second_evaluator_agrees(seed: int, count: int) -> None:
    """Another program, other data structures, the same answers; every layer and operator takes part."""
    draw = Random(seed)
    seen: set[str] = set()
    for at in range(count):
        written = generated.close_case(draw) if at % 2 else generated.case(draw)
        decision = decide(_read(written))
        assert decision.outcome == naive.decide(written), json.dumps(written)
        seen.add(decision.outcome)
    assert seen == {"allowed", *DENIALS}


@ordinary
@given(randoms)
def test_a_further_deny_never_allows(draw: Random) -> None:
    written = generated.case(draw)
    before = decide(_read(written)).outcome
    role = written["request"]["role_arn"]  # type: ignore[index]
    deny = {**generated.statement(draw, str(role), principal=True, resource=False), "Effect": "Deny"}
    written["role"]["trust_policy"]["Statement"].append(deny)  # type: ignore[index]
    if before != "allowed":
        assert decide(_read(written)).outcome in DENIALS


@ordinary
@given(randoms)
def test_a_further_allow_never_denies(draw: Random) -> None:
    written = generated.case(draw)
    before = decide(_read(written)).outcome
    role = written["request"]["role_arn"]  # type: ignore[index]
    allow = {**generated.statement(draw, str(role), principal=True, resource=False), "Effect": "Allow"}
    written["role"]["trust_policy"]["Statement"].append(allow)  # type: ignore[index]
    if before == "allowed":
        assert decide(_read(written)).outcome == "allowed"


FIELDS = [
    ("caller", "identity_policies"),
    ("caller", "permissions_boundary"),
    ("caller", "service_control_policies"),
    ("caller", "tags"),
    ("role", "resource_control_policies"),
    ("role", "trust_policy"),
    ("request", "context"),
    ("", "vpc_endpoint_policies"),
]


@ordinary
@given(randoms, st.sets(st.sampled_from(FIELDS), min_size=1, max_size=3))
def test_a_definite_answer_outlives_what_is_learnt(draw: Random, hidden: set[tuple[str, str]]) -> None:
    """What is decided with facts hidden stays so when they come to light; a fact not named does not matter."""
    whole = generated.case(draw)
    partial: dict[str, Any] = copy.deepcopy(whole)
    for room, field in hidden:
        (partial[room] if room else partial).pop(field, None)
    truth, answer = decide(_read(whole)).outcome, decide(_read(partial))
    if answer.outcome == "allowed":
        assert truth == "allowed"
    elif answer.outcome in DENIALS:
        assert truth in DENIALS
    else:
        assert answer.outcome == "depends"
        assert answer.depends_on


@ordinary
@given(randoms)
def test_order_does_not_matter(draw: Random) -> None:
    written = generated.case(draw)
    turned = json.loads(json.dumps(written), object_pairs_hook=lambda pairs: dict(reversed(pairs)))

    def reverse(value: object) -> None:
        if isinstance(value, dict):
            for inner in value.values():
                reverse(inner)
        elif isinstance(value, list):
            value.reverse()
            for inner in value:
                reverse(inner)

    reverse(turned)
    assert decide(_read(turned)).outcome == decide(_read(written)).outcome


@ordinary
@given(randoms)
def test_writing_what_was_read_is_the_identity(draw: Random) -> None:
    case = _read(generated.case(draw))
    assert read_case(json.loads(json.dumps(write_case(case)))) == case
    assert trace(decide(case), case)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@ordinary
@given(randoms, json_values)
def test_no_case_raises_anything_but_its_own_error(draw: Random, junk: object) -> None:
    """Some node of a good case is replaced by anything at all."""
    written: Any = generated.case(draw)
    node, parent, key = written, None, None
    for _ in range(draw.randrange(1, 9)):
        if isinstance(node, dict) and node:
            parent, key = node, draw.choice(list(node))
        elif isinstance(node, list) and node:
            parent, key = node, draw.randrange(len(node))
        else:
            break
        node = parent[key]
    if parent is not None:
        parent[key] = junk
    try:
        case = read_case(written)
    except CaseError as error:
        assert str(error)
        return
    trace(decide(case), case)


@ordinary
@given(json_values)
def test_no_value_raises_anything_but_the_readers_error(value: object) -> None:
    try:
        read_case(value)
    except CaseError as error:
        assert error.why


@ordinary
@given(randoms)
def test_half_typed_text_is_a_document(draw: Random) -> None:
    text = json.dumps(generated.policy(draw, "arn:aws:iam::444455556666:role/Deploy", principal=True), indent=2)
    cut = text[: draw.randrange(len(text))]
    at = draw.randrange(len(text))
    for broken in (cut, text[:at] + draw.choice('{}[]",:x\\\n') + text[at:], text[:at] + text[at + 1 :]):
        document = Document.from_text(broken)
        found = document.problems_as("trust")
        assert document.is_json or found
        assert all(1 <= one.line <= broken.count("\n") + 1 and one.column >= 1 for one in found)
        assert all(0 <= start < end <= len(broken) for _, start, end in tokens(broken))
        assert document.place("/Statement/0/Action").line >= 1


@ordinary
@given(st.text(alphabet='{}[]":,\\ \nabc1-.eu"truefalsn', max_size=60))
def test_any_text_is_a_document(text: str) -> None:
    document = Document.from_text(text)
    assert document.is_json or document.problems
    assert document.text == text
