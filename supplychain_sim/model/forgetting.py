"""Forgetting: what was never written down is gone when the last who knows it leaves."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Memory:
    """What of a supplier's undocumented practice has already been lost.

    An operation whose practice is lost goes back to the one before; if that was
    lost as well, to the one before that, until one is found that somebody wrote down
    or still knows.
    """

    _lost: dict[tuple[int, int], int] = field(default_factory=dict)

    def leaves(self, operation: int, practice: int, before: int, in_force: int) -> int | None:
        """Take note that nobody knows *practice* any more; return what takes its place.

        Parameters
        ----------
        before
            The practice that it replaced.
        in_force
            How the operation is done today.

        Returns
        -------
        int or None
            None if the practice was not in force, or is what was written down.
        """
        while (operation, before) in self._lost:
            before = self._lost[operation, before]
        if before == practice:
            return None
        self._lost[operation, practice] = before
        return before if in_force == practice else None

    def start_anew(self) -> None:
        """Begin with the people of another supplier, who have lost nothing yet."""
        self._lost.clear()

    def found(self, operation: int, practice: int) -> None:
        """Take note that somebody knows *practice* again."""
        self._lost.pop((operation, practice), None)
