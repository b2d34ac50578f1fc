"""The language of cluster files: what a job of Slurm's is given, each key with its meaning."""

from __future__ import annotations

import sys
from typing import Annotated, Any

from supplychain_sim import kinds, units
from supplychain_sim.errors import UnitError
from supplychain_sim.scenario.fields import SchemaVersion
from supplychain_sim.scenario.parts import NONE_BY_ID, Key, Limits, Part
from supplychain_sim.scenario.readers import Reader, quantity, text

#: Slurm counts the time of jobs in whole minutes; in less than two nothing gets done between the
#: start of the program and the warning that time is up.
_SHORTEST = 2
#: Bytes in each unit: Slurm counts in powers of two (sbatch(1), ``--mem``).
_UNITS = {"M": 2**20, "G": 2**30, "T": 2**40}
_MOST_MEMORY = 1024 * _UNITS["T"]
#: Of a job, for each of its cores: the program and a process hold 110 MB before they do anything.
LEAST_MEMORY = 400 * _UNITS["M"]
_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029"

#: Options of sbatch(1) that are not for ``directives``, with who says them instead.
_SAID = {
    "-p": "partition",
    "--partition": "partition",
    "-A": "account",
    "--account": "account",
    "-t": "time",
    "--time": "time",
    "--mem": "memory",
    "--mem-per-cpu": "memory",
    "-c": "cores",
    "--cpus-per-task": "cores",
}
_OF_THE_SCRIPT = (
    *("-a", "--array", "-o", "--output", "-e", "--error", "-n", "--ntasks", "-N", "--nodes"),
    *("--open-mode", "--requeue", "--no-requeue", "--signal", "-D", "--chdir", "--wrap"),
)


def _time(value: Any) -> int:
    minutes = units.duration(value)
    if minutes < _SHORTEST:
        raise UnitError(
            f"found {units.found(value)}, expected a time of {_SHORTEST} minutes or more"
        )
    return minutes


def _memory(value: Any) -> int:
    match = kinds.MEMORY.match(value)
    if match is None:
        raise units.refusal(value, kinds.MEMORY)
    size = units.quantity(value, kinds.MEMORY) * _UNITS[value.strip().removesuffix("B")[-1]]
    if not LEAST_MEMORY <= size <= _MOST_MEMORY:
        within = f"{LEAST_MEMORY // _UNITS['M']} MB to {_MOST_MEMORY // _UNITS['T']} TB"
        raise UnitError(f"found {units.found(value)}, expected {within}")
    return int(size)


_OPTION = text(
    rf"--?[A-Za-z][^{_CONTROL}]{{0,500}}", "an option of sbatch such as '--qos=low'", "--qos=low"
)


def _directive(value: Any) -> str:
    option = str(_OPTION.parse(value)).strip()
    name = option.partition("=")[0].split()[0]
    if not name.startswith("--"):
        name = name[:2]
    if name in _SAID:
        raise UnitError(f"found {units.found(value)}, expected the key {_SAID[name]!r} for that")
    if name in _OF_THE_SCRIPT:
        told = f"another option: the script says {name} itself"
        raise UnitError(f"found {units.found(value)}, expected {told}")
    return option


_VALUE = text(
    rf"[^{_CONTROL}]{{0,4000}}", "one line of text without control characters", "/software/lib"
)


def _of_variable(value: Any) -> str:
    # A number is what most variables hold, and reads one way alone.
    whole = isinstance(value, int) and not isinstance(value, bool)
    return str(_VALUE.parse(str(value) if whole else value))


Time = Annotated[int, quantity(kinds.TIME, _time, f"{_SHORTEST} minutes or more")]
Memory = Annotated[int, quantity(kinds.MEMORY, _memory)]
#: What Slurm and who runs it call things by.
SlurmName = Annotated[
    str,
    text(
        r"[A-Za-z0-9_][A-Za-z0-9_.,@+-]{0,199}",
        "a name of letters, digits, _, ., @, + and -, or several with commas",
        "batch",
    ),
]
Interface = Annotated[
    str,
    # Linux takes no longer name than that.
    text(r"[A-Za-z0-9_.:-]{1,15}", "the name of a network interface such as 'ib0'", "ib0"),
]
Module = Annotated[
    str,
    text(
        rf"[^\s{_CONTROL}-][^\s{_CONTROL}]{{0,199}}",
        "the name of a module such as 'python/3.11'",
        "python/3.11",
    ),
]
Variable = Annotated[
    str,
    text(r"[A-Za-z_][A-Za-z0-9_]{0,199}", "the name of a variable such as 'PYTHONPATH'", "HOME"),
]
Value = Annotated[
    str,
    Reader(
        _of_variable,
        "text, or a whole number",
        {"type": ["string", "integer"], "pattern": "^[^\\x00-\\x1f\\x7f]*$"},
        "/software/lib",
    ),
]
ShellLine = Annotated[
    str,
    text(
        rf"(?:[^{_CONTROL}]|\t){{1,4000}}",
        "one line of shell without control characters",
        "source venv/bin/activate",
    ),
]
Program = Annotated[
    str,
    text(
        rf"[^{_CONTROL}-][^{_CONTROL}]{{0,3999}}",
        "the name of a program without control characters",
        "python3",
    ),
]
Directive = Annotated[str, Reader(_directive, _OPTION.expected, _OPTION.accepts, _OPTION.example)]


class Cluster(Part):
    """What each job is given, and how many of them there are."""

    schema_version: Annotated[SchemaVersion, Key("schema")]
    """Version of the language in which the file is written."""
    partition: SlurmName | None = None
    """Where jobs run; Slurm's own default unless said."""
    account: SlurmName | None = None
    """Who is charged for them; Slurm's own default unless said."""
    time: Time
    """How long a job may take; an array's is queued again by itself until all is done."""
    memory: Memory
    """Memory of a job, in units of 1024: `4 GB` is 4096 MB; `4G` is taken too."""
    cores: Annotated[int, Limits(ge=1, le=1024)] = 1
    """Processors of a job, and as many processes."""
    jobs: Annotated[int, Limits(ge=1, le=100_000)] = 10
    """Most jobs at a time."""
    shards: Annotated[int, Limits(ge=1, le=1_000_000)] | None = None
    """Pieces that an array cuts a sweep into, a job each; as many as `jobs` unless said."""
    modules: tuple[Module, ...] = ()
    """What `module load` loads before anything else, in this order."""
    environment: dict[Variable, Value] = NONE_BY_ID
    """Variables that are set, by their names."""
    setup: tuple[ShellLine, ...] = ()
    """Lines of shell after that, as they are; if one fails, nothing is run."""
    python: Program | None = None
    """The interpreter, by name or path; the one that writes the script unless said."""
    directives: tuple[Directive, ...] = ()
    """Further options of sbatch, as they are."""
    interface: Interface | None = None
    """Network interface by which workers of dask reach the machine that submits them; an array
    needs none."""

    @property
    def interpreter(self) -> str:
        """What runs Python in a job."""
        return self.python or sys.executable
