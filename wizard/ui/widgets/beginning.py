"""Where the error is pasted on the start screen."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import TextArea


class Beginning(TextArea):
    """An area of text that keeps the line ends of what is pasted; Enter goes on."""

    class Submitted(Message):
        """Enter was pressed."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted())
        else:
            await super()._on_key(event)
