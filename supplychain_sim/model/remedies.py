"""What a corrective action puts right, where something in the relation can carry it.

Most findings are worked off where they came from (loops that close, visits that
come), and the next audit finds out.  Two can be put right by whoever works on
the action: what was never written down, and the order in which cells are taught.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from supplychain_sim.model.change import Change
from supplychain_sim.model.corrective import Action
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.teaching import Lessons

#: Questions whose findings are put right by writing down, and by teaching a step before others.
_DOCUMENTS: Final = frozenset({"P4.2", "P6.2.2"})
_TEACHES: Final = frozenset({"P6.2.1"})


def areas(relation: Relation) -> list[tuple[int, ...]]:
    """Return the operations of each area that is the supplier's, in the part's order."""
    operations = relation.book.landscape.operations
    found: dict[str, list[int]] = {}
    for operation in relation.book.landscape.owned_by("supplier"):
        found.setdefault(operations.areas[operation], []).append(operation)
    return [tuple(members) for members in found.values()]


def is_documented(relation: Relation, change: Change) -> bool:
    """Return whether a change is written down where the customer can read it.

    What went through procedure review is, since that is what it accepts
    (B:147, G:1202-1205); any other is once a corrective action has seen to it.
    """
    return change.documented or change.event in relation.audit_file.documented


def document(relation: Relation) -> int:
    """Write down all changes in force that were not, and return how many."""
    missing = [
        change.event
        for change in relation.changes
        if relation.in_force(change) and not is_documented(relation, change)
    ]
    relation.audit_file.documented.update(missing)
    return len(missing)


def teach_first(lessons: Lessons, cells: Iterable[int]) -> int:
    """Put those of *cells* that wait to be taught before all others; return how many."""
    wanted = frozenset(cells)
    first = [cell for cell in lessons.queue if cell in wanted]
    rest = [cell for cell in lessons.queue if cell not in wanted]
    lessons.queue.clear()
    lessons.queue.extend([*first, *rest])
    return len(first)


def put_right(relation: Relation, action: Action) -> int:
    """Put right what *action* is about, and return how many changes or cells that concerned."""
    if action.about in _DOCUMENTS:
        return document(relation)
    if action.about in _TEACHES and action.step is not None:
        cells = relation.book.landscape.operations.cells
        return teach_first(relation.lessons, {cells[i] for i in areas(relation)[action.step]})
    return 0
