"""The condition operators as one table: what they compare, whether they are negated, whether they take variables.

IAM JSON policy elements: Condition operators. Each entry builds, from the policy's values, a test of one request
value. A value that does not parse matches nothing.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from wizard.engine.frozen import frozen
from wizard.engine.pattern import ONE, STAR, glob
from wizard.engine.typed import Final, Literal, TypeVar

Matcher = Callable[[str], bool]
Family = Literal["string", "arn", "numeric", "date", "bool", "ip", "binary", "null"]
Value = TypeVar("Value")


@frozen
class Operator:
    """One operator without its qualifier and IfExists."""

    name: str
    family: Family
    negated: bool
    wildcards: bool  # in the policy's values
    build: Callable[[tuple[str, ...]], Matcher]

    @property
    def variables(self) -> bool:
        """Whether the policy's values may hold variables."""
        return self.family in ("string", "arn")


def _equals(values: tuple[str, ...]) -> Matcher:
    if len(values) == 1:
        return values[0].__eq__
    return frozenset(values).__contains__


def _equals_ignoring_case(values: tuple[str, ...]) -> Matcher:
    folded = frozenset(value.casefold() for value in values)
    return lambda given: given.casefold() in folded


def _like(values: tuple[str, ...]) -> Matcher:
    return lambda given: any(glob(value, given) for value in values)


def _arn(values: tuple[str, ...]) -> Matcher:
    patterns = [value.split(":", 5) for value in values]

    def match(given: str) -> bool:
        parts = given.split(":", 5)
        return len(parts) == 6 and any(len(pattern) == 6 and all(map(glob, pattern, parts)) for pattern in patterns)

    return match


_NUMBER: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"


def number(text: str) -> int | float | None:
    """An integer or a decimal; None where the text is neither."""
    text = text.strip()
    if not re.fullmatch(_NUMBER, text) or len(text) > 400:
        return None
    return float(text) if "." in text else int(text)


_DATE: Final = (
    r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[Tt ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?"
    r"([Zz]|[+-]\d\d(?::?\d\d)?)?)?)?)?"
)
_EPOCH: Final = r"[0-9]{5,15}(?:\.[0-9]+)?|[0-9]{1,3}"
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@lru_cache(maxsize=64)
def instant(text: str) -> float | None:
    """Seconds since 1970 of an ISO 8601 date (without a zone: UTC) or of epoch seconds; None for neither."""
    text = text.strip()
    if re.fullmatch(_EPOCH, text):
        return float(text)
    found = re.fullmatch(_DATE, text, re.ASCII)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    hour, minute, second = int(found[4] or 0), int(found[5] or 0), int(found[6] or 0)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1] + (leap and month == 2):
        return None
    if hour > 24 or minute > 59 or second > 60 or year < 1:
        return None
    before = year - 1
    days = before * 365 + before // 4 - before // 100 + before // 400 - 719162
    days += sum(_DAYS[: month - 1]) + (leap and month > 2) + day - 1
    zone = (found[8] or "Z").replace(":", "")
    shift = 0 if zone in "Zz" else (int(zone[1:3]) * 60 + int(zone[3:5] or 0)) * (60 if zone[0] == "+" else -60)
    return days * 86400 + hour * 3600 + minute * 60 + second - shift + float(f"0.{found[7] or 0}")


@lru_cache(maxsize=64)
def network(text: str) -> tuple[int, int, int] | None:
    """(bits, address, prefix length) of an IPv4 or IPv6 address with or without one; None for anything else."""
    address, slash, length = text.strip().partition("/")
    if slash and not (length.isascii() and length.isdigit() and len(length) <= 3):
        return None
    if ":" in address:
        return _six(address, int(length) if slash else 128)
    octets = address.split(".")
    if len(octets) != 4 or not all(one.isascii() and one.isdigit() and len(one) <= 3 for one in octets):
        return None
    if any(int(one) > 255 or (len(one) > 1 and one[0] == "0") for one in octets):
        return None
    prefix = int(length) if slash else 32
    a, b, c, d = map(int, octets)
    return (32, a << 24 | b << 16 | c << 8 | d, prefix) if prefix <= 32 else None


