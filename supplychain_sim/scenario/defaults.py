"""What a scenario leaves out: shipped values, each with its owner."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_origin

from supplychain_sim.scenario.fields import Currency
from supplychain_sim.scenario.located import DEFAULT, KeyPath, Place, Source
from supplychain_sim.scenario.meanings import branches, part_of, shorthand_of
from supplychain_sim.scenario.parts import Field, Part
from supplychain_sim.scenario.provenance import Provenance, Provenances, strip
from supplychain_sim.scenario.readers import read_as
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.scenario.source import read

#: Stands for any id.
ANY = "*"
#: Says of a value that it was not written.
OWNER = "default of supplychain_sim"
_FILE = "defaults.yaml"
#: In place of a section that is not written.
_NOTHING = object()
#: Keys of the shipped file that are about itself.
_ITS_OWN = frozenset({"currency", "provenance"})


@cache
def shipped() -> tuple[dict[str, Any], Provenances]:
    """Return the shipped values in the shape of a scenario, and where each comes from."""
    source, owners = strip(read(Path(__file__).with_name(_FILE)))
    told = {
        path: Provenance(o.from_, f"{OWNER}; {o.source}" if o.source else OWNER)
        for path, o in owners.items()
    }
    return source.tree, told


def filled(source: Source, provenances: Provenances) -> tuple[Source, Provenances]:
    """Return *source* with shipped values for what it leaves out, and their provenance.

    A section that is left out is filled in if the shipped values make all of it, and a
    section that is there is completed by what it needs.  Money is filled in only where the scenario
    counts in the currency of the shipped values; :attr:`Source.unfilled` tells of the
    rest.
    """
    values, owners = shipped()
    filler = _Filler(source, owners, _same(source.get("currency"), values["currency"]))
    tree = filler.mapping(Scenario, _about(), source.tree, (), ())
    completed = replace(
        source,
        tree=tree,
        values={**source.values, **dict.fromkeys(filler.told, Place(DEFAULT, 0, 0))},
        unfilled=filler.unfilled,
    )
    return completed, {**provenances, **filler.told}


def fills_in(path: KeyPath) -> bool:
    """Whether something is shipped for the key at *path*."""
    held: Any = shipped()[0]
    for step in path:
        if not isinstance(held, dict):
            return False
        held = held.get(str(step), held.get(ANY))
    # What is shipped for things of any id makes none of them.
    return held is not None and not (isinstance(held, dict) and ANY in held)


class Shipped(NamedTuple):
    """A shipped value, by where it is in the shape of a scenario.

    Parameters
    ----------
    path
        With ``*`` for any id.
    value
        As it is written; a mapping if it is a whole section.
    owner
        Where it comes from; None for a section.
    """

    path: KeyPath
    value: Any
    owner: Provenance | None


def shipped_for(part: type[Part]) -> dict[str, list[Shipped]]:
    """Return what fills in each key of *part* that may be left out, one for each place of it."""
    _, owners = shipped()
    found: dict[str, list[Shipped]] = {}
    for held, at, section in _sections(Scenario, _about(), ()):
        for key, value in section.items() if held is part else ():
            entry = within(part)[key]
            inner, path = part_at(entry), (*at, key)
            if inner is None and by_id(entry) is None:
                found.setdefault(key, []).append(Shipped(path, value, owners.get(path)))
            elif inner is not None and completes(inner, value):
                found.setdefault(key, []).append(Shipped(path, value, None))
    return found


def _sections(
    part: type[Part], values: dict[str, Any], at: KeyPath
) -> Iterator[tuple[type[Part], KeyPath, dict[str, Any]]]:
    """Yield each mapping of the shipped values, with what it is and where."""
    yield part, at, values
    for key, value in values.items():
        entry = within(part)[key]
        inner, thing = part_at(entry), by_id(entry)
        if inner is not None:
            yield from _sections(inner, value, (*at, key))
        elif thing is not None:
            yield from _sections(thing, value[ANY], (*at, key, ANY))


def _about() -> dict[str, Any]:
    return {key: value for key, value in shipped()[0].items() if key not in _ITS_OWN}


def _same(written: Any, shipped_in: str) -> bool:
    """Whether shipped money is worth something; what is no currency is told as such."""
    return read_as(Currency, written) in (None, shipped_in)


def within(part: type[Part]) -> dict[str, Field]:
    """Return the field of each key of *part*."""
    return {entry.alias or name: entry for name, entry in part.model_fields.items()}


def part_at(entry: Field) -> type[Part] | None:
    """Return the part of a scenario that a field holds, if it is one mapping with known keys."""
    held = [kind for kind, told in _held(entry) if shorthand_of(told) is None]
    return part_of(held[0]) if len(held) == 1 else None


def by_id(entry: Field) -> type[Part] | None:
    """Return the part of a scenario that a field holds by ids, if it does."""
    for kind, _ in _held(entry):
        if get_origin(kind) is dict:
            return part_of(next(branches(get_args(kind)[1]))[0])
    return None


def completes(part: type[Part], values: dict[str, Any]) -> bool:
    """Whether *values* are all that *part* asks for."""
    for key, entry in within(part).items():
        inner = part_at(entry)
        if entry.is_required() and key not in values:
            return False
        if inner is not None and key in values and not completes(inner, values[key]):
            return False
    return True


def _held(entry: Field) -> list[tuple[Any, tuple[Any, ...]]]:
    found = branches(entry.annotation, entry.metadata)
    return [(kind, told) for kind, told in found if kind is not type(None)]


@dataclass
class _Filler:
    """Fills a tree in, and notes what it did.

    Parameters
    ----------
    same_currency
        Whether shipped money is worth something here.
    told
        The provenance of what was filled in.
    unfilled
        Shipped values that were not filled in, by the path at which they are missing.
    """

    source: Source
    owners: Provenances
    same_currency: bool
    told: Provenances = field(default_factory=dict)
    unfilled: dict[KeyPath, str] = field(default_factory=dict)

    def mapping(
        self, part: type[Part], values: dict[str, Any], written: Any, at: KeyPath, path: KeyPath
    ) -> Any:
        """Return what is *written* at *path*, completed from the *values* that are *at*."""
        absent = written is _NOTHING
        given = {} if absent else written
        if not isinstance(given, dict) or self.source.is_refused(path):
            return written
        entries, whole = within(part), dict(given)
        for key, value in values.items():
            entry, there, here = entries[key], (*at, key), (*path, key)
            inner, thing = part_at(entry), by_id(entry)
            if inner is not None and (key in given or completes(inner, value)):
                whole[key] = self.mapping(inner, value, given.get(key, _NOTHING), there, here)
            elif thing is not None and key in given:
                whole[key] = self.things(thing, value[ANY], given[key], there, here)
            elif inner is thing is None and key not in given and (absent or entry.is_required()):
                # A key that may be left out means something by it where its section is written.
                self.value(whole, value, there, here)
        return whole

    def things(
        self, part: type[Part], values: dict[str, Any], written: Any, at: KeyPath, path: KeyPath
    ) -> Any:
        """Return the things *written* by their ids, each completed."""
        if not isinstance(written, dict) or self.source.is_refused(path):
            return written
        return {
            name: self.mapping(part, values, thing, (*at, ANY), (*path, name))
            for name, thing in written.items()
        }

    def value(self, whole: dict[str, Any], value: Any, at: KeyPath, path: KeyPath) -> None:
        """Fill one *value* in, unless it is money of another currency."""
        if not self.same_currency and isinstance(value, str) and shipped()[0]["currency"] in value:
            self.unfilled[path] = value
            return
        whole[str(path[-1])] = deepcopy(value)
        depth = len(at)
        self.told |= {
            (*path, *owned[depth:]): owner
            for owned, owner in self.owners.items()
            if owned[:depth] == at
        }
