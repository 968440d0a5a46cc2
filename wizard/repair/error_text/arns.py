"""ARNs in squeezed text. They have no end of their own, so white space, wraps and what follows decide it."""

from __future__ import annotations

import re

from wizard.repair.error_text.pasted import Squeezed

ARN_CHARACTERS = re.compile(r"(?:[\w+=,.@:/*${}#?!~%^&-]|<[\w.:*-]*>)+")
_UNFINISHED = re.compile(r"(?:[^:]*:){0,4}[^:]*:?|(?:[^:]*:){5}(?:(?:role|user|assumed-role|federated-user)/?)?")
_TORN = re.compile(
    r"arn:[^:]*:(?:iam|sts):[^:]*:[^:]*:(?:(?!root$)[a-z-]*|.*/)"
)  # no name yet, so the line ended too early
_TAILS = ("becauseno", "withanexplicitdeny", "dueto", "(service:", "statuscode:", "(client)", "(code=")
_STOPS = re.compile(
    r"because|with|dueto|status|request|caused|error|traceback|at|exit|please|during|the|and|go|in|on|from|"
    r"\(|\[|\{|info|warn|debug|fatal|\d{4}-\d\d|user:|anerror|make|command|process|operation|api",
    re.IGNORECASE,
)


def read_arn(text: Squeezed, start: int, since: int) -> tuple[str | None, int]:
    """The ARN (or whatever stands for one) at an offset, across wraps, and where it ends."""
    while start < len(text.text) and (
        text.text[start] in "\"'`([" or text.lower.startswith(("*arn:", "**arn:"), start)
    ):
        start += 1
    end = start
    while end < len(text.text) and end - start < 2300:
        word_end, gap = text.word_end(end)
        match = ARN_CHARACTERS.match(text.text, end, word_end)
        end = match.end() if match else end
        if end < word_end or end >= len(text.text):
            break
        so_far = text.text[start:end]
        if text.lower.startswith("arn:", start) and (
            _UNFINISHED.fullmatch(so_far) or (gap == "line" and _TORN.fullmatch(so_far))
        ):
            continue
        if gap == "space" or not _continues(text, end, since):
            break
    arn = text.text[start:end]
    for tail in ("becauseno", "withanexplicitdeny"):
        cut = arn.lower().find(tail)
        if cut > 0:
            arn, end = arn[:cut], start + cut
    if "*" in (text.text[max(0, start - 1) : start], text.text[max(0, since - 1) : since]):
        arn = arn.rstrip("*")
    elif arn.endswith("**") and arn[-3:-2].isalnum():
        arn = arn[:-2]  # bold type that began somewhere before
    arn = arn.rstrip(".,:;?!")
    return arn or None, start + len(arn)


def cut_off(text: Squeezed, arn: str | None, end: int) -> bool:
    """Whether what was pasted ends within this ARN, or was made illegible there, so that it names nothing."""
    unfinished = arn is not None and arn.startswith("arn:") and _UNFINISHED.fullmatch(arn) is not None
    return unfinished and (end >= len(text.text) or text.text.startswith(("...", *"<[{("), end))


def _continues(text: Squeezed, offset: int, since: int) -> bool:
    if text.lower.startswith(_TAILS, offset):
        return False
    next_end, _ = text.word_end(offset)
    if text.lower.startswith(_TAILS, next_end) and ARN_CHARACTERS.fullmatch(text.text, offset, next_end):
        return True
    if text.text[next_end - 1] == ":":
        return False  # the next field's name
    stop = _STOPS.match(text.text, offset, next_end)
    if stop is not None and stop.end() == next_end:
        return False
    return text.wraps(offset, since)


def known(name: str | None) -> str | None:
    """A name, unless a mask has left nothing of it."""
    return name if name and name.strip("*<>xX.") else None
