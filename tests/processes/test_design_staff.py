from __future__ import annotations

from collections.abc import Callable

import pytest

from processes.stage import Stage, set_stage
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.targets import Window
from supplychain_sim.processes.design_staff import design_staff
from supplychain_sim.units import DAY, MONTH, YEAR

SALARY = 9_000.0


def start(
    ground: Ground, credit: Callable[[int], float] = lambda _: 0.0, *, moves: bool = True
) -> Stage:
    """Start with a supplier whose designers suffice for today's share and not for the next."""
    stage = set_stage(ground, design_share_moves=moves)
    relation = stage.relation
    relation.ambition.level, relation.capability.erosion = 0.5, 0.0
    rule = stage.scenario.contract.design_share
    stage.env.process(design_staff(stage.env, relation, rule, credit, stage.record))
    return stage


def read(stage: Stage, kept: float, conceded: float = 0.0) -> None:
    """Let the supplier read a cost at which it has kept so much of a year's saving."""
    relation = stage.relation
    before = relation.staff.read
    given = conceded * before
    cost = before - given - kept / relation.yearly_units
    relation.own_count.window = Window((cost,), 0, 0, 0, 0)
    relation.tally.add("price conceded", int(stage.env.now), conceded)


def enough(stage: Stage) -> float:
    """Return the saving at which a designer is just worth the salary: 6 cells, 4 each, half."""
    return SALARY * 6 / 4 / 0.5


def test_designers_for_the_starting_share_are_there_from_the_start(ground: Ground) -> None:
    stage = start(ground)

    assert stage.relation.staff.people == 2
    assert stage.relation.staff.look_after(6)


def test_a_supplier_that_keeps_enough_of_its_savings_hires_a_designer_who_comes_later(
    ground: Ground,
) -> None:
    stage = start(ground)
    read(stage, kept=1.01 * enough(stage))
    talk, held = stage.happened("price conceded"), stage.happened("contract round")
    stage.relation.behind.talked += talk, held

    stage.env.run(until=YEAR + 1)
    assert stage.relation.staff.people == 2
    stage.env.run(until=YEAR + 90 * DAY + 1)

    hired, came = stage.events("designer hired", "designer came")
    assert stage.relation.staff.people == 3
    assert (hired.time, came.time) == (YEAR, YEAR + 90 * DAY)
    kept = round(1.01 * enough(stage))
    assert hired.facts == (3, round(1.01 * SALARY), round(SALARY), kept, 500)
    assert hired.causes == (talk, held)
    assert stage.record.event(came.causes[0]) is hired
    assert stage.record.event(stage.relation.staff.event) is came


def test_a_supplier_that_keeps_too_little_hires_nobody_and_says_so(ground: Ground) -> None:
    stage = start(ground)
    read(stage, kept=0.99 * enough(stage))

    stage.env.run(until=2 * YEAR)

    (refused,) = stage.events("no designer hired", "designer hired")
    assert refused.kind == "no designer hired"
    assert stage.record.event(stage.relation.staff.event) is refused
    assert stage.relation.staff.people == 2


def test_what_was_conceded_is_no_reason_to_hire(ground: Ground) -> None:
    stage = start(ground)
    # A great fall in cost, of which all but a little went to the customer.
    read(stage, kept=0.5 * enough(stage), conceded=0.05)

    stage.env.run(until=YEAR + 1)

    assert stage.log("designer hired") == []


def test_only_the_last_year_counts(ground: Ground) -> None:
    stage = start(ground)
    read(stage, kept=1.01 * enough(stage), conceded=0.02)
    stage.env.run(until=YEAR + 1)
    # Nothing further is read or conceded.
    stage.env.run(until=2 * YEAR + 1)

    assert [kind for _, kind, _ in stage.log("designer hired", "designer let go")] == [
        "designer hired",
        "designer let go",
    ]


def test_a_tax_credit_makes_a_designer_pay_who_would_not_without_it(ground: Ground) -> None:
    stage = start(ground, lambda now: 0.3 if now >= YEAR else 0.0)
    read(stage, kept=0.75 * enough(stage))

    stage.env.run(until=YEAR + 1)

    ((_, _, (people, brings, costs, *_)),) = stage.log("designer hired")
    assert (people, brings, costs) == (3, round(0.75 * SALARY), round(0.7 * SALARY))


def test_nobody_is_hired_where_rounds_move_no_share(ground: Ground) -> None:
    stage = start(ground, moves=False)
    read(stage, kept=10 * enough(stage))

    stage.env.run(until=YEAR + 1)

    assert stage.log("designer hired", "no designer hired") == []


def test_a_designer_too_many_is_let_go_once_that_does_not_pay(ground: Ground) -> None:
    stage = start(ground)
    stage.relation.staff.people = 4
    read(stage, kept=0.0)

    stage.env.run(until=3 * YEAR + 1)

    assert [facts[0] for _, _, facts in stage.log("designer let go")] == [3, 2]
    assert stage.relation.staff.people == 2


def test_who_was_hired_and_has_not_come_yet_is_let_go_first(ground: Ground) -> None:
    stage = start(ground)
    slow = stage.relation.staff.rule.model_copy(update={"hired_after": 2 * YEAR})
    stage.relation.staff.rule = slow
    read(stage, kept=1.01 * enough(stage))
    stage.env.run(until=YEAR + 1)

    stage.env.run(until=4 * YEAR)

    assert stage.log("designer came") == []
    assert (stage.relation.staff.people, stage.relation.staff.coming) == (2, 0)


def test_without_a_reading_of_its_own_the_supplier_decides_nothing(ground: Ground) -> None:
    stage = start(ground)
    stage.relation.staff.people = 4

    stage.env.run(until=2 * YEAR)

    assert stage.relation.staff.people == 4


def test_the_supplier_pays_the_salaries_month_by_month_less_the_credit(ground: Ground) -> None:
    stage = start(ground, lambda now: 0.25 if now >= 6 * MONTH else 0.0)

    stage.env.run(until=YEAR)

    paid = stage.relation.tally.of("salaries of designers")
    assert paid == pytest.approx(2 * SALARY * (0.5 + 0.5 * 0.75))
    assert stage.relation.customer_paid == 0.0
