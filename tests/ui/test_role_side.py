"""Where nobody was asked in the role's account: a profile of it is named from the steps, and it is read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.ui.conftest import Open
from tests.ui.fake_aws import FakeAws
from wizard.aws.gateway import Gathered, Reading, Target
from wizard.engine.case import Case, Role


class OtherSideUnasked(FakeAws):
    """An AWS in which the role's account is asked only with a profile of it."""

    def case(self, target: Target) -> Case:
        found = super().case(target)
        role = replace(found.role or Role(), trust_policy=Role().trust_policy)
        return found if target.role_profile == "admin" else replace(found, role=role)

    def gather(self, target: Target, report: Callable[[Reading], None]) -> Gathered:
        found = super().gather(target, report)
        if target.role_profile == "admin":
            return found
        unasked = Reading("trust policy", "trust_policy", "not_asked", "iam:GetRole", "no credentials at hand")
        return replace(found, role_side=None, readings=(unasked,))


async def test_n_names_a_profile_of_the_roles_account_and_reads_again(sit: Open, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[default]\n[profile elsewhere]\nsso_account_id = 999999999999\n[profile admin]\n")
    async with sit(aws=OtherSideUnasked()) as sitting:
        assert "n names a profile of account 123456789012, and reads again." in sitting.text
        assert "n Profile" in sitting.text.splitlines()[-1]
        await sitting.press("n")
        await sitting.until("2 in all")
        assert "A profile of account 123456789012" in sitting.text
        await sitting.press("enter")
        await sitting.until("DENIED")
        assert sitting.aws.target.role_profile == "admin"
        assert "names a profile" not in sitting.text
        assert "n Profile" not in sitting.text


async def test_nothing_is_read_again_where_no_profile_is_named(sit: Open) -> None:
    async with sit(aws=OtherSideUnasked()) as sitting:
        await sitting.press("2")
        assert "Or name a profile of account 123456789012" in " ".join(sitting.text.replace("│", " ").split())
        assert "Name a profile… n" in sitting.text
        await sitting.press("tab", "enter")
        await sitting.until("1 in all")
        await sitting.press("escape")
        assert sitting.aws.target.role_profile is None
        await sitting.until("2 Trust policy")
