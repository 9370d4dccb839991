"""``make fuzz``: the coverage-guided fuzzer (atheris), each target in a process of its own, in turn.

    python -m tests.fuzz [--seconds N] [--corpus FOLDER] [TARGET…]

A crash, a hang or an overrun of memory is kept in tests/fuzz/found as TARGET-HASH, where it is a regression test
from then on (tests/fuzz/test_found.py), and the exit is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import os
import pkgutil
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from .seeds import seeds
from .targets import TARGETS

FOUND = Path(__file__).parent / "found"
SLOWEST_SECONDS = 10
MOST_MEGABYTES = 500


def main() -> int:
    """Runs every target for its share of the time; 1 if anything was found."""
    options = argparse.ArgumentParser(prog="make fuzz")
    options.add_argument("targets", nargs="*", help=f"of {', '.join(TARGETS)} (default: all)")
    options.add_argument("--seconds", type=int, default=1200, help="in all (default: %(default)s)")
    options.add_argument("--corpus", type=Path, help="where what reaches new code is kept between runs")
    options.add_argument("--one", help=argparse.SUPPRESS)
    given, rest = options.parse_known_args()
    if given.one:
        return _fuzz(given.one, [*given.targets, *rest])
    targets = given.targets or list(TARGETS)
    found = 0
    for target in targets:
        with tempfile.TemporaryDirectory() as temporary:
            found += _run(target, given.seconds // len(targets), given.corpus or Path(temporary))
    return 1 if found else 0


def _run(target: str, seconds: int, corpus: Path) -> int:
    """Fuzzes one target; how many inputs it has kept."""
    starts, mine = corpus / f"{target}-seeds", corpus / target
    for folder in (starts, mine):
        folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds(target):
        (starts / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    before = set(FOUND.iterdir())
    command = [
        *(sys.executable, "-m", "tests.fuzz", "--one", target, str(mine), str(starts)),
        f"-max_total_time={max(1, seconds)}",
        f"-timeout={2 * SLOWEST_SECONDS}",
        f"-report_slow_units={SLOWEST_SECONDS}",
        f"-rss_limit_mb={MOST_MEGABYTES}",
        f"-artifact_prefix={FOUND}/{target}-",
        "-max_len=12000",
        "-print_final_stats=1",
    ]
    # Without the recogniser, which is a program of its own and takes seconds for a page.
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", check=False, env={**os.environ, "PATH": ""}
    )
    new = set(FOUND.iterdir()) - before
    counted = re.findall(r"stat::(?:number_of_executed_units|peak_rss_mb):\s+(\d+)", done.stderr)
    coverage = re.findall(r"cov: (\d+)", done.stderr)
    print(
        f"{target:12} runs {(counted or ['?'])[0]:>8}  coverage {(coverage or ['?'])[-1]:>6}  found {len(new)}",
        flush=True,
    )
    if new or done.returncode:
        print("\n".join(done.stderr.splitlines()[-60:]))
    return len(new) or int(done.returncode != 0)


def _fuzz(target: str, arguments: list[str]) -> int:
    """The fuzzer itself, in a process of its own."""
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    # Only our own code: what libraries raise is caught, and instrumenting all of them takes minutes.
    with atheris.instrument_imports(include=["mailbot.reading"]):
        for name in [name for name in sys.modules if name.startswith(("mailbot.reading", "tests.fuzz.targets"))]:
            del sys.modules[name]
        import mailbot.reading

        for module in pkgutil.walk_packages(mailbot.reading.__path__, "mailbot.reading."):
            importlib.import_module(module.name)  # readers are loaded when first used: too late to instrument
        from tests.fuzz.targets import TARGETS as INSTRUMENTED
    atheris.Setup([sys.argv[0], *arguments], INSTRUMENTED[target])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
