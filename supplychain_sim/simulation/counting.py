"""What is counted of a relation's goods as they are ordered, leave and arrive, laid around that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from supplychain_sim.engine import Environment
from supplychain_sim.model.goods_counts import InTransit, Line, count_arrival
from supplychain_sim.model.kit import Kit
from supplychain_sim.model.record import EventId
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.tally import Tally
from supplychain_sim.model.transit import Shipment
from supplychain_sim.processes.forwarding import Dispatch
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.simulation.run import Run

#: Takes the lines of an order, with its event and its time.
Place = Callable[[Sequence[int], EventId, int], None]


@dataclass
class Counting:
    """Counts one relation's goods; nothing that happens depends on it.

    Parameters
    ----------
    stock, line
        At the customer's plant that uses the part.
    kits
        To which the part belongs.
    """

    env: Environment
    scenario: Scenario
    relation: Relation
    stock: Stock
    line: Line
    kits: Sequence[Kit]
    _ordered: dict[EventId, int] = field(default_factory=dict)

    def placing(self, place: Place) -> Place:
        """Return what places the lines of an order, and counts them to kits."""
        if not self.kits:
            return place
        relation, lanes = self.relation, self.scenario.lanes

        def place_and_count(lines: Sequence[int], ordered: EventId, now: int) -> None:
            promised = relation.terms.quoted + lanes[relation.side.lane].lead_time
            for kit in self.kits:
                kit.order(relation.name, len(lines), promised, now)
            place(lines, ordered, now)

        return place_and_count

    def leaving(self, dispatch: Dispatch) -> Dispatch:
        """Return what sends units on their way, and keeps in mind when they were ordered."""
        if not self.kits:
            return dispatch
        quoted = self.relation.terms.quoted

        def leave(
            units: int, defective: int, sorted_out: int, due: int, finished: EventId, supplier: int
        ) -> None:
            self._ordered[finished] = due - quoted
            dispatch(units, defective, sorted_out, due, finished, supplier)

        return leave

    def moving(self, on_lane: Tally) -> InTransit:
        """Return what counts units under way, those *on the lane* apart."""
        return InTransit(on_lane, lambda: int(self.env.now))

    def arriving(self, on_lane: Tally) -> Callable[[Shipment, int], None]:
        """Return what counts a shipment that has arrived, those *on the lane* apart."""
        relation, stock, line = self.relation, self.stock, self.line

        def count(shipment: Shipment, now: int) -> None:
            waits, late = shipment.passage.waits, now - shipment.expected
            count_arrival(relation.tally, on_lane, now - shipment.left, late, waits, now)
            if stock.supplies:
                line.runs(now)
            for kit in self.kits:
                kit.receive(relation.name, self._ordered[shipment.finished], now)
            self._ordered.pop(shipment.finished, None)

        return count


def kits_of(run: Run, relation: Relation) -> list[Kit]:
    """Return the kits to which the part of a *relation* belongs; all relations share them."""
    found = []
    for name, kit in sorted(run.scenario.kits.items()):
        members = [f"relation/{member}" for member in kit.relations]
        if relation.name in members:
            entity = f"kit/{name}"
            found.append(run.observer.kits.setdefault(entity, Kit(members, Tally())))
    return found
