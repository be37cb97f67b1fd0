"""Shapes of lids and brows: blink, squint, wide, the lids' part in a gaze, brows."""

from __future__ import annotations

import numpy as np

import lids
from fields import Face, near, step
from surface import EYE, EYE_RADIUS, LID

# A morph target goes straight where a lid goes round: closed lids stand off further, so that half-closed ones still
# clear the eyeball.
ARCH = (1.8, 1.2)  # upper lid, lower lid
OVERLAP = 0.035  # radians that each lid goes beyond where they meet: closed eyes that look up stay closed
MEET = 0.67  # where the lids meet, as a share of the way from the upper margin to the lower


class Lids:
    """Angles of every vertex in relation to the left eye's margins."""

    def __init__(self, face: Face):
        p = face.rest
        t = (p[:, 0] - EYE[0] - lids.SHIFT) / lids.WIDTH
        inside = np.clip(t, -1, 1)
        self.t = t
        radius = EYE_RADIUS + LID
        at = lambda up: lids.angle(lids.on_ball(EYE[0] + lids.SHIFT + lids.WIDTH * inside,
                                                EYE[1] + lids.opening(inside, np.full(len(p), up)), radius))
        self.top, self.bottom = at(True), at(False)
        self.meet = self.top + MEET * (self.bottom - self.top)
        self.angle = lids.angle(p)
        ring = face.skin.eyes["Left"]
        upper = self.angle > lids.angle(lids.on_ball(EYE[0] + lids.SHIFT + lids.WIDTH * inside,
                                                     EYE[1] + lids.tilt(inside), radius))
        upper[ring.points[:, :ring.half + 1]] = True
        upper[ring.points[:, ring.half + 1:]] = False
        self.upper = upper
        distance = np.linalg.norm(p - EYE, axis=1)
        front = (p[:, 2] > EYE[2] - 12) & ~face.inside
        here = near(distance - EYE_RADIUS, 26.0) * front
        # Full on the margin and its rim, fading towards brow and cheek.
        up = step(self.angle - self.top, 0.55, 0.02)
        down = step(self.bottom - self.angle, 0.50, 0.02)
        beyond = step(np.abs(t), 1.5, 1.0)
        self.near_upper = np.where(upper, up, 0) * here * beyond
        self.near_lower = np.where(upper, 0, down) * here * beyond
        hidden = np.zeros(len(p), bool)
        hidden[ring.points[lids.margin_ring():].ravel()] = True
        self.near_upper[hidden & upper] = 1
        self.near_lower[hidden & ~upper] = 1
        self.face = face

    def turn(self, upper: np.ndarray, lower: np.ndarray, arch: tuple = (0.0, 0.0)) -> np.ndarray:
        """Margins turned by these angles (radians, up is positive), and lifted off the ball at the end of the way."""
        by = self.near_upper * upper + self.near_lower * lower
        rest = self.face.rest
        moved = lids.turned(rest, by)
        away = (moved - EYE) / np.linalg.norm(moved - EYE, axis=1, keepdims=True)
        lift = (arch[0] * self.near_upper + arch[1] * self.near_lower) * np.clip(np.abs(by) / 0.6, 0, 1)
        return moved + lift[:, None] * away - rest

    def width(self) -> np.ndarray:
        """Angle of the opening at each vertex."""
        return self.top - self.bottom

    def sideways(self, degrees: float) -> np.ndarray:
        """Both lids dragged along by the eyeball, to the character's left."""
        a = np.radians(degrees) * (self.near_upper + self.near_lower) * near(self.t, 1.25)
        q = self.face.rest - EYE
        c, s = np.cos(a), np.sin(a)
        turned = np.stack([q[:, 0] * c + q[:, 2] * s, q[:, 1], q[:, 2] * c - q[:, 0] * s], -1)
        return turned - q


def eyes(face: Face) -> dict[str, np.ndarray]:
    """Lid shapes of the left eye."""
    lid = Lids(face)
    w = lid.width()
    blink = lid.turn(lid.meet - lid.top - OVERLAP, lid.meet - lid.bottom + OVERLAP, ARCH)
    return {
        "eyeBlink": blink,
        "eyeLookDown": lid.turn(-0.44 * w, -0.15 * w),
        "eyeLookIn": lid.sideways(-4.5),
        "eyeLookOut": lid.sideways(4.5),
        "eyeLookUp": lid.turn(0.20 * w, 0.07 * w),
        "eyeSquint": lid.turn(-0.13 * w, 0.24 * w) + face.slide(face.bump((36, -22, 66), (22, 14, 26), (0, 2.4, 0.8))),
        "eyeWide": lid.turn(0.38 * w, -0.10 * w),
    }


def brows(face: Face) -> dict[str, np.ndarray]:
    """Brow shapes; browInnerUp moves both sides, the others the left."""
    p = face.rest
    x, y = p[:, 0], p[:, 1]
    front = step(p[:, 2], 5, 35) * ~face.inside
    tall = np.where(y > 25, near(y - 25, 46), near(y - 25, 16)) * front
    inner = near(x - 12, 26) * tall
    middle = near(x - 32, 24) * tall
    outer = near(x - 46, 30) * tall
    vec = lambda *v: np.array(v, float)
    down = inner[:, None] * vec(-4.0, -8.2, 1.0) + middle[:, None] * vec(-2.0, -4.8, 0.6)
    down += outer[:, None] * vec(0, -0.4, 0)
    frown = face.bump((6, 20, 80), (9, 14, 20), (0, 0, 1.6)) - face.bump((0, 20, 80), (5, 16, 20), (0, 0, 1.0))
    lift = near(x - 10, 24) * tall
    up = lift[:, None] * vec(-1.4, 12.5, 0)
    arch = (near(x - 44, 32) * tall)[:, None] * vec(0.6, 9.5, 0)
    return {"browDown": face.slide(down) + frown, "browInnerUp": face.slide(up + face.other(up)),
            "browOuterUp": face.slide(arch)}
