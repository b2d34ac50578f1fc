"""Sweep files into plans, with every problem found in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from supplychain_sim import units
from supplychain_sim.errors import Problem, ScenarioError
from supplychain_sim.scenario import ancestry
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.overlay import Told
from supplychain_sim.scenario.parse import (
    MOST_TOLD,
    Loaded,
    completed,
    for_json,
    load,
    scenario_hash,
)
from supplychain_sim.scenario.provenance import Provenance, Provenances, strip_at
from supplychain_sim.scenario.reading import Reading
from supplychain_sim.scenario.source import read
from supplychain_sim.scenario.validation import told
from supplychain_sim.scenario.wording import no_such
from supplychain_sim.sweep import language
from supplychain_sim.sweep.claim_references import claim_references
from supplychain_sim.sweep.designs import MOST_DRAWN, Design, Grid, LatinHypercube, Sobol, Table
from supplychain_sim.sweep.factor_reading import FactorReading, taken
from supplychain_sim.sweep.factors import Factor
from supplychain_sim.sweep.language import Sweep
from supplychain_sim.sweep.laying import laid_over
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.tables import TableReading, read_table
from supplychain_sim.sweep.trying import problems_at, problems_of_levels, tried

#: Kinds of design, as a message lists them.
_DESIGNS = "grid, {latin_hypercube: 64 points}, {sobol: 64 points} or {csv: points.csv}"


#: Keys of a scenario on which no result depends.
_MOVE_NOTHING = ("claims", "question", "source", "seed", "replications")


def load_sweep(path: str | Path, tried_before: str | None = None) -> Plan:
    """Return the sweep in a file.

    All points of a small design are tried, and of a large one those that
    :func:`supplychain_sim.sweep.trying.tried` names; no other point is built.

    Parameters
    ----------
    path
        The file.
    tried_before
        Hash of a sweep whose points were tried; if it is this one, they are not tried again.

    Raises
    ------
    ScenarioError
        With every problem, each at its place.
    """
    return _Loading.of(path).plan(tried_before)


@dataclass
class _Loading:
    """A sweep file on its way to a plan.

    Parameters
    ----------
    path
        The file.
    source, owners
        What it says, bare.
    problems
        What is wrong with it so far.
    """

    path: Path
    source: Source
    owners: Provenances
    reading: Reading = field(default_factory=Reading)
    problems: list[tuple[KeyPath, Problem]] = field(default_factory=list)

    @classmethod
    def of(cls, path: str | Path) -> _Loading:
        """Return the beginning: what stands in the file."""
        source, owners = strip_at((), read(path), Provenance("yours", Path(path).name))
        if not isinstance(source.tree, dict):
            message = f"found {units.found(source.tree)}, expected a mapping"
            raise ScenarioError([*source.problems, Problem(source.file, 1, 1, "", message)])
        return cls(Path(path), source, owners)

    def plan(self, tried_before: str | None) -> Plan:
        """Return what the file plans."""
        sweep = self.reading.part(Sweep, self.source.tree, ())
        base = self.base()
        below = None if base is None else base.told[0]
        factors, design = self.points(base)
        if base is not None:
            self.regimes(base.loaded)
            self.problems += claim_references(self.source, base.loaded.tree, below, factors)
            self.problems += [((), one) for one in problems_of_levels(base.told[0], factors)]
        self.stop()
        if base is None or design is None:
            raise ValueError("found no base or design, and nothing that tells why")
        plan = self.planned(sweep, base, factors, design)
        if tried_before is not None and scenario_hash(plan.tree) == tried_before:
            return plan
        problems = problems_at(base.told, factors, design, tried(design))
        if problems:
            raise ScenarioError(_first(problems, self.source.file))
        return plan

    def refuse(self, path: KeyPath, message: str, *, key: bool = False) -> None:
        """Note what is wrong at *path*."""
        place = self.source.at_key if key else self.source.at_value
        self.problems.append((path, place(path, message)))

    def stop(self) -> None:
        """Raise an error with all that is wrong, if anything is."""
        complaints = told(self.source, self.reading.refusals, MOST_TOLD + 1, Sweep)
        wrong = {path for path, _ in complaints}
        rest = [
            (path, problem)
            for path, problem in self.problems
            if path not in wrong and not self.source.is_refused(path)
        ]
        problems = [*self.source.problems, *(problem for _, problem in [*complaints, *rest])]
        if problems:
            raise ScenarioError(_first(problems, self.source.file))

    def base(self) -> _Base | None:
        """Return the base scenario, with what is set at all points; None if it is none."""
        name = self.source.tree.get("base")
        if not isinstance(name, str) or self.source.is_refused(("base",)):
            return None
        wrong = ancestry.unreachable(self.path.parent, name)
        if wrong is not None:
            self.refuse(("base",), wrong)
            return None
        file = self.path.parent / name
        try:
            if "base" in read(file).tree:
                found = units.found(name)
                self.refuse(("base",), f"found {found}, the file of a sweep; expected a scenario")
                return None
            loaded = load(file)
            below = _without_claims(ancestry.read_whole(file))
            below = laid_over(below, self.set_everywhere(below[0]))
            if self.source.tree.get("set"):
                loaded = completed(loaded.name, *below)
        except ScenarioError as error:
            self.problems += [((), problem) for problem in error.problems]
            return None
        return _Base(loaded, below)

    def set_everywhere(self, base: Source) -> list[Any]:
        """Return what is laid over the base at all points."""
        reading = FactorReading(self.source, self.owners, base, self.reading)
        laid = []
        for name in self.source.mapping("set"):
            path = ("set", name)
            words = None if self.source.is_refused(path) else reading.words(name, path)
            if words is not None:
                laid.append(taken(self.source, self.owners, words, path))
        self.problems += reading.problems
        return laid

    def points(self, base: _Base | None) -> tuple[list[Factor], Design | None]:
        """Return the factors and the design; None for one that something is wrong with."""
        below = None if base is None else base.told[0]
        reading = FactorReading(self.source, self.owners, below, self.reading)
        factors = reading.all(self.source.mapping("factors"))
        self.problems += reading.problems
        written = self.source.get("design")
        if "design" not in self.source.tree or self.source.is_refused(("design",)):
            return factors, None
        if isinstance(written, dict):
            before = len(self.reading.refusals)
            kind = self.reading.part(language.Design, written, ("design",))
            if len(self.reading.refusals) > before:
                return factors, None
            if kind.csv is not None:
                return self.listed(kind.csv, factors, below)
            self.needs_factors(factors)
            return factors, self.drawn(kind, factors, self.seed(base))
        if written == "grid":
            self.needs_factors(factors)
            return factors, self.grid(factors)
        self.refuse(("design",), f"found {units.found(written)}, expected {_DESIGNS}")
        return factors, None

    def needs_factors(self, factors: Sequence[Factor]) -> None:
        if not factors and not self.source.mapping("factors"):
            self.refuse(("factors",), "found none, expected at least one factor")

    def grid(self, factors: Sequence[Factor]) -> Design:
        """Return each level with each, of factors that have levels."""
        for factor in factors:
            if factor.count is None:
                message = (
                    "found no levels, expected a list or a range with steps: a grid takes each "
                    f"level, and {self.source.line(('design',))} asks for one; a latin_hypercube "
                    "or sobol takes any value"
                )
                self.refuse(("factors", factor.name), message)
        return Grid(tuple(factor.count or 1 for factor in factors))

    def drawn(self, kind: language.Design, factors: Sequence[Factor], seed: int) -> Design:
        """Return points that are drawn."""
        key = "latin_hypercube" if kind.sobol is None else "sobol"
        size = kind.latin_hypercube or kind.sobol or 1
        found = units.found(self.source.get("design", key))
        if size > MOST_DRAWN:
            message = (
                f"found {found}, expected at most {MOST_DRAWN}: a point has to keep its distance "
                "from all others, so that they are drawn at once; a grid may be of any size"
            )
            self.refuse(("design", key), message)
        elif kind.sobol is not None and size & (size - 1):
            less, more = 1 << (size.bit_length() - 1), 1 << size.bit_length()
            message = (
                f"found {found}, expected a power of two such as {less} or {more}: a Sobol "
                "sequence is balanced over its factors at these alone"
            )
            self.refuse(("design", key), message)
        make = LatinHypercube if kind.sobol is None else Sobol
        return make(size, seed, tuple(factor.name for factor in factors))

    def seed(self, base: _Base | None) -> int:
        """Return the seed of the sweep, or else of its base; 0 if neither can be read."""
        seed = self.source.tree.get("seed")
        if isinstance(seed, int):
            return seed
        return 0 if base is None else base.loaded.scenario.seed

    def listed(
        self, name: str, factors: Sequence[Factor], base: Source | None
    ) -> tuple[list[Factor], Design | None]:
        """Return the factors and points of a table."""
        wrong = ancestry.unreachable(self.path.parent, name, (".csv",))
        if wrong is not None:
            self.refuse(("design", "csv"), wrong)
            return [*factors], None
        for factor in factors:
            if not self.source.holds(("factors", factor.name, "sets")):
                message = (
                    f"found levels, which {units.found(name)} lists; expected paths alone that "
                    "are set together"
                )
                self.refuse(("factors", factor.name), message)
        reading = TableReading(base, {factor.name: factor for factor in factors})
        try:
            found, design = reading.read(read_table(self.path.parent / name))
        except ScenarioError as error:
            self.problems += [((), problem) for problem in error.problems]
            return [*factors], None
        self.problems += [((), problem) for problem in reading.problems]
        return found, design

    def regimes(self, loaded: Loaded) -> None:
        """Note each regime that runs and is none of the base, or is named twice."""
        known, seen = loaded.scenario.regimes, set()
        named = self.source.tree.get("regimes")
        for index, name in enumerate(named if isinstance(named, list) else ()):
            path = ("regimes", index)
            if not isinstance(name, str):
                continue
            if name not in known:
                self.refuse(path, no_such("regime", name, known))
            elif name in seen:
                self.refuse(path, f"found {name!r} twice, expected each regime once")
            seen.add(name)

    def planned(self, sweep: Sweep, base: _Base, factors: Sequence[Factor], design: Design) -> Plan:
        """Return the plan of what nothing is wrong with."""
        scenario = base.loaded.scenario
        named = scenario.regimes if sweep.regimes is None else sweep.regimes
        regimes = tuple(name for name in scenario.regimes if name in named)
        replications = sweep.replications or scenario.replications
        kept = {key: value for key, value in base.loaded.tree.items() if key not in _MOVE_NOTHING}
        tree = {
            "base": kept,
            # As pairs, since their order decides that of the points.
            "factors": [
                [name, for_json(self.source.get("factors", name))]
                for name in self.source.mapping("factors")
            ],
            "design": _as_written(self.source.tree["design"], factors, design),
            "regimes": list(regimes),
            "replications": replications,
            "seed": self.seed(base),
        }
        return Plan(
            name=self.path.stem,
            question=sweep.question,
            loaded=base.loaded,
            base=base.told,
            factors=tuple(factors),
            design=design,
            regimes=regimes,
            replications=replications,
            seed=self.seed(base),
            claims=sweep.claims,
            best=sweep.best,
            tree=tree,
        )


class _Base(NamedTuple):
    """The base scenario, with what is set at all points: as it is, and as it was written."""

    loaded: Loaded
    told: Told


def _without_claims(told_base: Told) -> Told:
    """Return a base without its claims, which a level may leave without what they are about."""
    source, owners = told_base
    tree = {key: value for key, value in source.tree.items() if key != "claims"}
    kept = {path: owner for path, owner in owners.items() if path[:1] != ("claims",)}
    # Its lines are told beside those of the sweep.
    return replace(source, tree=tree, spread=True), kept


def _as_written(written: Any, factors: Sequence[Factor], design: Design) -> Any:
    """Return a design as it is written, a table with all its points."""
    if not isinstance(design, Table):
        return written
    points = [
        [for_json(level.value) for level in design.levels(factors, number)]
        for number in range(design.size)
    ]
    return {"names": [factor.name for factor in factors], "points": points}


def _first(problems: Sequence[Problem], file: str) -> list[Problem]:
    """Return the *problems*, or the first of them and that there are more."""
    if len(problems) <= MOST_TOLD:
        return [*problems]
    message = f"found more than {MOST_TOLD} problems, of which the first are told here"
    return [Problem(file, 0, 0, "", message), *problems[:MOST_TOLD]]
