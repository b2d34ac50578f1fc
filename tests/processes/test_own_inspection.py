from __future__ import annotations

import math

from processes.stage import ScriptedStream, Stage
from supplychain_sim.model.progress import OwnCount
from supplychain_sim.model.record import EventId
from supplychain_sim.model.targets import Window
from supplychain_sim.processes.own_inspection import inspected
from supplychain_sim.streams import Stream

LOTS, UNITS = 400, 2_000
NOTHING_AT_RECEIPT = Window((), 0, 0, 0, 0)


def shipped(stage: Stage, finds: float) -> tuple[list[tuple[int, int, int, EventId]], OwnCount]:
    """Ship lots without a delivered defect; return them, and what the supplier counted."""
    stage.relation.own_count = own = OwnCount(1, finds)
    sent: list[tuple[int, int, int, EventId]] = []

    def dispatch(units: int, defective: int, due: int, finished: EventId, _: int) -> None:
        sent.append((units, defective, due, finished))

    send = inspected(stage.relation, Stream(20030106), dispatch)
    finished = stage.happened("finished")
    for lot in range(LOTS):
        send(UNITS, 0, lot, finished, 0)
    return sent, own


def test_what_is_found_before_shipping_changes_nothing_in_what_is_shipped(stage: Stage) -> None:
    sent, _ = shipped(stage, finds=0.8)

    assert [(units, defective, due) for units, defective, due, _ in sent] == [
        (UNITS, 0, lot) for lot in range(LOTS)
    ]


def test_who_finds_four_of_five_counts_four_for_each_that_slips_through(stage: Stage) -> None:
    _, own = shipped(stage, finds=0.8)

    slip_through = LOTS * UNITS * stage.relation.level().defects / 1e6
    assert abs(own.caught - 4 * slip_through) < 5 * math.sqrt(4 * slip_through)
    assert own.units == LOTS * UNITS
    assert own.review(40.0, NOTHING_AT_RECEIPT) == Window(
        (40.0,), LOTS * UNITS, own.caught, 0, 0, counted=0.8 / (1 - 0.8)
    )


def test_who_inspects_nothing_goes_by_what_is_counted_at_receipt(stage: Stage) -> None:
    _, own = shipped(stage, finds=0.0)

    assert own.caught == 0
    assert own.review(40.0, Window((41.0,), 10, 3, 2, 1)) == Window((40.0,), 10, 3, 2, 1)


def test_a_window_of_ones_own_reaches_back_as_far_as_the_customers() -> None:
    own = OwnCount(2, finds=0.5)
    windows = []
    for month in (1, 2, 3):
        own.inspect(100, month)
        windows.append(own.review(40.0 + month, NOTHING_AT_RECEIPT))

    assert [(w.readings, w.units, w.defects) for w in windows] == [
        ((41.0,), 100, 1),
        ((41.0, 42.0), 200, 3),
        ((42.0, 43.0), 200, 5),
    ]
    assert own.window.unit_cost() == 42.5


def test_lots_of_an_earlier_supplier_say_nothing_of_the_present_one(stage: Stage) -> None:
    stage.relation.supplier = 1
    send = inspected(stage.relation, ScriptedStream(0.5), lambda *_: None)

    for supplier in (0, 1):
        send(UNITS, 0, 0, stage.happened("finished"), supplier)

    assert stage.relation.own_count.units == UNITS


def test_one_draw_is_taken_for_each_lot(stage: Stage) -> None:
    luck = ScriptedStream(0.5)
    send = inspected(stage.relation, luck, lambda *_: None)

    for _ in range(3):
        send(UNITS, 0, 0, stage.happened("finished"), 0)

    assert luck.consumed == 3
