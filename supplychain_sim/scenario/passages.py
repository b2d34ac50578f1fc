"""Canals and straits that a ship may be kept out of, by name."""

from __future__ import annotations

from typing import Literal, get_args

#: A canal or strait that can be shut; where each lies is known to ``model.seaways``.
Passage = Literal[
    "suez",
    "panama",
    "bab_el_mandeb",
    "hormuz",
    "malacca",
    "sunda",
    "gibraltar",
    "dardanelles",
    "bosporus",
    "corinth",
    "arctic",
]
PASSAGES: frozenset[str] = frozenset(get_args(Passage))
#: Those that no ship takes unless its leg says so: the Corinth canal is narrower than any cargo
#: ship of today, and the waters north of America and of Siberia are no liner's.
RARE: frozenset[str] = frozenset({"corinth", "arctic"})
#: Those that a ship takes only where its way leads through them with nothing shut, unless its leg
#: says so: who sails elsewhere may have ships too broad for the locks.
LOCKS: frozenset[str] = frozenset({"panama"})
