"""What choices are worth: variants run beside regimes, and are compared one choice at a time."""

from __future__ import annotations

import io
import json
import math
import re
import subprocess
import sys
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from flagship import FLAGSHIP
from jsonschema import Draft7Validator
from small import simulate_failing_once, small_scenario

from supplychain_sim import ablation
from supplychain_sim.ablation import MEASURES, Switches, Worth
from supplychain_sim.errors import ScenarioError
from supplychain_sim.experiment import Experiment, Plan, run, settle
from supplychain_sim.model.measures import REGISTRY
from supplychain_sim.report import columns
from supplychain_sim.report.ablations import EXACTLY, as_objects, said, text
from supplychain_sim.report.grid import WIDTH
from supplychain_sim.report.numbers import UNDEFINED
from supplychain_sim.report.results import results
from supplychain_sim.scenario.claims import Aspect
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.regime import Regime, off
from supplychain_sim.scenario.schema import Scenario

ROOT = Path(__file__).parent.parent
SHORT = ("horizon=3 years", "contract.round=1 year", "claims=null", "replications=2")
MUTUAL, VENTURE, APPRENTICE = "mutual_learning", "joint_venture", "near_apprenticeship"
#: All that can be switched off.
STILL = {
    "teaches": "none",
    "targets_move": "fixed",
    "trials": "never",
    "procedure_review": False,
    "benchmarking": False,
    "doubt": False,
    "home_learns": False,
    "design_share_moves": False,
    "procurement_lock": False,
    "local_content": False,
    "changes": {},
}


@cache
def flagship() -> Scenario:
    return load(FLAGSHIP, SHORT).scenario


def having(**regimes: Regime) -> Scenario:
    """Return the flagship with these regimes alone."""
    return flagship().model_copy({"regimes": regimes})


def chosen(regime: str = MUTUAL, **choices: Any) -> Regime:
    found: Regime = flagship().regimes[regime]
    return found.model_copy(choices)


def ablated(
    scenario: Scenario, order: Sequence[str] = (), **how: Any
) -> tuple[Experiment, tuple[Worth, ...]]:
    plan = settle(scenario)
    return ablation.run(plan, ablation.settle(plan, order), **how)


@cache
def venture() -> tuple[Experiment, tuple[Worth, ...]]:
    """Return what makes a joint venture differ from mutual learning."""
    return ablated(having(mutual_learning=chosen(), joint_venture=chosen(VENTURE)))


def of_kind(worths: Sequence[Worth], kind: str, regime: str) -> list[Worth]:
    return [w for w in worths if w.switch.kind == kind and w.switch.regime == regime]


def choices_of(worths: Sequence[Worth]) -> list[str | None]:
    return list(dict.fromkeys(worth.switch.choice for worth in worths))


def planned(*order: str, regimes: dict[str, Regime]) -> Switches:
    return ablation.settle(settle(having(**regimes)), order)


def test_what_is_declared_off_is_among_the_values_of_its_choice() -> None:
    found = {choice: off(choice) for choice in Regime.model_fields}

    assert {choice for choice, without in found.items() if without is None} == {
        "work_from",
        "architecture",
        "benchmarks",
        "exit_on",
        "design_share_from",
    }
    assert {choice: without.value for choice, without in found.items() if without} == STILL
    still = {**dict(chosen()), **STILL}
    del still["changes"]
    regimes = json.dumps({"still": still})
    assert load(FLAGSHIP, [f"regimes={regimes}", "claims=null"]).scenario.regimes["still"]


def test_every_measure_that_a_choice_is_judged_by_is_in_the_registry() -> None:
    assert set(MEASURES) <= set(REGISTRY)


def test_a_regime_against_itself_under_another_name_differs_in_exactly_nothing() -> None:
    _, worths = ablated(having(one=chosen(), other=chosen()))

    whole = of_kind(worths, "whole", "other")
    assert {worth.measure for worth in whole} == set(MEASURES)
    assert all(worth.nothing for worth in whole)
    assert not of_kind(worths, "alone", "other")
    assert not of_kind(worths, "step", "other")


def test_each_choice_in_which_regimes_differ_is_switched_alone_and_in_steps() -> None:
    differing = [
        "teaches",
        "targets_move",
        "trials",
        "procedure_review",
        "benchmarking",
        "doubt",
        "procurement_lock",
        "local_content",
    ]
    _, worths = venture()

    assert choices_of(of_kind(worths, "alone", VENTURE)) == differing
    assert choices_of(of_kind(worths, "step", VENTURE)) == differing
    assert choices_of(of_kind(worths, "off", VENTURE)) == [
        "teaches",
        "targets_move",
        "trials",
        "home_learns",
        "design_share_moves",
        "procurement_lock",
        "local_content",
    ]
    # The regime compared with has no gap of its own, and switches of its own.
    own = [*differing[:-2], "home_learns", "design_share_moves"]
    assert choices_of(of_kind(worths, "off", MUTUAL)) == own
    assert not of_kind(worths, "alone", MUTUAL)


