"""Two strings that almost agree are told apart in words, and the differing stretch is marked."""

from __future__ import annotations

import pytest

from wizard.repair.near_miss import differing, distance, how, is_typo

USER = "arn:aws:iam::111122223333:user/alice"


@pytest.mark.parametrize(
    ("written", "wanted", "words"),
    [
        ("arn:aws:iam::111122223333:user/alcie", USER, "two letters are swapped"),
        ("arn:aws:iam::111122223333:user/alie", USER, "one letter is missing"),
        ("arn:aws:iam::111122223333:user/allice", USER, "one letter too many"),
        ("arn:aws:iam::111122223333:user/alicf", USER, "one letter differs"),
        ("arn:aws:iam::111122223333:user/Alice", USER, "only the letter case differs"),
        (USER + " ", USER, "white space differs"),
        ("arn:aws:iam::444455556666:user/alice", USER, "another account"),
        ("arn:aws-cn:iam::111122223333:user/alice", USER, "another partition"),
        ("arn:aws:iam::111122223333:role/alice", USER, "a role instead of a user"),
        ("arn:aws:iam::1:role/app", "arn:aws:iam::1:role/service/app", "the path is left out"),
        ("arn:aws:iam::1:role/a/app", "arn:aws:iam::1:role/b/app", "another path"),
        ("arn:aws:iam:::user/alice", USER, "the account id is missing"),
    ],
)
def test_the_difference_is_said_in_words(written: str, wanted: str, words: str) -> None:
    assert how(written, wanted) == words


def test_the_differing_stretch_is_marked_in_both() -> None:
    one, other = "role/terrafrom-ci", "role/terraform-ci"
    first, second = differing(one, other)
    assert (one[first], other[second]) == ("ro", "or")


def test_a_longer_string_marks_what_it_has_more() -> None:
    one, other = "role/app", "role/service/app"
    first, second = differing(one, other)
    assert (one[first], other[second]) == ("", "service/")


def test_distance_gives_up_beyond_its_limit() -> None:
    assert distance("abc", "abc") == 0
    assert distance("kitten", "sitting") == 3
    assert distance("a" * 50, "b" * 50, 3) == 4


def test_unlike_names_are_no_typos() -> None:
    assert not is_typo("alice", "bob")
    assert not is_typo("dev", "ops")
    assert is_typo("my-role", "my_role")
