"""What takes the place of a mechanism that is disabled: its neutral element."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from supplychain_sim.pools import Pool

#: Takes what there is and returns what takes its place.
Neutral = Callable[[Any], Any]
#: More people than anybody needs.
PLENTY = 1000


def returns(value: Any) -> Neutral:
    """Return what always returns *value*."""
    return lambda _: lambda *args, **kwargs: value


def passes_on(place: int) -> Neutral:
    """Return what returns the argument in that *place*, as it came."""
    return lambda _: lambda *args, **kwargs: args[place]


def ends_at_once(_: Any) -> Any:
    """Return a process that does nothing."""

    def nothing(*args: Any, **kwargs: Any) -> Iterator[Any]:
        yield from ()

    return nothing


def is_property(value: Any) -> Neutral:
    """Return a property that is always *value*."""
    return lambda _: property(lambda self: value)


def with_argument(place: int, change: Callable[[Any], Any]) -> Neutral:
    """Return what calls the original with one argument changed."""

    def wrap(original: Any) -> Any:
        @wraps(original)
        def call(*args: Any, **kwargs: Any) -> Any:
            changed = (change(arg) if i == place else arg for i, arg in enumerate(args))
            return original(*changed, **kwargs)

        return call

    return wrap


def with_field(place: int, **values: Any) -> Neutral:
    """Return what calls the original with fields of one argument, a part of a scenario, changed."""
    return with_argument(place, lambda part: part.model_copy(update=values))


def where(matches: Callable[..., bool], value: Any) -> Neutral:
    """Return what returns *value* where the arguments match, and else what the original does."""

    def wrap(original: Any) -> Any:
        @wraps(original)
        def call(*args: Any, **kwargs: Any) -> Any:
            return value if matches(*args, **kwargs) else original(*args, **kwargs)

        return call

    return wrap


def where_called_from(module: str, value: Any) -> Neutral:
    """Return what returns *value* to calls from one module, and else what the original does."""

    def wrap(original: Any) -> Any:
        @wraps(original)
        def call(*args: Any, **kwargs: Any) -> Any:
            if sys._getframe(1).f_globals["__name__"] == f"supplychain_sim.{module}":
                return value
            return original(*args, **kwargs)

        return call

    return wrap


def then(change: Callable[[Any], Any]) -> Neutral:
    """Return what changes the result of the original."""

    def wrap(original: Any) -> Any:
        @wraps(original)
        def call(*args: Any, **kwargs: Any) -> Any:
            return change(original(*args, **kwargs))

        return call

    return wrap


def founded_with(section: str, **values: Any) -> Neutral:
    """Return what founds a relation with other *values* in one section of its terms."""

    def change(relation: Any) -> Any:
        part = getattr(relation.terms, section).model_copy(update=values)
        relation.terms = relation.terms.model_copy(update={section: part})
        return relation

    return then(change)


def many(pool: Any) -> Any:
    """Return a pool of engineers that is never fully booked."""
    if isinstance(pool, tuple):
        return tuple(many(each) for each in pool)
    return Pool(pool.env, PLENTY)