def _six(address: str, prefix: int) -> tuple[int, int, int] | None:
    import ipaddress  # half a dozen milliseconds, and most policies hold no IPv6 address

    if "%" in address:  # a zone, which says something on one machine alone
        return None
    try:
        return (128, int(ipaddress.IPv6Address(address)), prefix) if prefix <= 128 else None
    except ValueError:
        return None


def _within(values: tuple[str, ...]) -> Matcher:
    ranges = _parsed(values, network)

    def match(given: str) -> bool:
        address = network(given)
        return address is not None and any(
            bits == address[0] and prefix <= address[2] and (start ^ address[1]) >> (bits - prefix) == 0
            for bits, start, prefix in ranges
        )

    return match


def _bool(values: tuple[str, ...]) -> Matcher:
    wanted = frozenset(value.lower() for value in values) & {"true", "false"}
    return lambda given: given.lower() in wanted


def _binary(values: tuple[str, ...]) -> Matcher:
    wanted = frozenset(_parsed(values, _bytes))
    return lambda given: _bytes(given) in wanted


def _bytes(text: str) -> bytes | None:
    import binascii

    try:
        return binascii.a2b_base64(text.encode("ascii"), strict_mode=True)
    except (ValueError, UnicodeEncodeError):
        return None


def _parsed(values: tuple[str, ...], parse: Callable[[str], Value | None]) -> list[Value]:
    return [value for value in map(parse, values) if value is not None]


def _ordered(
    parse: Callable[[str], float | None], compare: Callable[[float, float], bool]
) -> Callable[[tuple[str, ...]], Matcher]:
    def build(values: tuple[str, ...]) -> Matcher:
        wanted = _parsed(values, parse)

        def match(given: str) -> bool:
            value = parse(given)
            return value is not None and any(compare(value, one) for one in wanted)

        return match

    return build


def _never(values: tuple[str, ...]) -> Matcher:
    return lambda given: False


def _orders(prefix: str, family: Family, parse: Callable[[str], float | None]) -> Iterable[Operator]:
    for name, compare, negated in (
        ("Equals", operator.eq, False),
        ("NotEquals", operator.eq, True),
        ("LessThan", operator.lt, False),
        ("LessThanEquals", operator.le, False),
        ("GreaterThan", operator.gt, False),
        ("GreaterThanEquals", operator.ge, False),
    ):
        yield Operator(prefix + name, family, negated, False, _ordered(parse, compare))


_ALL: Final = (
    Operator("StringEquals", "string", False, False, _equals),
    Operator("StringNotEquals", "string", True, False, _equals),
    Operator("StringEqualsIgnoreCase", "string", False, False, _equals_ignoring_case),
    Operator("StringNotEqualsIgnoreCase", "string", True, False, _equals_ignoring_case),
    Operator("StringLike", "string", False, True, _like),
    Operator("StringNotLike", "string", True, True, _like),
    Operator("ArnEquals", "arn", False, True, _arn),
    Operator("ArnLike", "arn", False, True, _arn),
    Operator("ArnNotEquals", "arn", True, True, _arn),
    Operator("ArnNotLike", "arn", True, True, _arn),
    *_orders("Numeric", "numeric", number),
    *_orders("Date", "date", instant),
    Operator("Bool", "bool", False, False, _bool),
    Operator("IpAddress", "ip", False, False, _within),
    Operator("NotIpAddress", "ip", True, False, _within),
    Operator("BinaryEquals", "binary", False, False, _binary),
    Operator("Null", "null", False, False, _never),
)

OPERATORS: Final = {one.name.lower(): one for one in _ALL}
"""By lower-case name."""


READERS: Final[dict[Family, Callable[[str], object]]] = {
    "arn": lambda text: text if text.count(":") >= 5 else None,
    "numeric": number,
    "date": instant,
    "bool": lambda text: text if text.lower() in ("true", "false") else None,
    "null": lambda text: text if text.lower() in ("true", "false") else None,
    "ip": network,
    "binary": _bytes,
}
"""What a policy's value must be for the operators of a family; None where it can match nothing."""


def wildcards_in(text: str) -> bool:
    """Whether a compiled pattern holds a wildcard."""
    return STAR in text or ONE in text


def bare_name(written: str | None) -> str:
    """An operator's name in small letters, without its qualifier and IfExists, whether AWS has it or not."""
    return (written or "").rpartition(":")[2].lower().removesuffix("ifexists")
