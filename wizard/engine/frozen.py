"""Frozen, slotted values: what `dataclass(frozen=True, slots=True)` makes, at a tenth of its price at start-up.

`check` has to answer within four starts of an empty interpreter, and the first call has to leave soon after the first
frame. `dataclasses` compiles six functions a class, a millisecond each time, and imports `inspect`. Here a class is
made with shared methods, and its `__init__` is compiled only where instances by the dozen are made: a loop fills the
first ones. The `replace`, `fields` and `asdict` of `dataclasses` take these values as well.
"""

from __future__ import annotations

from operator import attrgetter

from wizard.engine.typed import TYPE_CHECKING, Any, Final, NoReturn, TypeVar, cast, dataclass_transform

T = TypeVar("T")

_ABSENT: Final[Any] = object()
_DOZENS: Final = 40  # compiling takes as long as filling so many in a loop

if TYPE_CHECKING:
    from dataclasses import replace as replace
else:

    def replace(one, /, **changes):
        """A copy with other values in some fields."""
        kind, *values = one._key(one)
        return kind(**(dict(zip(kind.__match_args__, values, strict=True)) | changes))


class _Field:
    """What a class body says of a field beyond a plain default."""

    def __init__(self, default: Any, factory: Any, shown: bool) -> None:
        self.default, self.factory, self.shown = default, factory, shown


def field(*, default: Any = _ABSENT, default_factory: Any = _ABSENT, repr: bool = True) -> Any:
    """A field with a default made anew for each instance, or one that no `repr` shows."""
    return _Field(default, default_factory, repr)


class _Frozen:
    """What all frozen values share."""

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()
    _key: Any  # the class and the values of all fields, as one tuple

    def __repr__(self) -> str:
        shown = (name for name, one in type(self)._fields.items() if one.shown)  # type: ignore[attr-defined]
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def __eq__(self, other: object) -> bool:
        return self._key(self) == self._key(other) if type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key(self))

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        kind, *values = self._key(self)
        return kind, tuple(values)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen: {name} cannot be changed; make another by replace()")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen: {name} cannot be deleted")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """Make a class a frozen value with slots, compared by its fields. It may inherit from nothing."""
    body = dict(cls.__dict__)
    names = tuple(body.get("__annotations__", ()))
    fields = {name: _field(body.pop(name, _ABSENT)) for name in names}
    del body["__dict__"], body["__weakref__"]

    filled = 0

    def init(self: Any, *values: Any, **named: Any) -> None:
        nonlocal filled
        filled += 1
        if filled > _DOZENS or not _filled(self, fields, values, named):
            made.__init__ = compiled = _compiled(made, fields)
            compiled(self, *values, **named)

    body |= {
        "__init__": init,
        "__slots__": names,
        "__match_args__": names,
        "__dataclass_fields__": _DataclassFields(),
        "_fields": fields,
        "_key": attrgetter("__class__", *names),
    }
    made: Any = type(cls.__name__, (_Frozen,), body)
    return cast(type[T], made)


def _field(said: Any) -> _Field:
    return said if isinstance(said, _Field) else _Field(said, _ABSENT, True)


def _filled(self: Any, fields: dict[str, _Field], values: tuple[Any, ...], named: dict[str, Any]) -> bool:
    """Set every field, if the arguments are in order; if not, the compiled `__init__` says what is wrong with them."""
    given = dict(zip(fields, values, strict=False))
    if len(given) < len(values) or not given.keys().isdisjoint(named):
        return False
    given |= named
    for name, one in fields.items():
        value = given.pop(name, one.default)
        if value is _ABSENT:
            if one.factory is _ABSENT:
                return False
            value = one.factory()
        object.__setattr__(self, name, value)
    return not given


def _compiled(cls: type, fields: dict[str, _Field]) -> Any:
    """The `__init__` of a class. It sets through the slots themselves, which a frozen class leaves open."""
    scope: dict[str, Any] = {"_ABSENT": _ABSENT}
    parameters, lines = ["self"], ["pass"]
    for name, one in fields.items():
        scope[f"_set_{name}"] = cls.__dict__[name].__set__
        if one.factory is not _ABSENT:
            scope[f"_new_{name}"] = one.factory
            parameters.append(f"{name}=_ABSENT")
            lines.append(f"_set_{name}(self, _new_{name}() if {name} is _ABSENT else {name})")
            continue
        if one.default is not _ABSENT:
            scope[f"_default_{name}"] = one.default
        parameters.append(name if one.default is _ABSENT else f"{name}=_default_{name}")
        lines.append(f"_set_{name}(self, {name})")
    exec(f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines), scope)
    init = scope["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


class _DataclassFields:
    """What `dataclasses` asks of a class, made when somebody asks."""

    def __get__(self, instance: object, owner: Any) -> Any:
        import dataclasses

        def described(one: _Field) -> Any:
            if one.factory is not _ABSENT:
                return dataclasses.field(default_factory=one.factory, repr=one.shown)
            return dataclasses.field(
                default=dataclasses.MISSING if one.default is _ABSENT else one.default, repr=one.shown
            )

        rows = [(name, Any, described(one)) for name, one in owner._fields.items()]
        described_class: Any = dataclasses.make_dataclass(owner.__name__, rows)
        found = described_class.__dataclass_fields__
        owner.__dataclass_fields__ = found
        return found
