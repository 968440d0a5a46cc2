"""The start screen: what is typed into its fields is the person's, and its lists are read with those profiles."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.widgets import Input, TextArea

from tests.ui.conftest import Open, Sitting
from tests.ui.fake_aws import CALLER, ROLE, FakeAws, FakeCoach
from wizard.aws.gateway import Target
from wizard.flow.recent import remember

ERROR = (
    "An error occurred (AccessDenied) when calling the AssumeRole operation: "
    f"User: {CALLER} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
)


async def write(sitting: Sitting, text: str) -> None:
    """Paste a text in place of what stands there."""
    sitting.app.screen.query_one(TextArea).text = text
    await sitting.settle()


def field(sitting: Sitting, name: str) -> Input:
    return sitting.app.screen.query_one(f"#{name}", Input)


async def test_a_field_holds_what_the_text_says_and_no_more_once_it_is_gone(sit: Open) -> None:
    async with sit(target=Target()) as sitting:
        await sitting.until("Paste an error")
        await write(sitting, ERROR)
        assert field(sitting, "role").value == ROLE
        await write(sitting, "Deploy")
        assert field(sitting, "role").value == "Deploy"
        await write(sitting, "")
        assert field(sitting, "role").value == ""
        sitting.app.screen.query_one("#inspect").focus()
        sitting.app.post_message(events.Paste(ERROR))
        await sitting.settle()
        assert field(sitting, "role").value == ROLE, "a paste counts wherever the focus is"


async def test_the_role_is_asked_for_where_the_error_names_none(sit: Open) -> None:
    async with sit(target=Target()) as sitting:
        await sitting.until("Paste an error")
        await write(sitting, "Error: Not authorized to perform sts:AssumeRoleWithWebIdentity")
        await sitting.press("enter")
        assert "The text names no role" in sitting.notices
        assert sitting.app.screen.focused is field(sitting, "role")
        await sitting.press("enter")
        await sitting.until("1 Inspect")


async def test_the_parts_of_an_error_are_shown_as_understood(sit: Open) -> None:
    async with sit(target=Target()) as sitting:
        for number in range(9):
            remember(Target(role=f"{ROLE}{number}"))
        await sitting.until("Paste an error")
    async with sit(target=Target()) as sitting:
        await sitting.until("Earlier targets")
        await write(sitting, f"{ERROR} because no resource-based policy allows the sts:AssumeRole action")
        told = " ".join(sitting.text.split())
        assert f"{CALLER} was refused {ROLE}. AssumeRole, AccessDenied, it points at the trust policy" in told
        row = next(line for line in sitting.text.splitlines() if line.startswith(" Role "))
        assert f":{ROLE.rpartition('::')[2]}  " in row, "of an ARN its end, where the name is"
        assert "Enter takes it up again" in sitting.text, "the list stands whole, and so do the keys"
        assert "^n Inspect" in sitting.text


async def test_an_error_is_read_whole_and_the_fields_stand_clear_of_what_was_understood(sit: Open) -> None:
    async with sit(target=Target()) as sitting:
        for number in range(9):
            remember(Target(role=f"{ROLE}{number}"))
        await sitting.until("Paste an error")
    async with sit(target=Target()) as sitting:
        await sitting.until("Earlier targets")
        assert sum("MyCrossAccountRole" in line for line in sitting.text.splitlines()) > 4, (
            "they have what room there is"
        )
        await write(sitting, f"{ERROR} because no resource-based policy allows the sts:AssumeRole action")
        assert "allows the sts:AssumeRole action" in " ".join(sitting.text.replace("│", "").split())
        lines = sitting.text.splitlines()
        assert not lines[next(place for place, line in enumerate(lines) if line.startswith(" Role ")) - 1].strip()


async def test_in_forty_columns_the_fields_have_room_and_no_button_is_cut(sit: Open) -> None:
    async with sit(target=Target(), size=(40, 20)) as sitting:
        await sitting.until("Denied calls")
        field(sitting, "role").value = ROLE
        await sitting.settle()
        shown = ("MyCrossAccountRole", "Role side's profile", "empty: the", "Find a role…", "Its profile…", "Practise")
        assert [words for words in shown if words not in sitting.text] == [], sitting.text


async def test_what_was_typed_into_a_field_stays_when_the_error_is_pasted_after_it(sit: Open) -> None:
    async with sit(target=Target()) as sitting:
        await sitting.until("Paste an error")
        field(sitting, "role_profile").value = "admin"
        await write(sitting, ERROR)
        assert (field(sitting, "role_profile").value, field(sitting, "role").value) == ("admin", ROLE)
        field(sitting, "role").value = f"{ROLE}2"
        await write(sitting, f"{ERROR}\nand more")
        assert field(sitting, "role").value == f"{ROLE}2"


async def test_the_roles_are_those_that_the_role_sides_profile_sees(sit: Open) -> None:
    asked: list[str | None] = []
    async with sit(target=Target()) as sitting:
        await sitting.until("Paste an error")

        def connect(target: Target) -> FakeAws:
            asked.append(target.role_profile or target.caller_profile)
            return sitting.aws

        sitting.app.wizard._connect = connect
        field(sitting, "role_profile").value = "admin"
        sitting.app.screen.query_one("#find-role").focus()
        await sitting.press("enter")
        await sitting.until("120 in all")
        assert asked == ["admin"]
        await sitting.press("enter")
        assert field(sitting, "role").value == "arn:aws:iam::123456789012:role/Role0"


async def test_a_search_that_finds_no_role_says_so(sit: Open) -> None:
    async with sit(target=Target()) as sitting:
        await sitting.until("Paste an error")
        sitting.app.screen.query_one("#find-role").focus()
        await sitting.press("enter")
        await sitting.until("120 in all")
        await sitting.press(*"xyz")
        await sitting.until("nothing contains “xyz”")


async def test_the_page_of_the_start_fills_its_lines_and_the_palette_names_each_action_once(sit: Open) -> None:
    async with sit(target=Target()) as sitting:
        await sitting.until("Paste an error")
        await sitting.press("f1")
        await sitting.until("can be corrected below. Or type")
        await sitting.press("escape", "ctrl+p")
        await sitting.until("A profile…")
        assert sum(line.strip() == "Inspect" for line in sitting.text.splitlines()) == 1


async def test_earlier_targets_are_told_apart_by_their_profiles(sit: Open) -> None:
    async with sit(target=Target()) as sitting:
        remember(Target(role=ROLE, caller_profile="dev"))
        remember(Target(role=ROLE, caller_profile="dev", role_profile="admin"))
        await sitting.until("Paste an error")
    async with sit(target=Target()) as sitting:
        await sitting.until("by dev  role side admin")
        rows = [row.strip(" │") for row in sitting.text.splitlines() if "by dev" in row]
        both = "MyCrossAccountRole in 123456789012  by dev"
        assert rows == [f"{both}  role side admin", both]


PROFILES = """\
[default]
region = us-east-1
[profile keys]
[profile other]
sso_account_id = 999999999999
[profile admin]
sso_account_id = 123456789012
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/Deploy
source_profile = keys
"""


async def choose(sitting: Sitting, button: str, *keys: str) -> None:
    """Open the list that stands beside a field, and press keys in it."""
    sitting.app.screen.query_one(button).focus()
    await sitting.press("enter")
    await sitting.until("5 in all")
    await sitting.press(*keys, "enter")


async def test_a_profile_that_is_chosen_fills_its_field_and_keeps_the_error(sit: Open, tmp_path: Path) -> None:
    (tmp_path / "config").write_text(PROFILES)
    async with sit(target=Target()) as sitting:
        await sitting.until("Paste an error")
        await write(sitting, ERROR)
        await choose(sitting, "#choose-profile", *"keys")
        assert sitting.app.screen.query_one(TextArea).text == ERROR
        assert (field(sitting, "caller_profile").value, field(sitting, "role").value) == ("keys", ROLE)
        await write(sitting, f"{ERROR}\nand more")
        assert field(sitting, "caller_profile").value == "keys"


async def test_a_profile_may_be_chosen_before_the_error_is_pasted(sit: Open, tmp_path: Path) -> None:
    (tmp_path / "config").write_text(PROFILES)
    async with sit(target=Target()) as sitting:
        await sitting.until("Paste an error")
        await choose(sitting, "#choose-profile", *"keys")
        assert "The caller is the profile keys. Which role is it to assume?" in sitting.text
        assert sitting.app.screen.query_one(TextArea).text == ""
        await write(sitting, ERROR)
        assert (field(sitting, "caller_profile").value, field(sitting, "role").value) == ("keys", ROLE)


async def test_a_chosen_profile_with_a_role_brings_it_where_none_is_named(sit: Open, tmp_path: Path) -> None:
    (tmp_path / "config").write_text(PROFILES)
    async with sit(target=Target()) as sitting:
        await sitting.until("Paste an error")
        await choose(sitting, "#choose-profile", *"deploy")
        assert field(sitting, "role").value == "arn:aws:iam::123456789012:role/Deploy"
        assert field(sitting, "caller_profile").value == "keys"
        await write(sitting, ERROR)
        assert (field(sitting, "caller_profile").value, field(sitting, "role").value) == ("deploy", ROLE)


async def test_the_role_sides_profile_is_chosen_from_a_list_with_those_of_its_account_first(
    sit: Open, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text(PROFILES)
    async with sit(target=Target()) as sitting:
        await sitting.until("Paste an error")
        await write(sitting, ERROR)
        sitting.app.screen.query_one("#choose-role-profile").focus()
        await sitting.press("enter")
        await sitting.until("5 in all")
        order = ("admin", "deploy", "keys", "default", "other")
        places = [sitting.text.index(f"│  {name} ") for name in order]
        assert "A profile of account 123456789012" in sitting.text
        assert places == sorted(places)
        await sitting.press("enter")
        assert (field(sitting, "role_profile").value, field(sitting, "role").value) == ("admin", ROLE)


async def test_before_step_1_stands_the_start_and_the_way_back_reads_nothing_again(sit: Open) -> None:
    async with sit(target=Target(role=ROLE, error_text=ERROR, role_profile="admin")) as sitting:
        read = sitting.app.wizard.session
        await sitting.press("alt+left")
        await sitting.until("Paste an error")
        assert sitting.app.screen.query_one(TextArea).text == ERROR
        assert (field(sitting, "role").value, field(sitting, "role_profile").value) == (ROLE, "admin")
        assert "esc Back" in sitting.text
        await sitting.press("escape")
        await sitting.until("1 Inspect")
        assert sitting.app.wizard.session is read


async def test_the_role_stands_in_its_field_after_the_way_back(sit: Open) -> None:
    async with sit(target=Target()) as sitting:
        await sitting.until("Paste an error")
        sitting.app.screen.query_one(TextArea).text = ROLE
        await sitting.settle()
        await sitting.press("enter")
        await sitting.until("1 Inspect")
        await sitting.press("alt+left")
        await sitting.until("Paste an error")
        assert field(sitting, "role").value == ROLE


async def test_another_role_asks_before_what_was_typed_is_lost(sit: Open) -> None:
    async with sit() as sitting:
        await sitting.press("2", "enter")
        sitting.app.screen.query_one(TextArea).focus()
        await sitting.press("x", "ctrl+p", *"begin with", "enter")
        await sitting.until("Paste an error")
        field(sitting, "role").value = f"{ROLE}2"
        field(sitting, "role").focus()
        await sitting.press("enter")
        await sitting.until("Begin anew?")
        await sitting.press("escape")
        assert sitting.app.wizard.session.target.role == ROLE
        field(sitting, "role").focus()
        await sitting.press("enter")
        await sitting.until("Begin anew?")
        sitting.app.screen.query_one("#yes").focus()
        await sitting.press("enter")
        await sitting.until("1 Inspect")
        assert sitting.app.wizard.session.target.role == f"{ROLE}2"
        assert not sitting.app.would_be_lost()
        await sitting.press("2")
        assert "not applied" not in sitting.text


async def test_a_lesson_has_no_start_before_step_1(sit: Open) -> None:
    async with sit(coach=FakeCoach()) as sitting:
        await sitting.press("alt+left")
        assert "1 Inspect" in sitting.text


async def test_what_was_pasted_to_begin_with_is_copied_and_kept_in_no_file(sit: Open, tmp_path: Path) -> None:
    """It may hold what a program printed beside the error: a secret key, say."""
    async with sit(target=Target(), notifications=True) as sitting:
        await sitting.until("Paste an error")
        await write(sitting, f"{ERROR}\nwith aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
        sitting.app.screen.query_one(TextArea).focus()
        sitting.app.screen.query_one(TextArea).select_all()
        await sitting.press("ctrl+c")
        await sitting.until("Copied")
        assert "wJalr" in sitting.app.clipboard
        assert not (tmp_path / "state" / "copied.txt").exists()