def test_variants_differ_from_what_they_are_compared_with_in_the_one_choice() -> None:
    regimes = {"mutual_learning": chosen(), "joint_venture": chosen(VENTURE)}
    found = planned(regimes=regimes)

    for switch in found.switches:
        if switch.choice is not None:
            before, after = (dict(found.plan.scenario.regimes[name]) for name in switch[-2:])
            assert (before[switch.choice], after[switch.choice]) == (switch.from_, switch.to)
            assert before | {switch.choice: switch.to} == after


def test_steps_add_up_to_the_whole_way_in_every_replication() -> None:
    _, worths = venture()
    steps, whole = of_kind(worths, "step", VENTURE), of_kind(worths, "whole", VENTURE)

    assert whole
    for way in whole:
        taken = [s for s in steps if (s.measure, s.subject) == (way.measure, way.subject)]
        for number, (_, start, end) in enumerate(way.pairs):
            pairs = [step.pairs[number] for step in taken]
            if not any(math.isnan(value) for _, *values in pairs for value in values):
                # Exact: fractions do not round.
                added = sum(Fraction(after) - Fraction(before) for _, before, after in pairs)
                assert added == Fraction(end) - Fraction(start)
    assert any(not worth.nothing for worth in whole)


def test_an_order_that_is_asked_for_comes_first_and_leads_to_the_same_end() -> None:
    regimes = {"mutual_learning": chosen(), "joint_venture": chosen(VENTURE)}
    found = planned("procurement_lock", "doubt", regimes=regimes)

    steps = [switch for switch in found.switches if switch.kind == "step"]
    assert [step.choice for step in steps] == [
        "procurement_lock",
        "doubt",
        "teaches",
        "targets_move",
        "trials",
        "procedure_review",
        "benchmarking",
        "local_content",
    ]
    assert (steps[0].before, steps[-1].after) == (MUTUAL, VENTURE)
    assert all(a.after == b.before for a, b in pairwise(steps))


def test_equal_sets_of_choices_run_once() -> None:
    regimes = {
        "mutual_learning": chosen(),
        "distant": chosen(work_from="far"),
        "undoubting": chosen(doubt=False),
    }
    found = planned(regimes=regimes).plan.scenario.regimes

    kept = list(found.values())
    assert all(regime not in kept[:number] for number, regime in enumerate(kept))
    # Mutual learning with its doubt turned off is there already.
    assert list(found)[:3] == list(regimes)
    # All eight that are on in the distant one; seven of the others, since doubt off is counted.
    assert len(found) == 3 + 8 + 7 + 7


def test_a_switch_that_touches_nobody_is_worth_exactly_nothing() -> None:
    silent = chosen(VENTURE, trials="never", procurement_lock=False)
    regimes = {"silent": silent, "doubting": silent.model_copy({"doubt": True})}
    experiment, worths = ablated(having(**regimes))

    doubts = [worth for worth in worths if worth.switch.choice == "doubt"]
    assert {worth.switch.kind for worth in doubts} == {"alone", "step", "off"}
    assert all(worth.nothing for worth in doubts if worth.found is not None)
    lines = [line for line in text(worths, experiment).splitlines() if line.startswith("doubt: ")]
    cells = [re.split(r"  +", line.strip())[1:] for line in lines]
    assert {cell for row in cells for cell in row} == {EXACTLY, UNDEFINED}


def test_a_review_of_nothing_is_worth_exactly_nothing_but_what_its_sessions_cost() -> None:
    silent = chosen(VENTURE, trials="never")
    reviewing = silent.model_copy({"procedure_review": True})
    _, worths = ablated(having(silent=silent, reviewing=reviewing))

    reviews = [
        worth
        for worth in of_kind(worths, "alone", "reviewing")
        if worth.switch.choice == "procedure_review" and worth.found is not None
    ]
    # Sessions are held all the same: four in the last year.
    terms = flagship().relations["housings"].procedure_review
    assert {
        worth.measure: worth.found.mean for worth in reviews if not worth.nothing and worth.found
    } == {"collaboration_cost": 4 * terms.costs}
    assert sum(worth.nothing for worth in reviews) == len(reviews) - 1


def test_a_design_share_that_moves_is_worth_nothing_but_itself_where_suppliers_only_correct() -> (
    None
):
    apprentice = chosen(APPRENTICE)
    _, worths = ablated(having(near_apprenticeship=apprentice))

    moves = [worth for worth in worths if worth.switch.choice == "design_share_moves"]
    moved = {worth.measure for worth in moves if not worth.nothing}
    assert moved == {"design_share"}


