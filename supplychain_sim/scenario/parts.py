"""Pieces of a scenario: typed, frozen, and read from plain values with all that is wrong.

Types are resolved when a piece is first read or asked about.  Reading has to be quick: building
the classes of a validation library took longer than all the rest of a check.
"""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Annotated, Any, NamedTuple, Self, dataclass_transform, get_args, get_origin

#: In place of a default where there is none.
NEEDED: Any = object()
#: The default of what is by id and may be left out; nobody changes it.
NONE_BY_ID: Any = {}
#: Where a piece keeps which of its fields were said.
_SAID = "_said"


class Limits(NamedTuple):
    """Bounds of a plain number, or of a length; annotates a field's type."""

    ge: float | None = None
    le: float | None = None
    lt: float | None = None
    min_length: int | None = None
    max_length: int | None = None


class Key(NamedTuple):
    """The key of a field, where Python keeps the word for itself; annotates its type."""

    name: str


class Keys(NamedTuple):
    """The keys that a field gathers, all that begin alike; annotates its type, a mapping by key.

    Parameters
    ----------
    beginning
        What they begin with.
    shown
        One of them, as one would write it.
    """

    beginning: str
    shown: str

    def among(self, written: Mapping[str, Any]) -> dict[str, Any]:
        """Return those of what is *written* that are gathered."""
        return {key: value for key, value in written.items() if key.startswith(self.beginning)}


class Unless(NamedTuple):
    """The key beside which a key that is needed may be left out; annotates its type."""

    said: str


class Shown(NamedTuple):
    """The default of a field as one would write it; annotates its type."""

    default: str


class Field(NamedTuple):
    """What a piece of a scenario says about one of its keys.

    Parameters
    ----------
    alias
        The key as it is written.
    annotation, metadata
        The type, and what annotates it.
    default
        In model units; :data:`NEEDED` if there is none.
    """

    alias: str
    annotation: Any
    metadata: tuple[Any, ...]
    default: Any

    def is_required(self) -> bool:
        """Whether the key may not be left out."""
        return self.default is NEEDED

    @property
    def unless(self) -> str | None:
        """The key beside which this one is filled in; None if there is none."""
        return next((told.said for told in self.metadata if isinstance(told, Unless)), None)

    @property
    def gathers(self) -> Keys | None:
        """The keys that the field gathers; None if it has one of its own."""
        return next((told for told in self.metadata if isinstance(told, Keys)), None)


class _Kind(type):
    """The type of pieces, which knows their fields."""

    @property
    def model_fields(cls) -> Mapping[str, Field]:
        """Each field by its name, those of ancestors first."""
        return _fields(cls)


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Part(metaclass=_Kind):
    """A frozen piece of a scenario that knows all its keys.

    What is generic stands for itself with each kind of quantity that it is of.
    """

    def __init__(self, **values: Any) -> None:
        fields = type(self).model_fields.items()
        left = {name: entry.default for name, entry in fields if not entry.is_required()}
        self.__dict__.update(left | values)
        self.__dict__[_SAID] = frozenset(values)

    def __class_getitem__(cls, argument: Any) -> Any:
        return _of(cls, argument)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: found a new {name}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._held() == other._held()

    def __hash__(self) -> int:
        return hash((type(self), *self._held().values()))

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in self._held().items())
        return f"{type(self).__name__}({said})"

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self._held().items())

    def _held(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != _SAID}

    @property
    def model_fields_set(self) -> frozenset[str]:
        """The fields that were said, and not left to their defaults."""
        said: frozenset[str] = self.__dict__[_SAID]
        return said

    def disagreement(self) -> str | None:
        """Return what is wrong with values that are right one by one, if anything is."""
        return None

    @classmethod
    def model_construct(cls, **values: Any) -> Self:
        """Return a piece that holds *values*, in model units and unread, and defaults."""
        return cls.model_read(values, values)

    @classmethod
    def model_read(cls, values: Mapping[str, Any], said: Iterable[str]) -> Self:
        """Return a piece that holds *values*, those *said* and those left to their defaults."""
        read: Self = origin_of(cls)(**values)
        read.__dict__[_SAID] = frozenset(said)
        return read

    def model_copy(self, update: Mapping[str, Any]) -> Self:
        """Return a copy with other values, in model units and unread."""
        return self.model_read({**self._held(), **update}, self.model_fields_set | update.keys())


def origin_of(part: type[Part]) -> Any:
    """Return what *part* is with a kind of quantity; itself if it is not generic."""
    return part.__dict__.get("_origin", part)


def argument_of(part: type[Part]) -> Any:
    """Return the kind of quantity that *part* is of; None if it is not generic."""
    return part.__dict__.get("_argument")


@cache
def _of(part: type[Part], argument: Any) -> Any:
    names = {"__module__": part.__module__, "_origin": part, "_argument": argument}
    return _Kind(f"{part.__name__}[]", (part,), names)


@cache
def _fields(part: type[Part]) -> dict[str, Field]:
    """Return the fields of *part*, resolved from what is written about them."""
    found: dict[str, Field] = {}
    for ancestor in reversed(part.__mro__):
        if isinstance(ancestor, _Kind):
            for name, kind in _types(ancestor).items():
                default = ancestor.__dict__.get(name, NEEDED)
                found[name] = _field(name, _filled(kind, argument_of(part)), default)
    return found


def _field(name: str, kind: Any, default: Any) -> Field:
    metadata: tuple[Any, ...] = ()
    if get_origin(kind) is Annotated:
        kind, *told = get_args(kind)
        metadata = tuple(told)
    key = next((told.name for told in metadata if isinstance(told, Key)), name)
    key = next((told.shown for told in metadata if isinstance(told, Keys)), key)
    return Field(key, kind, metadata, default)


def _types(part: type) -> dict[str, Any]:
    """Return the types of the fields that *part* itself has, most of which are a name."""
    names = vars(sys.modules[part.__module__])
    written = inspect.get_annotations(part)
    rest = {name: text for name, text in written.items() if text not in names}
    # What is more than a name is read with what its module knows.
    read = typing.get_type_hints(SimpleNamespace(__annotations__=rest), names, include_extras=True)
    return {name: read[name] if name in read else names[text] for name, text in written.items()}


def _filled(kind: Any, argument: Any) -> Any:
    """Return *kind* with the kind of quantity that it is of in place of the variable."""
    if argument is None:
        return kind
    if isinstance(kind, typing.TypeVar):
        return argument
    variables = getattr(kind, "__parameters__", ())
    return kind[argument] if variables else kind
