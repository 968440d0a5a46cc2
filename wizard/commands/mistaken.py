"""A START that is surely meant as something else: a misspelt command, or a file. Alone owns what is said of it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

_COMMAND_FOR = {
    ".json": "`role-wizard --case {file}` shows a saved case, and `role-wizard check {file}` decides it.",
    ".jsonl": "`role-wizard check {file}` decides saved cases.",
    ".md": "`role-wizard resume {file}` takes up a hand-over.",
}


def asked_for_help(words: Sequence[str], commands: Container[str]) -> str | None:
    """The way to what `help`, `help COMMAND`, `version` or a lone -v ask for; None where nothing of it is asked."""
    if words[0] == "help" and len(words) < 3:
        return f"{words[1]} --help" if words[1:] and words[1] in commands else "--help"
    return "--version" if list(words) in (["version"], ["-v"]) else None


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


def no_role_but_a_path(start: str) -> tuple[str, str] | None:
    """What is said of a path that was named as if it were a role, and what to do with it; None where it is none."""
    if not any(sign in start for sign in "./~"):
        return None
    from wizard.named_file import path_of  # the quick commands do without

    path = path_of(start)
    if path.is_file():
        hint = _COMMAND_FOR.get(path.suffix.lower(), "`role-wizard - < {file}` begins with an error text.")
        return f"{start} is a file, and no role", hint.format(file=start)
    if start.startswith(("./", "../", "~")):
        lacking = (
            f"{start} is a folder, and no role" if path.is_dir() else f"there is no file {start}, and no such role"
        )
        return lacking, "Give the role's ARN or name."
    return None
