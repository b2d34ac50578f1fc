"""``python -m supplychain_sim``."""

import sys

from supplychain_sim.cli import main

# Processes of a pool import this module too, and run nothing.
if __name__ == "__main__":
    sys.exit(main())
