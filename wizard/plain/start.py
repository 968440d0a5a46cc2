"""Where a sitting begins when nothing was given: an error, a profile, a role, or practice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wizard.aws.gateway import AwsFailure, RoleSummary, Target
from wizard.flow import opinions
from wizard.flow.recent import Recent, recent
from wizard.flow.start import Understood, again, fresh, known_profiles, no_such_profile, understand
from wizard.plain import render, telling
from wizard.plain.asker import Option
from wizard.plain.talk import Act, Move, Stay, Talk

RECENT = 3
"""Earlier targets offered first: few, since a list is heard line by line."""


def start(talk: Talk) -> Move:
    """Ask until there is a role to read about, or the person leaves."""
    asked = talk.wizard.session.target
    again = talk.failure is not None and (asked.role or asked.error_text)
    ways: list[Option[Act]] = [
        *([Option("Try the same again", lambda: begin(talk, asked))] if again else []),
        *(_again(talk, earlier) for earlier in recent()[:RECENT]),
        Option("Paste the error", lambda: _pasted(talk)),
        Option("Choose a profile", lambda: _profile(talk)),
        Option("Type the role's ARN or name", lambda: _typed(talk)),
        Option("Find the role in a list", lambda: _listed(talk)),
        Option("Choose one of the last denied calls, from CloudTrail", lambda: _denied(talk)),
        Option("Practise, without any account", lambda: "practise"),
        Option("Leave", lambda: "leave"),
    ]
    while True:
        chosen = talk.ask.choose("How shall we begin?", ways)()
        if chosen != "stay":
            return chosen


def _again(talk: Talk, earlier: Recent) -> Option[Act]:
    caller = f", called by the profile {earlier.caller_profile}" if earlier.caller_profile else ""
    side = f", the role side read by {earlier.role_profile}" if earlier.role_profile else ""
    target = again(talk.wizard.session, earlier)
    return Option(f"Again: {earlier.role}{caller}{side}", lambda: begin(talk, target))


def begin(talk: Talk, target: Target) -> Move | Stay:
    """Read about a target; back to the questions where nothing can be said."""
    return "inspect" if talk.begin_anew(target) else "stay"


def _pasted(talk: Talk) -> Move | Stay:
    text = talk.ask.paste("Paste the error.")
    if not text.strip():
        return "stay"
    understood = understand(text, fresh(talk.wizard.session), known_profiles())
    talk.tell(telling.understood(understood))
    return _confirmed(talk, understood)


def _typed(talk: Talk) -> Move | Stay:
    text = talk.ask.text("The role's ARN, or its name in the role side's account")
    return _confirmed(talk, understand(text, fresh(talk.wizard.session), {})) if text else "stay"


def _profile(talk: Talk) -> Move | Stay:
    profiles = known_profiles()
    if not profiles:
        talk.say("There is no profile in the config and credentials files, or one of them does not parse.")
        talk.say("`role-wizard profile check` says which.")
        return "stay"
    name = talk.ask.pick("Which profile?", [Option(name, name) for name in profiles])
    if name is None:
        return "stay"
    understood = understand(name, fresh(talk.wizard.session), profiles)
    talk.tell(render.prose(understood.sentence))
    return _confirmed(talk, understood)


def _listed(talk: Talk) -> Move | Stay:
    target = _sides(talk, fresh(talk.wizard.session))
    part = talk.ask.text("Part of the role's name, or nothing for all of them").casefold()
    try:
        roles = talk.wizard.aws_for(target).roles()
        found = [role for role in _counted(talk, roles) if part in role.name.casefold()]
    except AwsFailure as failure:
        talk.tell(render.failure(failure))
        return "stay"
    if not found:
        talk.say("No role of the role side's account holds that in its name.")
        return "stay"
    role = talk.ask.pick("Which role?", [Option(_role(each), each.arn) for each in found])
    return begin(talk, replace(target, role=role)) if role is not None else "stay"


def _denied(talk: Talk) -> Move | Stay:
    target = _sides(talk, fresh(talk.wizard.session))
    try:
        calls = opinions.denied_calls(talk.wizard.aws_for(target))
    except AwsFailure as failure:
        talk.tell(render.failure(failure))
        return "stay"
    if not calls:
        talk.tell(render.prose(opinions.NO_DENIED_CALL))
        return "stay"
    chosen = talk.ask.pick("Which call?", [Option(opinions.label(call), call) for call in calls])
    if chosen is None:
        return "stay"
    found = opinions.of_denied_call(chosen, target)
    named = found if found.role is not None else _with_role(talk, found)
    return begin(talk, named) if named is not None else "stay"


def _confirmed(talk: Talk, understood: Understood) -> Move | Stay:
    """What was understood may be corrected before it is used."""
    target = understood.target
    if target.role is None:
        named = _with_role(talk, target)
        if named is None:
            return "stay"
        target = named
    elif understood.form in ("error", "call"):
        target = replace(target, role=talk.ask.text("The role", target.role) or target.role)
    return begin(talk, _sides(talk, target))


def _with_role(talk: Talk, target: Target) -> Target | None:
    """The target with the role that it does not name yet; None where nothing leads on without one."""
    without = " (empty: goes on without)" if target.error_text else ""
    role = talk.ask.text(f"Which role? Its ARN, or its name in the role side's account{without}")
    return replace(target, role=role or None) if role or without else None


def _sides(talk: Talk, target: Target) -> Target:
    """Ask whose credentials are whose, where that is not known yet."""
    if target.caller_profile is None:
        caller = _named(talk, "The caller's profile, or nothing for the usual credentials")
        target = replace(target, caller_profile=caller)
    if target.role_profile is None:
        side = _named(talk, "A profile that may read and repair the role's account (empty: the caller's)")
        target = replace(target, role_profile=side)
    return target


def _named(talk: Talk, question: str) -> str | None:
    """A profile, asked for again where there is none of that name; None where none is given."""
    while name := talk.ask.text(question):
        missing = no_such_profile(name, known_profiles())
        if missing is None:
            return name
        talk.tell(render.prose(missing))
    return None


def _counted(talk: Talk, roles: Iterator[RoleSummary]) -> Iterator[RoleSummary]:
    for number, role in enumerate(roles, 1):
        if number % 500 == 0:
            talk.say(f"  {number} roles read")
        yield role


def _role(role: RoleSummary) -> str:
    return f"{role.name}: {role.description}" if role.description else role.name
