"""A second opinion, of botocore's loader and of configparser themselves: nothing here comes from the wizard."""

from __future__ import annotations

import configparser
import re
from pathlib import Path
from typing import Any

import botocore.configloader
import botocore.exceptions

MANAGED = {
    "role_arn",
    "source_profile",
    "credential_source",
    "mfa_serial",
    "external_id",
    "duration_seconds",
    "role_session_name",
    "region",
}
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def loaded(path: Path) -> dict[str, Any] | None:
    """What botocore makes of a config file; None where it refuses it."""
    try:
        result: dict[str, Any] = botocore.configloader.load_config(str(path))
    except botocore.exceptions.ConfigParseError:
        return None
    return result


def refusal_line(path: Path) -> int | None:
    """The line that configparser blames, where it blames one."""
    try:
        botocore.configloader.load_config(str(path))
    except botocore.exceptions.ConfigParseError as refusal:
        error = refusal.kwargs["error"]
        if getattr(error, "errors", None):
            return int(error.errors[0][0])
        line = getattr(error, "lineno", None)
        return None if line is None else int(line)
    return None


def lines_of(data: bytes) -> list[str]:
    """Lines with their ends, cut where text mode cuts them."""
    return _LINES.findall(data.decode())


def lines_beside(data: bytes, name: str) -> list[str]:
    """Every line but those of the managed keys in the section that counts for a profile.

    Each line is marked at its end, the whole is parsed by configparser, and the marks tell which lines went where.
    """
    lines = lines_of(data)
    marked = []
    for number, line in enumerate(lines):
        text = line.rstrip("\r\n")
        plain = not text.strip() or text.strip()[0] in "#;"
        marked.append(text if plain else f"{text} §{number}§")
    parser = configparser.RawConfigParser()
    parser.read_string("\n".join(marked))
    counts = None
    for section in parser.sections():
        if name in botocore.configloader.build_profile_map({section: {}})["profiles"]:
            counts = section
    own: set[int] = set()
    if counts is not None:
        for key, value in parser._sections[counts].items():  # type: ignore[attr-defined]
            if key in MANAGED:
                own |= {int(number) for number in re.findall(r"§(\d+)§", value)}
    return [line for number, line in enumerate(lines) if number not in own]


def defaults(data: bytes) -> dict[str, Any]:
    """What ``[DEFAULT]`` gives to every section; None for a nested block that no section could inherit."""
    parser = configparser.RawConfigParser()
    parser.read_string("\n".join(line.rstrip("\r\n") for line in lines_of(data)))
    return {key: _parsed(value) for key, value in parser.defaults().items()}


def _parsed(value: str) -> Any:
    try:
        return botocore.configloader._parse_nested(value) if value.startswith("\n") else value
    except ValueError:
        return None
