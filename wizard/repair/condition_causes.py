"""A condition that does not hold: its causes, the root first, and in which words."""

from __future__ import annotations

import re

from wizard.engine.case import UNKNOWN
from wizard.engine.decision import ElementVerdict
from wizard.engine.frozen import frozen, replace
from wizard.engine.operators import OPERATORS, READERS, bare_name, network
from wizard.engine.pattern import wild
from wizard.repair.cause import NearMiss
from wizard.repair.condition_keys import cause_of
from wizard.repair.near_miss import how, is_typo, near
from wizard.repair.shown import shown

_IS_PRIVATE = OPERATORS["ipaddress"].build(
    ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8")
)


@frozen
class Finding:
    """What one failing condition amounts to."""

    name: str
    message: str
    near_miss: NearMiss | None = None


def findings(element: ElementVerdict, *, effect: str = "Allow", asking: str = "the role") -> tuple[Finding, ...]:
    """The causes behind one condition, the root first: a mistake of form comes before the values that miss.

    ``asking``: whose condition it is, where it is not in the role's trust policy.
    """
    if not element.key and element.mistake:
        return (Finding("condition_operator_mistake", _sentence(element.mistake)),)
    name = cause_of(element)
    found = Finding(name, _message(element, name, effect, asking), _near(element))
    if name in ("condition_key_unknown", "oidc_claim_not_exposed"):
        return (found,)
    if would_match_as_pattern(element):
        message = (
            f"{element.operator} takes the wildcard in {_list(element.expected)} literally; "
            f"{taking_patterns(element.operator)} would match {_list(values(element))}."
        )
        return (Finding("condition_operator_mistake", message, found.near_miss), found)
    if would_match_as_network(element):
        message = f"{element.operator} compares letters; IpAddress takes {_list(element.expected)} as addresses."
        return (Finding("condition_operator_mistake", message),)
    if plain := no_variables(element):
        message = f"{plain[0]} is no variable, because of its blanks: it is compared as it stands."
        return (Finding("condition_operator_mistake", message), found)
    if unreadable := unreadable_values(element):
        message = f"{unreadable} is nothing that {element.operator} can compare."
        return (Finding("condition_operator_mistake", message),)
    if element.mistake:
        mistake = Finding("condition_operator_mistake", _sentence(element.mistake))
        return (mistake, found) if any("${" in text for text in element.expected) else (mistake,)
    return (found,)


def values(element: ElementVerdict) -> tuple[str, ...]:
    """What the request carries, as far as it is known."""
    return element.actual if isinstance(element.actual, tuple) else ()


def would_match_as_pattern(element: ElementVerdict) -> bool:
    """Whether StringLike in place of StringEquals would have matched: the commonest slip with wildcards."""
    if bare_name(element.operator) not in ("stringequals", "stringequalsignorecase") or element.holds is not False:
        return False
    patterns = [pattern for pattern in element.expected if "*" in pattern or "?" in pattern]
    return any(wild(pattern, value) for value in values(element) for pattern in patterns)


def would_match_as_network(element: ElementVerdict) -> bool:
    """Whether IpAddress in place of a string operator would have matched: a range is no word."""
    operator = OPERATORS.get((element.operator or "").lower().removesuffix("ifexists"))
    if operator is None or operator.family != "string" or operator.negated or element.holds is not False:
        return False
    ranges = tuple(text for text in element.expected if "/" in text and network(text) is not None)
    return bool(ranges) and any(map(OPERATORS["ipaddress"].build(ranges), values(element)))


def no_variables(element: ElementVerdict) -> tuple[str, ...]:
    """Variables that are plain text, because a blank stands in their braces. ("Unsupported space in variable")"""
    found = (one for text in element.expected for one in re.findall(r"\$\{[^${}']*\}", text))
    return tuple(one for one in found if re.search(r"\s", one))


def is_private(text: str) -> bool:
    """Whether an address or range is one that never comes over the internet. ("aws:SourceIp")"""
    return _IS_PRIVATE(text)


def unreadable_values(element: ElementVerdict) -> str | None:
    """The values, where none is of the kind that the operator compares."""
    operator = OPERATORS.get(bare_name(element.operator))
    test = READERS.get(operator.family) if operator is not None else None
    if test is None or not element.expected or any("${" in text for text in element.expected):
        return None
    return None if any(test(text) is not None for text in element.expected) else _list(element.expected)


def _near(element: ElementVerdict) -> NearMiss | None:
    actual = values(element)
    operator = OPERATORS.get(bare_name(element.operator))
    comparable = operator is not None and operator.family in ("string", "arn") and not operator.negated
    expected = tuple(text for text in element.expected if "${" not in text)  # a variable's text is no near miss
    if not comparable or len(actual) != 1 or not expected:
        return None
    close = [text for text in expected if is_typo(text, actual[0])]
    if not close and len(expected) != 1:
        return None
    found = replace(near((close or expected)[0], actual[0]), labels=("asked for", "carried"))
    if not (element.key or "").lower().endswith(":sub"):
        return found
    from wizard.repair.subject import subject_note

    note = subject_note(found.written, found.wanted)
    return replace(found, why=note.rstrip(".")) if note else found


def _subject(element: ElementVerdict) -> str:
    from wizard.repair.subject import subject_note

    wanted, actual = _list(element.expected), _actual(element)
    note = next(
        (note for text in element.expected for value in values(element) if (note := subject_note(text, value))), ""
    )
    return f"The token's subject is {actual}; the trust policy asks for {wanted}. {note}".rstrip()


