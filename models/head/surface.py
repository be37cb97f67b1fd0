"""The resting head as a distance field: smooth unions of ellipsoids and cones, in millimetres.

Y is up, +Z is where the face looks, +X is the character's left; the eyes are at height 0. The field is even in x, so
the head is symmetric by construction. Smooth unions are the polynomial ones of Inigo Quilez (iquilezles.org, articles
"smooth minimum" and "distance functions").
"""

from __future__ import annotations

import numpy as np

# Every ray that places skin starts here: from between the ears the whole head, nose and neck included, is star-shaped.
CENTRE = np.array([0.0, 0.0, -6.0])
EYE = np.array([34.5, 0.0, 53.0])  # centre of the left eyeball
EYE_RADIUS = 19.0
LID = 1.45  # how far the outside of the lid stands above the eyeball
NECK_END = -150.0


def _length(p: np.ndarray) -> np.ndarray:
    return np.sqrt((p * p).sum(-1))


def neck_axis(y: float) -> np.ndarray:
    """Middle of the neck at a height."""
    return np.array([0.0, y, -24.0 - 10.0 * (-40.0 - y) / (-40.0 - NECK_END + 40.0)])


def ellipsoid(p: np.ndarray, centre: tuple, radii: tuple) -> np.ndarray:
    """Distance to an ellipsoid, first order in the distance."""
    radii = np.asarray(radii, float)
    q = p - np.asarray(centre, float)
    k0, k1 = _length(q / radii), _length(q / radii**2)
    return k0 * (k0 - 1.0) / np.maximum(k1, 1e-9)


def cone(p: np.ndarray, a: tuple, b: tuple, ra: float, rb: float) -> np.ndarray:
    """Distance to a capsule whose radius runs from ra at a to rb at b (not exact, smooth)."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    t = np.clip(((p - a) @ (b - a)) / ((b - a) @ (b - a)), 0.0, 1.0)
    return _length(p - a - t[..., None] * (b - a)) - (ra + t * (rb - ra))


def join(a: np.ndarray, b: np.ndarray, k: float) -> np.ndarray:
    """Smooth union over a band of k millimetres."""
    h = np.maximum(k - np.abs(a - b), 0.0) / k
    return np.minimum(a, b) - h * h * h * k / 6.0


def carve(a: np.ndarray, b: np.ndarray, k: float) -> np.ndarray:
    """Smooth difference: a without b."""
    return -join(-a, b, k)


def head(p: np.ndarray) -> np.ndarray:
    """Signed distance to the skin without lids and lips."""
    q = np.stack([np.sqrt(p[..., 0] ** 2 + 0.01), p[..., 1], p[..., 2]], -1)
    skull = ellipsoid(q, (0, 34, -14), (76, 77, 86))
    face = ellipsoid(q, (0, -14, 14), (66, 74, 63))
    d = join(skull, face, 34)
    d = join(d, ellipsoid(q, (0, 32, 30), (56, 42, 46)), 30)  # forehead
    d = join(d, cone(q, (46, -36, -2), (10, -76, 48), 18, 16), 34)  # jaw
    d = join(d, ellipsoid(q, (0, -79, 62.5), (15, 12, 14)), 20)  # chin
    d = join(d, ellipsoid(q, (37, -27, 46), (21, 18, 20)), 26)  # cheek
    d = join(d, ellipsoid(q, (0, -54, 52), (31, 25, 27)), 20)  # muzzle
    d = join(d, cone(q, (8, 20, 64), (46, 19, 44), 10, 10), 20)  # brow ridge
    d = carve(d, ellipsoid(q, (36, 1, 80), (20, 14.5, 16)), 14)  # socket
    d = join(d, cone(q, (0, 6, 67), (0, -22, 82.5), 5.0, 6.5), 15)  # bridge
    d = join(d, ellipsoid(q, (0, -24.5, 85), (9, 8.5, 10)), 9)  # tip
    d = join(d, ellipsoid(q, (8.2, -29, 80), (5.6, 5.4, 7.5)), 7)  # wing
    neck = cone(q, (0, -40, -24), (0, NECK_END - 40, -34), 36, 42)
    return join(d, neck, 26)


def skin(p: np.ndarray) -> np.ndarray:
    """Signed distance to the skin with closed lids: a shell round each eyeball."""
    q = np.stack([np.abs(p[..., 0]), p[..., 1], p[..., 2]], -1)
    return join(head(p), _length(q - EYE) - EYE_RADIUS - LID, 5)


def march(field, origin: np.ndarray, way: np.ndarray, far: float) -> np.ndarray:
    """Distance along each ray to the outermost crossing: coarse steps inwards, then bisection."""
    steps = np.linspace(far, 1.0, 110)
    outer = np.full(len(way), far)
    inner = np.full(len(way), 1.0)
    found = np.zeros(len(way), bool)
    for near, t in zip(steps[:-1], steps[1:]):
        inside = ~found & (field(origin + t * way) < 0)
        outer[inside], inner[inside] = near, t
        found |= inside
    for _ in range(40):
        middle = 0.5 * (outer + inner)
        inside = field(origin + middle[:, None] * way) < 0
        inner = np.where(inside, middle, inner)
        outer = np.where(inside, outer, middle)
    return 0.5 * (outer + inner)


def along(way: np.ndarray, field=skin) -> np.ndarray:
    """The outermost point of the skin in each direction from CENTRE."""
    way = way / _length(way)[:, None]
    return CENTRE + march(field, CENTRE, way, 200.0)[:, None] * way


def in_front(xy: np.ndarray, field=head) -> np.ndarray:
    """The foremost point of the skin at each frontal position."""
    start = np.column_stack([xy, np.full(len(xy), -20.0)])
    ahead = np.broadcast_to([0.0, 0.0, 1.0], start.shape)
    return start + march(field, start, ahead, 160.0)[:, None] * ahead


def settle(p: np.ndarray, field=skin) -> np.ndarray:
    """Points near the skin moved onto it, along their ray from CENTRE."""
    way = p - CENTRE
    r = _length(way)
    way = way / r[:, None]
    for _ in range(12):
        d = field(CENTRE + r[:, None] * way)
        slope = (field(CENTRE + (r + 0.05)[:, None] * way) - d) / 0.05
        r = r - np.clip(d / np.maximum(slope, 0.25), -4.0, 4.0)
    return CENTRE + r[:, None] * way


def slide(p: np.ndarray, move: np.ndarray, field=head) -> np.ndarray:
    """What a move along the face really is: the point keeps its depth under or above the skin."""
    return move + (settle(p + move, field) - (p + move)) - (settle(p, field) - p)


def outward(p: np.ndarray, field=head) -> np.ndarray:
    """Unit vectors out of the skin: the slope of the field."""
    slope = np.stack([field(p + e) - field(p - e) for e in 0.5 * np.eye(3)], -1)
    return slope / np.maximum(_length(slope), 1e-9)[:, None]


def directions(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """Unit vectors from degrees: longitude to the character's left, latitude up."""
    a, b = np.radians(longitude), np.radians(latitude)
    return np.stack([np.cos(b) * np.sin(a), np.sin(b), np.cos(b) * np.cos(a)], -1)
