"""The hand-over: what whoever may apply a repair needs, and nothing that is not theirs to see.

Markdown for people, JSON for `resume`; the Markdown carries the JSON in a comment, so one file serves both. AWS's own
message, one-time codes, tokens and authorization ids never enter it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from wizard.engine.case import Case, Request
from wizard.engine.case_writing import write_case
from wizard.engine.decide import decide
from wizard.engine.frozen import replace
from wizard.repair.applied import apply_changes
from wizard.repair.aws_cli import assume_role, aws_cli, changed_request, needs_code
from wizard.repair.cause import Cause, Diagnosis
from wizard.repair.change import (
    Ask,
    Change,
    Plan,
    ProfileChange,
    RequestChange,
)
from wizard.repair.change_format import change_from_json, change_to_json
from wizard.repair.change_named import in_a_line
from wizard.repair.cloudformation import cloudformation
from wizard.repair.evidence import denied
from wizard.repair.grants import losses
from wizard.repair.handover_file import (
    FORMAT,
    HandoverError,
    changes,
    embedded,
    read,
)
from wizard.repair.principal_target import target_of
from wizard.repair.proof import missing_allow, undecidable
from wizard.repair.redacted import EXCHANGED
from wizard.repair.terraform import terraform
from wizard.repair.unknowns import unknowns_named
from wizard.repair.way_back import shortfall, way_back

__all__ = [
    "HandoverError",
    "as_json",
    "aws_cli",
    "change_from_json",
    "change_to_json",
    "changes",
    "cloudformation",
    "message",
    "read",
    "terraform",
]


def message(plan: Plan, diagnosis: Diagnosis, case: Case) -> str:
    """The hand-over as Markdown: cause, proof, the exact documents, commands, undo, check."""
    request = _request_after(plan, case)
    lines = [
        f"# {plan.title}",
        "",
        *_situation(case),
        *(["", f"**{EXCHANGED}** Put the true ones in before you send anything."] if case.redacted else []),
        *_reasons(diagnosis, case),
        "",
        "## What the repair does",
        "",
        *_proof(plan, case),
    ]
    for number, change in enumerate(plan.changes, 1):
        lines += [
            "",
            f"## Change {number} of {len(plan.changes)}: {in_a_line(change)}",
            "",
            *_change(change, case.request),
        ]
    lines += [
        "",
        "## How to check",
        "",
        *_check(request, _with_code(plan)),
        "",
        embedded(as_json(plan, diagnosis, case)),
    ]
    return "\n".join(lines) + "\n"


def as_json(plan: Plan, diagnosis: Diagnosis, case: Case) -> dict[str, Any]:
    """The hand-over as a JSON object; `read` and `changes` understand it."""
    request = _request_after(plan, case)
    return {
        "format": FORMAT,
        "title": plan.title,
        "redacted": case.redacted,
        "caller_arn": case.caller.arn if case.caller else None,
        "role_arn": _role_arn(case),
        "action": case.request.action if case.request else None,
        "request": _request_as_json(request),
        "causes": [
            {
                "code": cause.code,
                "cause": cause.name,
                "layer": cause.layer,
                "policy": cause.policy,
                "pointer": cause.pointer,
                "line": cause.line,
                "message": cause.message,
            }
            for cause in diagnosis.causes
        ],
        "verified": plan.verified,
        "verified_if": list(plan.verified_if),
        "grants": [str(grant) for grant in plan.grants],
        "losses": [loss.lost for loss in losses(case, plan.changes)],
        "changes": [
            change_to_json(change)
            | {
                "aws_cli": aws_cli(change, case.request),
                "terraform": terraform(change, case.request),
                "cloudformation": cloudformation(change),
                "undo": _undo(change),
            }
            for change in plan.changes
        ],
        "check": assume_role(request, with_code=_with_code(plan)) if request else None,
    }


# The parts --------------------------------------------------------------------------------------------------------


def _situation(case: Case) -> Iterator[str]:
    if case.caller is not None and case.request is not None:
        yield f"`{case.caller.arn}` calls {case.request.action} on `{_role_arn(case)}`, and {_answer(case)}."
    elif case.request is not None:
        yield f"A caller with an identity provider's token calls {case.request.action} on `{_role_arn(case)}`,"
        yield f"and {_answer(case)}."
    elif case.profile is not None:
        yield f"The profile `{case.profile.name}` does not lead to credentials."


def _answer(case: Case) -> str:
    if denied(case):
        return "AWS denies it"
    told = {"allowed": "AWS allows it", "depends": "what could be read does not tell whether AWS allows it"}
    return told.get(decide(case).outcome, "AWS denies it")


def _reasons(diagnosis: Diagnosis, case: Case) -> Iterator[str]:
    if diagnosis.causes:
        certain = denied(case) or decide(case).outcome != "depends"
        yield from ("", "## Why it is denied" if certain else "## What may be in the way", "")
        yield from (f"- {_cause_line(cause)}" for cause in diagnosis.causes)


def _cause_line(cause: Cause) -> str:
    return f"{cause.code} {cause.name}: {cause.message}" + (f" ({cause.place})" if cause.place else "")


def _proof(plan: Plan, case: Case) -> Iterator[str]:
    if plan.why:
        yield plan.why
        yield ""
    if plan.verified:
        yield "The request was decided again, as AWS decides, with the documents below: it is allowed."
    elif plan.verified_if:
        short = missing_allow(decide(apply_changes(case, plan.changes)))
        told = "nobody can yet tell if it is enough" if short else "everything that could be read allows the request"
        yield f"With the documents below {told}. Not readable, and still open:"
        yield from (f"- {unknown}" for unknown in unknowns_named(plan.verified_if))
    else:
        yield _unproved(plan, case)
    yield ""
    if plan.grants:
        yield "It also lets others in:"
        yield from (f"- {grant}" for grant in plan.grants)
    else:
        yield "Nobody else gains any access."
    if lost := losses(case, plan.changes):
        yield from ("", "It takes access from others:")
        yield from (f"- {loss.lost}" for loss in lost)


def _unproved(plan: Plan, case: Case) -> str:
    """Why no proof goes with it: for what else has to be changed, or for what nobody could read."""
    if not any(map(undecidable, plan.changes)) and decide(apply_changes(case, plan.changes)).blocked_by:
        return "It does not suffice by itself: with the documents below alone the request is still denied."
    return "The repair could not be proved with what was readable."


def _change(change: Change, request: Request | None) -> Iterator[str]:
    if isinstance(change, Ask):
        yield change.what
        yield ""
    if isinstance(change, Ask) and change.document is None and change.caller_tags is None:  # words alone, in any form
        if change.layer == "trust_policy" and change.who != "you" and request is not None:
            yield "What is needed is the answer of:"
            yield from _fenced("sh", f"aws iam get-role --role-name {shlex.quote(target_of(request.role_arn).name)}")
        return
    document = change.document if isinstance(change, Ask) else getattr(change, "after", None)
    if isinstance(document, str):
        yield "The document, exactly:"
        yield from _fenced("json", document)
    if not isinstance(change, Ask):
        yield "With the AWS CLI:"
        yield from _fenced("sh", aws_cli(change, request))
    if not isinstance(change, (ProfileChange, RequestChange)):
        yield "With Terraform:"
        yield from _fenced("hcl", terraform(change, request))
        yield "With CloudFormation:"
        yield from _fenced("yaml", cloudformation(change))
    undo, short = _undo(change), shortfall(change)
    if short:
        yield short
    if undo:
        yield "To undo it:"
        yield from _fenced("sh", undo)


def _undo(change: Change) -> str | None:
    back = way_back(change)
    return aws_cli(back) if back is not None else None


def _check(request: Request | None, with_code: bool) -> Iterator[str]:
    if request is None:
        yield "Let the caller try again."
        return
    yield "As the caller, once a change has had a minute to spread:"
    yield from _fenced("sh", assume_role(request, with_code=with_code))
    yield "`role-wizard resume` with this file looks at what is there now and says what is still missing."


def _fenced(language: str, text: str) -> Iterator[str]:
    fence = "```"
    while fence in text:
        fence += "`"
    yield ""
    yield fence + language
    yield text.rstrip("\n")
    yield fence
    yield ""


def _request_after(plan: Plan, case: Case) -> Request | None:
    request = case.request
    for change in plan.changes:
        if isinstance(change, RequestChange) and request is not None:
            request = changed_request(change, request)
    return request


def _request_as_json(request: Request | None) -> object:
    """How the call is made, in the case format. Of its context the region alone: the rest is another hour's."""
    if request is None:
        return None
    context = {key: value for key, value in request.context.items() if key == "aws:RequestedRegion"}
    return write_case(Case(request=replace(request, context=context)))["request"]


def _with_code(plan: Plan) -> bool:
    return any(isinstance(change, RequestChange) and needs_code(change) for change in plan.changes)


def _role_arn(case: Case) -> str | None:
    if case.role is not None and case.role.arn is not None:
        return case.role.arn
    return case.request.role_arn if case.request else None
