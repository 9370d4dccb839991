"""``make evaluate``: parses every set at hand, prints its tables, compares with the kept figures; 1 if one is worse.

``--keep`` writes the figures to ``baseline.json`` instead; ``--misses`` lists what is not as in truth.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from .sets import BASELINE, Set, sets, write

MAILBOT = [sys.executable, "-m", "mailbot"]


def measure(which: Set, folder: Path, options: list[str]) -> bool:
    """Runs both commands on one set; whether no kept figure is worse."""
    truth, messages = write(which, folder / which.name)
    read = folder / f"{which.name}.jsonl"
    with read.open("wb") as out:
        parse = [*MAILBOT, "-c", str(which.config), "parse", "--json", *map(str, messages)]
        subprocess.run(parse, stdout=out, check=True)
    print(f"\n==== {which.name}\n", flush=True)
    kept = ["--baseline", str(BASELINE), "--name", which.name, "--tolerance", str(which.tolerance)]
    done = subprocess.run([*MAILBOT, "evaluate", str(truth), str(read), *kept, *options], check=False)
    return done.returncode == 0


def main() -> int:
    """0 if no kept figure is worse."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        held = [measure(which, folder, sys.argv[1:]) for which in sets(folder)]
        return 0 if all(held) else 1


sys.exit(main())
