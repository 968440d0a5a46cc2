"""What is wrong with a profile, and the edit that repairs it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wizard.engine.frozen import field, frozen
from wizard.profiles.editor import Replacement, key_replacements, replaced
from wizard.profiles.reader import Profiles, Setting, Which, merge
from wizard.profiles.scan import DEFAULTS, Scan, Section, scan

CAUSES: Mapping[str, str] = {
    "RW002": "role_arn_malformed",
    "RW003": "role_arn_path_missing",
    "RW004": "wrong_partition",
    "RW500": "profile_not_found",
    "RW501": "profile_source_missing",
    "RW502": "profile_source_unknown",
    "RW503": "profile_loop",
    "RW504": "profile_source_conflict",
    "RW505": "profile_credential_source_invalid",
    "RW506": "profile_credentials_partial",
    "RW507": "profile_role_arn_missing",
    "RW508": "profile_mfa_serial_missing",
    "RW509": "profile_external_id_missing",
    "RW510": "profile_duration_invalid",
    "RW511": "profile_file_malformed",
    "RW512": "profile_shadowed",
    "RW513": "profile_source_without_credentials",
}
"""The causes that this room can find. The catalogue tells the rest about them."""


@frozen
class Fix:
    """An edit of one file. Where it only sets keys of a section, `section` and `set` say so."""

    title: str
    file: Which
    replacements: tuple[Replacement, ...]
    section: str | None = None
    set: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()  # further profiles that read differently afterwards

    def applied(self, text: str) -> str:
        """The file's text, repaired."""
        return replaced(scan(text).lines, self.replacements)


@frozen
class Problem:
    """One thing that stops a profile, where it stands, and what to do about it."""

    code: str
    profile: str | None  # the profile at fault; a broken file has none
    file: str
    line: int | None
    message: str
    repair: str
    fix: Fix | None = None

    @property
    def cause(self) -> str:
        """The cause's name."""
        return CAUSES[self.code]


@dataclass(frozen=True, slots=True, eq=False)
class Files:
    """Both files, cut and merged, with the paths by which problems call them."""

    config: Scan
    credentials: Scan
    profiles: Profiles
    paths: Mapping[Which, str]

    @classmethod
    def of(cls, config: Scan, credentials: Scan, paths: Mapping[Which, str]) -> Files:
        """Merge two sound files."""
        return cls(config, credentials, merge(config, credentials), paths)

    def scan_of(self, file: Which) -> Scan:
        """One of the two."""
        return self.config if file == "config" else self.credentials

    def section_at(self, file: Which, line: int) -> Section | None:
        """The section that a line belongs to."""
        sections = self.scan_of(file).sections
        after = bisect_right(sections, line, key=lambda section: section.line)
        return sections[after - 1] if after else None

    def setting(
        self, at: Setting | None, title: str, wanted: Mapping[str, str], drop: Sequence[str] = ()
    ) -> Fix | None:
        """The edit that sets keys beside a setting. None where it would reach every section."""
        section = self.section_at(at.file, at.line) if at is not None else None
        if at is None or section is None or section.name == DEFAULTS:
            return None
        changes = key_replacements(self.scan_of(at.file), section, wanted, drop)
        return Fix(title, at.file, tuple(changes), section.name, dict(wanted))

    def line_fix(self, file: Which, line: int, title: str, text: str) -> Fix:
        """The edit that rewrites one line, keeping its line end."""
        old = self.scan_of(file).lines[line - 1]
        return Fix(title, file, (Replacement(line, line + 1, text + old[len(old.rstrip("\r\n")) :]),))
