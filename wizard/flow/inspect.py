"""Step 1, Inspect: the trust policy with a mark on each statement, the causes, what could not be read."""

from __future__ import annotations

from wizard.aws.gateway import Gathered, Reading
from wizard.engine.arn import parse_arn
from wizard.engine.case import Unknown
from wizard.engine.decision import Decision
from wizard.engine.document import Document
from wizard.engine.frozen import frozen
from wizard.flow import known, role_side, whom_to_ask
from wizard.flow.judgement import Judgement
from wizard.flow.known import NOT_READ, unread, who_calls_unread
from wizard.flow.likely import likely_causes
from wizard.flow.policy_lines import PolicyLine, policy_lines
from wizard.flow.request import RequestOffer, offer
from wizard.flow.session import Session
from wizard.flow.verdict import side_limit
from wizard.repair.advice import key_advice
from wizard.repair.cause import Advice, Cause


@frozen
class InspectView:
    """All that screen 1 shows."""

    trust: PolicyLine
    causes: tuple[Cause, ...]
    undecided: tuple[Cause, ...]  # those of which it hangs on what is not known whether they refuse the call
    likely: tuple[Cause, ...]  # what such an answer usually means, where nobody here can look
    policies: tuple[PolicyLine, ...]
    credentials: tuple[str, ...]  # who asks on either side, by what, and where that came from
    profile: str | None  # the one that would help, where the role could not be read: "a profile of account …"
    capture_again: str  # how a captured case's gaps are filled; empty where it has none
    way_on: tuple[str, ...]  # where nothing was read: why, and the shortest way on
    unread: tuple[Reading, ...]
    read: tuple[Reading, ...]  # read, pasted, or not there at all
    warnings: tuple[str, ...]
    advice: tuple[Advice, ...]
    offer: RequestOffer | None
    summary: str
    clear: bool  # nothing stands in the way, and the summary says so


def view(session: Session) -> InspectView | None:
    """Step 1 as it stands; None before anything was read."""
    judgement, gathered = session.judgement, session.gathered
    if judgement is None or gathered is None:
        return None
    lines = policy_lines(judgement.case, judgement.decision)
    trust = next((line for line in lines if line.layer == "trust_policy" and not _not_there(session)), None)
    trust = trust or _no_trust(session)
    causes, likely = judgement.diagnosis.causes, likely_causes(judgement)
    way = whom_to_ask.way_on(session)
    missed = unread(session)
    told = {each.detail for each in missed if _told(each.detail, way)}
    warnings = tuple(each for each in gathered.warnings if not any(why in each for why in told))
    return InspectView(
        trust=trust,
        causes=causes,
        undecided=_undecided(causes, judgement.decision),
        likely=likely,
        policies=tuple(line for line in lines if line.layer != "trust_policy"),
        credentials=(*_taken_as(session), *_credentials(gathered)),
        capture_again=known.capture_again(session),
        profile=role_side.wanted_profile(session),
        way_on=way,
        unread=tuple(each for each in missed if not _told(each.detail, (*way, *warnings))),
        read=tuple(reading for reading in gathered.readings if reading.outcome not in NOT_READ),
        warnings=(*warnings, *_owners(gathered)),
        advice=advice(judgement, gathered),
        offer=offer(session),
        summary=_summary(session, causes, judgement.decision, gathered),
        clear=judgement.decision.allowed and not causes,
    )


def _undecided(causes: tuple[Cause, ...], decision: Decision) -> tuple[Cause, ...]:
    """The causes at a place of a policy that may let the call through all the same."""
    refuse = {layer.layer for layer in decision.layers if layer.blocks}
    may_refuse = {layer.layer for layer in decision.layers if layer.blocks is None} - refuse
    return tuple(cause for cause in causes if cause.pointer is not None and cause.layer in may_refuse)


def _told(why: str, lines: tuple[str, ...]) -> bool:
    """Whether lines say already why something was not read."""
    return bool(why) and any(why in line for line in lines)


def _taken_as(session: Session) -> tuple[str, ...]:
    """Of which account a role is that was named without one: a namesake may be meant."""
    name, role = session.target.role, parse_arn(session.role_arn or "")
    gathered = session.gathered
    if name is None or name.startswith("arn:") or role is None or gathered is None:
        return ()
    side = gathered.role_side or gathered.caller
    own = gathered.caller is not None and gathered.caller.account == role.account
    whose = "the caller's own" if own else "the role side's"
    if side is None or side.account != role.account:
        return ()
    return (f"{name} is taken as the role {name} of account {role.account}, {whose}.",)


def _credentials(gathered: Gathered) -> tuple[str, ...]:
    caller, role_side = gathered.caller, gathered.role_side
    if caller is not None and role_side is not None and caller.arn == role_side.arn:
        return (f"Both sides are asked as {caller.told}.",)
    lines = (f"The caller's side is asked as {caller.told}.",) if caller is not None else ()
    if gathered.token_file is not None:
        lines = (f"The call is made by the web identity token in {gathered.token_file}.",)
    return (*lines, f"The role's side is asked as {role_side.told}.") if role_side is not None else lines


def _owners(gathered: Gathered) -> tuple[str, ...]:
    """Whatever manages either principal, so that a repair belongs into its source."""
    sides = (("role", gathered.managed_by), ("caller", gathered.caller_managed_by))
    return tuple(f"{owner.tool} manages the {who} ({owner.sign})." for who, owner in sides if owner is not None)


def advice(judgement: Judgement, gathered: Gathered) -> tuple[Advice, ...]:
    """What to harden, each said once: the trust policy, and the caller's oldest access key where it is too old."""
    keys, read_at = gathered.access_keys, gathered.read_at
    aged: tuple[Advice, ...] = ()
    if not isinstance(keys, Unknown) and keys and read_at is not None:
        aged = key_advice((read_at - min(keys.values())).days)
    once: dict[str, Advice] = {}
    for one in (*judgement.diagnosis.advice, *aged):
        once.setdefault(one.message, one)
    return tuple(once.values())


def _not_there(session: Session) -> bool:
    """Whether AWS has no such role."""
    causes = session.judgement.diagnosis.causes if session.judgement is not None else ()
    return any(cause.name == "role_not_found" for cause in causes)


def _no_trust(session: Session) -> PolicyLine:
    case = session.judgement.case if session.judgement else None
    if _not_there(session):
        return PolicyLine("trust_policy", "the trust policy", "unknown", "is not there: there is no such role", None)
    if case is not None and case.role is not None:
        if case.role.exists is False:
            return PolicyLine("trust_policy", "the trust policy", "does not match", "the role does not exist", None)
        if isinstance(case.role.trust_policy, Document):
            return PolicyLine(
                "trust_policy",
                "the trust policy",
                "unknown",
                "AWS refuses the request before it reads the policy",
                case.role.trust_policy.text,
            )
    return PolicyLine("trust_policy", "the trust policy", "unknown", "could not be read", None)


def _summary(session: Session, causes: tuple[Cause, ...], decision: Decision, gathered: Gathered) -> str:
    if decision.allowed and not causes:
        told = "; ".join(session.corrections)
        request = f"the corrected request ({told})" if told else "this request"
        return f"Nothing stands in the way of {request}."
    if not causes:
        if (unread := who_calls_unread(session)) is not None:
            return f"Who calls is not known: {unread.detail}"
        found = side_limit(decision) or "No cause was found in what could be read."
        return found if session.captured or gathered.caller is None else f"{found} Step 4 asks AWS itself."
    return "1 cause" if len(causes) == 1 else f"{len(causes)} causes, the most likely first"
