"""Process audits by VDA 6.3: from answers to levels, a grade, and what is to be corrected.

References
----------
VDA 6.3, Process audit, 4th edition (yellow volume of May 2022), sections 6.1 to
6.3: points, two thirds to be evaluated, means of several evaluations, levels,
downgrading and its rounding. The overall level as points over possible points is
how that edition writes it for product groups (section 6.4); its formula for the
whole audit could not be read, and earlier editions average the elements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

from supplychain_sim.model.audit_view import AuditView
from supplychain_sim.model.questionnaire import POINTS, QUESTIONS, Question

Grade = Literal["A", "B", "C"]

_MOST: Final = POINTS[-1]
_HUNDRED: Final = 100
#: Points up to which a requirement is met inadequately: what asks for a corrective action.
_INADEQUATE: Final = 4
_A: Final = Fraction(90, 100)
_B: Final = Fraction(80, 100)
#: Whole per cent below which an element, sub-element or step costs the grade.
_NO_A: Final = 80
_NO_B: Final = 70


@dataclass(frozen=True)
class Answer:
    """What one question was given: for the whole site, or by each step of the process.

    Parameters
    ----------
    question
        As it stands in the questionnaire.
    points
        One value, or one for each step; None: not evaluated.

    Attributes
    ----------
    evaluated
        The points that were given.
    mean
        The mean of the points, to two decimals; None if there are none.
    """

    question: Question
    points: tuple[int | None, ...]
    evaluated: tuple[int, ...] = field(init=False, repr=False, compare=False)
    mean: Fraction | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = tuple(points for points in self.points if points is not None)
        mean = None
        if found:
            exact = Fraction(_HUNDRED * sum(found), len(found))
            mean = Fraction(_nearest(exact), _HUNDRED)
        object.__setattr__(self, "evaluated", found)
        object.__setattr__(self, "mean", mean)

    @property
    def worst(self) -> tuple[int, int | None] | None:
        """The fewest points and the step that has them, the first of several; None if none."""
        found = [(points, step) for step, points in enumerate(self.points) if points is not None]
        if not found:
            return None
        points, step = min(found)
        return points, step if self.question.of_steps else None

    def of_step(self, step: int) -> int | None:
        """Return what the question was given in *step*; one for the whole site counts in each."""
        return self.points[step] if self.question.of_steps else self.points[0]


def ask(view: AuditView, misread: float, luck: Callable[[int], float]) -> tuple[Answer, ...]:
    """Return the answers to all questions, as an auditor reads them.

    Parameters
    ----------
    view
        What there is to be seen.
    misread
        Chance that a neighbouring score is given.
    luck
        One uniform for each place: the question's, in the step's.
    """
    found = []
    for number, question in enumerate(QUESTIONS):
        points = tuple(
            None if right is None else read(right, luck(step * len(QUESTIONS) + number), misread)
            for step, right in enumerate(question.answers(view))
        )
        found.append(Answer(question, points))
    return tuple(found)


def read(right: int, uniform: float, misread: float) -> int:
    """Return the points that an auditor gives: with chance *misread*, those next to the right ones.

    Half of the errors go down and half up; the ends of the scale have one neighbour.

    Examples
    --------
    >>> [read(8, uniform, 0.04) for uniform in (0.01, 0.03, 0.05)]
    [6, 10, 8]
    """
    if uniform >= misread:
        return right
    step = -1 if uniform < misread / 2 else 1
    place = POINTS.index(right)
    return POINTS[place + step if 0 <= place + step < len(POINTS) else place - step]


def level(points: Sequence[Fraction | int | None]) -> Fraction | None:
    """Return points over possible points of the questions evaluated; None if none was.

    Examples
    --------
    >>> level([10, 8, None])
    Fraction(9, 10)
    """
    found = [given for given in points if given is not None]
    # Means have two decimals, so that hundredths are whole: sums of fractions are slow.
    hundredths = sum(_HUNDRED * given.numerator // given.denominator for given in found)
    return Fraction(hundredths, _HUNDRED * _MOST * len(found)) if found else None


def enough(points: Sequence[Fraction | int | None]) -> bool:
    """Return whether two thirds of the questions were evaluated, or none: then it is not audited.

    Examples
    --------
    >>> enough([10, 8, None]), enough([10, None]), enough([None, None])
    (True, False, True)
    """
    found = sum(given is not None for given in points)
    return not found or 3 * found >= 2 * len(points)


@dataclass(frozen=True)
class Levels:
    """Levels of compliance, each a share of the possible points.

    Parameters
    ----------
    of_all
        Of all questions evaluated.
    complete
        Whether at least two thirds of the questions were: of all, and of each element,
        sub-element and step of which any was.
    elements, sub_elements
        By process element, and by sub-element of P6.
    steps
        Of each step of the process, over the questions of P6.
    """

    of_all: Fraction
    complete: bool
    elements: Mapping[str, Fraction | None]
    sub_elements: Mapping[str, Fraction | None]
    steps: tuple[Fraction | None, ...]


def levels(answers: Sequence[Answer]) -> Levels:
    """Return the levels of all answers."""
    production = [answer for answer in answers if answer.question.element == "P6"]
    elements = _grouped(answers, lambda question: question.element)
    sub_elements = _grouped(production, lambda question: question.group)
    count = max((len(one.points) for one in production if one.question.of_steps), default=0)
    steps = [[one.of_step(step) for one in production] for step in range(count)]
    everything = [answer.mean for answer in answers]
    of_all = level(everything)
    judged: list[Sequence[Fraction | int | None]] = [
        *elements.values(),
        *sub_elements.values(),
        *steps,
    ]
    return Levels(
        of_all=Fraction(0) if of_all is None else of_all,
        complete=of_all is not None
        and enough(everything)
        and all(enough(points) for points in judged),
        elements={name: level(points) for name, points in elements.items()},
        sub_elements={name: level(points) for name, points in sub_elements.items()},
        steps=tuple(level(points) for points in steps),
    )


def _grouped(
    answers: Sequence[Answer], group: Callable[[Question], str]
) -> dict[str, list[Fraction | None]]:
    found: dict[str, list[Fraction | None]] = {}
    for answer in answers:
        found.setdefault(group(answer.question), []).append(answer.mean)
    return found


@dataclass(frozen=True)
class Verdict:
    """What an audit ends with.

    Parameters
    ----------
    grade
        None if too few questions could be evaluated.
    reasons
        Why it is not the grade that the overall level would give.
    """

    grade: Grade | None
    reasons: tuple[str, ...] = ()


def judge(found: Levels, answers: Sequence[Answer]) -> Verdict:
    """Return the grade, and why it is below the one of the overall level."""
    if not found.complete:
        return Verdict(None)
    if found.of_all < _B:
        return Verdict("C")
    to_c = tuple(_to_c(found, answers))
    if to_c:
        return Verdict("C", to_c)
    if found.of_all < _A:
        return Verdict("B")
    to_b = tuple(_to_b(found, answers))
    return Verdict("B", to_b) if to_b else Verdict("A")


def _to_c(found: Levels, answers: Sequence[Answer]) -> Iterable[str]:
    yield from _below(_elements_and_steps(found), _NO_B)
    for answer in answers:
        if answer.question.starred and 0 in answer.points:
            yield f"{answer.question.number}* with 0"


def _to_b(found: Levels, answers: Sequence[Answer]) -> Iterable[str]:
    yield from _below({**_elements_and_steps(found), **found.sub_elements}, _NO_A)
    for answer in answers:
        if answer.question.starred and _INADEQUATE in answer.points:
            yield f"{answer.question.number}* with {_INADEQUATE}"
        elif 0 in answer.points:
            yield f"{answer.question.number} with 0"


def _elements_and_steps(found: Levels) -> dict[str, Fraction | None]:
    return {**found.elements, **{f"step {n}": each for n, each in enumerate(found.steps, 1)}}


def _below(parts: Mapping[str, Fraction | None], bound: int) -> Iterable[str]:
    """Yield what is below *bound* after rounding to the nearest per cent, as the rules have it."""
    for name, reached in parts.items():
        if reached is not None and _nearest(_HUNDRED * reached) < bound:
            yield f"{name} below {bound} %"


def _nearest(value: Fraction) -> int:
    """Return the nearest whole number; a half goes up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def findings(answers: Sequence[Answer]) -> list[tuple[str, int, int | None]]:
    """Return number, points and worst step of each question that asks for a corrective action."""
    worst = [(answer.question.number, answer.worst) for answer in answers]
    return [
        (number, *given) for number, given in worst if given is not None and given[0] <= _INADEQUATE
    ]
