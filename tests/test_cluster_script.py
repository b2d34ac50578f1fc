"""The script of an array, run by bash with programs that only say how they were called."""

from __future__ import annotations

import os
import shlex
import signal
import stat
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from supplychain_sim.cluster.language import Cluster
from supplychain_sim.cluster.script import Array, array_script, limits_in, time_left
from supplychain_sim.sweep.protocol import Limits

GB = 2**30
LEAST = Cluster(schema_version=1, time=60, memory=4 * GB, cores=2, jobs=5)
#: What bash, sbatch or YAML would read otherwise.
NASTY = (
    "a b",
    "it's",
    'say "x"',
    "$HOME",
    "`id`",
    "$(id)",
    "50%A",
    "#1",
    "ü ñ",
    "a;b&c|d",
    "*?[x]",
    "!1",
    "~",
    "-x",
    "{a,b}",
    "<>",
    "(x)",
    "=",
)
#: Says how it was called, and where, and then does what the test says.
SAYS = """\
#!/bin/bash
{ printf '%s\\0' "$PWD" "${GREETING-}" "$@"; } > "$CALLS/$(basename "$0").$$"
mv "$CALLS/$(basename "$0").$$" "$CALLS/$(basename "$0")"
"""
#: Ends as the program does: at once by a second signal, and soon by the first.
STOPS = """\
trap 'echo stopped >> "$CALLS/heard"; trap "exit 99" HUP TERM; sleep 0.3; exit 143' HUP TERM
touch "$CALLS/ready"
for _ in $(seq 100); do sleep 0.1; done
"""


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """Where programs say how they were called."""
    folder = tmp_path / "calls"
    folder.mkdir()
    return folder


