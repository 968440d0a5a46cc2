"""The command palette: every action that works on the screen at hand, the steps, the lessons, the themes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.binding import Binding
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.widgets import Button

from wizard.ui.breakpoints import DIALOG_WIDTHS
from wizard.ui.dialogs.closing import ClosingAlone
from wizard.ui.keys import ANYWHERE, STEP, key_labels
from wizard.ui.theme import THEMES

_LEAVING = ("copy-or-quit", "quit")
_FULLER = ("paste-policy", "name-profile")
"""Keys whose actions the steps offer under fuller names."""
_RANK = {one.id: place for place, one in enumerate((*STEP, *ANYWHERE), 1) if isinstance(one, Binding)}
"""The keys of every screen, in the order of their list."""


class Actions(Provider):
    """What a person could do now, by name."""

    async def discover(self) -> Hits:
        """Everything, before a letter is typed."""
        for name, help, run in self._actions():
            yield DiscoveryHit(name, run, help=help)

    async def search(self, query: str) -> Hits:
        """What matches the letters typed."""
        matcher = self.matcher(query)
        for name, help, run in self._actions():
            if (score := matcher.match(name)) > 0:
                yield Hit(score, matcher.highlight(name), run, help=help)

    def _actions(self) -> Iterator[tuple[str, str, Any]]:
        """What is this screen's own, then what works on every screen; leaving comes last."""
        keys = sorted((key for key in self._keys() if key[0] not in _FULLER), key=lambda key: _RANK.get(key[0], 0))
        own = [key for key in keys if key[0] not in _RANK]
        leaving = [key for key in keys if key[0] in _LEAVING]
        for key in own:
            yield key[1:]
        names, key_names = {key[1] for key in keys}, key_labels(self.app)
        for button in self.screen.query(Button):
            label = str(button.label)
            there = button.display and not button.disabled
            if there and label not in names and label.rpartition(" ")[2] not in key_names:
                names.add(label)
                yield label, "", button.press
        offered = getattr(self.screen, "offers", tuple)
        yield from (one for one in offered() if one[0] not in names)
        for key in keys:
            if key not in own and key not in leaving:
                yield key[1:]
        for name, theme in THEMES.items():
            yield f"Theme: {name}", "", partial(setattr, self.app, "theme", theme.name)
        for key in leaving:
            yield key[1:]

    def _keys(self) -> Iterator[tuple[str, str, str, Any]]:
        """Every key that works here: its id, its name, what it does, and doing it."""
        seen: set[str] = {"palette"}
        stands = {each.heading: f": {each.symbol} {each.word}" for each in getattr(self.screen, "states", tuple)()}
        for active in self.screen.active_bindings.values():
            binding: Binding = active.binding
            if binding.id and binding.tooltip and active.enabled and binding.id not in seen:
                seen.add(binding.id)
                run = partial(self._run, binding.action, active.node)
                yield binding.id, binding.description, f"{binding.tooltip}{stands.get(binding.description, '')}", run

    async def _run(self, action: str, node: Any) -> None:
        await self.app.run_action(action, node)


class Palette(CommandPalette, ClosingAlone[Any]):
    """Textual's palette, closing as our dialogs do and framed like them; a page of its list is turned once that is
    drawn. In the terminal's own colours the line at hand is underlined: Textual would reverse it, and does not.
    """

    DEFAULT_CSS = """
    Palette {
        background: $scrim;
        &:ansi { background: transparent; }
        & > #--container { width: 100%; background: $surface; }
        &.-broad > #--container { width: 100; }
        & #--input, & #--input.--list-visible { border: none; background: $surface; padding: 0 1; }
        & #--input Input { background: $panel; }
        & #--input SearchIcon { display: none; }
        & CommandList, & CommandList:focus { border: none; border-bottom: hkey $border-blurred; }
        &:ansi CommandList > .option-list--option-highlighted { text-style: bold underline; }
    }
    """

    HORIZONTAL_BREAKPOINTS = DIALOG_WIDTHS

    def _action_command_list(self, action: str) -> None:
        with contextlib.suppress(KeyError):
            super()._action_command_list(action)
