"""Where a supplier stands: what the customer trusts it with, and what it wants for itself.

Both are moved by events of the relation only, and neither is a judgement of the
level of cost or quality reached.
"""

from __future__ import annotations

from dataclasses import dataclass

from supplychain_sim.model.tally import Tally
from supplychain_sim.scenario.supplier_states import Ambition as AmbitionTerms
from supplychain_sim.scenario.supplier_states import Trust


@dataclass(slots=True)
class Standing:
    """The customer's trust in a supplier, in [0, 1].

    What is closed in time closes a share of what is missing; what is overdue or
    comes back takes a share of what there is.  Promptness costs nothing, and a
    recurrence most (A2.27, A2.29; B:59, G:238, G:660-667).

    Parameters
    ----------
    rule
        The shares.
    tally
        Where its events are counted.
    trust
        Where it stands.
    """

    rule: Trust
    tally: Tally
    trust: float

    def closed_in_norm(self, now: int) -> None:
        """Count a root-cause loop, or a corrective action that put things right, in its norm."""
        self._rise("closed in norm", self.rule.closed_in_norm, now)

    def held(self, now: int) -> None:
        """Count an accepted change that a later test found to hold."""
        self._rise("changes held", self.rule.change_held, now)

    def overdue(self, now: int) -> None:
        """Count a root-cause loop or a corrective action that took longer than its norm."""
        self._fall("overdue", self.rule.overdue, now)

    def recurred(self, now: int) -> None:
        """Count a miss that came back after its loop had been closed."""
        self._fall("recurred", self.rule.recurrence, now)

    def place(self, *, urgent: bool = False) -> Place:
        """Return a place in the queue for the customer's engineers."""
        return Place(self, urgent)

    def _rise(self, what: str, share: float, now: int) -> None:
        self.tally.add(what, now)
        self.trust += share * (1.0 - self.trust)

    def _fall(self, what: str, share: float, now: int) -> None:
        self.tally.add(what, now)
        self.trust -= share * self.trust


@dataclass(frozen=True)
class Place:
    """A place in the queue for the customer's engineers: what is urgent first, then the trusted.

    Trust is that of the moment when queues are sorted, so that what one supplier waits
    for keeps its order, however its trust has moved meanwhile.

    Parameters
    ----------
    standing
        Of the supplier.
    urgent
        Whether a cause is searched for, which is done at once (B:159, G:1306-1309).
    """

    standing: Standing
    urgent: bool

    def __call__(self) -> tuple[bool, float]:
        """Return the place as it is now: the lesser is served first."""
        return not self.urgent, -self.standing.trust


@dataclass(slots=True)
class Ambition:
    """What a supplier wants to do of its own accord, in [0, 1].

    It grows with every gain in capability (A2.27: ambitions expand with
    competence) and falls with refused proposals.

    Parameters
    ----------
    rule
        By how much.
    level
        Where it stood when it was last looked at.
    """

    rule: AmbitionTerms
    level: float
    _followed: float = 0.0
    _rests: int = 0

    def after(self, gained: float) -> float:
        """Return the ambition once capability has *gained* so much since the start, in sum."""
        grown = self.level + self.rule.by_capability * (gained - self._followed)
        self.level, self._followed = min(1.0, grown), gained
        return self.level

    def refused(self, gained: float, uniform: float) -> None:
        """Take note of a refused proposal, after which a team may let an own trial wait.

        Past acceptance moves the effort put into experiments (A3.33; B:141,
        G:1173-1178): the less ambition is left, the likelier is a rest.

        Parameters
        ----------
        gained
            As in :meth:`after`.
        uniform
            Decides on the rest.
        """
        self.level = (1.0 - self.rule.refusal) * self.after(gained)
        self._rests += uniform >= self.level

    @property
    def rests(self) -> int:
        """How many teams are to rest once they are free."""
        return self._rests

    def rest(self) -> int:
        """Return for how many minutes the next free team rests, and 0 if it goes on."""
        if not self._rests:
            return 0
        self._rests -= 1
        return self.rule.rest
