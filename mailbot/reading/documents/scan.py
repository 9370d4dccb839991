"""Pictures of pages made ready for recognition: paper cut out, light evened, straightened; ruled grids found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageFilter, ImageOps

Array = np.ndarray[Any, np.dtype[Any]]
Cell = tuple[int, int, int, int]

DPI = 300
PAGE_WIDTH = 2480  # of A4 at that resolution
MAX_SIDE = 4200
MARGIN = 30


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled grid: its box and the boxes of its cells (left, top, right, bottom), in pixels."""

    box: Cell
    cells: tuple[Cell, ...]


def upright(frame: Image.Image) -> Image.Image:
    """A frame as grey picture, turned as its camera says, its pixels made square (a fax has 204 by 98 dots an inch)."""
    across, down = (float(v) for v in (frame.info.get("dpi") or (1, 1))[:2])
    picture = ImageOps.exif_transpose(frame) or frame
    if picture.mode in {"RGBA", "LA", "P"}:
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture.convert("RGBA"))
    grey = picture.convert("L")
    flat = grey.width > 1.25 * grey.height and grey.width in range(1600, 1800)
    if across > 0 and down > 0 and 1.3 < across / down < 4:
        grey = grey.resize((grey.width, round(grey.height * across / down)))
    elif flat and not (across > 1 and down > 1):
        grey = grey.resize((grey.width, grey.height * 2))
    return grey


def cleaned(picture: Image.Image) -> Image.Image:
    """The page alone, evenly lit, straight, at about 300 dots an inch."""
    page = _paper(picture.convert("L"))
    short = min(page.size)
    factor = min(max(PAGE_WIDTH / short, 0.4), 2.5, MAX_SIDE / max(page.size))
    if abs(factor - 1) > 0.05:
        page = page.resize(
            (max(1, round(page.width * factor)), max(1, round(page.height * factor))), Image.Resampling.LANCZOS
        )
    page = _evenly_lit(page)
    angle = _skew(page)
    if abs(angle) > 0.08:
        page = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    return page


