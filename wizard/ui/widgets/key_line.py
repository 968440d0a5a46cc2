"""The keys that work now, in the last line: a click on one presses it.

One widget that draws them all. Textual's footer has a widget for each key and makes all of them anew whenever the
focus moves, which was a third of the work of a step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from wizard.ui.keys import EXPLAIN

if TYPE_CHECKING:
    from wizard.ui.screens.waiting import WaitingScreen


@dataclass(frozen=True, slots=True)
class Key:
    """A key that works now: how it is pressed, how it is shown, and what it does."""

    pressed: str
    shown: str
    description: str
    tooltip: str
    enabled: bool
    kept: bool = False  # has its place before all others


class KeyLine(Widget):
    """The keys with what they do, as Textual's footer shows them."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyLine {
        dock: bottom; height: 1; text-wrap: nowrap; pointer: pointer;
        color: $footer-foreground; background: $footer-background;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[Key, ...] = ()
        self._pointed: Key | None = None
        self._looking = False

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _changed(self, screen: Screen[object]) -> None:
        """The focus moved, or something is offered or withdrawn: look once for all that comes together."""
        if screen.app.app_focus and not self._looking:
            self._looking = True
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        self._looking = False
        keys: dict[str, Key] = {}
        idle = cast("WaitingScreen", self.screen).idle
        for _, binding, enabled, tooltip in self.screen.active_bindings.values():
            if binding.show and not idle(binding.action):
                shown = self.app.get_key_display(binding)
                kept = binding.id == EXPLAIN.id
                keys.setdefault(binding.action, Key(binding.key, shown, binding.description, tooltip, enabled, kept))
        if (now := tuple(keys.values())) != self._keys:
            self._keys = now
            self._point(None)
            self.refresh()

    def render(self) -> Content:
        return Content("").join(self._drawn(key) for key in self._fitting())

    def _fitting(self) -> Iterator[Key]:
        """As many keys as there is room for, the one that explains the others always: none is cut in the middle."""
        room = self.size.width - sum(self._drawn(key).cell_length for key in self._keys if key.kept)
        full = False
        for key in self._keys:
            room -= 0 if key.kept else self._drawn(key).cell_length
            full = full or room < 0
            if key.kept or not full:
                yield key

    def _drawn(self, key: Key) -> Content:
        ground = " on $block-hover-background" if key is self._pointed else ""
        dim = "" if key.enabled else "dim "
        return Content.assemble(
            (f" {key.shown} ", f"{dim}bold $footer-key-foreground{ground}"),
            (f"{key.description} ", f"{dim}$footer-description-foreground{ground}"),
        )

    def on_click(self, event: events.Click) -> None:
        """Press the key that was drawn there."""
        key = self._at(event)
        if key is not None and key.enabled:
            self.app.simulate_key(key.pressed)
        elif key is not None:
            self.app.bell()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Mark the key under the pointer, and tell more of it."""
        self._point(self._at(event))

    def on_leave(self) -> None:
        """Mark none."""
        self._point(None)

    def _point(self, key: Key | None) -> None:
        if key is not self._pointed:
            self._pointed = key
            self.tooltip = key.tooltip if key else None
            self.refresh()

    def _at(self, event: events.MouseEvent) -> Key | None:
        end = 0
        for key in self._fitting():
            end += self._drawn(key).cell_length
            if event.x < end:
                return key
        return None
