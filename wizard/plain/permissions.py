"""Step 3, permissions: the caller's sts:AssumeRole, then what the role itself may do."""

from __future__ import annotations

from wizard.aws.gateway import AwsFailure
from wizard.flow import permissions as flow
from wizard.flow import role_permissions, templates
from wizard.flow.preview import Preview
from wizard.flow.settled import headline
from wizard.plain import document, render, telling
from wizard.plain import preview as previews
from wizard.plain.asker import Option
from wizard.plain.correcting import correcting
from wizard.plain.known import pasting
from wizard.plain.several import at_once
from wizard.plain.step import arrive, repair, ways
from wizard.plain.talk import Act, Move, Stay, Talk
from wizard.repair.change import Change, InlinePolicyChange, ManagedPolicyChange


def permissions(talk: Talk) -> Move:
    """Tell both halves, and ask which change."""
    session = talk.wizard.session
    view = flow.view(session)
    arrive(talk, "permissions")
    if view.nothing_to_change or view.unread:
        talk.say(render.sentence(headline(unread=view.unread)))
    talk.tell_once(telling.permissions(view))
    own: list[Option[Act]] = correcting(talk, "permissions") if view.request_first else []
    own += pasting(talk, view.asked_for) if view.unread else []
    cards = (*view.caller_cards, *view.setting_cards, *view.role_cards)
    own += [
        repair(card, lambda change=card.change: _preview(talk, change), alone=len(cards) == 1)  # type: ignore[misc]
        for card in cards
    ]
    repairs = bool(own)
    own += at_once(talk, view.cards)
    message = flow.handover(session)
    if message is not None:
        own += previews.hand_over(talk, message)
    if view.may_add:
        own += [
            Option("Attach a managed policy to the role", lambda: _attach(talk)),
            Option("Write an inline policy for the role", lambda: _write(talk)),
        ]
    own += previews.take_back(talk)
    return ways(talk, "permissions", own, own_first=repairs)


def _preview(talk: Talk, change: Change) -> Move | Stay:
    preview = talk.wizard.preview_permissions(change)

    def edit(preview: Preview) -> Preview | None:
        text = document.edited(talk, preview.after_text, _look(talk, change))
        return talk.wizard.preview_permissions(change, text) if text is not None else None

    editable = isinstance(change, InlinePolicyChange | ManagedPolicyChange) and document.can_edit()
    return "permissions" if previews.decide(talk, preview, previews.made(talk), edit if editable else None) else "stay"


def _attach(talk: Talk) -> Move | Stay:
    part = talk.ask.text("Part of the policy's name, or nothing for all of them").casefold()
    try:
        found = [policy for policy in talk.wizard.aws.managed_policies() if part in policy.name.casefold()]
    except AwsFailure as failure:
        talk.tell(render.failure(failure))
        return "stay"
    if not found:
        talk.say("No managed policy holds that in its name.")
        return "stay"
    arn = talk.ask.pick("Which policy?", [Option(policy.name, policy.arn) for policy in found])
    return _preview(talk, role_permissions.attachment(talk.wizard.session, arn)) if arn is not None else "stay"


def _write(talk: Talk) -> Move | Stay:
    name = talk.ask.text("Name of the policy (- cancels)", "RolePermissions")
    if not name:
        return "stay"
    change = role_permissions.inline_policy(talk.wizard.session, name, "")
    sources = [Option(f"The template: {title}", title) for title in templates.TEMPLATES] + [Option("A file", "")]
    template = talk.ask.pick("Where does its text come from?", sources)
    if template is None:
        return "stay"
    look = _look(talk, change)
    if template:
        text = document.looked_at(talk, _filled(talk, template), look)
    else:
        text = document.from_file(talk, look)
    return _preview(talk, flow.with_text(change, text)) if text is not None else "stay"


def _filled(talk: Talk, title: str) -> str:
    values = {name: talk.ask.text(f"Value for {name}") for name in templates.placeholders(title)}
    return templates.from_template(title, values)


def _look(talk: Talk, change: Change) -> document.Look:
    return lambda text: flow.draft(talk.wizard.session, change, text)
