"""How right the readings are: truth against predictions. Pure, apart from ``files``.

``messages.score`` judges one message, ``figures`` adds up, ``baseline`` compares with what was kept, ``report`` prints.
What counts as right is defined in ``comparing`` (spelling), ``persons`` and ``messages`` (keys), and ``silence`` (what
a flag admits).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .messages import score
from .verdicts import Reading, Score


def evaluate(
    truth: Iterable[Reading], predictions: Iterable[Reading], index: Mapping[str, Mapping[str, str]]
) -> list[Score]:
    """Every message of truth judged, in its order.

    Predictions are found by the last piece of their ``file``; of two for one file the later counts. ``index`` maps a
    file to its row: channel, language, optional_flags.
    """
    by_file = {_last_piece(prediction.get("file")): prediction for prediction in predictions}
    return [score(one, by_file.get(str(one["file"])), index.get(str(one["file"]))) for one in truth]


def _last_piece(path: object) -> str:
    return str(path).replace("\\", "/").rpartition("/")[2]
