"""What a sweep file says of its factors, read into factors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.located import KeyPath, Place, Source
from supplychain_sim.scenario.overrides import Missing, find
from supplychain_sim.scenario.provenance import Provenance, Provenances
from supplychain_sim.scenario.reading import Reading
from supplychain_sim.scenario.validation import keys_at
from supplychain_sim.scenario.wording import unknown_key
from supplychain_sim.sweep.amounts import Form, alike, number_of
from supplychain_sim.sweep.factors import Drawn, Factor, Laid, Level, Listed, Stepped
from supplychain_sim.sweep.quantiles import Line
from supplychain_sim.sweep.varied import Distributions, Linked, Range

#: Columns of results, which no factor may be called.
COLUMNS = ("point", "regime", "replication", "subject", "measure", "year", "value")
#: Keys of a scenario that no factor sets, and what is meant instead.
_NOT_VARIED = {
    "seed": "all points meet the same luck; expected replications in its place",
    "replications": "all points have as many; expected replications of the sweep itself",
    "claims": "nothing that runs depends on it; expected claims of the sweep itself",
    "schema": "nothing that runs depends on it",
    "question": "nothing that runs depends on it",
    "source": "nothing that runs depends on it",
    "provenance": "nothing that runs depends on it",
    "extends": "a file itself says what it extends",
}
#: Keys that a sweep has as well, for all its points.
_SAID_BESIDE = ("seed", "replications", "claims", "question", "source")
_FORMS = (
    "a list of levels, a range such as {from: 1 day, to: 20 days, steps: 5}, a distribution such "
    "as {dist: uniform, min: 10 %, max: 40 %}, or paths that are set together as {at: [...], "
    "sets: {...}}"
)


@dataclass
class FactorReading:
    """Reads factors, and notes what is wrong with them.

    Parameters
    ----------
    source, owners
        The sweep file, bare.
    base
        The scenario that factors are laid over; None if it could not be read.
    """

    source: Source
    owners: Provenances
    base: Source | None
    reading: Reading
    problems: list[tuple[KeyPath, Problem]] = field(default_factory=list)

    def refuse(self, path: KeyPath, message: str, *, key: bool = False) -> None:
        """Note what is wrong with the key or the value at *path*."""
        told = (self.source.at_key if key else self.source.at_value)(path, message)
        self.problems.append((path, told))

    def all(self, written: Mapping[str, Any]) -> list[Factor]:
        """Return all factors that are *written* and that nothing is wrong with."""
        found = [self.factor(name, value, ("factors", name)) for name, value in written.items()]
        factors = [factor for factor in found if factor is not None]
        self.disjoint(factors)
        return factors

    def factor(self, name: str, written: Any, path: KeyPath) -> Factor | None:
        """Return the factor that is *written* at *path*; None if something is wrong with it."""
        if self.source.is_refused(path):
            return None
        if name in COLUMNS:
            message = f"found {name!r}, a column of the results; expected another name"
            self.refuse(path, message, key=True)
            return None
        if isinstance(written, dict) and ("sets" in written or "at" in written):
            return self.linked(name, written, path)
        words = self.words(name, path)
        if isinstance(written, list):
            return self.listed(name, words, written, path)
        if not isinstance(written, dict):
            self.refuse(path, f"found {units.found(written)}, expected {_FORMS}")
            return None
        return (self.drawn if "dist" in written else self.stepped)(words, written, path)

    def words(self, name: str, path: KeyPath) -> tuple[str, ...] | None:
        """Return the steps of a scenario's path; None if nothing can be set there."""
        words = tuple(name.split("."))
        if path[0] == "set" and words[0] in _SAID_BESIDE:
            message = f"found {words[0]!r}, which a sweep does not set: expected it beside 'set'"
            self.refuse(path, message, key=True)
            return None
        wrong = unsettable(self.base, words)
        if wrong is not None:
            self.refuse(path, wrong, key=True)
            return None
        return words

    def listed(
        self, name: str, words: tuple[str, ...] | None, written: list[Any], path: KeyPath
    ) -> Factor | None:
        """Return the factor whose levels are *written*."""
        if not written:
            self.refuse(path, "found none in the list, expected at least one level")
        self.told_twice(written, path)
        if words is None or not written:
            return None
        form = alike(*written)
        levels = [
            Level(value, number_of(value) if form else None, (self.laid(words, (*path, index)),))
            for index, value in enumerate(written)
        ]
        return Listed(name, (words,), levels, None if form is None else form.unit)

    def told_twice(self, written: Sequence[Any], path: KeyPath) -> None:
        """Note each level that is *written* twice."""
        seen: set[str] = set()
        for index, value in enumerate(written):
            # 1, 1.0 and True are equal to Python.
            if repr(value) in seen:
                message = f"found {units.found(value)} twice, expected each level once"
                self.refuse((*path, index), message)
            seen.add(repr(value))

    def linked(self, name: str, written: dict[str, Any], path: KeyPath) -> Factor | None:
        """Return the factor whose levels set several paths."""
        before = len(self.reading.refusals), len(self.problems)
        part = self.reading.part(Linked, written, path)
        if len(self.reading.refusals) > before[0]:
            return None
        self.told_twice(part.at, (*path, "at"))
        for index, label in enumerate(part.at):
            if isinstance(label, dict | list | None):
                message = f"found {units.found(label)}, expected a name, a number or a quantity"
                self.refuse((*path, "at", index), message)
        words = {key: self.words(key, (*path, "sets", key)) for key in part.sets}
        for key, values in part.sets.items():
            if len(values) != len(part.at):
                where = self.source.key_line((*path, "at"))
                message = (
                    f"found {len(values)} in the list, expected {len(part.at)}: one for each level "
                    f"({where})"
                )
                self.refuse((*path, "sets", key), message)
        if len(self.problems) > before[1]:
            return None
        form = alike(*part.at)
        levels = [
            Level(
                label,
                number_of(label) if form else None,
                tuple(
                    self.laid(steps, (*path, "sets", key, index))
                    for key, steps in words.items()
                    if steps is not None
                ),
            )
            for index, label in enumerate(part.at)
        ]
        paths = tuple(steps for steps in words.values() if steps is not None)
        return Listed(name, paths, levels, None if form is None else form.unit)

    def drawn(
        self, words: tuple[str, ...] | None, written: dict[str, Any], path: KeyPath
    ) -> Factor | None:
        """Return the factor that is drawn."""
        before = len(self.reading.refusals)
        part = self.reading.one_of(Distributions.__args__, (), written, path)
        if words is None or len(self.reading.refusals) > before:
            return None
        distribution: Distributions = part
        form = _form(*(value for _, value in distribution.amounts()))
        return Drawn(words, form, self.place(path), self.owner(path), distribution.quantile())

    def stepped(
        self, words: tuple[str, ...] | None, written: dict[str, Any], path: KeyPath
    ) -> Factor | None:
        """Return the factor that goes from one value to another."""
        before = len(self.reading.refusals)
        part = self.reading.part(Range, written, path)
        if words is None or len(self.reading.refusals) > before:
            return None
        logarithmic = part.scale == "log"
        first, last = number_of(part.from_), number_of(part.to)
        form, place, owner = _form(part.from_, part.to), self.place(path), self.owner(path)
        if part.steps is None:
            line = Line(first, last, logarithmic=logarithmic)
            return Drawn(words, form, place, owner, line)
        return Stepped(words, form, place, owner, first, last, part.steps, logarithmic)

    def laid(self, words: tuple[str, ...], path: KeyPath) -> Laid:
        """Return what is written at *path*, to be laid over the base."""
        return taken(self.source, self.owners, words, path)

    def place(self, path: KeyPath) -> Place:
        """Return where the value at *path* is written."""
        return self.source.values[path]

    def owner(self, path: KeyPath) -> Provenance:
        """Return the provenance of what is computed from what is written at *path*."""
        depth = len(path)
        return next(owner for at, owner in self.owners.items() if at[:depth] == path)

    def disjoint(self, factors: Sequence[Factor]) -> None:
        """Note each factor that sets what another one sets, or a part of it."""
        claimed: list[tuple[tuple[str, ...], KeyPath]] = []
        for factor in factors:
            for words, path in _set_by(factor):
                for other, at in claimed:
                    if overlapping(words, other):
                        where = self.source.key_line(at)
                        message = (
                            f"found {'.'.join(words)}, of which {'.'.join(other)} ({where}) sets "
                            "the same or a part; expected each path in one factor"
                        )
                        self.refuse(path, message, key=True)
                claimed.append((words, path))