def is_blank(page: Image.Image) -> bool:
    """Whether a page made ready holds no more than specks: the back of a sheet."""
    inner = page.crop((page.width // 20, page.height // 20, page.width * 19 // 20, page.height * 19 // 20))
    return bool((np.asarray(inner.reduce(4)) < 120).mean() < 0.0015)


def _paper(picture: Image.Image) -> Image.Image:
    """A bright sheet on a darker table, cut out and squared; the picture itself if there is no such thing."""
    scale = 500 / max(picture.size)
    small = picture.resize((max(8, round(picture.width * scale)), max(8, round(picture.height * scale))))
    pixels = np.asarray(small.filter(ImageFilter.MedianFilter(5)), dtype=np.float32)
    limit = _otsu(pixels)
    bright = pixels > limit
    edge = np.concatenate([bright[:4].ravel(), bright[-4:].ravel(), bright[:, :4].ravel(), bright[:, -4:].ravel()])
    if edge.mean() > 0.6 or not 0.25 < bright.mean() < 0.97:
        return picture
    rows, columns = np.nonzero(_largest(bright))
    if len(rows) < 100:
        return picture
    sums, differences = columns + rows, columns - rows
    picks = [int(sums.argmin()), int(differences.argmax()), int(sums.argmax()), int(differences.argmin())]
    corners = [(columns[i] / scale, rows[i] / scale) for i in picks]
    return _squared(picture, corners)


def _largest(bright: Array) -> Array:
    """The bright pixels in rows and columns that are bright for the most part: the sheet without stray lights."""
    rows = bright.mean(axis=1) > 0.35
    columns = bright.mean(axis=0) > 0.35
    sheet: Array = bright & rows[:, None] & columns[None, :]
    return sheet


def _squared(picture: Image.Image, corners: list[tuple[float, float]]) -> Image.Image:
    """The quadrilateral (top left, top right, bottom right, bottom left) as an upright rectangle."""
    lengths = [
        float(np.hypot(a[0] - b[0], a[1] - b[1])) for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
    ]
    width, height = round(max(lengths[0], lengths[2])), round(max(lengths[1], lengths[3]))
    if width < 300 or height < 300 or width * height < 0.3 * picture.width * picture.height:
        return picture
    target = [(0, 0), (width, 0), (width, height), (0, height)]
    rows, values = [], []
    for (x, y), (u, v) in zip(target, corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    try:
        factors = np.linalg.solve(np.array(rows, float), np.array(values, float))
    except np.linalg.LinAlgError:
        return picture
    bicubic = Image.Resampling.BICUBIC
    return picture.transform((width, height), Image.Transform.PERSPECTIVE, tuple(factors), bicubic, fillcolor=255)


def _otsu(pixels: Array) -> float:
    """The grey level that parts dark from bright best."""
    counts, edges = np.histogram(pixels, bins=64, range=(0, 255))
    weights = np.cumsum(counts)
    sums = np.cumsum(counts * edges[:-1])
    left = np.maximum(weights, 1)
    right = np.maximum(weights[-1] - weights, 1)
    spread = weights * right * (sums / left - (sums[-1] - sums) / right) ** 2.0
    return float(edges[int(spread.argmax())] + 2)


def _evenly_lit(page: Image.Image) -> Image.Image:
    """The page divided by its own paper: shadows go, print stays."""
    small = page.resize((max(1, page.width // 16), max(1, page.height // 16)), Image.Resampling.BOX)
    paper = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4)).resize(page.size)
    light = np.maximum(np.asarray(paper, dtype=np.float32), 30)
    even = np.asarray(page, dtype=np.float32) / light * 250
    return Image.fromarray(np.clip((even - 40) * 1.2, 0, 255).astype(np.uint8))


def _skew(page: Image.Image) -> float:
    """By how many degrees to turn the page anticlockwise: where lines of print stand out sharpest."""
    small = page.resize((max(1, page.width // 3), max(1, page.height // 3)), Image.Resampling.BOX)
    ink = Image.fromarray(np.where(np.asarray(small) < 150, 255, 0).astype(np.uint8))

    def sharpness(angle: float) -> float:
        turned = np.asarray(ink.rotate(angle), dtype=np.float32)
        profile = turned.sum(axis=1)
        return float(((profile[1:] - profile[:-1]) ** 2).sum())

    coarse = max(np.arange(-4, 4.01, 0.5), key=sharpness)
    return float(max(np.arange(coarse - 0.4, coarse + 0.41, 0.1), key=sharpness))


def find_tables(page: Image.Image) -> list[Lattice]:
    """Ruled grids of the page, top to bottom."""
    dark = np.asarray(page) < 170
    across = _runs(dark, max(60, page.width // 24), axis=1)
    down = _runs(dark, 62, axis=0)
    found = []
    for top, bottom in _bands(down.sum(axis=1) > 0, gap=25):
        if bottom - top < 60:
            continue
        above, below = max(0, top - 15), min(page.height, bottom + 15)
        made = _lattice(across[above:below], down[above:below], above)
        if made:
            found.append(made)
    return found


def _runs(dark: Array, length: int, axis: int) -> Array:
    """Pixels in straight dark strokes of at least that length; a pixel to either side and short gaps are forgiven."""
    thick = dark | np.roll(dark, 1, axis=1 - axis) | np.roll(dark, -1, axis=1 - axis)
    sums = np.cumsum(thick, axis=axis, dtype=np.int32)
    window = np.roll(sums, -length // 2, axis=axis) - np.roll(sums, length // 2, axis=axis)
    full = window >= 0.92 * length
    trimmed = np.moveaxis(full, axis, 0)
    trimmed[: length // 2] = False
    trimmed[-(length // 2) :] = False
    grown = np.moveaxis(trimmed, 0, axis)
    back = np.cumsum(grown, axis=axis, dtype=np.int32)
    wide = (np.roll(back, -length // 2, axis=axis) - np.roll(back, length // 2, axis=axis)) > 0
    return thick & wide


def _bands(flags: Array, gap: int) -> list[tuple[int, int]]:
    """Stretches of true values; those closer than ``gap`` are one."""
    at = np.nonzero(flags)[0]
    if not len(at):
        return []
    breaks = np.nonzero(np.diff(at) > gap)[0]
    starts = [int(at[0]), *(int(at[i + 1]) for i in breaks)]
    ends = [*(int(at[i]) for i in breaks), int(at[-1])]
    return list(zip(starts, ends, strict=True))


def _lattice(across: Array, down: Array, top: int) -> Lattice | None:
    height = across.shape[0]
    columns = _middles(_spread(down.sum(axis=0), 4) > max(55, 0.2 * height))
    if len(columns) < 2:
        return None
    inner = across[:, columns[0] : columns[-1] + 1]
    rows = _middles(_spread(inner.sum(axis=1), 4) > 0.3 * inner.shape[1])
    if len(rows) < 2 or (len(columns) - 1) * (len(rows) - 1) > 2000:
        return None
    cells = _cells(rows, columns, across, down)
    if len(cells) < 2:
        return None
    moved = tuple((x0, y0 + top, x1, y1 + top) for x0, y0, x1, y1 in cells)
    return Lattice((columns[0], rows[0] + top, columns[-1], rows[-1] + top), moved)


def _middles(flags: Array) -> list[int]:
    return [(a + b) // 2 for a, b in _bands(flags, gap=14) if b - a < 60]


def _spread(sums: Array, reach: int) -> Array:
    """Sums over neighbours: a rule a little askew falls into several rows of pixels."""
    padded = np.convolve(sums, np.ones(2 * reach + 1), "same")
    return np.asarray(padded)


def _cells(rows: list[int], columns: list[int], across: Array, down: Array) -> list[Cell]:
    """The cells between the rules; where no rule parts two of them they are one, merged."""
    taken: set[tuple[int, int]] = set()
    out: list[Cell] = []
    for r in range(len(rows) - 1):
        for c in range(len(columns) - 1):
            if (r, c) in taken:
                continue
            right, below = c + 1, r + 1
            while right < len(columns) - 1 and not _is_ruled(down, rows[r], rows[r + 1], columns[right], axis=0):
                right += 1
            while below < len(rows) - 1 and not _is_ruled(across, columns[c], columns[right], rows[below], axis=1):
                below += 1
            taken |= {(i, k) for i in range(r, below) for k in range(c, right)}
            out.append((columns[c], rows[r], columns[right], rows[below]))
    return out


def _is_ruled(strokes: Array, start: int, end: int, at: int, axis: int) -> bool:
    """Whether a rule runs along ``at`` between start and end."""
    low, high = max(0, at - 7), at + 8
    band = strokes[start:end, low:high] if axis == 0 else strokes[low:high, start:end]
    return bool(band.any(axis=1 - axis).mean() > 0.5) if band.size else False


def without(page: Image.Image, boxes: list[Cell]) -> Image.Image:
    """The page with those boxes blank."""
    out = page.copy()
    for x0, y0, x1, y1 in boxes:
        out.paste(255, (max(0, x0 - 8), max(0, y0 - 8), x1 + 8, y1 + 8))
    return out


def cut_mosaic(page: Image.Image, cells: tuple[Cell, ...]) -> tuple[Image.Image, list[tuple[int, int, int, int]]]:
    """Cells that hold print, one under the other; for each (top, bottom, shift right, shift down) to put words back.

    Recognising them together costs one run of the program; alone in its row, a cell's words cannot run into
    the next cell's.
    """
    inset = 7
    inked = []
    for x0, y0, x1, y1 in cells:
        box = (x0 + inset, y0 + inset, x1 - inset, y1 - inset)
        if box[2] - box[0] > 12 and box[3] - box[1] > 12:
            crop = page.crop(box)
            if (np.asarray(crop) < 140).sum() > 25:
                inked.append((box, crop))
    width = max((crop.width for _, crop in inked), default=10) + 2 * MARGIN
    height = sum(crop.height + MARGIN for _, crop in inked) + MARGIN
    mosaic = Image.new("L", (width, min(height, 30_000)), 255)
    places, y = [], MARGIN
    for box, crop in inked:
        mosaic.paste(crop, (MARGIN, y))
        places.append((y - MARGIN // 2, y + crop.height + MARGIN // 2, box[0] - MARGIN, box[1] - y))
        y += crop.height + MARGIN
    return mosaic, places
