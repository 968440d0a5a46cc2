"""Text blocks: one value of the flow each, as lines of words. No box, no colour, no column that has to be seen."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterable, Sequence

from wizard.aws.gateway import AssumedRole, AwsFailure, Reading
from wizard.flow.assume import TestView
from wizard.flow.cards import Card
from wizard.flow.coach import Coach, Score
from wizard.flow.guide import Guide
from wizard.flow.inspect import InspectView, PolicyLine, StatementLine
from wizard.flow.permissions import PermissionsView, PolicyDraft
from wizard.flow.preview import Preview, target
from wizard.flow.profile import ProfileView
from wizard.flow.request import RequestOffer, settings_shown
from wizard.flow.session import HEADINGS, STEPS, ProfileWritten, Session, Step
from wizard.flow.start import Understood
from wizard.flow.trust import Draft as TrustDraft
from wizard.flow.verdict import LAYER_NAMES, SYMBOLS, Verdict
from wizard.profiles.error import ProfileError
from wizard.repair.catalogue import Entry
from wizard.repair.cause import Cause, NearMiss
from wizard.repair.change import Grant

Draft = TrustDraft | PolicyDraft

WIDTH = 78
Lines = list[str]


def prose(text: str, indent: str = "", hanging: str = "") -> Lines:
    """Sentences, wrapped between words; an ARN is never broken, so that it can be copied whole."""
    lines: Lines = []
    for paragraph in text.splitlines():
        lines += textwrap.wrap(
            paragraph,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=indent + hanging,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return lines


def verdict(line: Verdict) -> str:
    """The verdict in words; its symbol is for screens."""
    return f"{line.word}: {line.sentence}."


def heading(step: Step) -> str:
    """The step one is in."""
    return f"\n{HEADINGS[step]} (step {STEPS.index(step) + 1} of {len(STEPS)})"


def request(session: Session) -> Lines:
    """Who calls which role, and the verdict on it."""
    caller = session.caller_arn or "Somebody not known yet"
    role = session.role_arn or "a role not known yet"
    return [f"{caller} calls {role}.", *prose(verdict(session.verdict))]


def inspection(view: InspectView) -> Lines:
    """Step 1, all of it, in the order in which one would tell it."""
    lines: Lines = []
    for warning in view.warnings:
        lines += prose(f"Note: {warning}")
    lines += ["", *policy(view.trust), "", sentence(view.summary.lstrip("✓✗? "))]
    for number, each in enumerate(view.causes, 1):
        lines += cause(number, each)
    if view.policies:
        lines += ["", "The other policies that take part:"]
        for line in view.policies:
            lines += policy(line, all_statements=False)
    if view.unread:
        lines += ["", "Not read:"]
        for reading in view.unread:
            lines += prose(unread(reading), "  ")
    if view.advice:
        lines += ["", "To harden, apart from the causes:"]
        for advice in view.advice:
            lines += prose(advice.message, "  ")
    return lines


def policy(line: PolicyLine, *, all_statements: bool = True) -> Lines:
    """One policy with its verdict, and a mark in words on each statement (or on those that have a say here)."""
    lines = prose(f"{line.title[:1].upper()}{line.title[1:]}: {line.sentence}.")
    for each in line.statements:
        if all_statements or each.mark != "does not match":
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
    return f"{line.title}, {place}: {mark}.{fault} {sentence(line.reason)}"


def cause(number: int, each: Cause) -> Lines:
    """One cause with its place and its near miss."""
    place = ", ".join(part for part in (each.policy, f"line {each.line}" if each.line else None) if part)
    where = f" ({place})" if place else ""
    lines = prose(f"{number}. {each.code} {sentence(each.message)}{where}")
    if each.near_miss is not None:
        lines += near_miss(each.near_miss)
    return lines


def near_miss(near: NearMiss) -> Lines:
    """Two strings that almost agree, one above the other, and in words where they part."""
    lines = [f"   written:     {near.written}", f"   would match: {near.wanted}"]
    written, wanted = parting(near.written, near.wanted)
    if written or wanted:
        lines += prose(f"They part here: {written or 'nothing'} instead of {wanted or 'nothing'} ({near.why}).", "   ")
    return lines


def parting(first: str, second: str) -> tuple[str, str]:
    """The stretches in which two strings differ, widened to whole words so that they can be spoken."""
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    end = 0
    while end < min(len(first), len(second)) - start and first[-1 - end] == second[-1 - end]:
        end += 1
    while start > 0 and (first[start - 1].isalnum() or first[start - 1] in "-_"):
        start -= 1
    while end > 0 and (first[len(first) - end].isalnum() or first[len(first) - end] in "-_"):
        end -= 1
    return first[start : len(first) - end], second[start : len(second) - end]


def unread(reading: Reading) -> str:
    """What could not be read, why, and the permission that is missing."""
    if reading.outcome == "denied":
        missing = f" Missing permission: {reading.missing_permission}." if reading.missing_permission else ""
        return f"{reading.what}: AWS denied it.{missing}"
    what = "it was not asked" if reading.outcome == "not_asked" else "it failed"
    return f"{reading.what}: {what}, {sentence(reading.detail)}" if reading.detail else f"{reading.what}: {what}."


def request_offer(offer: RequestOffer) -> Lines:
    """A corrected request: the old and the new value of each setting, one above the other."""
    lines = ["", *prose(f"The request itself can be corrected. {sentence(offer.title)} {sentence(offer.why)}")]
    for label, old, new in offer.lines:
        lines += [f"  {label}, as it is:      {old}", f"  {label}, as it would be: {new}"]
    return lines


def card(each: Card) -> Lines:
    """One repair, below its title: when to prefer it, its proof, and what it newly lets others do."""
    below = "     "
    lines = prose(f"{sentence(each.why)} {sentence(each.proof)}".strip(), below) + grants(each.grants, below)
    if each.further:
        others = "one more change" if each.further == 1 else f"{each.further} more changes"
        lines += prose(f"It is complete with {others} in another step.", below)
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
        lines.append(f"Made as: {each.identity}")
    if each.warning:
        lines += prose(f"Warning: {each.warning}")
    if each.refused:
        lines += prose(f"AWS would refuse it. {each.refused}")
    lines += _effect(each)
    lines += ["", "The difference (minus: goes, plus: comes):", *each.diff]
    if each.cli:
        lines += ["", "The same by hand:", *each.cli.splitlines()]
    return lines


def _effect(each: Preview) -> Lines:
    if each.before is None or each.after is None:
        return list(each.effect)
    lines = [*prose(f"Now {verdict(each.before)}"), *prose(f"After {verdict(each.after)}"), *grants(each.grants)]
    if each.request is not None:
        lines += ["The call is then made with:", *(f"  {line}" for line in settings_shown(each.request))]
    return lines


def failure(error: AwsFailure) -> Lines:
    """A call that did not work: what, why, what next, and AWS's own words."""
    lines = prose(f"{sentence(error.what)} {sentence(error.why)}")
    if error.kind != "changed":  # here AWS is read again without being asked to
        lines += prose(error.next_step)
    if error.identity:
        lines += prose(f"Asked as {error.identity}.")
    if error.message:
        lines += prose(f"AWS says: {error.message}")
    if error.request_id:
        lines.append(f"Request id: {error.request_id}")
    return lines


