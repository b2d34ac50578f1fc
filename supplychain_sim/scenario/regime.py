"""A regime: choices among the same mechanisms, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from supplychain_sim.scenario.dates import BEGINNING, TurningPoint, turning_point
from supplychain_sim.scenario.fields import Id
from supplychain_sim.scenario.parts import NONE_BY_ID, Keys, Part


class Off(NamedTuple):
    """The value that switches a choice off; annotates its type where nothing else tells it."""

    value: Any


class Regime(Part):
    """How customer and supplier govern their relation.

    No rate, cost or skill is part of a regime, so that whatever two regimes
    differ in has come out of the run.
    """

    work_from: Id
    """Which plant, lane, samples and visitors of the relation are used: its side ``near``, its side
    ``far``, or one of those ``elsewhere``, by its id."""
    architecture: Literal["integral", "modular"]
    """Which share of dependencies crosses the cells of the part."""
    teaches: Annotated[Literal["none", "process", "current", "old"], Off("none")]
    """The customer's book that the supplier is taught: none, what of today's is know-how of the
    process, today's, or the one that stopped early."""
    targets_move: Annotated[Literal["fixed", "at_rounds", "jointly"], Off("fixed")]
    """Whether targets stay, follow the taught book at contract rounds, or are ratcheted and revised
    together."""
    trials: Annotated[Literal["never", "when_missed", "always"], Off("never")]
    """When the supplier may try changes."""
    procedure_review: bool
    """Whether proposals are tested again at the centre, and recent changes again later."""
    benchmarking: bool
    """Whether accepted changes are tried at the other sites."""
    benchmarks: Literal["all", "customers"]
    """Whose changes benchmarking hands round: everybody's, or the customer's own alone."""
    doubt: bool
    """Whether an accepted deviation puts home's own operation on its agenda."""
    home_learns: bool
    """Whether home uses its trials for ideas of its own when it has nobody else's to test."""
    design_share_from: Literal["none", "start", "most"]
    """From which design share the relation starts: from none, from ``contract.design_share.start``,
    or from the ``most`` that there is."""
    design_share_moves: bool
    """Whether the accounts of a contract round move the design share."""
    exit_on: Literal["response", "level"]
    """What makes the customer leave: poor response, or a poor level of defects."""
    procurement_lock: bool
    """Whether procurement rules freeze the product, its book and its targets while they are in
    force."""
    local_content: bool
    """Whether the customer is bound by a quota of local content, where there is one."""
    changes: Annotated[dict[TurningPoint, Id], Keys(BEGINNING, "from year <n>")] = NONE_BY_ID
    """The regime that follows then: ``from year 6: <id>``, or from a date. Its choices
    hold from that day on; nothing is begun anew."""

    @classmethod
    def choices(cls) -> tuple[str, ...]:
        """Return what every regime chooses; what follows it is no choice."""
        return tuple(name for name, entry in cls.model_fields.items() if entry.gathers is None)

    def phases(self, regimes: Mapping[str, Regime]) -> tuple[Regime, ...]:
        """Return this regime, and each of the *regimes* that follows it."""
        return (self, *(regimes[name] for name in self.changes.values()))

    def turns(self, regimes: Mapping[str, Regime], start: date) -> list[tuple[int, Regime]]:
        """Return what follows it, each with its first minute from *start*, in order of time."""
        times = ((turning_point(key).minutes(start), name) for key, name in self.changes.items())
        return [(time, regimes[name]) for time, name in sorted(times)]


def off(choice: str) -> Off | None:
    """Return what switches *choice* off; None for one that is between things and has no off.

    A truth value is off when false, and what may be left out when it is left out.

    >>> off("teaches"), off("doubt"), off("work_from")
    (Off(value='none'), Off(value=False), None)
    """
    entry = Regime.model_fields[choice]
    declared = next((told for told in entry.metadata if isinstance(told, Off)), None)
    if declared is not None:
        return declared
    if entry.annotation is bool:
        return Off(False)
    return None if entry.is_required() else Off(entry.default)
