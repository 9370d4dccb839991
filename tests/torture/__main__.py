"""``make torture``: every part in turn, then one table. Exit 1 if anything was lost, repeated, broken or stuck.

    python -m tests.torture [--seconds N] [--seed N] [PART…]

A part is a module with ``run(seconds: float, seed: int) -> Figures``. It stops by itself soon after ``seconds``, says
what it does on standard output as it goes, and gives the same faults for the same seed.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
import time
from dataclasses import fields

from .figures import Figures

PARTS = {
    "crashes": ("tests.torture.crashes", 5),
    "disk": ("tests.torture.disk", 2),
    "hostile": ("tests.torture.hostile", 1),
    "servers": ("tests.faults", 2),
}
"""The module of each, and its share of the time."""


def main() -> int:
    """Runs the parts named, or all there are."""
    options = argparse.ArgumentParser(prog="make torture")
    options.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)} (default: all)")
    options.add_argument("--seconds", type=float, default=1200, help="in all, about (default: %(default)s)")
    options.add_argument("--seed", type=int, default=1, help="what chance begins with (default: %(default)s)")
    given = options.parse_args()
    parts = {name: PARTS[name] for name in given.parts or PARTS if importlib.util.find_spec(PARTS[name][0])}
    shares = sum(share for _, share in parts.values())
    table: dict[str, Figures] = {}
    for name, (module, share) in parts.items():
        began = time.monotonic()
        table[name] = importlib.import_module(module).run(given.seconds * share / shares, given.seed)
        print(f"{name}: done in {time.monotonic() - began:.0f} s", flush=True)
    whole = sum(table.values(), Figures())
    print_table({**table, "in all": whole})
    for problem in whole.problems:
        print(f"✗ {problem}")
    return 0 if whole.is_good else 1


def print_table(table: dict[str, Figures]) -> None:
    """One line a figure, one column a part."""
    print(f"\n{'':12}" + "".join(f"{name:>10}" for name in table))
    for field in fields(Figures):
        if field.name != "problems":
            print(f"{field.name:12}" + "".join(f"{getattr(one, field.name):>10}" for one in table.values()))


if __name__ == "__main__":
    sys.exit(main())
