"""Design staff: once a year the supplier hires a designer, lets one go, or leaves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from supplychain_sim.engine import Belt, Environment, Phase, Process, every, repeat
from supplychain_sim.model.contract import raised
from supplychain_sim.model.design_staff import DesignStaff, decide
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trial import open_cells
from supplychain_sim.scenario.governance import DesignShare
from supplychain_sim.units import MONTH, YEAR

_THOUSAND: Final = 1000

Hired = tuple[DesignStaff, EventId]


def design_staff(
    env: Environment,
    relation: Relation,
    rule: DesignShare,
    tax_credit: Callable[[int], float],
    record: Record,
) -> Process:
    """Decide every year, when the price talk and any round of that day are over.

    The supplier goes by its own readings of the last year and by what it conceded in
    it, and by nothing that is still to come.  Who is hired comes later; of those to be
    let go, who has not come yet is the first.

    Parameters
    ----------
    rule
        How the customer moves the design share.
    tax_credit
        Share of a salary that the government bears at a time.
    """
    entity = f"{relation.name}/design staff"

    def come(hired: Hired, now: int) -> None:
        staff, event = hired
        if staff is not relation.staff or not staff.coming:
            return
        staff.come()
        staff.event = record.add(relation.name, now, "designer came", staff.people, causes=(event,))

    def pay(now: int) -> None:
        salaries = relation.staff.salaries(MONTH, tax_credit(now))
        relation.tally.add("salaries of designers", now, salaries)

    pay(int(env.now))
    repeat(env, MONTH, Phase.WORK, entity, pay)
    hires: Belt[Hired] = Belt(env, Phase.WORK, entity, come)
    for day in every(env, YEAR, Phase.RENEWAL, entity):
        yield day
        now = int(env.now)
        event = _decided(relation, rule, tax_credit(now), now, record)
        if event is not None:
            hires.post((relation.staff, event), now + relation.staff.rule.hired_after)


def _decided(
    relation: Relation, rule: DesignShare, tax_credit: float, now: int, record: Record
) -> EventId | None:
    """Decide and record; return the event of a hire."""
    staff, cells = relation.staff, len(relation.order)
    behind = relation.behind.decided()
    given = staff.conceded_since(relation.tally.of("price conceded"))
    read = relation.own_count.window.unit_cost()
    if read is None:
        return None
    opened = open_cells(relation.design_share, cells)
    ambition = relation.ambition.after(relation.capability.gained)
    balance = staff.weigh(read, given, relation.yearly_units, opened, ambition, tax_credit)
    decision = decide(
        staff,
        opened,
        open_cells(raised(relation.design_share, rule), cells),
        pays=balance.pays,
        raises=relation.regime.design_share_moves,
    )

    def note(kind: str, people: int) -> EventId:
        money = round(balance.brings), round(balance.costs), round(balance.saving)
        facts = people, *money, round(_THOUSAND * ambition)
        staff.event = record.add(
            relation.name, now, kind, *facts, causes=behind, known_to="supplier"
        )
        return staff.event

    if decision == "hire":
        staff.coming += 1
        return note("designer hired", staff.people + staff.coming)
    if decision == "do not hire":
        note("no designer hired", staff.people)
    elif decision == "let go":
        staff.let_go()
        note("designer let go", staff.people + staff.coming)
    return None
