"""The catalogue: every cause has a code, a name, a sentence and a whole page."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import get_args

import pytest

from wizard.engine.decision import Layer
from wizard.repair import catalogue
from wizard.repair.catalogue import Entry

ENTRIES = catalogue.entries()


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes = [entry.code for entry in ENTRIES]
    assert codes == sorted(set(codes))
    assert len({entry.name for entry in ENTRIES}) == len(ENTRIES) == 89


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_a_cause_is_whole(entry: Entry) -> None:
    assert re.fullmatch(r"RW[0-5]\d\d", entry.code)
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", entry.name)
    assert entry.layer in get_args(Layer)
    assert entry.sentence.endswith(".") and len(entry.sentence) <= 100
    page = entry.page
    for part in (page.explanation, page.recognise, page.repair):
        assert part.endswith((".", ":", ")", "…")) and len(part) > 20, entry.code
    assert page.before and page.after and page.before != page.after
    title, url = page.reference.splitlines()
    assert title and re.fullmatch(r"https://(docs\.)?aws\.amazon\.com/\S+", url)
    assert "```" not in page.before + page.after


def test_there_is_no_page_without_a_cause() -> None:
    pages = {item.name for item in files("wizard.repair").joinpath("causes").iterdir()} - {"index.json"}
    assert pages == {f"{entry.code}.md" for entry in ENTRIES}


@pytest.mark.parametrize(
    "topic", ["RW110", "rw110", "external_id_missing", "External-Id-Missing", "external id missing"]
)
def test_a_cause_is_found_however_it_is_written(topic: str) -> None:
    entry = catalogue.lookup(topic)
    assert entry is not None and entry.code == "RW110"


def test_a_search_finds_the_named_ones_first() -> None:
    found = [entry.name for entry in catalogue.search("mfa")]
    assert found[:3] == ["mfa_code_rejected", "mfa_required", "mfa_too_old"]
    assert "identity_condition_mismatch" in found, "its page speaks of MFA"
    assert catalogue.search("environment variables")
    assert catalogue.search("") == () == catalogue.search("xyzzy")


def test_a_slip_of_the_hand_has_near_names() -> None:
    assert catalogue.near("externalidmissing")[0].name == "external_id_missing"
    assert catalogue.near("RW10")[0].code.startswith("RW1")
    assert catalogue.near("zzzzzzzzzz") == ()


def test_lookups_know_their_own() -> None:
    assert catalogue.code("mfa_required") == "RW112" == catalogue.by_name("MFA_required").code
    found = catalogue.lookup("rw112")
    assert found is not None and found.name == "mfa_required"
    with pytest.raises(KeyError):
        catalogue.code("nonsense")