def profile_error(error: ProfileError) -> Lines:
    """A config file or a value that refuses."""
    return [*prose(sentence(str(error))), *prose(error.next_step)]


def story(coach: Coach) -> Lines:
    """A lesson's beginning."""
    return ["", f"Practice: {coach.title}", *prose(coach.story)]


def understood(each: Understood) -> Lines:
    """A pasted error as it was understood: a line for each part that it names."""
    lines = prose(each.sentence)
    for error in each.errors:
        for label, value in (
            ("Call", error.operation),
            ("Error", error.error_code),
            ("Caller", error.caller_arn),
            ("Role or resource", error.role_arn),
        ):
            if value:
                lines.append(f"  {label}: {value}")
        if error.layer_hint:
            lines.append(f"  It points at {LAYER_NAMES[error.layer_hint]}.")
    return lines


def draft(each: Draft, limit: int) -> Lines:
    """A text as the flow sees it: its mistakes by line, its size, what it would decide."""
    lines = []
    for problem in each.problems:
        what = "AWS refuses it" if problem.severity == "error" else "a warning"
        lines += prose(f"Line {problem.line}: {sentence(problem.message)} ({what})")
    lines.append(f"{each.size} of {limit} characters.")
    return [*lines, *prose(f"With this text {verdict(each.verdict)}")]


