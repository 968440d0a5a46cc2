"""A second opinion, asked for: which judge, what it costs or overlooks, what it says."""

from __future__ import annotations

from wizard.flow import trust
from wizard.flow.session import Session, Step
from wizard.plain import render
from wizard.plain.asker import Option
from wizard.plain.talk import Act, Stay, Talk
from wizard.repair.change import TrustPolicyChange


def second_opinion(talk: Talk, here: Step) -> list[Option[Act]]:
    """The choice to ask another judge, in the steps about policies and where there is one."""
    questions = talk.wizard.questions(_draft(talk.wizard.session, here)) if here in ("inspect", "trust") else ()
    if not questions:
        return []

    def ask() -> Stay:
        options = [Option(each.title, each, render.prose(each.note, "     ")) for each in questions]
        question = talk.ask.pick("Who shall be asked?", options)
        if question is not None:
            lines = talk.wizard.opinion(question).lines
            talk.tell(["", *(part for line in lines for part in render.prose(line, hanging="  "))])
        return "stay"

    return [Option("A second opinion, from AWS's own tools", ask)]


def _draft(session: Session, here: Step) -> str | None:
    """In step 2 the best repair's text is what is asked about."""
    repairs = trust.view(session).repairs if here == "trust" else ()
    change = repairs[0].change if repairs else None
    return change.after if isinstance(change, TrustPolicyChange) else None
