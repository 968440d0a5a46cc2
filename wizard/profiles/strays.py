"""Sections that are meant to be profiles and, to botocore, are none; and the header that each should have."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from wizard.engine.frozen import frozen, replace
from wizard.profiles.editor import Replacement, line_end
from wizard.profiles.problem import Files, Fix, Problem
from wizard.profiles.reader import Stray, Which, profile_name, section_name
from wizard.profiles.scan import Section
from wizard.profiles.spelling import PROFILE_KEYS, nearest

_COMMENTED = re.compile(r"(?P<header>[^\]]*)\](?P<comment>\s*[#;].*)")
_GLUED = re.compile(r"(?P<value>.*?)\[(?P<header>\s*profile\s[^\]]+|default)\]\s*$")


@frozen
class LookAlike:
    """A place that looks like the beginning of a profile. `wanted` is the profile it is meant to be."""

    wanted: str
    file: Which
    line: int
    why: str
    fix: Fix | None


def look_alikes(files: Files) -> Iterator[LookAlike]:
    """Every such place, in both files."""
    for stray in files.profiles.strays:
        found = _meant(stray)
        if found is not None:
            yield _header(files, stray, *found)
    for section in files.credentials.sections:
        words = section.name.split(None, 1)
        if len(words) == 2 and words[0] == "profile":
            why = f"in the credentials file [{section.name}] is a profile called {section.name!r}"
            wanted = _unquoted(words[1])
            fix = _rename(files, "credentials", section.line, wanted, wanted in files.profiles, also=(section.name,))
            yield LookAlike(wanted, "credentials", section.line, why, fix)
    for section in files.config.sections:
        for option in section.options:
            glued = None if option.more else _GLUED.match(option.value)
            if glued is not None:
                yield _glued(files, section, option.line, glued)


def problem(files: Files, found: LookAlike) -> Problem:
    """RW500 for the profile that is meant."""
    repair = (
        found.fix.title + "." if found.fix else f"Make its header [{section_name(found.wanted)}], once in the file."
    )
    message = f"There is no profile {found.wanted}: {found.why}."
    return Problem("RW500", found.wanted, files.paths[found.file], found.line, message, repair, found.fix)


def _meant(stray: Stray) -> tuple[str, str] | None:
    """The profile that a section is meant to be, and why it is none; None where it is meant for something else."""
    name = stray.name
    commented = _COMMENTED.fullmatch(name + "]") or _COMMENTED.match(name)
    if commented is not None:
        inner = profile_name(commented["header"]) or _unquoted(commented["header"].strip())
        return inner, "what stands behind the header belongs to it as far as its last `]`"
    if name.startswith("[") and name.endswith("]"):
        inner = name.strip("[]").strip()
        return profile_name(inner) or _unquoted(inner), "its brackets are doubled"
    first, rest = (*name.split(None, 1), "", "")[:2]
    rest = rest.strip()
    if nearest(first, ["profile"]) is not None and rest:
        wanted = _unquoted(rest)
        if name != name.strip():
            return wanted, "blanks stand inside the brackets of its header"
        if first != "profile":
            return wanted, f"its header says {first} instead of profile"
        if not name.startswith((f"{first} ", f"{first}\t")):
            return wanted, "no ordinary blank stands behind the word profile"
        closed = _closed(name)
        why = "a name with blanks needs quotes in the header" if closed else "a quote in its header is not closed"
        return wanted, why
    if not any(key in PROFILE_KEYS for key in stray.keys):
        return None
    if name.strip().lower() == "default":
        return "default", f"[{name}] is not [default]"
    return _unquoted(name.strip()), "its header lacks the word profile"


def _header(files: Files, stray: Stray, wanted: str, why: str) -> LookAlike:
    taken = wanted in files.profiles and files.profiles[wanted].config_line is not None
    fix = _rename(files, "config", stray.line, section_name(wanted), taken)
    return LookAlike(wanted, "config", stray.line, why, fix)


def _rename(files: Files, file: Which, line: int, name: str, taken: bool, also: tuple[str, ...] = ()) -> Fix | None:
    if taken or not name:
        return None
    old = files.scan_of(file).lines[line - 1].rstrip("\r\n")
    indent = old[: len(old) - len(old.lstrip())]
    comment = re.search(r"\]\s*([#;].*)$", old)
    end = line_end(files.scan_of(file))
    above = f"{indent}{comment[1].rstrip()}{end}" if comment else ""
    title = f"Make its header [{name}]"
    return replace(files.line_fix(file, line, title, f"{above}{indent}[{name}]"), also=also)


def _glued(files: Files, section: Section, line: int, glued: re.Match[str]) -> LookAlike:
    header = glued["header"].strip()
    wanted = profile_name(header) or header
    old = files.config.lines[line - 1]
    at = old.rindex("[" + glued["header"] + "]")
    fix: Fix | None = None
    if wanted not in files.profiles:
        text = old[:at].rstrip() + line_end(files.config) + old[at:]
        title = f"Begin [{header}] on a line of its own"
        above = profile_name(section.name)
        fix = Fix(title, "config", (Replacement(line, line + 1, text),), also=(above,) if above else ())
    return LookAlike(wanted, "config", line, "its header hangs behind the value of the line before", fix)


def _unquoted(text: str) -> str:
    try:
        words = shlex.split(text)
    except ValueError:
        return text.strip("\"'")
    return words[0] if len(words) == 1 else text


def _closed(text: str) -> bool:
    try:
        shlex.split(text)
    except ValueError:
        return False
    return True
