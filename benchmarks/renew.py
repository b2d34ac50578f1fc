"""Do every piece of work once and write down what it did: ``python -m benchmarks.renew``."""

from __future__ import annotations

from benchmarks.expected import FILE, write
from benchmarks.pieces import pieces
from benchmarks.side_by_side import SIDES, account


def main() -> None:
    """Renew the file, after a change of the model that is meant."""
    found = {name: set_up()()() for name, set_up in pieces().items()}
    write(found | {f"shipments, {name}": account(name) for name in SIDES})
    print(f"{FILE.name} is renewed; say in CHANGELOG.md that results changed, and why")  # noqa: T201


if __name__ == "__main__":
    main()
