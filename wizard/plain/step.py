"""What the steps share: where one is, what next, and the ways out of a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wizard.engine.trace import trace
from wizard.flow.cards import Card
from wizard.flow.coach import BEGIN_ANEW, THE_RULE
from wizard.flow.guide import guide
from wizard.flow.session import HEADINGS, STEPS, Step
from wizard.flow.steps import after, before, needing, state
from wizard.flow.verdict import joined
from wizard.plain import render, telling
from wizard.plain.asker import Option
from wizard.plain.known import opening
from wizard.plain.opinion import second_opinion
from wizard.plain.talk import Act, Move, Stay, Talk


def arrive(talk: Talk, here: Step) -> None:
    """Say where one is: the step, and, where it has changed since, the request and its verdict."""
    talk.say(telling.heading(here))
    talk.tell_once(telling.request(talk.wizard.session))


def ways(talk: Talk, here: Step, own: Sequence[Option[Act]] = (), *, own_first: bool = False) -> Move:
    """Ask what next until the answer leads out of the step. ``own_first``: the step's first option is the default."""
    while True:
        talk.tell_solved()
        options = [*own, *_onward(talk, here), *_aside(talk, here)]
        at = 0 if own_first else len(own) if after(here) != here else len(options) - 1
        chosen = talk.ask.choose("What next?", options, at)()
        if chosen != "stay":
            return chosen
        own = [replace(option, details=()) for option in own]


def repair(card: Card, preview: Act, *, alone: bool = False) -> Option[Act]:
    """A repair as a choice: its title, and below it what speaks for it and whom it lets in.

    ``alone``: there is no other, so that it is not told to be the best.
    """
    best = ", the best one" if card.best and not alone else ""
    return Option(f"Repair: {card.title}{best}", preview, telling.card(card))


def _onward(talk: Talk, here: Step) -> list[Option[Act]]:
    """Where the flow goes from here, the likeliest first."""
    options: list[Option[Act]] = []
    following = after(here)
    if (needing_one := needing(talk.wizard.session, here)) is not None:
        options.append(_goes(_skip(here, needing_one), needing_one))
    if following != here:
        options.append(_goes(f"Go on to {HEADINGS[following]} ({state(talk.wizard.session, following)})", following))
    if talk.solved is not None:
        options.append(_goes("The next lesson", "practise"))
    return options


def _aside(talk: Talk, here: Step) -> list[Option[Act]]:
    """What every step ends with: the ways back and out, and what tells more."""
    previous = before(here)
    options = [_goes(f"Back to {HEADINGS[previous]}", previous)] if previous != here else []
    options.append(Option("More: explain this step, another step, read again", lambda: _more(talk, here)))
    if (coach := talk.wizard.coach) is not None:
        rule: Option[Act] = Option(THE_RULE, lambda: _tell(talk, ["", *render.prose(coach.debrief)]))
        options.append(rule if talk.solved is not None else Option("A hint", lambda: hint(talk)))
    return [*options, _goes("Leave", "leave")]


def _skip(here: Step, there: Step) -> str:
    """The way to the step that needs somebody, and what it passes over."""
    passed = tuple(HEADINGS[step] for step in STEPS[STEPS.index(here) + 1 : STEPS.index(there)])
    return f"Skip to {HEADINGS[there]}, which needs you (nothing to change in {joined(passed)})"


def _goes(label: str, move: Move) -> Option[Act]:
    return Option(label, lambda: move)


def _more(talk: Talk, here: Step) -> Move | Stay:
    session = talk.wizard.session
    options: list[Option[Act]] = [
        _goes(f"Go to {HEADINGS[step]} ({state(session, step)})", step) for step in STEPS if step != here
    ]
    told = guide(session, here, talk.wizard.now())
    options.insert(0, Option("Explain this step", lambda: _tell(talk, telling.guide(told))))
    judgement = session.judgement
    if judgement is not None:
        options.append(
            Option("The whole decision, step by step", lambda: _tell(talk, trace(judgement.decision, judgement.case)))
        )
    options += [*second_opinion(talk, here), *opening(talk)]
    options.append(Option("Read AWS again", lambda: here if talk.read() else "stay"))
    if talk.wizard.coach is not None:
        options += [
            Option("The story again, and the hints so far", lambda: _tell(talk, telling.story(talk.wizard.coach))),  # type: ignore[arg-type]
            Option("Use the aws CLI in another terminal", lambda: _exports(talk)),
            _goes(BEGIN_ANEW, "anew"),
        ]
    if talk.wizard.may_begin_anew:
        options.append(_goes("Begin with another role or error", "start"))
    options.append(Option("Nothing of these", lambda: "stay"))
    return talk.ask.choose("Which?", options, len(options) - 1)()


def hint(talk: Talk) -> Stay:
    """One hint more; where there is none, the last one again."""
    coach = talk.wizard.coach
    told = coach.next_hint() if coach else None
    last = coach.hints_taken[-1:] if coach else ()
    again = f" The last one was: {last[0]}" if last else ""
    talk.tell(render.prose(f"Hint: {told}" if told else f"There is no further hint.{again}"))
    return "stay"


def _exports(talk: Talk) -> Stay:
    coach = talk.wizard.coach
    talk.say("Paste these lines into another terminal, to throw away afterwards (HOME changes), then read again here:")
    talk.tell(coach.exports if coach else ())
    return "stay"


def _tell(talk: Talk, lines: Sequence[str]) -> Stay:
    talk.tell(lines)
    return "stay"
