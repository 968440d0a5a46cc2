"""Files as nobody should write them and somebody does: strategies for the property tests."""

from __future__ import annotations

import random

from hypothesis import strategies as st

NAMES = (
    "a",
    "b",
    "base",
    "two words",
    "it's",
    'say "hi"',
    "naïve",
    "x]y",
    "#hash",
    "p;q",
    "default",
    "DEFAULT",
    "-dash",
)
KEYS = (
    "role_arn",
    "Role_ARN",
    "source_profile",
    "credential_source",
    "mfa_serial",
    "EXTERNAL_ID",
    "external_id",
    "duration_seconds",
    "role_session_name",
    "region",
    "Region",
    "output",
    "aws_access_key_id",
    "aws_secret_access_key",
    "s3",
    "key with blanks",
    "ключ",
)
VALUES = (
    "arn:aws:iam::123456789012:role/Old",
    "base",
    "base # prod",
    "; semicolon first",
    '"quoted"',
    "'single'",
    "[brackets]",
    "[profile fake]",
    "a = b : c",
    "%(interpolation)s",
    "$HOME ~",
    "naïve ☃ 漢字",
    "trailing blanks   ",
    "u\u2028v",
    "",
)
CONTINUED = (
    "more text",
    "[profile fake]",
    "role_arn = in a value",
    "# a comment inside",
    "; another",
    "",
    "   ",
    "k = v",
    "k: v",
)
ENDS = ("\n", "\r\n", "\r")
INDENTS = ("", "", "", "  ", "\t", "    ", " \t")
BETWEEN = ("", "# comment", "; comment", "   ", "\t# indented comment", "# aws_secret_access_key = hidden")


def header(draw: st.DrawFn, name: str) -> str:
    """One of the ways to write a profile's header; some of them are no profile at all."""
    import shlex

    quoted = shlex.quote(name)
    return draw(
        st.sampled_from(
            [
                f"[profile {quoted}]",
                f"[profile {quoted}]",
                f"[profile {quoted}]",
                f"[profile   {quoted}]",
                f"[profile {name}]",
                f"[{name}]",
                f"[ profile {name} ]",
                f"[profiles {quoted}]",
                f"[profile {quoted}] ; comment",
                f"[profile {quoted}] # see [this]",
                f"[sso-session {quoted}]",
                f"[services {quoted}]",
            ]
        )
    )


@st.composite
def sections(draw: st.DrawFn) -> list[str]:
    """A header and its options, as lines without ends."""
    lines = [draw(st.sampled_from(INDENTS)) + header(draw, draw(st.sampled_from(NAMES)))]
    indent = draw(st.sampled_from(INDENTS))
    chosen = draw(st.lists(st.sampled_from(KEYS), max_size=6, unique_by=str.lower))
    for key in chosen:
        lines += draw(st.lists(st.sampled_from(BETWEEN), max_size=1))
        delimiter = draw(st.sampled_from([" = ", "=", " : ", ":", "= ", "\t=\t"]))
        form = draw(st.sampled_from(["plain", "plain", "plain", "continued", "nested"]))
        if form == "nested":
            lines.append(indent + key + delimiter.rstrip())
            lines += [
                indent + "    " + draw(st.sampled_from(["k = v", "max = 5", "# c", "", "k=v # w"])) for _ in range(2)
            ]
            continue
        lines.append(indent + key + delimiter + draw(st.sampled_from(VALUES)))
        if form == "continued":
            deeper = draw(st.sampled_from([" ", "\t", "   "]))
            lines += [indent + deeper + text for text in draw(st.lists(st.sampled_from(CONTINUED), max_size=3))]
    lines += draw(st.lists(st.sampled_from(BETWEEN), max_size=2))
    return lines


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A whole file. Botocore may refuse it."""
    lines = draw(st.lists(st.sampled_from(BETWEEN), max_size=2))
    for section in draw(st.lists(sections(), max_size=5)):
        lines += section
    mixed = draw(st.booleans())
    end = draw(st.sampled_from(ENDS))
    shuffled = random.Random(draw(st.integers(0, 2**32)))
    text = "".join(line + (shuffled.choice(ENDS) if mixed else end) for line in lines)
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    return text.encode()


@st.composite
def broken_files(draw: st.DrawFn) -> bytes:
    """A file with a line or two that do not belong there."""
    data = draw(files()).decode()
    lines = data.splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 2))):
        bad = draw(
            st.sampled_from(
                ["no delimiter", "[unclosed", "= no key", "[default]", "region = twice", "  deep", "\ufeff"]
            )
        )
        lines.insert(draw(st.integers(0, len(lines))), bad + "\n")
    return "".join(lines).encode()


@st.composite
def writes(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A profile's name and the settings that it is to get."""
    texts = st.sampled_from(
        ["x", "a b", "# no comment", "; nor this", '"q"', "[b]", "k = v", "ünï", "100%", "a:b", "\\"]
    )
    settings = {
        "role_arn": draw(st.sampled_from(["arn:aws:iam::123456789012:role/R", "arn:aws-cn:iam::210987654321:role/p/Q"]))
    }
    if draw(st.booleans()):
        settings["source_profile"] = draw(st.sampled_from(NAMES))
    else:
        settings["credential_source"] = draw(st.sampled_from(["Environment", "Ec2InstanceMetadata", "EcsContainer"]))
    if draw(st.booleans()):
        settings["mfa_serial"] = draw(
            st.sampled_from(["GAHT12345678", "a=b/c:d,e.f@1-2+3", "arn:aws:iam::123456789012:mfa/me"])
        )
    for key in ("external_id", "role_session_name", "region"):
        if draw(st.booleans()):
            settings[key] = draw(texts)
    if draw(st.booleans()):
        settings["duration_seconds"] = str(draw(st.integers(900, 43200)))
    return draw(st.sampled_from(NAMES)), settings
