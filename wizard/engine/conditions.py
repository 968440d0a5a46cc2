"""Conditions: one test per operator and key, compiled once, decided against a request's context.

IAM JSON policy elements: Condition; Conditions with multiple context keys or values; Single-valued vs. multivalued
context keys. The operators themselves are a table in `operators.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wizard.engine.case import UNKNOWN
from wizard.engine.context import Context, Fact, Open
from wizard.engine.decision import ElementVerdict, Truth
from wizard.engine.frozen import frozen
from wizard.engine.json_text import escape
from wizard.engine.operators import OPERATORS, READERS, Matcher, Operator
from wizard.engine.pattern import ONE, STAR, Template, expand, glob, plain_variable, template, variables
from wizard.engine.typed import Final, Literal

Qualifier = Literal["all", "any", None]
_QUALIFIERS: Final[dict[str, Qualifier]] = {"forallvalues": "all", "foranyvalue": "any"}
_NOTHING: Final[frozenset[str]] = frozenset()
_MFA: Final = "aws:multifactorauthpresent"
_ROLE_AUTHORIZED: Final = "sts:roleauthorizedbyidp"
_ANY_PATH: Final = "\ufdd2" * 512 + "/"
"""A path longer than any, of a character that no policy holds: what matches it matches every path."""


@frozen
class Test:
    """One operator on one key, with the policy's values."""

    pointer: str
    written: str  # the operator as written
    operator: Operator | None  # None: there is no such operator
    qualifier: Qualifier
    if_exists: bool
    key: str
    values: tuple[str, ...]
    templates: tuple[Template, ...]
    matcher: Matcher | None  # None: a variable must be filled in first
    universal: bool  # matches whatever value there is
    hopeless: bool  # matches none
    mistake: str | None
    unread: bool = False  # a value of the policy is nothing that the operator compares
    spelling: bool = False  # the operator's name is not written as AWS writes it

    def decide(self, context: Context) -> ElementVerdict:
        """Whether the test holds, with what was compared."""
        fact = context.fact(self.key)
        unknowns: frozenset[str] = _NOTHING
        holds: Truth
        mistake = self.mistake
        if self.operator is None:
            holds = False
        elif self.operator.family == "null":
            holds = self._null(fact)
        else:
            multi = self.qualifier is None and context.is_multi_valued(self.key)
            if multi and mistake is None:
                mistake = f"{self.key} holds several values: {self.written} alone never matches it."
            if self.matcher is not None:
                holds = self._with(self.matcher, fact, multi)
            else:
                holds, unknowns = self._filled(context, fact, multi)
        if holds is None and isinstance(fact, Open):
            unknowns |= {fact.name}
        return ElementVerdict(
            "Condition",
            self.pointer,
            holds,
            self.written,
            self.key,
            self.values,
            UNKNOWN if isinstance(fact, Open) else fact,
            unknowns,
            mistake,
            self._believed(context, fact),
        )

    def _believed(self, context: Context, fact: Fact) -> str | None:
        """The rule that decided here, if AWS does not document it."""
        if self.operator is None:
            return None
        if self.qualifier == "any" and self.if_exists and fact is None:
            return "ForAnyValue with IfExists fails where the key is missing."
        if self.unread or (isinstance(fact, tuple) and self._is_unread(fact)):
            return "A value that does not parse never matches."
        if self.spelling:
            return "The names of operators are compared without regard to letters' case."
        if self.qualifier is None and fact is not None and self.operator.family != "null":
            if context.is_multi_valued(self.key):
                return "An operator without ForAllValues or ForAnyValue never matches a key of several values."
            if self.key.lower() == _MFA and fact == ("false",) and context.is_role_session:
                return "A role session carries no MFA: the key is false, not absent."
            if self.key.lower() == _ROLE_AUTHORIZED and fact == ("false",):
                return "A token that has no roles claim makes the key false."
        return None

    def _is_unread(self, values: tuple[str, ...]) -> bool:
        reader = READERS.get(self.operator.family) if self.operator is not None else None
        return reader is not None and any(reader(value) is None for value in values)

    def _null(self, fact: Fact) -> Truth:
        wanted = {value.lower() for value in self.values} & {"true", "false"}
        if isinstance(fact, Open) and fact.may_be_absent:
            return None if len(wanted) == 1 else bool(wanted)
        return ("true" if fact is None else "false") in wanted

    def _filled(self, context: Context, fact: Fact, multi: bool) -> tuple[Truth, frozenset[str]]:
        """Fill the variables in; an unknown one may match or not."""
        assert self.operator is not None
        known: list[str] = []
        unknowns: set[str] = set()
        for one in self.templates:
            text = expand(one, context.variable)
            if text is UNKNOWN:
                for variable in variables(one):
                    found = context.fact(variable.key)
                    if isinstance(found, Open):
                        unknowns.add(found.name)
            elif text is not None:
                known.append(text)
        holds = self._with(self.operator.build(tuple(known)), fact, multi)
        if not unknowns or holds is None:
            return holds, frozenset(unknowns)
        otherwise = self._with(_anything, fact, multi)
        return (holds, _NOTHING) if otherwise is holds else (None, frozenset(unknowns))

    def _with(self, matcher: Matcher, fact: Fact, multi: bool) -> Truth:
        """Decide with the policy's values ready, over every value that the key may have."""
        if not isinstance(fact, Open):
            return self._known(matcher, fact, multi)
        outcomes: set[bool] = set()
        if fact.may_be_absent:
            outcomes.add(self._known(matcher, None, multi))
        if fact.domain is not None:
            outcomes.update(self._known(matcher, (value,), multi) for value in fact.domain)
        else:
            always, never = self.universal, self.hopeless
            if fact.around is not None and self.matcher is not None:
                head, tail = fact.around
                always = matcher(head + tail) and matcher(f"{head}{_ANY_PATH}{tail}")
                never = never or not any(self._may_match(one, head, tail) for one in self.templates)
            if not never:
                outcomes.add(self._known(_anything, ("",), multi))
            if not always:
                outcomes.add(self._known(_nothing, ("",), multi))
        return outcomes.pop() if len(outcomes) == 1 else None

    def _may_match(self, pattern: Template, head: str, tail: str) -> bool:
        """Whether a value might match that begins and ends so; in doubt it might."""
        if not isinstance(pattern, str) or self.operator is None or self.operator.name.endswith("IgnoreCase"):
            return True
        if self.operator.family == "arn":
            *parts, pattern = pattern.split(":", 5)
            *known, head = head.split(":", 5)
            if len(parts) != len(known) or not all(map(glob, parts, known)):
                return False
        first, last = pattern.split(STAR)[0], pattern.split(STAR)[-1]
        if STAR not in pattern and len(pattern) < len(head) + len(tail):
            return False
        return all(want in (ONE, have) for want, have in zip(first, head, strict=False)) and all(
            want in (ONE, have) for want, have in zip(reversed(last), reversed(tail), strict=False)
        )

    def _known(self, matcher: Matcher, values: tuple[str, ...] | None, multi: bool) -> bool:
        assert self.operator is not None
        negated = self.operator.negated
        if self.qualifier == "all":
            return not values or all(matcher(value) is not negated for value in values)
        if self.qualifier == "any":
            return bool(values) and any(matcher(value) is not negated for value in values or ())
        if not values:
            return negated or self.if_exists
        return not multi and matcher(values[0]) is not negated


