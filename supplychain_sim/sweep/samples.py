"""Values of a sweep's results: of some cells, a block of points at a time.

The results are one Parquet file with a row for each value, sorted by point.  Only the rows asked
for are read, and of these only those of a block, so that what is in memory does not grow with
the number of points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from supplychain_sim.contrasts import Compared, Side
from supplychain_sim.errors import ResultsError
from supplychain_sim.sweep.plan import Plan

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy import ndarray

#: Values of a block that are read at once: some 200 MB with their names.
_MOST_HELD = 1_000_000
#: Stands for the whole horizon, where a missing year would match nothing.
_WHOLE = -1
_KEYS = ("regime", "measure", "subject", "year")


class Cell(NamedTuple):
    """What a value is of; *year* is None for the whole horizon."""

    regime: str
    measure: str
    subject: str
    year: int | None


class Block(NamedTuple):
    """Values of consecutive points.

    Parameters
    ----------
    points
        Their numbers.
    values
        By cell, point and replication; not a number where there is none.
    """

    points: range
    values: ndarray[Any, Any]


def opened(path: Path) -> Any:
    """Return the results in a file, of which nothing is read yet.

    Raises
    ------
    ResultsError
        If they cannot be read.
    """
    from pyarrow import ArrowException, dataset

    try:
        return dataset.dataset(str(path), format="parquet")
    except (OSError, ArrowException) as error:
        why = str(error).partition("\n")[0]
        raise ResultsError(f"{path}: found no results of a sweep that can be read: {why}") from None


def blocks(path: Path, plan: Plan, cells: Sequence[Cell]) -> Iterator[Block]:
    """Yield the values of *cells*, a block of points after another.

    Raises
    ------
    ResultsError
        If the results cannot be read.
    """
    import numpy as np
    import pyarrow.compute as pc

    found = opened(path)
    index = _numbered(cells)
    names = {key: sorted({getattr(cell, key) for cell in cells}) for key in _KEYS[:3]}
    wanted = pc.scalar(True)
    for key, values in names.items():
        wanted &= pc.field(key).isin(values)
    each = max(1, _MOST_HELD // max(1, len(cells) * plan.replications))
    for first in range(0, plan.size, each):
        points = range(first, min(first + each, plan.size))
        within = (pc.field("point") >= points.start) & (pc.field("point") < points.stop)
        columns = ["point", "replication", *_KEYS, "value"]
        rows: pa.Table = found.to_table(columns=columns, filter=within & wanted)
        years = pc.fill_null(rows["year"].cast("int32"), _WHOLE)
        rows = rows.set_column(rows.schema.get_field_index("year"), "year", years)
        rows = rows.join(index, list(_KEYS), join_type="inner")
        held: ndarray[Any, Any] = np.full((len(cells), len(points), plan.replications), np.nan)
        where = (_array(rows, "cell"), _array(rows, "point") - first, _array(rows, "replication"))
        held[where] = _array(rows, "value").astype(float)
        yield Block(points, held)


def _array(rows: pa.Table, name: str) -> ndarray[Any, Any]:
    found: ndarray[Any, Any] = rows[name].combine_chunks().to_numpy(zero_copy_only=False)
    return found


def _numbered(cells: Sequence[Cell]) -> pa.Table:
    import pyarrow as pa

    return pa.table(
        {
            "regime": pa.array([cell.regime for cell in cells], pa.string()),
            "measure": pa.array([cell.measure for cell in cells], pa.string()),
            "subject": pa.array([cell.subject for cell in cells], pa.string()),
            "year": pa.array(
                [_WHOLE if cell.year is None else cell.year for cell in cells], pa.int32()
            ),
            "cell": pa.array(range(len(cells)), pa.int64()),
        }
    )


def cells_of(contrasts: Sequence[Compared], horizon: int) -> list[Cell]:
    """Return all that *contrasts* look at, each once."""
    sides = [side for compared in contrasts for side in compared.sides()]
    found = [cell for side in sides for cell in _of_side(side, horizon)]
    return list(dict.fromkeys(found))


def contrasted(
    compared: Compared, horizon: int, cells: Sequence[Cell], values: ndarray[Any, Any]
) -> ndarray[Any, Any]:
    """Return a contrast by point and replication; not a number where it is not defined.

    Parameters
    ----------
    compared
        The contrast.
    horizon
        Of the scenario, in minutes.
    cells, values
        What :func:`cells_of` and :func:`blocks` return.
    """
    import numpy as np

    at = {cell: index for index, cell in enumerate(cells)}
    sides = [
        values[[at[cell] for cell in _of_side(side, horizon)]].mean(axis=0)
        for side in compared.sides()
    ]
    if len(sides) == 1:
        alone: ndarray[Any, Any] = sides[0]
        return alone
    pairs = zip(sides[::2], sides[1::2], strict=True)
    if compared.ratio:
        compare = [value / np.where(other == 0, np.nan, other) for value, other in pairs]
    else:
        compare = [value - other for value, other in pairs]
    found: ndarray[Any, Any] = compare[0] - sum(compare[1:])
    return found


def _of_side(side: Side, horizon: int) -> list[Cell]:
    years = side.window.years(horizon)
    return [Cell(side.regime, side.measure, side.subject, year) for year in years]
