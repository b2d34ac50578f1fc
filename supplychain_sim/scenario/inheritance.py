"""Regimes that start from a shipped preset or from another regime."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from supplychain_sim import units
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.overlay import STARTS
from supplychain_sim.scenario.provenance import Provenances, strip
from supplychain_sim.scenario.source import read
from supplychain_sim.scenario.wording import no_such

_LONGEST_CHAIN = 20

#: The choices that a regime starts from, and where they come from.
Start = tuple[dict[str, Any], Provenances]


def preset_names() -> tuple[str, ...]:
    """Return the names of the regimes that are shipped."""
    files = _folder().iterdir()
    return tuple(sorted(f.name.removesuffix(".yaml") for f in files if f.name.endswith(".yaml")))


def expand(source: Source, provenances: Provenances) -> tuple[Source, Provenances]:
    """Return *source* with every choice of every regime written out.

    What a regime says itself wins over what it starts from, and null removes;
    a value that is overridden loses the provenance that it would have inherited.
    """
    regimes = source.tree.get("regimes")
    if not isinstance(regimes, dict):
        return source, provenances
    expander = _Expander(source, regimes, provenances)
    for name in regimes:
        expander.resolve(name, ())
    written_out = {name: expander.done[name][0] for name in regimes}
    expanded = replace(expander.source, tree={**source.tree, "regimes": written_out})
    told = {path: tells for path, tells in provenances.items() if path[0] != "regimes"}
    for name, (_, choices) in expander.done.items():
        told |= {("regimes", name, *path): tells for path, tells in choices.items()}
    return expanded, told


def _folder() -> Traversable:
    return resources.files("supplychain_sim.scenario").joinpath("presets")


@cache
def _preset(name: str) -> tuple[dict[str, Any], Provenances]:
    with resources.as_file(_folder().joinpath(f"{name}.yaml")) as path:
        source, provenances = strip(read(path))
    return source.tree, provenances


@dataclass
class _Expander:
    """Resolves regimes one by one, each with the provenance of its choices."""

    source: Source
    regimes: dict[str, Any]
    provenances: Provenances
    done: dict[str, tuple[Any, Provenances]] = field(default_factory=dict)

    def resolve(self, name: str, chain: tuple[str, ...]) -> None:
        """Write out regime *name*, which the *chain* of regimes starts from."""
        if name in self.done:
            return
        written = self.regimes[name]
        depth = len(("regimes", name))
        own = {
            path[depth:]: tells
            for path, tells in self.provenances.items()
            if path[:depth] == ("regimes", name)
        }
        self.done[name] = written, own
        starts = [key for key in STARTS if isinstance(written, dict) and key in written]
        if not starts:
            return
        start = self.start(("regimes", name), starts, (*chain, name))
        if start is None:
            return
        overrides = {key: value for key, value in written.items() if key not in STARTS}
        choices = {
            key: value for key, value in {**start[0], **overrides}.items() if value is not None
        }
        told = {path: tells for path, tells in start[1].items() if path[0] not in overrides}
        own = {path: tells for path, tells in own.items() if path[0] in choices}
        self.done[name] = choices, {**told, **own}

    def start(self, path: KeyPath, starts: list[str], chain: tuple[str, ...]) -> Start | None:
        """Return what the regime at *path* starts from; None once a problem tells why not."""
        key, name = starts[0], self.regimes[chain[-1]][starts[0]]
        wrong = self.wrong(starts, name, chain)
        if wrong is not None:
            self.source = self.source.refusing(path, self.source.at_value((*path, key), wrong))
            return None
        if key == "preset":
            return _preset(name)
        self.resolve(name, chain)
        choices, told = self.done[name]
        if self.source.is_refused(("regimes", name)) or not isinstance(choices, dict):
            self.source = self.source.refusing(path)
            return None
        return choices, told

    def wrong(self, starts: list[str], name: Any, chain: tuple[str, ...]) -> str | None:
        """Return what is wrong with starting from *name*, if anything is."""
        known = preset_names() if starts == ["preset"] else tuple(self.regimes)
        kind = "preset" if starts == ["preset"] else "regime"
        if len(starts) > 1:
            return "found preset and extends, expected one of them"
        if not isinstance(name, str):
            return f"found {units.found(name)}, expected the name of a {kind}"
        if name not in known:
            return no_such(kind, name, known)
        if kind == "regime" and name in chain:
            circle = " -> ".join((*chain[chain.index(name) :], name))
            return f"found a circle of regimes, {circle}; expected an end to it"
        if len(chain) > _LONGEST_CHAIN:
            return f"found more than {_LONGEST_CHAIN} regimes that extend one another"
        return None
