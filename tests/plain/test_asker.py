"""Questions: numbers or words, defaults in brackets, one line at a time, and codes that nobody sees."""

from __future__ import annotations

import pytest

from tests.plain.script import Script
from wizard.plain.asker import Option

DEVICE = "arn:aws:iam::222233334444:mfa/nadia"
FRUIT = [Option("Apple", "a"), Option("Pear", "p"), Option("Pear tree", "t")]


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [("1", "a"), ("3", "t"), ("apple", "a"), ("APPLE", "a"), ("pear", "p"), ("tree", "t"), ("", "p"), (" 2 ", "p")],
    ids=["number", "last number", "word", "capitals", "whole words win", "part of the words", "enter", "blanks"],
)
def test_a_choice_is_a_number_or_part_of_the_words(typed: str, chosen: str) -> None:
    assert Script(typed).asker.choose("Which?", FRUIT, 1) == chosen


@pytest.mark.parametrize(("typed", "chosen"), [("y", True), ("YES", True), ("n", False), ("no", False)])
def test_yes_and_no_answer_what_is_asked_like_that(typed: str, chosen: bool) -> None:
    options = [Option("Apply it", True, also="yes"), Option("Only copy it", None), Option("Cancel", False, also="no")]
    assert Script(typed).asker.choose("Apply it?", options, 1) is chosen


def test_the_list_is_numbered_and_the_default_stands_in_brackets() -> None:
    script = Script("")
    script.asker.choose("Which?", FRUIT, 2)
    assert script.said == ["", "Which?", "  1. Apple", "  2. Pear", "  3. Pear tree", "Your choice [3]: "]


def test_words_that_fit_several_list_those_with_their_own_numbers() -> None:
    script = Script("ear", "3")
    assert script.asker.choose("Which?", FRUIT) == "t"
    assert script.said[-4:] == ["2 of them hold ear:", "  2. Pear", "  3. Pear tree", "Your choice [1]: 3"]


def test_the_first_words_of_one_win_over_words_inside_another() -> None:
    options = [Option("Explain a cause", "cause"), Option("More: explain this step", "more")]
    assert Script("explain").asker.choose("Which?", options, 1) == "cause"


def test_an_answer_that_fits_nothing_is_told_what_would() -> None:
    script = Script("9", "1")
    assert script.asker.choose("Which?", FRUIT) == "a"
    assert "There is no 9 here. Type a number from 1 to 3, or part of the words." in script.said


def test_a_long_list_is_not_read_out_whole() -> None:
    script = Script("role-77")
    roles = [Option(f"role-{number}", number) for number in range(100)]
    assert script.asker.choose("Which?", roles) == 77
    assert "  and 80 more: type part of the words to find one." in script.said
    assert len(script.said) < 30


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", "old"), ("new", "new"), ("-", "")],
    ids=["enter keeps", "typed", "a dash leaves it out"],
)
def test_text_keeps_what_stands_in_brackets(typed: str, kept: str) -> None:
    script = Script(typed)
    assert script.asker.text("Name", "old") == kept
    assert script.said == [f"Name [old]: {typed}"]


def test_a_paste_ends_with_an_empty_line() -> None:
    assert Script("one", "two", "", "three").asker.paste("Paste.") == "one\ntwo"


def test_a_code_is_hidden_and_asked_for_again_until_it_is_one() -> None:
    script = Script("12345", "123 456")
    code = script.asker.code(DEVICE, lambda: None)
    assert code is not None
    assert code.reveal() == "123456"
    assert "A code is six digits." in script.said
    assert "123456" not in script.text
    assert str(code) == "***"


def test_no_code_cancels() -> None:
    script = Script("")
    assert script.asker.code(DEVICE, lambda: None) is None
    assert script.said[0] == f"Enter the MFA code of {DEVICE}, or nothing to cancel."


def test_the_practice_phone_is_whispered_and_a_dash_cancels() -> None:
    script = Script("-")
    assert script.asker.code(DEVICE, lambda: "654321") is None
    assert script.whispered == ["Phone: 654321"]
    assert "654321" not in script.text
    assert "a single - cancels" in script.text


def test_enter_alone_takes_what_the_practice_phone_shows_by_then() -> None:
    """The code that was read out has run out while somebody listened to it."""
    shown = ["111111", "222222"]
    script = Script("")
    code = script.asker.code(DEVICE, lambda: shown.pop(0))
    assert code is not None
    assert code.reveal() == "222222"
    assert "Enter alone takes the code that the phone shows by then" in script.text
    assert "222222" not in script.text + "".join(script.whispered)


def test_an_input_that_ends_is_not_asked_again() -> None:
    with pytest.raises(EOFError):
        Script().asker.choose("Which?", FRUIT)


def test_a_long_question_stands_on_a_line_of_its_own() -> None:
    script = Script("")
    arn = "arn:aws:iam::444455556666:role/path/of/some/length/Deploy"
    assert script.asker.text("role_arn", arn) == arn
    assert script.said == [f"role_arn [{arn}]", "Answer: "]


def test_a_long_choice_is_folded_between_words_below_its_own_beginning() -> None:
    script = Script("1")
    label = "Repair: Trust user remote-user of 210987654321 in place of user remote-user of 123456789012, the best one"
    script.asker.choose("What next?", [Option(label, "repair")])
    assert "\n  1. Repair: " in script.text
    assert all(len(line) < 80 for line in script.text.splitlines())
    assert "\n     remote-user of 123456789012, the best one\n" in script.text
