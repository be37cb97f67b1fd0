"""Shapes of cheeks and nose, and the lips' part in tongueOut."""

from __future__ import annotations

import numpy as np

from fields import Face, near, step


def cheeks(face: Face) -> dict[str, np.ndarray]:
    """Puff moves both cheeks; squint and sneer the left side."""
    puff = face.swell((45, -50, 46), (28, 29, 40), 10.0)
    puff = puff + face.other(puff)
    around = near(face.away - 8, 14) * step(face.away, 0, 8) * ~face.inside
    puff += (around * 2.6)[:, None] * face.normal
    squint = face.slide(face.bump((40, -24, 62), (25, 18, 30), (0.8, 5.0, 0)))
    squint += face.swell((40, -20, 64), (21, 13, 26), 3.0)
    return {"cheekPuff": puff, "cheekSquint": squint}


def nose(face: Face) -> dict[str, np.ndarray]:
    """The wing of the nose goes up, the bridge wrinkles, the lip follows."""
    sneer = face.bump((13, -28, 82), (13, 14, 18), (1.8, 6.0, -0.4))
    sneer += face.swell((20, -14, 72), (11, 11, 16), 2.0)
    sneer += face.bump((12, 12, 76), (16, 16, 20), (-1.2, -2.4, 0.6))
    sneer += face.slide(face.lips_move(
        lambda s: (near(s - 0.4, 0.75))[:, None] * np.array([0.4, 4.0, 0.0]), lambda s: np.zeros((len(s), 3)), 16))
    sneer += face.swell((27, -38, 68), (6, 10, 16), -1.2)
    return {"noseSneer": sneer}


def tongue_out(face: Face) -> dict[str, np.ndarray]:
    """The lips make way for the tongue."""
    room = lambda by: lambda s: near(s, 1.1)[:, None] * np.array([0.0, by, 0.0])
    return {"tongueOut": face.slide(face.lips_move(room(1.4), room(-4.2), 17))}
