"""Coordinates on the resting face, and the soft masks that shapes are made of.

The mouth's coordinates are confocal ellipses with the corners of the mouth as foci: the angle tells upper from lower
lip and left from right without a jump anywhere but across the line where the lips meet.
"""

from __future__ import annotations

import numpy as np

import lips
import surface
import topology
from topology import Skin

JAW_AXIS = np.array([0.0, -20.0, -4.0])


def step(x, low: float, high: float) -> np.ndarray:
    """Smooth step: 0 up to low, 1 from high (high may be the lesser)."""
    u = np.clip((np.asarray(x, float) - low) / (high - low), 0.0, 1.0)
    return u * u * (3 - 2 * u)


def near(distance, radius) -> np.ndarray:
    """1 at 0, smoothly 0 from the radius on."""
    u = np.clip(np.abs(distance) / radius, 0.0, 1.0)
    return (1 - u * u) ** 2


class Face:
    """The resting skin with everything that shapes ask about its vertices."""

    def __init__(self, skin: Skin):
        self.skin = skin
        self.rest = np.asarray(skin.position)
        self.mirror = skin.mirror
        self.edges = topology.neighbours(skin)
        self.normal = surface.outward(self.rest)  # alike for lips that touch
        self._mouth()
        self.jaw = self._jaw()

    def _mouth(self) -> None:
        p, rings = self.rest, self.skin.mouth.points
        n = len(p)
        side = topology.lip_side(self.skin)
        t = np.clip(p[:, 0] / lips.WIDTH, -1, 1)
        x, y = p[:, 0] / lips.WIDTH, (p[:, 1] - lips.line(t)) / lips.WIDTH
        y = np.where(side > 0, np.maximum(y, 1e-4), np.where(side < 0, np.minimum(y, -1e-4), y))
        angle = np.arccosh(x + 1j * y).imag
        for ring in rings[lips.CONTACT:]:
            angle[ring] = angle[rings[lips.CONTACT]]
        self.angle = angle
        self.across = np.cos(angle)  # 1 at the left corner, -1 at the right
        self.upper = step(np.sin(angle), -0.35, 0.35)  # share of the upper lip
        self.upper = np.where(side > 0, np.maximum(self.upper, step(side, 0, 1)), np.where(side < 0, 0, self.upper))
        inside = np.zeros(n, bool)
        inside[np.unique([q for q, part in zip(self.skin.quads, self.skin.parts) if part == "mouth"])] = True
        border = p[rings[lips.BORDER]]
        away = np.sqrt(((p[:, None] - border[None]) ** 2).sum(-1)).min(1)
        away[rings[lips.BORDER:lips.CONTACT + 1].ravel()] = 0
        away[inside] = 0
        self.away = away  # distance from the red of the lips
        # How much of the lips' motion a place inside the mouth takes part in.
        follow = np.ones(n)
        follow[inside] = 0
        for k, share in enumerate((1.0, 1.0, 0.8, 0.4, 0.1)):
            follow[rings[lips.CONTACT + k]] = share
        self.follow = follow
        # 0 at the border of the red, 1 where the lips meet and behind.
        depth = np.zeros(n)
        for k in range(lips.BORDER, len(rings)):
            depth[rings[k]] = min(1.0, (k - lips.BORDER) / (lips.CONTACT - lips.BORDER))
        depth[inside] = 1
        self.depth = depth
        self.inside = inside
        self.lip = np.zeros(n, bool)
        self.lip[rings[lips.BORDER:].ravel()] = True

    def _jaw(self) -> np.ndarray:
        """Share of the jaw's motion: 1 on chin and lower lip, 0 above, spread between as heat spreads."""
        p, rings = self.rest, self.skin.mouth.points
        value = np.full(len(p), np.nan)
        value[p[:, 1] > -12] = 0
        value[p[:, 2] < -30] = 0
        value[p[:, 1] < -110] = 0
        value[(np.abs(p[:, 0]) < 20) & (p[:, 1] > -42) & ~self.inside] = 0
        value[(np.abs(p[:, 0]) < 30) & (p[:, 1] < -72) & (p[:, 1] > -92) & (p[:, 2] > 42) & ~self.inside] = 1
        for k in range(lips.BORDER - 3, len(rings)):
            ring = rings[k]
            up, s = self.angle[ring] > 0, np.abs(self.across[ring])
            reach = 0.5
            value[ring[up & (s < reach)]] = 0.0
            value[ring[~up & (s < reach)]] = 1.0
        value[-1:] = np.nan
        fixed = ~np.isnan(value)
        w = np.where(fixed, value, 0.4)
        for _ in range(900):
            w = np.where(fixed, value, topology.average(w, self.edges))
        for _ in range(6):  # takes the kink out of the edges of what is held
            w = w + 0.5 * (topology.average(w, self.edges) - w) * ~self.lip
        return w

    def lips_move(self, upper, lower, radius: float = 26.0) -> np.ndarray:
        """Moves of the upper and lower lip (functions of the place across, -1 to 1) that fade out round the mouth."""
        share = self.upper[:, None]
        move = share * upper(self.across) + (1 - share) * lower(self.across)
        return move * (near(self.away, radius) * self.follow)[:, None]

    def bump(self, centre: tuple, radius, to: tuple) -> np.ndarray:
        """A move that is greatest at a place of the left half and fades out within a radius (or three)."""
        q = (self.rest - np.asarray(centre)) / np.asarray(radius, float)
        w = near(np.sqrt((q * q).sum(1)), 1.0) * ~self.inside
        return w[:, None] * np.asarray(to, float)

    def swell(self, centre: tuple, radius, by: float) -> np.ndarray:
        """A bump along the normal."""
        w = self.bump(centre, radius, (1, 0, 0))[:, :1]
        return w * by * self.normal

    def slide(self, move: np.ndarray) -> np.ndarray:
        """Moves kept at their depth over the face."""
        moving = (np.abs(move).sum(1) > 1e-6) & ~self.inside
        out = move.copy()
        out[moving] = surface.slide(self.rest[moving], move[moving])
        # The cavity follows the lips that it hangs on.
        return out

    def hang(self, move: np.ndarray) -> np.ndarray:
        """The inner side of the lips and the cavity go with the line where the lips meet, less and less inwards."""
        rings = self.skin.mouth.points
        out = move.copy()
        out[self.inside] = 0
        for ring in rings[lips.CONTACT + 1:]:
            out[ring] = self.follow[ring][:, None] * move[rings[lips.CONTACT]]
        return out

    def other(self, move: np.ndarray) -> np.ndarray:
        """The same on the other side."""
        return move[self.mirror] * [-1, 1, 1]


def vertex_normals(p: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """Area-weighted normals."""
    a, b, c = (p[triangles[:, i]] for i in range(3))
    face = np.cross(b - a, c - a)
    n = np.zeros_like(p)
    for i in range(3):
        np.add.at(n, triangles[:, i], face)
    return n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-9)


def turned_about_jaw(p: np.ndarray, degrees: float) -> np.ndarray:
    """Points turned down and back about the jaw's axis."""
    a = np.radians(degrees)
    q = p - JAW_AXIS
    y = q[:, 1] * np.cos(a) - q[:, 2] * np.sin(a)
    z = q[:, 1] * np.sin(a) + q[:, 2] * np.cos(a)
    return np.stack([q[:, 0], y, z], -1) + JAW_AXIS
