"""Step 3, permissions: the caller's sts:AssumeRole, and what the role itself may do."""

from __future__ import annotations

from typing import Literal

from wizard.engine.case import Policies, Policy
from wizard.engine.decision import Layer
from wizard.engine.document import Document
from wizard.engine.frozen import frozen, replace
from wizard.engine.policy_check import LIMITS, DocumentKind, Problem, size
from wizard.flow import role_permissions, whom_to_ask
from wizard.flow.asks import ask_cards, heading, told
from wizard.flow.cards import Card, asks, cards, recommended
from wizard.flow.draft import Draft, first_error
from wizard.flow.judgement import Judgement, judge
from wizard.flow.known import wanted as wanted_layers
from wizard.flow.missing_role import missing_role
from wizard.flow.request import ALL_THE_SAME, RATHER, request_first
from wizard.flow.session import Session
from wizard.flow.verdict import LAYER_NAMES, Verdict, side_limit
from wizard.repair import handoff, savable
from wizard.repair.applied import apply_changes
from wizard.repair.change import (
    Ask,
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    ProviderChange,
    RoleSettingChange,
)
from wizard.repair.evidence import layer_named
from wizard.repair.principal_target import organization_policy

Half = Literal["caller", "role"]
CALLER_KINDS = (InlinePolicyChange, ManagedPolicyChange, AttachmentChange)
SETTING_KINDS = (RoleSettingChange, ProviderChange)


@frozen
class PermissionsView:
    """All that screen 3 shows before anything is typed."""

    active: Half
    caller_cards: tuple[Card, ...]
    role_cards: tuple[Card, ...]
    asks: tuple[Ask, ...]
    caller_policies: tuple[str, ...]
    role_policies: tuple[str, ...]
    nothing_to_change: bool
    note: str
    unread: bool = False  # nobody here could read the caller's policies: whether they need a change is open
    asked_for: Layer = "identity_policy"  # what to paste, where it is unread
    setting_cards: tuple[Card, ...] = ()  # the role's own settings, and its account's identity providers
    ask_cards: tuple[Card, ...] = ()  # what somebody else must change
    request_first: bool = False  # the caller's policies are right, and the request is not
    may_add: bool = False  # there is a role, as far as anybody knows, and policies of its own may be given to it

    @property
    def who_acts(self) -> str:
        """What heads that which cannot be changed with these credentials."""
        return heading(self.asks)

    @property
    def heading(self) -> str:
        """What heads the cards."""
        if self.request_first:
            return ALL_THE_SAME
        if self.cards == self.ask_cards:
            return self.who_acts
        if self.active == "caller" and self.caller_cards:
            return "If nothing there allows it" if self.unread else "The caller's side, best first"
        return "The role's settings" if self.setting_cards else "The role's own permissions"

    def in_place_of_a_text(self, key: str) -> str:
        """What an editor says before anything is put into it. ``key`` previews."""
        if self.cards and self.cards == self.ask_cards:
            if all(ask.who == "you" for ask in self.asks):
                return "Enter shows here what is to be done."
            return f"Enter shows here what somebody else must do; {key} hands it over."
        if self.cards:
            return f"Enter on a repair puts it here; {key} previews it."
        if self.unread:
            return f"What you paste here is taken for {LAYER_NAMES[self.asked_for]}, which could not be read."
        if self.may_add:
            return "The role itself can be given permissions here: attach a managed policy, or write an inline one."
        return "There is nothing to edit here."

    @property
    def cards(self) -> tuple[Card, ...]:
        """The repairs of the half that comes first, and what is asked of others below them."""
        if self.active == "caller":
            return (*self.caller_cards, *self.setting_cards, *self.ask_cards)
        return (*self.setting_cards, *self.role_cards, *self.ask_cards)


