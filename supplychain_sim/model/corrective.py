"""Corrective actions: what an audit asked for until when, and what is kept for the next one."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from supplychain_sim.model.record import EventId


@dataclass(frozen=True)
class Action:
    """One corrective action.

    Parameters
    ----------
    about
        Number of the question whose answer opened it, or what else did.
    step
        The step of the process where it was found, None if the whole site is meant.
    opened, due
        In minutes.
    event
        Its opening.
    """

    about: str
    step: int | None
    opened: int
    due: int
    event: EventId


@dataclass
class AuditFile:
    """What is kept between two audits of a relation.

    Parameters
    ----------
    held
        Audits so far.
    open
        Corrective actions being worked on, by what they are about: one for each at a time.
    closed
        Those done since the last audit, each with the time of closing.
    documented
        Introductions of changes that were documented after the event.
    """

    held: int = 0
    open: dict[str, Action] = field(default_factory=dict)
    closed: list[tuple[Action, int]] = field(default_factory=list)
    documented: set[EventId] = field(default_factory=set)
    _totals: dict[str, float] = field(default_factory=dict)

    def since(self, name: str, total: float) -> float:
        """Return by how much a running *total* has grown since the last audit."""
        return total - self._totals.get(name, 0.0)

    def overdue(self, now: int) -> list[Action]:
        """Return the open actions whose time is up."""
        return [action for action in self.open.values() if action.due < now]

    def in_time_since_last_audit(self, now: int) -> float | None:
        """Return the share closed in time of those closed since then or overdue; None if none."""
        judged = len(self.closed) + len(self.overdue(now))
        in_time = sum(closed <= action.due for action, closed in self.closed)
        return in_time / judged if judged else None

    def effective(self, found: Container[str]) -> list[bool]:
        """Return, for each action closed since then and about nothing *found* now, if in time."""
        return [closed <= action.due for action, closed in self.closed if action.about not in found]

    def close(self, action: Action, now: int) -> bool:
        """Close *action* and return whether that was in time."""
        del self.open[action.about]
        self.closed.append((action, now))
        return now <= action.due

    def start_anew(self, totals: dict[str, float]) -> None:
        """Begin the file of another supplier, which counts from the *totals* of now."""
        self.open.clear()
        self.closed.clear()
        self._totals = totals

    def end_audit(self, totals: dict[str, float]) -> None:
        """Let the next audit count from the *totals* of now."""
        self.held += 1
        self._totals = totals
        self.closed.clear()
