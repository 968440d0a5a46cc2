"""Unknown is a value: an answer holds however the unknowns come out, and names those that matter."""

from __future__ import annotations

import json
from random import Random

import pytest

from tests.engine.hidden import Hidden
from wizard.engine.decide import decide

MOST = 600
"""Completions that are tried of one case at most."""


@pytest.mark.parametrize(("seed", "count"), [(11, 150), pytest.param(12, 5000, marks=pytest.mark.slow)])
def test_exactly_the_unknowns_that_matter_are_named(seed: int, count: int) -> None:
    """A definite answer holds under every completion; `depends` has both; what is named is needed, and suffices."""
    draw = Random(seed)
    seen = {"allowed": 0, "implicit_deny": 0, "explicit_deny": 0, "depends": 0}
    while sum(seen.values()) < count:
        hidden = Hidden(draw)
        if not hidden.ways or hidden.size > MOST:
            continue
        answer = decide(hidden.case)
        outcomes = dict(hidden.completions())
        assert "depends" not in outcomes.values()
        allowed = {picked: outcome == "allowed" for picked, outcome in outcomes.items()}
        shown = json.dumps(hidden.written)
        if answer.outcome == "depends":
            named = {"caller.role_arn" if one == "aws:PrincipalArn" else one for one in answer.depends_on}
            assert named == hidden.that_matter(allowed), shown
        else:
            assert set(allowed.values()) == {answer.outcome == "allowed"}, shown
            assert answer.depends_on == ()
        seen[answer.outcome] += 1
    assert all(seen.values()), seen
