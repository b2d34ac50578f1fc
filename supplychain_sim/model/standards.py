"""Standards: what a site's book says of each operation, by version.

A change that is accepted is written down and becomes the standard, which replaces the
one before; going back is a version of its own, so that the log of revisions tells all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Standards:
    """The version of each operation's standard at one site; 0 is the one it began with."""

    _versions: Counter[int] = field(default_factory=Counter)

    def version(self, operation: int) -> int:
        """Return the number of the standard in force for *operation*."""
        return self._versions[operation]

    def revise(self, operations: Iterable[int]) -> tuple[int, ...]:
        """Give each of *operations* a new standard, and return their versions."""
        revised = tuple(operations)
        self._versions.update(revised)
        return tuple(self._versions[operation] for operation in revised)
