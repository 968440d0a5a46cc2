"""A list of five thousand roles: searched and chosen from while it still loads."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

from tests.ui.conftest import Open
from wizard.aws.gateway import Target
from wizard.ui.dialogs.choose import Choice, Choose


async def test_a_role_is_found_while_the_others_are_still_on_their_way(sit: Open, gate: Event) -> None:

    def roles() -> Iterator[Choice]:
        for number in range(5000):
            if number == 1000:
                gate.wait()
            yield Choice(f"arn:aws:iam::111122223333:role/r{number}", f"r{number}")

    chosen: list[str | None] = []
    async with sit(target=Target()) as sitting:
        await sitting.until("Paste an error")
        sitting.app.push_screen(Choose("Roles", roles), chosen.append)
        await sitting.until("so far…")
        await sitting.until("r0")
        await sitting.strike(*"r77")
        await sitting.until("r77")
        assert not gate.is_set(), "the rest has not come yet"
        await sitting.strike("enter")
        gate.set()
    assert chosen == ["arn:aws:iam::111122223333:role/r77"]


async def test_all_of_them_arrive(sit: Open) -> None:
    def roles() -> Iterator[Choice]:
        return (Choice(f"arn:aws:iam::111122223333:role/r{number}", f"r{number}") for number in range(5000))

    async with sit(target=Target()) as sitting:
        await sitting.until("Paste an error")
        sitting.app.push_screen(Choose("Roles", roles))
        await sitting.until("5000 in all")
        await sitting.press(*"r4999")
        await sitting.until("r4999")
