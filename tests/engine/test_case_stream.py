"""Case files are streamed: one object, an array, JSON Lines; what is broken is told, and the rest goes on."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tracemalloc
from pathlib import Path
from random import Random

import pytest

from tests.engine import generated
from wizard.engine.case import Case
from wizard.engine.case_format import CaseError, stream


def _case(name: str) -> dict[str, object]:
    return {"name": name, **generated.case(Random(name))}


def _names(text: str) -> list[str | None]:
    """The names of the cases read, None for each that could not be."""
    return [one.name if isinstance(one, Case) else None for one in stream(io.StringIO(text))]


ONE, TWO, THREE = (json.dumps(_case(name)) for name in ("one", "two", "three"))
PRETTY = json.dumps([_case("one"), _case("two")], indent=2)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (ONE, ["one"]),
        (json.dumps(_case("one"), indent=4), ["one"]),
        (f"{ONE}\n{TWO}\n\n{THREE}\n", ["one", "two", "three"]),
        (f"[{ONE}, {TWO}]", ["one", "two"]),
        (PRETTY, ["one", "two"]),
        ("[]", []),
        (f'{ONE}\n{{"name": "bro\n{THREE}', ["one", None, "three"]),
        (f"{ONE}\n{TWO[:-1]}\n{THREE}", ["one", None, "three"]),
        (f'[{ONE}, {{"name": }}, {THREE}]', ["one", None, "three"]),
        (f"[\n  {ONE},\n  {TWO[:-2]},\n  {THREE}\n]", ["one", None, "three"]),
        (f"{ONE}\n17\n{TWO}", ["one", None, "two"]),
        (f"[{ONE}", ["one", None]),
        ("", [None]),
        ("nonsense", [None]),
        ('{"name": NaN}', [None]),
        ('{"name": 1e400}', [None]),
    ],
)
def test_what_a_file_may_hold(text: str, names: list[str | None]) -> None:
    assert _names(text) == names


class Endless(io.StringIO):
    """The same over and over, behind a beginning."""

    def __init__(self, beginning: str, again: str) -> None:
        super().__init__(beginning)
        self.again = again

    def read(self, size: int | None = -1) -> str:
        """Never nothing."""
        assert size is not None and size > 0
        return super().read(size) or (self.again * size)[:size]


@pytest.mark.parametrize("again", ["y\n", '{"a":', "[{", '\\"'])
@pytest.mark.parametrize("beginning", ["", '["', f'{ONE}\n{{"a": "', f"[{ONE}, {{"])
def test_what_never_ends_nor_begins_another_case_is_left(
    beginning: str, again: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.engine.case_stream.LARGEST", 1 << 17)
    *cases, last = stream(Endless(beginning, again))
    assert sum(isinstance(case, Case) for case in cases) == beginning.count('"one"')
    assert isinstance(last, CaseError) and "the rest was not read" in str(last)


def test_a_string_without_end_takes_no_more_memory_than_its_letters() -> None:
    tracemalloc.start()
    try:
        list(stream(io.StringIO('["' + 1_000_000 * "y")))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_chunk_may_end_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same cases come out however little is read at a time."""
    for size in (1, 7, 64, 1000):
        monkeypatch.setattr("wizard.engine.case_stream.CHUNK", size)
        assert _names(f"{ONE}\n{TWO}\n{THREE}") == ["one", "two", "three"]
        assert _names(PRETTY) == ["one", "two"]


