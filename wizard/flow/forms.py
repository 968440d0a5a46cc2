"""The forms of a previewed change: texts to be shown, copied or saved, each by its name and with its file's ending."""

from __future__ import annotations

from wizard.engine.frozen import frozen
from wizard.flow.preview import Preview
from wizard.repair.change import Ask, InlinePolicyChange, ManagedPolicyChange, TrustPolicyChange


@frozen
class Form:
    """One text of a change. ``ending``: how the name of a file ends that holds it."""

    name: str
    text: str
    ending: str


def result(preview: Preview) -> Form:
    """What the change leads to; of a config file only the difference, for it holds more than this profile."""
    match preview.change:
        case None:
            return Form("Difference", preview.after_text, "diff")
        case TrustPolicyChange() | InlinePolicyChange() | ManagedPolicyChange() | Ask():
            return Form("New text", preview.after_text, "json")
        case _:
            return Form("New text", preview.after_text, "txt")


def as_code(preview: Preview) -> tuple[Form, ...]:
    """The change for whoever makes changes elsewhere, in each language that has it."""
    found = (
        Form("AWS CLI", preview.cli, "sh"),
        Form("Terraform", preview.terraform, "tf"),
        Form("CloudFormation", preview.cloudformation, "yaml"),
    )
    return tuple(form for form in found if form.text)


def handed_over(preview: Preview) -> Form:
    """The message for whoever can make the change."""
    return Form("Hand-over message", preview.handover, "md")


def forms(preview: Preview) -> tuple[Form, ...]:
    """Every form that there is."""
    found = (
        *((result(preview),) if preview.change is not None else ()),
        Form("Difference", "\n".join(preview.diff), "diff"),
        *as_code(preview),
        handed_over(preview),
    )
    return tuple(form for form in found if form.text)
