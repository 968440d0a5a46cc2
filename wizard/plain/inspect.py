"""Step 1, Inspect: what was found, told once; causes, policies and the trace on request."""

from __future__ import annotations

from wizard.flow import inspect as flow
from wizard.flow import role_side
from wizard.flow.inspect import InspectView
from wizard.flow.policy_lines import PolicyLine
from wizard.flow.start import known_profiles
from wizard.plain import render, telling
from wizard.plain.asker import Option
from wizard.plain.correcting import correcting
from wizard.plain.known import naming, pasting
from wizard.plain.step import ways
from wizard.plain.talk import Move, Stay, Talk
from wizard.repair import catalogue
from wizard.text_lines import text_lines


def inspect(talk: Talk) -> Move:
    """Tell what was found, and ask what next."""
    session = talk.wizard.session
    view = flow.view(session)
    if view is None:
        return "inspect" if talk.read() else "start"
    talk.say(telling.heading("inspect"))
    for block in (render.asked_as(view), ["", *render.policy(view.trust)], *render.beside(view)):
        talk.tell_once(block)
    talk.tell(["", *telling.request(session)])  # what matters stands last, where a small window still shows it
    talk.tell(render.causes(view))
    own = correcting(talk, "inspect")
    missing = view.offer is None and role_side.profile_is_missing(session, known_profiles())
    if view.offer is not None:
        talk.tell(render.request_offer(view.offer))
    if missing:
        own += naming(talk)
    if view.causes:
        own.append(Option("Explain a cause", lambda: _explain(talk, view)))
    if talk.wizard.may_begin_anew and any(cause.name == "role_not_found" for cause in view.causes):
        own.append(Option("Begin with another role", lambda: "start"))
    own.append(Option("Show a policy", lambda: _show(talk, view)))
    own += [*([] if missing else naming(talk)), *pasting(talk)]
    return ways(talk, "inspect", own, own_first=view.offer is not None or missing)


def _explain(talk: Talk, view: InspectView) -> Stay:
    told = (*view.causes, *view.likely)
    causes = [Option(f"{cause.code} {render.sentence(cause.message)}", cause.name) for cause in told]
    name = talk.ask.pick("Which cause?", causes) if len(causes) > 1 else causes[0].value
    if name is None:
        return "stay"
    talk.tell(telling.page(catalogue.by_name(name)))
    return "stay"


def _show(talk: Talk, view: InspectView) -> Stay:
    policies: list[Option[PolicyLine]] = [
        Option(line.title, line) for line in (view.trust, *view.policies) if line.text is not None
    ]
    if not policies:
        talk.say("No policy could be read.")
        return "stay"
    line = talk.ask.pick("Which policy?", policies) if len(policies) > 1 else policies[0].value
    if line is None:
        return "stay"
    talk.tell(["", *render.policy(line), "", *text_lines(line.text or "")])
    return "stay"
