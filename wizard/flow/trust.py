"""Step 2, the trust policy: the repairs, the draft in the editor, its problems, and the verdict as one types."""

from __future__ import annotations

from wizard.engine.decide import decide
from wizard.engine.document import Document
from wizard.engine.frozen import frozen, replace
from wizard.engine.policy_check import LIMITS, size
from wizard.flow import known, role_side, whom_to_ask
from wizard.flow.cards import Card, cards, recommended
from wizard.flow.draft import Draft, first_error
from wizard.flow.judgement import Judgement
from wizard.flow.missing_role import missing_role
from wizard.flow.request import ALL_THE_SAME, RATHER, offer, request_first, request_part
from wizard.flow.session import Session
from wizard.flow.verdict import Verdict, verdict
from wizard.repair.applied import apply_changes
from wizard.repair.change import TrustPolicyChange
from wizard.repair.parties import role_arn_of
from wizard.repair.protected_roles import owner_of
from wizard.repair.savable import problems


@frozen
class TrustView:
    """All that screen 2 shows before anything is typed."""

    repairs: tuple[Card, ...]
    text: str
    nothing_to_change: bool
    note: str  # why there is nothing to change, or why the policy cannot be shown
    unread: bool = False  # nobody here could read the policy: whether it needs a change is open
    missing: bool = False  # there is no role, and so no policy
    request_first: bool = False  # the best plan leaves the policy alone and corrects the request

    @property
    def heading(self) -> str:
        """What heads the repairs."""
        return ALL_THE_SAME if self.request_first else "Repairs, best first"


def view(session: Session) -> TrustView:
    """Step 2 as it stands."""
    judgement = session.judgement
    text = current_text(session)
    if judgement is None:
        return TrustView((), "", False, "nothing has been read yet")
    rather = request_first(session, (TrustPolicyChange,))
    repairs = cards(judgement, (TrustPolicyChange,))
    if not rather:
        (repairs,) = recommended(judgement, repairs)
    if text is None:
        if unread(session):
            return TrustView(repairs, "", False, _unread_note(session), unread=True)
        note = f"{missing_role(session)}, so there is no trust policy to edit."
        return TrustView(repairs, "", not repairs, note, missing=True)
    if judgement.decision.allowed:
        return TrustView((), text, True, "The trust policy lets the caller in.")
    if not repairs:
        return TrustView((), text, True, _note(session, judgement))
    return TrustView(repairs, text, False, RATHER if rather else "", request_first=rather)


def _note(session: Session, judgement: Judgement) -> str:
    """Why a trust policy that was read needs no change, or cannot be given one."""
    if "trust_policy" not in judgement.decision.blocked_by:
        return "The trust policy is not what stands in the way."
    if offer(session) is not None:
        return RATHER
    if owner := owner_of(session.role_arn or ""):
        return f"The role belongs to {owner}: nobody else can change its trust policy."
    return "Nothing that can be changed here would make the trust policy let the caller in."


def unread(session: Session) -> bool:
    """Whether nobody here could read the trust policy of a role that may well have one."""
    if session.judgement is None or current_text(session) is not None:
        return False
    role = session.judgement.case.role
    return role is None or role.exists is not False


def _unread_note(session: Session) -> str:
    if not session.role_arn:
        return whom_to_ask.no_role(session)
    if session.captured:
        other = f" {known.capture_again(session)} --known trust_policy=FILE does, too."
    else:
        profile = role_side.wanted_profile(session)
        other = f" Or name {profile}." if profile else ""
    return (
        "The trust policy could not be read, so nobody knows yet whether it must change. "
        f"Paste it: {whom_to_ask.for_the_trust_policy(session)}.{other}"
    )


def current_text(session: Session) -> str | None:
    """The trust policy as it was read."""
    if session.judgement is None or session.judgement.case.role is None:
        return None
    document = session.judgement.case.role.trust_policy
    return document.text if isinstance(document, Document) else None


def draft(session: Session, text: str) -> Draft:
    """Look at a text as the editor's: fast enough for every key."""
    document = Document.from_text(text)
    before = current_text(session)
    found = problems(document, "trust", before)
    drafted = change(session, text)
    changed = text != before
    return Draft(
        text=text,
        problems=found,
        size=size(text),
        limit=max(LIMITS["trust"], size(before or "")),  # a raised quota shows in what is there
        verdict=_decided(session, document, drafted) if changed else session.verdict,
        changed=changed,
        savable=first_error(found) is None,
    )


def _decided(session: Session, document: Document, drafted: TrustPolicyChange | None) -> Verdict:
    """The verdict alone: causes and plans would cost a key's echo. A plan's text is called as the plan calls."""
    assert session.judgement is not None
    case = session.judgement.case
    observed = None if _of_the_policy(session.judgement) else case.observed
    if case.role is not None:
        case = replace(case, role=replace(case.role, trust_policy=document), observed=observed)
    request = request_part(session.judgement.plans, drafted) if drafted is not None else None
    if request is None:
        return verdict(decide(case))
    return verdict(decide(apply_changes(case, (request,))), call="the corrected call")


def _of_the_policy(judgement: Judgement) -> bool:
    """Whether what AWS answered is about the old policy: another one may well be taken."""
    return any(
        problem.name in ("trust_policy_malformed", "trust_policy_too_large") for problem in judgement.decision.problems
    )


def change(session: Session, text: str) -> TrustPolicyChange | None:
    """The change that makes the draft the role's trust policy; None where nothing differs."""
    before = current_text(session)
    if session.judgement is None or before is None or text == before:
        return None
    arn = role_arn_of(session.judgement.case)
    return TrustPolicyChange(arn, before, text) if arn else None


def refusal(session: Session, text: str) -> str | None:
    """Why IAM would refuse to save a text as the trust policy; None where it would not."""
    return first_error(problems(Document.from_text(text), "trust", current_text(session)))
