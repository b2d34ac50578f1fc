"""The script of a Slurm array, each job of which runs a shard of a sweep.

A job whose time is too short is queued again by itself, until nothing is left.  What Slurm does is
told by sbatch(1), scancel(1), scontrol(1) and slurm.conf(5), and was measured with Slurm 22.05:
``scancel``, ``scontrol requeue``, preemption and the end of the time send SIGCONT and SIGTERM to
every process of a job at once, the batch script among them, and SIGKILL after ``KillWait``;
``--signal=B:USR1`` reaches the batch script alone.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from supplychain_sim.cluster.language import Cluster
from supplychain_sim.errors import Problem, ScenarioError
from supplychain_sim.sweep.protocol import Limits
from supplychain_sim.sweep.schedule import ATTEMPTS
from supplychain_sim.version import called, compiled

#: The folder of what jobs write, in that of the sweep.
LOGS = "logs"
#: The last place that an array may have unless Slurm is told otherwise (slurm.conf(5),
#: ``MaxArraySize``: 1001, and places are below it).
MOST_PLACES = 1000
#: Seconds before its end at which a job is told so, and the most of its time that this may be.
_WARNING = 60
_MOST_OF_IT = 0.25
#: Seconds by which Slurm may be early with that (sbatch(1), ``--signal``).
_EARLY = 60
#: Seconds that a job takes until its first run begins.
_BEGINS = 10
#: Bytes that a process holds before it runs anything, and the share of the rest that runs may hold.
_HELD = 128 * 2**20
_SHARE_OF_MEMORY = 0.8
#: Slurm takes longer names, and shows few of their letters.
_LONGEST_NAME = 64
_NO_LOG = re.compile("[\\\\\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Array:
    """What the jobs of an array do.

    Parameters
    ----------
    name
        What the sweep is called.
    sweep, out
        Its file, and the folder of its results.
    folder
        Where the jobs work: simulations of one's own are found from there.
    shards
        How many jobs there are, each with a shard of the sweep.
    limits
        What a run may take.
    further
        Further options of the command that runs a shard.
    """

    name: str
    sweep: Path
    out: Path
    folder: Path
    shards: int
    limits: Limits
    further: Sequence[str] = ()


def warning_of(cluster: Cluster) -> int:
    """Return how many seconds before its end a job is told of it."""
    return min(_WARNING, int(cluster.time * 60 * _MOST_OF_IT))


def time_left(cluster: Cluster) -> int:
    """Return how many seconds a job surely has for its runs."""
    return cluster.time * 60 - warning_of(cluster) - _EARLY - _BEGINS


def pieces_of(cluster: Cluster, runs: int) -> int:
    """Return how many shards a sweep of so many *runs* has: none without a run."""
    return min(cluster.jobs if cluster.shards is None else cluster.shards, runs)


def limits_in(cluster: Cluster, asked: Limits, others: int = 1) -> Limits:
    """Return what a run may take in a job: as *asked*, and no more than the job leaves it.

    Of a run that fits into no job it is told within one that it does not.

    Parameters
    ----------
    cluster
        What a job is given.
    asked
        What is asked for.
    others
        How many processes there are in a job besides those of runs: the one that conducts them,
        unless more are said.
    """
    # Else a job would be queued again for ever, and begin each time with the first attempt.
    seconds = time_left(cluster) / ATTEMPTS
    free = cluster.memory - (cluster.cores + others) * _HELD
    memory = int(free * _SHARE_OF_MEMORY) // cluster.cores
    return Limits(
        seconds if asked.seconds is None else min(asked.seconds, seconds),
        memory if asked.memory is None else min(asked.memory, memory),
    )


def refuse_unwritable(out: Path) -> None:
    r"""See that Slurm can write logs below *out*.

    Raises
    ------
    ScenarioError
        If it cannot: it takes each ``\\`` out of their names, and its options end with their line.
    """
    wrong = _NO_LOG.search(str(out))
    if wrong is not None:
        message = (
            f"found {str(out)!r}, expected a folder without {wrong[0]!r}, which Slurm does not "
            "take in the names of logs"
        )
        raise ScenarioError([Problem("--out", 0, 0, "", message)])


def array_script(cluster: Cluster, array: Array) -> str:
    """Return the script of an *array* on a *cluster*."""
    return "\n".join([*_head(array), *_options(cluster, array), "", *_body(cluster, array), ""])


def _head(array: Array) -> Iterator[str]:
    status = shlex.join([*called(), "status", str(array.out)])
    jobs = f"an array of {array.shards:,} jobs, a shard each" if array.shards > 1 else "one job"
    yield "#!/bin/bash"
    yield f"# The sweep {_plain(array.name)} as {jobs}. It is submitted by sbatch, now or"
    yield "# again: what is done is not done once more. Whoever ends last writes the results."
    yield "# How far it is:"
    yield f"# {status}"


def _options(cluster: Cluster, array: Array) -> Iterator[str]:
    """Yield the options of sbatch(1)."""
    log = f"{array.out / LOGS}/".replace("%", "%%")
    said = {
        "job-name": _plain(array.name)[:_LONGEST_NAME],
        "array": f"1-{array.shards}%{cluster.jobs}",
        "partition": cluster.partition,
        "account": cluster.account,
        "time": cluster.time,
        "mem": f"{cluster.memory // 2**20}M",
        "nodes": 1,
        "ntasks": 1,
        "cpus-per-task": cluster.cores,
        "signal": f"B:USR1@{warning_of(cluster)}",
        "open-mode": "append",
        "output": in_quotes(f"{log}%A_%a.log"),
    }
    yield from (f"#SBATCH --{key}={value}" for key, value in said.items() if value is not None)
    yield "#SBATCH --requeue"
    yield from (f"#SBATCH {directive}" for directive in cluster.directives)


def in_quotes(path: str) -> str:
    """Return *path* as sbatch reads it: it knows quotes, and a backslash within them."""
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _plain(name: str) -> str:
    """Return *name* without what Slurm, or a comment, might read otherwise."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", name)


