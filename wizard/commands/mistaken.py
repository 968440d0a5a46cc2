"""A START that is surely meant as something else: a misspelt command, or a file. Alone owns what is said of it."""

from __future__ import annotations

from collections.abc import Iterable

_COMMAND_FOR = {
    ".json": "`role-wizard check {file}` decides a saved case.",
    ".jsonl": "`role-wizard check {file}` decides saved cases.",
    ".md": "`role-wizard resume {file}` takes up a hand-over.",
}


def misspelt(word: str, commands: Iterable[str]) -> str | None:
    """The command that a word nearly is; none for a profile's name, and for whatever does not look like a command."""
    if not (word.isalpha() and word.islower()):
        return None
    from difflib import get_close_matches  # like the profiles, only where a word could be meant so

    near = get_close_matches(word, commands, 1, 0.8)
    if not near:
        return None
    from wizard.flow.start import known_profiles

    return near[0] if word not in known_profiles() else None


def file_hint(start: str) -> str | None:
    """What to do with a file that was named as if it were a role; none where it is none."""
    if not any(sign in start for sign in "./"):
        return None
    from pathlib import Path  # the quick commands do without

    file = Path(start)
    if not file.is_file():
        return None
    hint = _COMMAND_FOR.get(file.suffix.lower(), "`role-wizard - < {file}` begins with an error text.")
    return hint.format(file=start)