def view(session: Session) -> PermissionsView:
    """Step 3 as it stands."""
    judgement = session.judgement
    if judgement is None:
        return PermissionsView("caller", (), (), (), (), (), False, "nothing has been read yet")
    if judgement.case.request is None:
        return PermissionsView("caller", (), (), (), (), (), False, whom_to_ask.no_role(session), unread=True)
    allowed = judgement.decision.allowed
    wanted = () if allowed else asks(judgement.plans)
    unread = not allowed and _caller_unread(judgement) and layer_named(judgement.case) != "identity_policy"
    caller_cards = () if allowed else cards(judgement, CALLER_KINDS)
    setting_cards = () if allowed else cards(judgement, SETTING_KINDS)
    role_cards, others = role_permissions.wish_cards(session), ask_cards(session)
    rather = bool(caller_cards) and request_first(session, CALLER_KINDS)
    if rather or unread:  # nothing that is known calls for a change of the caller's policies
        setting_cards, role_cards = recommended(judgement, setting_cards, role_cards)
    else:
        caller_cards, setting_cards, role_cards, others = recommended(
            judgement, caller_cards, setting_cards, role_cards, others
        )
    nothing = not caller_cards and not role_cards and not setting_cards
    asked_for = _asked_for(session, judgement)
    if unread:
        note = _unread_note(session, judgement, asked_for)
    elif wanted:
        note = f"{heading(wanted)}: {'; '.join(map(told, wanted))}"
    elif nothing:
        note = _caller_note(session, judgement)
    else:
        note = RATHER if rather else ""
    caller = judgement.case.caller
    return PermissionsView(
        active="caller" if caller_cards or not role_cards else "role",
        caller_cards=caller_cards,
        role_cards=role_cards,
        asks=wanted,
        caller_policies=_names(caller.identity_policies) if caller else (),
        role_policies=role_permissions.names(session),
        nothing_to_change=nothing and not unread,
        unread=unread,
        asked_for=asked_for,
        note=note,
        setting_cards=setting_cards,
        ask_cards=others,
        request_first=rather and not role_cards and not setting_cards,
        may_add=session.role_arn is not None and not missing_role(session) and not session.only_reads,
    )


def _caller_note(session: Session, judgement: Judgement) -> str:
    """Why the caller's side needs nothing, or cannot be given it here."""
    if nobody := missing_role(session):
        return f"{nobody}, so no permission lets the caller assume it."
    request = judgement.case.request
    if request is not None and request.action != "sts:AssumeRole":
        return f"{request.action} needs no permission on the caller's side: the trust policy alone decides."
    if "identity_policy" in judgement.decision.blocked_by:
        return "Nothing that can be changed here would let the caller call sts:AssumeRole."
    return side_limit(judgement.decision) or "The caller may call sts:AssumeRole on this role."


def _asked_for(session: Session, judgement: Judgement) -> Layer:
    """The policy of the caller's side that would tell most: the one that AWS names, else the caller's own."""
    named = layer_named(judgement.case)
    of_caller = ("permissions_boundary", "session_policy", "service_control_policy")
    return named if named in of_caller and named in wanted_layers(session) else "identity_policy"


def _unread_note(session: Session, judgement: Judgement, layer: Layer) -> str:
    """What is still unknown of the caller's side, and how to give it."""
    named = layer_named(judgement.case)
    how = whom_to_ask.for_the_caller(session, layer)
    lines = [f"AWS names {LAYER_NAMES[named]}."] if named is not None and named != "identity_policy" else []
    if layer == "identity_policy":
        lines += [
            "The caller's policies could not be read, so nobody knows yet whether it may call sts:AssumeRole.",
            f"{_signed_in_or_paste(session)} the policy that should allow it: {how}.",
        ]
    else:
        lines.append(f"It could not be read. Paste it: {how}.")
    lines.append(whom_to_ask.also_unread(session, layer))
    return " ".join(filter(None, lines))


