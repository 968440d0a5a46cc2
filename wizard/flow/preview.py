"""The preview: one change, shown in every form before it is applied. The same value behind every dialog."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.aws.gateway import Identity, ManagedBy
from wizard.engine.frozen import field, frozen, replace
from wizard.flow import maker
from wizard.flow.change_told import diff, target, texts, title
from wizard.flow.judgement import Judgement, judge
from wizard.flow.parts import Rest, open_after, parts
from wizard.flow.request import request_part, settings_shown
from wizard.flow.session import Session
from wizard.flow.verdict import Verdict
from wizard.repair import handoff
from wizard.repair.applied import apply_changes
from wizard.repair.change import Change, Grant, ManagedPolicyChange, Plan, RequestChange
from wizard.repair.change_named import who
from wizard.repair.grants import grants as newly_granted
from wizard.repair.grants import losses as newly_lost
from wizard.repair.parties import party
from wizard.repair.population import BY_LEAVE
from wizard.repair.principal_target import organization_policy
from wizard.repair.proof import proof_of
from wizard.repair.way_back import shortfall

WIDE = 3
"""From this breadth of a grant on (a whole account), the role's name must be typed."""

QUESTION = "Apply this change?"
HAND_OVER, SAVE = "Hand this change over?", "Save this change?"
"""What is asked where nothing can be applied at all: of what can be handed over, and of what cannot."""
REFUSED = f"{QUESTION} Not as it stands"
"""What stands in place of a question where AWS would not save the text, whoever sends it."""

UNCHANGED = "Nothing was changed."
AWS_REFUSES = "AWS would refuse it"
NO_CREDENTIALS = "There are no credentials to apply it with"


@frozen
class Preview:
    """What the dialog shows, and what `apply` will send."""

    change: Change | None  # None: a profile, written by step 5
    title: str
    target: str
    diff: tuple[str, ...]
    before_text: str
    after_text: str
    cli: str = ""
    terraform: str = ""
    cloudformation: str = ""
    handover: str = ""
    before: Verdict | None = None
    after: Verdict | None = None
    grants: tuple[Grant, ...] = ()
    losses: tuple[Grant, ...] = ()  # what others may then no longer do
    type_to_confirm: str | None = None
    warning: str | None = None
    identity: str | None = None  # who makes it, and in which account
    maker_arn: str | None = None  # the same as an ARN alone
    refused: str | None = None  # why it cannot be applied here
    obstacle: str = AWS_REFUSES  # the heading of that
    request: RequestChange | None = None  # how the plan then calls: taken over once the change is applied
    side_effect: str | None = None  # what goes with the change, beside the decision
    effect: tuple[str, ...] = field(default=())
    undoes: str | None = None  # the journal's entry that is taken back by it
    rest: Rest | None = None  # of a part of several: what is still open after it alone
    asked: str = QUESTION  # what is asked where it can be applied
    about: str = ""  # what its files are named after, where not its target

    @property
    def question(self) -> str:
        """What is asked of it: whether to apply it, or what can be done in place of that."""
        if self.refused is None:
            return self.asked
        return HAND_OVER if self.handover else REFUSED if self.obstacle == AWS_REFUSES else SAVE


def of(
    session: Session,
    change: Change,
    refused: str | None = None,
    *,
    now: Judgement | None = None,
    plan: Plan | None = None,
) -> Preview:
    """The preview of a change in a sitting that has read. ``now``: what it is decided on, where not on what was read.

    ``refused``: why AWS would not save it; ``plan``: the one that it is a part of, where not the best that has it.
    """
    assert session.judgement is not None
    made = _made(plan, change) if now is not None else (change,)
    makes = maker.side(session, target(change))
    now = now or session.judgement
    plan = plan or next((each for each in session.judgement.plans if change in each.changes), None)
    request = request_part(() if plan is None else (plan,), change)
    changes = (change,) if request is None else (change, request)
    return preview(
        change,
        now=now,
        then=judge(apply_changes(now.case, changes)),
        grants=newly_granted(now.case, changes),
        losses=newly_lost(now.case, changes),
        managed_by=maker.owner(session, change),
        identity=maker.named(session, makes),
        makes=makes,
        refused=refused,
        request=request,
        rest=open_after(now.case, plan, made) if plan is not None else None,
        plan=plan,
    )


def _made(plan: Plan | None, change: Change) -> tuple[Change, ...]:
    """The parts of a plan up to a change, which is decided on what those before it leave."""
    made = parts(plan) if plan is not None else (change,)
    return made[: made.index(change) + 1]


