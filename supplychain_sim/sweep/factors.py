"""Factors: what a sweep varies, and what is laid over the base at each of their levels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from supplychain_sim.scenario.located import KeyPath, Place, Source
from supplychain_sim.scenario.provenance import Provenance, Provenances
from supplychain_sim.sweep.amounts import Form


class Laid(NamedTuple):
    """A value that is laid over the base scenario.

    Parameters
    ----------
    words
        The path at which it belongs, as ``--set`` would name it.
    source, owners
        The value with its places and provenance, both as if it were a whole file.
    """

    words: tuple[str, ...]
    source: Source
    owners: Provenances


class Level(NamedTuple):
    """A value of a factor.

    Parameters
    ----------
    value
        As results name it.
    number
        Where it lies along the factor; None if it is no amount, or in another unit than others.
    laid
        What it sets.
    """

    value: object
    number: float | None
    laid: tuple[Laid, ...]


class Factor(Protocol):
    """What is varied."""

    @property
    def name(self) -> str:
        """The path that it sets, or a name of its own if it sets several."""

    @property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """All paths that it sets."""

    @property
    def count(self) -> int | None:
        """How many levels it has; None if it takes any value between two."""

    @property
    def unit(self) -> str | None:
        """The unit of its values, empty for plain numbers; None if they are not all in one."""

    def level(self, index: int) -> Level:
        """Return the level of an *index* below :attr:`count`."""

    def at(self, uniform: float) -> Level:
        """Return what a number from 0 up to 1 stands for, each level being equally likely."""


def generated(words: tuple[str, ...], value: object, place: Place, owner: Provenance) -> Laid:
    """Return a single *value* as if it had been written at *place*."""
    return Laid(words, Source(place.file, value, {(): place}, {(): place}), {(): owner})


def rooted(laid: Laid, path: KeyPath) -> tuple[Source, Provenances]:
    """Return what is *laid*, as it belongs at *path* in a scenario."""
    source = laid.source
    moved = Source(
        source.file,
        source.tree,
        {(*path, *inner): place for inner, place in source.places.items()},
        {(*path, *inner): place for inner, place in source.values.items()},
    )
    return moved, {(*path, *inner): owner for inner, owner in laid.owners.items()}


@dataclass(frozen=True)
class Listed:
    """A factor whose levels are listed."""

    name: str
    paths: tuple[tuple[str, ...], ...]
    levels: Sequence[Level]
    unit: str | None

    @property
    def count(self) -> int:
        """How many levels are listed."""
        return len(self.levels)

    def level(self, index: int) -> Level:
        """Return the level at a position of the list."""
        return self.levels[index]

    def at(self, uniform: float) -> Level:
        """Return the level that *uniform* falls on."""
        return self.levels[int(uniform * len(self.levels))]


@dataclass(frozen=True)
class _OfOnePath:
    """A factor of amounts, written in one form, that sets one path."""

    words: tuple[str, ...]
    form: Form
    place: Place
    owner: Provenance

    @property
    def name(self) -> str:
        """The path that it sets."""
        return ".".join(self.words)

    @property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """The path that it sets."""
        return (self.words,)

    @property
    def unit(self) -> str:
        """The unit of its amounts."""
        return self.form.unit


@dataclass(frozen=True)
class Stepped(_OfOnePath):
    """A factor that goes from one value to another in equal steps, on a scale."""

    first: float
    last: float
    count: int
    logarithmic: bool

    def level(self, index: int) -> Level:
        """Return the level after *index* steps."""
        share = index / max(1, self.count - 1)
        number = between(self.first, self.last, share, logarithmic=self.logarithmic)
        return amounting(self.words, number, self.form, self.place, self.owner)

    def at(self, uniform: float) -> Level:
        """Return the level that *uniform* falls on."""
        return self.level(int(uniform * self.count))


@dataclass(frozen=True)
class Drawn(_OfOnePath):
    """A factor that takes any value of a distribution."""

    quantile: Callable[[float], float]
    count: None = None

    def level(self, index: int) -> Level:
        """Raise an error, since there are no levels to count."""
        raise IndexError(f"{self.name}: found the level {index} of a distribution")

    def at(self, uniform: float) -> Level:
        """Return the value below which the share *uniform* of all values lies."""
        number = self.quantile(uniform)
        return amounting(self.words, number, self.form, self.place, self.owner)


def amounting(
    words: tuple[str, ...], number: float, form: Form, place: Place, owner: Provenance
) -> Level:
    """Return the level at which the value at a path is a *number* in a *form*."""
    value = form.write(number)
    return Level(value, number, (generated(words, value, place, owner),))


def between(first: float, last: float, share: float, *, logarithmic: bool) -> float:
    """Return what lies a *share* of the way from *first* to *last*.

    >>> between(1.0, 100.0, 0.5, logarithmic=True)
    10.0
    """
    if share in (0.0, 1.0):
        return last if share else first
    if logarithmic:
        return float(first * (last / first) ** share)
    return first + share * (last - first)
