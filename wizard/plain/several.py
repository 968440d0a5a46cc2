"""All changes of one repair at once: shown, asked about once, and taken back on request where one of them fails."""

from __future__ import annotations

from wizard.aws.gateway import AwsFailure
from wizard.flow import several
from wizard.flow.apply import NOBODY_KNOWS, NotReadAgain
from wizard.flow.cards import Card
from wizard.flow.change_told import title
from wizard.flow.several import LEFT, TAKE_BACK, Stopped
from wizard.plain import render
from wizard.plain.asker import Option
from wizard.plain.preview import CANCELLED, confirmed
from wizard.plain.talk import Act, Move, Stay, Talk
from wizard.repair.change import Plan


def at_once(talk: Talk, cards: tuple[Card, ...]) -> list[Option[Act]]:
    """The choice to make a whole repair of a step, or in a sitting that only reads to see it, where it has several
    changes."""
    plan = several.first(tuple(card.plan for card in cards if card.plan is not None))
    if plan is None:
        return []
    number, verb = several.all_of(len(several.changes(plan))), "Show" if talk.wizard.read_only else "Make"
    return [Option(f"{verb} {number} changes of: {plan.title}", lambda: _make(talk, plan))]


def _make(talk: Talk, plan: Plan) -> Move | Stay:
    planned = several.previews(talk.wizard, plan)
    for preview in planned:
        talk.tell(render.preview(preview))
    if any(preview.refused for preview in planned):
        return "stay"  # each says why
    if not talk.ask.yes(several.question(planned)):
        talk.say(CANCELLED)
        return "stay"
    names = dict.fromkeys(preview.type_to_confirm for preview in planned if preview.type_to_confirm)
    if not all(confirmed(talk.ask, talk.tell, name) for name in names):
        return "stay"
    talk.say("Applying them.")
    try:
        done = several.apply(talk.wizard, planned)
    except Stopped as stopped:
        _told(talk, stopped)
        return "inspect"
    except NotReadAgain as failure:
        talk.tell(render.failure(failure))
        return "inspect"
    for applied in done:
        talk.tell(render.prose(f"Applied: {title(applied.change)}. {applied.answer}", hanging="  "))
    return "test" if talk.wizard.session.verdict.word == "ALLOWED" else "inspect"


def _told(talk: Talk, stopped: Stopped) -> None:
    """What was done and what was not; then the offer to take it back."""
    talk.say(str(stopped))
    talk.tell(render.failure(stopped.failure))
    if not stopped.done:
        if stopped.failure.kind not in NOBODY_KNOWS:
            talk.say("Nothing was changed.")
        return
    talk.say("Done before that:")
    for done in stopped.before:
        talk.tell(render.prose(f"- {done}", "  ", "  "))
    if not talk.ask.yes(TAKE_BACK):
        talk.say(LEFT)
        return
    try:
        for applied in several.take_back(talk.wizard, stopped.done):
            talk.tell(render.prose(f"Taken back: {title(applied.change)}. {applied.answer}", hanging="  "))
    except AwsFailure as failure:
        talk.tell(render.failure(failure))
        talk.say("`role-wizard history` says what stands.")
