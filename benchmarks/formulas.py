"""What a sweep takes on a cluster, by the formulas of docs/scale.md.

Names are those of the page: constants that ``python -m benchmarks.scale`` prints, and what is
chosen.  Nothing here is measured.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from supplychain_sim.sweep.presence import SIGN_EVERY

#: What a shard of one worker asks of the folder of a sweep, from its start to its end, if it is
#: neither the first nor the last, besides signs of life; ``python -m benchmarks.shards`` counts it.
SHARD_ASKS = {"opens": 17, "listings": 7, "changes": 12, "looks": 9}
SHARD_OPERATIONS = sum(SHARD_ASKS.values())
#: What each further worker asks: its journal, the folder of it, and its journal once more.
WORKER_OPERATIONS = 3
#: What a shard of one worker has asked once it began its first journal, and how much more one asks
#: until then that goes on after a process was killed, and in all, with one journal of that.
STARTED_OPERATIONS, STARTED_AGAIN, AGAIN = 32, 12, 14
#: Listings, by a shard, of the folder of journals and of that of signs.
JOURNAL_LISTINGS, SIGN_LISTINGS = 3, 2
#: What a sign of life asks: whose it is, and the time of it.
SIGN_OPERATIONS = 2
#: Files that finishing leaves: the manifest, the measures, the estimates, and what is read off.
FINISHED_FILES = 4
#: What finishing opens besides journals.
FINISHING_OPENS = 17
#: Journals that a merge holds open at once, see ``supplychain_sim.sweep.merge``.
HELD_OPEN = 64
#: Bytes of memory for each run: its journal and its place there, and whether it is done or failed.
MERGE_RUN_MEMORY = 4 + 8 + 2 / 8


@dataclass(frozen=True)
class Scenario:
    """Constants of a scenario.

    Parameters
    ----------
    run_s
        Processor seconds of a run.
    point_s
        Processor seconds until the scenario of a point is read.
    values
        Of a run.
    run_bytes
        What a run adds to a journal.
    journal_bytes
        What a journal holds besides: its header and the layout.
    layout_memory
        Bytes of memory of what values are of.
    merge_value_s, estimates_value_s
        Processor seconds, for each value, of a merge, and of means and intervals.
    parquet_value_bytes
        Bytes of Parquet for each value.
    """

    run_s: float
    point_s: float
    values: float
    run_bytes: float
    journal_bytes: float
    layout_memory: float
    merge_value_s: float
    estimates_value_s: float
    parquet_value_bytes: float


@dataclass(frozen=True)
class Machine:
    """Constants of the machine, as ``python -m benchmarks.scale`` prints them."""

    shard_s: float
    worker_s: float
    task_s: float
    merge_run_s: float


@dataclass(frozen=True)
class Choice:
    """What is chosen for a sweep on a cluster.

    Parameters
    ----------
    runs, replications
        Of the sweep, and of each of its points.
    cores, shard_cores
        Of the cluster that are used, and of a job.
    shards
        How many there are.
    """

    runs: int
    replications: int
    cores: int
    shard_cores: int
    shards: int

    @property
    def at_a_time(self) -> int:
        """Jobs that run together."""
        return min(self.shards, self.cores // self.shard_cores)

    @property
    def runs_a_shard(self) -> float:
        """Runs of a shard."""
        return self.runs / self.shards

    @property
    def journals(self) -> int:
        """Files that workers write, if none is ended before its shard is."""
        return self.shards * self.shard_cores

    @property
    def files(self) -> int:
        """All in the end but logs: journals, a word of each shard, what finishing writes."""
        return self.journals + self.shards + FINISHED_FILES


def task(scenario: Scenario, machine: Machine, replications: int) -> float:
    """Return the processor seconds of a run with what goes with it."""
    return scenario.run_s + machine.task_s + scenario.point_s / replications


def core_hours(scenario: Scenario, machine: Machine, chosen: Choice) -> float:
    """Return the hours of all cores that work on runs, and of those that wait for a start-up."""
    runs = chosen.runs * task(scenario, machine, chosen.replications)
    return (runs + chosen.shards * chosen.shard_cores * start(machine)) / 3600


def start(machine: Machine) -> float:
    """Return the seconds in which a shard begins: its own process, then all workers at once."""
    return machine.shard_s + machine.worker_s


def shard_seconds(scenario: Scenario, machine: Machine, chosen: Choice) -> float:
    """Return how long a shard takes."""
    runs = math.ceil(chosen.runs_a_shard / chosen.shard_cores)
    return start(machine) + runs * task(scenario, machine, chosen.replications)


def start_share(scenario: Scenario, machine: Machine, chosen: Choice) -> float:
    """Return which share of a shard's time is its start-up."""
    return start(machine) / shard_seconds(scenario, machine, chosen)


