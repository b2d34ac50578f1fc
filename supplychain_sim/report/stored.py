"""What a results folder holds, read back."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from supplychain_sim.errors import ResultsError
from supplychain_sim.report.files import MANIFEST
from supplychain_sim.units import YEAR, found

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq


def manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest in a results *folder*.

    Raises
    ------
    ResultsError
        If there is none, or none of a run.
    """
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        date.fromisoformat(content["first_day"])
        date.fromisoformat(content["last_day"])
        _ = (*content["regimes"],)
    except FileNotFoundError:
        raise ResultsError(
            f"{folder}: found no {MANIFEST}, expected a folder that a run has written"
        ) from None
    except OSError as error:
        raise ResultsError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError):
        raise ResultsError(
            f"{path}: found no manifest of a run with books; run the scenario again"
        ) from None
    else:
        return dict(content)


def parquet(path: Path, schema: pa.Schema, what: str) -> pq.ParquetFile:
    """Return a file of a results folder, to be read without threads.

    Parameters
    ----------
    schema
        Its columns.
    what
        What it holds, for messages.

    Raises
    ------
    ResultsError
        If it is not there, or not such a file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # Threads of Arrow's that outlive the read can abort the interpreter as it exits.
        file = pq.ParquetFile(pa.BufferReader(path.read_bytes()), pre_buffer=False)
        whole = file.schema_arrow.equals(schema)
    except FileNotFoundError:
        raise ResultsError(
            f"{path}: found no such file, expected the {what} of a run; run the scenario again"
        ) from None
    except (pa.ArrowException, OSError):
        whole = False
    if not whole:
        raise ResultsError(f"{path}: found a damaged file, or no {what}; run the scenario again")
    return file


def day(text: str, option: str, first: date, last: date) -> date:
    """Return the day that *text* names, a date, or a year such as ``year 4``, whose end is meant.

    Parameters
    ----------
    option
        Where it was said.
    first, last
        Days of the run.

    Raises
    ------
    ResultsError
        If it is none, or not of the run.
    """
    year = re.fullmatch(r"year ([0-9]{1,4})", text.strip())
    try:
        named = (
            first + timedelta(minutes=int(year[1]) * YEAR - 1)
            if year
            else date.fromisoformat(text.strip())
        )
    except (ValueError, OverflowError):
        raise ResultsError(
            f"{option}: found {found(text)}, expected a date such as {last}, or a year such as "
            "'year 1'"
        ) from None
    if not first <= named <= last:
        raise ResultsError(
            f"{option}: found {found(text)}, expected a day of the run: {first} to {last}"
        )
    return named