def _set_by(factor: Factor) -> Iterator[tuple[tuple[str, ...], KeyPath]]:
    """Yield each path that a factor sets, and where that is said."""
    for words in factor.paths:
        dotted = ".".join(words)
        at = ("factors", factor.name)
        yield words, at if dotted == factor.name else (*at, "sets", dotted)


def taken(source: Source, owners: Provenances, words: tuple[str, ...], path: KeyPath) -> Laid:
    """Return what a file holds at *path*, to be laid over a scenario at *words*."""
    depth, tree = len(path), source.get(*path)
    if not isinstance(tree, dict | list):
        place = source.values[path]
        return Laid(words, Source(source.file, tree, {(): place}, {(): place}), {(): owners[path]})
    inner = replace(
        source,
        tree=tree,
        problems=(),
        refused=frozenset(),
        places={at[depth:]: place for at, place in source.places.items() if at[:depth] == path},
        values={at[depth:]: place for at, place in source.values.items() if at[:depth] == path},
    )
    return Laid(words, inner, {at[depth:]: one for at, one in owners.items() if at[:depth] == path})


def unsettable(base: Source | None, words: tuple[str, ...]) -> str | None:
    """Return why nothing can be set at the path of *words* in a *base*, if there is a reason."""
    why = _NOT_VARIED.get(words[0])
    if why is not None:
        return f"found {words[0]!r}, which a sweep does not set: {why}"
    if not all(words):
        return "found an empty step, expected a path such as hazards.strikes.rate"
    found = None if base is None else find(base, words)
    if found is None or isinstance(found, Missing):
        return None if found is None else found.message
    _, path = found
    known = keys_at(path[:-1])
    # A regime may start from another, and change in a year.
    if known and path[0] != "regimes" and path[-1] not in known:
        return unknown_key(str(path[-1]), known)
    return None


def overlapping(words: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one of two paths is the other or lies in it."""
    length = min(len(words), len(other))
    return words[:length] == other[:length]


def _form(*values: object) -> Form:
    form = alike(*values)
    if form is None:
        raise ValueError("found amounts of several units, which are told before")
    return form