def test_names_of_regimes_change_nothing() -> None:
    experiment, worths = venture()
    _, renamed = ablated(having(b=chosen(), a=chosen(VENTURE)))

    def told(found: Sequence[Worth]) -> list[str]:
        return [repr((worth.switch[3:6], *worth[1:])) for worth in found]

    assert told(renamed) == told(worths)
    assert experiment.regimes == (MUTUAL, VENTURE)


def test_the_number_of_processes_cannot_be_seen() -> None:
    regimes = {"mutual_learning": chosen(), "distant": chosen(work_from="far")}
    scenario = having(**regimes).model_copy({"horizon": flagship().horizon // 3})

    alone = ablated(scenario, jobs=1)
    together = ablated(scenario, jobs=2)

    # As text, in which undefined values are equal.
    assert repr(alone) == repr(together)


def test_an_experiment_is_what_it_would_be_without_variants() -> None:
    experiment, _ = venture()

    plain = run(having(mutual_learning=chosen(), joint_venture=chosen(VENTURE)))

    assert repr(plain) == repr(experiment)


def test_a_replication_that_fails_is_missing_under_all_variants(seed: int) -> None:
    regimes = {"near": chosen(), "far": chosen(work_from="far")}
    scenario = small_scenario(seed, 3, regimes=regimes)
    experiment, worths = ablated(scenario, simulate=simulate_failing_once)

    assert [failure.replication for failure in experiment.failures] == [1]
    assert {tuple(pair[0] for pair in worth.pairs) for worth in worths} == {(0, 2)}


def test_a_choice_that_may_be_left_out_is_off_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    later = Regime.model_fields["doubt"]._replace(
        alias="later", annotation=Aspect | None, default=None
    )
    fields = {**Regime.model_fields, "later": later}
    monkeypatch.setattr(type(Regime), "model_fields", property(lambda _: fields))
    something = Aspect.model_construct(measure="gap")
    regimes = {"never": chosen(later=None), "later": chosen(later=something)}

    switches = planned(regimes=regimes).switches

    found = [(s.kind, s.regime, s.to) for s in switches if s.choice == "later"]
    assert found == [(kind, "later", something) for kind in ("alone", "step", "off")]


def test_a_choice_with_parts_is_told_in_one_line() -> None:
    parts = (
        Aspect.model_construct(measure="gap"),
        Aspect.model_construct(measure="trials", subject="relation/housings"),
    )

    assert said(parts) == "measure gap; measure trials, subject relation/housings"
    assert (said(()), said({}), said(None), said(False)) == ("none", "none", "null", "false")


@pytest.mark.parametrize(
    ("regimes", "order", "told"),
    [
        (
            {"a": {}, "b": {"work_from": "far"}},
            ("doubts", "colour"),
            [
                (
                    "run: order: no choice 'colour', expected one of architecture, benchmarking, "
                    "benchmarks, changes, design_share_from, design_share_moves, doubt, exit_on, "
                    "home_learns, local_content, procedure_review, procurement_lock, targets_move, "
                    "teaches, trials, work_from"
                ),
                "run: order: no choice 'doubts', did you mean 'doubt'?",
                "2 problems; nothing was run",
            ],
        ),
        (
            {"a": {}, "b": {"work_from": "far"}},
            ("doubt", "trials", "doubt"),
            [
                "run: order: found 'doubt' more than once, expected each choice once",
                "1 problem; nothing was run",
            ],
        ),
        (
            {"a": {}},
            ("doubt",),
            [
                (
                    "run: order: found an order, and one regime that runs; expected another to "
                    "start from"
                ),
                "1 problem; nothing was run",
            ],
        ),
        (
            {"still": STILL},
            (),
            [
                (
                    "run: ablate: found nothing to switch in still; expected a regime with a "
                    "switch that is on, or two that differ in a choice"
                ),
                "1 problem; nothing was run",
            ],
        ),
    ],
)
def test_what_cannot_be_ablated_is_told(
    regimes: dict[str, dict[str, Any]], order: tuple[str, ...], told: list[str]
) -> None:
    written = {name: chosen(**choices) for name, choices in regimes.items()}

    with pytest.raises(ScenarioError) as raised:
        planned(*order, regimes=written)

    assert str(raised.value).splitlines() == told


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "supplychain_sim", "run", str(FLAGSHIP), *arguments]
    settings = [word for setting in SHORT for word in ("--set", setting)]
    return subprocess.run(
        [*words, *settings],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_order_without_an_ablation_is_wrong_input_and_makes_no_folder(tmp_path: Path) -> None:
    found = command(tmp_path, "--order", "doubt,trials")

    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == (
        "run: order: found 'doubt,trials' without --ablate, expected both\n"
        "1 problem; nothing was run\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_an_ablation_is_printed_and_kept_and_the_next_run_leaves_none_of_it(tmp_path: Path) -> None:
    ablate = ("--regime", APPRENTICE, "--out", "here", "--replications", "1", "--quiet")
    first = command(tmp_path, *ablate, "--ablate", "--format", "json")

    assert (first.returncode, first.stderr) == (0, "")
    assert json.loads(first.stdout)["ablations"]
    kept = pq.read_table(tmp_path / "here" / "ablations.parquet")
    switched = {"teaches", "targets_move", "trials", "home_learns", "design_share_moves"}
    assert set(kept["choice"].to_pylist()) == switched

    second = command(tmp_path, *ablate)

    assert second.returncode == 0, second.stderr
    assert "What choices are worth" not in second.stdout
    assert not (tmp_path / "here" / "ablations.parquet").exists()
    assert "ablations" not in json.loads((tmp_path / "here" / "result.json").read_text())


VALUE = {"type": ["string", "boolean", "number", "null"]}
OBJECT = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "regime", "against", "kind", "choice", "from", "to",
        "measure", "subject", "year", "difference", "half_width", "n",
    ],
    "properties": {
        "regime": {"type": "string"},
        "against": {"type": ["string", "null"]},
        "kind": {"enum": ["alone", "step", "whole", "off"]},
        "choice": {"enum": [*Regime.model_fields, None]},
        "from": VALUE,
        "to": VALUE,
        "measure": {"enum": list(MEASURES)},
        "subject": {"type": "string"},
        "year": {"type": ["integer", "null"]},
        "difference": {"type": "number"},
        "half_width": {"type": ["number", "null"], "minimum": 0},
        "n": {"type": "integer", "minimum": 1},
    },
}  # fmt: skip


def test_the_objects_of_an_ablation_have_the_documented_keys() -> None:
    experiment, worths = venture()

    found = results(experiment, "housings", worths)["ablations"]

    schema = {"type": "array", "minItems": 1, "items": OBJECT}
    assert list(Draft7Validator(schema).iter_errors(found)) == []
    assert {(one["kind"], one["against"] is None) for one in found} == {
        ("alone", False),
        ("step", False),
        ("whole", False),
        ("off", True),
    }
    assert len(found) == sum(worth.found is not None for worth in worths)


def test_rows_of_a_step_begin_where_those_of_the_one_before_end() -> None:
    _, worths = venture()

    table = pq.read_table(io.BytesIO(columns.ablations(worths))).to_pylist()

    steps = [row for row in table if row["kind"] == "step"]
    assert steps
    ways: dict[tuple[object, ...], list[dict[str, Any]]] = {}
    for row in steps:
        ways.setdefault((row["measure"], row["subject"], row["replication"]), []).append(row)
    for way in ways.values():
        assert [row["position"] for row in way] == sorted(row["position"] for row in way)
        assert all(a["after"] == b["before"] for a, b in pairwise(way))


def test_tables_fit_a_terminal_and_say_where_landscapes_differ() -> None:
    modular = chosen(architecture="modular", procedure_review=False)
    regimes = {"mutual_learning": chosen(), "modular": modular}
    scenario = having(**regimes).model_copy({"horizon": flagship().horizon // 3})
    experiment, worths = ablated(scenario)

    lines = text(worths, experiment).splitlines()

    assert max(map(len, lines)) <= WIDTH
    assert any(line.startswith("architecture: integral -> modular †") for line in lines)
    assert any(line.startswith("all together †") for line in lines)
    assert any(line.startswith("procedure_review: true -> false  ") for line in lines)
    assert any(line.startswith("† another architecture is another landscape") for line in lines)


def test_a_difference_in_one_choice_needs_one_table() -> None:
    regimes = {"mutual_learning": chosen(), "distant": chosen(work_from="far")}
    scenario = having(**regimes).model_copy({"horizon": flagship().horizon // 3})
    experiment, worths = ablated(scenario)

    headings = [line for line in text(worths, experiment).splitlines() if "distant" in line]

    assert headings == [
        "Because of what does distant differ from mutual_learning: of this one choice",
        "What the switches of distant are worth: each of them turned off, and on again",
    ]


def test_nothing_is_said_where_nothing_was_ablated() -> None:
    experiment, _ = venture()

    assert text((), experiment) == ""


def test_an_ablation_asks_for_the_regimes_that_the_plan_names() -> None:
    plan: Plan = settle(flagship(), regimes=[VENTURE, APPRENTICE], against=APPRENTICE)

    found = ablation.settle(plan)

    assert {s.regime for s in found.switches} == {VENTURE, APPRENTICE}
    assert {s.against for s in found.switches} == {APPRENTICE, None}
    assert as_objects(()) == []
