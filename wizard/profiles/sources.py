"""Which profiles can be a source of credentials, and how: for a form. None of their secrets."""

from __future__ import annotations

from wizard.engine.frozen import frozen
from wizard.profiles.chain import follow
from wizard.profiles.error import ProfileError
from wizard.profiles.files import load_file
from wizard.profiles.problem import Files
from wizard.profiles.reader import sound


@frozen
class Source:
    """One existing profile. `how` says who it makes one, or why it would not work."""

    name: str
    works: bool
    how: str


def sources() -> tuple[Source, ...]:
    """Every profile of this user's files, those that work first; none where a file is broken or unreadable."""
    try:
        config, credentials = load_file("config"), load_file("credentials")
        scans = sound("config", config.text, config.path), sound("credentials", credentials.text, credentials.path)
    except ProfileError:
        return ()
    return sources_of(Files.of(*scans, {"config": config.path, "credentials": credentials.path}))


def sources_of(files: Files) -> tuple[Source, ...]:
    """The same, of given files."""
    found = [_source(files, name) for name in files.profiles.named]
    return tuple(sorted(found, key=lambda source: not source.works))


def _source(files: Files, name: str) -> Source:
    chain = follow(files, name)
    if chain.hops:
        return Source(name, True, chain.hops[-1].identity.how)
    if chain.problems:
        return Source(name, False, chain.problems[0].message)
    return Source(name, False, "nothing in it yields credentials")
