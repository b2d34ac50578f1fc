"""What cannot be read, told as problems at the places where it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from types import UnionType
from typing import Any, Union, get_args, get_origin

from supplychain_sim.errors import Problem
from supplychain_sim.scenario.defaults import fills_in
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.parts import Part
from supplychain_sim.scenario.reading import DIST, Reading, Refusal, parts_among, unannotated
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.scenario.wording import nearest, unknown_key

#: What a problem is about, and how it is told.
Complaint = tuple[KeyPath, Problem]


def validated(source: Source, most: int) -> Scenario | list[Complaint]:
    """Return the scenario in *source*, or its first *most* problems and what each is about.

    Of a source that is not whole only what is written counts.
    """
    reading = Reading()
    scenario: Scenario = reading.part(Scenario, source.tree, ())
    return told(source, reading.refusals, most) if reading.refusals else scenario


def told(
    source: Source, refusals: Iterable[Refusal], most: int, whole: type[Part] = Scenario
) -> list[Complaint]:
    """Return the first *most* problems that *refusals* are, and what each is about.

    Parameters
    ----------
    source
        What was read.
    whole
        As what it was read.
    """
    found = [one for one in refusals if source.whole or not one.may_be_inherited]
    # A scenario's key is taken off once it is followed.
    tell = _Complaints(source, frozenset({"extends"} if whole is Scenario else ()))
    keys = (tell.unknown(one) for one in found if one.known)
    unknown = list(islice(_untold(source, keys), most))
    # A key that is misspelt is not missing as well.
    meant = {path for path, _ in unknown}
    values = (
        tell.other(one) for one in found if not one.known and not _is_filled_in(one, source, meant)
    )
    others = (complaint for complaint in values if complaint[0] not in meant)
    return unknown + list(islice(_untold(source, others), most - len(unknown)))


def _is_filled_in(one: Refusal, source: Source, meant: set[KeyPath]) -> bool:
    """Whether a key is missing only because the one that fills it in is wrong, and told so."""
    if one.unless is None:
        return False
    above = one.path[:-1]
    return (*above, one.unless) in meant or source.get(*above, one.unless) is not None


def _untold(source: Source, complaints: Iterable[Complaint]) -> Iterator[Complaint]:
    return (found for found in complaints if not source.is_refused(found[0]))


@dataclass(frozen=True)
class _Complaints:
    """Tells refusals at the places where things were written."""

    source: Source
    #: Keys of the file itself that it knows as well.
    more: frozenset[str]

    def unknown(self, refusal: Refusal) -> Complaint:
        """Return the complaint about a key, which is about the key that was probably meant."""
        path, known = refusal.path, refusal.known
        if DIST in known and path[-3:-2] != ("of",):
            known -= {"weight"}  # which only what is mixed has
        if len(path) == 1:
            known |= self.more
        key = str(path[-1])
        about = (*path[:-1], nearest(key, known) or key)
        return about, self.source.at_key(path, unknown_key(key, known))

    def other(self, refusal: Refusal) -> Complaint:
        path, message = refusal.path, refusal.message
        if refusal.at == "missing":
            return path, self.missing(path, refusal.takes)
        if refusal.at == "key":
            return path, self.source.at_key(path, message)
        if self.source.get(*path) is None and fills_in(path):
            message += "; leave the key out for its default"
        return path, self.source.at_value(path, message)

    def missing(self, path: KeyPath, takes: str) -> Problem:
        default = self.source.unfilled.get(path)
        known = f"; its default, {default}, is in another currency" if default else ""
        key = str(path[-1])
        return self.source.at_missing(path[:-1], [key], f"missing key {key!r}{takes}{known}")


def keys_at(path: KeyPath) -> set[str]:
    """Return the keys that a scenario may have at *path*."""
    kinds: list[Any] = [Scenario]
    for step in path:
        kinds = [inner for kind in kinds for inner in _inside(kind, step)]
    return {entry.alias for part in parts_among(kinds) for entry in part.model_fields.values()}


def refusals_of(path: KeyPath, value: Any) -> list[Refusal]:
    """Return why a scenario takes no such single *value* at *path*, as far as that alone says.

    Where several kinds of mapping may hold it, only the whole scenario can tell.
    """
    kinds: list[tuple[Any, tuple[Any, ...]]] = [(Scenario, ())]
    for step in path:
        kinds = [inner for kind, _ in kinds for inner in _entries(kind, step)]
    reading = Reading()
    if len(kinds) == 1 and value is not None:
        kind, metadata = kinds[0]
        reading.value(kind, metadata, value, path)
    return reading.refusals


def _inside(kind: Any, step: int | str) -> Iterator[Any]:
    """Yield what *kind* may hold at *step*, a key or a position."""
    return (inner for inner, _ in _entries(kind, step))


def _entries(kind: Any, step: int | str) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Yield what *kind* may hold at *step*, each with what annotates it."""
    bare = unannotated(kind)
    if get_origin(bare) in (Union, UnionType):
        for branch in get_args(bare):
            yield from _entries(branch, step)
    elif isinstance(bare, type) and issubclass(bare, Part):
        for entry in bare.model_fields.values():
            if entry.gathers is not None and str(step).startswith(entry.gathers.beginning):
                yield get_args(entry.annotation)[1], ()
            elif entry.alias == step:
                yield entry.annotation, entry.metadata
    elif get_origin(bare) is dict:
        yield get_args(bare)[1], ()
    elif get_origin(bare) is tuple:
        yield get_args(bare)[0], ()
