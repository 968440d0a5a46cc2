"""Every secret that a test has used, and whether anything it produced holds one.

What the practice AWS mints in this process is remembered as it is made: secret keys, session tokens, the signatures
of web identity tokens. A secret belongs into a credentials file and a token's own file, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from wizard.practice import identifiers
from wizard.practice.token_issuer import TokenIssuer

KNOWN: set[str] = {"wJalrXUtnFEMI/K7MDENG/bPxRfiCYTHESECRET"}
MOST_BYTES = 4_000_000

_WORD = re.compile(rb"[A-Za-z0-9_+/-]{24,}")
_OWN_FILES = re.compile(r"credentials.*|token.*\.jwt|certificate\.pem|.*\.pyc")
_FORMS = (re.compile(rb"PracticeSession[\w-]{20,}"), re.compile(rb"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{20,}"))
"""Session tokens of another process's practice AWS, and web identity tokens with their signature."""


def remember() -> None:
    """From now on keep whatever secret is made in this process."""
    for name in ("secret_key", "session_token"):
        setattr(identifiers, name, _kept(getattr(identifiers, name)))
    TokenIssuer.signature = _kept(TokenIssuer.signature)  # type: ignore[method-assign]


def _kept(make: Callable[..., str]) -> Callable[..., str]:
    def made(*arguments: Any) -> str:
        secret = make(*arguments)
        KNOWN.add(secret)
        return secret

    return made


def told_in(text: str | bytes) -> list[str]:
    """The beginnings of the secrets in a text."""
    data = text.encode() if isinstance(text, str) else text
    words = {word.decode() for word in _WORD.findall(data)}
    parts = {part for word in words for part in word.split("/")}
    found = [*(KNOWN & (words | parts))]
    found += [match.group().decode() for form in _FORMS for match in form.finditer(data)]
    return [f"{secret[:6]}…" for secret in found]


def kept_in(folder: Path) -> Iterator[str]:
    """The files below a folder that hold a secret and are not the secret's own."""
    for path in folder.rglob("*"):
        if _OWN_FILES.fullmatch(path.name) or not path.is_file() or path.is_symlink():
            continue
        if path.stat().st_size <= MOST_BYTES and (told := told_in(path.read_bytes())):
            yield f"{path} holds {told[0]}"
