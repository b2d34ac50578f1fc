"""Informal contact: those who know one another from visits speak now and then in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from supplychain_sim.distributions import exponential
from supplychain_sim.engine import Belt, Environment, Phase
from supplychain_sim.model.insight import worth_of
from supplychain_sim.model.record import Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.scenario.places import Visitors
from supplychain_sim.streams import Stream


def informal_contact(
    env: Environment,
    relation: Relation,
    site: str,
    people: Sequence[Visitors],
    mean: float,
    gaps: Stream,
    record: Record,
    asked_for: Callable[[], bool] = lambda: True,
) -> None:
    """Let people of a site and the supplier's speak, at times that nobody plans.

    A conversation brings insight some of the way to what a visit by them would leave (A3.36).
    It takes nobody's time that would count, costs nothing, and no closure stops it.

    Parameters
    ----------
    site
        Where the customer's people are.
    people
        Those there who visit the supplier.
    mean
        Time between two contacts, in minutes.
    gaps
        One uniform for each time until the next.
    asked_for
        Whether they are the ones who visit, which depends on the side that is worked from.
    """
    share = relation.terms.contact.refreshes
    worth = worth_of(people)

    def until_next() -> int:
        return max(1, round(exponential(gaps.uniform(), mean)))

    def speak(_: None, now: int) -> None:
        contacts.post(None, now + until_next())
        if not asked_for():
            return
        known = relation.insight.visited or relation.agreed
        event = record.add(relation.name, now, "spoke", site, causes=(known,))
        relation.insight.refresh(worth, share, now, event)
        relation.tally.add("contacts", now)

    contacts = Belt(env, Phase.WORK, f"{relation.name}/site/{site}", speak)
    contacts.post(None, int(env.now) + until_next())
