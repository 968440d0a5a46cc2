"""What is told in plain mode and by the commands alike: findings, previews, failures, as lines of words.

No box, no colour, no column that has to be seen.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from wizard.aws.gateway import AwsFailure
from wizard.flow.inspect import InspectView
from wizard.flow.known import Gap, gaps, settled_by
from wizard.flow.policy_lines import ABSENT, PolicyLine, StatementLine
from wizard.flow.preview import Preview
from wizard.flow.request import RequestOffer, settings_shown
from wizard.flow.verdict import Verdict
from wizard.flow.verdict import joined as told_together
from wizard.plain.difference import spoken
from wizard.profiles.error import ProfileError
from wizard.repair.cause import Cause, NearMiss
from wizard.repair.change import Grant
from wizard.terminal_width import terminal_width

WIDTH = 78
Lines = list[str]
_COMMAND, _NO_BREAK = re.compile(r"`[^`]{1,60}`"), "\ufdd0"
_WORD = re.compile(r"""(?:'[^']*'|"[^"]*"|[^\s'"])+""")
"""A word of a shell command, with what is quoted in it."""


def prose(text: str, indent: str = "", hanging: str = "") -> Lines:
    """Sentences, wrapped between words; an ARN or a `command` is never broken, so that it can be copied whole.

    A narrow terminal, such as a braille line of forty cells, has lines of its own width.
    """
    lines: Lines = []
    width = min(WIDTH, max(terminal_width() - 2, 20))
    for paragraph in text.splitlines():
        whole = _COMMAND.sub(lambda found: found[0].replace(" ", _NO_BREAK), paragraph)
        lines += textwrap.wrap(
            whole,
            width,
            initial_indent=indent,
            subsequent_indent=indent + hanging,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return [line.replace(_NO_BREAK, " ") for line in lines]


def commands(texts: Iterable[str]) -> Lines:
    """Shell commands, one below the other."""
    return [line for text in texts for line in command(text)]


def command(text: str) -> Lines:
    """A shell command, broken before an option and behind a backslash, so that it runs as it is copied."""
    if len(text) <= WIDTH - 2 or text.startswith("#") or "\n" in text:
        return [f"  {text}"]
    parts: list[str] = []
    for word in _WORD.findall(text):
        if word.startswith("--") or not parts:
            parts.append(word)
        else:
            parts[-1] += f" {word}"
    lines = [f"  {parts[0]}"]
    for part in parts[1:]:
        if len(f"{lines[-1]} {part} \\") <= WIDTH:
            lines[-1] += f" {part}"
        else:
            lines[-1] += " \\"
            lines.append(f"    {part}")
    return lines


def verdict(line: Verdict) -> str:
    """The verdict in words; its symbol is for screens."""
    return f"{line.word}: {line.sentence}."


def inspection(view: InspectView, *, here: bool = True) -> Lines:
    """Step 1 in the order in which one reads a report. ``here``: a policy can be pasted where it is told."""
    rest = (line for block in beside(view, here=here) for line in block)
    return [*asked_as(view), "", *policy(view.trust), *causes(view), *rest]


def asked_as(view: InspectView) -> Lines:
    """With whose credentials it was read, and what is to be known of that."""
    lines: Lines = []
    for who in view.credentials:
        lines += prose(who)
    for way in view.way_on:
        lines += prose(way)
    for warning in view.warnings:
        lines += prose(f"Note: {warning}")
    return lines


def causes(view: InspectView) -> Lines:
    """Why it is so: the causes, and what it mostly is where nobody could look."""
    lines = ["", *prose(sentence(view.summary))]
    for number, each in enumerate(view.causes, 1):
        lines += cause(number, each)
    if view.likely:
        lines += ["", "Such an answer mostly means one of these, which nobody here could look at:"]
        for each in view.likely:
            lines += cause(None, each)
    return lines


def beside(view: InspectView, *, here: bool = True) -> Iterator[Lines]:
    """A block each: the policies other than the trust policy, what was not read, and advice apart from the causes."""
    if view.policies:
        lines = ["", "The other policies that take part:"]
        absent = tuple(line.title for line in view.policies if line.sentence == ABSENT)
        for line in view.policies:
            if line.sentence != ABSENT or len(absent) == 1:
                lines += policy(line, all_statements=False)
        if len(absent) > 1:
            lines += prose(f"None of these is there, so none limits the call: {told_together(absent)}.")
        yield lines
    given = tuple(reading.what for reading in view.read if reading.outcome == "pasted")
    if given:
        yield ["", *prose(f"Pasted or given as a file, and not read: {', '.join(given)}.")]
    if view.unread:
        lines = ["", "Not read:"]
        for gap in gaps(view.unread):
            lines += prose(unread(gap), "  ")
        for way in settled_by(view.unread, here=here):
            lines += prose(way, "  ")
        yield [*lines, *(prose(view.capture_again, "  ") if view.capture_again else [])]
    if view.advice:
        yield [
            "",
            "To harden, apart from the causes:",
            *(line for one in view.advice for line in prose(one.message, "  ")),
        ]


def policy(line: PolicyLine, *, all_statements: bool = True) -> Lines:
    """One policy with its verdict, and a mark in words on each statement (or on those that have a say here)."""
    lines = prose(line.told)
    for each in line.statements:
        if all_statements or each.mark not in ("does not match", "does not apply"):
            lines += prose(statement(each), "  ")
    return lines


def statement(line: StatementLine) -> str:
    """Whether a statement matches this request, where it stands, and why."""
    place = f"line {line.first_line}"
    fault = ""
    if line.last_line > line.first_line:
        place = f"lines {line.first_line} to {line.last_line}"
        fault = f" Line {line.fault_line}:" if line.fault_line is not None else ""
    mark = {"denies": "matches, and denies", "unknown": "may match"}.get(line.mark, line.mark)
    if line.mark == "matches":
        return f"{line.title}, {place}: matches this request."
    if line.reason.startswith("matches"):  # a Deny's says all of it
        return f"{line.title}, {place}: {line.reason.rstrip('.')}."
    if line.mark == "is wrong":
        return f"{line.title} {line.mark}: {sentence(line.reason)}"
    return f"{line.title}, {place}: {mark}.{fault} {sentence(line.reason)}"


def cause(number: int | None, each: Cause) -> Lines:
    """One cause with its place and its near miss; without a number where it is only what may be."""
    where = f" ({each.place})" if each.place else ""
    mark = "-" if number is None else f"{number}."
    lines = prose(f"{mark} {each.code} {sentence(each.message)}{where}")
    if each.near_miss is not None:
        lines += near_miss(each.near_miss, each.message)
    return lines


def near_miss(near: NearMiss, message: str = "") -> Lines:
    """Two strings that almost agree, one above the other, and in words where they part, but for what was said."""
    width = max(map(len, near.labels)) + 1
    texts = zip(near.labels, (near.written, near.wanted), strict=True)
    lines = [f"   {f'{label}:':<{width}} {text}" for label, text in texts]
    written, wanted = parting(near.written, near.wanted)
    if written or wanted:
        apart = f"{written or 'nothing'} {near.between} {wanted or 'nothing'}"
        why = near.unsaid(f"{message} {apart}")
        lines += prose(f"They part here: {apart}{f' ({why})' if why else ''}.", "   ")
    return lines


def parting(first: str, second: str) -> tuple[str, str]:
    """The stretches in which two strings differ, widened to whole words so that they can be spoken."""
    shorter = min(len(first), len(second))
    start = 0
    while start < shorter and first[start] == second[start]:
        start += 1
    end = 0
    while end < shorter - start and first[-1 - end] == second[-1 - end]:
        end += 1
    while _in_a_word(first, start) or _in_a_word(second, start):
        start -= 1
    while end > 0 and (_in_a_word(first, len(first) - end) or _in_a_word(second, len(second) - end)):
        end -= 1
    return first[start : len(first) - end], second[start : len(second) - end]


def _in_a_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and all(letter.isalnum() or letter in "-_" for letter in text[place - 1 : place + 1])


def unread(gap: Gap) -> str:
    """What could not be read, why, and the permission that is missing."""
    what, one = ", ".join(gap.what), len(gap.what) == 1
    if gap.outcome == "denied":
        return f"{what}: {sentence(gap.why)}{gap.missing}"
    if gap.outcome == "not_asked":
        why = "it was not asked" if one else "they were not asked"
    else:
        why = "it failed" if one else "they failed"
    return f"{what}: {why}. {sentence(gap.detail)}" if gap.detail else f"{what}: {why}."


def request_offer(offer: RequestOffer) -> Lines:
    """A corrected request: the old and the new value of each setting."""
    lines = ["", *prose(f"{offer.heading}. {sentence(offer.title)} {sentence(offer.why)}")]
    for label, old, new in offer.lines:
        lines += prose(f"{label}: now {old}, then {new}", "  ")
    return lines


def grants(found: Sequence[Grant], indent: str = "") -> Lines:
    """What a change newly lets others do."""
    if not found:
        return [f"{indent}It lets nobody else do anything new."]
    lines = [f"{indent}It newly lets others act:"]
    for grant in found:
        lines += prose(f"- {grant}", indent + "  ", "  ")
    return lines


def preview(each: Preview) -> Lines:
    """One change before it is applied: what, where, by whom, what follows, and the difference."""
    lines = ["", f"{each.title}", f"Target: {each.target}"]
    if each.identity:
        lines += prose(f"Made as: {each.identity}")
    if each.warning:
        lines += prose(f"Warning: {each.warning}")
    if each.refused:
        lines += prose(f"{each.obstacle}. {each.refused}")
    lines += _effect(each)
    return [*lines, "", *spoken(each.diff)]


def _effect(each: Preview) -> Lines:
    if each.before is None or each.after is None:
        return [line for told in each.effect for line in prose(told)]
    lines = [*prose(f"Now {verdict(each.before)}"), *prose(f"After {verdict(each.after)}")]
    if each.rest is not None:
        lines += prose(f"It stays so {each.rest.until}. Then {verdict(each.rest.then)}")
    lines += grants(each.grants)
    if each.losses:
        lines += ["What it takes from others:"]
        lines += [line for loss in each.losses for line in prose(f"- {loss.lost}", "  ", "  ")]
    lines += prose(each.side_effect) if each.side_effect else ()
    if each.request is not None:
        lines += ["The call is then made with:", *(f"  {line}" for line in settings_shown(each.request))]
    return lines


def failure(error: AwsFailure) -> Lines:
    """A call that did not work: what, why, what next, and AWS's own words."""
    lines = prose(f"{sentence(error.what)} {sentence(error.why)}")
    if error.kind != "changed":  # here AWS is read again without being asked to
        lines += prose(error.advice())
    if error.identity:
        lines += prose(f"Asked as {error.identity}.")
    if error.answer:
        lines += prose(f"AWS says: {error.answer}")
    if error.request_id:
        lines.append(f"Request id: {error.request_id}")
    return lines


def profile_error(error: ProfileError) -> Lines:
    """A config file or a value that refuses."""
    return [*prose(sentence(str(error))), *prose(error.next_step)]


def joined(lines: Iterable[str]) -> str:
    """A block as one text."""
    return "\n".join(lines)


def sentence(text: str) -> str:
    """The text with a capital first letter and an end, unless it begins with a name in small letters."""
    text = text.rstrip()
    if not text:
        return ""
    first = text.split(" ", 1)[0]
    begin = text if not first.rstrip(":,").isalpha() else text[:1].upper() + text[1:]
    return begin if begin.endswith((".", "!", "?", ":")) else f"{begin}."
