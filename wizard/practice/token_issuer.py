"""An identity provider of the lesson's own: it signs web identity tokens, and STS checks them with its key.

RS256 as real issuers use it (RFC 7515, RFC 8017), in plain Python: a practice key of 1,024 bits, made anew for each
lesson and never written down.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_EXPONENT = 65537
_BYTES = 128
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
"""What PKCS #1 puts before a SHA-256 digest."""


@dataclass(slots=True)
class TokenIssuer:
    """Signs tokens and recognises its own. The key is made when it is first needed."""

    _key: tuple[int, int] | None = field(default=None, repr=False)  # modulus, private exponent

    def sign(self, claims: Mapping[str, Any]) -> str:
        """A signed token (JWT) with these claims."""
        head = _encode(json.dumps({"alg": "RS256", "kid": "practice", "typ": "JWT"}).encode())
        body = f"{head}.{_encode(json.dumps(claims).encode())}"
        return f"{body}.{self.signature(body)}"

    def has_signed(self, token: str) -> bool:
        """Whether a token's signature is this issuer's."""
        body, _, signature = token.rpartition(".")
        return self.recognises(body, signature)

    def signature(self, text: str) -> str:
        """The signature of a text, in base64url."""
        modulus, private = self._keys()
        return _encode(pow(_padded(text), private, modulus).to_bytes(_BYTES, "big"))

    def recognises(self, body: str, signature: str) -> bool:
        """Whether this is the issuer's signature of a text."""
        modulus, _ = self._keys()
        try:
            number = int.from_bytes(_decode(signature), "big")
        except ValueError:
            return False
        return number < modulus and pow(number, _EXPONENT, modulus) == _padded(body)

    def _keys(self) -> tuple[int, int]:
        if self._key is None:
            one, other = _prime(), _prime()
            self._key = one * other, pow(_EXPONENT, -1, (one - 1) * (other - 1))
        return self._key


def claims_of(token: str) -> dict[str, Any]:
    """What a token says, unchecked.

    Raises:
        ValueError: it is no JWT.
    """
    parts = token.split(".")
    if len(parts) != 3:
        raise ValueError("a JWT has three parts")
    claims = json.loads(_decode(parts[1]))
    if not isinstance(claims, dict):
        raise ValueError("a JWT's claims are an object")
    return claims


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError(str(error)) from None


def _padded(body: str) -> int:
    digest = _SHA256 + hashlib.sha256(body.encode(errors="replace")).digest()
    block = b"\x00\x01" + b"\xff" * (_BYTES - len(digest) - 3) + b"\x00" + digest
    return int.from_bytes(block, "big")


def _prime() -> int:
    """A prime of 512 bits with its two highest bits set, fit for the exponent."""
    while True:
        number = secrets.randbits(512) | 3 << 510 | 1
        if number % _EXPONENT != 1 and all(number % small for small in (3, 5, 7, 11, 13, 17)) and _is_prime(number):
            return number


def _is_prime(number: int) -> bool:
    """Miller and Rabin's test, twenty rounds."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(20):
        power = pow(secrets.randbelow(number - 3) + 2, odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True
