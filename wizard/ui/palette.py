"""The command palette: every action that works on the screen at hand, the steps, the lessons, the themes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.widgets import Button

from wizard.ui.theme import THEMES


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
        seen: set[str] = set()
        for active in self.screen.active_bindings.values():
            binding: Binding = active.binding
            if binding.id and binding.tooltip and binding.id not in seen and active.enabled and binding.id != "palette":
                seen.add(binding.id)
                yield binding.description, binding.tooltip, partial(self._run, binding.action, active.node)
        for button in self.screen.query(Button):
            label = str(button.label)
            if button.display and not button.disabled and "  " not in label:  # two blanks part a label from its key
                yield label, "The button of this name", button.press
        offered = getattr(self.screen, "offers", tuple)
        yield from offered()
        for name, theme in THEMES.items():
            yield f"Theme: {name}", "Change the colours", partial(setattr, self.app, "theme", theme.name)

    async def _run(self, action: str, node: Any) -> None:
        await self.app.run_action(action, node)
