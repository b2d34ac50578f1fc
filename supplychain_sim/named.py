"""Named tuples, made in one call instead of two where many are."""

from __future__ import annotations

from typing import Final

#: Makes a named tuple of its class and a tuple of all values in order, defaults included. The
#: class's own constructor does the same, in a function more.
new: Final = tuple.__new__
