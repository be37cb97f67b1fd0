"""Eyelids at rest: rings from the edge of the eye's block to the lid margin, its rim and what is hidden behind it.

Heights on the lids are angles about the axis through the eyeball from side to side: turning about that axis keeps x
and slides a point over the eyeball, which is how lids move.
"""

from __future__ import annotations

import numpy as np

from surface import EYE, EYE_RADIUS, LID, settle, skin as skin_field
from topology import Ring, Skin

WIDTH = 16.6  # half the opening
UPPER, LOWER = 8.3, 7.5  # height of the opening above and below the eye's centre
OUTER_RINGS = 6  # rings of skin between the block's edge and the margin
SHIFT = 0.8  # the opening lies a little to the outside of the eyeball's middle


def opening(t: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Height of the margin at t = -1 (inner corner) to 1 (outer corner)."""
    bow = np.maximum(1 - np.abs(t) ** 2.3, 0.0)
    top = UPPER * bow ** 0.62 * (1 + 0.06 * t)
    bottom = -LOWER * bow ** 0.75 * (1 + 0.10 * t)
    return np.where(upper, top, bottom) + tilt(t)


def tilt(t: np.ndarray) -> np.ndarray:
    """The line through both corners: the outer one is higher."""
    return 0.9 * t


def angle(p: np.ndarray) -> np.ndarray:
    """Angle of a point above the eyeball's middle, about the axis from side to side."""
    return np.arctan2(p[..., 1] - EYE[1], p[..., 2] - EYE[2])


def turned(p: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Points turned upwards about the axis from side to side."""
    y, z = p[..., 1] - EYE[1], p[..., 2] - EYE[2]
    c, s = np.cos(by), np.sin(by)
    return np.stack([p[..., 0], EYE[1] + y * c + z * s, EYE[2] + z * c - y * s], -1)


def on_ball(x: np.ndarray, y: np.ndarray, radius: float) -> np.ndarray:
    """Frontal points on a sphere round the eye's centre."""
    z2 = radius**2 - (x - EYE[0]) ** 2 - (y - EYE[1]) ** 2
    return np.stack([x, y, EYE[2] + np.sqrt(np.maximum(z2, 1.0))], -1)


def build(skin: Skin, edge: np.ndarray, side: int) -> Ring:
    """Adds the rings of one eye; side is 1 for the left, -1 for the right, edge its block's edge from the outer corner.

    The right eye is the left one mirrored: its ring starts at the outer corner as well and so runs the other way.
    """
    flip = np.array([side, 1, 1])
    base = np.array(skin.position)[edge] * flip
    n = len(edge)
    half = n // 2
    place = np.arange(n)
    upper = place <= half
    # Corners are drawn a little tighter than the middle.
    phase = np.pi * place / half
    t = np.cos(phase + 0.10 * np.sin(2 * phase))
    x = EYE[0] + SHIFT + WIDTH * t
    y = EYE[1] + opening(t, upper)
    margin = on_ball(x, y, EYE_RADIUS + LID)
    rings = [edge]
    for k in range(1, OUTER_RINGS):
        s = k / OUTER_RINGS
        s = s ** 0.85
        p = (1 - s) * base + s * margin
        p = settle(p, skin_field)
        rings.append(skin.add(p * flip))
    rings.append(skin.add(margin * flip))
    inwards = [(EYE_RADIUS + 1.0, 0.25), (EYE_RADIUS + 0.25, 0.55), (EYE_RADIUS - 0.6, -0.8), (EYE_RADIUS - 2.5, -2.0)]
    centre = np.array([EYE[0] + SHIFT, EYE[1] + 0.0])
    for radius, shrink in inwards:
        away = np.stack([x, y], -1) - centre
        size = np.linalg.norm(away, axis=1, keepdims=True)
        xy = centre + away * np.minimum((size - shrink) / size, 0.92 * radius / (size + SHIFT))
        p = on_ball(xy[:, 0], xy[:, 1], radius)
        rings.append(skin.add(p * flip))
    return Ring(np.array(rings), half)


def margin_ring() -> int:
    """Number of the ring on the outer edge of the margin."""
    return OUTER_RINGS
