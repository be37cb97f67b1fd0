"""Lips at rest and the cavity behind them: rings from the edge of the mouth's block to the back of the mouth.

The lips' outline and section are drawn in frontal coordinates, x along the mouth and v from the line where the lips
meet (0) to the border of the red (1); the muzzle's surface carries them.
"""

from __future__ import annotations

import numpy as np

from surface import head, in_front, settle
from topology import Ring, Skin

WIDTH = 24.0  # half the line where the lips meet
CORNER = 1.6  # how far the red reaches beyond it
LINE = -55.0  # height of the middle of the line where the lips meet
UPPER, LOWER = 6.6, 8.4  # heights of the red
OUTER_RINGS = 6
# Section of a lip from its border to the cavity: (v, share of the lip's thickness).
SECTION = ((1.0, 0.0), (0.78, 0.50), (0.52, 0.86), (0.27, 0.98), (0.09, 0.80), (0.0, 0.46))
THICK = (3.3, 4.0)  # how far the upper and the lower lip stand out
OVERLAP = 0.35  # each lip presses this far into the other, so that a hair's breadth of jaw does not part them
BORDER = OUTER_RINGS
CONTACT = OUTER_RINGS + len(SECTION) - 1
INSIDE = ((1.9, 0.0), (3.9, 1.6), (5.2, 8.5))  # depth behind the line, height: the lip's inner side
BACK = ((12.0, 15.5), (28.0, 15.0), (42.0, 6.0))  # then the cavity


def line(t: np.ndarray) -> np.ndarray:
    """Height of the line where the lips meet, t = 1 at the left corner."""
    return LINE + 2.5 * t**2 - 0.7 * np.exp(-((t / 0.16) ** 2)) + 0.6 * np.exp(-((np.abs(t) - 0.42) / 0.2) ** 2)


def border(t: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Height of the red above (or, negative, under) the line."""
    a = np.abs(t)
    top = UPPER * (1 - a**2.0) ** 0.8 * (1 - 0.20 * np.exp(-((t / 0.13) ** 2)))
    bottom = -LOWER * (1 - a**2.6) ** 0.85
    return np.where(upper, top, bottom)


def build(skin: Skin, edge: np.ndarray) -> Ring:
    """Adds the rings of the mouth; edge is its block's edge from the left corner over the top."""
    base = np.array(skin.position)[edge]
    n = len(edge)
    half = n // 2
    place = np.arange(n)
    upper = place <= half
    phase = np.pi * place / half
    t = np.cos(phase + 0.08 * np.sin(2 * phase))
    t[0], t[half] = 1.0, -1.0
    x = WIDTH * t
    middle, height = line(t), border(t, upper)
    thick = np.where(upper, THICK[0], THICK[1]) * np.sqrt(np.maximum(1 - t**2, 0)) * (1 - 0.25 * t**2)
    muzzle = in_front(np.column_stack([x + CORNER * t**3, middle + height]), head)
    rings = [edge]
    for k in range(1, OUTER_RINGS):
        s = (k / OUTER_RINGS) ** 0.8
        p = settle((1 - s) * base + s * muzzle, head)
        rings.append(skin.add(p))
    for v, share in SECTION:
        # At the corners the section has no height: there it runs inwards and backwards instead.
        p = in_front(np.column_stack([x + CORNER * v * t**3, middle + v * height]), head)
        p[:, 1] -= OVERLAP * np.where(upper, 1, -1) * np.sqrt(np.maximum(1 - t**2, 0)) * max(0.0, 1 - 3 * v)
        p[:, 2] += share * thick - CORNER * (1 - v) * t**6
        rings.append(skin.add(p))
    contact = np.array(skin.position)[rings[-1]]
    sign = np.where(upper, 1.0, -1.0)
    taper = np.sqrt(np.maximum(1 - t**2, 0))
    for depth, tall in INSIDE:
        p = contact.copy()
        p[:, 2] -= depth * (0.55 + 0.45 * taper)
        p[:, 1] += sign * tall * taper
        rings.append(skin.add(p))
    front = contact[:, 2].max()
    angle = np.where(upper, np.arccos(np.clip(t, -1, 1)), -np.arccos(np.clip(t, -1, 1)))
    for depth, tall in BACK:
        wide = (WIDTH + 2.5) * np.sqrt(np.maximum(1 - (depth / 52.0) ** 2, 0.02)) * (0.35 + 0.65 * min(1, tall / 9))
        p = np.column_stack([wide * np.cos(angle), LINE - 0.5 + tall * np.sin(angle),
                             np.full(n, front - depth) - 6 * np.cos(angle) ** 2])
        rings.append(skin.add(p))
    last = skin.add([[0.0, LINE, front - 44.0]])[0]
    for i in range(n):
        skin.face((rings[-1][i], rings[-1][(i + 1) % n], last, last), "mouth")
    return Ring(np.array(rings), half)


def part(k: int) -> str:
    """Which part of the skin lies between rings k and k + 1."""
    if k < BORDER:
        return "skin"
    return "lips" if k < CONTACT + 2 else "mouth"


def front() -> float:
    """How far forward the lips meet, in the middle."""
    return float(in_front(np.array([[0.0, LINE]]), head)[0, 2] + SECTION[-1][1] * 0.5 * sum(THICK))
