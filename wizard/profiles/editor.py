"""Bytes → bytes: set the managed keys of one profile and keep every other byte.

Of the lines of a file only these change: the managed keys' own, in the section that counts for the profile (the last
of its name). A new key takes the indent that keeps it, and what follows it, from being read as a continuation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from unicodedata import category

from wizard.engine.frozen import frozen
from wizard.profiles.error import ProfileError
from wizard.profiles.reader import decode, profile_name, section_name, sound
from wizard.profiles.scan import DEFAULTS, Option, Scan, Section, delimiter

MANAGED = (
    "role_arn",
    "source_profile",
    "credential_source",
    "web_identity_token_file",
    "mfa_serial",
    "external_id",
    "duration_seconds",
    "role_session_name",
    "region",
)
"""The keys that `profile write` owns, in the order in which it writes them."""

KEPT_UNLESS_NAMED = ("region", "web_identity_token_file")
"""Managed keys that stay when they are not named: a region matters beyond the role, and a token is somebody else's."""


@frozen
class Replacement:
    """Lines `first` up to, but not including, `end` (from 1) become `text`; equal numbers insert."""

    first: int
    end: int
    text: str


def edited(before: bytes, name: str, settings: Mapping[str, str], path: str = "config") -> bytes:
    """The config file with the profile's managed keys set to `settings`, and the others of them removed.

    A missing profile is added at the end, as one insertion. Raises ProfileError where botocore refuses the file.
    """
    text = decode(before, path)
    scanned = sound("config", text, path)
    section = section_of(scanned, name)
    if section is None:
        return (text + _block(text, scanned, name, settings)).encode()
    dropped = [key for key in MANAGED if key not in settings and key not in KEPT_UNLESS_NAMED]
    return replaced(scanned.lines, key_replacements(scanned, section, settings, dropped)).encode()


def section_of(scanned: Scan, name: str) -> Section | None:
    """The section of the config file that counts for a profile: the last one."""
    found = [part for part in scanned.sections if part.name != DEFAULTS and profile_name(part.name) == name]
    return found[-1] if found else None


def replaced(lines: Sequence[str], replacements: Sequence[Replacement]) -> str:
    """The text after all replacements; they do not overlap, and those of one place keep their order."""
    result: list[str] = []
    at = 1
    for change in sorted(replacements, key=lambda change: (change.first, change.end)):
        result += lines[at - 1 : change.first - 1]
        result.append(change.text)
        at = change.end
    return "".join(result) + "".join(lines[at - 1 :])


def key_replacements(
    scanned: Scan, section: Section, settings: Mapping[str, str], dropped: Sequence[str] = ()
) -> list[Replacement]:
    """What sets keys of a section to values, and removes others."""
    changes: list[Replacement] = []
    stays: Option | None = None
    last = section.line
    for option in section.options:
        if option.key in dropped:
            changes.append(Replacement(option.line, option.line + 1, ""))
        elif option.key in settings:
            stays = option
            last = option.line
            if settings[option.key] == option.value:
                last = max((last, *option.more))
                continue
            line = with_value(scanned.lines[option.line - 1], settings[option.key])
            changes.append(Replacement(option.line, option.line + 1, line))
        else:
            continue
        changes += [Replacement(number, number + 1, "") for number in option.more]
    present = {option.key for option in section.options}
    new = {key: value for key, value in settings.items() if key not in present}
    if new:
        indent = stays.indent if stays is not None else _indent_below(scanned, section)
        changes.append(_insertion(scanned, last, indent, new))
    return changes


def with_value(line: str, value: str) -> str:
    """An option's line with another value; indent, spelling of the key, delimiter, blanks and line end stay."""
    at = delimiter(line)
    assert at is not None, "an option's line has a delimiter"
    rest = line[at + 1 :]
    old = rest.strip()
    if old:
        begin = rest.index(old)
        return line[: at + 1] + rest[:begin] + value + rest[begin + len(old) :]
    blanks = rest.rstrip("\r\n")
    gap = blanks or (" " if line[:at].endswith((" ", "\t")) else "")
    return line[: at + 1] + gap + value + rest[len(blanks) :]


@lru_cache(maxsize=4)
def line_end(scanned: Scan) -> str:
    """The file's own line end: the most frequent one, of equals the first."""
    ends = Counter(line[len(line.rstrip("\r\n")) :] for line in scanned.lines if line.endswith(("\r", "\n")))
    return ends.most_common(1)[0][0] if ends else "\n"


def _insertion(scanned: Scan, last: int, indent: str, new: Mapping[str, str]) -> Replacement:
    """New keys behind line `last`, which may lack its line end."""
    end = line_end(scanned)
    text = "".join(f"{indent}{key} = {value}{end}" for key, value in new.items())
    if not scanned.lines[last - 1].endswith(("\r", "\n")):
        text = end + text.removesuffix(end)
    return Replacement(last + 1, last + 1, text)


def _indent_below(scanned: Scan, section: Section) -> str:
    """The indent for a key straight below a header: as deep as whatever stands next, lest that continue the key."""
    if section.options:
        return section.options[0].indent
    following = [part for part in scanned.sections if part.line > section.line]
    deeper = following and len(following[0].indent) > len(section.indent)
    return following[0].indent if deeper else section.indent


def _block(text: str, scanned: Scan, name: str, settings: Mapping[str, str]) -> str:
    """A new profile, for the end of the file: apart from what precedes it by a blank line."""
    end = line_end(scanned)
    lead = ""
    if text and not text.endswith(("\r", "\n")):
        lead = end
    if scanned.lines and scanned.lines[-1].strip() and not (text.endswith("\r") and end == "\n"):
        lead += end
    ordered = [f"{key} = {settings[key]}" for key in MANAGED if key in settings]
    return lead + end.join([f"[{section_name(name)}]", *ordered, ""])


def refuse_name(name: str) -> None:
    """Raises ProfileError for a profile name that no header can carry."""
    if not name.strip():
        raise ProfileError("the profile has no name", next_step="Give it one.", usage=True)
    _refuse_controls("the profile's name", name)


def refuse_value(key: str, value: str) -> None:
    """Raises ProfileError for a value that one line of the file cannot carry."""
    if not value.strip():
        raise ProfileError(f"{key} is empty", next_step=f"Give {key} a value, or leave it out.", usage=True)
    if value != value.strip():
        why = "reading the file drops blanks at either end of a value"
        raise ProfileError(f"{key} begins or ends with a blank", why=why, next_step="Leave the blank out.", usage=True)
    _refuse_controls(key, value)


def _refuse_controls(what: str, text: str) -> None:
    kinds = {category(char) for char in text}
    if "Cs" in kinds:  # how Python carries a byte that is no character
        why = "it holds a byte that is no character, and the file is read as UTF-8"
        raise ProfileError(f"{what} cannot be written", why=why, next_step="Type it in UTF-8.", usage=True)
    if not kinds.isdisjoint(("Cc", "Zl", "Zp")):
        why = "a line break or another control character cannot stand in one line of the file"
        raise ProfileError(f"{what} cannot be written", why=why, next_step="Give it as one plain line.", usage=True)
