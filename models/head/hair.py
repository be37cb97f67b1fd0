"""Brows, lashes, hair and ears."""

from __future__ import annotations

import numpy as np

import lids
import surface
from fields import Face, near, step
from part import Part, joined, mirrored, outwards, sheet
from surface import EYE


def _bind(face: Face, triangles: np.ndarray, p: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The triangle of the skin in front of which each point lies, and its weights there."""
    rest = face.rest
    t = triangles[rest[triangles][:, :, 2].min(1) > 20]
    a, b, c = (rest[t[:, i], :2] for i in range(3))
    area = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    corners, weights = [], []
    for q in p[:, :2]:
        u = ((b - q)[:, 0] * (c - q)[:, 1] - (b - q)[:, 1] * (c - q)[:, 0]) / area
        v = ((c - q)[:, 0] * (a - q)[:, 1] - (c - q)[:, 1] * (a - q)[:, 0]) / area
        best = np.stack([u, v, 1 - u - v], -1).min(1).argmax()
        corners.append(t[best])
        weights.append([u[best], v[best], 1 - u[best] - v[best]])
    return np.array(corners), np.array(weights)


def brows(face: Face, triangles: np.ndarray, moves: dict[str, np.ndarray]) -> Part:
    """Two tapering ridges that go wherever the skin under them goes."""
    s = np.linspace(0, 1, 22)
    x = 11.5 + 43 * s
    y = 22.5 + 7.2 * np.sin(np.pi * np.minimum(s * 0.80 + 0.10, 1)) - 5.5 * s**2
    half = 4.3 * np.minimum(1, 0.55 + 2.2 * s) * np.sqrt(np.clip(1 - s**2.6, 0.004, 1)) * (1 - 0.38 * s)
    rows = []
    for v, out in ((-1.0, -0.7), (-0.72, 1.1), (0.0, 2.0), (0.72, 1.2), (1.0, -0.7)):
        xy = np.column_stack([x - 1.2 * v, y + v * half])
        p = surface.in_front(xy, surface.skin)
        n = p - np.array([0, 0, -20.0])
        n /= np.linalg.norm(n, axis=1, keepdims=True)
        rows.append(p + n * (out * np.minimum(1, half / 2.2))[:, None])
    p = np.concatenate(rows)
    caps = np.array([[0, 22, 44], [0, 44, 66], [0, 66, 88], [21, 43, 65], [21, 65, 87], [21, 87, 109]])
    t = np.concatenate([sheet(5, 22), caps])
    t = outwards(p, t, (30, 20, 0))
    p, t = joined((p, t), mirrored(p, t))
    corners, weights = _bind(face, triangles, p)
    part = Part("brows", "brows", p, t)
    for name, move in moves.items():
        m = (move[corners] * weights[..., None]).sum(1)
        if np.abs(m).max() > 0.08:
            part.moves[name] = m
    return part


def lashes(face: Face, moves: dict[str, np.ndarray]) -> Part:
    """A dark edge along each upper lid, swept outwards, that turns with the lid."""
    ring = face.skin.eyes["Left"]
    k = lids.margin_ring()
    place = np.arange(1, ring.half)[::-1]  # inner to outer corner
    outer, inner = ring.points[k][place], ring.points[k + 2][place]
    s = np.linspace(0, 1, len(place))
    base_top, base_low = face.rest[outer], face.rest[inner]
    away = base_top - EYE
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    long = 0.7 + 2.6 * s**1.2
    tip = base_top + away * long[:, None] + np.column_stack([1.6 * s**2, 0.9 * long * (0.4 + 0.6 * s), 0 * s])
    top = base_top + away * 0.25 + np.column_stack([0 * s, 0.55 + 0.5 * s, 0 * s])
    p = np.concatenate([base_low, tip, top])
    n = len(place)
    t = outwards(p, sheet(3, n), EYE)
    source = np.concatenate([outer, outer, outer])
    both, faces = joined((p, t), mirrored(p, t))
    part = Part("lashes", "lashes", both, faces)
    for name, move in moves.items():
        found = []
        for flip, ids in ((1, source), (-1, face.mirror[source])):
            m = move[ids] * [flip, 1, 1]
            root = face.rest[source]
            by = lids.angle(root + m) - lids.angle(root)
            arm = p - root
            c, d = np.cos(by), np.sin(by)
            turned = np.stack([arm[:, 0], arm[:, 1] * c + arm[:, 2] * d, arm[:, 2] * c - arm[:, 1] * d], -1)
            found.append((m + turned - arm) * [flip, 1, 1])
        m = np.concatenate(found)
        if np.abs(m).max() > 0.05:
            part.moves[name] = m
    return part


def hair() -> Part:
    """A shell that rises out of the skull along the hairline, swept to one side, with soft strands."""
    longitude = np.linspace(-180, 180, 85)[:-1]
    latitude = np.concatenate([np.linspace(-34, 70, 34), [75, 80, 85]])
    a, b = np.meshgrid(longitude, latitude[::-1])
    # The lowest latitude of hair for each longitude.
    knots = np.array([0, 18, 34, 48, 60, 70, 78, 86, 95, 105, 120, 150, 180.0])
    low = np.array([42, 41, 37.5, 33, 27, 18, 4, -4, 4, -10, -22, -28, -29.0])
    edge = np.interp(np.abs(a), knots, low)
    part_line = 26.0  # longitude of the parting
    edge = edge + 5.0 * np.exp(-(((a - part_line) / 9) ** 2)) - 4.5 * np.exp(-(((a + 22) / 26) ** 2))
    above = b - edge
    skull = surface.along(surface.directions(a.ravel(), b.ravel()), surface.head)
    radius = np.linalg.norm(skull - surface.CENTRE, axis=1).reshape(a.shape)
    thick = 8.5 * step(above, -2.0, 9.0) - 2.2 + 3.0 * step(b, 20, 70)
    quiff = np.exp(-(((a + 14) / 34) ** 2)) * near(above - 9, 30) * step(above, -2, 8)
    thick = thick + 8.0 * quiff - 3.6 * np.exp(-(((a - part_line) / 5.0) ** 2)) * near(above - 10, 42)
    sweep = a - part_line + 0.9 * (b - 60) * np.sign(part_line - a) * 0.4
    strand = np.sin(np.radians(sweep) * 15 + 1.5 * np.sin(np.radians(b) * 5)) + 0.5 * np.sin(np.radians(sweep) * 31 + 2)
    thick = thick + 0.8 * strand * step(above, 0, 8) * step(b, 88, 60)
    p = surface.CENTRE + surface.directions(a.ravel(), b.ravel()) * (radius + thick).reshape(-1, 1)
    rows, columns = a.shape
    top = surface.along(np.array([[0.0, 1.0, 0.0]]), surface.head) + [0, 9.0, 0]
    cap = np.array([[rows * columns, c, (c + 1) % columns] for c in range(columns)])
    p = np.concatenate([p, top])
    t = outwards(p, np.concatenate([sheet(rows, columns, closed=True), cap]), surface.CENTRE)
    # What lies well under the skin is left out.
    sunk = np.append(thick.ravel() < -1.6, False)
    t = t[~sunk[t].all(1)]
    used = np.unique(t)
    number = np.zeros(len(p), int)
    number[used] = np.arange(len(used))
    return Part("hair", "hair", p[used], number[t])


def ear() -> tuple[np.ndarray, np.ndarray]:
    """The left ear: a tilted dish with a rim, set into the side of the head."""
    r = np.array([0.0, 0.25, 0.5, 0.68, 0.82, 0.93, 1.0, 0.96, 0.80])
    lift = np.array([0.6, 0.5, 0.9, 2.2, 4.2, 4.6, 3.2, 1.2, -5.0])
    a = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    rr, aa = np.meshgrid(r, a, indexing="ij")
    ll = np.broadcast_to(lift[:, None], rr.shape)
    up, ahead = np.sin(aa), np.cos(aa)
    tall = 19.0 + 2.0 * up
    wide = np.where(up < 0, 12.0 + 2.5 * up, 12.5)
    lobe = -2.5 * np.exp(-((aa - 1.5 * np.pi) / 0.5) ** 2)
    q = np.stack([ll + 0 * rr + 3.0 * rr * -ahead, rr * (tall * up + lobe), rr * wide * ahead], -1).reshape(-1, 3)
    turn, lean = np.radians(24), np.radians(-12)  # the back stands off the head, the top leans back
    c, s = np.cos(turn), np.sin(turn)
    q = np.stack([c * q[:, 0] - s * q[:, 2], q[:, 1], s * q[:, 0] + c * q[:, 2]], -1)
    c, s = np.cos(lean), np.sin(lean)
    q = np.stack([q[:, 0], c * q[:, 1] - s * q[:, 2], s * q[:, 1] + c * q[:, 2]], -1)
    p = q + [72.5, -10, -12]
    return p, outwards(p, sheet(len(r), len(a), closed=True), (55, -10, -12))
