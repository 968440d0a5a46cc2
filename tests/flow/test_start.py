"""START in every form: what a word or a text is taken for."""

from __future__ import annotations

import pytest

from wizard.aws.gateway import Target
from wizard.engine.case import Case, Request
from wizard.engine.frozen import replace
from wizard.flow.judgement import judge
from wizard.flow.recent import Recent
from wizard.flow.session import Session
from wizard.flow.start import Form, again, understand

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


@pytest.mark.parametrize(
    ("text", "role", "sentence"),
    [
        (DENIED, ROLE, f"arn:aws:iam::111122223333:user/dev was refused {ROLE}."),
        (
            DENIED.replace("sts:AssumeRole", "s3:ListBucket").replace(ROLE, "arn:aws:s3:::b"),
            None,
            "s3:ListBucket is no call that assumes a role, and role-wizard repairs no other. ",
        ),
        (
            'Could not connect to the endpoint URL: "https://sts.x.amazonaws.com/"',
            None,
            "No answer came from sts.x.amazonaws.com: x is no region. ",
        ),
        (
            "The config profile (prod) could not be found",
            None,
            "There is no profile of that name in the config or credentials file.",
        ),
        (
            f"An error occurred (NoSuchBucket) when calling the ListObjects operation: x\n{DENIED}",
            ROLE,
            "arn:aws:iam::1",
        ),
        (
            "Error loading SSO Token: Token for x does not exist",
            None,
            "The caller's temporary credentials have expired.",
        ),
    ],
)
def test_an_error_is_told_as_what_it_is(text: str, role: str | None, sentence: str) -> None:
    """A denied bucket is no role to read about, a missing profile refuses nobody, and a mask is no account."""
    understood = understand(text, Target(), {})
    assert understood.target.role == role and understood.sentence.startswith(sentence)
    assert ("Its account is hidden" in understood.sentence) == ("***" in text)


def test_an_earlier_target_has_its_own_profiles_else_those_that_the_sitting_was_begun_with() -> None:
    earlier, by_dev = Recent(ROLE, None, None), Recent(ROLE, "dev", "admin")
    begun = Session(Target(caller_profile="ops", region="eu-west-1"))
    assert again(begun, earlier) == Target(role=ROLE, caller_profile="ops", region="eu-west-1")
    assert again(begun, by_dev) == Target(role=ROLE, caller_profile="dev", role_profile="admin", region="eu-west-1")
    later = replace(begun, judgement=judge(Case(request=Request(ROLE))))
    assert again(later, earlier) == Target(role=ROLE, region="eu-west-1"), "ops was for another call"
