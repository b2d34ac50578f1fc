"""Simulations that are made once, for tests of what is done with them."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

from supplychain_sim.model.outcome import Outcome
from supplychain_sim.model.record import Record
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.simulation import simulate

#: What no run of a scenario depends on: how often it is run, and what is said of it.
_OUTSIDE = {"replications": 1, "claims": {}}
_Pack = Callable[[Record], bytes]
#: Outcomes of one replication, by regime, and what was asked for.
_Made = tuple[Scenario, int, bool, _Pack | None, dict[str, Outcome]]


class Once:
    """Simulates as :func:`simulate` does, each regime of each replication at its first use."""

    def __init__(self) -> None:
        self._made: list[_Made] = []

    def __call__(
        self,
        scenario: Scenario,
        replication: int,
        regimes: Sequence[str] | None = None,
        kept: Container[int] = (),
        pack: _Pack | None = None,
    ) -> list[Outcome]:
        names = list(regimes or scenario.regimes)
        asked = scenario.model_copy(update=_OUTSIDE), replication, replication in kept, pack
        # Scenarios are compared, since what they hold cannot be hashed.
        found = next((made for *of, made in self._made if tuple(of) == asked), None)
        if found is None:
            found = {}
            self._made.append((*asked, found))
        missing = [name for name in names if name not in found]
        if missing:
            made = simulate(scenario, replication, missing, kept, pack)
            found.update(zip(missing, made, strict=True))
        return [found[name] for name in names]
