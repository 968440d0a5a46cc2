"""START in every form: what a word or a text is taken for."""

from __future__ import annotations

import pytest

from wizard.aws.gateway import Target
from wizard.flow.start import Form, understand

ROLE = "arn:aws:iam::444455556666:role/ops/Deploy"
DENIED = f"User: arn:aws:iam::111122223333:user/dev is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
PROFILES = {
    "dev": {"region": "eu-west-1"},
    "two words": {},
    "deploy": {"role_arn": ROLE, "source_profile": "dev", "external_id": "x", "duration_seconds": "3600"},
}


@pytest.mark.parametrize(
    ("start", "form", "target"),
    [
        (ROLE, "arn", Target(role=ROLE)),
        (f"  {ROLE}\n", "arn", Target(role=ROLE)),
        (f'"{ROLE}",', "arn", Target(role=ROLE)),
        (f"`{ROLE}`.", "arn", Target(role=ROLE)),
        (f"“{ROLE}”", "arn", Target(role=ROLE)),
        (f"‘{ROLE}’,", "arn", Target(role=ROLE)),
        (f"„{ROLE}“.", "arn", Target(role=ROLE)),
        (f"«{ROLE}»", "arn", Target(role=ROLE)),
        (f"«\u202f{ROLE}\u00a0»", "arn", Target(role=ROLE)),
        (f"‹ {ROLE} ›", "arn", Target(role=ROLE)),
        (f"「{ROLE}」", "arn", Target(role=ROLE)),
        (DENIED, "error", Target(role=ROLE, error_text=DENIED)),
        ("AccessDenied", "error", Target(error_text="AccessDenied")),
        ("dev", "profile", Target(caller_profile="dev")),
        ("two words", "profile", Target(caller_profile="two words")),
        (
            "deploy",
            "profile",
            Target(role=ROLE, caller_profile="dev", external_id="x", duration_seconds=3600, profile="deploy"),
        ),
        ("Deploy", "role", Target(role="Deploy")),
        ("'Deploy'", "role", Target(role="Deploy")),
        (" ", "nothing", Target()),
    ],
)
def test_start_is_taken_in_this_order(start: str, form: Form, target: Target) -> None:
    understood = understand(start, Target(), PROFILES)
    assert (understood.form, understood.target) == (form, target)
