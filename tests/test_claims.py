"""Verdicts: what the replications of a run say about the claims of its scenario."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from running import finished, shortened
from small import FAR, NEAR, small_scenario
from statistical import assert_estimates

from supplychain_sim.claims import ERROR, Verdict, decide, holm
from supplychain_sim.distributions import standard_normal
from supplychain_sim.estimates import estimate, least_level
from supplychain_sim.experiment import Experiment, run
from supplychain_sim.model.implications import implied
from supplychain_sim.model.measures import Measured
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.report.results import as_json, results
from supplychain_sim.report.tables import text
from supplychain_sim.scenario.claims import Claim
from supplychain_sim.scenario.reading import part_from
from supplychain_sim.scenario.regime import Regime
from supplychain_sim.streams import Streams

SUBJECT = "relation/housings"
REGIME = Regime(
    work_from="near",
    design_share_from="start",
    architecture="integral",
    teaches="current",
    targets_move="fixed",
    trials="always",
    procedure_review=True,
    benchmarking=True,
    benchmarks="all",
    doubt=True,
    home_learns=True,
    design_share_moves=True,
    exit_on="response",
    procurement_lock=False,
    local_content=False,
)
OTHER = REGIME.model_copy(update={"work_from": "far"})
#: Values of each replication, by regime, measure and year.
Values = Mapping[tuple[str, str, int | None], Sequence[float]]


def claim(expect: str, **changes: Any) -> Claim:
    said = {
        "says": "It will be so",
        "measure": "trials",
        "subject": SUBJECT,
        "regime": NEAR,
        "window": "year 1",
        "expect": expect,
    }
    return part_from(Claim, said | changes)


def experiment(values: Values, claims: Mapping[str, Claim], **changes: Any) -> Experiment:
    """Return an experiment in which these values came out."""

    def simulate(_: object, replication: int, regimes: Sequence[str] | None) -> list[Outcome]:
        return [
            Outcome(
                regime,
                replication,
                tuple(
                    Measured(SUBJECT, measure, year, samples[replication])
                    for (owner, measure, year), samples in values.items()
                    if owner == regime
                ),
                (),
                {},
                {},
                0,
            )
            for regime in regimes or ()
        ]

    settings = {"regimes": {NEAR: REGIME, FAR: OTHER}, "claims": dict(claims)} | changes
    count = len(next(iter(values.values())))
    return run(small_scenario(1, count, **settings), simulate=simulate)


def decided(values: Values, *claims: Claim, **changes: Any) -> tuple[Verdict, ...]:
    named = {f"C{number}": one for number, one in enumerate(claims, start=1)}
    return decide(experiment(values, named, **changes))


def trials(*samples: float, regime: str = NEAR, year: int | None = 1) -> Values:
    return {(regime, "trials", year): samples}


# One claim


@pytest.mark.parametrize(
    ("expect", "standing"),
    [
        ("above 8.75", "supported"),
        ("above 8.77", "cannot tell"),
        ("above 11.23", "cannot tell"),
        ("above 11.25", "contradicted"),
        ("below 11.25", "supported"),
        ("below 11.23", "cannot tell"),
        ("below 8.77", "cannot tell"),
        ("below 8.75", "contradicted"),
        ("between 8.75 and 11.25", "supported"),
        ("between 8.77 and 99", "cannot tell"),
        ("between 9.9 and 10.1", "cannot tell"),
        ("between 11.25 and 99", "contradicted"),
        ("between -99 and 8.75", "contradicted"),
    ],
)
def test_a_claim_is_judged_by_where_its_whole_interval_lies(expect: str, standing: str) -> None:
    # Mean 10, standard error 0.5 / sqrt(3), t(0.975, 2) = 4.3027: 10 ± 1.2421.
    (verdict,) = decided(trials(9.5, 10, 10.5), claim(expect))

    assert verdict.standing == standing
    assert verdict.level == ERROR
    found = verdict.deciding.found
    assert found is not None
    assert (found.mean, found.n) == (10, 3)
    assert found.half_width == pytest.approx(1.2421, abs=1e-4)


def test_regimes_are_compared_in_pairs() -> None:
    values = {**trials(1, 50, 99), **trials(3, 52.5, 100.5, regime=FAR)}

    (verdict,) = decided(values, claim("above 1", regime=FAR, against={"regime": NEAR}))

    assert verdict.deciding.sample.values == (2, 2.5, 1.5)


def test_a_ratio_is_taken_in_each_replication() -> None:
    values = {**trials(4, 9), **trials(2, 3, year=2)}

    (verdict,) = decided(values, claim("above 1", against={"window": "year 2"}, **{"as": "ratio"}))

    assert verdict.deciding.sample.values == (2, 3)


def test_measures_and_subjects_can_be_compared_too() -> None:
    values = {**trials(4, 9), (NEAR, "visits", 1): (1.0, 2.0)}

    (verdict,) = decided(values, claim("above 1", against={"measure": "visits"}))

    assert verdict.deciding.sample.values == (3, 7)


def test_several_years_count_by_their_mean() -> None:
    values = {**trials(4, 9), **trials(2, 3, year=2)}

    (verdict,) = decided(values, claim("above 1", window="years 1-2"))

    assert verdict.deciding.sample.values == (3, 6)


def test_the_last_year_and_the_whole_horizon_are_found() -> None:
    values = {**trials(4, 9, year=2), **trials(2, 3, year=None)}

    last, whole = decided(
        values, claim("above 1", window="last year"), claim("above 1", window="whole horizon")
    )

    assert last.deciding.sample.values == (4, 9)
    assert whole.deciding.sample.values == (2, 3)


def test_replications_without_a_value_are_left_out_and_counted() -> None:
    nothing = math.nan
    values = {**trials(4, nothing, 8, 5, 0, nothing), **trials(2, 3, 4, 0, 0, 0, year=2)}
    compared = claim("above 1", against={"window": "year 2"}, **{"as": "ratio"})

    (verdict,) = decided(values, compared)

    sample = verdict.deciding.sample
    assert (sample.values, sample.undefined, sample.zero) == ((2, 2), 2, 2)


def test_one_replication_decides_nothing() -> None:
    (verdict,) = decided(trials(4), claim("above 1"))

    assert verdict.standing == "cannot tell"
    assert verdict.deciding.found is not None
    assert verdict.deciding.found.half_width is None


def test_a_claim_about_a_regime_that_was_not_run_is_left_open() -> None:
    claims = {"C1": claim("above 1"), "C2": claim("above 1", regime=FAR)}
    whole = experiment(trials(4, 4), claims)
    part = run(
        whole.scenario,
        regimes=[NEAR],
        simulate=lambda *_: [
            o for o in whole.outcomes if o.regime == NEAR and o.replication == _[1]
        ],
    )

    verdicts = decide(part)

    assert [one.standing for one in verdicts] == ["supported", "cannot tell"]
    assert verdicts[1].deciding.found is None
    assert "  far: not run" in text(part, "housings").splitlines()


# Several contrasts


def test_the_contrasts_of_a_claim_share_its_level() -> None:
    values = {**trials(4, 4), **trials(5, 5, regime=FAR)}

    first, second = decided(
        values, claim("above 1", regime="every"), claim("above 4.5", regime="every")
    )

    assert [one.compared.side.regime for one in first.contrasts] == [NEAR, FAR]
    assert {one.level for one in first.contrasts} == {first.level / 2}
    assert [one.standing for one in second.contrasts] == ["contradicted", "supported"]


@pytest.mark.parametrize(
    ("near", "far", "standing"),
    [
        ((4, 4), (5, 5), "supported"),
        ((4, 4), (0, 0), "contradicted"),
        ((4, 4), (0, 50), "cannot tell"),
        ((0, 0), (0, 50), "contradicted"),
        ((4, 4), (math.nan, math.nan), "cannot tell"),
    ],
)
def test_each_is_needed_and_one_outside_is_enough_to_contradict(
    near: tuple[float, ...], far: tuple[float, ...], standing: str
) -> None:
    values = {**trials(*near), **trials(*far, regime=FAR)}

    every, both = decided(
        values,
        claim("above 1", regime="every"),
        claim("above 1", all=({"regime": NEAR}, {"regime": FAR})),
    )

    assert every.standing == both.standing == standing


def test_every_regime_is_compared_with_one_of_them_but_that_one_itself() -> None:
    values = {**trials(4, 5), **trials(1, 1, regime=FAR)}

    (verdict,) = decided(values, claim("above 1", regime="every", against={"regime": FAR}))

    assert [one.compared.side.regime for one in verdict.contrasts] == [NEAR]


def test_what_is_needed_takes_from_the_claim_what_it_does_not_say() -> None:
    needed = claim("above 1", all=({"window": "year 2"}, {"regime": FAR, "expect": "below 0"}))

    first, second = needed.contrasts()

    assert first.window is not None
    assert (first.window.words, first.regime, first.measure) == ("year 2", NEAR, "trials")
    assert second.expect is not None
    assert (second.expect.words, second.regime) == ("below 0", FAR)


def test_a_claim_of_several_contrasts_rests_on_the_least_sure_or_the_one_that_contradicts() -> None:
    values = {**trials(4, 4.01), **trials(50, 50.01, regime=FAR)}

    supported, contradicted = decided(
        values,
        claim("above 1", regime="every"),
        claim("above 20", regime="every"),
    )

    assert supported.standing == "supported"
    assert supported.deciding.compared.side.regime == NEAR
    assert contradicted.standing == "contradicted"
    assert contradicted.deciding.compared.side.regime == NEAR


# Holm


def test_levels_are_those_worked_out_by_hand() -> None:
    # Holm (1979): 0.01 <= 0.05/4, 0.015 <= 0.05/3, 0.03 > 0.05/2: stop.
    levels = holm({"d": 0.04, "a": 0.01, "c": 0.03, "b": 0.015}, 0.05)

    assert levels == {"a": 0.0125, "b": 0.05 / 3, "c": 0.025, "d": 0.025}


def test_the_last_claim_has_the_whole_error_once_all_others_are_decided() -> None:
    assert holm({"a": 0.0, "b": 0.03}, 0.05) == {"a": 0.025, "b": 0.05}
    assert holm({"a": 0.04}, 0.05) == {"a": 0.05}
    assert holm({}, 0.05) == {}


def test_identical_claims_have_one_level_and_one_verdict() -> None:
    assert holm({"a": 0.01, "b": 0.01, "c": 0.2}, 0.06) == {"a": 0.02, "b": 0.02, "c": 0.06}
    values = trials(9.5, 10, 10.5)

    # Decided by an interval of 95 % but not by one of 97.5 %, which is 10 ± 1.79.
    alone, *twice = [
        *decided(values, claim("above 8.5")),
        *decided(values, *[claim("above 8.5")] * 2),
    ]

    assert alone.standing == "supported"
    assert [(one.standing, one.level) for one in twice] == [("cannot tell", 0.025)] * 2


def test_a_claim_that_is_sure_leaves_more_of_the_error_to_the_others() -> None:
    values = {**trials(9.5, 10, 10.5), **trials(9, 9, 9, regime=FAR)}

    sure, other = decided(values, claim("above 1", regime=FAR), claim("above 8.5"))

    assert (sure.standing, sure.level) == ("supported", 0.025)
    assert (other.standing, other.level) == ("supported", 0.05)


def test_the_order_of_claims_changes_no_verdict(seed: int) -> None:
    stream = Streams(seed, 0).of("claims", "samples")
    samples = [10 + standard_normal(stream.uniform()) for _ in range(12)]
    claims = {f"C{number}": claim(f"above {9 + 0.2 * number:.1f}") for number in range(4)}
    claims["C4"] = claims["C3"]
    values = trials(*samples)
    expected = {one.id: (one.standing, one.level) for one in decide(experiment(values, claims))}

    assert len({standing for standing, _ in expected.values()}) > 1
    for order in list(permutations(claims))[::7]:
        found = decide(experiment(values, {name: claims[name] for name in order}))
        assert [one.id for one in found] == list(order)
        assert {one.id: (one.standing, one.level) for one in found} == expected


def test_a_level_is_where_the_interval_meets_the_value() -> None:
    found = estimate([9.5, 10.0, 10.5])

    level = least_level(found, 1.5)

    wider = estimate([9.5, 10.0, 10.5], 1 - level)
    assert wider.half_width == pytest.approx(1.5)
    assert least_level(estimate([3.0]), 1.0) == 1.0
    assert least_level(estimate([3.0, 3.0]), 0.0) == 0.0


#: Random experiments, so many that errors of 5 % are seen to within two points.
_EXPERIMENTS = 4000
#: A region that the true mean of 0 is all of, so that each decision against it is wrong.
_ZERO = "between -1e-9 and 1e-9"


@pytest.mark.parametrize(
    ("shifts", "alike", "expected"),
    [
        # The first step is the only one that can go wrong: three claims at 5 %/3.
        ((0, 0, 0), False, 1 - (1 - ERROR / 3) ** 3),
        # Identical claims go wrong together.
        ((0, 0, 0), True, ERROR / 3),
        # A claim that is sure takes none of the error from the two others.
        ((100, 0, 0), False, 1 - (1 - ERROR / 2) ** 2),
    ],
)
def test_the_claims_of_a_scenario_err_together_as_often_as_said(
    seed: int, shifts: tuple[float, ...], alike: bool, expected: float
) -> None:
    stream = Streams(seed, 0).of("claims", f"{shifts} {alike}")
    measures = ("trials", "visits", "audits")
    claims = {
        measure: claim("above 0" if shift else _ZERO, measure=measure)
        for measure, shift in zip(measures, shifts, strict=True)
    }
    whole = experiment({(NEAR, measure, 1): (0.0,) * 6 for measure in measures}, claims)
    wrong = []
    for _ in range(_EXPERIMENTS):
        outcomes = []
        for replication in range(6):
            luck = [standard_normal(stream.uniform()) for _ in measures]
            values = [luck[0] if alike else one for one in luck]
            measured = tuple(
                Measured(SUBJECT, measure, 1, value + shift)
                for measure, value, shift in zip(measures, values, shifts, strict=True)
            )
            outcomes.append(Outcome(NEAR, replication, measured, (), {}, {}, 0))
        verdicts = decide(replace(whole, outcomes=tuple(outcomes)))
        wrong.append(float(any(one.standing == "contradicted" for one in verdicts)))

    assert_estimates(wrong, expected, notices=0.02)


# What follows from switches


def test_equal_choices_give_no_difference() -> None:
    values = {**trials(4, 5), **trials(4, 5, regime=FAR)}
    compared = claim("between -1 and 1", regime=FAR, against={"regime": NEAR})

    (same,) = decided(values, compared, regimes={NEAR: REGIME, FAR: REGIME})
    (other,) = decided(values, compared)

    assert (same.standing, same.implied) == ("supported", True)
    assert (other.standing, other.implied) == ("supported", False)


def test_what_a_switch_rules_out_is_no_finding() -> None:
    alone = REGIME.model_copy(update={"benchmarking": False})
    values: Values = {
        (NEAR, "transfers", 1): (0.0, 0.0),
        (FAR, "transfers", 1): (3.0, 4.0),
    }
    one_way = claim("below 1", measure="transfers")
    two_way = claim("above 0", measure="transfers", regime=FAR, against={"regime": NEAR})
    every = claim("above 0.5", measure="transfers", regime="every")

    verdicts = decided(values, one_way, two_way, every, regimes={NEAR: alone, FAR: REGIME})

    assert [one.implied for one in verdicts] == [True, False, True]
    assert verdicts[2].standing == "contradicted"


def test_teams_that_never_try_are_idle_by_their_switch() -> None:
    never = REGIME.model_copy(update={"trials": "never"})
    values: Values = {
        (NEAR, "team_idle_share", 1): (1.0, 1.0),
        (FAR, "team_idle_share", 1): (0.4, 0.5),
    }
    alone = claim("above 0.9", measure="team_idle_share")
    there = claim("below 0.1", measure="team_idle_share", against={"window": "year 1"})
    busy = claim("above 0.1", measure="team_idle_share", against={"regime": FAR})

    verdicts = decided(values, alone, there, busy, regimes={NEAR: never, FAR: REGIME})

    assert [one.implied for one in verdicts] == [True, True, False]


@pytest.mark.parametrize(
    ("switches", "measures"),
    [
        ({"benchmarking": "false"}, {"transfers", "transfers_tested", "adopted_elsewhere"}),
        ({"benchmarks": "customers"}, {"adopted_elsewhere"}),
        ({"local_content": "false"}, {"months_below_quota", "penalties"}),
        ({"benchmarking": "false", "doubt": "false"}, {"site_agenda"}),
        ({"trials": "never"}, {"trials", "joint_loops", "standards_revised", "adopted_elsewhere"}),
        ({"trials": "never"}, {"team_idle_share", "corrected_share", "corrected_in_norm_share"}),
        ({"procedure_review": "false"}, {"changes_rejected", "changes_reverted"}),
        ({"procedure_review": "true"}, {"changes_forgotten"}),
        ({"teaches": "none"}, {"operations_taught"}),
    ],
)
def test_what_is_said_to_follow_from_a_switch_does(
    switches: dict[str, str], measures: set[str]
) -> None:
    settings = [f"regimes.mutual_learning.{key}={value}" for key, value in switches.items()]
    scenario = shortened("2 years", *settings)
    regime = scenario.regimes["mutual_learning"]
    named = {row.measure for row in finished(shortened("2 years"), "mutual_learning")[1].measures}

    _, outcome = finished(scenario, "mutual_learning")

    ruled_out = {name for name in named if implied(name, (regime,)) is not None}
    assert measures <= ruled_out
    for row in outcome.measures:
        if row.measure in ruled_out and not math.isnan(row.value):
            assert row.value == implied(row.measure, (regime,)), row
    always = {"changes_forgotten", "months_below_quota", "penalties"}
    assert {name for name in named if implied(name, (REGIME,)) is not None} == always


def test_what_follows_from_a_switch_follows_only_if_every_phase_has_it() -> None:
    silent = REGIME.model_copy(update={"trials": "never"})

    assert implied("trials", (silent, silent)) == 0.0
    assert implied("trials", (silent, REGIME)) is None
    assert implied("trials", (REGIME, silent)) is None


# Beyond another comparison


def grid(*samples: tuple[float, float, float, float]) -> Values:
    """Return trials near and far, of the relation and as it loops, of each replication."""
    near, far, looped_near, looped_far = zip(*samples, strict=True)
    return {
        (NEAR, "trials", 1): near,
        (FAR, "trials", 1): far,
        (NEAR, "joint_loops", 1): looped_near,
        (FAR, "joint_loops", 1): looped_far,
    }


BEYOND = {"regime": FAR, "against": {"regime": NEAR}}
LOOPS = {"measure": "joint_loops", "against": {"regime": NEAR}}


def test_what_counts_is_by_how_much_a_difference_is_larger_here_than_there() -> None:
    values = grid((10, 14, 3, 4), (20, 25, 3, 5), (30, 33, 3, 3))

    (verdict,) = decided(values, claim("above 2", **BEYOND, beyond=LOOPS))

    assert verdict.deciding.sample.values == (3, 3, 3)
    assert verdict.standing == "supported"


def test_ratios_are_taken_before_one_is_taken_off_the_other() -> None:
    values = grid((10, 40, 2, 4), (10, 20, 4, 2), (10, 20, 0, 2))

    (verdict,) = decided(values, claim("above 0", **BEYOND, beyond=LOOPS, **{"as": "ratio"}))

    assert verdict.deciding.sample.values == (2, 1.5)
    assert verdict.deciding.sample.zero == 1


def test_a_comparison_beyond_follows_from_switches_only_if_both_do() -> None:
    never = REGIME.model_copy(update={"trials": "never"})
    values = grid((0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0))
    asked = claim("above 1", **BEYOND, beyond=LOOPS)

    (fixed,) = decided(values, asked, regimes={NEAR: never, FAR: never})
    (free,) = decided(values, asked)

    assert (fixed.standing, fixed.implied) == ("contradicted", True)
    assert (free.standing, free.implied) == ("contradicted", False)


def test_the_table_tells_what_a_claim_goes_beyond() -> None:
    values = grid((10, 14, 3, 4), (20, 25, 3, 5), (30, 33, 3, 3))
    one = experiment(values, {"C1": claim("above 2", **BEYOND, beyond=LOOPS)})

    shown = text(one, "small")

    assert "trials of relation/housings, far, year 1; less that of near; beyond: joint_loops," in (
        " ".join(shown.split())
    )
    (told,) = results(one, "small")["claims"]
    assert [side["measure"] for side in told["contrasts"][0]["beyond"]] == ["joint_loops"] * 2


# What is shown


def test_a_table_says_what_came_of_each_claim() -> None:
    values = {
        **trials(9.5, 10, 10.5),
        (NEAR, "unit_cost", 1): (9.5, 10, 10.5),
        **trials(5, 5, 5, regime=FAR),
        **trials(1, 1, math.nan, regime=FAR, year=2),
        **trials(0, 1, 1, year=2),
    }
    claims = {
        "some": claim("above 8", measure="unit_cost", says="Some are tried"),
        "each": claim("above 1", regime="every", says="Each tries"),
        "more": claim(
            "above 2", regime="every", against={"window": "year 2"}, says="More", **{"as": "ratio"}
        ),
    }

    shown = text(experiment(values, claims), "housings").splitlines()

    assert shown[shown.index(_TITLE) :] == _TABLE


_TITLE = "What came of the claims (mean ± half-width of an interval at the claim's own level)"
_TABLE = f"""{_TITLE}

          verdict       mean  interval  expected
        ---------  ---------  --------  --------
