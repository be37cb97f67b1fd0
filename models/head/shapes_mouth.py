"""Shapes of the lips and the corners of the mouth."""

from __future__ import annotations

import numpy as np

import lips
from fields import Face, near, step


def _vector(*v: float) -> np.ndarray:
    return np.array(v, float)


def _corner(s: np.ndarray, start: float = -0.15) -> np.ndarray:
    """1 at the left corner, fading towards the middle."""
    return step(s, start, 1.0)


def _crescent(s: np.ndarray) -> np.ndarray:
    """1 at the left corner, falling off so that both sides together bend the lips like a bow."""
    return np.clip((s + 0.12) / 1.12, 0, 1) ** 1.9


def _half(s: np.ndarray) -> np.ndarray:
    """The left half, softly."""
    return step(s, -0.35, 0.35)


def _both(give) -> dict:
    return {"upper": give, "lower": give}


def corners(face: Face) -> dict[str, np.ndarray]:
    """Smile, frown, stretch, dimple: where the left corner goes, and what the cheek does."""
    pull = lambda to, start=-0.15, radius=30.0: face.lips_move(
        *(2 * [lambda s: _corner(s, start)[:, None] * _vector(*to)]), radius)
    thin = _lip_height(face, _half, 0.22)
    bend = lambda to, radius: face.lips_move(*(2 * [lambda s: _crescent(s)[:, None] * _vector(*to)]), radius)
    smile = face.slide(pull((8.5, 1.0, 0.0), -0.35, 30) + bend((0, 9.5, 0), 30)) + pull((0, 0, -2.0))
    smile += face.slide(face.bump((43, -30, 56), (24, 22, 30), (0.5, 5.0, 0)))
    smile += face.swell((43, -26, 58), (22, 18, 28), 4.2)
    smile += face.swell((35, -40, 62), (9, 15, 22), -2.4) + thin
    frown = face.slide(pull((0.5, -1.0, 0.0), -0.3, 28) + bend((0, -12.0, 0), 28))
    frown += face.swell((33, -68, 58), (13, 14, 20), 1.5)
    frown += face.swell((31, -50, 66), (7, 10, 18), -0.8)
    stretch = face.slide(pull((8.5, -3.6, 0.0), -0.45, 30)) + pull((0, 0, -2.2)) + thin
    stretch += face.swell((36, -58, 56), (9, 16, 20), -1.6) + face.swell((47, -56, 44), (14, 18, 24), 1.5)
    dimple = face.slide(pull((4.0, 1.4, 0.0), 0.0, 22)) + pull((0, 0, -3.2), 0.0, 20) + 0.5 * thin
    dimple += face.swell((33, -53, 62), (9, 11, 18), -2.6) + face.swell((43, -50, 52), (12, 16, 22), 1.8)
    return {"mouthSmile": smile, "mouthFrown": frown, "mouthStretch": stretch, "mouthDimple": dimple}


def _lip_height(face: Face, mask, by: float, upper: float = 1.0, lower: float = 1.0) -> np.ndarray:
    """The red becomes lower by a share of its height; where the lips meet stays."""
    rest = face.rest
    t = np.clip(rest[:, 0] / lips.WIDTH, -1, 1)
    above = face.angle > 0
    height = lips.border(t, above)
    share = (rest[:, 1] - lips.line(t)) / np.where(np.abs(height) < 0.5, 1e9, height)
    v = np.where(face.lip, np.clip(share, 0, 1), 1.0)
    v = np.where(face.inside, 0, v)
    move = np.zeros_like(rest)
    share = np.where(above, upper, lower)
    move[:, 1] = -by * share * v * height * mask(face.across) * near(face.away, 16)
    return move


def openers(face: Face) -> dict[str, np.ndarray]:
    """Lips drawn off the teeth on the left half, and the nose's sneer of the cheek."""
    zero = lambda s: np.zeros((len(s), 3))
    arch = lambda s: _half(s) * (1 - np.clip(np.abs(s), 0, 1) ** 4 * 0.75)
    up = face.slide(face.lips_move(lambda s: arch(s)[:, None] * _vector(0.6, 5.6, 0), zero, 22))
    up += face.lips_move(lambda s: arch(s)[:, None] * _vector(0, 0, 1.0), zero, 14)
    up += face.swell((25, -33, 70), (14, 12, 20), 2.2) + face.swell((29, -43, 66), (6, 12, 18), -1.2)
    down = face.slide(face.lips_move(zero, lambda s: arch(s)[:, None] * _vector(0.8, -8.0, 0), 21))
    down += face.lips_move(zero, lambda s: arch(s)[:, None] * _vector(0, 0, 0.8), 14)
    return {"mouthUpperUp": up, "mouthLowerDown": down}