def test_an_unreadable_case_names_its_field_and_keeps_its_name() -> None:
    broken = {**_case("one"), "caller": {"arn": "arn:aws:iam::111122223333:user/a", "credentials": "borrowed"}}
    (error,) = stream(io.StringIO(json.dumps(broken)))
    assert isinstance(error, CaseError)
    assert (error.field, error.name) == ("caller.credentials", "one")


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        (("request",), 5, "request"),
        (("request", "role_arn"), None, "request.role_arn"),
        (("request", "durationSeconds"), 900, "request.durationSeconds"),
        (("request", "duration_seconds"), "900", "request.duration_seconds"),
        (("request", "tags"), {"a": 1}, "request.tags.a"),
        (("request", "context"), {"aws:SourceIp": 5}, "request.context.aws:SourceIp"),
        (("caller", "identity_policies"), [{"document": {}}], "caller.identity_policies[0].name"),
        (("caller", "identity_policies"), [{"name": "x", "document": []}], "caller.identity_policies[0].document"),
        (("caller", "service_control_policies"), [{"name": "x"}], "caller.service_control_policies[0]"),
        (("caller", "arn"), "alice", "caller.arn"),
        (("caller", "role_arn"), "arn:aws:iam::111122223333:role/x", "caller.role_arn"),
        (("role", "exists"), "yes", "role.exists"),
        (("role", "exists"), False, "role.trust_policy"),
        (("role", "arn"), "Deploy", "role.arn"),
        (("role", "arn"), "arn:aws:iam::111122223333:user/Deploy", "role.arn"),
        (("token",), {"issuer": "https://x.example", "claims": {}}, "token"),
        (("format",), "role-wizard-case/9", "format"),
        (("comment",), "hello", "comment"),
    ],
)
def test_reading_is_strict(place: tuple[str, ...], value: object, field: str) -> None:
    case: dict[str, object] = json.loads(json.dumps(generated.case(Random(3))))
    case["caller"] = {"arn": "arn:aws:iam::111122223333:user/alice", "credentials": "long_term"}
    inner = case
    for part in place[:-1]:
        inner = inner[part]  # type: ignore[assignment]
    inner[place[-1]] = value
    (error,) = stream(io.StringIO(json.dumps(case)))
    assert isinstance(error, CaseError)
    assert error.field == field


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("NaN", "NaN is no JSON value"),
        ("-Infinity", "-Infinity is no JSON value"),
        ("1e999", "the number 1e999 is too large"),
        ("7" * 5000, "the number 777777777777… is too large"),
        ("\x00", "\x00 is no JSON value"),
    ],
)
def test_what_cannot_be_held_has_its_place(written: str, told: str) -> None:
    (_, error) = stream(io.StringIO(f'{ONE}\n{{"name":\n "NaN", "a": {written}}}'))
    assert str(error) == f"the case that begins on line 2 is not JSON: line 3, column 14: {told}"


def test_a_column_counts_what_the_window_has_let_go() -> None:
    (_, error) = stream(io.StringIO(f"{ONE}\x00"))
    assert f"line 1, column {len(ONE) + 1}: " in str(error)


@pytest.mark.parametrize(
    ("caller", "field"),
    [
        ({"arn": f"arn:aws:iam::{generated.HERE}:role/Ci", "role_arn": generated.ROLE}, "role_arn"),
        ({"arn": f"arn:aws:iam::{generated.HERE}:root", "role_arn": generated.ROLE}, "role_arn"),
        ({"arn": f"arn:aws:sts::{generated.HERE}:assumed-role/Other/run", "role_arn": generated.ROLE}, "role_arn"),
        ({"arn": generated.SESSION, "credentials": "long_term"}, "credentials"),
        ({"arn": f"arn:aws:sts::{generated.HERE}:federated-user/x", "credentials": "long_term"}, "credentials"),
    ],
)
def test_a_caller_cannot_be_two_things_at_once(caller: dict[str, str], field: str) -> None:
    (error,) = stream(io.StringIO(json.dumps({**_case("one"), "caller": caller})))
    assert isinstance(error, CaseError)
    assert error.field == f"caller.{field}"


@pytest.mark.parametrize(
    ("once", "twice", "field"),
    [
        ('"name": "one"', '"name": "one", "name": "two"', "name"),
        ('"role_arn":', '"role_arn": "x", "role_arn":', "request.role_arn"),
        ('"trust_policy": {', '"trust_policy": {"Version": "2008-10-17", ', "role.trust_policy.Version"),
        ('"Statement": [{', '"Statement": [{"Effect": "Deny", ', "Statement[0].Effect"),
    ],
)
def test_a_field_stands_once(once: str, twice: str, field: str) -> None:
    """JSON keeps the last of two silently; here the rest of the file goes on after the error."""
    text = ONE.replace(once, twice, 1)
    error, after = stream(io.StringIO(f"{text}\n{TWO}"))
    assert isinstance(error, CaseError)
    assert error.field.endswith(field)
    assert isinstance(after, Case)


_PEAK = """
import re, sys
from wizard.engine.case_format import stream
from wizard.engine.decide import decide
with open(sys.argv[1], encoding="utf-8") as file:
    count = sum(decide(case) is not None for case in stream(file))
with open("/proc/self/status") as status:
    print(count, re.search(r"VmHWM:\\s+(\\d+)", status.read())[1])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
@pytest.mark.parametrize("array", [True, False], ids=["one array", "JSON Lines"])
def test_memory_does_not_grow_with_the_number_of_cases(tmp_path: Path, array: bool) -> None:
    def peak(count: int) -> int:
        draw = Random(1)
        file = tmp_path / f"{count}.json"
        with file.open("w", encoding="utf-8") as written:
            written.write("[" if array else "")
            for number in range(count):
                written.write((("," if array else "\n") if number else "") + json.dumps(generated.case(draw)))
            written.write("]" if array else "")
        done = subprocess.run([sys.executable, "-c", _PEAK, str(file)], capture_output=True, text=True, check=True)
        read, size = map(int, done.stdout.split())
        assert read == count
        return size

    small, large = peak(1000), peak(4000)
    assert large <= small * 1.05 + 512
    assert large <= 60 * 1024
