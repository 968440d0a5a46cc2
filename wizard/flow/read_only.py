"""A sitting that only reads: what it shows of a change, and what it answers to one."""

from __future__ import annotations

from wizard.aws.gateway import AwsFailure
from wizard.engine.frozen import replace
from wizard.flow.preview import HAND_OVER, SAVE, Preview


def shown(preview: Preview, *, captured: bool) -> Preview:
    """The preview without the way to apply it; ``captured``: a case file stands in for AWS."""
    if captured:
        question = HAND_OVER if preview.handover else SAVE
        preview = replace(preview, identity=None, question=question)  # nobody's credentials are at work here
    if preview.refused is not None:
        return preview
    why = "This is a captured case, and no AWS (--case)" if captured else "This sitting only reads (--read-only)"
    return replace(preview, obstacle=why, refused="The change can be shown, saved or handed over.")


def refusal(*, captured: bool) -> AwsFailure:
    """The answer to whoever would change something all the same."""
    why, option = ("this is a captured case", "--case") if captured else ("this sitting only reads", "--read-only")
    return AwsFailure("refused", "Nothing was changed", why, f"Start without {option}.")
