"""The notebook of the documentation runs from top to bottom, and is kept without outputs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from flagship import ROOT
from nbclient import NotebookClient

NOTEBOOKS = sorted((ROOT / "docs").glob("*.ipynb"))


def _read(path: Path) -> Any:
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_valid_and_holds_no_outputs(path: Path) -> None:
    notebook = _read(path)

    nbformat.validate(notebook)
    assert notebook.nbformat == 4
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
# What Jupyter says of its own parts is none of this project's.
@pytest.mark.filterwarnings("ignore")
def test_a_notebook_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    (tmp_path / "docs").mkdir()
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    notebook = _read(path)

    client = NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(tmp_path / "docs")}}
    )
    client.execute()

    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    told = [output for cell in code for output in cell.outputs if "text" in output]
    assert len(told) >= 5
    assert any("because on" in output.text for output in told)
