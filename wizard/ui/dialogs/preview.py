"""The preview: one change in every form, before it is applied. The same dialog everywhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Button, Input, Static, TabbedContent, TabPane

from wizard.flow.apply import NotReadAgain
from wizard.flow.forms import Form, as_code, result
from wizard.flow.preview import HAND_OVER, SAVE, Preview
from wizard.flow.request import settings_shown
from wizard.flow.verdict import Verdict
from wizard.ui.background import in_background
from wizard.ui.breakpoints import BROAD
from wizard.ui.caught_up import caught_up
from wizard.ui.dialogs.dialog import Dialog
from wizard.ui.keys import PREVIEW_DIALOG, key_of
from wizard.ui.saving import save
from wizard.ui.widgets.diff import diff_lines, given_diff
from wizard.ui.widgets.lines import Line, Lines, laid_out, prose
from wizard.ui.widgets.verdict import COLOURS

if TYPE_CHECKING:
    from wizard.ui.app import WizardApp

WIDTH, HIGHEST = 110, 40
"""Columns on a broad terminal, and rows however large it is."""
AROUND, SCROLL_BAR = 4, 1
"""Columns beside the text: frame and padding, and what scrolls it."""
TABS, BELOW = 1, 4
"""Rows of the tabs' names; of the frame, and the buttons with a blank above them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of applying: nothing but the change, or the failure that AWS or the file answered."""

    failure: Exception | None = None

    @property
    def made(self) -> bool:
        """Whether the change was made."""
        return self.failure is None or isinstance(self.failure, NotReadAgain)


@dataclass(frozen=True, slots=True)
class Tab:
    """A form as it is shown, and as it is copied and saved."""

    name: str
    lines: tuple[Line, ...]
    form: Form