def press(face: Face) -> dict[str, np.ndarray]:
    """Lips pressed together on the left half: less red, tight corners, swollen skin round them."""
    move = _lip_height(face, _half, 0.42)
    flat = (face.lip & ~face.inside) * (1 - face.depth) * _half(face.across)
    move[:, 2] -= 1.6 * flat
    move += face.slide(face.lips_move(*(2 * [lambda s: _corner(s, 0.3)[:, None] * _vector(1.5, -0.4, 0)]), 16))
    ridge = near(face.away - 6, 6) * _half(face.across) * ~face.inside * near(face.across, 1.15)
    move[:, 2] += 1.5 * ridge
    return {"mouthPress": move}


def round_(face: Face) -> dict[str, np.ndarray]:
    """Funnel and pucker: the corners come in, the lips go forward."""
    dome = lambda s: np.sqrt(np.maximum(1 - 0.85 * s**2, 0.0))

    def mover(narrow: float, ahead: float, up: float, radius: float) -> np.ndarray:
        lift = lambda sign: lambda s: np.stack([-narrow * s * np.abs(s) ** 0.15, sign * up * dome(s) ** 1.2, 0 * s], -1)
        move = face.slide(face.lips_move(lift(1), lift(-1), radius))
        push = near(face.away, 20) * face.follow * (0.55 + 0.45 * dome(face.across))
        move[:, 2] += ahead * push
        return move

    funnel = mover(9.0, 7.5, 4.6, 27)
    # The red turns outwards.
    out = (face.lip & ~face.inside) * near(face.depth - 0.5, 0.75)
    funnel[:, 2] += 1.5 * out
    pucker = mover(13.0, 8.5, 0.0, 27)
    pucker += _lip_height(face, lambda s: dome(s), -0.22)
    pucker += face.swell((31, -52, 62), (14, 20, 24), -1.4) + face.other(face.swell((31, -52, 62), (14, 20, 24), -1.4))
    return {"mouthFunnel": funnel, "mouthPucker": pucker}


def rolls(face: Face) -> dict[str, np.ndarray]:
    """Lips rolled in over the teeth: the red goes, its border comes to where the lips meet."""
    found = {}
    fade = lambda s: 1 - np.clip(np.abs(s), 0, 1) ** 3
    for name, above in (("mouthRollUpper", True), ("mouthRollLower", False)):
        here = (face.angle > 0) == above
        move = _lip_height(face, fade, 0.80, *((1.0, 0.0) if above else (0.0, 1.0)))
        back = here * near(face.away, 12) * face.follow * fade(face.across) * (~face.inside | (face.follow > 0))
        profile = np.where(face.lip, 0.55 + 0.45 * face.depth, 0.55)
        move[:, 2] -= 5.5 * back * profile
        found[name] = move
    return found


def shrugs(face: Face) -> dict[str, np.ndarray]:
    """Lips pushed up and out by the chin, or the upper lip by itself; they stay together."""
    bow = lambda s: 1 - 0.8 * np.abs(s) ** 2
    lower = face.lips_move(*(2 * [lambda s: bow(s)[:, None] * _vector(0, 4.6, 0)]), 20)
    out = near(face.away, 14) * face.follow * bow(face.across) * (1 - 0.4 * face.depth)
    lower[:, 2] += 2.6 * (1 - face.upper) * out
    lower += face.bump((0, -80, 76), (24, 17, 24), (0, 4.0, 2.0))
    upper = face.lips_move(*(2 * [lambda s: bow(s)[:, None] * _vector(0, 2.6, 0)]), 16)
    upper[:, 2] += 3.4 * face.upper * out
    return {"mouthShrugLower": lower, "mouthShrugUpper": upper}


def aside(face: Face) -> dict[str, np.ndarray]:
    """The whole mouth to the character's left."""
    all_ = lambda s: np.broadcast_to(_vector(9.5, 0, 0), (len(s), 3))
    move = face.slide(face.lips_move(all_, all_, 30)) + face.swell((41, -46, 56), (13, 18, 22), 2.2)
    return {"mouthLeft": move, "mouthRight": face.other(move)}
