"""What the government of the supplier's country asks and gives, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from supplychain_sim.scenario.dates import Spell
from supplychain_sim.scenario.government import Government, LocalContent, ProcurementLock, Training
from supplychain_sim.scenario.regime import Regime


@dataclass(frozen=True)
class Law:
    """Rules, courses and credits, with their dates in minutes from the start of the run.

    Parameters
    ----------
    government
        What the scenario says of it.
    start
        The first day of the run.
    """

    government: Government
    start: date

    def locks(self, regime: Regime, now: int) -> bool:
        """Whether procurement rules freeze the product under *regime* at *now*."""
        lock = self.government.procurement_lock or ProcurementLock()
        return regime.procurement_lock and lock.covers(now, self.start)

    def quota(self, regime: Regime, now: int) -> LocalContent | None:
        """Return the quota that binds under *regime* at *now*; None if there is none."""
        quota = self.government.local_content
        binds = quota is not None and regime.local_content and quota.covers(now, self.start)
        return quota if binds else None

    def courses(self, now: int) -> Training | None:
        """Return the courses that are held at *now*; None if there are none."""
        training = self.government.training
        return training if training is not None and training.covers(now, self.start) else None

    def tax_credit(self, now: int) -> float:
        """Return the share of salaries for design staff that is paid back at *now*."""
        credit = self.government.tax_credit
        return credit.share if credit is not None and credit.covers(now, self.start) else 0.0

    def dates(self, horizon: int) -> list[int]:
        """Return the minutes within the run at which a rule begins or is over, in order."""
        times = {time for _, rule in self._rules() for time in _ends(rule, self.start)}
        return sorted(time for time in times if 0 < time < horizon)

    def turned(self, now: int) -> Iterator[tuple[str, bool]]:
        """Yield the rules that begin or are over at *now*, with whether they are in force then."""
        for name, rule in self._rules():
            if now in tuple(_ends(rule, self.start)):
                yield name, rule.covers(now, self.start)

    def _rules(self) -> Iterator[tuple[str, Spell]]:
        """Yield the rules that bind a customer whose regime says so."""
        lock, quota = self.government.procurement_lock, self.government.local_content
        if lock is not None:
            yield "rules of procurement", lock
        if quota is not None:
            yield "quota", quota


def _ends(spell: Spell, start: date) -> Iterator[int]:
    first, over = spell.minutes(start)
    yield first
    if over is not None:
        yield over
