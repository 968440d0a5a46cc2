"""The preview of every change, as a question whose default is to cancel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from wizard.aws.gateway import AwsFailure
from wizard.flow.preview import Preview
from wizard.plain import render
from wizard.plain.asker import Option
from wizard.plain.step import Talk
from wizard.profiles.error import ProfileError

QUESTION = "Apply this change?"
Answer = Literal["apply", "cancel", "stay"]


def decide(talk: Talk, preview: Preview, apply: Callable[[], str]) -> bool:
    """Show a change and ask; ``apply`` makes it and says what came of it. True where it was made.

    A failure is told, and nothing else happens: after the guard's refusal the step shows what is there now.
    """
    talk.tell(render.preview(preview))
    if not asked(talk, preview):
        talk.say("Cancelled. Nothing was changed.")
        return False
    try:
        talk.tell(render.prose(apply()))
    except AwsFailure as failure:
        talk.tell(render.failure(failure))
        if failure.kind == "changed":
            talk.read()
        return False
    except ProfileError as error:
        talk.tell(render.profile_error(error))
        return False
    return True


def asked(talk: Talk, preview: Preview) -> bool:
    """Ask until the answer is apply or cancel. A wide change asks for the role's name to be typed."""
    options: list[Option[Callable[[], Answer]]] = []
    if preview.refused is None and not talk.wizard.read_only:
        options.append(Option("Apply it", lambda: "apply"))
    for name, text in forms(preview).items():
        if name in ("Terraform", "CloudFormation", "Hand-over message"):
            options.append(Option(f"Show it as {name}", lambda text=text: _shown(talk, text)))  # type: ignore[misc]
    if preview.after_text:
        options.append(Option("Show the new text alone, to copy it", lambda: _shown(talk, preview.after_text)))
    options.append(Option("Save to a file", lambda: _saved(talk, preview)))
    options.append(Option("Cancel", lambda: "cancel"))
    while True:
        answer = talk.ask.choose(QUESTION, options, len(options) - 1)()
        if answer == "apply" and preview.type_to_confirm and not _confirmed(talk, preview.type_to_confirm):
            continue
        if answer != "stay":
            return answer == "apply"


def forms(preview: Preview) -> dict[str, str]:
    """Every form of the change that there is, by its name."""
    found = {
        "New text": preview.after_text,
        "Difference": "\n".join(preview.diff),
        "AWS CLI command": preview.cli,
        "Terraform": preview.terraform,
        "CloudFormation": preview.cloudformation,
        "Hand-over message": preview.handover,
    }
    return {name: text for name, text in found.items() if text}


_ENDINGS = {
    "New text": "json",
    "Difference": "diff",
    "AWS CLI command": "sh",
    "Terraform": "tf",
    "CloudFormation": "yaml",
}


def _shown(talk: Talk, text: str) -> Answer:
    talk.tell(["", *text.splitlines(), ""])
    return "stay"


def _confirmed(talk: Talk, name: str) -> bool:
    talk.tell(render.prose("This opens the role widely."))
    if talk.ask.text(f"Type {name} to apply it all the same") == name:
        return True
    talk.say("That is not the name. Nothing was changed.")
    return False


def _saved(talk: Talk, preview: Preview) -> Answer:
    options = [Option(name, name) for name in forms(preview)]
    form = talk.ask.choose("Save which form?", options) if len(options) > 1 else options[0].value
    stem = preview.target.rpartition("/")[2] or "change"
    path = Path(talk.ask.text("File", f"role-wizard-{stem}.{_ENDINGS.get(form, 'txt')}")).expanduser()
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(forms(preview)[form].rstrip("\n") + "\n")
    except FileExistsError:
        talk.say(f"{path} exists already. Nothing was saved; name another file.")
    except OSError as error:
        talk.say(f"{path} cannot be written: {error.strerror}. Nothing was saved; name another file.")
    else:
        talk.say(f"Saved: {path}")
    return "stay"
