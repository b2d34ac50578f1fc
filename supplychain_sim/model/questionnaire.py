"""The questions of a process audit, each answered from the state of the relation.

The structure is that of VDA 6.3: process elements, of which P6 has sub-elements
and is asked for each step of the process, questions worth 0, 4, 6, 8 or 10 points,
some of them starred.  Topics, bounds and stars are our own: what a question asks is
what the model has a state for.  P5 (management of suppliers) is not audited, since
the supplier has none here; VDA 6.3 allows audits of some elements only.

The bounds are assumed throughout.

References
----------
VDA 6.3, Process audit, 4th edition (yellow volume of May 2022), sections 6.1 to 6.3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from supplychain_sim.model.audit_view import AuditView, StepView

#: What a question can be given.
POINTS: Final[tuple[int, ...]] = (0, 4, 6, 8, 10)

#: Bounds of 10, 8, 6 and 4 points: shares of what was agreed that is done.
_DONE: Final = (0.95, 0.85, 0.70, 0.50)
#: Indices from 0 to 1 that nobody expects at 1.
_INDEX: Final = (0.80, 0.60, 0.40, 0.20)
#: Shares of order lines within quote over the share asked for, and of demand served.
_SERVED: Final = (1.00, 0.97, 0.93, 0.85)
#: Defects over their target: within sampling error of it, then half as many again.
_DEFECTS: Final = (1.10, 1.50, 2.00, 3.00)
#: Unit cost over its target.
_COST: Final = (1.01, 1.03, 1.06, 1.10)
#: Matters for each engineer, open and waiting.
_OPEN: Final = (1.0, 2.0, 4.0, 8.0)
_WAITING: Final = (0.0, 0.5, 1.0, 2.0)
#: Ages of an open matter over its norm, and counts of things that ought not to be.
_AGE: Final = (1.0, 1.25, 1.5, 2.0)
_COUNT: Final = (0.0, 1.0, 2.0, 3.0)
#: Process time over the time quoted: a quarter is left for what varies.
_TIME: Final = (0.75, 0.85, 0.95, 1.05)
#: Levels of a step over what is asked of the whole, and over blind picking.
_LEVEL: Final = (1.00, 1.25, 1.60, 2.20)
_GAP: Final = (0.35, 0.50, 0.65, 0.85)

Bounds = tuple[float, float, float, float]


def at_least(figure: float | None, bounds: Bounds) -> int | None:
    """Return the points of a figure that ought to be high; None if there is none.

    Examples
    --------
    >>> at_least(0.85, (0.95, 0.85, 0.70, 0.50)), at_least(0.4, (0.95, 0.85, 0.70, 0.50))
    (8, 0)
    """
    if figure is None:
        return None
    for points, bound in zip(reversed(POINTS[1:]), bounds, strict=True):
        if figure >= bound:
            return points
    return POINTS[0]


def at_most(figure: float | None, bounds: Bounds) -> int | None:
    """Return the points of a figure that ought to be low; None if there is none."""
    if figure is None:
        return None
    for points, bound in zip(reversed(POINTS[1:]), bounds, strict=True):
        if figure <= bound:
            return points
    return POINTS[0]


#: Points for the whole site, or for each step of the process; None: not evaluated.
Answers = Sequence[int | None]


@dataclass(frozen=True)
class Question:
    """One question.

    Parameters
    ----------
    number
        Element, or sub-element of P6, and place in it.
    topic
        What is asked.
    answers
        What it is given by what is seen: one answer, or one for each step of the process.
    starred
        Whether a bad answer is a special risk to product or process.
    of_steps
        Whether each step of the process answers for itself.
    """

    number: str
    topic: str
    answers: Callable[[AuditView], Answers]
    starred: bool = False
    of_steps: bool = False

    @property
    def element(self) -> str:
        """The process element."""
        return self.number.split(".")[0]

    @property
    def group(self) -> str:
        """The sub-element for questions of P6, else the element."""
        return self.number.rsplit(".", 1)[0]


def _site(number: str, topic: str, answer: Callable[[AuditView], int | None]) -> Question:
    starred = number.endswith("*")
    return Question(number.rstrip("*"), topic, lambda view: (answer(view),), starred)


def _step(number: str, topic: str, answer: Callable[[StepView], int | None]) -> Question:
    def answers(view: AuditView) -> Answers:
        return tuple(answer(step) for step in view.steps)

    return Question(number.rstrip("*"), topic, answers, number.endswith("*"), of_steps=True)


QUESTIONS: Final[tuple[Question, ...]] = (
    _site(
        "P2.1",
        "Engineers are there for what has to be worked on",
        lambda seen: at_most(seen.waiting_for_engineers, _WAITING),
    ),
    _site(
        "P2.2",
        "What earlier audits asked for was done in its time",
        lambda seen: at_least(seen.actions_in_time, _DONE),
    ),
    _site(
        "P2.3",
        "Cost is where it was agreed to be",
        lambda seen: at_most(seen.cost_over_target, _COST),
    ),
    _site(
        "P2.4",
        "Customer and supplier have met lately",
        lambda seen: at_least(seen.freshness, _INDEX),
    ),
    _site(
        "P3.1*",
        "The customer's drawings in use are its present ones",
        lambda seen: at_least(seen.drawings, _DONE),
    ),
    _site(
        "P3.2",
        "Ability goes with the design work given",
        lambda seen: at_least(seen.capability_for_design, _DONE),
    ),
    _site(
        "P3.3",
        "Engineers are planned for what is open",
        lambda seen: at_most(seen.open_matters, _OPEN),
    ),
    _site(
        "P4.1",
        "What was to be copied is in force",
        lambda seen: at_least(seen.by_the_book, _DONE),
    ),
    _site(
        "P4.2*",
        "Changes in force are documented and approved",
        lambda seen: at_least(seen.documented, _DONE),
    ),
    _site(
        "P4.3",
        "The process is fast enough for the time quoted",
        lambda seen: at_most(seen.time_over_quote, _TIME),
    ),
    _site(
        "P4.4",
        "The process is good enough for the defects allowed",
        lambda seen: at_most(seen.process_defects_over_target, _DEFECTS),
    ),
    _step(
        "P6.1.1",
        "What the step builds on is done as agreed",
        lambda step: at_least(step.input_by_the_book, _DONE),
    ),
    _step(
        "P6.1.2",
        "What the step builds on is good enough",
        lambda step: at_most(step.input_defects, _LEVEL),
    ),
    _step(
        "P6.2.1*",
        "The step follows the book, or an agreed change",
        lambda step: at_least(step.by_the_book, _DONE),
    ),
    _step(
        "P6.2.2",
        "Changes in the step are documented",
        lambda step: at_least(step.documented, _DONE),
    ),
    _step(
        "P6.2.3",
        "The step's own work is good enough",
        lambda step: at_most(step.defects, _LEVEL),
    ),
    _site(
        "P6.3.1",
        "What people know stays when they leave",
        lambda seen: at_most(seen.changes_forgotten, _COUNT),
    ),
    _site(
        "P6.3.2",
        "People can judge and carry changes",
        lambda seen: at_least(seen.capability, _INDEX),
    ),
    _step(
        "P6.4.1",
        "Machines and layout let the step run in its time",
        lambda step: at_most(step.time_gap, _GAP),
    ),
    _site(
        "P6.5.1",
        "Targets are met at the reviews",
        lambda seen: at_least(seen.targets_met, _DONE),
    ),
    _site(
        "P6.5.2",
        "Causes of misses are corrected within the norm",
        lambda seen: at_least(seen.corrected_in_norm, _INDEX),
    ),
    _site(
        "P6.5.3",
        "What was corrected does not come back",
        lambda seen: at_most(seen.recurrences, _COUNT),
    ),
    _site(
        "P6.6.1*",
        "Defects that the customer finds are as few as agreed",
        lambda seen: at_most(seen.delivered_defects_over_target, _DEFECTS),
    ),
    _site(
        "P6.6.2",
        "Order lines are finished within the time quoted",
        lambda seen: at_least(seen.within_quote_over_target, _SERVED),
    ),
    _site(
        "P7.1",
        "Complaints are answered within the norm",
        lambda seen: at_most(seen.oldest_loop_over_norm, _AGE),
    ),
    _site(
        "P7.2",
        "Complaints end with a cause found",
        lambda seen: at_least(seen.corrected, _INDEX),
    ),
    _site(
        "P7.3",
        "Nothing that an audit asked for is overdue",
        lambda seen: at_most(seen.actions_overdue, _COUNT),
    ),
    _site(
        "P7.4*",
        "The customer's plant is kept supplied",
        lambda seen: at_least(seen.fill_rate, _SERVED),
    ),
)
