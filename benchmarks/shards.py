"""What a simulated cluster asked, beside what is predicted: ``python -m benchmarks.shards``."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import formulas
from benchmarks.file_operations import metadata
from benchmarks.simulated_shards import PROCESSES, Simulated, simulated


def operations(found: Simulated) -> int:
    """Return the operations on metadata of all attempts, as if the last one finished nothing."""
    others = sum(metadata(one.asked) for one in found.attempts if one.kind != "finishing")
    return others + formulas.SHARD_OPERATIONS


def compared(found: Simulated) -> list[tuple[str, float, float]]:
    """Return what was counted, by name, and what the formulas predict of it."""
    whole, again = found.of("whole"), found.of("again")
    (finishing,) = found.of("finishing")
    names = sum(one.asked["names"] for one in (*whole, *again))
    rows: list[tuple[str, float, float]] = [
        ("files", found.files, found.shards * 2 + found.killed + formulas.FINISHED_FILES),
        ("journals", found.journals, found.shards + found.killed),
        ("bytes of journals", found.journal_bytes, found.predicted_bytes),
        ("signs that are left", found.signs, found.shards),
    ]
    rows += [
        (f"{kind} of a shard, {end}", one.asked[kind], predicted)
        for kind, predicted in formulas.SHARD_ASKS.items()
        for end, one in (("early", whole[0]), ("late", whole[-1]))
    ]
    if again:
        rows.append(
            (
                "operations of one begun again",
                metadata(again[-1].asked),
                formulas.operations_a_shard(1, again=True),
            )
        )
    rows += [
        ("names listed by all", names, formulas.names_listed(found.shards, found.journals)),
        (
            "opens by who finishes",
            finishing.asked["opens"],
            formulas.SHARD_ASKS["opens"]
            + formulas.merge_opens(found.journals, found.points)
            # The runs of a point at which a shard was killed are in two journals.
            + found.killed * (found.journals > formulas.HELD_OPEN)
            + formulas.FINISHING_OPENS,
        ),
    ]
    return rows


def main() -> None:
    """Run a simulated cluster, and print what was counted beside what is predicted."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shards", type=int, default=2000)
    parser.add_argument("--processes", type=int, default=PROCESSES)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        found = simulated(Path(temporary), given.shards, processes=given.processes)
    print(f"{'':<34}{'counted':>12}{'predicted':>12}")  # noqa: T201
    for name, counts, predicted in compared(found):
        print(f"{name:<34}{counts:>12,.0f}{predicted:>12,.0f}")  # noqa: T201
    whole = sorted(found.of("whole"), key=lambda one: one.number)
    tenth = max(1, len(whole) // 10)
    early, late = (
        (median(one.seconds for one in some), median(one.asked["names"] for one in some))
        for some in (whole[:tenth], whole[-tenth:])
    )
    for name, (seconds, names) in (("first", early), ("last", late)):
        told = f"{seconds * 1000:.1f} ms of a processor, {names:,.0f} names listed"
        print(f"a shard of the {name} tenth: {told}")  # noqa: T201
    a_name = (late[0] - early[0]) / max(1, late[1] - early[1])
    print(f"{'name_s':<34}{a_name:>12.2g}")  # noqa: T201
    (finishing,) = found.of("finishing")
    load, _, _ = os.getloadavg()
    print(  # noqa: T201
        f"who finishes {found.runs:,} runs: {finishing.seconds:.2f} s of a processor\n"
        f"{found.seconds:.0f} s for all others, at a load of {load:.1f} on {os.cpu_count()} cores"
    )


if __name__ == "__main__":
    main()
