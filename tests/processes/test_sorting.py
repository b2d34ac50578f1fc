from __future__ import annotations

import pytest
from statistical import assert_estimates

from processes.stage import LOWEST, MEDIAN, ScriptedStream, Stage
from supplychain_sim.model.cookbook import COST, DEFECTS
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.record import EventId
from supplychain_sim.model.targets import Window
from supplychain_sim.processes.sorting import sorting
from supplychain_sim.streams import Stream

UNITS, DEFECTIVE, LOTS = 400, 40, 400

#: What leaves: units, defects, those sorted out, when it is due, its event, and whose it is.
Left = tuple[int, int, int, int, EventId, int]


def contained(stage: Stage, attribute: int = DEFECTS) -> Loop:
    """Return a loop whose containment has just ended."""
    loop = stage.miss(attribute)
    loop.contained = stage.happened("contained")
    return loop


def ship(
    stage: Stage, luck: Stream, lots: int = 1
) -> list[tuple[int, int, int, int, EventId, int]]:
    """Return what leaves the supplier of so many lots."""
    left: list[Left] = []
    send = sorting(stage.env, stage.relation, luck, lambda *lot: left.append(lot), stage.record)
    for lot in range(lots):
        send(UNITS, DEFECTIVE, lot, stage.happened("finished"), 0)
    return left


def window(stage: Stage, finds: float, lots: int = 20) -> Window:
    """Return what the customer has read of lots that are sorted with that success."""
    stage.set_terms(
        "root_cause",
        sorting=stage.relation.terms.root_cause.sorting.model_copy(update={"finds": finds}),
    )
    for units, defective, sorted_out, _, event, _ in ship(stage, Stream(stage.scenario.seed), lots):
        stage.relation.progress.receive(units, defective, event, sorted_out=sorted_out)
    return stage.relation.progress.review(0, 40.0)


def test_from_containment_to_correction_defects_are_kept_from_the_customer(stage: Stage) -> None:
    loop = stage.miss(DEFECTS)
    searching = ship(stage, ScriptedStream(MEDIAN))
    loop.contained = stage.happened("contained")
    sorted_then = ship(stage, ScriptedStream(MEDIAN))
    loop.correction = stage.happened("introduced")
    corrected = ship(stage, ScriptedStream(MEDIAN))

    # Of 40 defects, 80 % in the median; what is found is put right, and the lot stays whole.
    delivered = [lot[:3] for lots in (searching, sorted_then, corrected) for lot in lots]
    assert delivered == [(UNITS, 40, 0), (UNITS, 8, 32), (UNITS, 40, 0)]


def test_what_is_sorted_out_is_told_with_its_lot_and_its_containment_as_causes(
    stage: Stage,
) -> None:
    loop = contained(stage)
    ((*_, event, _),) = ship(stage, ScriptedStream(MEDIAN))

    found = stage.record.event(event)
    assert (found.kind, found.facts) == ("sorted out", (32,))
    assert [stage.record.event(cause).kind for cause in found.causes] == ["finished", "contained"]
    assert loop.contained in found.causes
    assert stage.relation.tally.of("units sorted out") == 32


def test_the_supplier_pays_for_each_unit_that_is_looked_at_and_the_customer_for_none(
    stage: Stage,
) -> None:
    contained(stage)
    ship(stage, ScriptedStream(MEDIAN), lots=3)

    assert stage.relation.tally.of("paid sorting") == pytest.approx(3 * UNITS * 0.05)
    assert stage.relation.customer_paid == 0


def test_sorting_hides_nothing_of_the_process_from_those_who_review_it(stage: Stage) -> None:
    contained(stage)
    plain = window(stage, finds=0.0)
    progress = stage.relation.progress
    before = progress.defects
    with_sorting = window(stage, finds=0.8)

    assert plain.defects == before == 20 * DEFECTIVE
    assert with_sorting.defects == 2 * plain.defects
    assert progress.defects - before < 0.3 * before


@pytest.mark.parametrize("finds", [0.5, 0.8])
def test_each_defect_is_found_with_the_same_chance(stage: Stage, finds: float) -> None:
    contained(stage)
    stage.set_terms(
        "root_cause",
        sorting=stage.relation.terms.root_cause.sorting.model_copy(update={"finds": finds}),
    )

    shares = [lot[2] / DEFECTIVE for lot in ship(stage, Stream(stage.scenario.seed), LOTS)]

    assert_estimates(shares, finds, notices=0.03)


@pytest.mark.parametrize("attribute", [COST, DEFECTS])
def test_nothing_is_sorted_for_another_miss_or_by_who_finds_nothing(
    stage: Stage, attribute: int
) -> None:
    contained(stage, attribute)
    if attribute == DEFECTS:
        rule = stage.relation.terms.root_cause.sorting
        stage.set_terms("root_cause", sorting=rule.model_copy(update={"finds": 0.0}))

    ((units, defective, sorted_out, *_),) = ship(stage, ScriptedStream(LOWEST))

    assert (units, defective, sorted_out) == (UNITS, DEFECTIVE, 0)
    assert stage.relation.tally.of("paid sorting") == 0


def test_one_draw_is_taken_for_each_lot_whether_it_is_sorted_or_not(stage: Stage) -> None:
    luck = ScriptedStream(MEDIAN)
    ship(stage, luck, lots=2)
    contained(stage)
    ship(stage, luck, lots=3)

    assert luck.consumed == 5
