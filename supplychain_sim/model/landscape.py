"""What a part is made of: operations, who owns them, and which depend on which.

References
----------
McNerney, Farmer, Redner & Trancik (2011), Role of design complexity in
technology improvement, PNAS 108(22): operations, dependencies and the
acceptance of changes. Levinthal (1997): contributions that depend on others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from supplychain_sim.model.contribution import BY_PRACTICE, slot_constant
from supplychain_sim.model.function import FunctionShares

Owner = Literal["customer", "supplier"]


@dataclass(frozen=True)
class Operations:
    """The operations of a part, in order, before anything depends on anything.

    Parameters
    ----------
    owners
        Who decides on each operation.
    cells
        Number of the cell of each operation, ascending.
    areas
        Name of the area of each operation.
    """

    owners: tuple[Owner, ...]
    cells: tuple[int, ...]
    areas: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.owners)

    def of_area(self, name: str) -> tuple[int, ...]:
        """Return the operations of an area, ascending."""
        return tuple(i for i, area in enumerate(self.areas) if area == name)


def lay_out(areas: Sequence[tuple[str, int, Owner]], cell_size: int) -> Operations:
    """Cut each area into cells as equal as possible, of about *cell_size* operations.

    Parameters
    ----------
    areas
        Name, number of operations and owner of each area.
    cell_size
        Operations in a cell; what comes out differs by less than half of it.
    """
    owners: list[Owner] = []
    cells: list[int] = []
    names: list[str] = []
    first_cell = 0
    for name, count, owner in areas:
        pieces = max(1, round(count / cell_size))
        owners += [owner] * count
        names += [name] * count
        cells += [first_cell + i * pieces // count for i in range(count)]
        first_cell += pieces
    return Operations(tuple(owners), tuple(cells), tuple(names))


@dataclass(frozen=True)
class Landscape:
    """Operations with their dependencies.

    Parameters
    ----------
    seed
        The part's own 64-bit seed: it decides every outcome.
    operations
        Owners, cells and areas.
    dependencies
        For each operation, the others on which its outcome depends.
    site_share
        Share of outcomes that are a site's own (rho), in [0, 1].
    function
        What the part is good for; None where nobody asks, and nothing is left out.

    Attributes
    ----------
    dependents
        For each operation, those that depend on it, each with the slot it fills there.
    slot_constants
        The constants with which dependencies enter a key, by slot.
    reach
        For each operation, itself and its dependents, with what moves the key there a step.
    crossings
        For each operation, its dependencies and dependents that have another owner.
    members
        The operations of each cell.
    """

    seed: int
    operations: Operations
    dependencies: tuple[tuple[int, ...], ...]
    site_share: float
    function: FunctionShares | None = None

    dependents: tuple[tuple[tuple[int, int], ...], ...] = field(
        init=False, repr=False, compare=False
    )
    slot_constants: tuple[int, ...] = field(init=False, repr=False, compare=False)
    reach: tuple[tuple[tuple[int, int], ...], ...] = field(init=False, repr=False, compare=False)
    crossings: tuple[int, ...] = field(init=False, repr=False, compare=False)
    members: tuple[tuple[int, ...], ...] = field(init=False, repr=False, compare=False)
    _by_owner: dict[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        owners = self.operations.owners
        dependents = _dependents(self.dependencies)
        slots = max(map(len, self.dependencies))
        constants = tuple(slot_constant(slot) for slot in range(slots))
        object.__setattr__(self, "dependents", dependents)
        object.__setattr__(self, "slot_constants", constants)
        object.__setattr__(self, "reach", _reach(dependents, constants))
        object.__setattr__(self, "crossings", _crossings(owners, self.dependencies, dependents))
        object.__setattr__(self, "members", _members(self.operations.cells))
        by_owner = {
            owner: tuple(i for i, who in enumerate(owners) if who == owner) for owner in set(owners)
        }
        object.__setattr__(self, "_by_owner", by_owner)

    def __len__(self) -> int:
        return len(self.dependencies)

    def owned_by(self, owner: Owner) -> tuple[int, ...]:
        """Return the operations of *owner*, ascending."""
        return self._by_owner.get(owner, ())


def _dependents(
    dependencies: Sequence[tuple[int, ...]],
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return for each operation those that depend on it, each with the slot it fills there."""
    found: list[list[tuple[int, int]]] = [[] for _ in dependencies]
    for operation, others in enumerate(dependencies):
        for slot, other in enumerate(others):
            found[other].append((operation, slot))
    return tuple(tuple(pairs) for pairs in found)


def _reach(
    dependents: Sequence[tuple[tuple[int, int], ...]], constants: Sequence[int]
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return for each operation itself and its dependents, with what moves the key there a step."""
    return tuple(
        ((i, BY_PRACTICE), *((other, constants[slot]) for other, slot in pairs))
        for i, pairs in enumerate(dependents)
    )


def _crossings(
    owners: Sequence[Owner],
    dependencies: Sequence[tuple[int, ...]],
    dependents: Sequence[tuple[tuple[int, int], ...]],
) -> tuple[int, ...]:
    """Return for each operation its dependencies and dependents that have another owner."""
    return tuple(
        sum(owners[other] != owners[i] for other in others)
        + sum(owners[other] != owners[i] for other, _ in dependents[i])
        for i, others in enumerate(dependencies)
    )


def _members(cells: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Return the operations of each cell."""
    groups: list[list[int]] = [[] for _ in range(cells[-1] + 1)]
    for operation, cell in enumerate(cells):
        groups[cell].append(operation)
    return tuple(tuple(group) for group in groups)


def draw_dependencies(
    operations: Operations, count: int, cross: float, uniform: Callable[[], float]
) -> tuple[tuple[int, ...], ...]:
    """Draw on which others each operation depends.

    Two uniforms are used for each dependency whatever comes out, so that parts drawn
    with another *cross* stay alike where the same choices are open.

    Parameters
    ----------
    operations
        The operations, with their cells.
    count
        Dependencies of each operation (K).
    cross
        Chance that a dependency leaves the cell.
    uniform
        Gives the next uniform draw.
    """
    everything = range(len(operations))
    drawn = []
    for operation in everything:
        chosen: list[int] = []
        for _ in range(min(count, len(operations) - 1)):
            leaves, which = uniform() < cross, uniform()
            free = [o for o in everything if o != operation and o not in chosen]
            cell = operations.cells[operation]
            wanted = [o for o in free if (operations.cells[o] != cell) == leaves]
            pool = wanted or free
            chosen.append(pool[int(which * len(pool))])
        drawn.append(tuple(chosen))
    return tuple(drawn)


def circulant(count: int, others: int) -> tuple[tuple[int, ...], ...]:
    """Return regular dependencies: each operation depends on the next *others*, round a ring."""
    return tuple(tuple((i + k) % count for k in range(1, others + 1)) for i in range(count))


def opening_order(landscape: Landscape, uniform: Callable[[], float]) -> tuple[int, ...]:
    """Return the cells in the order in which a growing design share opens them.

    A fixed random order, the supplier's own cells first and then those that
    customer and supplier come to design together.
    """
    owners = landscape.operations.owners
    drawn = [(uniform(), cell) for cell in range(len(landscape.members))]
    return tuple(
        cell
        for _, cell in sorted(
            drawn, key=lambda pair: (owners[landscape.members[pair[1]][0]] == "customer", *pair)
        )
    )
