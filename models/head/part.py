"""A piece of the head as it goes into the file: vertices, triangles, moves by name, one material."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from fields import vertex_normals


@dataclass
class Part:
    """Millimetres; texture coordinates only where the material has a picture."""

    name: str
    material: str
    position: np.ndarray
    triangles: np.ndarray
    uv: np.ndarray | None = None
    moves: dict[str, np.ndarray] = field(default_factory=dict)
    lit: np.ndarray | None = None  # 0 where nobody sees whether normals follow a move
    origin: np.ndarray = field(default_factory=lambda: np.zeros(3))

    def __post_init__(self):
        if self.lit is None:
            self.lit = np.zeros(len(self.position))

    def normal(self, position: np.ndarray | None = None) -> np.ndarray:
        return vertex_normals(self.position if position is None else position, self.triangles)


def sheet(rows: int, columns: int, first: int = 0, closed: bool = False) -> np.ndarray:
    """Triangles of a grid of vertices, row by row; closed joins the last column to the first."""
    r, c = np.meshgrid(np.arange(rows - 1), np.arange(columns if closed else columns - 1), indexing="ij")
    d = (c + 1) % columns
    a, b, e, f = r * columns + c, r * columns + d, (r + 1) * columns + d, (r + 1) * columns + c
    quads = np.stack([a, f, e, b], -1).reshape(-1, 4)
    return first + np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def joined(*pieces: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Several (vertices, triangles) as one."""
    points, faces, first = [], [], 0
    for p, t in pieces:
        points.append(p)
        faces.append(t + first)
        first += len(p)
    return np.concatenate(points), np.concatenate(faces)


def mirrored(p: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same on the other side."""
    return p * [-1, 1, 1], t[:, ::-1]


def outwards(p: np.ndarray, t: np.ndarray, centre) -> np.ndarray:
    """Triangles turned so that most face away from a centre."""
    n = np.cross(p[t[:, 1]] - p[t[:, 0]], p[t[:, 2]] - p[t[:, 0]])
    away = (n * (p[t].mean(1) - np.asarray(centre))).sum()
    return t if away > 0 else t[:, ::-1]
