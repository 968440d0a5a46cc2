"""Letters that no key has: what was copied along with one is named before botocore stumbles over it."""

from __future__ import annotations

from typing import Final

from wizard.aws.gateway import AwsFailure

_PARTS: Final = ("access key", "secret key", "session token")
_NAMES: Final = {
    "\n": "a line break",
    "\r": "a line break",
    " ": "a space",
    '"': "a quotation mark",
    "'": "a quotation mark",
    "“": "a quotation mark",
    "”": "a quotation mark",
}


def refuse_odd_keys(*keys: str | None) -> None:
    """Access key, secret key and session token. Raises AwsFailure, which shows nothing of them."""
    for part, key in zip(_PARTS, keys, strict=False):
        odd = next((letter for letter in key or "" if not "!" <= letter <= "~" or letter in _NAMES), None)
        if odd is not None:
            raise AwsFailure(
                kind="no_credentials",
                what="The call was not sent",
                why=f"the {part} holds {_NAMES.get(odd, 'a letter')}, which no key has",
                next_step="Copy it anew to where it came from, as one line without quotation marks.",
            )
