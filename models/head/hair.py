"""Hair and ears."""

from __future__ import annotations

import numpy as np

import surface
from fields import near, step
from part import Part, outwards, sheet


def hair() -> Part:
    """A shell that rises out of the skull along the hairline, combed to one side over a parting."""
    columns, rows = 88, 25
    longitude = np.linspace(-180, 180, columns + 1)[:-1]
    # Rows follow the hairline, so that it is a smooth line: 0 is the line, 1 the crown.
    up = np.concatenate([[-0.05, 0.0, 0.02, 0.05], np.linspace(0.09, 1.0, rows - 3)])[:-1]
    knots = np.array([0, 18, 34, 48, 58, 66, 73, 79, 86, 92, 99, 106, 120, 150, 180.0])
    low = np.array([41, 40.5, 38, 34, 29, 22, 10, 1, -1, 9, 7, -12, -25, -31, -32.0])
    edge = np.interp(np.abs(longitude), knots, low)
    for _ in range(2):
        edge = 0.5 * edge + 0.25 * (np.roll(edge, 1) + np.roll(edge, -1))
    parting = 27.0
    edge += 4.5 * np.exp(-(((longitude - parting) / 10) ** 2)) - 5.0 * np.exp(-(((longitude + 24) / 26) ** 2))
    a, s = np.meshgrid(longitude, up)
    b = edge[None] + s * (90 - edge[None])
    way = surface.directions(a.ravel(), b.ravel())
    skull = surface.along(way, surface.head)
    q = skull.reshape(rows, columns, 3)
    rise = np.interp(s, (-0.05, 0.0, 0.02, 0.05, 0.14, 0.35, 1.0), (-3.0, -0.6, 2.6, 5.0, 8.0, 10.5, 12.0))
    rise = rise - 3.0 * step(np.abs(a), 50, 85) * near(s - 0.1, 0.55)  # close at the temples
    quiff = np.exp(-(((a + 10) / 36) ** 2)) * step(s, -0.01, 0.10) * near(s - 0.12, 0.6)
    furrow = np.exp(-(((a - parting) / 5.5) ** 2)) * step(s, -0.02, 0.05) * step(s, 0.75, 0.3)
    rise = rise + 10.0 * quiff - 5.0 * furrow
    # Locks run away from the parting: down and back on the sides, across on top.
    lean = np.where(a > parting, -0.55, 0.50)
    phase = 0.115 * (q[..., 2] + lean * q[..., 1]) + 0.8 * np.sin(0.03 * q[..., 1] + 1)
    lock = np.abs(np.sin(phase)) ** 0.7 - 0.6 + 0.25 * np.sin(2.7 * phase + 0.6)
    rise = rise + 1.9 * lock * step(s, 0.0, 0.12) * step(s, 1.0, 0.7) * (1 - furrow)
    p = skull + way * rise.reshape(-1, 1) + np.stack([0 * a, 3.0 * quiff, 5.0 * quiff], -1).reshape(-1, 3)
    top = surface.along(np.array([[0.0, 1.0, 0.0]]), surface.head) + [0, 12.0, 0]
    last = (rows - 1) * columns
    cap = np.array([[rows * columns, last + c, last + (c + 1) % columns] for c in range(columns)])
    p = np.concatenate([p, top])
    t = np.concatenate([outwards(p, f, surface.CENTRE) for f in (sheet(rows, columns, closed=True), cap)])
    return Part("hair", "hair", p, t)


def ear() -> tuple[np.ndarray, np.ndarray]:
    """The left ear: a tilted dish with a rim, set into the side of the head."""
    r = np.array([0.25, 0.5, 0.68, 0.82, 0.93, 1.0, 0.96, 0.80])
    lift = np.array([0.5, 0.9, 2.2, 4.2, 4.6, 3.2, 1.2, -5.0])
    a = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    rr, aa = np.meshgrid(r, a, indexing="ij")
    ll = np.broadcast_to(lift[:, None], rr.shape)
    up, ahead = np.sin(aa), np.cos(aa)
    tall = 17.5 + 1.5 * up
    wide = 11.8 + 1.0 * up
    lobe = -1.0 * np.exp(-(((aa - 1.5 * np.pi) / 0.8) ** 2))
    q = np.stack([ll - 3.0 * rr * ahead, rr * (tall * up + lobe), rr * wide * ahead], -1).reshape(-1, 3)
    q = np.concatenate([q, [[0.5, 0.0, 0.0]]])
    turn, lean = np.radians(24), np.radians(-12)  # the back stands off the head, the top leans back
    c, s = np.cos(turn), np.sin(turn)
    q = np.stack([c * q[:, 0] - s * q[:, 2], q[:, 1], s * q[:, 0] + c * q[:, 2]], -1)
    c, s = np.cos(lean), np.sin(lean)
    q = np.stack([q[:, 0], c * q[:, 1] - s * q[:, 2], s * q[:, 1] + c * q[:, 2]], -1)
    p = q + [72.5, -10, -12]
    n = len(a)
    middle = np.array([[len(p) - 1, i, (i + 1) % n] for i in range(n)])
    inside = (55, -10, -12)
    return p, np.concatenate([outwards(p, sheet(len(r), n, closed=True), inside), outwards(p, middle, inside)])
