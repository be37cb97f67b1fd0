"""The skin's colours: a small palette picture, and where on it each vertex lies.

A palette and texture coordinates are read by every viewer, colours of vertices are not. Each band of the picture runs
from plain skin on its left to something else; at its left edge all bands are alike, so that faces may cross bands.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np

import lids
import lips
from fields import Face, near

SKIN = (0.868, 0.638, 0.525)
LIPS = (0.752, 0.362, 0.345)
MOUTH = (0.27, 0.065, 0.075)
BLUSH = (0.872, 0.475, 0.405)
DARK = (0.33, 0.16, 0.13)
WIDTH, BAND = 64, 8  # size of the picture
TOOTH, SHADE = (0.955, 0.935, 0.885), (0.42, 0.29, 0.25)
MOUTH_BAND, BLUSH_BAND, DARK_BAND, TOOTH_BAND = range(BANDS := 4)


def picture() -> np.ndarray:
    """The palette, sRGB 0-1: skin to lips to mouth, skin to blush, skin to dark, tooth to shade."""
    u = np.linspace(0, 1, WIDTH)
    run = lambda at, colours: np.stack([np.interp(u, at, [c[i] for c in colours]) for i in range(3)], -1)
    # The edge of the red is sharp: it lies between two rings of vertices.
    mouth = run((0, 0.26, 0.34, 0.55, 0.85, 1), (SKIN, SKIN, LIPS, LIPS, MOUTH, MOUTH))
    bands = mouth, run((0, 1), (SKIN, BLUSH)), run((0, 1), (SKIN, DARK)), run((0, 1), (TOOTH, SHADE))
    return np.repeat(np.stack(bands), BAND, axis=0)


def uv(face: Face) -> np.ndarray:
    """Texture coordinates of the skin's vertices."""
    p, rings = face.rest, face.skin.mouth.points
    x, y, z = np.abs(p[:, 0]), p[:, 1], p[:, 2]
    u = 0.50 * near(np.hypot((x - 46) / 24, (y + 30) / 19), 1) * (z > 10)
    u = np.maximum(u, 0.40 * near(np.hypot(x / 13, (y + 26) / 9), 1) * (z > 70))
    u = np.maximum(u, 0.30 * near(np.hypot(x / 18, (y + 84) / 10), 1) * (z > 50))
    u *= 1 - near(face.away, 9)
    band = np.full(len(p), BLUSH_BAND)
    dark = 0.9 * near(np.hypot((x - 5.0) / 3.4, (y + 33.4) / 2.4), 1) * (z > 70) * (z < 93)
    for ring in face.skin.eyes.values():
        k = lids.margin_ring()
        for step, share in ((0, 0.25), (1, 0.55), (2, 0.75), (3, 1.0), (4, 1.0)):
            dark[ring.points[k + step]] = share
        for step, share in ((2, 0.05), (3, 0.12), (4, 0.16), (5, 0.14)):  # a little shade on the upper lid
            dark[ring.points[step, 3:ring.half - 2]] = share
    band[dark > u] = DARK_BAND
    u = np.maximum(u, dark)
    for k in range(lips.BORDER, len(rings)):
        u[rings[k]] = np.interp(k, (lips.CONTACT + 1, lips.CONTACT + 3), (0.5, 1.0))
    u[face.inside] = np.maximum(u[face.inside], 0.5)
    u[rings[lips.CONTACT + 3:].ravel()] = 1
    last = face.inside.copy()
    last[rings.ravel()] = False
    u[last] = 1
    at_mouth = (face.away < 4) | face.inside
    u[(face.away > 0) & (face.away < 4)] = 0
    band[at_mouth] = MOUTH_BAND
    return place(u, band)


def place(u: np.ndarray, band) -> np.ndarray:
    """Texture coordinates of a share of the way along a band."""
    return np.stack(np.broadcast_arrays((0.5 + u * (WIDTH - 1)) / WIDTH, (band + 0.5) / BANDS), -1)


def png(colours: np.ndarray) -> bytes:
    """An RGB picture as PNG; stored, not packed, so that every zlib writes the same bytes."""
    rows, columns, _ = colours.shape
    raw = np.zeros((rows, 1 + 3 * columns), np.uint8)
    raw[:, 1:] = np.round(np.clip(colours, 0, 1) * 255).astype(np.uint8).reshape(rows, -1)
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    header = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw.tobytes(), 0))
            + chunk(b"IEND", b""))
