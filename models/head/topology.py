"""The skin as a grid of longitudes and latitudes, with rings of quads round the eyes and the mouth set into it.

A rectangular block of the grid is left out for each opening; closed rings with as many points as the block's edge run
from that edge inwards. So all faces but those at the crown and under the neck are quads, and each opening has loops to
deform by. Left and right are mirror images, point by point.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

import surface

# Longitudes of the left half. The eye's block is columns 4..14, the mouth's reaches from -8 to 8.
COLUMNS = np.array([0, 2.4, 4.8, 7.2, 9.8, 13, 16, 19, 22, 25.2, 28.5, 32, 35.5, 39, 42.5,
                    47, 52, 58, 65, 73, 82, 93, 107, 124, 142, 161, 180.0])
# Latitudes from the crown down. The eye's block is rows 8..16, the mouth's 21..29.
ROWS = np.array([75, 61, 49, 40, 33.5, 28, 23.5, 19.5, 16, 12, 8, 4, 0, -4, -8, -12, -15.5,
                 -17.5, -19, -20.5, -22, -23.6, -26.2, -28.8, -31.4, -34, -36.8, -39.6, -42.4, -45.2,
                 -48.5, -52, -55, -57.5])
# The neck, whose front the rays from the centre would miss: heights, reached from the last latitude in some steps.
THROAT_STEPS = 3
NECK = np.array([-113, -121, -130, -140, -150.0])
EYE_COLUMNS, EYE_ROWS = (4, 14), (8, 16)
MOUTH_COLUMNS, MOUTH_ROWS = (-8, 8), (21, 29)


@dataclass
class Ring:
    """Rings of one opening: points[k][i] is the vertex of ring k at place i; ring 0 is the block's edge.

    Places run from the corner on the character's left (of the eye: the outer one) over the top to the other corner
    and back below; the corners are places 0 and half.
    """

    points: np.ndarray
    half: int


@dataclass
class Skin:
    """Vertices and quads. A quad's part says which material it wears."""

    position: list = field(default_factory=list)
    quads: list = field(default_factory=list)
    parts: list = field(default_factory=list)
    mouth: Ring | None = None
    eyes: dict = field(default_factory=dict)
    mirror: np.ndarray | None = None
    neck: np.ndarray | None = None

    def add(self, points: np.ndarray) -> np.ndarray:
        first = len(self.position)
        self.position.extend(np.asarray(points, float))
        return np.arange(first, len(self.position))

    def face(self, corners, part: str = "skin") -> None:
        self.quads.append(tuple(int(c) for c in corners))
        self.parts.append(part)


def grid(skin: Skin) -> np.ndarray:
    """Places the grid; returns vertex numbers [row, column], columns from -180 (left out) to 180."""
    longitude = np.concatenate([-COLUMNS[:0:-1], COLUMNS])[1:]
    a, b = np.meshgrid(longitude, ROWS)
    points = surface.along(surface.directions(a.ravel(), b.ravel()))
    cells = [skin.add(points).reshape(a.shape)]
    last = points.reshape(*a.shape, 3)[-1]
    around = surface.directions(longitude, 0 * longitude)
    for y in NECK:
        axis = surface.neck_axis(y)
        ring = axis + surface.march(surface.head, axis, around, 90.0)[:, None] * around
        if y == NECK[0]:
            for k in range(1, THROAT_STEPS + 1):
                # From the floor of the chin back, then down: a parabola through the throat's corner.
                s = k / (THROAT_STEPS + 1)
                corner = ring * [1, 0, 1] + last * [0, 1, 0]
                flat = 0.75 * np.clip(np.linalg.norm((ring - last)[:, [0, 2]], axis=1, keepdims=True) / 30, 0, 1)
                corner = flat * corner + 0.5 * (1 - flat) * (last + ring)
                cells.append(skin.add((1 - s) ** 2 * last + 2 * s * (1 - s) * corner + s * s * ring)[None])
        cells.append(skin.add(ring)[None])
    skin.neck = np.concatenate([cells[0][-1:], *cells[1:]]).ravel()  # and the last latitude
    return np.concatenate(cells)


def _middle() -> int:
    return len(COLUMNS) - 2


def block(columns: tuple, rows: tuple) -> tuple[list, list]:
    """Edge of a block as (row, column) pairs in a ring's order, and the cells inside."""
    c0, c1, r0, r1 = *columns, *rows
    centre = (r0 + r1) // 2
    right = [(r, c1) for r in range(centre, r0, -1)]
    top = [(r0, c) for c in range(c1, c0, -1)]
    left = [(r, c0) for r in range(r0, r1)]
    below = [(r1, c) for c in range(c0, c1)]
    edge = right + top + left + below + [(r, c1) for r in range(r1, centre, -1)]
    return edge, [(r, c) for r in range(r0, r1) for c in range(c0, c1)]


