"""What each kind of outcome names as its causes."""

from __future__ import annotations

from processes.stage import LOWEST, Stage, Timetable
from processes.test_auditing import Auditors
from processes.test_root_cause import Search
from processes.test_shipping import OPEN_ARRIVAL, PORT, STRETCHES
from processes.test_target_review import SIX, seen_by_both, set_on_target, start
from processes.test_trials import Watched
from processes.test_visits import WAY, WHO
from processes.test_visits import start as start_visits
from supplychain_sim.model.capability import Scored
from supplychain_sim.model.closures import Closure
from supplychain_sim.model.lane import Passage, Route
from supplychain_sim.model.loop import Ending
from supplychain_sim.model.plant import Adoption, adopted_since
from supplychain_sim.model.progress import Progress
from supplychain_sim.model.record import EventId
from supplychain_sim.model.transit import Shipment, Transit
from supplychain_sim.units import DAY, MONTH, YEAR

COST, DEFECTS, TIME = range(3)


def _kinds(stage: Stage, causes: tuple[EventId, ...]) -> list[str]:
    return [stage.record.event(cause).kind for cause in causes]


def test_an_audit_names_the_endings_that_moved_the_response_and_the_audit_before(
    stage: Stage,
) -> None:
    Auditors(stage).start(misread=0.0)
    Search(stage, COST).fail(30 * DAY)
    corrected = Search(stage, TIME)
    corrected.correct(40 * DAY)
    stage.relation.regime = stage.relation.regime.model_copy(update={"targets_move": "fixed"})
    given_up = Search(stage, DEFECTS)
    given_up.fail(60 * DAY)

    stage.env.run(until=2 * YEAR + 1)

    first, second = stage.events("audited")
    # A joint target that was taken back says nothing of how the supplier responds.
    assert _kinds(stage, first.causes) == ["corrected", "not corrected"]
    assert [stage.record.event(cause).facts[0] for cause in first.causes] == [TIME, DEFECTS]
    assert _kinds(stage, second.causes) == ["audited"]


def test_an_audit_names_the_miss_by_which_a_correction_counted_no_more(stage: Stage) -> None:
    relation = stage.relation
    relation.targets.levels[COST] *= 0.5
    ending = stage.happened("not corrected")
    relation.endings[COST] = Ending(0, ending, None, Scored(1.0, 0))
    start(stage)
    Auditors(stage).start(misread=0.0)

    stage.env.run(until=YEAR + 1)

    (audited,) = stage.events("audited")
    missed = stage.events("missed")[0]
    assert ending in missed.causes
    assert [stage.record.event(cause) for cause in audited.causes] == [missed]


def test_a_miss_of_quality_names_the_arrivals_of_its_window_that_held_defects(
    stage: Stage,
) -> None:
    relation = stage.relation
    set_on_target(stage)
    start(stage)
    before = stage.happened("arrived")
    relation.progress.receive(10_000, 1, before)
    stage.env.run(until=5 * MONTH + 1)
    seen_by_both(stage, 0)
    bad = stage.happened("arrived")
    relation.progress.receive(10_000, 5_000, bad)
    relation.own_count.inspect(10_000, 20_000)

    stage.env.run(until=SIX + 1)

    (missed,) = stage.events("missed")
    assert missed.facts[0] == "defects"
    assert missed.causes == (relation.agreed, bad)


def test_a_miss_of_delivery_names_the_orders_that_came_late_each_once(stage: Stage) -> None:
    relation = stage.relation
    set_on_target(stage)
    start(stage)
    stage.env.run(until=5 * MONTH + 1)
    late, in_time = stage.happened("ordered"), stage.happened("ordered")
    for _ in range(20):
        relation.progress.promise(5 * MONTH + 2, 5 * MONTH + 3, late)
        relation.progress.promise(5 * MONTH + 2, 5 * MONTH + 2, in_time)

    stage.env.run(until=SIX + 1)

    (missed,) = stage.events("missed")
    assert (missed.facts[0], missed.causes) == ("time", (relation.agreed, late))


def test_a_miss_names_what_made_the_book_worse_in_the_window_and_no_more(stage: Stage) -> None:
    relation = stage.relation
    relation.targets.levels[COST] *= 0.5
    start(stage)
    long_ago = stage.happened("introduced")
    relation.behind.moved(long_ago, 0, (1, 0, 0))
    stage.env.run(until=5 * MONTH + 1)
    worse, better, other = (stage.happened("introduced") for _ in range(3))
    relation.behind.moved(worse, 5 * MONTH + 1, (1, -9, 0))
    relation.behind.moved(better, 5 * MONTH + 1, (-1, 0, 9))
    relation.behind.went(other, 5 * MONTH + 1, (7, 7, 7), (7, 8, 7))

    stage.env.run(until=SIX + 1)

    missed = stage.events("missed")[0]
    assert (missed.facts[0], missed.causes) == ("cost", (relation.agreed, worse))


