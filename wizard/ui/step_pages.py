"""The page that `f1` shows: why a step exists, what AWS checks here, how to do it by hand, and the keys.

The keys are taken from the bindings of the screen, so that the page cannot drift from them.
"""

from __future__ import annotations

from textual.screen import Screen

from wizard.flow.session import Session, Step

START_PAGE = """\
An AssumeRole call names two sides: whoever calls, and the role that is to be assumed. This screen finds out both.

Paste the error text as it came: the caller, the role and the refused action are read out of it, and can be corrected
below. Or type a role's ARN, a role's name, or a profile of ~/.aws/config.

The caller's profile is the one that is denied. The role side's profile may read and repair the role's account; where
it is left empty, the caller's is used for both.

Practise opens a lesson on an AWS of its own, on this machine, without any account."""

_WHY: dict[Step, str] = {
    "inspect": """\
AWS grants sts:AssumeRole only where several policies agree. The role's trust policy must let the caller in; in
another account, or where the trust policy names the whole account, a policy of the caller's must allow the call too;
and no Deny, boundary, session policy or organization policy may stand in the way.

This step reads all of them, decides as AWS would, and names what is wrong, the most likely cause first. Nothing is
changed.""",
    "trust": """\
The trust policy stands on the role and says who may become it. Its Principal must match the caller's ARN and its
conditions must hold for this very request: external id, MFA, source identity, tags.

Choose a repair to put it into the editor, or type. Each repair was decided again before it was offered. The narrowest
one that works is the best: an exact user rather than a whole account.""",
    "permissions": """\
Two different things are meant by "permissions" here. First, the caller's own policies must allow sts:AssumeRole on
this role, unless the role is in the same account and its trust policy names the caller exactly. Second, once assumed,
the role may do only what its own policies allow; they take no part in assuming it.""",
    "test": """\
Only AWS knows whether the call works. This step sends the real AssumeRole, exactly as shown, and says who one has
become. Where an MFA device is asked for, its code is needed; a code works once.

A change to a policy may take some seconds until every part of AWS knows it, so right after one a denial is tried
again for a while.""",
    "profile": """\
A profile in ~/.aws/config lets every tool that uses the AWS SDKs assume the role by itself: it names the role and the
profile whose credentials make the call. The file is written so that every other byte stays, a backup is kept, and
then the profile is used once.""",
}

_BY_HAND: dict[Step, str] = {
    "inspect": """\
aws sts get-caller-identity
aws iam get-role --role-name {name}
aws iam list-attached-user-policies --user-name USER
aws iam list-user-policies --user-name USER""",
    "trust": """\
aws iam get-role --role-name {name} --query Role.AssumeRolePolicyDocument > trust.json
# edit trust.json
aws iam update-assume-role-policy --role-name {name} --policy-document file://trust.json""",
    "permissions": """\
aws iam put-user-policy --user-name USER --policy-name AssumeRole --policy-document file://assume.json
aws iam put-role-policy --role-name {name} --policy-name NAME --policy-document file://permissions.json""",
    "test": """\
aws sts assume-role --role-arn {arn} --role-session-name NAME""",
    "profile": """\
aws configure set role_arn {arn} --profile NAME
aws configure set source_profile default --profile NAME
aws sts get-caller-identity --profile NAME""",
}


def page(step: Step, session: Session, screen: Screen[None]) -> str:
    """The page of a step, with this role's name in the commands."""
    arn = session.role_arn or "ARN"
    by_hand = _BY_HAND[step].format(name=arn.rpartition("/")[2], arn=arn)
    return f"{_WHY[step]}\n\nBy hand, with the AWS CLI\n\n{by_hand}\n\nKeys\n\n{keys(screen)}"


def keys(screen: Screen[None]) -> str:
    """The keys that work on a screen, each with what it does."""
    told: dict[str, tuple[str, str]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.id and binding.tooltip and active.enabled:
            shown = screen.app.get_key_display(binding)
            known = told.get(binding.id)
            told[binding.id] = (f"{known[0]} or {shown}" if known else shown, binding.tooltip)
    width = max((len(shown) for shown, _ in told.values()), default=0)
    return "\n".join(f"{shown:<{width}}  {tooltip}" for shown, tooltip in told.values())
