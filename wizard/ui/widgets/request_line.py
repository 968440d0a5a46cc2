"""Who calls → which role, in which accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from wizard.flow.session import Session

ARROW = " → "


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the request: its short name and its account."""

    name: str
    account: str = ""


def parties(session: Session) -> tuple[Party, Party]:
    """Both sides of a session, as far as they are known."""
    profile = session.target.caller_profile
    caller = _party(session.caller_arn) if session.caller_arn else Party(f"profile {profile}" if profile else "you")
    return caller, _party(session.role_arn) if session.role_arn else Party("a role")


def _party(arn: str) -> Party:
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return Party(arn)
    return Party(parts[5].partition("/")[2] or parts[5], parts[4])


class RequestLine(Static):
    """One line. Where it does not fit, names are shortened in their middle and account ids stay whole."""

    DEFAULT_CSS = """
    RequestLine { height: 1; padding: 0 1; background: $surface; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._caller = Party("…")
        self._role = Party("…")
        self._mark = ""

    def show(self, caller: Party, role: Party, mark: str = "") -> None:
        """Show a request's two sides, and first of all a mark that the whole sitting bears."""
        self._caller, self._role, self._mark = caller, role, f" {mark} " if mark else ""
        self.refresh()

    def render(self) -> Content:
        sides = (self._caller, self._role)
        fixed = len(self._mark) + 1 + len(ARROW) + sum(len(_account(side)) for side in sides)
        room = max(8, (self.size.width - fixed) // 2)
        spare = sum(max(0, room - len(side.name)) for side in sides)
        caller, role = (
            Content.assemble((_shorten(side.name, room + spare), "bold"), (_account(side), "$quiet")) for side in sides
        )
        mark = ((self._mark, "bold reverse $warning"), " ") if self._mark else ()
        return Content.assemble(*mark, caller, (ARROW, "bold $primary"), role)


def _account(side: Party) -> str:
    return f" in {side.account}" if side.account else ""


def _shorten(name: str, room: int) -> str:
    if len(name) <= room:
        return name
    head = (room - 1) // 2
    return f"{name[:head]}…{name[len(name) - (room - 1 - head) :]}"
