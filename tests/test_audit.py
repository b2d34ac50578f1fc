from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from supplychain_sim.model.audit import Answer, ask, findings, judge, levels, read
from supplychain_sim.model.audit_view import AuditView, StepView
from supplychain_sim.model.questionnaire import POINTS, QUESTIONS, Question

#: A step, and a relation, in which nothing is wanting.
GOOD_STEP = StepView(1.0, 1.0, 1.0, 1.0, 1.0, 0.3)
GOOD = AuditView(
    steps=(GOOD_STEP, GOOD_STEP),
    waiting_for_engineers=0.0,
    open_matters=0.0,
    actions_in_time=1.0,
    actions_overdue=0,
    cost_over_target=1.0,
    freshness=1.0,
    drawings=1.0,
    capability=0.9,
    capability_for_design=1.0,
    by_the_book=1.0,
    documented=1.0,
    time_over_quote=0.7,
    process_defects_over_target=1.0,
    changes_forgotten=0,
    targets_met=1.0,
    corrected_in_norm=1.0,
    corrected=1.0,
    recurrences=0,
    delivered_defects_over_target=1.0,
    within_quote_over_target=1.0,
    oldest_loop_over_norm=0.0,
    fill_rate=1.0,
)


def given(number: str, *points: int | None, starred: bool = False) -> Answer:
    """Return an answer; with several points, one of each step of the process."""
    question = Question(number, "", lambda _: points, starred, of_steps=len(points) > 1)
    return Answer(question, points)


def several(element: str, points: dict[int, int]) -> list[Answer]:
    """Return answers of an element: so many, by the points that they were given."""
    every = [each for each, count in points.items() for _ in range(count)]
    return [given(f"{element}.{number}", each) for number, each in enumerate(every)]


def grade(*answers: Answer) -> tuple[str | None, tuple[str, ...]]:
    verdict = judge(levels(answers), answers)
    return verdict.grade, verdict.reasons


#: Enough good answers to hold the overall level at 90 % and more.
HIGH = several("P7", {10: 120})
#: The same at 80 %.
FAIR = several("P7", {8: 60, 10: 20})


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ({10: 5, 8: 5}, "A"),  # 90 %
        ({10: 12, 8: 13}, "B"),  # 89.6 %, which is not rounded
        ({8: 5}, "B"),  # 80 %
        ({8: 24, 6: 1}, "C"),  # 79.2 %
    ],
)
def test_the_overall_level_alone_gives_the_grade(points: dict[int, int], expected: str) -> None:
    assert grade(*several("P2", points)) == (expected, ())


@pytest.mark.parametrize(
    ("element", "expected", "reasons"),
    [
        ({8: 40}, "A", ()),
        ({8: 39, 6: 1}, "A", ()),  # 79.5 %, which is rounded up
        ({8: 38, 6: 1}, "B", ("P3 below 80 %",)),  # 79.49 %
        ({8: 19, 6: 21}, "B", ("P3 below 80 %",)),  # 69.5 %, which is rounded up
        ({8: 18, 6: 21}, "C", ("P3 below 70 %",)),  # 69.2 %
    ],
)
def test_an_element_below_80_per_cent_costs_the_a_and_below_70_the_b(
    element: dict[int, int], expected: str, reasons: tuple[str, ...]
) -> None:
    assert grade(*several("P7", {10: 200}), *several("P3", element)) == (expected, reasons)


def test_an_element_below_70_per_cent_costs_a_b_that_was_no_a() -> None:
    assert grade(*FAIR, *several("P3", {8: 1, 6: 1})) == ("B", ())
    assert grade(*FAIR, *several("P3", {8: 1, 6: 2})) == ("C", ("P3 below 70 %",))


@pytest.mark.parametrize(
    ("step", "expected", "reasons"),
    [
        ((10, 8, 6), "A", ()),  # 80 %
        ((10, 6, 6), "B", ("step 2 below 80 %",)),  # 73 %
        ((8, 6, 6), "C", ("step 2 below 70 %",)),  # 67 %
    ],
)
def test_a_step_of_the_process_counts_as_an_element_does(
    step: tuple[int, int, int], expected: str, reasons: tuple[str, ...]
) -> None:
    steps = [given(f"P6.{n}.1", 10, points) for n, points in enumerate(step, 1)]

    assert grade(*HIGH, *steps) == (expected, reasons)


