"""What one replication of one regime yields."""

from __future__ import annotations

from dataclasses import dataclass

from supplychain_sim.model.chronicle import Entry
from supplychain_sim.model.measures import Measured, Point


@dataclass(frozen=True)
class Outcome:
    """Measures, series and fingerprints of one run.

    Parameters
    ----------
    regime
        Name of the regime, for labels only.
    replication
        Number of the replication, from 0.
    measures
        Values by subject, measure and year.
    series
        Monthly values.
    entities
        Fingerprint of each entity's history, in hexadecimal.
    draws
        Number of random draws consumed, by stream.
    events
        Number of events that the clock took from its queue.
    books
        Every change of every book, with the area of its operation; empty where they
        were not asked for.
    log
        All events, packed by whoever asked for them; empty where nobody did.
    """

    regime: str
    replication: int
    measures: tuple[Measured, ...]
    series: tuple[Point, ...]
    entities: dict[str, str]
    draws: dict[str, int]
    events: int
    books: tuple[tuple[str, Entry], ...] = ()
    log: bytes = b""
