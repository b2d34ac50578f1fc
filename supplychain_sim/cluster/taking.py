"""What a sweep takes on a cluster, told of what its runs take."""

from __future__ import annotations

import math
from dataclasses import dataclass

from supplychain_sim.cluster.language import Cluster
from supplychain_sim.cluster.script import pieces_of, time_left


@dataclass(frozen=True)
class Taking:
    """What a sweep is thought to take as an array.

    Parameters
    ----------
    shards, jobs
        How many pieces there are, and how many of them run at a time.
    seconds
        How long each runs.
    queued
        How often each is queued, once for each time that a job of it ends before it is done.
    whole
        How long all of it takes, with no other job in the way.
    """

    shards: int
    jobs: int
    seconds: float
    queued: int
    whole: float


def taking(cluster: Cluster, runs: int, seconds: float) -> Taking:
    """Return what so many *runs* take that are *seconds* of one core's work.

    Examples
    --------
    >>> cluster = Cluster(schema_version=1, time=60, memory=2**32, cores=2, jobs=10, shards=25)
    >>> taking(cluster, 1000, 50_000)
    Taking(shards=25, jobs=10, seconds=1000.0, queued=1, whole=3000.0)
    """
    shards = pieces_of(cluster, runs)
    jobs = min(cluster.jobs, shards)
    each = seconds / shards / min(cluster.cores, math.ceil(runs / shards))
    return Taking(
        shards,
        jobs,
        each,
        math.ceil(each / time_left(cluster)) or 1,
        each * math.ceil(shards / jobs),
    )
