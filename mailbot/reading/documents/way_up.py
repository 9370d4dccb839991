"""Which way up a recognised page was read: the way in which the boxes of what was read lie on its print."""

from __future__ import annotations

import numpy as np
from PIL import Image

from .scan import Array


def turn_of(page: Image.Image, boxes: list[tuple[float, float, float, float]]) -> int:
    """By how many degrees clockwise to turn a page made ready so that the boxes, in pixels, lie on its print."""
    dark = np.asarray(page.reduce(4)) < 150
    small = [(x0 / 4, y0 / 4, x1 / 4, y1 / 4) for x0, y0, x1, y1 in boxes]
    scores = {turn: _fit(np.rot90(dark, -turn // 90), small) for turn in (0, 90, 180, 270)}
    best = max(scores, key=lambda turn: scores[turn])
    return best if scores[best] > _CLEARLY_BETTER * scores[0] else 0


_CLEARLY_BETTER = 1.15


def _fit(dark: Array, boxes: list[tuple[float, float, float, float]]) -> float:
    """How well boxes fit the print: ink in them, paper right above and below; rules along their edges count as well."""
    height, width = dark.shape
    found = []
    for x0, y0, x1, y1 in boxes[:200]:
        left, right = max(0, round(x0)), min(width, round(x1))
        top, bottom = max(0, round(y0)), min(height, round(y1))
        if right - left < 2 or bottom - top < 2:
            found.append(0.0)
            continue
        inside = float(dark[top:bottom, left:right].mean())
        beside = [dark[max(0, top - 3) : top, left:right], dark[bottom : bottom + 3, left:right]]
        outside = float(np.mean([band.mean() for band in beside if band.size] or [0.0]))
        edges = [dark[max(0, y - 1) : y + 2, left:right].any(axis=0) for y in (top, bottom) if y < height]
        ruled = float(np.mean([edge.mean() for edge in edges] or [0.0])) > 0.9
        found.append(0.4 if ruled else max(0.0, inside - outside))
    return sum(found) / max(1, len(found))
