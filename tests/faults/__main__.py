"""Every fault of the table, or those whose name has the words: python -m tests.faults [WORDS]."""

from __future__ import annotations

import sys

from .cases import CASES
from .trial import run_together

if __name__ == "__main__":
    figures = run_together([case for case in CASES if " ".join(sys.argv[1:]) in case.name])
    print(figures)
    sys.exit(0 if figures.is_good else 1)