class Job:
    """A script that runs as Slurm runs it."""

    def __init__(self, folder: Path, calls: Path, script: str, does: str) -> None:
        programs = folder / "programs"
        programs.mkdir(exist_ok=True)
        for name, rest in (("python-here", does), ("scontrol", ""), ("module", "")):
            path = programs / name
            path.write_text(SAYS + rest, encoding="utf-8")
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
        self.calls = calls
        self.process = subprocess.Popen(
            ["/bin/bash", "-c", script],
            env={
                "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
                "CALLS": str(calls),
                "SLURM_JOB_ID": "17",
                "SLURM_ARRAY_JOB_ID": "15",
                "SLURM_ARRAY_TASK_ID": "3",
            },
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def wait_for(self, name: str) -> None:
        """Wait until a program has left a file of that *name*."""
        deadline = time.monotonic() + 20
        while not (self.calls / name).exists():
            assert time.monotonic() < deadline, name
            time.sleep(0.02)

    def end(self) -> tuple[int, str]:
        """Wait for the end, and return the exit code and what was printed."""
        said, _ = self.process.communicate(timeout=30)
        return self.process.returncode, said

    def called(self, program: str) -> list[str]:
        """Return where a *program* was called, a variable, and its arguments; else nothing."""
        path = self.calls / program
        return path.read_text(encoding="utf-8").split("\0")[:-1] if path.exists() else []


def _array(folder: Path, **said: object) -> Array:
    array = Array("distance", folder / "sweep.yaml", folder / "out", folder, 64, Limits(60.0, GB))
    return replace(array, **said)  # type: ignore[arg-type]


def _started(folder: Path, calls: Path, does: str = "", setup: Sequence[str] = ()) -> Job:
    cluster = LEAST.model_copy({"python": "python-here", "setup": tuple(setup)})
    return Job(folder, calls, array_script(cluster, _array(folder)), does)


def _directives(script: str) -> Iterator[str]:
    return (line.removeprefix("#SBATCH ") for line in script.splitlines() if "#SBATCH" in line)


def test_the_options_of_sbatch_say_what_the_cluster_file_says() -> None:
    cluster = LEAST.model_copy(
        {"partition": "batch", "account": "chair-7", "directives": ("--qos=low", "-M alpha")}
    )

    found = list(_directives(array_script(cluster, _array(Path("/data/x")))))

    assert found == [
        "--job-name=distance",
        "--array=1-64%5",
        "--partition=batch",
        "--account=chair-7",
        "--time=60",
        "--mem=4096M",
        "--nodes=1",
        "--ntasks=1",
        "--cpus-per-task=2",
        "--signal=B:USR1@60",
        "--open-mode=append",
        '--output="/data/x/out/logs/%A_%a.log"',
        "--requeue",
        "--qos=low",
        "-M alpha",
    ]


def test_the_warning_of_a_short_job_leaves_it_most_of_its_time() -> None:
    script = array_script(LEAST.model_copy({"time": 2}), _array(Path("/x")))

    assert "--signal=B:USR1@30" in _directives(script)


def test_a_run_may_take_what_lets_a_job_try_it_twice() -> None:
    # An hour less a minute of warning, a minute by which Slurm may be early, and the start.
    assert time_left(LEAST) == 3600 - 60 - 60 - 10
    assert limits_in(LEAST, Limits()).seconds == time_left(LEAST) / 2
    assert limits_in(LEAST, Limits(3600.0)).seconds == time_left(LEAST) / 2
    assert limits_in(LEAST, Limits(5.0)).seconds == 5
    assert limits_in(LEAST.model_copy({"time": 2}), Limits()).seconds == 10


def test_runs_hold_together_less_than_what_processes_leave_of_the_memory() -> None:
    found = limits_in(LEAST, Limits()).memory

    assert found == int((4096 - 3 * 128) * 2**20 * 0.8) // 2
    assert limits_in(LEAST, Limits(memory=100)).memory == 100


def test_the_comment_on_top_is_no_option_of_sbatch() -> None:
    script = array_script(LEAST, _array(Path("/x"), name="$(id)\n#SBATCH --qos=x"))

    assert script.startswith(
        "#!/bin/bash\n# The sweep --id---SBATCH---qos-x as an array of 64 jobs"
    )
    assert "--qos=x" not in _directives(script)


@pytest.mark.parametrize("name", NASTY)
def test_whatever_a_folder_is_called_the_program_is_called_with_it(
    name: str, tmp_path: Path, calls: Path
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    cluster = LEAST.model_copy(
        {
            "python": "python-here",
            "modules": (name.replace(" ", "_"),),
            "environment": {"GREETING": name},
        }
    )
    array = _array(folder, further=("--simulate", name))

    job = Job(tmp_path, calls, array_script(cluster, array), "")

    assert job.end() == (0, "")
    assert job.called("module")[2:] == ["load", name.replace(" ", "_")]
    assert job.called("python-here") == [
        str(folder),
        name,
        *(
            "-m",
            "supplychain_sim",
            "sweep",
            str(folder / "sweep.yaml"),
            "--out",
            str(folder / "out"),
        ),
        *("--shard", "3/64", "--jobs", "2", "--timeout", "60", "--max-memory", "1024M"),
        *("--simulate", name),
    ]


@pytest.mark.parametrize("name", NASTY)
def test_sbatch_reads_the_folder_of_logs_as_it_is_called(name: str) -> None:
    script = array_script(LEAST, _array(Path("/x") / name))

    (output,) = (line for line in _directives(script) if line.startswith("--output="))

    # Within quotes, sbatch and a shell know the same backslashes before a quote.
    text = output.removeprefix("--output=").replace("$", r"\$").replace("`", r"\`")
    (read,) = shlex.split(text.replace(r"\$", "$").replace(r"\`", "`"))
    assert read.replace("%%", "%") == f"/x/{name}/out/logs/%A_%a.log"


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 137])
def test_the_exit_code_is_the_programs(code: int, tmp_path: Path, calls: Path) -> None:
    job = _started(tmp_path, calls, f"exit {code}")

    killed = "the shard ends here: submit the script once more, or go on by --resume\n"
    assert job.end() == (code, killed if code > 128 else "")
    assert job.called("scontrol") == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_job_that_is_ended_stops_the_program_and_is_not_queued_again(
    number: signal.Signals, tmp_path: Path, calls: Path
) -> None:
    job = _started(tmp_path, calls, STOPS)
    job.wait_for("ready")

    job.process.send_signal(number)

    assert job.end() == (143, "")
    assert job.called("scontrol") == []
    assert (calls / "heard").read_text() == "stopped\n"


