"""A difference of files, as the preview of a profile shows it: its headings only where they tell something."""

from __future__ import annotations

from wizard.ui.widgets.diff import given_diff

ONE = ("--- /home/config", "+++ /home/config", "@@ -5,1 +5,2 @@", " region = eu", "+[profile dev]")
PLACES = (*ONE, "@@ -50,1 +51,2 @@", "+--- a comment")


def told(diff: tuple[str, ...]) -> list[str]:
    return [line.body.plain for line in given_diff(diff)]


def test_one_file_is_named_by_the_heading_alone_and_its_places_are_parted() -> None:
    assert told(PLACES) == ["region = eu", "[profile dev]", "⋯", "--- a comment"]


def test_each_of_several_files_is_named_once() -> None:
    other = ("--- /home/credentials", "+++ /home/credentials", "@@ -1,1 +0,0 @@", "-role_arn = x")
    assert told(ONE + other) == ["/home/config", "region = eu", "[profile dev]", "/home/credentials", "role_arn = x"]
