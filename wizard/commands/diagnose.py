"""`role-wizard diagnose`: gathers and diagnoses without a screen, for scripts and CI. Changes nothing."""

from __future__ import annotations

import json as json_format
from collections.abc import Callable, Mapping

from wizard import exit_status
from wizard.aws.gateway import Aws, Gathered, Target
from wizard.commands import mfa_code
from wizard.commands.target import no_role, refuse_profile_without_role
from wizard.engine.case import Observed
from wizard.engine.frozen import replace
from wizard.flow.judgement import Judgement
from wizard.flow.probe import Probe, probe
from wizard.flow.session import Session
from wizard.flow.within_reach import judged
from wizard.repair.change import Ask


def run(target: Target, *, json: bool, start: str | None = None, connect: Callable[[Target], Aws] | None = None) -> int:
    """Diagnose a target and return the exit status. Raises AwsFailure, UsageError.

    ``start``: the word that it was read from.
    """
    refuse_profile_without_role(target, start, "diagnose")
    connect = connect or mfa_code.connect
    aws = connect(target)
    gathered = aws.gather(target, lambda reading: None)
    if gathered.case.request is None:
        raise no_role("diagnose")
    judgement = judged(gathered)
    probed = probe(aws, target, judgement)
    if probed is not None and not probed.granted:
        case = replace(gathered.case, observed=Observed(probed.code, probed.message))
        gathered = replace(gathered, case=case)
        judgement = judged(gathered)
    if json:
        print(json_format.dumps(_as_json(gathered, judgement, probed), ensure_ascii=False))
    else:
        if start is not None and start in (target.profile, target.caller_profile):
            print(f"{start} is taken as the profile {start}.")
        print("\n".join(_as_text(target, gathered, judgement, probed)))
    if probed is not None:
        return exit_status.AS_WISHED if probed.granted else exit_status.ANSWER_IS_NO
    return exit_status.for_decision(judgement.decision.outcome)


def _as_json(gathered: Gathered, judgement: Judgement, probed: Probe | None) -> Mapping[str, object]:
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
        "probe": {"granted": probed.granted, "message": probed.message} if probed else None,
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


def _as_text(target: Target, gathered: Gathered, judgement: Judgement, probed: Probe | None) -> list[str]:
    """Step 1 and the repairs, as the plain front end tells them."""
    from wizard.flow import cards, inspect
    from wizard.plain import render

    session = Session(target=target, gathered=gathered, judgement=judgement)
    lines = [f"{session.who_calls} calls {session.role_arn}."]
    lines += render.prose(render.verdict(session.verdict))
    if probed is not None:
        answer = "grants this very call" if probed.granted else f"denies this very call: {probed.message}"
        lines += render.prose(render.sentence(f"AWS itself {answer}"))
    view = inspect.view(session)
    if view is not None:
        lines += render.inspection(view, here=False)
        if view.offer is not None:
            lines += render.request_offer(view.offer)
    for number, plan in enumerate(judgement.plans, 1):
        lines += ["", *render.prose(f"Repair {number}: {render.sentence(plan.title)}")]
        lines += render.prose(render.sentence(plan.why), "  ")
        lines += render.prose(cards.proof(judgement.case, plan, as_a_whole=True), "  ")
        lines += render.grants(plan.grants, "  ")
    closing = [line for each in _closing(session) for line in render.prose(each)]
    return [*lines, "", *closing] if closing else lines
