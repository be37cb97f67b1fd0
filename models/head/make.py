#!/usr/bin/env python3
"""Makes head.glb: a stylised head with the 52 ARKit blend shapes, from nothing but this folder.

    python3 models/head/make.py [head.glb]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

import brows
import eyeballs
import glb
import hair
import mouth_parts
import neutral
import paint
import shapes
import topology
from fields import Face
from part import Part, joined, mirrored


def _colour(r: float, g: float, b: float, rough: float, **more) -> dict:
    """A material of one colour, given as it looks on screen (sRGB)."""
    linear = [round(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4, 4) for c in (r, g, b)]
    return _surface(rough, baseColorFactor=[*linear, 1.0]) | more


def _picture(index: int, rough: float) -> dict:
    return _surface(rough, baseColorTexture={"index": index})


def _surface(rough: float, **colour) -> dict:
    return {"pbrMetallicRoughness": {**colour, "metallicFactor": 0.0, "roughnessFactor": rough}}


MATERIALS = {
    "skin": _picture(0, 0.55),
    "eye": _picture(1, 0.12),
    "glint": _colour(1, 1, 1, 1.0, emissiveFactor=[1.0, 1.0, 1.0]),
    "teeth": _picture(0, 0.25),
    "gum": _colour(0.72, 0.36, 0.36, 0.4),
    "tongue": _colour(0.80, 0.38, 0.40, 0.45),
    "brows": _colour(0.27, 0.15, 0.10, 0.8, doubleSided=True),
    "lashes": _colour(0.10, 0.06, 0.05, 0.8, doubleSided=True),
    "hair": _colour(0.33, 0.18, 0.115, 0.6, doubleSided=True),
}


def skin_part(face: Face, moves: dict[str, np.ndarray]) -> Part:
    """The skin with ears, which do not move."""
    left = hair.ear()
    points, ears = joined(left, mirrored(*left))
    n = len(face.rest)
    triangles = np.concatenate(list(topology.triangles(face.skin).values()) + [ears + n])
    blush = paint.place(np.full(len(points), 0.35), paint.BLUSH_BAND)
    still = np.zeros_like(points)
    return Part("skin", "skin", np.concatenate([face.rest, points]), triangles, np.concatenate([paint.uv(face), blush]),
                {name: np.concatenate([move, still]) for name, move in moves.items()},
                lit=np.concatenate([face.follow > 0.9, np.zeros(len(points))]))


def parts() -> list[tuple[str, list[Part]]]:
    """Nodes and what they show, in millimetres."""
    face = Face(neutral.build())
    moves = shapes.build(face)
    skin = skin_part(face, moves)
    surface_triangles = np.concatenate([t for part, t in topology.triangles(face.skin).items() if part == "skin"])
    teeth = mouth_parts.teeth()
    glints = []
    for side in ("Left", "Right"):
        ball, glint = eyeballs.eye(side), eyeballs.glint()
        glint.origin = ball.origin
        glints.append(("eye" + side, [ball, glint]))
    return [("skin", [skin]), *glints, ("teethUpper", teeth[:2]), ("teethLower", _jaw(teeth[2:])),
            ("tongue", [mouth_parts.tongue()]), ("brows", [brows.brows(face, surface_triangles, moves)]),
            ("lashes", [brows.lashes(face, moves)]), ("hair", [hair.hair()])]


def _jaw(row: list[Part]) -> list[Part]:
    """Gums move as their teeth do."""
    for part in row:
        part.moves = mouth_parts.jaw_moves(part.position)
    return row


def build() -> bytes:
    """The file."""
    return glb.write(parts(), MATERIALS, {"skin": paint.png(paint.picture()), "eye": paint.png(eyeballs.picture())})


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("head.glb")
    data = build()
    target.write_bytes(data)
    print(f"{target.name}: {len(data) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
