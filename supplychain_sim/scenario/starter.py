"""A scenario to begin with: it runs as it is, and its comments say what to put in."""

from __future__ import annotations

import shlex
from importlib import resources

#: What the commands in the comments of the starter name.
_WRITTEN_AS = "starter.yaml"


def starter_text(name: str) -> str:
    """Return a commented scenario that runs, with commands that name the file *name*.

    Parameters
    ----------
    name
        The file that it is going to be written to, as the user would type it.
    """
    starter = resources.files("supplychain_sim.scenario").joinpath(_WRITTEN_AS)
    text = starter.read_text(encoding="utf-8")
    # In a comment, a line break or a control character would end it or spoil the file.
    shown = "".join(letter if letter.isprintable() else "?" for letter in name)
    return text.replace(_WRITTEN_AS, shlex.quote(shown))