def preview(
    change: Change,
    *,
    now: Judgement,
    then: Judgement,
    grants: tuple[Grant, ...] = (),
    losses: tuple[Grant, ...] = (),
    managed_by: ManagedBy | None = None,
    identity: str | None = None,
    makes: Identity | None = None,
    refused: str | None = None,
    request: RequestChange | None = None,
    rest: Rest | None = None,
    plan: Plan | None = None,
) -> Preview:
    """Everything about one change: ``now`` and ``then`` are the request before and after it.

    ``plan``: the one that it is, or is a part of: it says in the hand-over what it is for.
    """
    before, after = texts(change)
    rest = None if then.decision.allowed else rest
    usable = refused is None  # a text that AWS would not save is nobody's to apply, in whatever form
    if usable and managed_by is not None and managed_by.refuses:
        refused = _owned(change, managed_by)
    return Preview(
        change=change,
        title=title(change),
        target=target(change),
        diff=diff(before, after),
        before_text=before,
        after_text=after,
        cli=maker.with_profile(handoff.aws_cli(change), makes.profile if makes is not None else None) if usable else "",
        terraform=handoff.terraform(change) if usable else "",
        cloudformation=handoff.cloudformation(change) if usable else "",
        handover=handoff.message(_plan(change, request, now, then, grants, plan), now.diagnosis, now.case)
        if usable
        else "",
        before=now.verdict,
        after=then.verdict,
        grants=grants,
        losses=losses,
        type_to_confirm=target(change).rpartition("/")[2] if any(grant.breadth >= WIDE for grant in grants) else None,
        warning=_warning(change, managed_by, losses),
        identity=identity,
        maker_arn=makes.arn if makes is not None else None,
        refused=refused,
        request=request,
        side_effect=(aside := _side_effect(change)),
        effect=(*effect(now.verdict, then.verdict, rest), *further(grants, losses, request, aside)),
        rest=rest,
    )


def without_credentials(preview: Preview) -> Preview:
    """The preview where no credentials were found to make the change with: whoever has them can be handed it."""
    account = party(preview.target).account
    whose = f"account {account}" if account else "the account that owns it"
    refused = f"It takes a profile of {whose} (--role-profile). The change can be handed over."
    return replace(preview, obstacle=NO_CREDENTIALS, refused=refused)


def _plan(
    change: Change,
    request: RequestChange | None,
    now: Judgement,
    then: Judgement,
    grants: tuple[Grant, ...],
    whole: Plan | None,
) -> Plan:
    """The change as a plan, for whoever it is handed over to: its proof is the request after it."""
    changes = (change,) if request is None else (change, request)
    found = proof_of(now.case, changes, then.decision)
    named, why = title(change), ""
    if whole is not None and parts(whole) == (change,):
        named, why = whole.title, whole.why
    return Plan(named, why, changes, verified=found.verified, verified_if=found.verified_if, grants=grants)


def _owned(change: Change, owner: ManagedBy) -> str:
    return f"{owner.tool} owns {who(target(change))} ({owner.sign}). Hand the change over instead."


def _warning(change: Change, owner: ManagedBy | None, losses: tuple[Grant, ...]) -> str | None:
    drift = None if owner is None or owner.refuses else _drift(change, owner)
    shut_out = [f"It shuts out {loss.who.removesuffix(BY_LEAVE)}." for loss in losses if loss.breadth >= WIDE]
    return " ".join(filter(None, (drift, *shut_out, shortfall(change)))) or None


def _drift(change: Change, owner: ManagedBy) -> str:
    """What to do comes early: a small terminal shows three lines of it."""
    managed = who(target(change)).partition(" in account ")[0]
    return (
        f"{owner.tool} manages {managed} ({owner.sign}). Hand the change over instead: made here it drifts from its "
        "source, and the next run may undo it. The other forms hold the text for the source."
    )


def _side_effect(change: Change) -> str | None:
    if not isinstance(change, ManagedPolicyChange) or organization_policy(change.policy_arn) is not None:
        return None
    return (
        "A policy keeps five versions. Where it has them all, the oldest that is not the default is deleted to make "
        "room, and the journal keeps its text (role-wizard history --json)."
    )


def effect(before: Verdict, after: Verdict, rest: Rest | None) -> tuple[str, ...]:
    """The call now, after the change and, where that is a part of several, after all of them."""
    lines = (f"Now:   {before}", f"After: {after}")
    return lines if rest is None else (*lines, f"It stays so {rest.until}. Then: {rest.then}")


def further(
    grants: tuple[Grant, ...], losses: tuple[Grant, ...], request: RequestChange | None, aside: str | None
) -> Iterator[str]:
    """How the call is then made, what others may newly do or no longer, and what goes with the change."""
    if request is not None:
        yield from ("", "The call is then made with:", *(f"• {line}" for line in settings_shown(request)))
    if grants:
        yield from ("", "What it newly lets others do:", *(f"• {grant}" for grant in grants))
    else:
        yield from ("", "It lets nobody else do anything new.")
    if losses:
        yield from ("", "What it takes from others:", *(f"• {loss.lost}" for loss in losses))
    if aside is not None:
        yield from ("", aside)
