"""The preview of every change, as a question whose default is to cancel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from wizard.aws.gateway import AwsFailure
from wizard.flow import saving
from wizard.flow.apply import NotReadAgain
from wizard.flow.forms import Form, as_code, forms
from wizard.flow.preview import UNCHANGED, Preview
from wizard.flow.settled import afterwards
from wizard.plain import render
from wizard.plain.asker import Asker, Option
from wizard.plain.step import Act, Move, Stay, Talk
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


def take_back(talk: Talk) -> Option[Act]:
    """The choice to take back what was changed last in this sitting, previewed like any other change."""

    def act() -> Move | Stay:
        preview = talk.wizard.preview_undo(talk.wizard.session.applied[-1].change)
        if preview is None:
            talk.say("Nothing leads back from this change.")
            return "stay"
        made = decide(talk, preview, lambda back: f"Taken back. {talk.wizard.apply(back).answer}")
        return "inspect" if made else "stay"

    return Option("Take the last change back", act)


def hand_over(talk: Talk, message: str) -> list[Option[Act]]:
    """The choices to show or to save the message for whoever must act."""
    return [
        Option("Show the hand-over message", lambda: shown(talk.tell, readable(message))),
        Option("Save the hand-over message", lambda: _save(talk.ask, talk.tell, message, "role-wizard-hand-over.md")),
    ]


def asked(ask: Asker, tell: Tell, preview: Preview) -> bool:
    """Show a change, and ask whether to apply it. A wide one asks for the role's name to be typed."""
    return _answer(ask, tell, preview, may_edit=False) == "apply"


def _answer(ask: Asker, tell: Tell, preview: Preview, may_edit: bool) -> Answer:
    tell(render.preview(preview))
    options: list[Option[Callable[[], Answer]]] = []
    if preview.refused is None:
        options.append(Option("Apply it", lambda: _confirmed(ask, tell, preview.type_to_confirm), also="yes"))
    if may_edit:
        options.append(Option("Edit it first", lambda: "edit"))
    for form in as_code(preview):
        options.append(Option(_showing(form), lambda form=form: shown(tell, form.text)))  # type: ignore[misc]
    if preview.handover:
        options.append(Option("Show the hand-over message", lambda: shown(tell, readable(preview.handover))))
    if preview.change is not None and preview.after_text:
        options.append(Option("Show the new text alone, to copy it", lambda: shown(tell, preview.after_text)))
    options += [
        Option("Save to a file", lambda: _saved(ask, tell, preview)),
        Option("Cancel", lambda: "cancel", also="no"),
    ]
    while True:
        answer = ask.choose(preview.question, options, len(options) - 1)()
        if answer != "stay":
            return answer


def _showing(form: Form) -> str:
    return f"Show it as {'an AWS CLI command' if form.name == 'AWS CLI' else form.name}"


def shown(tell: Tell, text: str) -> Stay:
    """Show a text as it stands, to be copied."""
    tell(["", *text_lines(text), ""])
    return "stay"


def _confirmed(ask: Asker, tell: Tell, name: str | None) -> Answer:
    if name is None:
        return "apply"
    tell(["This opens the role widely."])
    if ask.text(f"Type {name} to apply it all the same") == name:
        return "apply"
    tell([f"That is not the name. {UNCHANGED}"])
    return "stay"


def _saved(ask: Asker, tell: Tell, preview: Preview) -> Answer:
    options = [Option(form.name, form) for form in forms(preview)]
    form = ask.pick("Save which form?", options) if len(options) > 1 else options[0].value
    if form is None:
        return "stay"
    return _save(ask, tell, form.text, saving.file_name(preview.target, form.ending))


def _save(ask: Asker, tell: Tell, text: str, suggested: str) -> Stay:
    name = ask.text("File (- cancels)", suggested)
    if not name:
        return "stay"
    try:
        tell([f"Saved: {saving.save(name, text)}"])
    except FileExistsError:
        tell([f"{name} exists already. Nothing was saved; name another file."])
    except (OSError, ValueError) as error:  # a name may hold what no path can
        why = getattr(error, "strerror", None) or error
        tell([f"{name} cannot be written: {why}. Nothing was saved; name another file."])
    return "stay"
