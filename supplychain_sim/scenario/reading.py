"""Plain values into pieces of a scenario, noting whatever cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from supplychain_sim import units
from supplychain_sim.errors import UnitError
from supplychain_sim.scenario.located import KeyPath
from supplychain_sim.scenario.meanings import reader_of, shorthand_of
from supplychain_sim.scenario.parts import NEEDED, Limits, Part
from supplychain_sim.scenario.wording import did_you_mean

P = TypeVar("P", bound=Part)

#: Stands for a value that was refused.
_WRONG: Any = object()
#: What a plain type asks for, in the words of a message.
_PLAIN = {
    str: "text",
    int: "a whole number",
    float: "a plain number",
    bool: "true or false",
}
#: Key by which a distribution is known.
DIST = "dist"


def part_from(part: type[P], written: Any) -> P:
    """Return a piece of a scenario from plain values, as :func:`value_from` does."""
    read: P = value_from(part, written)
    return read


def value_from(kind: Any, written: Any) -> Any:
    """Return what *written* is as a *kind* of value.

    Raises
    ------
    UnitError
        With all that is wrong with it.
    """
    reading = Reading()
    read = reading.value(kind, (), written, ())
    if reading.refusals:
        raise UnitError("; ".join(one.message or str(one.path) for one in reading.refusals))
    return read


class Refusal(NamedTuple):
    """Something that cannot be read.

    Parameters
    ----------
    message
        What is wrong with a value or a key; empty for keys that are missing or unknown.
    at
        Whether it is told at the key, at the value, or where the value is missing.
    known
        What might have been meant by an unknown key.
    takes
        What a distribution takes that lacks a key.
    may_be_inherited
        Whether it is about what is not written, or about null, which removes.
    unless
        The key beside which one that is missing would have been filled in, if there is one.
    """

    path: KeyPath
    message: str
    at: Literal["key", "value", "missing"] = "value"
    known: frozenset[str] = frozenset()
    takes: str = ""
    may_be_inherited: bool = False
    unless: str | None = None


@dataclass
class Reading:
    """Reads values by their types, and notes what it refuses."""

    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, path: KeyPath, written: Any, message: str) -> Any:
        """Note that what is *written* at *path* is refused."""
        self.refusals.append(Refusal(path, message, may_be_inherited=written is None))
        return _WRONG

    def part(self, part: type[Part], written: Any, path: KeyPath, takes: str = "") -> Any:
        """Return the mapping *written* as a *part*; *takes* tells the keys of a distribution."""
        if not isinstance(written, dict):
            return self.refuse(path, written, f"found {units.found(written)}, expected a mapping")
        before, values, said = len(self.refusals), {}, []
        entries = part.model_fields
        for name, entry in entries.items():
            here = (*path, entry.alias)
            if entry.gathers is not None:
                gathered = entry.gathers.among(written)
                values[name] = self.by_id(get_args(entry.annotation), Limits(), gathered, path)
                said += [name] if gathered else []
            elif entry.alias in written:
                values[name] = self.value(
                    entry.annotation, entry.metadata, written[entry.alias], here
                )
                said.append(name)
            elif entry.default is NEEDED:
                missing = Refusal(here, "", "missing", takes=takes, may_be_inherited=True)
                self.refusals.append(missing._replace(unless=entry.unless))
            else:
                values[name] = entry.default
        known = frozenset(entry.alias for entry in entries.values())
        of_a_kind = tuple(entry.gathers.beginning for entry in entries.values() if entry.gathers)
        self.refusals += [
            Refusal((*path, key), "", "key", known)
            for key in written
            if key not in known and not (of_a_kind and key.startswith(of_a_kind))
        ]
        if len(self.refusals) > before:
            return _WRONG
        read = part.model_read(values, said)
        wrong = read.disagreement()
        return read if wrong is None else self.refuse(path, written, wrong)

    def value(self, kind: Any, metadata: tuple[Any, ...], written: Any, path: KeyPath) -> Any:
        """Return what is *written* as a *kind* that *metadata* annotates."""
        origin = get_origin(kind)
        if origin is Annotated:
            inner, *told = get_args(kind)
            return self.value(inner, (*told, *metadata), written, path)
        reader = reader_of(metadata)
        if reader is not None and origin not in (Union, UnionType):
            return self.parsed(reader.parse, written, path)
        if origin in (Union, UnionType):
            return self.one_of(get_args(kind), metadata, written, path)
        if isinstance(kind, type) and issubclass(kind, Part):
            return self.part(kind, written, path)
        return self.bare(kind, metadata, written, path)

    def bare(self, kind: Any, metadata: tuple[Any, ...], written: Any, path: KeyPath) -> Any:
        """Return what is *written* as a choice, a mapping by ids, a list or a plain type."""
        origin = get_origin(kind)
        if origin is Literal:
            return self.choice(get_args(kind), written, path)
        limits = next((told for told in metadata if isinstance(told, Limits)), Limits())
        if origin is dict:
            return self.by_id(get_args(kind), limits, written, path)
        read = self.items if origin is tuple else self.plain
        return read(get_args(kind) or kind, limits, written, path)

    def parsed(self, parse: Callable[[Any], Any], written: Any, path: KeyPath) -> Any:
        """Return what *parse* makes of what is *written*."""
        try:
            return parse(written)
        except UnitError as error:
            return self.refuse(path, written, str(error))

    def one_of(
        self, kinds: tuple[Any, ...], metadata: tuple[Any, ...], written: Any, path: KeyPath
    ) -> Any:
        """Return what is *written* as the one of several *kinds* that it is meant to be."""
        if NoneType in kinds:
            if written is None:
                return None
            kinds = tuple(kind for kind in kinds if kind is not NoneType)
        if len(kinds) == 1:
            return self.value(kinds[0], metadata, written, path)
        shorthand = shorthand_of(metadata)
        if shorthand is not None:
            written = self.parsed(shorthand.read, written, path)
            if written is _WRONG:
                return _WRONG
        named = {
            str(get_args(kind.model_fields[DIST].annotation)[0]): kind
            for kind in parts_among(kinds)
        }
        if named:
            return self.distribution(named, written, path)
        lists = [kind for kind in kinds if get_origin(unannotated(kind)) is tuple]
        meant = lists if isinstance(written, list) else [k for k in kinds if k not in lists]
        return self.value(meant[0], (), written, path)

    def distribution(self, named: Mapping[str, type[Part]], written: Any, path: KeyPath) -> Any:
        """Return the distribution *written*, one of those *named* by their ``dist``."""
        if not isinstance(written, dict):
            return self.refuse(path, written, f"found {units.found(written)}, expected a mapping")
        at, name = (*path, DIST), written.get(DIST)
        if name is None and DIST not in written:
            self.refusals.append(Refusal(at, "", "missing", may_be_inherited=True))
            return _WRONG
        if not isinstance(name, str) or name not in named:
            return self.choice(tuple(named), name, at)
        keys = {entry.alias for entry in named[name].model_fields.values()} - {DIST, "weight"}
        return self.part(named[name], written, path, f", {name} takes {', '.join(sorted(keys))}")

    def choice(self, choices: tuple[Any, ...], written: Any, path: KeyPath) -> Any:
        """Return the one of the *choices* that is *written*."""
        if isinstance(written, str) and written in choices:
            return written
        message = f"found {units.found(written)}, expected one of {', '.join(choices)}"
        return self.refuse(path, written, message + did_you_mean(written, choices))

    def by_id(self, kinds: tuple[Any, ...], limits: Limits, written: Any, path: KeyPath) -> Any:
        """Return the mapping *written*, from ids of the first of *kinds* to the second."""
        key, kind = kinds
        if not isinstance(written, dict):
            return self.refuse(path, written, f"found {units.found(written)}, expected a mapping")
        reader = reader_of(get_args(key)[1:])
        read = {}
        for name, inner in written.items():
            here = (*path, name)
            try:
                reader.parse(name) if reader else None
            except UnitError as error:
                self.refusals.append(Refusal(here, str(error), "key"))
            read[name] = self.value(kind, (), inner, here)
        if not self.is_long_enough(limits, written, path, inherits=True):
            return _WRONG
        return read

    def items(self, kinds: tuple[Any, ...], limits: Limits, written: Any, path: KeyPath) -> Any:
        """Return the list *written*, as long as there are *kinds* unless these end in dots."""
        if not isinstance(written, list | tuple):
            return self.refuse(path, written, f"found {units.found(written)}, expected a list")
        if kinds[-1] is ...:
            kinds = (kinds[0],) * len(written)
        elif len(written) > len(kinds):
            message = f"found {len(written)}, expected at most {len(kinds)}"
            return self.refuse(path, written, message)
        if not self.is_long_enough(limits, written, path):
            return _WRONG
        pairs = enumerate(zip(kinds, written, strict=False))
        read = tuple(self.value(kind, (), inner, (*path, at)) for at, (kind, inner) in pairs)
        if len(written) < len(kinds):
            return self.refuse(
                path, written, f"found {len(written)} in the list, expected one more"
            )
        return read

    def plain(self, kind: Any, limits: Limits, written: Any, path: KeyPath) -> Any:
        """Return text, a number or a truth value within its *limits*."""
        takes = int | float if kind is float else kind
        if not isinstance(written, takes) or (isinstance(written, bool) and kind is not bool):
            expected = _PLAIN[kind]
            if kind is str and isinstance(written, int | float | date):
                expected += "; put it in quotes"
            return self.refuse(path, written, f"found {units.found(written)}, expected {expected}")
        if kind is str:
            fits = self.is_long_enough(limits, written, path, " characters")
            return written if fits else _WRONG
        wrong = _beyond(limits, written)
        if wrong:
            return self.refuse(path, written, f"found {units.found(written)}, expected {wrong}")
        return kind(written)

    def is_long_enough(
        self, limits: Limits, written: Any, path: KeyPath, of: str = "", *, inherits: bool = False
    ) -> bool:
        """Whether text, a list or a mapping is no shorter and no longer than it may be."""
        least, most, length = limits.min_length, limits.max_length, len(written)
        if least is not None and length < least:
            message = f"found {length or 'none'}, expected at least {least}{of}"
        elif most is not None and length > most:
            message = f"found {length}, expected at most {most}{of}"
        else:
            return True
        self.refusals.append(Refusal(path, message, may_be_inherited=inherits))
        return False


def _beyond(limits: Limits, number: float) -> str | None:
    """Return the limit that a *number* is beyond, in words."""
    if limits.ge is not None and number < limits.ge:
        return f"at least {limits.ge}"
    if limits.le is not None and number > limits.le:
        return f"at most {limits.le}"
    if limits.lt is not None and number >= limits.lt:
        return f"less than {limits.lt}"
    return None


def unannotated(kind: Any) -> Any:
    """Return *kind* without what annotates it."""
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def parts_among(kinds: Iterable[Any]) -> Iterator[type[Part]]:
    """Yield the pieces among *kinds*, with unions and annotations taken apart."""
    for kind in map(unannotated, kinds):
        if get_origin(kind) in (Union, UnionType):
            yield from parts_among(get_args(kind))
        elif isinstance(kind, type) and issubclass(kind, Part):
            yield kind
