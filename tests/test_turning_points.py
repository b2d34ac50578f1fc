"""Regimes that give way to another, and governments with dates, in whole runs."""

from __future__ import annotations

from typing import Any

import pytest
from flagship import Replacement, complaints
from running import finished, shortened, told

from supplychain_sim.model.outcome import Outcome
from supplychain_sim.units import YEAR

NEAR, FAR, TOGETHER, LOCKED = (
    "near_apprenticeship",
    "offshore_outsourcing",
    "mutual_learning",
    "joint_venture",
)
LAST = "  joint_venture: {preset: joint_venture}\n"
REGIMES = "regimes:"


def value(outcome: Outcome, subject: str, measure: str, year: int | None) -> float:
    (found,) = [
        one.value
        for one in outcome.measures
        if (one.subject, one.measure, one.year) == (subject, measure, year)
    ]
    return found


def turning(regime: str, follower: str, *settings: str, years: int = 4) -> Any:
    turn = f"regimes.{regime}.from year 3={follower}"
    return finished(shortened(f"{years} years", turn, *settings), regime)


@pytest.mark.parametrize(
    ("regime", "follower"), [(NEAR, TOGETHER), (FAR, TOGETHER), (LOCKED, NEAR), (TOGETHER, NEAR)]
)
def test_nothing_knows_of_a_turn_before_it_comes(regime: str, follower: str) -> None:
    run, _ = turning(regime, follower)
    plain, _ = finished(shortened("4 years"), regime)

    found, expected = (one.record.fingerprints(until=2 * YEAR) for one in (run, plain))

    # Lots that are at sea at that time are told of with the others.
    assert found == expected
    assert run.record.fingerprints() != plain.record.fingerprints()


def test_a_turn_to_the_same_choices_changes_no_measure() -> None:
    twin = "regimes.twin={preset: mutual_learning}"
    turn = "regimes.mutual_learning.from year 3=twin"
    _, same = finished(shortened("4 years", twin, turn), TOGETHER)
    _, plain = finished(shortened("4 years"), TOGETHER)

    assert [repr(one) for one in same.measures] == [repr(one) for one in plain.measures]


def test_what_two_way_learning_does_begins_with_the_turn() -> None:
    run, outcome = turning(NEAR, TOGETHER)
    housings = run.record.history("relation/housings")

    for kind in ("procedure review", "benchmarked", "asked", "refused"):
        times = [event.time for event in housings if event.kind == kind]
        assert times, kind
        assert min(times) >= 2 * YEAR, kind
    before, after = (value(outcome, "relation/housings", "trials", year) for year in (2, 3))
    assert after > before


def test_what_two_way_learning_does_ends_with_the_turn() -> None:
    run, outcome = turning(TOGETHER, "replication")
    housings = run.record.history("relation/housings")

    for kind in ("procedure review", "benchmarked", "asked"):
        times = [event.time for event in housings if event.kind == kind]
        assert times, kind
        # A negotiation of that very minute comes under the new regime.
        assert max(times) < 2 * YEAR, kind
    assert value(outcome, "relation/housings", "trials", 4) == 0.0


def test_a_relation_that_comes_near_ships_by_the_other_lane_and_loses_nothing() -> None:
    run, outcome = turning(FAR, NEAR)
    arrived = value(outcome, "relation/housings", "landed_cost", None)
    by_lane = {
        lane: [value(outcome, f"lane/foundry-{lane}", "shipments", year) for year in (1, 2, 3, 4)]
        for lane in ("kassel", "suzhou")
    }
    stock = run.observer.stocks["relation/housings"][1]

    assert arrived > 0
    assert by_lane["suzhou"][:2] == [0.0, 0.0]
    assert by_lane["kassel"][3] == 0.0
    assert min(by_lane["kassel"][0], by_lane["suzhou"][3]) > 200
    events = run.record.history("relation/housings")
    shipped, received = (
        sum(int(event.facts[0]) for event in events if event.kind == kind)
        for kind in ("finished", "arrived")
    )
    ordered = sum(int(event.facts[0]) for event in events if event.kind == "ordered")
    assert ordered - received == stock.on_order
    assert 0 <= shipped - received <= stock.on_order


def test_visitors_come_from_the_side_that_is_worked_from() -> None:
    run, _ = turning(FAR, NEAR)
    out = [e for e in run.record.history("relation/housings") if e.kind == "set out"]

    engineers = [e.time for e in out if e.facts == ("suzhou-engineers",)]

    assert len(engineers) > 40
    assert min(engineers) >= 2 * YEAR


