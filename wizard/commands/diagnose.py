"""`role-wizard diagnose`: gathers and diagnoses without a screen, for scripts and CI. Changes nothing.

Where what could be read leaves it open, AWS itself is asked once: an AssumeRole call decides more than any policy that
may not be read. Its credentials, if it is granted, are dropped.
"""

from __future__ import annotations

import json as json_format
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from wizard import exit_status
from wizard.aws.gateway import AssumeCall, Aws, AwsFailure, Gathered, Target
from wizard.commands import mfa_code
from wizard.commands.target import no_role, refuse_profile_without_role
from wizard.engine.case import Observed
from wizard.flow.judgement import Judgement, judge
from wizard.flow.request import DEFAULT_SESSION_NAME
from wizard.flow.session import Session
from wizard.repair.change import Ask


@dataclass(frozen=True, slots=True)
class Probe:
    """What AWS itself answered to the call."""

    granted: bool
    message: str | None = None


def run(target: Target, *, json: bool, start: str | None = None, connect: Callable[[Target], Aws] | None = None) -> int:
    """Diagnose a target and return the exit status. Raises AwsFailure, UsageError.

    ``start``: the word that it was read from.
    """
    refuse_profile_without_role(target, start, "diagnose")
    if connect is None:
        from wizard.aws import connection

        connect = partial(connection.connect, ask_code=mfa_code.asker())
    aws = connect(target)
    gathered = aws.gather(target, lambda reading: None)
    if gathered.case.request is None:
        raise no_role("diagnose")
    judgement = judge(gathered.case, gathered.near_roles)
    probe = _probe(aws, target, judgement)
    if probe is not None and not probe.granted:
        case = replace(judgement.case, observed=Observed("AccessDenied", probe.message))
        judgement = judge(case, gathered.near_roles)
    if json:
        print(json_format.dumps(_as_json(gathered, judgement, probe), ensure_ascii=False))
    else:
        if start is not None and start in (target.profile, target.caller_profile):
            print(f"{start} is taken as the profile {start}.")
        print("\n".join(_as_text(target, gathered, judgement, probe)))
    if probe is not None:
        return exit_status.AS_WISHED if probe.granted else exit_status.ANSWER_IS_NO
    return exit_status.for_decision(judgement.decision.outcome)


def _probe(aws: Aws, target: Target, judgement: Judgement) -> Probe | None:
    """Ask AWS where the policies leave it open; not where a code would be spent, nor where AWS has answered."""
    case = judgement.case
    if judgement.decision.outcome != "depends" or case.observed is not None or target.mfa_serial or not case.request:
        return None
    call = AssumeCall(
        role_arn=case.request.role_arn,
        role_session_name=target.session_name or DEFAULT_SESSION_NAME,
        external_id=target.external_id,
        duration_seconds=target.duration_seconds,
        source_identity=target.source_identity,
        tags=target.tags,
        transitive_tag_keys=target.transitive_tag_keys,
        session_policy=target.session_policy,
    )
    try:
        aws.assume(call)
    except AwsFailure as failure:
        return Probe(False, failure.message) if failure.kind == "denied" else None
    return Probe(True)


def _as_json(gathered: Gathered, judgement: Judgement, probe: Probe | None) -> Mapping[str, object]:
    """What `check --json` prints for the case, and what gathering adds to it."""
    from wizard.flow import inspect
    from wizard.repair.report import report_json

    caller, role_side, owner = gathered.caller, gathered.role_side, gathered.managed_by
    return {
        **report_json(judgement.case, judgement.decision, judgement.diagnosis, judgement.plans),
        "caller": judgement.case.caller.arn if judgement.case.caller else None,
        "role": judgement.case.request.role_arn if judgement.case.request else None,
        "credentials": {
            name: {
                "arn": side.arn,
                "profile": side.profile,
                "from": side.credentials_from,
                "kind": side.credentials_kind,
            }
            for name, side in (("caller", caller), ("role", role_side))
            if side is not None
        },
        "readings": [
            {
                "what": reading.what,
                "layer": reading.layer,
                "outcome": reading.outcome,
                "operation": reading.operation,
                "detail": reading.detail,
                "missing_permission": reading.missing_permission,
            }
            for reading in gathered.readings
        ],
        "advice": [{"name": advice.name, "message": advice.message} for advice in inspect.advice(judgement, gathered)],
        "managed_by": {"tool": owner.tool, "sign": owner.sign, "refuses": owner.refuses} if owner else None,
        "near_roles": list(gathered.near_roles),
        "warnings": list(gathered.warnings),
        "probe": {"granted": probe.granted, "message": probe.message} if probe else None,
    }


def _closing(session: Session) -> list[str]:
    """What to do after this: whom to ask with, and what the wizard is good for."""
    from wizard.flow import known
    from wizard.flow.role_side import way_in
    from wizard.flow.start import known_profiles

    assert session.judgement is not None
    lines = []
    way = way_in(session, known_profiles())
    if way is not None:
        lines.append(way)
    plans = session.judgement.plans
    if plans and known.nothing_read(session):
        lines.append("`role-wizard` with the same arguments takes a policy that you paste, and decides with it.")
    elif any(not isinstance(change, Ask) for plan in plans for change in plan.changes):
        lines.append("`role-wizard` with the same arguments previews and applies a repair.")
    return lines


def _as_text(target: Target, gathered: Gathered, judgement: Judgement, probe: Probe | None) -> list[str]:
    """Step 1 and the repairs, as the plain front end tells them."""
    from wizard.flow import cards, inspect
    from wizard.plain import render

    session = Session(target=target, gathered=gathered, judgement=judgement)
    lines = [f"{session.caller_arn or 'Somebody not known yet'} calls {session.role_arn}."]
    lines += render.prose(render.verdict(session.verdict))
    if probe is not None:
        answer = "grants this very call" if probe.granted else f"denies this very call: {probe.message}"
        lines += render.prose(render.sentence(f"AWS itself {answer}"))
    view = inspect.view(session)
    if view is not None:
        lines += render.inspection(view, here=False)
        if view.offer is not None:
            lines += render.request_offer(view.offer)
    for number, plan in enumerate(judgement.plans, 1):
        lines += ["", *render.prose(f"Repair {number}: {render.sentence(plan.title)}")]
        lines += render.prose(render.sentence(plan.why), "  ")
        lines += render.prose(cards.proof(judgement.case, plan), "  ")
        lines += render.grants(plan.grants, "  ")
    closing = [line for each in _closing(session) for line in render.prose(each)]
    return [*lines, "", *closing] if closing else lines
