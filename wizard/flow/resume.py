"""A hand-over taken up again: what of it is there now, what is still missing, and the request decided anew.

It asks AWS and changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

from wizard.aws.gateway import Aws, AwsFailure, Gathered, Target
from wizard.engine.case import Case, Request
from wizard.engine.case_error import CaseError
from wizard.engine.case_format import read_case
from wizard.engine.document import Document
from wizard.engine.frozen import frozen, replace
from wizard.flow.change_told import diff
from wizard.flow.judgement import Judgement, judge
from wizard.repair import handoff
from wizard.repair.change import (
    Ask,
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    ProfileChange,
    ProviderChange,
    RequestChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.change_named import in_a_line
from wizard.repair.handoff import HandoverError
from wizard.repair.saved_form import same_policy

Standing = Literal["made", "not made", "made differently", "unknown", "nothing in AWS"]


@frozen
class HandedOver:
    """A hand-over as it was read back."""

    title: str
    caller_arn: str | None
    changes: tuple[Change, ...]
    redacted: bool  # its names are exchanged for invented ones
    request: Request | None  # how the call is made once everything is there


@frozen
class Standings:
    """One change: what it is, and how it stands."""

    change: Change
    what: str
    standing: Standing
    why: str = ""  # where it is unknown, or asked of somebody else
    difference: tuple[str, ...] = ()  # from the document that was handed over to the one that is there
    command: str = ""  # makes it, where it is not made


@frozen
class Resumed:
    """How a hand-over stands."""

    handed_over: HandedOver
    changes: tuple[Standings, ...]
    gathered: Gathered
    judgement: Judgement

    @property
    def missing(self) -> tuple[Standings, ...]:
        """What still has to be made."""
        return tuple(each for each in self.changes if each.standing == "not made")


def read(text: str) -> HandedOver:
    """The hand-over in a file's text, Markdown or JSON. Raises HandoverError."""
    document = handoff.read(text)
    return HandedOver(
        title=str(document.get("title") or "Hand-over"),
        caller_arn=_text(document, "caller_arn"),
        changes=handoff.changes(document),
        redacted=document.get("redacted") is True,
        request=_request(document),
    )


def target(handed_over: HandedOver, base: Target) -> Target:
    """Whose call of which role is looked at; the options already in ``base`` win."""
    request = handed_over.request
    found = replace(base, caller_arn=handed_over.caller_arn)
    if request is None:
        return found
    region = request.context.get("aws:RequestedRegion")
    return replace(
        found,
        role=base.role or request.role_arn,
        region=base.region or (region if isinstance(region, str) else None),
        session_name=base.session_name or request.role_session_name,
        external_id=base.external_id or request.external_id,
        duration_seconds=base.duration_seconds or request.duration_seconds,
        source_identity=base.source_identity or request.source_identity,
        tags=base.tags or request.tags,
        transitive_tag_keys=base.transitive_tag_keys or request.transitive_tag_keys,
    )


def resume(handed_over: HandedOver, wanted: Target, connect: Callable[[Target], Aws]) -> Resumed:
    """Look at what is there now, and decide the request again. *Blocks.* Raises AwsFailure."""
    aws = connect(wanted)
    gathered = aws.gather(wanted, lambda reading: None)
    case = gathered.case
    with_code = handed_over.request is not None and handed_over.request.mfa_authenticated is True
    if case.request is not None and with_code:  # the code is the caller's to enter, when the call is made
        case = replace(case, request=replace(case.request, mfa_authenticated=True))
    judgement = judge(case, gathered.near_roles)
    changes = tuple(_standing(change, case, judgement, aws) for change in handed_over.changes)
    return Resumed(handed_over, changes, gathered, judgement)


def _standing(change: Change, case: Case, judgement: Judgement, aws: Aws) -> Standings:
    what = in_a_line(change)
    if isinstance(change, RequestChange | ProfileChange):
        return Standings(change, what, "nothing in AWS", command=handoff.aws_cli(change, case.request))
    if isinstance(change, Ask):
        return Standings(change, what, _asked(change, judgement), why=f"{change.who}: {change.what}")
    try:
        there = _there(change, case, aws)
    except AwsFailure as failure:
        if failure.kind == "not_found":
            return Standings(change, what, "not made", why=failure.why)
        asked = f" Asked as {failure.identity}." if failure.identity else ""
        return Standings(change, what, "unknown", why=f"{failure.why}.{asked} {failure.advice()}")
    standing = _compared(change, there)
    if standing == "made":
        return Standings(change, what, standing)
    if standing == "not made":
        return Standings(change, what, standing, command=handoff.aws_cli(change))
    return Standings(change, what, standing, difference=diff(str(getattr(change, "after", "") or ""), there or ""))


def _there(change: Change, case: Case, aws: Aws) -> str | None:
    """What is there now; the role's trust policy, which was read or pasted, needs no second reading."""
    role = case.role
    if isinstance(change, TrustPolicyChange) and role is not None and role.arn in (None, change.role_arn):
        document = role.trust_policy
        return document.text if isinstance(document, Document) else aws.current(change)
    return aws.current(change)


def _compared(change: Change, there: str | None) -> Standing:
    match change:
        case TrustPolicyChange() | InlinePolicyChange() | ManagedPolicyChange() | ProviderChange():
            if same_policy(there, change.after):
                return "made"
            return "not made" if there is None or same_policy(there, change.before) else "made differently"
        case AttachmentChange():
            return "made" if (there is not None) == change.attach else "not made"
        case RoleSettingChange():
            return _setting(change, json.loads(there or "null"))
    return "unknown"


def _setting(change: RoleSettingChange, there: object) -> Standing:
    """Tags that somebody else added do not make it another change."""
    wanted = change.after
    if isinstance(wanted, Mapping) and isinstance(there, Mapping):
        if all(there.get(key) == value for key, value in wanted.items()):
            return "made"
    elif there == wanted:
        return "made"
    return "not made" if there == change.before else "made differently"


def _asked(ask: Ask, judgement: Judgement) -> Standing:
    """What nobody here can read is judged by whether it still stands in the way."""
    if judgement.decision.allowed:
        return "made"
    return "not made" if ask.layer in judgement.decision.blocked_by else "unknown"


def _request(document: Mapping[str, Any]) -> Request | None:
    if document.get("request") is None:
        role_arn = _text(document, "role_arn")
        return Request(role_arn) if role_arn else None
    try:
        return read_case({"request": document["request"]}).request
    except CaseError as error:
        raise HandoverError(str(error)) from None


def _text(document: Mapping[str, Any], key: str) -> str | None:
    value = document.get(key)
    if value is not None and not isinstance(value, str):
        raise HandoverError(f"{key}: a text is wanted")
    return value