def _message(element: ElementVerdict, name: str, effect: str, asking: str) -> str:
    key, wanted, actual = element.key, _list(element.expected), values(element)
    present = _asks_for_presence(element)
    asked = effect == "Allow" and name in ("external_id_missing", "mfa_required") and present
    if present is not None and (not asked or element.actual is UNKNOWN):
        return _presence(element, effect, present)
    if effect == "Deny":
        return (
            f"The Deny applies because of {element.operator} {key}: {wanted}; the request carries {_actual(element)}."
        )
    if not element.expected:
        return f"The condition on {key} compares it with nothing, which no request meets."
    if element.actual is UNKNOWN:
        return f"The statement asks for {key} {_relation(element)} {wanted}; what the request carries is not known."
    match name:
        case "external_id_missing":
            return f"{_capital(asking)} asks for an ExternalId and the request carries none."
        case "external_id_mismatch" if "not" not in (element.operator or "").lower():
            said = f"{_capital(asking)} asks for the ExternalId {wanted}; the request carries {_list(actual)}"
            slip = next((one for one in element.expected if _slip(one, actual[0])), None)
            return f"{said}: {how(slip, actual[0])}." if slip else f"{said}."
        case "mfa_required" if "false" not in map(str.lower, element.expected) or _asks_for_presence(element):
            return "MFA is asked for, and these credentials carry none."
        case "mfa_too_old":
            limit = f"{_relation(element)} {wanted}".removeprefix("= ").replace("to be none of", "anything but")
            return f"MFA was {_list(actual)} seconds ago; {asking} asks for {limit}."
        case "oidc_subject_mismatch" if actual and "not" not in (element.operator or "").lower():
            return _subject(element)
        case "oidc_audience_mismatch" if actual and "not" not in (element.operator or "").lower():
            return f"The token was made for {_list(actual)}; the trust policy asks for {wanted}."
        case "service_only_condition":
            return f"The statement asks for {key}, which only calls made by an AWS service carry."
        case "condition_key_unknown":
            return f"The statement asks for {shown(key or '')}, a key that no request of this kind carries."
        case "oidc_claim_not_exposed":
            return f"The statement asks for {key}, a claim that AWS does not put into the request."
    said = f"The statement asks for {key} {_relation(element)} {wanted}; the request carries {_actual(element)}."
    return f"{said} {_note(element)}".rstrip()


def _note(element: ElementVerdict) -> str:
    """What is usually not known of a key; empty where nothing usual explains it."""
    match (element.key or "").lower():
        case "aws:sourceip" if element.expected and all(map(is_private, element.expected)):
            return "Over the internet AWS never sees a private address."
        case "aws:sourceip" if element.actual is None:
            return "A call through a VPC endpoint carries none."
        case "aws:principalarn" if any(":assumed-role/" in one for one in element.expected):
            return "Of a session it holds the role's ARN."
        case "sts:rolesessionname" if any(re.search(r"^\^|\$$|\[.*\]|\.\*", one) for one in element.expected):
            return "IAM knows no regular expressions: * and ? are its only wildcards."
    return ""


def _asks_for_presence(element: ElementVerdict) -> bool | None:
    """Whether a Null test asks for its key to be there; None where it is no such test."""
    if (element.operator or "").lower() != "null" or len(element.expected) != 1:
        return None
    return element.expected[0].lower() == "false"


def _presence(element: ElementVerdict, effect: str, present: bool) -> str:
    here = "the request carries " + _actual(element)
    if effect == "Deny":
        return f"The Deny applies to calls {'with' if present else 'without'} {element.key}; {here}."
    if element.actual is UNKNOWN:
        here = "what the request carries is not known"
    return f"The statement asks that {element.key} be {'there' if present else 'absent'}; {here}."


def _slip(written: str, given: str) -> bool:
    return written.strip().lower() == given.strip().lower()


def _relation(element: ElementVerdict) -> str:
    operator = (element.operator or "").rpartition(":")[2].lower()
    if "not" in operator:
        return "to be none of"
    if operator.startswith("date") and ("less" in operator or "greater" in operator):
        which = ("before", "not after") if "less" in operator else ("after", "not before")
        return which["equals" in operator]
    if "less" in operator:
        return "at most" if "equals" in operator else "under"
    if "greater" in operator:
        return "at least" if "equals" in operator else "over"
    return "like" if "like" in operator else "="


def _actual(element: ElementVerdict) -> str:
    if element.actual is UNKNOWN:
        return "a value that is not known"
    return _list(values(element), " and ") if values(element) else "none"


def _list(texts: tuple[str, ...], between: str = " or ") -> str:
    if len(texts) > 3:
        return ", ".join(map(shown, texts[:3])) + f" … ({len(texts)} values)"
    return between.join(map(shown, texts)) or "nothing"


_LIKE = {
    "stringequals": "StringLike",
    "stringequalsignorecase": "StringLike",
    "stringnotequals": "StringNotLike",
}


def taking_patterns(operator: str | None) -> str:
    """The operator that takes patterns in the place of one that compares exactly; its qualifier and IfExists stay."""
    return with_name(operator or "", _LIKE.get(bare_name(operator), "StringLike"))


def with_name(operator: str, name: str) -> str:
    """Another operator with the qualifier and IfExists that one is written with."""
    qualifier, colon, plain = operator.rpartition(":")
    return f"{qualifier}{colon}{name}{'IfExists' if plain.lower().endswith('ifexists') else ''}"


def _sentence(text: str) -> str:
    first = text if ":" in text.partition(" ")[0] else _capital(text)  # a key stays as it is
    return first.rstrip(".") + "."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