class PreviewDialog(Dialog[Outcome]):
    """Shows a change and, where the person says so, makes it; cancel is the default, or what can be done in its place.

    It stays open until the change is made and the step below is drawn anew by ``settle``: nothing can be previewed,
    applied or left half-way meanwhile, and no key meets a step as it was before. ``None``: cancelled, nothing was done.
    """

    AUTO_FOCUS = "#cancel"
    BINDINGS = PREVIEW_DIALOG

    def __init__(self, preview: Preview, carry_out: Callable[[], object], settle: Callable[[], None]) -> None:
        super().__init__(preview.question)
        self._preview = preview
        self._carry_out = carry_out
        self._settle = settle
        self._applying = False
        self._tabs = _tabs(preview)

    def content(self) -> ComposeResult:
        yield Static(_heading(self._preview), id="heading")
        if self._preview.warning:
            yield Static(Content.assemble(("! ", "bold $warning"), self._preview.warning), id="warning")
        if self._preview.refused:
            yield Static(
                Content.assemble((f"✗ {self._preview.obstacle}. ", "bold $error"), self._preview.refused),
                id="refused",
            )
        with TabbedContent(id="forms"):
            for number, tab in enumerate(self._tabs):
                with TabPane(tab.name, id=f"form-{number}"), VerticalScroll(can_focus=False):
                    yield Lines(tab.lines)
        if self._preview.type_to_confirm and not self._preview.refused:
            with Horizontal(id="confirm"):
                yield Static(
                    Content.assemble(("! ", "bold $warning"), "Wide: type ", (self._preview.type_to_confirm, "bold"))
                )
                yield Input(placeholder="the role's name", id="typed")
        with Horizontal(id="buttons"):
            if not self._preview.refused:
                yield Button(f"Apply {key_of(self.app, 'apply')}", id="apply")
            yield Button(f"Copy {key_of(self.app, 'copy')}", id="copy")
            yield Button(f"Save {key_of(self.app, 'save')}", id="save")
            if self._preview.handover:
                yield Button(f"Hand over {key_of(self.app, 'hand-over')}", id="hand_over")
            yield Button(f"Cancel {key_of(self.app, 'cancel')}", id="cancel")

    def on_mount(self) -> None:
        self._fit(self.app.size)
        for tabs in self.query("Tabs"):
            tabs.can_focus = False
        if instead := {HAND_OVER: "#hand_over", SAVE: "#save"}.get(self._preview.question):
            self.query_one(instead).focus()

    def on_resize(self, event: events.Resize) -> None:
        """There is more or less room for what it tells."""
        self._fit(event.size)

    def _fit(self, size: Size) -> None:
        """As high as its longest tab needs, so that no tab moves the buttons."""
        width = (WIDTH if size.width >= BROAD else size.width) - AROUND
        above = [cast("Content", each.visual) for each in self.query("#box > Static").results(Static)]
        told = sum(content.get_height({}, width) for content in above) + len(self.query("#confirm"))
        longest = max(len(laid_out(tab.lines, width - SCROLL_BAR)) for tab in self._tabs)
        self.query_one("#box").styles.height = min(told + TABS + longest + BELOW, HIGHEST)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        getattr(self, f"action_{event.button.id}")()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.value.strip() == self._preview.type_to_confirm:
            self.query_one("#apply").focus()

    def action_apply(self) -> None:
        """Apply, unless it cannot be, which a notice says, or a name is still to be typed."""
        wanted = self._preview.type_to_confirm
        if self._preview.refused:
            self.notify(self._preview.refused, title=self._preview.obstacle, severity="warning")
        elif wanted and self.query_one("#typed", Input).value.strip() != wanted:
            self.query_one("#typed").focus()
        elif not self._applying:
            self._applying = True
            self._apply()

    @work(exit_on_error=False)
    async def _apply(self) -> None:
        self.query_one("#box").border_subtitle = "… Applying: reading again, then changing"
        self.query_one("#buttons").disabled = True
        outcome = Outcome()
        try:
            try:
                await in_background(self._carry_out)
            except Exception as failure:
                outcome = Outcome(failure)
            if outcome.made:
                await self._draw_below()
        except Exception as bug:
            outcome = Outcome(bug)
        finally:
            self.dismiss(outcome)

    async def _draw_below(self) -> None:
        """Let the step below show what came of it, and wait until that is laid out."""
        self._settle()
        step = self.app.screen_stack[-2]
        await caught_up(step.walk_children())  # each asks to be laid out when it has nothing else to do
        drawn = asyncio.Event()
        step.call_after_refresh(drawn.set)
        await drawn.wait()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While it is under way there is nothing else to do here."""
        may = not self._applying or action in ("cancel", "scroll", "turn")
        return may and super().check_action(action, parameters)

    def action_explain(self) -> None:
        """The keys of this dialog."""
        from wizard.ui.dialogs.explain import Explain
        from wizard.ui.help import KEYS, PREVIEW_PAGE, drawn, keys

        page = PREVIEW_PAGE.format(undo=key_of(self.app, "take-back"))
        told = f"{page}\n\n{KEYS}\n{keys(self)}"
        self.app.push_screen(Explain("The preview", told, drawn(told)))

    def action_cancel(self) -> None:
        """Change nothing. What is under way cannot be called back; undo takes it back."""
        if self._applying:
            self.notify("It is under way. Afterwards undo takes it back.", severity="warning")
        else:
            self.dismiss(None)

    def action_copy(self) -> None:
        """Copy the open tab's text."""
        cast("WizardApp", self.app).copy(self._open_tab().form.text)

    def action_save(self) -> None:
        """Save the open tab's text beside where the wizard was started; nothing is overwritten."""
        form = self._open_tab().form
        save(self, form.name, self._preview.about or self._preview.target, form.ending, form.text)

    def action_hand_over(self) -> None:
        """Show the message for whoever can apply it."""
        from wizard.ui.dialogs.hand_over import HandOver

        if self._preview.handover:
            self.app.push_screen(HandOver(self._preview.handover, self._preview.about or self._preview.target))

    def action_turn(self, by: int) -> None:
        """Open the next or previous tab."""
        tabs = self.query_one(TabbedContent)
        number = (int(tabs.active.rpartition("-")[2]) + by) % len(self._tabs)
        tabs.active = f"form-{number}"

    def action_scroll(self, by: int) -> None:
        """Scroll the open tab by half its height."""
        pane = self.query_one(TabbedContent).active_pane
        if pane is not None:
            page = pane.query_one(VerticalScroll)
            page.scroll_relative(y=by * max(1, page.size.height // 2), animate=False)

    def _open_tab(self) -> Tab:
        return self._tabs[int(self.query_one(TabbedContent).active.rpartition("-")[2])]


def _heading(preview: Preview) -> Content:
    parts = []
    if preview.before is not None and preview.after is not None:
        until = f"  {preview.rest.until}" if preview.rest is not None else ""
        parts.append(
            Content.assemble(_verdict(preview.before), ("  →  ", "bold $primary"), _verdict(preview.after), until)
        )  # first, where what opens above the preview leaves it in sight
    parts.append(Content.assemble((preview.title, "bold"), (f"  {preview.target}", "$quiet")))
    if preview.identity:
        parts.append(Content.assemble(("made as ", "$quiet"), preview.identity))
    if preview.request is not None:
        parts.append(Content.assemble(("called with  ", "$quiet"), ", ".join(settings_shown(preview.request))))
    return Content("\n").join(parts)


def _verdict(verdict: Verdict) -> tuple[str, str]:
    return f"{verdict.word} {verdict.symbol}", f"bold {COLOURS[verdict.word]}"


def _tabs(preview: Preview) -> tuple[Tab, ...]:
    """The difference, of which the text that it leads to is copied and saved; what follows; and all as code."""
    diff = given_diff(preview.diff) if preview.change is None else diff_lines(preview.before_text, preview.after_text)
    effect = Form("Effect", "\n".join(preview.effect), "txt")
    return (
        *((Tab("Diff", diff, result(preview)),) if preview.diff else ()),
        *(Tab(form.name, prose(form.text), form) for form in (effect, *as_code(preview))),
    )
