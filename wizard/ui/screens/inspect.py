"""1 Inspect: the ranked causes, the trust policy with its marks, the other policies, what could not be read."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, TabbedContent, TabPane

from wizard.flow import inspect, known
from wizard.flow.inspect import InspectView
from wizard.flow.policy_lines import MARK_SYMBOLS, PolicyLine
from wizard.flow.request import RequestOffer
from wizard.flow.verdict import SYMBOLS
from wizard.repair.cause import Cause
from wizard.ui.keys import key_of
from wizard.ui.screens.step import StepScreen
from wizard.ui.widgets.causes import Causes
from wizard.ui.widgets.lines import Line, Lines, Page
from wizard.ui.widgets.listing import Card, Listing
from wizard.ui.widgets.policy_view import MARK_COLOURS, PolicyView, marked


class InspectScreen(StepScreen):
    """What is wrong, and where."""

    STEP = "inspect"
    _told_unread = False

    def body(self) -> ComposeResult:
        with Vertical(id="left"):
            yield Causes(id="causes")
            with Vertical(id="offer"):
                yield Lines(id="offered")
                yield Button(f"Use the corrected request {key_of(self.app, 'correct')}", id="use")
            yield Page(id="aside")
        with Vertical(id="right"), TabbedContent(id="tabs"):
            with TabPane("Trust policy", id="tab-trust"):
                yield PolicyView(id="trust")
            with TabPane("Other policies", id="tab-policies"):
                yield Listing[PolicyLine](hint="Enter opens", empty="none", id="policies")
            with TabPane("Not read", id="tab-unread"):
                yield Page(id="unread")
            with TabPane("Advice", id="tab-advice"):
                yield Page(id="advice")

    def show(self) -> None:
        view = inspect.view(self.session)
        if view is None:
            return
        self.query_one(Causes).show_causes(view.causes, view.undecided, view.likely, _summary(view))
        self._offer(view.offer)
        self.set_class(view.offer is None or len(view.causes) < 2, "-beginning")  # a lesson's story has some room
        self.query_one(PolicyView).show(view.trust)
        self.query_one("#policies", Listing).show([_policy_card(policy) for policy in view.policies])
        self.query_one("#unread", Page).show_lines(*_checklist(view, self._keys(), key_of(self.app, "name-profile")))
        advice = [Line(Content(one.message), Content.styled("· ", "bold $primary")) for one in view.advice]
        self.query_one("#advice", Page).show_lines(tuple(advice), "\n".join(one.message for one in view.advice))
        tabs = self.query_one(TabbedContent)
        if view.trust.text is None and view.unread and not self._told_unread:
            self._told_unread = True
            tabs.active = "tab-unread"  # the way to know more stands there
        elif view.trust.text is not None and self._told_unread:
            self._told_unread = False
            tabs.active = "tab-trust"
        tabs.get_tab("tab-trust").label = Content(f"{MARK_SYMBOLS[view.trust.mark]} Trust policy")
        for name, label, count in (
            ("tab-policies", "Other policies", len(view.policies)),
            ("tab-unread", "! Not read" if view.warnings else "Not read", len(view.unread)),
            ("tab-advice", "Advice", len(view.advice)),
        ):
            tabs.get_tab(name).label = Content(f"{label} {count}")

    def _keys(self) -> str:
        """Which keys help where nothing was read."""
        again, paste = key_of(self.app, "read-again"), key_of(self.app, "paste-policy")
        return f"{again} reads again once you are signed in; {paste} pastes a policy."

    def begin(self) -> None:
        self.query_one(Causes).focus()

    @on(Causes.OptionHighlighted, "#causes")
    def show_aside(self) -> None:
        """The page of the cause under the cursor, which itself is told there; where there is none, what `f1` tells."""
        from wizard.ui.widgets.cause_page import about_its_kind, cause_page

        cause = self.query_one(Causes).current
        if cause is None:
            super().show_aside()
            return
        page = self.query_one("#aside", Page)
        page.border_title = f"{cause.code} {cause.name}"
        page.show_lines(about_its_kind(cause), cause_page(cause)[0])

    def _offer(self, offer: RequestOffer | None) -> None:
        box = self.query_one("#offer")
        box.display = offer is not None
        self.set_class(offer is not None, "-offering")
        if offer is not None:
            self.query_one("#offered", Lines).show(_offered(offer))
        self.refresh_bindings()

    @on(Listing.Chosen, "#causes")
    def _explain_cause(self, event: Listing.Chosen) -> None:
        from wizard.ui.dialogs.explain import Explain
        from wizard.ui.widgets.cause_page import cause_page

        cause = event.value
        assert isinstance(cause, Cause)
        self.app.push_screen(Explain(f"{cause.code} {cause.name}", *cause_page(cause)))

    @on(Listing.Chosen, "#policies")
    def _open_policy(self, event: Listing.Chosen) -> None:
        from wizard.ui.dialogs.explain import Explain

        policy = event.value
        assert isinstance(policy, PolicyLine)
        text = policy.text or policy.sentence
        lines = marked(policy.text, policy.statements) if policy.text else None
        self.app.push_screen(Explain(f"{MARK_SYMBOLS[policy.mark]} {policy.title}: {policy.sentence}", text, lines))

    @on(Button.Pressed, "#use")
    def _use(self) -> None:
        self.action_use_request()


def _summary(view: InspectView) -> str:
    return f"{SYMBOLS['ALLOWED']} {view.summary}" if view.clear else view.summary


def _offered(offer: RequestOffer) -> tuple[Line, ...]:
    """What is corrected; a value that has no room beside its label goes on under its own beginning."""
    lines = [Line(Content.assemble((f"{offer.heading}: ", "bold $warning"), offer.title))]
    for label, old, new in offer.lines:
        lines.append(Line(Content.styled(old, "$error"), Content.styled(f"  {label} now  ", "$quiet")))
        lines.append(
            Line(Content.styled(new, "bold $success"), Content.styled(f"  {' ' * len(label)} then ", "$quiet"))
        )
    return tuple(lines)


def _policy_card(policy: PolicyLine) -> Card[PolicyLine]:
    colour = MARK_COLOURS[policy.mark]
    line = Line(
        Content.assemble((policy.title, "bold"), f"  {policy.sentence}"),
        Content.styled(f"{MARK_SYMBOLS[policy.mark]} ", f"bold {colour}"),
    )
    return Card(policy, (line,), f"{policy.title}: {policy.sentence}")


def _checklist(view: InspectView, keys: str, name: str) -> tuple[tuple[Line, ...], str]:
    """What could not be read and what would do instead, then all that was read, then whose credentials asked."""
    lines: list[Line] = [Line(Content(each), Content.styled("! ", "bold $warning")) for each in view.way_on]
    lines += [Line(Content.styled(keys, "bold"), Content("  "))] if view.way_on else []
    lines += [Line(Content(warning), Content.styled("! ", "bold $warning")) for warning in view.warnings]
    if view.profile is not None:
        way = f"{name} names {view.profile}, and reads again."
        lines.append(Line(Content.styled(way, "bold"), Content("  ")))
    for gap in known.gaps(view.unread):
        body = Content.assemble((", ".join(gap.what), "bold"), f"  {gap.why}", (gap.missing, "$warning"))
        lines.append(Line(body, Content.styled("? ", "bold $warning")))
    lines += [Line(Content(way)) for way in known.settled_by(view.unread)]
    lines += [Line(Content(view.capture_again))] if view.capture_again else []
    if not view.unread:
        lines.append(Line(Content.styled("Everything that takes part could be read.", "$quiet")))
    for reading in view.read:
        lines.append(Line(Content(str(reading)), Content.styled("✓ ", "$success")))
    lines += [Line(Content.styled(who, "$quiet")) for who in view.credentials]
    return tuple(lines), "\n".join(line.body.plain for line in lines)


SCREEN = InspectScreen
