"""What stands below the form of step 5: what is to be known before it is written, what came of it, and the score."""

from __future__ import annotations

from textual.content import Content

from wizard.aws.gateway import AwsFailure
from wizard.flow.coach import Score, remarks, stars
from wizard.flow.profile import ProfileView
from wizard.profiles.error import ProfileError
from wizard.ui.widgets.lines import INDENT, OK, WRONG, Line, prose


def written(view: ProfileView, commands: tuple[str, ...], key: str) -> tuple[Line, ...]:
    """That it is written, with the ``commands`` that use it; before, what is to be known. ``key``: previews it."""
    if view.written:
        done = Line(Content.assemble((view.written, "bold"), f"  {view.name}"), OK)
        return done, *(Line(Content(line), Content.styled("  $ ", "bold $primary")) for line in commands)
    lines = [Line(Content(problem), WRONG) for problem in view.problems]
    # in a captured case nothing is wrong here: it is a note for whoever writes the profile elsewhere
    mark = Content.styled("– ", "$quiet") if view.captured else Content.styled("! ", "bold $warning")
    lines += [Line(Content(told), mark) for told in (*view.advice, view.lacks) if told]
    if view.captured:
        return *lines, *prose(view.captured, "$quiet")
    if view.problems or not view.fields:
        return tuple(lines)
    sources = ", ".join(source.name for source in view.sources if source.works)
    listed = f"Profiles that can be a source: {sources}" if sources and "source_profile" in view.fields else ""
    begun = "" if lines else f"{key} previews the profile, then writes it and uses it once."
    return *lines, *prose("\n".join(filter(None, (begun, listed))), "$quiet")


def refused(error: ProfileError) -> tuple[Line, ...]:
    """Why nothing can be said or written, and what to do."""
    further = (Line(Content(error.next_step), INDENT),) if error.next_step else ()
    return Line(Content(str(error)), WRONG), *further


def used(view: ProfileView, failure: AwsFailure | None, key: str) -> tuple[Line, ...]:
    """Whom the profile became when it was used once, or why it was not. ``key``: reads AWS again."""
    if view.used_as:
        return Line(Content("Used once: it becomes"), OK), Line(Content.styled(view.used_as, "bold"), INDENT)
    if failure is not None:
        said = Content(f"Written, but not used: {failure.why}. {failure.advice(f'read again with {key}')}")
        return (Line(said, Content.styled("! ", "bold $warning")),)
    return ()


def scored(score: Score, key: str, *, denied: bool) -> tuple[Line, ...]:
    """How the lesson stands; see `coach.remarks`."""
    headline = (
        (f"{stars(score.stars)} Solved", "bold $success") if score.solved else ("Not solved yet", "bold $warning")
    )
    told = remarks(score, key, denied=denied)
    return Line(Content.assemble(headline)), *(Line(Content(remark), INDENT) for remark in told)
