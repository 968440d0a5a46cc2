"""`role-wizard resume`: takes a hand-over up again: what of it is there, and whether the call is allowed by now."""

from __future__ import annotations

import json as json_format
import sys
from collections.abc import Callable, Mapping
from mimetypes import guess_type

from wizard import exit_status
from wizard.aws.gateway import Aws, Target
from wizard.commands.target import UsageError
from wizard.flow import known
from wizard.flow.resume import HandedOver, Resumed, Standings, read, resume, target
from wizard.flow.session import Session
from wizard.named_file import Unreadable, text_of
from wizard.plain import render
from wizard.repair.handoff import HandoverError
from wizard.standard_streams import everything
from wizard.text_lines import text_lines


def run(file: str, options: Target, *, json: bool, connect: Callable[[Target], Aws]) -> int:
    """Look, tell, and return the exit status. Raises UsageError for a file that is no hand-over, AwsFailure."""
    handed_over = _read(file)
    if handed_over.redacted:
        raise UsageError(
            "the hand-over is of a case captured with --redact: its names and account numbers are invented",
            "Nothing of it can be looked up. Take a hand-over of the case as `capture` saves it without --redact.",
        )
    wanted = target(handed_over, options)
    if wanted.role is None:
        raise UsageError("the hand-over names no role", "Nothing of it is in AWS; `role-wizard` looks at a role.")
    resumed = resume(handed_over, wanted, connect)
    if json:
        print(json_format.dumps(_as_json(resumed), ensure_ascii=False))
    else:
        print(render.joined(_as_text(resumed, wanted)))
    if resumed.missing:
        return exit_status.ANSWER_IS_NO
    return exit_status.for_decision(resumed.judgement.decision.outcome)


def _read(file: str) -> HandedOver:
    try:
        return read(everything(sys.stdin) if file == "-" else text_of(file))
    except Unreadable as error:
        picture = (guess_type(file)[0] or "").startswith("image/")
        what = str(error)
        to_do = f"Name the file itself that the preview's hand-over saved{', not a picture of it' if picture else ''}."
    except HandoverError as error:
        what, to_do = f"{file}: {error}", error.next_step
    raise UsageError(what, to_do)


def _as_text(resumed: Resumed, wanted: Target) -> list[str]:
    judgement = resumed.judgement
    lines = [
        *render.prose(f"Hand-over: {resumed.handed_over.title}"),
        *render.prose(f"{resumed.handed_over.caller_arn or 'The caller'} calls {wanted.role}."),
        "",
    ]
    for number, each in enumerate(resumed.changes, 1):
        lines += _told(number, each)
    lines += ["", *render.prose(render.verdict(judgement.verdict))]
    if not judgement.decision.allowed:
        for number, cause in enumerate(judgement.diagnosis.causes, 1):
            lines += render.cause(number, cause)
    missing = resumed.missing
    if missing:
        lines += ["", "Still missing:"]
        for each in missing:
            lines += [f"  {each.what}", *(f"    {line}" for line in text_lines(each.command))]
    elif judgement.decision.allowed:
        lines += ["Nothing is missing."]
    unread = known.unread(Session(wanted, gathered=resumed.gathered))
    if unread and judgement.decision.outcome == "depends":
        lines += ["", "Not read:"]
        for gap in known.gaps(unread):
            lines += render.prose(render.unread(gap), "  ")
    return lines


def _told(number: int, each: Standings) -> list[str]:
    standing = "it could not be looked at" if each.standing == "unknown" else each.standing
    told = render.sentence(each.what if standing == "nothing in AWS" else f"{each.what}: {standing}")
    lines = render.prose(f"{number}. {told}", hanging="   ")
    if each.why:
        lines += render.prose(render.sentence(each.why), "   ")
    if each.difference:
        lines += ["   From what was handed over (minus) to what is there (plus):"]
        lines += [f"   {line}" for line in each.difference]
    return lines


def _as_json(resumed: Resumed) -> Mapping[str, object]:
    decision = resumed.judgement.decision
    return {
        "title": resumed.handed_over.title,
        "changes": [
            {
                "what": each.what,
                "standing": each.standing,
                "why": each.why or None,
                "aws_cli": each.command or None,
            }
            for each in resumed.changes
        ],
        "missing": [each.what for each in resumed.missing],
        "decision": decision.outcome,
        "blocked_by": list(decision.blocked_by),
        "depends_on": list(decision.depends_on),
        "causes": [
            {"code": cause.code, "cause": cause.name, "message": cause.message}
            for cause in resumed.judgement.diagnosis.causes
        ],
    }