def test_the_program_hears_once_of_a_signal_that_all_processes_of_a_job_get(
    tmp_path: Path, calls: Path
) -> None:
    job = _started(tmp_path, calls, STOPS)
    job.wait_for("ready")

    # As Slurm does at scancel, and again.
    for _ in range(3):
        os.killpg(job.process.pid, signal.SIGCONT)
        os.killpg(job.process.pid, signal.SIGTERM)
        time.sleep(0.02)

    assert job.end()[0] == 143
    assert (calls / "heard").read_text() == "stopped\n"


def test_a_job_whose_time_is_nearly_up_is_queued_again(tmp_path: Path, calls: Path) -> None:
    job = _started(tmp_path, calls, STOPS)
    job.wait_for("ready")

    job.process.send_signal(signal.SIGUSR1)

    code, said = job.end()
    assert code == 143
    assert said == "time is nearly up: the job is queued again, and goes on from here\n"
    # The last job of an array has the number of the whole of it.
    assert job.called("scontrol")[2:] == ["requeue", "15_3"]


def test_a_job_that_was_done_when_its_time_was_up_is_not_queued_again(
    tmp_path: Path, calls: Path
) -> None:
    job = _started(tmp_path, calls, STOPS.replace("exit 143", "exit 0"))
    job.wait_for("ready")

    job.process.send_signal(signal.SIGUSR1)

    assert job.end() == (0, "")
    assert job.called("scontrol") == []


def test_a_job_that_is_cancelled_once_its_time_is_nearly_up_is_not_queued_again(
    tmp_path: Path, calls: Path
) -> None:
    job = _started(tmp_path, calls, STOPS)
    job.wait_for("ready")

    job.process.send_signal(signal.SIGUSR1)
    job.wait_for("heard")
    os.killpg(job.process.pid, signal.SIGTERM)

    assert job.end()[0] == 143
    assert job.called("scontrol") == []


def test_a_job_that_cannot_be_queued_again_says_so(tmp_path: Path, calls: Path) -> None:
    cluster = LEAST.model_copy({"python": "python-here", "setup": ("scontrol() { return 1; }",)})
    job = Job(tmp_path, calls, array_script(cluster, _array(tmp_path)), STOPS)
    job.wait_for("ready")

    job.process.send_signal(signal.SIGUSR1)

    code, said = job.end()
    assert code == 143
    assert said.splitlines()[1] == "it is not queued again: submit the script once more"


@pytest.mark.parametrize(
    ("number", "queued"), [(signal.SIGTERM, []), (signal.SIGUSR1, ["requeue", "15_3"])]
)
def test_nothing_is_run_if_the_job_is_ended_before_it_began(
    number: signal.Signals, queued: list[str], tmp_path: Path, calls: Path
) -> None:
    wait = 'touch "$CALLS/ready"; sleep 0.5'
    job = _started(tmp_path, calls, setup=[wait])
    job.wait_for("ready")

    job.process.send_signal(number)

    assert job.end()[0] == 143
    assert job.called("python-here") == []
    assert job.called("scontrol")[2:] == queued


def test_nothing_is_run_if_a_line_of_the_setup_fails(tmp_path: Path, calls: Path) -> None:
    job = _started(tmp_path, calls, setup=["true", "source nowhere/activate", "true"])

    code, said = job.end()

    assert code == 1
    assert "nowhere/activate: No such file or directory" in said
    assert job.called("python-here") == []


def test_lines_of_the_setup_may_say_what_they_like(tmp_path: Path, calls: Path) -> None:
    job = _started(tmp_path, calls, "exit 7", ["code=5 program=x late=1 ended=1", "stop() { :; }"])

    assert job.end() == (7, "")