def test_a_lock_that_is_lifted_starts_learning_anew() -> None:
    lifted = "government={CN: {procurement_lock: {until: year 3}}}"
    locked_run, locked = finished(shortened("4 years"), LOCKED)
    run, outcome = finished(shortened("4 years", lifted), LOCKED)

    kinds = {(e.time, e.kind) for e in run.record.history("relation/housings")}
    assert {(2 * YEAR, "book renewed"), (2 * YEAR, "governance changed")} <= kinds
    assert "book renewed" not in {e.kind for e in locked_run.record.history("relation/housings")}
    found, expected = (one.record.fingerprints(until=2 * YEAR) for one in (run, locked_run))
    assert found == expected
    gaps = [value(one, "site/foundry", "gap", 4) for one in (outcome, locked)]
    assert gaps[0] < gaps[1]
    assert value(outcome, "relation/housings", "operations_taught", 3) > 0


def test_a_quota_is_met_sooner_with_more_teachers() -> None:
    quota = "{quota: 90 %%, penalty: 60000 USD/year, more_teachers: %d}"
    enough = "firms.gear-maker.quality_engineers=9 people"
    few, many = (
        finished(
            shortened("2 years", enough, f"government={{CN: {{local_content: {quota % number}}}}}"),
            LOCKED,
        )[1]
        for number in (1, 6)
    )

    months = [value(one, "relation/housings", "months_below_quota", None) for one in (few, many)]
    penalties = [value(one, "relation/housings", "penalties", None) for one in (few, many)]

    assert 0 < months[1] < months[0]
    assert penalties == pytest.approx([5000.0 * number for number in months])


def test_where_home_stands_still_it_tests_what_others_found_and_nothing_else() -> None:
    still = "regimes.mutual_learning.home_learns=false"
    run, outcome = finished(shortened("2 years", still), TOGETHER)
    _, alone = finished(shortened("2 years", "regimes.near_apprenticeship.home_learns=false"), NEAR)

    tested = value(outcome, "site/kassel", "site_trials", None)
    assert 0 < tested < 120
    assert value(alone, "site/kassel", "site_trials", None) == 0.0
    own = [e for e in run.record.history("site/kassel") if e.kind == "adopted" and not e.causes]
    assert own == []


def test_benchmarking_of_the_customers_changes_alone_takes_none_of_the_suppliers() -> None:
    own = ("regimes.mutual_learning.benchmarks=customers", "regimes.mutual_learning.doubt=false")
    _, outcome = finished(shortened("3 years", *own), TOGETHER)
    _, everybodys = finished(shortened("3 years", own[1]), TOGETHER)

    assert value(outcome, "relation/housings", "adopted_elsewhere", None) == 0.0
    assert value(everybodys, "relation/housings", "adopted_elsewhere", None) > 0.0
    assert value(outcome, "site/kazan", "transfers", None) > 0.0
    assert value(outcome, "site/kassel", "site_retests", None) < value(
        everybodys, "site/kassel", "site_retests", None
    )


def test_what_follows_a_regime_does_not_follow_those_that_extend_it() -> None:
    scenario = shortened("4 years", "regimes.mutual_learning.from year 3=joint_venture")

    assert scenario.regimes[TOGETHER].changes
    assert not scenario.regimes["distant_mutual_learning"].changes


def test_a_name_of_a_regime_that_follows_is_only_a_label() -> None:
    renamed = shortened(
        "3 years", "regimes.other={preset: mutual_learning}", f"regimes.{NEAR}.from year 2=other"
    )
    plain = shortened("3 years", f"regimes.{NEAR}.from year 2={TOGETHER}")

    found, expected = (told(finished(scenario, NEAR)[1]) for scenario in (renamed, plain))

    assert found == expected


