"""The preview of every change, as a question whose default is to cancel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from wizard.aws.gateway import AwsFailure
from wizard.flow import last_change, saving
from wizard.flow.apply import NotReadAgain
from wizard.flow.forms import Form, as_code, forms, handed_over, result
from wizard.flow.preview import HAND_OVER, UNCHANGED, Preview
from wizard.flow.settled import afterwards
from wizard.flow.undo import UndoRefused
from wizard.plain import render
from wizard.plain.asker import Asker, Option
from wizard.plain.talk import Act, Move, Stay, Talk
from wizard.profiles.error import ProfileError
from wizard.repair.handover_file import readable
from wizard.text_lines import text_lines

CANCELLED = f"Cancelled. {UNCHANGED}"
Tell = Callable[[Sequence[str]], None]
Answer = Literal["apply", "cancel", "edit", "stay"]
Edit = Callable[[Preview], "Preview | None"]
"""The person's own text in place of the proposed one; None where it was dropped."""


def decide(talk: Talk, preview: Preview, apply: Callable[[Preview], str], edit: Edit | None = None) -> bool:
    """Show a change and ask; ``apply`` makes it and says what came of it. True where the step must be told anew.

    A failure is told. After the guard's refusal AWS is read again, so that the step shows what is there now.
    """
    while (answer := _answer(talk.ask, talk.tell, preview, may_edit=edit is not None)) == "edit":
        preview = (edit and edit(preview)) or preview
    if answer == "cancel":
        talk.say(CANCELLED)
        return False
    talk.say("Applying it.")
    try:
        talk.tell(render.prose(apply(preview)))
    except AwsFailure as failure:
        talk.tell(render.failure(failure))
        if failure.kind == "changed":
            talk.read()
        return isinstance(failure, NotReadAgain) or failure.kind == "changed"
    except ProfileError as error:
        talk.tell(render.profile_error(error))
        return False
    return True


def made(talk: Talk) -> Callable[[Preview], str]:
    """Makes a change of a step, and says what it did, how the call stands now, and what AWS answered."""

    def apply(preview: Preview) -> str:
        applied = talk.wizard.apply(preview)
        return f"Applied. {afterwards(talk.wizard.session, applied.change)}\n{applied.answer}"

    return apply


def take_back(talk: Talk) -> list[Option[Act]]:
    """The choice to take back what was changed last, once something was, previewed like any other change."""

    def act() -> Move | Stay:
        try:
            way = last_change.way_back(talk.wizard)
        except UndoRefused as refused:
            talk.tell([*render.prose(render.sentence(str(refused))), *render.prose(refused.next_step)])
            return "stay"
        except AwsFailure as failure:
            talk.tell(render.failure(failure))
            return "stay"
        made = decide(talk, way.preview, lambda _: f"Taken back. {last_change.take(talk.wizard, way)}")
        return "inspect" if made else "stay"

    session = talk.wizard.session
    return [Option("Take the last change back", act)] if session.applied or session.earlier else []


def hand_over(talk: Talk, message: str) -> list[Option[Act]]:
    """The choices to show or to save the message for whoever must act."""

    def save() -> Stay:
        _save(talk.ask, talk.tell, message, "role-wizard-hand-over.md")
        return "stay"

    return [
        Option("Show the hand-over message", lambda: shown(talk.tell, readable(message))),
        Option("Save the hand-over message", save),
    ]


def asked(ask: Asker, tell: Tell, preview: Preview) -> bool:
    """Show a change, and ask whether to apply it. A wide one asks for the role's name to be typed."""
    return _answer(ask, tell, preview, may_edit=False) == "apply"


@dataclass(slots=True)
class _Done:
    """What has been done about a preview so far: the form shown last, and whether one was saved."""

    shown: Form | None = None
    saved: bool = False


def _answer(ask: Asker, tell: Tell, preview: Preview, may_edit: bool) -> Answer:
    tell(render.preview(preview))
    done = _Done(handed_over(preview) if preview.question == HAND_OVER else None)
    options: list[Option[Callable[[], Answer]]] = []
    if preview.refused is None:
        options.append(Option("Apply it", lambda: _sure(ask, tell, preview.type_to_confirm), also="yes"))
    if may_edit:
        options.append(Option("Edit it first", lambda: "edit"))
    for form in as_code(preview):
        options.append(Option(_showing(form), partial(_form_shown, tell, done, form)))
    if preview.handover:
        options.append(Option("Show the hand-over message", partial(_form_shown, tell, done, handed_over(preview))))
    if preview.change is not None and preview.after_text:
        options.append(Option("Show the new text alone, to copy it", partial(_form_shown, tell, done, result(preview))))
    options += [
        Option("Save to a file", lambda: _saved(ask, tell, preview, done)),
        Option("Cancel", lambda: "cancel", also="no"),
    ]
    while True:
        handing_over = preview.question == HAND_OVER and not done.saved
        answer = ask.choose(preview.question, options, len(options) - (2 if handing_over else 1))()
        if answer != "stay":
            return answer


def _showing(form: Form) -> str:
    return f"Show it as {'an AWS CLI command' if form.name == 'AWS CLI' else form.name}"


def _form_shown(tell: Tell, done: _Done, form: Form) -> Stay:
    done.shown = form
    return shown(tell, readable(form.text))


def shown(tell: Tell, text: str) -> Stay:
    """Show a text as it stands, to be copied."""
    tell(["", *text_lines(text), ""])
    return "stay"


def _sure(ask: Asker, tell: Tell, name: str | None) -> Answer:
    return "apply" if confirmed(ask, tell, name) else "stay"


def confirmed(ask: Asker, tell: Tell, name: str | None) -> bool:
    """Whether a change is meant: what opens a role widely has the role's ``name`` typed."""
    if name is None:
        return True
    tell(["This opens the role widely."])
    if ask.text(f"Type {name} to apply it all the same") == name:
        return True
    tell([f"That is not the name. {UNCHANGED}"])
    return False


def _saved(ask: Asker, tell: Tell, preview: Preview, done: _Done) -> Stay:
    """Save a form: the one shown last, unless another is named."""
    found = forms(preview)
    default = found.index(done.shown) if done.shown in found else 0
    options = [Option(form.name, form) for form in found]
    form = ask.pick("Save which form?", options, default) if len(options) > 1 else found[0]
    if form is not None:
        name = saving.file_name(preview.about or preview.target, form.ending)
        done.saved |= _save(ask, tell, form.text, name)
    return "stay"


def _save(ask: Asker, tell: Tell, text: str, suggested: str) -> bool:
    """Whether the text was saved, under the name that was given."""
    name = ask.text("File (- cancels)", suggested)
    if not name:
        return False
    try:
        tell([f"Saved: {saving.save(name, text)}"])
        return True
    except FileExistsError:
        tell([f"{name} exists already. Nothing was saved; name another file."])
    except (OSError, ValueError) as error:  # a name may hold what no path can
        why = getattr(error, "strerror", None) or error
        tell([f"{name} cannot be written: {why}. Nothing was saved; name another file."])
    return False
