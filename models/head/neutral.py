"""Puts the resting skin together: grid, lids, lips, evened out."""

from __future__ import annotations

import numpy as np

import lids
import lips
import surface
import topology
from fields import step
from topology import Skin


def build() -> Skin:
    """The skin at rest, in millimetres."""
    skin = Skin()
    cells = topology.grid(skin)
    openings = topology.blocks()
    left_out = set().union(*(set(inside) for _, inside in openings.values()))
    # Points inside a block are never used; they are dropped at the end.
    edges = {name: np.array([cells[rc] for rc in edge]) for name, (edge, _) in openings.items()}
    # The right eye's ring starts at its outer corner too, which is the block's other side.
    right = edges["eyeRight"]
    right = np.roll(right[::-1], 1)
    right = np.roll(right, -(len(right) // 2))
    topology.close_grid(skin, cells, left_out)
    skin.mouth = lips.build(skin, edges["mouth"])
    topology.weave(skin, skin.mouth, lips.part)
    lid_part = lambda k: "skin" if k < lids.margin_ring() else "rim"
    skin.eyes["Left"] = lids.build(skin, edges["eyeLeft"], 1)
    topology.weave(skin, skin.eyes["Left"], lid_part)
    skin.eyes["Right"] = lids.build(skin, right, -1)
    before = len(skin.quads)
    topology.weave(skin, skin.eyes["Right"], lid_part)
    # The mirrored ring runs clockwise: its quads are turned round.
    skin.quads[before:] = [q[::-1] for q in skin.quads[before:]]
    _drop_unused(skin)
    _even(skin)
    return skin


def _drop_unused(skin: Skin) -> None:
    used = np.zeros(len(skin.position), bool)
    used[np.array(skin.quads).ravel()] = True
    number = np.cumsum(used) - 1
    skin.position = np.array(skin.position)[used]
    skin.quads = [tuple(int(number[i]) for i in quad) for quad in skin.quads]
    skin.neck = number[skin.neck]
    for ring in (skin.mouth, *skin.eyes.values()):
        ring.points = number[ring.points]


def _even(skin: Skin, rounds: int = 14) -> None:
    """Evens out the spacing along the surface; openings, neck and mouth stay as drawn."""
    edges = topology.neighbours(skin)
    p = skin.position
    free = np.ones(len(p), bool)
    free[skin.mouth.points[lips.BORDER:].ravel()] = False
    for ring in skin.eyes.values():
        free[ring.points[lids.margin_ring():].ravel()] = False
    quads = np.array(skin.quads)
    free[np.unique(quads[[part == "mouth" for part in skin.parts]].ravel())] = False
    free[skin.neck] = False
    # Near the nose the grid is dense on purpose.
    nose = np.exp(-((p[:, 0] / 14) ** 2 + ((p[:, 1] + 28) / 16) ** 2) ** 2) * (p[:, 2] > 60)
    nape = step(p[:, 1], -35, -58) * step(p[:, 2], 0, -20)  # rays graze it
    pull = np.where(free, 0.5 * (1 - 0.85 * nose) * (1 - nape), 0.0)[:, None]
    free &= pull[:, 0] > 0
    for _ in range(rounds):
        p = p + pull * (topology.average(p, edges) - p)
        p[free] = surface.settle(p[free])
    skin.position = p
    skin.mirror = topology.find_mirror(skin)
    skin.position = 0.5 * (p + p[skin.mirror] * [-1, 1, 1])