def _with(text: str) -> Replacement:
    return (LAST, f"{LAST}  changing: {{preset: near_apprenticeship, {text}}}\n")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "from year 6: mutual_lerning",
            (
                "s.yaml:{line}:56: regimes.changing.from year 6: no regime 'mutual_lerning', "
                "did you mean 'mutual_learning'?"
            ),
        ),
        (
            "from year 6: changing",
            (
                "s.yaml:{line}:56: regimes.changing.from year 6: found 'changing', the regime "
                "itself; expected another"
            ),
        ),
        (
            "from yaer 6: mutual_learning",
            (
                "s.yaml:{line}:43: regimes.changing.from yaer 6: found 'from yaer 6', expected "
                "'from' and a year of the run or a date, such as 'from year 6' or "
                "'from 2008-01-06'"
            ),
        ),
        (
            "from year 1: mutual_learning",
            (
                "s.yaml:{line}:43: regimes.changing.from year 1: found 'from year 1', expected a "
                "time after the start (line 7)"
            ),
        ),
        (
            "from 2003-01-06: mutual_learning",
            (
                "s.yaml:{line}:43: regimes.changing.from 2003-01-06: found 'from 2003-01-06', "
                "expected a time after the start (line 7)"
            ),
        ),
        (
            "from year 13: mutual_learning",
            (
                "s.yaml:{line}:43: regimes.changing.from year 13: found 'from year 13', expected "
                "a time before the end of the horizon, which is '12 years' (line 8)"
            ),
        ),
        (
            "from 2003-02-30: mutual_learning",
            (
                "s.yaml:{line}:43: regimes.changing.from 2003-02-30: found 'from 2003-02-30', "
                "expected 'from' and a year of the run or a date, such as 'from year 6' or "
                "'from 2008-01-06'"
            ),
        ),
        (
            "from year 2: 7",
            (
                "s.yaml:{line}:56: regimes.changing.from year 2: found 7, expected text; "
                "put it in quotes"
            ),
        ),
        (
            "from year 5: joint_venture, from 2007-01-06: mutual_learning",
            (
                "s.yaml:{line}:71: regimes.changing.from 2007-01-06: found 'from 2007-01-06', the "
                "same time as 'from year 5' (line {line}); expected one regime from then on"
            ),
        ),
    ],
)
def test_a_turn_that_cannot_be_is_told(tmp_path: Any, written: str, message: str) -> None:
    found = complaints(tmp_path, _with(written))

    line = found[0].split(":")[1]
    assert found == [message.format(line=line)]


def test_what_a_part_is_like_does_not_change(tmp_path: Any) -> None:
    first = "  first: {preset: near_apprenticeship, from year 3: second}\n"
    second = "  second: {preset: contract_manufacturing}\n"

    (found,) = complaints(tmp_path, (LAST, LAST + first + second))

    line = int(found.split(":")[1])
    assert found == (
        f"s.yaml:{line}:53: regimes.first.from year 3: found 'second', whose architecture is "
        f"'modular' (line {line + 1}); expected 'integral' (line {line}), which no change of "
        "regime alters"
    )


def test_a_regime_that_changes_itself_follows_none(tmp_path: Any) -> None:
    first = "  first: {preset: near_apprenticeship, from year 3: second}\n"
    second = "  second: {preset: near_apprenticeship, from year 5: mutual_learning}\n"

    (found,) = complaints(tmp_path, (LAST, LAST + first + second))

    line = int(found.split(":")[1])
    assert found == (
        f"s.yaml:{line}:53: regimes.first.from year 3: found 'second', which changes itself "
        f"(line {line + 1}); expected one that stays as it is"
    )


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "government: {DE: {training: {every: every 1 year, capability: 2 %}}}\n",
            (
                "s.yaml:{line}:14: government.DE: found the government of DE, where no supplier "
                "is at home; expected one of CN"
            ),
        ),
        (
            "government: {CN: {procurement_lock: {from: year 5, until: year 3}}}\n",
            (
                "s.yaml:{line}:59: government.CN.procurement_lock.until: found 'year 3', expected "
                "a time after government.CN.procurement_lock.from, which is 'year 5' "
                "(line {line})"
            ),
        ),
        (
            "government: {CN: {procurement_lock: {until: 2003-01-06}}}\n",
            (
                "s.yaml:{line}:45: government.CN.procurement_lock.until: found 2003-01-06, "
                "expected a time after the start (line 7)"
            ),
        ),
        (
            "government: {CN: {tax_credit: {share: 30 %, from: year 20}}}\n",
            (
                "s.yaml:{line}:51: government.CN.tax_credit.from: found 'year 20', expected a "
                "time before the end of the horizon, which is '12 years' (line 8)"
            ),
        ),
        (
            "government: {CN: {procurement_lock: {until: 6}}}\n",
            (
                "s.yaml:{line}:45: government.CN.procurement_lock.until: found 6, expected a year "
                "of the run such as 'year 6', or a date such as 2008-01-06"
            ),
        ),
    ],
)
def test_a_government_that_cannot_be_is_told(tmp_path: Any, written: str, message: str) -> None:
    found = complaints(tmp_path, (REGIMES, written + REGIMES))

    line = found[0].split(":")[1]
    assert found == [message.format(line=line)]
