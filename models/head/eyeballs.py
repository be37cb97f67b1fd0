"""Eyeballs: spheres that look along +Z, with a picture of iris and pupil in polar coordinates."""

from __future__ import annotations

import numpy as np

from part import Part, outwards, sheet
from surface import EYE, EYE_RADIUS

PUPIL, IRIS = 0.215, 0.495  # radians from the axis
BACK = 2.0  # the picture's and the sphere's edge; what lies behind is never seen
AROUND = 36
PICTURE = (64, 128)  # rows are angles round the axis, columns go from the axis to BACK


def eye(side: str) -> Part:
    """One eyeball, its vertices in relation to its centre, which is the node's place."""
    polar = np.concatenate([np.linspace(0.0, IRIS, 5), np.linspace(IRIS, BACK, 11)[1:]])
    a, b = np.meshgrid(polar, np.linspace(0, 2 * np.pi, AROUND + 1), indexing="ij")
    p = EYE_RADIUS * np.stack([np.sin(a) * np.cos(b), np.sin(a) * np.sin(b), np.cos(a)], -1).reshape(-1, 3)
    t = outwards(p, sheet(len(polar), AROUND + 1), (0, 0, 0))
    t = t[(np.abs(p[t] - p[np.roll(t, 1, 1)]).sum(-1) > 1e-9).all(1)]
    uv = np.stack([a / BACK, b / (2 * np.pi)], -1).reshape(-1, 2)
    part = Part("eye", "eye", p, t, uv, origin=EYE * (1 if side == "Left" else -1, 1, 1))
    part.normal = lambda position=None: p / EYE_RADIUS  # the seam would show otherwise
    return part


def picture() -> np.ndarray:
    """Colours (sRGB, 0-1) by angle and distance from the axis: pupil, streaked iris, dark rim, white."""
    rows, columns = PICTURE
    v, u = np.meshgrid((np.arange(rows) + 0.5) / rows, (np.arange(columns) + 0.5) / columns, indexing="ij")
    r = u * BACK
    angle = 2 * np.pi * v
    streak = 0.5 + 0.22 * np.sin(11 * angle + 1.0) * np.sin(5 * angle) + 0.18 * np.sin(23 * angle + 2.0)
    inward = np.clip((r - PUPIL) / (IRIS - PUPIL), 0, 1)
    below = 0.5 - 0.5 * np.sin(angle)  # light comes from above and gathers in the lower half
    mix = lambda x, y, w: x + (y - x) * w[..., None]
    dark, mid, light = np.array([[0.10, 0.20, 0.26], [0.17, 0.43, 0.50], [0.45, 0.74, 0.72]])
    iris = mix(mid[None, None], light, np.clip(0.15 + 0.75 * below * (1 - inward) + 0.35 * (streak - 0.5), 0, 1))
    iris = mix(iris, dark, np.clip((inward - 0.72) / 0.28, 0, 1) ** 1.5 * 0.9)
    iris = mix(iris, dark, 0.45 * np.clip(1 - inward / 0.25, 0, 1))
    clear, tired = np.array([[0.97, 0.965, 0.955], [0.90, 0.80, 0.77]])
    white = mix(clear, tired, np.clip((r - 0.75) / 0.45, 0, 1))
    soft = 0.012
    edge = lambda at: np.clip((r - at) / soft + 0.5, 0, 1)
    return mix(mix(np.broadcast_to([0.015, 0.012, 0.012], iris.shape), iris, edge(PUPIL)), white, edge(IRIS))


def glint() -> Part:
    """A highlight that also shows where a renderer has no light to mirror."""
    polar, round_ = np.linspace(0, 0.060, 3), np.linspace(0, 2 * np.pi, 13)[:-1]
    a, b = np.meshgrid(polar, round_, indexing="ij")
    d = np.stack([np.sin(a) * np.cos(b), np.sin(a) * np.sin(b), np.cos(a)], -1).reshape(-1, 3)
    for axis, turn in ((0, -0.20), (1, -0.16)):
        c, s = np.cos(turn), np.sin(turn)
        i, j = ((1, 2), (2, 0))[axis]
        d[:, [i, j]] = np.stack([c * d[:, i] - s * d[:, j], s * d[:, i] + c * d[:, j]], -1)
    p = (EYE_RADIUS + 0.12) * d
    t = outwards(p, sheet(3, 12, closed=True), (0, 0, 0))
    t = t[(np.abs(p[t] - p[np.roll(t, 1, 1)]).sum(-1) > 1e-9).all(1)]
    return Part("glint", "glint", p, t)