def blocks() -> dict[str, tuple[list, list]]:
    """The three openings, in columns of the whole grid."""
    m = _middle()
    eye = (m + EYE_COLUMNS[0], m + EYE_COLUMNS[1])
    mirrored = (m - EYE_COLUMNS[1], m - EYE_COLUMNS[0])
    return {"mouth": block((m + MOUTH_COLUMNS[0], m + MOUTH_COLUMNS[1]), MOUTH_ROWS),
            "eyeLeft": block(eye, EYE_ROWS), "eyeRight": block(mirrored, EYE_ROWS)}


def close_grid(skin: Skin, cells: np.ndarray, left_out: set) -> None:
    """The grid's quads, the crown and the bottom of the neck."""
    rows, columns = cells.shape
    for r in range(rows - 1):
        for c in range(columns):
            if (r, c) not in left_out:
                d = (c + 1) % columns
                skin.face((cells[r, c], cells[r + 1, c], cells[r + 1, d], cells[r, d]))
    crown = skin.add(surface.along(np.array([[0.0, 1.0, 0.0]])))[0]
    for c in range(columns):
        skin.face((crown, crown, cells[0, c], cells[0, (c + 1) % columns]))
    base = np.array(skin.position)[cells[-1]]
    inner = skin.add(base * [0.86, 1, 0.86] + [0, -4.0, base[:, 2].mean() * 0.14])
    skin.neck = np.append(skin.neck, inner)
    under = skin.add([[0.0, base[:, 1].mean() - 5.0, base[:, 2].mean()]])[0]
    skin.neck = np.append(skin.neck, under)
    for c in range(columns):
        d = (c + 1) % columns
        skin.face((cells[-1, c], inner[c], inner[d], cells[-1, d]))
        skin.face((inner[c], under, under, inner[d]))


def weave(skin: Skin, ring: Ring, part) -> None:
    """Quads between neighbouring rings; part(k) names the material between rings k and k + 1."""
    for k in range(len(ring.points) - 1):
        outer, inner = ring.points[k], ring.points[k + 1]
        for i in range(len(outer)):
            j = (i + 1) % len(outer)
            # Seen from the front a ring runs anticlockwise, which is the order that faces forward.
            skin.face((outer[i], outer[j], inner[j], inner[i]), part(k))


def triangles(skin: Skin) -> dict[str, np.ndarray]:
    """Triangles by part; a quad is cut along its shorter diagonal, alike on both sides."""
    p = np.array(skin.position)
    found: dict[str, list] = {}
    for quad, part in zip(skin.quads, skin.parts):
        a, b, c, d = quad
        first = ((p[a] - p[c]) ** 2).sum() <= ((p[b] - p[d]) ** 2).sum()
        cut = [(a, b, c), (a, c, d)] if first else [(a, b, d), (b, c, d)]
        found.setdefault(part, []).extend(t for t in cut if len(set(t)) == 3)
    return {part: np.array(t) for part, t in found.items()}


def neighbours(skin: Skin) -> tuple[np.ndarray, np.ndarray]:
    """Edges of the quads, both ways."""
    q = np.array(skin.quads)
    pairs = np.concatenate([q[:, [0, 1]], q[:, [1, 2]], q[:, [2, 3]], q[:, [3, 0]]])
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    pairs = np.unique(np.concatenate([pairs, pairs[:, ::-1]]), axis=0)
    return pairs[:, 0], pairs[:, 1]


def average(values: np.ndarray, edges: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Mean over each vertex's neighbours."""
    a, b = edges
    total = np.zeros_like(values)
    np.add.at(total, a, values[b])
    count = np.bincount(a, minlength=len(values)).astype(float)
    return total / count.reshape((-1,) + (1,) * (values.ndim - 1))


def lip_side(skin: Skin) -> np.ndarray:
    """1 for the rings' vertices above the mouth, -1 below, 0 at the corners and elsewhere."""
    side = np.zeros(len(skin.position))
    ring = skin.mouth
    side[ring.points[:, 1:ring.half]] = 1
    side[ring.points[:, ring.half + 1:]] = -1
    return side


def find_mirror(skin: Skin) -> np.ndarray:
    """The vertex on the other side, for each; lips that touch are told apart."""
    position = np.column_stack([skin.position, 100 * lip_side(skin)])
    other = position * [-1, 1, 1, 1]
    mirror = np.empty(len(position), int)
    for i, p in enumerate(other):
        mirror[i] = ((position - p) ** 2).sum(1).argmin()
    assert (mirror[mirror] == np.arange(len(mirror))).all()
    return mirror