def waves(chosen: Choice) -> int:
    """Return how many shards follow one another on the same cores."""
    return math.ceil(chosen.shards / chosen.at_a_time)


def working_seconds(scenario: Scenario, machine: Machine, chosen: Choice) -> float:
    """Return how long it takes until all shards are done, with no other job in the way."""
    return waves(chosen) * shard_seconds(scenario, machine, chosen)


def lost_at_once(scenario: Scenario, machine: Machine, chosen: Choice) -> float:
    """Return the core-seconds that a job loses that is ended: half a run and a start-up a core."""
    return chosen.shard_cores * (scenario.run_s / 2 + start(machine))


def journal_bytes(scenario: Scenario, chosen: Choice) -> float:
    """Return the bytes of all journals."""
    return chosen.runs * scenario.run_bytes + chosen.journals * scenario.journal_bytes


def operations_a_shard(shard_cores: int, *, again: bool = False) -> int:
    """Return how many operations on metadata a shard asks for besides its signs of life."""
    return start_operations(shard_cores, again=again) + end_operations(shard_cores, again=again)


def start_operations(shard_cores: int, *, again: bool = False) -> int:
    """Return how many of them it asks for until each worker has its journal."""
    return STARTED_OPERATIONS + STARTED_AGAIN * again + 2 * (shard_cores - 1)


def end_operations(shard_cores: int, *, again: bool = False) -> int:
    """Return how many of them it asks for once its share is done."""
    rest = SHARD_OPERATIONS - STARTED_OPERATIONS + (AGAIN - STARTED_AGAIN) * again
    return rest + (WORKER_OPERATIONS - 2) * (shard_cores - 1)


def signs_a_second(chosen: Choice) -> float:
    """Return how many operations on metadata a second the signs of life are."""
    return SIGN_OPERATIONS * chosen.at_a_time / SIGN_EVERY


def names_a_shard(journals: float, signs: float) -> float:
    """Return how many names a shard lists where there are so many journals and signs."""
    return JOURNAL_LISTINGS * journals + SIGN_LISTINGS * signs


def names_listed(shards: int, journals: int) -> float:
    """Return how many names all shards list, of those before each."""
    return shards * names_a_shard(journals / 2, shards / 2)


def merge_opens(journals: int, points: int) -> int:
    """Return how often a merge opens a journal: twice to find runs, and then in their order.

    Points are dealt out to shards in turn, so that neighbours are in different journals.
    """
    return 2 * journals + (points if journals > HELD_OPEN else journals)


def merge_seconds(scenario: Scenario, machine: Machine, runs: int) -> float:
    """Return the processor seconds in which journals become a Parquet file."""
    return runs * (machine.merge_run_s + scenario.values * scenario.merge_value_s)


def estimates_seconds(scenario: Scenario, runs: int) -> float:
    """Return the processor seconds in which means and intervals are told of a Parquet file."""
    return runs * scenario.values * scenario.estimates_value_s


def merge_memory(scenario: Scenario, runs: int) -> float:
    """Return the bytes of memory that a merge holds besides one row group."""
    return runs * MERGE_RUN_MEMORY + scenario.layout_memory


def parquet_bytes(scenario: Scenario, runs: int) -> float:
    """Return the bytes of the Parquet file."""
    return runs * scenario.values * scenario.parquet_value_bytes
