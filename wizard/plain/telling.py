"""The steps as lines of words: one view of the flow each, in the order in which one would tell it."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.aws.gateway import AssumedRole
from wizard.flow.asks import told
from wizard.flow.assume import TestView
from wizard.flow.cards import Card
from wizard.flow.change_told import target
from wizard.flow.coach import BEGIN_ANEW, CONTINUED, Coach, Score
from wizard.flow.draft import Draft
from wizard.flow.guide import Guide
from wizard.flow.permissions import PermissionsView
from wizard.flow.profile import ProfileView, export, headline
from wizard.flow.session import HEADINGS, STEPS, ProfileWritten, Session, Step
from wizard.flow.start import Understood
from wizard.flow.verdict import LAYER_NAMES, SYMBOLS
from wizard.plain.render import Lines, commands, failure, grants, prose, sentence, verdict
from wizard.repair.catalogue import Entry
from wizard.text_lines import text_lines


def story(coach: Coach) -> Lines:
    """A lesson's beginning, and the hints taken since."""
    lines = ["", f"Practice: {coach.title}", *prose(coach.story)]
    if coach.continued:
        lines += prose(f"{CONTINUED} “{BEGIN_ANEW}” stands under More.")
    for number, hint in enumerate(coach.hints_taken, 1):
        lines += prose(f"Hint {number}: {hint}")
    return lines


def heading(step: Step) -> str:
    """The step one is in."""
    return f"\n{HEADINGS[step]} (step {STEPS.index(step) + 1} of {len(STEPS)})"


def request(session: Session) -> Lines:
    """Who calls which role, and the verdict on it."""
    role = session.role_arn or "a role not known yet"
    return prose(f"{session.who_calls} calls {role}.\n{verdict(session.verdict)}")


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


def draft(each: Draft) -> Lines:
    """A text as the flow sees it: its mistakes by line, its size, what it would decide."""
    lines = []
    for problem in each.problems:
        what = "AWS refuses it" if problem.severity == "error" else "a warning"
        lines += prose(f"Line {problem.line}: {sentence(problem.told)} ({what})")
    lines.append(f"{each.size:,} of {each.limit:,} {each.counted}.")
    return [*lines, *prose(f"With this text {verdict(each.verdict)}")]


def numbered(text: str) -> Lines:
    """A text with the numbers that its lines are called by."""
    lines = text_lines(text)
    return [f"{number:{len(str(len(lines)))}}  {line}" for number, line in enumerate(lines, 1)]


def card(each: Card) -> Lines:
    """One repair, below its title: when to prefer it, its proof, and what it newly lets others do."""
    below = "     "
    lines = prose(f"{sentence(each.why)} {sentence(each.proof)}".strip(), below) + grants(each.grants, below)
    return [*lines, *prose(sentence(each.among), below)] if each.among else lines


def permissions(view: PermissionsView) -> Lines:
    """Both halves: the policies of the caller, those of the role, and what somebody else must do."""
    lines = prose(sentence(view.note)) if view.note and (view.unread or not view.asks) else []
    if view.asks:
        lines.append(f"{view.who_acts}:")
    for ask in view.asks:
        lines += prose(sentence(f"- {told(ask)}"), "  ", "  ")
    lines += ["", "The caller's policies:", *_listed(view.caller_policies)]
    return [*lines, "What the role itself may do:", *_listed(view.role_policies)]


def _listed(names: Sequence[str]) -> Lines:
    return [f"  {name}" for name in names] or ["  none"]


def call(view: TestView) -> Lines:
    """Step 4's request, as it will be sent."""
    lines = ["", *prose(view.warning), "The call as it will be sent:"]
    lines += [f"  {label}: {value}" for label, value in view.lines]
    if view.commands:
        lines += ["The same by hand:", *commands(view.commands)]
    return [*lines, *prose(view.mfa_note)]


def denial(view: TestView) -> Lines:
    """AWS's answer beside the engine's, in words alone."""
    lines: Lines = []
    for text in view.denial:
        for symbol in SYMBOLS.values():
            text = text.replace(f" {symbol} ", ": ")
        lines += prose(text)
    return [*lines, f"Request id: {view.request_id}"] if view.request_id else lines


def became(role: AssumedRole) -> Lines:
    """Who one is now and until when. The keys stay in memory."""
    return ["", f"You are now {role.arn}", f"until {role.expires:%Y-%m-%d %H:%M:%S} UTC. The keys stay in memory."]


def profile(view: ProfileView) -> Lines:
    """Step 5's block, as it will be written; in a captured case, as it can be copied."""
    if view.captured:
        return ["", *prose(view.captured), *view.block.splitlines()]
    if not view.fields:
        return []
    lines = ["", f"The profile {view.name}:"]
    return [*lines, *(f"  {key} = {value}" for key, value in view.settings.items())]


def written(done: ProfileWritten) -> Lines:
    """The profile after the write and, where it was used, who one was through it."""
    lines = ["", *prose(f"{headline(done)}: {done.name} in {done.path}"), f"  {export(done)}"]
    if done.used_as is not None:
        lines.append(f"Used once: through it you are {done.used_as.arn}")
    if done.failure is not None:
        lines += failure(done.failure)
    return lines


def page(entry: Entry) -> Lines:
    """A cause's page."""
    lines = ["", f"{entry.code} {entry.name}", *prose(entry.sentence)]
    for section in entry.page.sections:
        below = text_lines(section.text) if section.code else prose(section.text)
        lines += ["", f"{section.heading}:", *below]
    return lines


def guide(each: Guide) -> Lines:
    """What a step explains of itself."""
    lines = ["", *prose(each.why), "", "What AWS checks:", *prose(each.checks)]
    return [*lines, "", "By hand:", *commands(each.by_hand)]


def ending(session: Session, by_hand: Sequence[str]) -> Lines:
    """What a sitting leaves behind: the verdict, the changes made, and the call without the wizard."""
    lines = ["", *prose(verdict(session.verdict))]
    made = (*session.earlier, *session.applied)
    lines += [f"Changed: {target(applied.change)}" for applied in made]
    if made:
        lines.append("`role-wizard undo` takes the last change back; `role-wizard history` lists them all.")
    return [*lines, "The call without the wizard:", *commands(by_hand)]


def score(found: Score, coach: Coach) -> Lines:
    """A lesson's end: solved or not, the stars in words, what is still missing, and the rule behind it."""
    if not found.solved:
        return ["", f"{coach.title} is not solved yet.", *(f"  {remark}" for remark in found.remarks)]
    lines = ["", f"Solved: {coach.title}. {found.stars} of 3 stars."]
    for remark in found.remarks:
        lines += prose(remark, "  ")
    return [*lines, "", *prose(coach.debrief)]