def _anything(value: str) -> bool:
    return True


def _nothing(value: str) -> bool:
    return False


def compile_conditions(condition: object, pointer: str, *, with_variables: bool) -> tuple[Test, ...]:
    """Compile a Condition element. What is no condition at all becomes a test that never holds."""
    return tuple(_tests(condition, pointer, with_variables))


def _tests(condition: object, pointer: str, with_variables: bool) -> Iterator[Test]:
    if condition is None:
        return
    if not isinstance(condition, dict):
        yield _broken(pointer, "Condition", "", "A Condition is an object of operators.")
        return
    for written, keys in condition.items():
        here = f"{pointer}/{escape(written)}"
        if not isinstance(keys, dict):
            yield _broken(here, written, "", "An operator holds an object of condition keys.")
            continue
        for key, value in keys.items():
            yield _test(written, key, value, f"{here}/{escape(key)}", with_variables)


def _broken(pointer: str, written: str, key: str, mistake: str, values: tuple[str, ...] = ()) -> Test:
    return Test(pointer, written, None, None, False, key, values, (), _nothing, False, True, mistake)


def _test(written: str, key: str, value: object, pointer: str, with_variables: bool) -> Test:
    values = compared_values(value)
    operator, qualifier, if_exists = read_operator(written)
    if operator is None:
        return _broken(pointer, written, key, f"There is no operator {written}.", values)
    templates = tuple(
        template(text, wildcards=operator.wildcards, variables=with_variables and operator.variables) for text in values
    )
    ready = tuple(text for text in templates if isinstance(text, str))
    matcher = operator.build(ready) if len(ready) == len(templates) else None
    universal = operator.wildcards and operator.family == "string" and STAR in ready
    reader = READERS.get(operator.family)
    unread = [reader is not None and reader(one) is None for one in ready]
    hopeless = matcher is not None and all(unread)
    proper = {"all": "ForAllValues:", "any": "ForAnyValue:", None: ""}[qualifier] + operator.name
    return Test(
        pointer,
        written,
        operator,
        qualifier,
        if_exists,
        key,
        values,
        templates,
        matcher,
        universal,
        hopeless,
        None if with_variables or not operator.variables else plain_variable(values),
        any(unread),
        written != proper + ("IfExists" if if_exists else ""),
    )


def read_operator(written: str) -> tuple[Operator | None, Qualifier, bool]:
    """Take an operator's name apart: the operator, its qualifier, IfExists. None: there is no such operator."""
    name = written.lower()
    qualifier: Qualifier = None
    if ":" in name:
        prefix, _, name = name.partition(":")
        if prefix not in _QUALIFIERS:
            return None, None, False
        qualifier = _QUALIFIERS[prefix]
    if_exists = name.endswith("ifexists")
    operator = OPERATORS.get(name.removesuffix("ifexists"))
    if operator is not None and operator.family == "null" and (if_exists or qualifier is not None):
        return None, None, False
    return operator, qualifier, if_exists


def compared_values(value: object) -> tuple[str, ...]:
    """A condition's values as strings; what is neither text, number nor Boolean matches nothing and is left out."""
    if isinstance(value, list):
        return tuple(text for one in value for text in compared_values(one) if not isinstance(one, list))
    if isinstance(value, str):
        return (value,)
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, int | float):
        return (str(value),)
    return ()