some    supported  10.0 ±1.8    97.5 %   above 8
each    supported
  near  supported  10.0 ±3.1   99.17 %   above 1
  far   supported     5 ±0     99.17 %   above 1
more    supported
  near  supported  10.2 ±6.4    97.5 %   above 2
  far   supported     5 ±0      97.5 %   above 2

supported: the whole interval lies where it is expected; contradicted: none of it. The verdicts
share an error of 5 % by Holm's rule. implied: follows from the switches of the regimes alone, and
is no finding.

some: Some are tried
  unit_cost (USD/unit) of relation/housings, near, year 1

each: Each tries
  trials of relation/housings, every regime, year 1

more: More
  trials of relation/housings, every regime, year 1; over that of year 2
  near: 1 of 3 replications left out: 1 with nothing to divide by
  far: 1 of 3 replications left out: 1 undefined
""".splitlines()


def test_a_claim_that_follows_from_a_switch_is_marked() -> None:
    alone = REGIME.model_copy(update={"benchmarking": False})
    values: Values = {(NEAR, "transfers", 1): (0.0, 0.0)}
    one_way = {"C1": claim("below 1", measure="transfers")}

    shown = text(experiment(values, one_way, regimes={NEAR: alone}), "housings").splitlines()

    assert "C1  supported, implied  0 ±0      95 %   below 1" in shown


def test_without_claims_there_is_no_table() -> None:
    shown = text(experiment(trials(1, 2), {}), "housings")

    assert "claims" not in shown


def test_shares_that_are_expected_in_per_cent_are_shown_so() -> None:
    expected = claim("above 90 %", measure="within_quote_share")
    values: Values = {(NEAR, "within_quote_share", 1): (0.94, 0.96)}

    shown = text(experiment(values, {"C1": expected}), "housings")

    row = next(line for line in shown.splitlines() if line.startswith("C1 "))
    assert row.split() == ["C1", "cannot", "tell", "95", "±13", "95", "%", "above", "90", "%"]


def test_the_json_object_has_a_row_for_each_claim() -> None:
    values = {**trials(9.5, 10, 10.5), **trials(5, 5, 5, regime=FAR)}
    compared = claim("above 1", against={"regime": FAR}, source="G:1")

    written = as_json(results(experiment(values, {"C1": compared}), "housings"))

    (row,) = json.loads(written)["claims"]
    (contrast,) = row.pop("contrasts")
    half_width = row.pop("half_width")
    assert half_width == pytest.approx(1.2421, abs=1e-4)
    assert row == {
        "id": "C1",
        "verdict": "supported",
        "implied": False,
        "regime": NEAR,
        "against": FAR,
        "subject": SUBJECT,
        "difference": 5.0,
        "level": ERROR,
        "says": "It will be so",
    }
    assert contrast["measure"] == "trials"
    assert (contrast["n"], contrast["undefined"], contrast["zero"]) == (3, 0, 0)


def test_what_no_replication_tells_is_null() -> None:
    (row,) = results(experiment(trials(math.nan, math.nan), {"C1": claim("above 1")}), "")["claims"]

    assert (row["verdict"], row["difference"], row["half_width"]) == ("cannot tell", None, None)