def permissions(view: PermissionsView) -> Lines:
    """Both halves: the policies of the caller, those of the role, and what somebody else must do."""
    lines = [] if view.asks or not view.note else prose(view.note)
    if view.asks:
        lines.append("Somebody else must act:")
    for ask in view.asks:
        lines += prose(f"- {ask.who}: {sentence(ask.what)}", "  ", "  ")
    lines += ["", "The caller's policies:", *_listed(view.caller_policies)]
    return [*lines, "What the role itself may do:", *_listed(view.role_policies)]


def _listed(names: Sequence[str]) -> Lines:
    return [f"  {name}" for name in names] or ["  none"]


def call(view: TestView) -> Lines:
    """Step 4's request, as it will be sent."""
    lines = ["", "The call as it will be sent:"]
    lines += [f"  {label}: {value}" for label, value in view.lines]
    lines += ["The same by hand:", f"  {view.command}"]
    return [*lines, *prose(view.mfa_note)]


def denial(view: TestView) -> Lines:
    """AWS's answer beside the engine's, in words alone."""
    lines: Lines = []
    for text in view.denial:
        for symbol in SYMBOLS.values():
            text = text.replace(f" {symbol} ", ": ")
        lines += prose(text)
    return lines


def became(role: AssumedRole) -> Lines:
    """Who one is now and until when. The keys stay in memory."""
    return ["", f"You are now {role.arn}", f"until {role.expires:%Y-%m-%d %H:%M:%S} UTC. The keys stay in memory."]


def profile(view: ProfileView) -> Lines:
    """Step 5's block, as it will be written."""
    lines = ["", f"The profile {view.name}:"]
    return [*lines, *(f"  {key} = {value}" for key, value in view.settings.items())]


def written(done: ProfileWritten) -> Lines:
    """The profile after the write and, where it was used, who one was through it."""
    lines = ["", f"Profile written: {done.name} in {done.path}", f"  export AWS_PROFILE={shlex.quote(done.name)}"]
    if done.used_as is not None:
        lines.append(f"Used once: through it you are {done.used_as.arn}")
    if done.failure is not None:
        lines += failure(done.failure)
    return lines


def page(entry: Entry) -> Lines:
    """A cause's page."""
    page = entry.page
    lines = ["", f"{entry.code} {entry.name}", *prose(entry.sentence)]
    for title, text in (
        ("Why", page.explanation),
        ("How to recognise it", page.recognise),
        ("How to repair it", page.repair),
        ("Before", page.before),
        ("After", page.after),
        ("AWS's own page", page.reference),
    ):
        if text:
            lines += ["", f"{title}:", *text.splitlines()]
    return lines


def guide(each: Guide) -> Lines:
    """What a step explains of itself."""
    lines = ["", *prose(each.why), "", "What AWS checks:", *prose(each.checks)]
    return [*lines, "", "By hand:", *(f"  {command}" for command in each.by_hand)]


def ending(session: Session, command: str) -> Lines:
    """What a sitting leaves behind: the verdict, the changes made, and the call without the wizard."""
    lines = ["", *prose(verdict(session.verdict))]
    for applied in session.applied:
        lines.append(f"Changed: {target(applied.change)}")
    if session.applied:
        lines.append("`role-wizard undo` takes the last change back; `role-wizard history` lists them all.")
    return [*lines, "The call without the wizard:", f"  {command}"]


def score(found: Score, coach: Coach) -> Lines:
    """A lesson's end: solved or not, the stars in words, what is still missing, and the rule behind it."""
    if not found.solved:
        return ["", f"{coach.title} is not solved yet.", *(f"  {remark}" for remark in found.remarks)]
    lines = ["", f"Solved: {coach.title}. {found.stars} of 3 stars."]
    for remark in found.remarks:
        lines += prose(remark, "  ")
    return [*lines, "", *prose(coach.debrief)]


def seconds(number: float) -> str:
    """A time to wait."""
    return "1 second" if number == 1 else f"{number:g} seconds"


def joined(lines: Iterable[str]) -> str:
    """A block as one text."""
    return "\n".join(lines)


def sentence(text: str) -> str:
    """The text with a capital first letter and an end, unless it begins with a name in small letters."""
    if not text:
        return ""
    first = text.split(" ", 1)[0]
    begin = text if not first.rstrip(":,").isalpha() else text[:1].upper() + text[1:]
    return begin if begin.endswith((".", "!", "?", ":")) else f"{begin}."
