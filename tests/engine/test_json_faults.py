"""What is wrong with a text that is no JSON, in the tool's own words, with line and column."""

from __future__ import annotations

import io
import json

import pytest

from wizard.engine.case_stream import values
from wizard.engine.document import Document
from wizard.engine.json_fault import BEHIND, fault_told
from wizard.flow.recognised import recognised

TEXT = '{\n  "Version": "2012-10-17",\n  "Statement": []\n}\n'
KINDS = [
    (TEXT.replace('17",', '17"'), 'line 3, column 3: a comma is missing before "Statement"'),
    (TEXT.replace("[]", "[],"), "line 3, column 18: the comma before } is one too many"),
    (
        TEXT.replace('"Version"', "'Version'"),
        "line 2, column 3: 'Version' needs straight double quotes (\")",
    ),
    (
        TEXT.replace('"2012-10-17"', "“2012-10-17”"),
        'line 2, column 14: “2012-10-17” needs straight double quotes (")',
    ),
    (TEXT.replace("]\n}\n", ""), "line 3, column 16: this [ is never closed"),
    (TEXT.replace("\n}\n", ""), "line 1, column 1: this { is never closed"),
    (TEXT.replace('17",', "17,"), "line 2, column 14: the string is not closed"),
    (TEXT + "}", "line 5, column 1: the JSON ends before }: take out what follows"),
    (TEXT.replace("[]", "[] // none yet"), "line 3, column 19: JSON has no comments: take this one out"),
    (TEXT.replace("[]", "[] # none yet"), "line 3, column 19: JSON has no comments: take this one out"),
    ("/* mine */\n" + TEXT, "line 1, column 1: JSON has no comments: take this one out"),
    (TEXT.replace('n":', 'n"'), "line 2, column 3: “Version” lacks its colon and value"),
    (TEXT.replace("[]", "None"), "line 3, column 16: None is no JSON value: write null"),
    (TEXT.replace('"Version"', "Version"), "line 2, column 3: a name in quotes is wanted, not Version"),
    (" \n", "the text is empty"),
    ("", "the text is empty"),
    ("[" * 100_000, "it is nested too deeply"),
]


@pytest.mark.parametrize(("text", "told"), KINDS, ids=[told[:50] for _, told in KINDS])
def test_a_fault_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises((ValueError, RecursionError)) as caught:
        json.loads(text)
    assert fault_told(caught.value) == told
    assert recognised(text).what.startswith(f"That is no JSON: {told}. ")


def test_far_into_a_text_the_place_is_told_all_the_same() -> None:
    text = '{"a": "' + "x" * (1 << 17) + '",\n "b" 1}'
    with pytest.raises(ValueError, match="Expecting") as caught:
        json.loads(text)
    assert fault_told(caught.value) == "line 2, column 6: what stands there is no JSON"


@pytest.mark.parametrize("before", ["", '{"name": "first"}\n' * 3, '{"name": "' + "x" * BEHIND + '"}\n'])
def test_in_a_stream_the_line_is_the_file_s(before: str) -> None:
    stream = io.StringIO(before + '{"name": "wrong",\n  "caller" 1}\n')
    *_, wrong = values(stream)
    line = before.count("\n") + 2
    assert str(wrong).endswith(f"line {line}, column 3: “caller” lacks its colon and value")


def test_one_fault_is_not_told_as_many() -> None:
    text = (
        '{\n "Version": "2012-10-17"\n "Statement": [{\n  "Principal": {"AWS: "arn:aws:iam::1:user/a"},\n "b": 1,\n }]}'
    )
    told = [(one.line, one.message) for one in Document.from_text(text).problems_as("trust")]
    assert told == [
        (3, 'A comma is missing before "Statement"'),
        (4, 'A quote (") is missing in this line: it has 5 of them.'),
        (5, "The comma before } is one too many."),
    ]
