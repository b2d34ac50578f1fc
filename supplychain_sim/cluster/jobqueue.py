"""What is used of dask-jobqueue, which takes Ctrl-C for itself when it is imported."""

from __future__ import annotations

import signal

# It would end this process without a word (its runner.py, version 0.9.0).
_before = signal.getsignal(signal.SIGINT)
try:
    from dask_jobqueue.slurm import SLURMCluster, SLURMJob
finally:
    signal.signal(signal.SIGINT, _before)

__all__ = ["SLURMCluster", "SLURMJob"]
