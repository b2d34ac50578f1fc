"""What a shard asks of the folder of a sweep, and who finishes, by the formulas of docs/scale.md.

``python -m benchmarks.shards`` counts all of it.
"""

from __future__ import annotations

#: What a shard of one worker asks of the folder of a sweep, from its start to its end, if it is
#: neither the first nor the last, besides signs of life.
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


def names_listed(shards: int, journals: int) -> float:
    """Return how many names all shards list, of those that were there before each."""
    return shards * (JOURNAL_LISTINGS * journals + SIGN_LISTINGS * shards) / 2


def merge_opens(journals: int, points: int) -> int:
    """Return how often a merge opens a journal: twice to find runs, and then in their order.

    Points are dealt out to shards in turn, so that neighbours are in different journals.
    """
    return 2 * journals + (points if journals > HELD_OPEN else journals)
