"""Step 5, the profile: the form as questions with their answers in brackets, the diff, the write, and one use."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from wizard.engine.frozen import replace
from wizard.flow import profile as flow
from wizard.flow.preview import Preview
from wizard.flow.profile import ProfileView
from wizard.plain import preview as previews
from wizard.plain import render, telling
from wizard.plain.asker import Option
from wizard.plain.step import arrive, ways
from wizard.plain.talk import Act, Move, Stay, Talk
from wizard.profiles.editor import refuse_name
from wizard.profiles.error import ProfileError
from wizard.profiles.write import refuse_setting
from wizard.secret import Secret


def profile(talk: Talk) -> Move:
    """Tell the block, and ask whether to write it."""
    session = talk.wizard.session
    arrive(talk, "profile")
    try:
        proposed = flow.view(session)
    except ProfileError as error:
        talk.tell(render.profile_error(error))
        return ways(talk, "profile")
    view = _as_answered(talk, proposed)
    stops = ["", "What stops the profile now:", *(line for one in view.problems for line in _told(one))]
    blocks = [telling.profile(view), *(["", *render.prose(advice)] for advice in view.advice)]
    if view.problems:
        blocks.insert(0 if view.captured else len(blocks), stops)
    for each in blocks:
        talk.tell_once(each)
    if view.lacks:
        talk.tell_once(["", *render.prose(view.lacks)])
    if session.written is not None:
        talk.tell(telling.written(session.written))
    if not view.fields:
        return ways(talk, "profile")
    write = "Preview" if talk.wizard.read_only else "Preview and write"
    own: list[Option[Act]] = [Option("Change its settings first", lambda: _form(talk, proposed))]
    if view.ready:
        own.insert(0, Option(f"{write} the profile {view.name}", lambda: _write(talk, view.name, dict(view.settings))))
    if view.mendable:
        own.append(Option("Repair the profile's files where they are wrong", lambda: _mend(talk)))
    if session.written is not None and session.written.used_as is None:
        own.insert(0, Option("Use the profile once", lambda: _use(talk)))
    return ways(talk, "profile", own, own_first=session.written is None and not view.captured)


def _told(problem: str) -> list[str]:
    return render.prose(f"- {problem}", "  ", "  ")


def _mend(talk: Talk) -> Move | Stay:
    try:
        planned = talk.wizard.plan_mending()
    except ProfileError as error:
        talk.tell(render.profile_error(error))
        return "stay"
    preview = talk.wizard.preview_mending(planned)
    return "profile" if previews.decide(talk, preview, lambda _: "\n".join(talk.wizard.mend(planned))) else "stay"


def _as_answered(talk: Talk, proposed: ProfileView) -> ProfileView:
    """What is proposed, except where something else was answered."""
    given = {"name": proposed.name, **proposed.settings, **talk.answered}
    settings = {key: given[key] for key in flow.FIELDS if given.get(key)}
    return proposed if proposed.captured else replace(proposed, name=given["name"], settings=settings)


def _form(talk: Talk, proposed: ProfileView) -> Move | Stay:
    view = _as_answered(talk, proposed)
    talk.say(
        "Enter keeps what stands in brackets; a single - leaves a setting out; the word cancel ends the questions."
    )
    name = _answer(talk, "Name of the profile", view.name, refuse_name)
    if name is None:
        return _dropped(talk)
    wanted: dict[str, str] = {}
    for key in view.fields:
        answer = _answer(talk, key, view.settings.get(key, ""), partial(refuse_setting, key))
        if answer is None:
            return _dropped(talk)
        if answer:
            wanted[key] = answer
    name = name or view.name
    before = {"name": proposed.name, **{key: proposed.settings.get(key, "") for key in view.fields}}
    now = {"name": name, **{key: wanted.get(key, "") for key in view.fields}}
    talk.answered = {key: value for key, value in now.items() if value != before[key]}
    if view.captured:
        return _copied(talk, name, wanted)
    _write(talk, name, wanted)
    return "profile"  # told anew, as it was answered


def _answer(talk: Talk, question: str, default: str, refuse: Callable[[str], None]) -> str | None:
    """An answer that may be written, asked for until it is one; None where the questions were cancelled."""
    while (answer := talk.ask.text(question, default)).casefold() != "cancel":
        try:
            if answer:
                refuse(answer)
        except ProfileError as error:
            talk.tell(render.profile_error(error))
        else:
            return answer
    return None


def _dropped(talk: Talk) -> Stay:
    talk.say(previews.CANCELLED)
    return "stay"


def _copied(talk: Talk, name: str, wanted: dict[str, str]) -> Stay:
    """In a captured case: the section as the answers make it."""
    try:
        talk.tell(["", *flow.block(talk.wizard.session, name, wanted).splitlines()])
    except ProfileError as error:
        talk.tell(render.profile_error(error))
    return "stay"


def _write(talk: Talk, name: str, settings: dict[str, str]) -> Move | Stay:
    try:
        planned = talk.wizard.plan_profile(name, settings)
    except ProfileError as error:
        talk.tell(render.profile_error(error))
        return "stay"

    if not planned.changed and not talk.wizard.read_only:
        talk.wizard.write_profile(planned)
        talk.say(f"Nothing to change: {name} is like that already.")
        return _use_now(talk)

    def apply(preview: Preview) -> str:
        written = talk.wizard.write_profile(planned)
        return f"Applied. The file as it was: {written.backup}." if written.backup else "Applied."

    if not previews.decide(talk, talk.wizard.preview_profile(planned), apply):
        return "stay"
    return _use_now(talk)


def _use_now(talk: Talk) -> Move:
    return _use(talk) if talk.ask.yes("Use it once now, to see that it works?", default=True) else "profile"


def _use(talk: Talk) -> Move:
    used = talk.wizard.use_profile(lambda serial: _code(talk, serial))
    if used.failure is not None and used.failure.kind == "cancelled":
        talk.say("The profile was not tried.")
    return "profile"


def _code(talk: Talk, serial: str) -> Secret | None:
    talk.tell(render.prose(flow.NEW_CODE))
    return talk.code(serial)
