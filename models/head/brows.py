"""Brows and lashes: they go wherever the skin under them goes."""

from __future__ import annotations

import numpy as np

import lids
import surface
from fields import Face, step
from part import Part, joined, mirrored, outwards, sheet
from surface import EYE

DROOP = 0.9  # how much further than the lid its lashes turn when it closes


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
    y = 21.3 + 7.6 * np.sin(np.pi * np.minimum(s * 0.80 + 0.10, 1)) - 3.6 * s**2
    half = 4.3 * np.minimum(1, 0.30 + 3.4 * np.sqrt(s * 0.25)) * np.sqrt(np.clip(1 - s**2.6, 0.004, 1)) * (1 - 0.38 * s)
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
            by = by * (1 + DROOP * step(-by, 0.1, 0.6))
            arm = p - root
            c, d = np.cos(by), np.sin(by)
            turned = np.stack([arm[:, 0], arm[:, 1] * c + arm[:, 2] * d, arm[:, 2] * c - arm[:, 1] * d], -1)
            found.append((m + turned - arm) * [flip, 1, 1])
        m = np.concatenate(found)
        if np.abs(m).max() > 0.05:
            part.moves[name] = m
    return part