def test_a_disputed_miss_names_what_was_counted_and_the_miss_after_it_the_dispute(
    stage: Stage,
) -> None:
    relation = stage.relation
    set_on_target(stage)
    start(stage, own=LOWEST)
    stage.env.run(until=5 * MONTH + 1)
    bad = stage.happened("arrived")
    relation.progress.receive(10_000, 5_000, bad)

    stage.env.run(until=SIX + MONTH)

    (disputed,) = stage.events("disputed")
    assert disputed.causes == (relation.agreed, bad)


def test_counts_are_forgotten_once_they_leave_the_window() -> None:
    progress = Progress(months=2)
    seen = []
    for month in range(4):
        progress.receive(10, 1 if month == 0 else 0, ("r", month))
        progress.review(month, 1.0)
        seen.append(progress.behind(DEFECTS))

    assert seen == [(("r", 0),), (("r", 0),), (), ()]
    assert progress.behind(COST) == ()


def test_a_correction_names_the_search_the_visit_behind_it_and_those_that_were_put_off(
    stage: Stage,
) -> None:
    stop = Closure(100 * DAY, 200 * DAY, 200 * DAY, "epidemic")
    start_visits(stage, stop)
    stage.env.run(until=190 * DAY)
    (visited,), (put_off,) = stage.events("visited"), stage.events("visit postponed")
    assert put_off.causes == ((WAY, 0),)
    loop = stage.miss(COST)
    loop.tries, loop.found = 1, stage.happened("cause found")
    Watched(stage, 0.9)

    stage.env.run(until=260 * DAY)

    tried = stage.events("tried")[0]
    assert tried.facts[0] == "correction"
    assert tried.causes[0] == loop.found
    assert [stage.record.event(cause) for cause in tried.causes[1:]] == [visited, put_off]


def test_a_visit_makes_up_for_those_of_the_same_visitors_that_were_put_off(
    stage: Stage,
) -> None:
    relation = stage.relation
    stop = Closure(100 * DAY, 200 * DAY, 200 * DAY, "epidemic")
    start_visits(stage, stop)
    others = stage.happened("visit cancelled")
    relation.insight.cancelled["others"] = [others]

    stage.env.run(until=190 * DAY)
    assert _kinds(stage, relation.insight.shown("set_up")) == [
        *("visited", "visit cancelled", "visit postponed"),
    ]
    stage.env.run(until=300 * DAY)

    assert relation.insight.shown("set_up")[1:] == (others,)
    assert set(relation.insight.cancelled) == {"others"}
    assert WHO not in relation.insight.cancelled


def test_a_trial_in_vain_is_kept_for_the_end_of_its_loop_and_one_that_helps_is_not(
    stage: Stage,
) -> None:
    loop = stage.miss(COST)
    loop.tries = 6
    watched = Watched(stage, 0.9)

    stage.env.run(until=400 * DAY)

    tried = [
        (stage.relation.name, number)
        for number, event in enumerate(stage.record.history(stage.relation.name))
        if event.kind == "tried" and event.facts[0] == "correction"
    ]
    proposed = {proposal.event for proposal in watched.proposals}
    assert len(tried) == 6
    assert loop.in_vain == [name for name in tried if name not in proposed]
    assert [stage.record.event(name).facts[5] for name in tried] == [
        name in proposed for name in tried
    ]


def test_what_has_been_learned_at_home_is_told_once(stage: Stage) -> None:
    learned = adopted_since(stage.home)
    one, two = stage.happened("adopted"), stage.happened("adopted")
    stage.home.adoptions.append(Adoption(0, 1, own=True, event=one))

    assert learned() == (one,)
    assert learned() == ()
    stage.home.adoptions.append(Adoption(0, 2, own=True, event=two))
    assert learned() == (two,)


def lot(finished: EventId, number: int, *held_by: EventId) -> Shipment:
    passage = Passage(40 * DAY, (), held_by, (0, DAY))
    return Shipment(100, 0, 0, 12 * DAY, 0, passage, finished, finished, 0, number)


def test_a_shortage_names_the_lots_that_ought_to_be_there_and_what_holds_them_by_then() -> None:
    early = Closure(DAY - 60, 30 * DAY, 30 * DAY, "strike")
    route = Route("lane/sea", 12 * DAY, STRETCHES, {PORT: Timetable(early)})
    transit = Transit(route)
    held, there = ("relation/housings", 1), ("relation/housings", 2)
    transit.left(lot(held, 0, (PORT, 0)))
    transit.left(other := lot(there, 1))

    assert transit.overdue(12 * DAY) == ()
    assert transit.overdue(12 * DAY + 1) == (held, (PORT, 0), there)
    assert transit.arrived(other)
    assert transit.overdue(13 * DAY) == (held, (PORT, 0))
    assert route.passage(0, 0).arrival > OPEN_ARRIVAL


def test_a_shortage_names_no_closure_that_has_not_begun() -> None:
    later = Closure(20 * DAY, 30 * DAY, 30 * DAY, "strike")
    route = Route("lane/sea", 12 * DAY, STRETCHES, {PORT: Timetable(later)})
    transit = Transit(route)
    transit.left(lot(("relation/housings", 1), 0, (PORT, 0)))

    assert transit.overdue(19 * DAY) == (("relation/housings", 1),)
    assert transit.overdue(20 * DAY) == (("relation/housings", 1), (PORT, 0))
