"""``python -m tests.breadth``: figures of freshly written submissions, by language, layout, culture and format."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from mailbot.evaluation import report
from mailbot.evaluation.figures import figures
from mailbot.evaluation.files import write_kept

from .mails import message
from .measuring import BASELINE, COUNT, NAME, SEED, by_label, kept_figures, measure
from .writing import write


def main() -> None:
    """Prints the figures; ``--misses`` also what is not as in truth; ``--write`` writes the messages instead."""
    parser = argparse.ArgumentParser(prog="python -m tests.breadth", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=276, help="submissions; 138 is each layout once in each language")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--keep", action="store_true", help=f"keep the figures of seed {SEED} for the tests")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write messages and truth there, measure nothing")
    said = parser.parse_args()
    if said.keep:
        write_kept(BASELINE, NAME, kept_figures(measure(SEED, COUNT)[1]))
        return
    if said.write:
        put(said.seed, said.count, said.write)
        return
    written, scores = measure(said.seed, said.count)
    print("\n".join([*report.report(figures(scores)), *by_label(written, scores)]))
    if said.misses:
        labels = {one.file: one.labels for one in written}
        for line in report.misses(scores):
            file = line.partition(" ")[0]
            print(f"{line}  {{{labels[file]['layout']}; {labels[file]['speakers']}; {labels[file]['emails']}}}")


def put(seed: int, count: int, folder: Path) -> None:
    """The messages and their truth.jsonl in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [write(seed, index) for index in range(count)]
    for one in written:
        (folder / one.file).write_bytes(message(seed, one))
    lines = (json.dumps(one.truth, ensure_ascii=False) + "\n" for one in written)
    (folder / "truth.jsonl").write_text("".join(lines), encoding="utf-8")


main()