@pytest.mark.parametrize("points", [(8, 6), (6, 6)])
def test_a_sub_element_below_80_per_cent_costs_the_a_and_never_more(
    points: tuple[int, int],
) -> None:
    good = [given(f"P6.2.{n}", 10, 10) for n in range(8)]
    people = [given("P6.3.1", points[0]), given("P6.3.2", points[1])]

    assert grade(*HIGH, *good, *people) == ("B", ("P6.3 below 80 %",))
    assert grade(*HIGH, *good, given("P6.3.1", 8)) == ("A", ())


@pytest.mark.parametrize(
    ("points", "starred", "expected", "reasons"),
    [
        (4, False, "A", ()),
        (0, False, "B", ("P7.x with 0",)),
        (6, True, "A", ()),
        (4, True, "B", ("P7.x* with 4",)),
        (0, True, "C", ("P7.x* with 0",)),
    ],
)
def test_a_bad_answer_costs_the_grade_the_more_if_it_is_starred(
    points: int, *, starred: bool, expected: str, reasons: tuple[str, ...]
) -> None:
    assert grade(*HIGH, given("P7.x", points, starred=starred)) == (expected, reasons)


def test_a_starred_question_with_0_costs_a_b_as_well_and_one_with_4_does_not() -> None:
    assert grade(*FAIR, given("P7.x", 0, starred=True)) == ("C", ("P7.x* with 0",))
    assert grade(*FAIR, given("P7.x", 4, starred=True)) == ("B", ())


def test_one_bad_step_is_enough_for_a_starred_question() -> None:
    steps = [given(f"P6.2.{n}", 10, 10) for n in range(8)]

    bad = given("P6.2.9", 10, 4, starred=True)

    assert grade(*HIGH, *steps, bad) == ("B", ("P6.2.9* with 4",))


def test_there_is_no_grade_where_fewer_than_two_thirds_were_evaluated() -> None:
    two, one = [given("P2.1", 10), given("P2.2", 10)], [given("P2.3", None)]

    assert grade(*HIGH, *two, *one) == ("A", ())
    assert grade(*HIGH, *two[:1], *one) == (None, ())


def test_an_element_of_which_nothing_can_be_evaluated_is_not_audited() -> None:
    assert grade(*HIGH, given("P2.1", None)) == ("A", ())
    assert grade(given("P2.1", None)) == (None, ())


def test_what_several_steps_answer_counts_by_its_mean_to_two_decimals() -> None:
    assert given("P6.2.1", 10, 10, 8).mean == Fraction(933, 100)
    assert given("P6.2.1", 10, None, 8).mean == 9
    assert given("P6.2.1", None, None).mean is None


def test_levels_are_points_over_possible_points() -> None:
    found = levels(
        [given("P2.1", 10), given("P6.1.1", 8, 6), given("P6.2.1", 4), given("P6.2.2", None, 10)]
    )

    assert found.of_all == Fraction(10 + 7 + 4 + 10, 40)
    assert found.elements == {"P2": 1, "P6": Fraction(7 + 4 + 10, 30)}
    assert found.sub_elements == {"P6.1": Fraction(7, 10), "P6.2": Fraction(14, 20)}
    assert found.steps == (Fraction(8 + 4, 20), Fraction(6 + 4 + 10, 30))


@pytest.mark.parametrize(
    ("right", "uniform", "expected"),
    [
        (8, 0.0199, 6),
        (8, 0.0201, 10),
        (8, 0.04, 8),
        (0, 0.01, 4),
        (0, 0.03, 4),
        (10, 0.01, 8),
        (10, 0.03, 8),
    ],
)
def test_an_auditor_misreads_by_one_score_down_or_up(
    right: int, uniform: float, expected: int
) -> None:
    assert read(right, uniform, 0.04) == expected


def test_an_auditor_who_never_misreads_gives_what_is_right_whatever_the_luck() -> None:
    assert [read(points, 1e-12, 0.0) for points in POINTS] == list(POINTS)