def _signed_in_or_paste(session: Session) -> str:
    """Whoever is signed in as the caller already may not read its policies either."""
    mine = session.gathered.caller if session.gathered is not None else None
    return "Paste" if mine is not None and mine.arn == session.caller_arn else "Sign in as the caller, or paste"


def _caller_unread(judgement: Judgement) -> bool:
    """Whether it hangs on policies of the caller that nobody here could read, whatever else refuses the call."""
    layers = (layer for layer in judgement.decision.layers if layer.layer == "identity_policy")
    return any(layer.blocks is None and "caller.identity_policies" in layer.unknowns for layer in layers)


def handover(session: Session) -> str | None:
    """The message for whoever must act where nobody here can; None where nobody else has to."""
    judgement = session.judgement
    if judgement is None or judgement.decision.allowed:
        return None
    for plan in judgement.plans:
        if asks((plan,)):
            return handoff.message(plan, judgement.diagnosis, judgement.case)
    return None


def draft(session: Session, change: Change, text: str) -> Draft:
    """Look at the editor's text as the document of a change; of one that has none, at what it would decide.

    What is asked of somebody else leaves the verdict as it is: its preview tells what comes of it.
    """
    assert session.judgement is not None
    if isinstance(change, Ask):
        return Draft(
            text, problems=(), size=0, limit=0, verdict=session.verdict, changed=True, savable=True, elsewhere=True
        )
    verdict = _verdict(session, with_text(change, text))
    if not isinstance(change, InlinePolicyChange | ManagedPolicyChange):
        return Draft(text, problems=(), size=0, limit=0, verdict=verdict, changed=True, savable=True)
    length = alone = size(text)
    if isinstance(change, InlinePolicyChange):  # it has its quota together with the others
        length = savable.inline_length(session.judgement.case, change, text)
    return Draft(
        text=text,
        problems=_problems(change, text),
        size=length,
        limit=_limit(change),
        verdict=verdict,
        changed=True,
        savable=refusal(session, change, text) is None,
        together=length > alone,
    )


def refusal(session: Session, change: Change, text: str) -> str | None:
    """Why AWS would refuse to save a text in this place; None where it would not."""
    assert session.judgement is not None
    mistake = first_error(_problems(change, text))
    return mistake or savable.refusal(session.judgement.case, (with_text(change, text),))


def _problems(change: Change, text: str) -> tuple[Problem, ...]:
    document = Document.from_text(text)
    if isinstance(change, InlinePolicyChange):
        return savable.inline_problems(document)
    return savable.problems(document, _document_kind(change), getattr(change, "before", None))


def _document_kind(change: Change) -> DocumentKind:
    kind = organization_policy(change.policy_arn) if isinstance(change, ManagedPolicyChange) else None
    match kind:
        case "SERVICE_CONTROL_POLICY":
            return "scp"
        case "RESOURCE_CONTROL_POLICY":
            return "rcp"
        case _:
            return "identity"


def with_text(change: Change, text: str) -> Change:
    """The change with another document."""
    if isinstance(change, (InlinePolicyChange, ManagedPolicyChange)):
        return replace(change, after=text)
    return change


def _verdict(session: Session, change: Change) -> Verdict:
    """How the call stands after a change of the caller's (or the role's own) policies."""
    assert session.judgement is not None
    return judge(apply_changes(session.judgement.case, (change,))).verdict


def _limit(change: Change) -> int:
    """Characters that the policy, or the inline policies of the change's principal together, may have."""
    if isinstance(change, InlinePolicyChange):
        return savable.INLINE[savable.inline_kind(change)]
    return LIMITS[_document_kind(change)]


def _names(policies: object) -> tuple[str, ...]:
    if not isinstance(policies, tuple):
        return ("could not be read",)
    known: Policies = policies
    return tuple(_name(policy) for policy in known)


def _name(policy: Policy) -> str:
    through = f" through group {policy.group}" if policy.group else ""
    return f"{policy.name} ({policy.kind or 'policy'}{through})"
