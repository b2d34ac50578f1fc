"""A regime: choices among the same mechanisms, and nothing else."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

from supplychain_sim.scenario.parts import Part


class Off(NamedTuple):
    """The value that switches a choice off; annotates its type where nothing else tells it."""

    value: Any


class Regime(Part):
    """How customer and supplier govern their relation.

    No rate, cost or skill is part of a regime, so that whatever two regimes
    differ in has come out of the run.
    """

    work_from: Literal["near", "far"]
    """Which plant, lane, samples and visitors of the relation are used."""
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
    doubt: bool
    """Whether an accepted deviation puts home's own operation on its agenda."""
    design_share_moves: bool
    """Whether the accounts of a contract round move the design share."""
    procurement_lock: bool
    """Whether procurement rules freeze the product, its book and its targets."""


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
