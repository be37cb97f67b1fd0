"""Teeth with gums, and the tongue."""

from __future__ import annotations

import numpy as np

import lips
import paint
import shapes_jaw
from fields import near, step
from part import Part, outwards, sheet

BEHIND = 6.6  # upper teeth behind the line where the lips meet
ARCH = (22.5, 34.0)  # half width and depth of the arch
TEETH, SAMPLES = 14, 5


def _arch(columns: int, reach: float = 1.36) -> np.ndarray:
    """Angles along the arch from the right to the left."""
    return np.linspace(-reach, reach, columns)


def _row(edge: float, gum: float, back: float, width: float) -> tuple[np.ndarray, np.ndarray]:
    """A row of teeth: edge and gum heights, distance behind the lips, scale of the arch."""
    columns = TEETH * SAMPLES + 1
    a = _arch(columns)
    phase = (np.arange(columns) % SAMPLES) / SAMPLES
    round_ = np.sqrt(np.clip(np.sin(np.pi * phase), 0, 1))  # 0 between two teeth, 1 in the middle of one
    front = lips.front() - back
    # (height from edge to gum, thickness outwards)
    section = ((1.0, -1.6), (1.0, 0.0), (0.62, 0.7), (0.25, 0.65), (0.06, 0.2), (0.0, -0.7), (0.08, -2.0), (1.0, -4.5))
    rows = []
    for k, (h, out) in enumerate(section):
        notch = (1 - round_) * (0.9 if 1 < k < 6 else 0.3)
        w, d = ARCH[0] * width + out - 0.32 * (1 - round_), ARCH[1] + out - 0.32 * (1 - round_)
        x, z = w * np.sin(a), front - ARCH[1] + d * np.cos(a)
        low = np.sin(np.abs(a)) ** 6  # the last ones are short
        y = gum + (edge - gum) * (1 - h) * (1 - 0.05 * notch) * (1 - 0.45 * low)
        rows.append(np.stack([x, y, z], -1))
    p = np.concatenate(rows)
    return p, sheet(len(section), columns)


def _gum(edge: float, far: float, back: float, width: float) -> tuple[np.ndarray, np.ndarray]:
    """The gum of a row, from the teeth's necks to out of sight."""
    columns = 29
    a = _arch(columns, 1.46)
    front = lips.front() - back
    rows = []
    for h, out in ((-0.12, -0.3), (-0.02, 0.75), (0.45, 0.6), (1.0, -1.5), (1.0, -7.0)):
        w, d = ARCH[0] * width + out, ARCH[1] + out
        y = np.full(columns, edge + (far - edge) * h)
        rows.append(np.stack([w * np.sin(a), y, front - ARCH[1] + d * np.cos(a)], -1))
    return np.concatenate(rows), sheet(5, columns)


def jaw_moves(p: np.ndarray) -> dict[str, np.ndarray]:
    """What the lower jaw's shapes do to what is fixed to it."""
    moved = lambda by: np.broadcast_to(by, p.shape)
    return {"jawForward": moved(shapes_jaw.FORWARD), "jawLeft": moved(shapes_jaw.ASIDE),
            "jawRight": moved(-shapes_jaw.ASIDE), "jawOpen": shapes_jaw.opened(p)}


def teeth() -> list[Part]:
    """Both rows, each with its gum."""
    y = lips.LINE
    rows = {"teethUpper": ((y - 2.4, y + 9.2, BEHIND, 1.0), (y + 8.4, y + 17.0, BEHIND, 1.0)),
            "teethLower": ((y - 0.4, y - 9.0, BEHIND + 1.9, 0.93), (y - 7.6, y - 14.5, BEHIND + 1.9, 0.93))}
    found = []
    for name, (tooth, gum) in rows.items():
        middle = (0, 0.5 * (tooth[0] + tooth[1]), lips.front() - 20)
        for kind, material, build, sizes in ((name, "teeth", _row, tooth), (name + "Gum", "gum", _gum, gum)):
            p, t = build(*sizes)
            part = Part(kind, material, p, outwards(p, t, middle))
            if material == "teeth":  # darker towards the back, where little light gets in
                part.uv = paint.place(step(p[:, 2], lips.front() - 12, lips.front() - 36), paint.TOOTH_BAND)
            found.append(part)
    return found


def tongue() -> Part:
    """Lies on the floor of the mouth; tongueOut brings it over the lower lip."""
    front, y0 = lips.front(), lips.LINE - 3.6
    along, around = 17, 16
    s = np.linspace(0, 1, along)  # root to tip
    a = np.linspace(0, 2 * np.pi, around, endpoint=False)
    wide = 15.0 * np.sqrt(np.clip(1 - s**5, 0, 1)) * (0.72 + 0.28 * np.sin(np.pi * np.minimum(s + 0.25, 1)))
    tall = 5.0 * np.sqrt(np.clip(1 - s**7, 0, 1)) * (1 - 0.45 * s)
    z = front - 46 + 34.5 * s
    y = y0 - 2.5 + 3.2 * np.sin(np.pi * s) + 4.0 * s
    ss, aa = np.meshgrid(np.arange(along), a, indexing="ij")
    groove = -0.8 * np.exp(-((np.cos(aa) / 0.28) ** 2)) * (np.sin(aa) > 0) * np.sin(np.pi * s[ss]) ** 0.5
    p = np.stack([wide[ss] * np.cos(aa), y[ss] + tall[ss] * np.sin(aa) + groove, z[ss]], -1).reshape(-1, 3)
    t = outwards(p, sheet(along, around, closed=True), (0, y0, front - 30))
    part = Part("tongue", "tongue", p, t)
    part.moves = jaw_moves(p)
    share = step(s, 0.10, 1.0)[ss].ravel()
    out = np.zeros_like(p)
    out[:, 2] = 35.0 * share
    # Up and over the teeth, then down over the lip; flatter where the lips hold it.
    path = 2.8 * step(s, 0.15, 0.55) - 8.5 * step(s, 0.64, 1.0) * s
    out[:, 1] = path[ss].ravel() - 0.42 * (p[:, 1] - y[ss].ravel()) * share
    out[:, 0] = -0.12 * p[:, 0] * near(s[ss].ravel() - 0.7, 0.4)
    part.moves["tongueOut"] = out
    return part
