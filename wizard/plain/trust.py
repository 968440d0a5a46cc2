"""Step 2, the trust policy: the repairs as numbered choices, or a text of one's own."""

from __future__ import annotations

from wizard.flow import trust as flow
from wizard.flow.cards import Card
from wizard.flow.preview import Preview
from wizard.flow.settled import headline
from wizard.plain import document, render
from wizard.plain import preview as previews
from wizard.plain.asker import Option
from wizard.plain.correcting import correcting
from wizard.plain.known import naming, pasting
from wizard.plain.several import at_once
from wizard.plain.step import arrive, repair, ways
from wizard.plain.talk import Act, Move, Stay, Talk
from wizard.repair.change import TrustPolicyChange


def trust(talk: Talk) -> Move:
    """Tell the repairs, and ask which."""
    session = talk.wizard.session
    view = flow.view(session)
    arrive(talk, "trust")
    if not view.repairs:
        talk.say(render.sentence(headline(unread=view.unread)))
    if view.note:
        talk.tell(render.prose(render.sentence(view.note)))
    own: list[Option[Act]] = [*naming(talk), *pasting(talk, "trust_policy")] if view.unread else []
    own += correcting(talk, "trust") if view.request_first else []
    own += [_repair(talk, card, alone=len(view.repairs) == 1) for card in view.repairs]
    own += at_once(talk, view.repairs)
    if flow.current_text(session) is not None:
        own += [
            Option("Show the trust policy", lambda: previews.shown(talk.tell, view.text)),
            *_own_text(talk, view.text),
        ]
    own += previews.take_back(talk)
    return ways(talk, "trust", own, own_first=view.unread or bool(view.repairs))


def _repair(talk: Talk, card: Card, *, alone: bool) -> Option[Act]:
    change = card.change
    text = change.after if isinstance(change, TrustPolicyChange) else ""
    return repair(card, lambda: _preview(talk, text), alone=alone)


def _own_text(talk: Talk, text: str) -> list[Option[Act]]:
    look = _look(talk)
    file: Option[Act] = Option("Take the text from a file", lambda: _preview(talk, document.from_file(talk, look)))
    line: Option[Act] = Option("Replace a line of it", lambda: _preview(talk, document.by_line(talk, text, look)))
    if not document.can_edit():
        return [line, file]
    return [
        Option("Edit it in your editor", lambda: _preview(talk, document.edited(talk, text, look))),
        line,
        file,
    ]


def _preview(talk: Talk, text: str | None) -> Move | Stay:
    if text is None:
        return "stay"
    preview = talk.wizard.preview_trust(text)
    if preview is None:
        talk.say("That is the policy as it is. Nothing to change.")
        return "stay"

    def edit(preview: Preview) -> Preview | None:
        text = document.edited(talk, preview.after_text, _look(talk))
        return talk.wizard.preview_trust(text) if text is not None else None

    return (
        "trust"
        if previews.decide(talk, preview, previews.made(talk), edit if document.can_edit() else None)
        else "stay"
    )


def _look(talk: Talk) -> document.Look:
    return lambda text: flow.draft(talk.wizard.session, text)
