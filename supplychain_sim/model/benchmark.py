"""Benchmarking: which accepted changes go to which other sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from supplychain_sim.model.agenda import Retest
from supplychain_sim.model.change import Change
from supplychain_sim.model.plant import Plant
from supplychain_sim.model.relation import Relation


@dataclass
class Exchange:
    """Hands round what has been accepted since the last time and is still in force.

    Parameters
    ----------
    relation
        Whose supplier gives and takes.
    home
        The plant whose book was taught.
    plants
        All the customer's plants that make the part, home among them.
    """

    relation: Relation
    home: Plant
    plants: Sequence[Plant]
    _from_plants: dict[str, int] = field(default_factory=dict)

    def fresh_changes(self) -> list[Change]:
        """Return the supplier's own changes since the last call that are still in force."""
        changes = self.relation.changes[self.relation.handed_on :]
        self.relation.handed_on = len(self.relation.changes)
        return [c for c in changes if c.own and self.relation.in_force(c)]

    def doubt(self, changes: Sequence[Change]) -> None:
        """Put home's own operation on home's agenda for each deviation."""
        for change in changes:
            self.home.receive(Retest((), change.operation, self.relation.name, change.event))

    def hand_over(self, changes: Sequence[Change]) -> None:
        """Put the supplier's *changes* on home's agenda; the others test them after home."""
        origin = self.relation.name
        for one in changes:
            self._hand_over(Retest(one.made, one.operation, origin, one.event, kind=one.kind))

    def hand_on_plants_own(self) -> None:
        """Put the plants' own changes on the agenda of the supplier and of one another.

        Home tests first, as with the supplier's.  Among the plants each change goes round
        once, however many suppliers there are.  What a plant has given up since the last
        time leaves the supplier's agenda.
        """
        books = {plant.name: plant.book for plant in self.plants}
        agenda = self.relation.agenda
        given_up = [one for one in agenda if not books[one.origin].follows(one.change)]
        for retest in given_up:
            agenda.remove(retest)
        for plant in self.plants:
            done = self._from_plants.get(plant.name, 0)
            self._from_plants[plant.name] = len(plant.adoptions)
            agenda.extend(plant.own_retests(done))
            for retest in plant.own_retests(plant.handed_round):
                self._hand_over(retest)
            plant.handed_round = len(plant.adoptions)

    def _hand_over(self, retest: Retest) -> None:
        """Put a change on the agenda of home, or of the others if home has nothing to test."""
        if retest.origin == self.home.name or self.home.interval is None:
            self.home.pass_on(retest, retest.cause)
        else:
            self.home.receive(retest)
