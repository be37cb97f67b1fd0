"""Shapes of the jaw, and mouthClose, which shuts the lips whatever the jaw does."""

from __future__ import annotations

import numpy as np

import lips
from fields import Face, near, turned_about_jaw

OPEN = 19.0  # degrees at jawOpen 1
GLIDE = np.array([0.0, 0.0, 4.5])  # the jaw's head glides forwards as the mouth opens
FORWARD = np.array([0.0, -1.0, 7.0])
ASIDE = np.array([8.0, 0.0, 0.0])
EXACT = ("jawOpen", "jawForward", "jawLeft", "jawRight")  # the cavity has its own share of these


def opened(p: np.ndarray) -> np.ndarray:
    """What jawOpen does to something fixed to the jaw."""
    return turned_about_jaw(p, OPEN) + GLIDE - p


def jaw(face: Face) -> dict[str, np.ndarray]:
    """All jaw shapes; mouthClose is the exact answer to jawOpen."""
    w = face.jaw[:, None]
    open_ = w * opened(face.rest)
    corner = near(np.abs(face.across) - 1, 0.5) * near(face.away, 24) * face.follow
    open_[:, 0] -= 3.2 * corner * np.sign(face.rest[:, 0]) * np.minimum(np.abs(face.rest[:, 0]) / 12, 1)
    upper_lip = near(face.away, 16) * face.upper * face.follow * (face.rest[:, 1] > lips.LINE - 1)
    open_[:, 1] += 1.0 * upper_lip * near(face.across, 1.0)
    # Skin of the cheeks is drawn in as the jaw drops.
    open_ += face.bump((48, -48, 38), (20, 26, 28), (-2.2, 0, -1)) + face.other(
        face.bump((48, -48, 38), (20, 26, 28), (-2.2, 0, -1)))
    shapes = {"jawOpen": open_, "jawForward": w * FORWARD}
    side = w * ASIDE
    shapes["jawLeft"], shapes["jawRight"] = side, -side
    shapes["mouthClose"] = close(face, open_)
    return shapes


def close(face: Face, open_: np.ndarray) -> np.ndarray:
    """Brings both lips to one line, exactly: with any equal jawOpen the lips touch as at rest."""
    ring = face.skin.mouth.points[lips.CONTACT]
    n, half = len(ring), face.skin.mouth.half
    place = np.arange(n)
    partner = ring[(n - place) % n]
    upper = (place > 0) & (place < half)
    top = np.where(upper[:, None], open_[ring], open_[partner])
    low = np.where(upper[:, None], open_[partner], open_[ring])
    meeting = 0.62 * top + 0.38 * low
    meeting[:, 2] = top[:, 2]  # the lower lip comes forward to the upper one, not that one back into the teeth
    needed = meeting - open_[ring]  # at each place of the ring
    # Every vertex is pulled as the contact line at its own angle is.
    angle = face.angle[ring]
    angle[half] = np.pi  # the right corner, seen from above
    order = np.argsort(angle)
    pull = np.column_stack([np.interp(face.angle, angle[order], needed[order, i], period=2 * np.pi) for i in range(3)])
    pull[ring] = needed
    reach = np.where(face.angle > 0, 22.0, 25.0)
    weight = near(face.away, reach) * face.follow
    # Full on the lips, so that they keep their form.
    weight = np.where(face.lip & (face.follow > 0.99), 1.0, weight)
    return pull * weight[:, None]