def test_each_answer_of_an_audit_has_luck_of_its_own() -> None:
    asked: list[int] = []

    def luck(place: int) -> float:
        asked.append(place)
        return 0.5

    ask(GOOD, 0.03, luck)

    answers = sum(2 if question.of_steps else 1 for question in QUESTIONS)
    assert len(set(asked)) == len(asked) == answers


def test_questions_with_4_points_or_fewer_are_findings_of_their_worst_step() -> None:
    answers = [given("P2.1", 6), given("P2.2", 4), given("P6.2.1", 10, 4, 0), given("P7.1", None)]

    assert findings(answers) == [("P2.2", 4, None), ("P6.2.1", 0, 2)]


#: For each question what it looks at, with a figure that is just good enough for 8 points.
LOOKED_AT: dict[str, tuple[str, float]] = {
    "P2.1": ("waiting_for_engineers", 0.5),
    "P2.2": ("actions_in_time", 0.85),
    "P2.3": ("cost_over_target", 1.03),
    "P2.4": ("freshness", 0.6),
    "P3.1": ("drawings", 0.85),
    "P3.2": ("capability_for_design", 0.85),
    "P3.3": ("open_matters", 2.0),
    "P4.1": ("by_the_book", 0.85),
    "P4.2": ("documented", 0.85),
    "P4.3": ("time_over_quote", 0.85),
    "P4.4": ("process_defects_over_target", 1.5),
    "P6.1.1": ("input_by_the_book", 0.85),
    "P6.1.2": ("input_defects", 1.25),
    "P6.2.1": ("by_the_book", 0.85),
    "P6.2.2": ("documented", 0.85),
    "P6.2.3": ("defects", 1.25),
    "P6.3.1": ("changes_forgotten", 1),
    "P6.3.2": ("capability", 0.6),
    "P6.4.1": ("time_gap", 0.5),
    "P6.5.1": ("targets_met", 0.85),
    "P6.5.2": ("corrected_in_norm", 0.6),
    "P6.5.3": ("recurrences", 1),
    "P6.6.1": ("delivered_defects_over_target", 1.5),
    "P6.6.2": ("within_quote_over_target", 0.97),
    "P7.1": ("oldest_loop_over_norm", 1.25),
    "P7.2": ("corrected", 0.6),
    "P7.3": ("actions_overdue", 1),
    "P7.4": ("fill_rate", 0.97),
}


def seen_with(question: Question, value: float | None) -> AuditView:
    changed: dict[str, Any] = {LOOKED_AT[question.number][0]: value}
    if question.of_steps:
        return replace(GOOD, steps=(GOOD_STEP, replace(GOOD_STEP, **changed)))
    return replace(GOOD, **changed)


def test_a_relation_in_which_nothing_is_wanting_gets_all_points() -> None:
    answers = ask(GOOD, 0.0, lambda _: 0.5)

    assert {points for answer in answers for points in answer.points} == {10}
    assert grade(*answers) == ("A", ())


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.number)
def test_each_question_is_answered_from_what_it_is_about(question: Question) -> None:
    _, enough = LOOKED_AT[question.number]
    worse = -1e-6 if question.answers(seen_with(question, 0.0))[-1] == 0 else 1e-6

    assert question.answers(GOOD)[-1] == 10
    assert question.answers(seen_with(question, enough))[-1] == 8
    assert question.answers(seen_with(question, enough + worse))[-1] == 6
    assert question.answers(seen_with(question, -math.copysign(math.inf, -worse)))[-1] == 0
    others = [other for other in QUESTIONS if other.number != question.number]
    for other in others:
        assert set(other.answers(seen_with(question, enough))) == {10}


def test_what_does_not_apply_is_not_evaluated() -> None:
    view = replace(GOOD, documented=None, capability_for_design=None, actions_in_time=None)

    left_out = [q.number for q in QUESTIONS if None in q.answers(view)]

    assert left_out == ["P2.2", "P3.2", "P4.2"]


def test_p5_is_not_asked_since_the_supplier_has_no_suppliers() -> None:
    assert {question.element for question in QUESTIONS} == {"P2", "P3", "P4", "P6", "P7"}
    assert len({question.number for question in QUESTIONS}) == len(QUESTIONS)
