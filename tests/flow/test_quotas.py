"""What may be saved is one rule: an editor refuses no text that AWS would take, and lets no other pass."""

from __future__ import annotations

import json

from tests.flow.captured import opened_case
from wizard.flow import permissions, role_permissions, trust
from wizard.flow.session import Session
from wizard.repair.change import InlinePolicyChange, ManagedPolicyChange

ALICE = "arn:aws:iam::111122223333:user/alice"
ROLE = "arn:aws:iam::444455556666:role/Deploy"


def trusting(*names: str) -> str:
    users = [f"arn:aws:iam::111122223333:user/{name}" for name in names]
    statement = {"Effect": "Allow", "Principal": {"AWS": users}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def allowing(padding: int) -> str:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": [ROLE, f"arn:aws:s3:::{'x' * padding}"]}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def read(trust_policy: str, inline: str = allowing(10)) -> Session:
    held = {"name": "dev", "kind": "inline", "from": "user", "document": json.loads(inline)}
    return opened_case(
        {
            "request": {"role_arn": ROLE},
            "caller": {"arn": ALICE, "credentials": "long_term", "identity_policies": [held]},
            "role": {"exists": True, "trust_policy": json.loads(trust_policy)},
        }
    ).session


MANY = [f"somebody-{number}" for number in range(60)]


def test_a_trust_policy_whose_quota_was_raised_can_be_edited_as_long_as_it_does_not_grow() -> None:
    session = read(trusting(*MANY))
    other = trusting(*MANY[:-1], "alice")
    assert trust.size(other) > 2048 and trust.refusal(session, other) is None
    draft = trust.draft(session, other)
    assert draft.savable and not draft.problems and draft.size <= draft.limit
    grown = trusting(*MANY, "alice")
    assert "characters" in (trust.refusal(session, grown) or "") and not trust.draft(session, grown).savable


def test_a_trust_policy_over_the_usual_quota_is_refused_with_its_size() -> None:
    session = read(trusting("bob"))
    long = trusting(*MANY)
    assert trust.refusal(session, long) == f"{trust.size(long):,} characters; 2,048 are allowed."
    assert not trust.draft(session, long).savable


def test_a_roles_inline_policy_may_be_longer_than_a_managed_one() -> None:
    session, text = read(trusting("alice")), allowing(7000)
    own = role_permissions.inline_policy(session, "work", text)
    assert permissions.refusal(session, own, text) is None and permissions.draft(session, own, text).savable
    managed = ManagedPolicyChange("arn:aws:iam::111122223333:policy/p", ALICE, allowing(1), text)
    assert "6,144 are allowed" in (permissions.refusal(session, managed, text) or "")


def test_the_inline_policies_of_a_user_have_their_quota_together() -> None:
    session, text = read(trusting("alice"), allowing(1500)), allowing(700)
    change = InlinePolicyChange(ALICE, "assume", None, text)
    assert "2,048 are allowed" in (permissions.refusal(session, change, text) or "")
    assert permissions.refusal(session, change, allowing(1)) is None
    draft = permissions.draft(session, change, text)
    assert draft.size > draft.limit and not draft.savable, "the meter counts the others, too"
    assert draft.counted == "characters, with the other inline policies"
