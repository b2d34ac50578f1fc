"""Design staff: once a year the supplier hires a designer, lets one go, or leaves it."""

from __future__ import annotations

from collections.abc import Callable

from supplychain_sim.engine import Belt, Environment, Phase, Process, every, repeat
from supplychain_sim.model.contract import raised
from supplychain_sim.model.design_staff import DesignStaff, decide, kept, worth
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trial import open_cells
from supplychain_sim.scenario.governance import DesignShare
from supplychain_sim.units import MONTH, YEAR

_THOUSAND = 1000

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
        staff.coming -= 1
        staff.people += 1
        staff.event = record.add(relation.name, now, "designer came", staff.people, causes=(event,))

    def pay(now: int) -> None:
        staff = relation.staff
        salary = staff.people * staff.rule.salary.over(MONTH) * (1.0 - tax_credit(now))
        relation.tally.add("salaries of designers", now, salary)

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
    conceded = relation.tally.of("price conceded")
    given, staff.conceded = conceded - staff.conceded, conceded
    read = relation.own_count.window.unit_cost()
    if read is None:
        return None
    saving = kept(staff.read, read, given, relation.yearly_units)
    staff.read = read
    opened = open_cells(relation.design_share, cells)
    ambition = relation.ambition.after(relation.capability.gained)
    brings = worth(saving, opened, staff.rule, ambition)
    costs = staff.rule.salary.yearly * (1.0 - tax_credit)
    decision = decide(
        staff,
        opened,
        open_cells(raised(relation.design_share, rule), cells),
        pays=brings > costs,
        raises=relation.regime.design_share_moves,
    )

    def note(kind: str, people: int) -> EventId:
        facts = people, round(brings), round(costs), round(saving), round(_THOUSAND * ambition)
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
        if staff.coming:
            staff.coming -= 1
        else:
            staff.people -= 1
        note("designer let go", staff.people + staff.coming)
    return None