def _body(cluster: Cluster, array: Array) -> Iterator[str]:
    yield from _TRAPS.splitlines()
    yield "set -e"
    # Slurm starts a job where its sbatch was.
    yield f"cd -- {shlex.quote(str(array.folder))}"
    yield from prologue(cluster)
    yield "set +e"
    yield from _START.splitlines()
    yield f"  exec {_command(cluster, array)}"
    yield from _WAIT.splitlines()


def prologue(cluster: Cluster) -> Iterator[str]:
    """Yield the lines of shell before anything is run, where an error ends the job."""
    if cluster.modules:
        # Where it is a function of login shells alone.
        yield "type module >/dev/null 2>&1 || { set +e; source /etc/profile; set -e; }"
    yield from (f"module load {shlex.quote(name)}" for name in cluster.modules)
    if compiled():
        # Jobs begin where they were submitted: in a clone, that would be the source instead.
        yield "export PYTHONSAFEPATH=1"
    for name, value in cluster.environment.items():
        yield f"export {name}={shlex.quote(value)}"
    yield from cluster.setup


def _command(cluster: Cluster, array: Array) -> str:
    """Return the command that runs a shard."""
    words = ["-m", "supplychain_sim", "sweep", str(array.sweep), "--out", str(array.out)]
    shard = f'--shard "$SLURM_ARRAY_TASK_ID/{array.shards}"'
    rest = ["--jobs", str(cluster.cores)]
    if array.limits.seconds is not None:
        rest += ["--timeout", f"{array.limits.seconds:g}"]
    if array.limits.memory is not None:
        rest += ["--max-memory", f"{max(1, array.limits.memory // 2**20)}M"]
    front = shlex.join([cluster.interpreter, *words])
    return f"{front} {shard} {shlex.join([*rest, *array.further])}"


_TRAPS = """\
# Names of its own: lines of set-up share them.
sweep_program= sweep_heard= sweep_told= sweep_ended= sweep_late=
# The program stops within two seconds of a SIGHUP, and keeps what is finished. A second one
# would end it at once.
sweep_stop() {
  sweep_heard=1
  [ -n "$sweep_program" ] && [ -z "$sweep_told" ] || return 0
  sweep_told=1
  kill -HUP "$sweep_program" 2>/dev/null || :
}
trap 'sweep_ended=1; sweep_stop' TERM INT HUP
trap 'sweep_late=1; sweep_stop' USR1
# Ends this job, stopped by a signal: if time is nearly up, and nobody ended it, it is queued again.
sweep_leave() {
  if [ -n "$sweep_late" ] && [ -z "$sweep_ended" ]; then
    echo "time is nearly up: the job is queued again, and goes on from here"
    # By its place in the array: the job of the last place has the id of the whole array.
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID" ||
      echo "it is not queued again: submit the script once more"
  fi
  exit "$1"
}
"""

_START = """\
[ -z "$sweep_ended$sweep_late" ] || sweep_leave 143
(
  # Slurm sends SIGTERM to every process of a job, to this one too, which has heard of it by then.
  trap '' TERM
"""

# Bash remembers the exit code, so that it can be waited for once more after each signal.
_WAIT = """\
) &
sweep_program=$!
[ -z "$sweep_ended$sweep_late" ] || sweep_stop
while
  sweep_heard=
  wait "$sweep_program"
  code=$?
  [ -n "$sweep_heard" ]
do :; done
# Of SIGHUP, SIGINT and SIGTERM; whatever else the program ended by is no matter of time.
case $code in 129 | 130 | 143) sweep_leave "$code" ;; esac
[ "$code" -lt 128 ] || echo "the shard ends here: submit the script once more, or go on by --resume"
exit "$code"
"""
