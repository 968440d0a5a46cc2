"""A sitting that only reads: what it shows of a change, and what it answers to one."""

from __future__ import annotations

from wizard.aws.gateway import AwsFailure
from wizard.engine.frozen import replace
from wizard.flow.preview import Preview
from wizard.flow.session import Session
from wizard.repair.redacted import NOT_THE_TRUE_NAMES


def mark(session: Session) -> str:
    """What stands above all steps of a sitting with --case or --read-only; empty in any other."""
    if session.captured:
        return "redacted case" if session.redacted else "captured case"
    return "only reads" if session.only_reads else ""


def told(session: Session) -> str:
    """The same as a sentence, for whoever is told it once at the beginning."""
    if session.captured:
        return "This is a captured case: nothing is sent to AWS, and nothing can be changed."
    return "This sitting only reads: nothing can be changed." if session.only_reads else ""


def shown(preview: Preview, session: Session) -> Preview:
    """The preview without the way to apply it."""
    captured = session.captured
    if captured:
        preview = replace(preview, identity=None, maker_arn=None)  # nobody's credentials
    if preview.refused is not None:
        return preview
    why = "This is a captured case, not AWS itself (--case)" if captured else "This sitting only reads (--read-only)"
    ways = "The change can be shown, saved or handed over."
    return replace(preview, obstacle=why, refused=f"{ways} {NOT_THE_TRUE_NAMES}" if session.redacted else ways)


def refusal(*, captured: bool) -> AwsFailure:
    """The answer to whoever would change something all the same."""
    why, option = ("this is a captured case", "--case") if captured else ("this sitting only reads", "--read-only")
    return AwsFailure("refused", "Nothing was changed", why, f"Start without {option}.")
