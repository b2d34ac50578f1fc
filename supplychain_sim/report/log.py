"""The log of a run: what happened in one replication of a regime, read back from its results."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from supplychain_sim.errors import ResultsError
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.model.record import Event, EventId, named, written
from supplychain_sim.report import stored
from supplychain_sim.report.files import EVENTS
from supplychain_sim.report.packing import COLUMNS, OF_RUN, unpacked
from supplychain_sim.scenario.parse import from_tree
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.scenario.wording import no_such

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_KEPT = "run --log keeps those of all"


@dataclass(frozen=True)
class Log:
    """All events of one replication of one regime.

    Parameters
    ----------
    source
        Where it comes from, for messages.
    scenario
        As it was run.
    regime
        Its name.
    replication
        Its number.
    first_day, last_day
        Of the run.
    histories
        Events by entity, in order.
    """

    source: str
    scenario: Scenario
    regime: str
    replication: int
    first_day: date
    last_day: date
    histories: Mapping[str, Sequence[Event]]

    def subject(self, asked: str | None) -> str:
        """Return the subject that is asked about.

        Raises
        ------
        ResultsError
            If none is.
        """
        if asked is None:
            subjects = ", ".join(sorted(self.histories))
            raise ResultsError(f"{self.source}: found no subject, expected one of {subjects}")
        return asked

    def event(self, name: EventId) -> Event:
        """Return the event of that name.

        Raises
        ------
        ResultsError
            If there is none.
        """
        entity, number = name
        history = self.history(entity)
        if not 0 <= number < len(history):
            raise ResultsError(
                f"{self.source}: no event {written(name)}, expected {entity}#0 to "
                f"{entity}#{len(history) - 1} under {self.regime}"
            )
        return history[number]

    def history(self, entity: str) -> Sequence[Event]:
        """Return the events of *entity*.

        Raises
        ------
        ResultsError
            If it has none.
        """
        if entity not in self.histories:
            raise ResultsError(f"{self.source}: {no_such('subject', entity, self.histories)}")
        return self.histories[entity]


def read(folder: Path, regime: str | None, replication: int) -> Log:
    """Return the events that a results *folder* holds of one replication.

    Parameters
    ----------
    regime
        The first of the scenario if it is None.

    Raises
    ------
    ResultsError
        If there are none, they cannot be read, or not of that regime or replication.
    """
    manifest = stored.manifest(folder)
    file = stored.parquet(folder / EVENTS, COLUMNS, "events")
    groups = {_run_of(file, number): number for number in range(file.num_row_groups)}
    kept = sorted({number for _, number in groups})
    if not kept:
        raise ResultsError(f"{folder}: found no events of any replication; run the scenario again")
    if replication not in kept:
        raise ResultsError(
            f"{folder}: no events of replication {replication}, expected one of "
            f"{', '.join(map(str, kept))}; {_KEPT}"
        )
    regimes = [name for name in manifest["regimes"] if (name, replication) in groups]
    chosen = regimes[0] if regime is None and regimes else regime
    if chosen is None or chosen not in regimes:
        raise ResultsError(f"{folder}: {no_such('regime', str(chosen), regimes)}")
    table = file.read_row_group(groups[chosen, replication], use_threads=False)
    scenario = from_tree(manifest["scenario"])
    return _log(str(folder), scenario, chosen, replication, table)


def of_outcome(source: str, scenario: Scenario, outcome: Outcome) -> Log:
    """Return the events that an *outcome* holds.

    Parameters
    ----------
    source
        Where it comes from, for messages.
    scenario
        As it was run.
    """
    table = unpacked(outcome.log)
    return _log(source, scenario, outcome.regime, outcome.replication, table)


def _log(source: str, scenario: Scenario, regime: str, replication: int, table: pa.Table) -> Log:
    first = scenario.start
    last = first + timedelta(minutes=scenario.horizon - 1)
    return Log(source, scenario, regime, replication, first, last, _histories(table))


def _run_of(file: pq.ParquetFile, group: int) -> tuple[str, int]:
    columns = [field.name for field in OF_RUN]
    (first, *_) = (
        file.read_row_group(group, columns=columns, use_threads=False).slice(0, 1).to_pylist()
    )
    return first["regime"], first["replication"]


def _histories(table: pa.Table) -> dict[str, list[Event]]:
    histories: dict[str, list[Event]] = {}
    for entity, event in _events(table):
        histories.setdefault(entity, []).append(event)
    return histories


def _events(table: pa.Table) -> Iterator[tuple[str, Event]]:
    names = ("entity", "time", "kind", "known_at", "known_to", "causes", "facts")
    for entity, time, kind, known_at, known_to, causes, facts in zip(
        *(table.column(name).to_pylist() for name in names), strict=True
    ):
        because = tuple(filter(None, map(named, causes)))
        yield entity, Event(time, kind, known_at, known_to, because, tuple(json.loads(facts)))
