"""``make bench``: one table of figures, each beside a reference measured in the same run, and the goal.

``make bench ARGS="drain --messages 1000"`` picks rows and sizes.
"""

from __future__ import annotations

import argparse
import os
import time

from . import bench_drain, bench_idle, bench_latency, bench_page, bench_starting, bench_store, bench_sweep
from .rows import Row, table

ROWS = {
    "drain": bench_drain.rows,
    "store": bench_store.rows,
    "latency": bench_latency.rows,
    "scans": bench_latency.rows_beside_scans,
    "page": bench_page.rows,
    "idle": bench_idle.rows,
    "sweep": bench_sweep.rows,
    "starting": bench_starting.rows,
}


def main() -> None:
    """Measures what was asked for, prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(ROWS)}; all if none is named")
    parser.add_argument("--messages", type=int, default=10_000, help="in the mailbox that is drained")
    parser.add_argument("--records", type=int, default=100_000, help="in the large store")
    parser.add_argument("--rounds", type=int, default=21, help="of whatever is repeated")
    parser.add_argument("--scans", type=int, default=50, help="that wait for recognition")
    parser.add_argument("--idle", type=int, default=60, help="seconds to watch an idle daemon")
    parser.add_argument("--delegations", type=int, default=200, help="that are reminded")
    parser.add_argument("--details", action="store_true", help="what else the store was asked")
    options = parser.parse_args()
    if unknown := set(options.rows) - set(ROWS):
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    found: list[Row] = []
    began = time.monotonic()
    for name in options.rows or ROWS:
        print(f"measuring: {name}", flush=True)
        found += ROWS[name](options)
    print(f"\n{os.cpu_count()} cores, load {os.getloadavg()[1]:.1f}, {time.monotonic() - began:.0f} s\n")
    print(table(found))


if __name__ == "__main__":
    main()
