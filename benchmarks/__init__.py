"""What takes the time, timed; and what was done in that time, asserted.

Times are reported and never asserted. What was timed is: a change of the model
cannot pass for a change of speed. After a change that is meant, run
``python -m benchmarks.renew`` and say in the changelog that results changed.
"""

import sys
from pathlib import Path

# The plain model, with which the production path is compared, lives in the tests.
sys.path.append(str(Path(__file__).parent.parent / "tests"))
