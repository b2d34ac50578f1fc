"""Regimes that start from a shipped preset or from another regime."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.dates import BEGINNING
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
    expander = _Expander(source, regimes, _of_each_regime(provenances))
    for name in regimes:
        expander.resolve(name, ())
    written_out = {name: expander.done[name][0] for name in regimes}
    expanded = replace(expander.source, tree={**source.tree, "regimes": written_out})
    told = {path: tells for path, tells in provenances.items() if path[0] != "regimes"}
    for name, (_, choices) in expander.done.items():
        told |= {("regimes", name, *path): tells for path, tells in choices.items()}
    return expanded, told


def told_once(
    written: Source, complaints: Sequence[tuple[KeyPath, Problem]]
) -> list[tuple[KeyPath, Problem]]:
    """Return *complaints* without those about choices that a regime has from another.

    Parameters
    ----------
    written
        The scenario before its regimes are written out.
    """
    told = {path for path, _ in complaints}

    def repeats(path: KeyPath) -> bool:
        start = written.get(*path[:2], "extends")
        inherited = path[:1] == ("regimes",) and not written.holds(path)
        return inherited and ("regimes", start, *path[2:]) in told

    return [complaint for complaint in complaints if not repeats(complaint[0])]


def _folder() -> Path:
    return Path(__file__).with_name("presets")


def _of_each_regime(provenances: Provenances) -> dict[str, Provenances]:
    """Return the provenance of the choices of each regime, by the name of the regime."""
    found: dict[str, Provenances] = {}
    depth = len(("regimes", "name"))
    for path, tells in provenances.items():
        if path[0] == "regimes":
            found.setdefault(str(path[1]), {})[path[depth:]] = tells
    return found


@cache
def _preset(name: str) -> tuple[dict[str, Any], Provenances]:
    source, provenances = strip(read(_folder() / f"{name}.yaml"))
    return source.tree, provenances


@dataclass
class _Expander:
    """Resolves regimes one by one, each with the provenance of its choices."""

    source: Source
    regimes: dict[str, Any]
    provenances: dict[str, Provenances]
    done: dict[str, tuple[Any, Provenances]] = field(default_factory=dict)

    def resolve(self, name: str, chain: tuple[str, ...]) -> None:
        """Write out regime *name*, which the *chain* of regimes starts from."""
        if name in self.done:
            return
        written = self.regimes[name]
        own = self.provenances.get(name, {})
        self.done[name] = written, own
        starts = [key for key in STARTS if isinstance(written, dict) and key in written]
        if not starts:
            return
        start = self.start(("regimes", name), starts, (*chain, name))
        if start is None:
            return
        overrides = {key: value for key, value in written.items() if key not in STARTS}
        # What follows the regime that it starts from is none of its choices.
        inherited = {key: v for key, v in start[0].items() if not key.startswith(BEGINNING)}
        choices = {
            key: value for key, value in {**inherited, **overrides}.items() if value is not None
        }
        told = {
            path: tells
            for path, tells in start[1].items()
            if path[0] in inherited and path[0] not in overrides
        }
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
            return no_such(
                kind, name, [other for other in known if kind == "preset" or other not in chain]
            )
        if kind == "regime" and name in chain:
            circle = " -> ".join((*chain[chain.index(name) :], name))
            return f"found a circle of regimes, {circle}; expected an end to it"
        if len(chain) > _LONGEST_CHAIN:
            return f"found more than {_LONGEST_CHAIN} regimes that extend one another"
        return None
