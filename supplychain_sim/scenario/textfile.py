"""Text files as bytes that can be trusted to be short, regular and UTF-8."""

from __future__ import annotations

import stat
from pathlib import Path

from supplychain_sim.errors import Problem, ScenarioError

LARGEST_BYTES = 1_000_000


def text_of(file: str) -> str:
    """Return the text of a file, without the mark that some editors put first.

    Raises
    ------
    ScenarioError
        If it is no regular file, cannot be read, is above 1 MB or not in UTF-8.
    """
    return _decoded(file, _bytes(file))


def _refusal(file: str, message: str) -> ScenarioError:
    return ScenarioError([Problem(file, 0, 0, "", message)])


def _bytes(file: str) -> bytes:
    try:
        # Opening a pipe would wait for its other end; a device might never end.
        if not stat.S_ISREG(Path(file).stat().st_mode):
            raise _refusal(file, "expected a regular file")
        with Path(file).open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise _refusal(file, f"cannot be read: {(error.strerror or '').lower()}") from None
    except ValueError:
        raise _refusal(repr(file), "cannot be read: found a null character in its name") from None
    if len(content) > LARGEST_BYTES:
        raise _refusal(file, "found more than 1 MB, expected at most 1 MB")
    return content


def _decoded(file: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8-sig")) + 1
        message = f"found the byte 0x{content[error.start]:02x}, expected text in UTF-8"
        raise ScenarioError([Problem(file, line, column, "", message)]) from None
