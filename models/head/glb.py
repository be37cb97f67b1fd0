"""Writes parts as one binary glTF 2.0 file (Khronos specification 3.7, 3.6.2.3 for sparse accessors, 4 for GLB).

Moves are sparse morph targets: only vertices that move are stored. No extensions.
"""

from __future__ import annotations

import json
import struct

import numpy as np

from fields import step
from part import Part

METRE = 0.001
# Small changes are faded out, so that fewer vertices are stored and no edge shows: up to the first none, from the
# second on all. Millimetres at weight 1; lengths of changes of the normal.
STILL = (0.06, 0.18)
STEADY = (0.05, 0.18)
FLOAT, SHORT, INT = 5126, 5123, 5125


class Buffer:
    """The binary chunk and the accessors into it."""

    def __init__(self):
        self.data = bytearray()
        self.views: list[dict] = []
        self.accessors: list[dict] = []

    def view(self, data: bytes, target: int | None = None) -> int:
        self.data += b"\0" * (-len(self.data) % 4)
        self.views.append({"buffer": 0, "byteOffset": len(self.data), "byteLength": len(data)}
                          | ({"target": target} if target else {}))
        self.data += data
        return len(self.views) - 1

    def _bounds(self, values: np.ndarray) -> dict:
        short = lambda row: [float(str(v)) for v in row]  # the shortest number that is the same in single precision
        return {"min": short(values.min(0)), "max": short(values.max(0))}

    def vertices(self, values: np.ndarray, kind: str, bounds: bool = False) -> int:
        values = np.ascontiguousarray(values, "<f4")
        self.accessors.append({"bufferView": self.view(values.tobytes(), 34962), "componentType": FLOAT,
                               "count": len(values), "type": kind} | (self._bounds(values) if bounds else {}))
        return len(self.accessors) - 1

    def indices(self, triangles: np.ndarray) -> int:
        values = np.ascontiguousarray(triangles.ravel(), "<u2")
        self.accessors.append({"bufferView": self.view(values.tobytes(), 34963), "componentType": SHORT,
                               "count": len(values), "type": "SCALAR"})
        return len(self.accessors) - 1

    def sparse(self, values: np.ndarray, name: str = "") -> int:
        """Positions, with a name, or normals, of which most are zero."""
        values = np.ascontiguousarray(values, "<f4")
        where = np.flatnonzero(values.any(1))
        if not len(where):
            where = np.array([0])  # the format asks for at least one
        accessor = {"componentType": FLOAT, "count": len(values), "type": "VEC3", "sparse": {
            "count": len(where),
            "indices": {"bufferView": self.view(where.astype("<u2").tobytes()), "componentType": SHORT},
            "values": {"bufferView": self.view(values[where].tobytes())}}}
        self.accessors.append(accessor | ({"name": name} | self._bounds(values) if name else {}))
        return len(self.accessors) - 1


def _rounded(values: np.ndarray, step: float) -> np.ndarray:
    return np.round(values / step) * step


def _faded(values: np.ndarray, band: tuple[float, float]) -> np.ndarray:
    return values * step(np.linalg.norm(values, axis=1, keepdims=True), *band)


def primitive(buffer: Buffer, part: Part, names: list[str], materials: list[str]) -> dict:
    """One part's attributes, indices and targets."""
    normal = part.normal()
    attributes = {"POSITION": buffer.vertices(_rounded(part.position, 0.001) * METRE, "VEC3", True),
                  "NORMAL": buffer.vertices(_unit(_rounded(normal, 1e-4)), "VEC3")}
    if part.uv is not None:
        attributes["TEXCOORD_0"] = buffer.vertices(_rounded(part.uv, 1e-5), "VEC2")
    made = {"attributes": attributes, "indices": buffer.indices(part.triangles),
            "material": materials.index(part.material), "mode": 4}
    targets = []
    for name in names:
        move = part.moves.get(name, np.zeros_like(part.position))
        turn = (part.normal(part.position + move) - normal) * part.lit[:, None]
        targets.append({"POSITION": buffer.sparse(_rounded(_faded(move, STILL), 0.005) * METRE, name),
                        "NORMAL": buffer.sparse(_rounded(_faded(turn, STEADY), 1e-3))})
    return made | ({"targets": targets} if targets else {})


def _unit(n: np.ndarray) -> np.ndarray:
    size = np.linalg.norm(n, axis=1, keepdims=True)
    return np.where(size > 0.5, n / np.maximum(size, 1e-9), [0.0, 0.0, 1.0])


def write(nodes: list[tuple[str, list[Part]]], materials: dict[str, dict], pictures: dict[str, bytes]) -> bytes:
    """The file: a node `head` with one child for each name."""
    buffer = Buffer()
    meshes, children = [], []
    for name, parts in nodes:
        node = {"name": name, "mesh": len(meshes)}
        if np.any(parts[0].origin):
            node["translation"] = [float(str(np.float32(v))) for v in parts[0].origin * METRE]
        same = [i for i, mesh in enumerate(meshes) if mesh["name"] == parts[0].name]
        children.append(node)
        if same:  # both eyes are one mesh
            node["mesh"] = same[0]
            continue
        targets = sorted({t for part in parts for t in part.moves}, key=_order(parts))
        mesh = {"name": parts[0].name, "primitives": [primitive(buffer, p, targets, list(materials)) for p in parts]}
        if targets:
            mesh |= {"weights": [0.0] * len(targets), "extras": {"targetNames": targets}}
        meshes.append(mesh)
    images = [{"name": name, "mimeType": "image/png", "bufferView": buffer.view(data)}
              for name, data in pictures.items()]
    document = {
        "asset": {"version": "2.0", "generator": "emoface models/head/make.py",
                  "copyright": "the emoface project, MIT or Apache-2.0"},
        "scene": 0,
        "scenes": [{"name": "emoface", "nodes": [len(children)]}],
        "nodes": children + [{"name": "head", "children": list(range(len(children)))}],
        "meshes": meshes,
        "materials": [{"name": name} | what for name, what in materials.items()],
        # No mipmaps: the palette's bands would run into each other.
        "samplers": [{"magFilter": 9729, "minFilter": 9729, "wrapS": 33071, "wrapT": 33071}],
        "images": images,
        "textures": [{"name": name, "sampler": 0, "source": i} for i, name in enumerate(pictures)],
        "accessors": buffer.accessors,
        "bufferViews": buffer.views,
        "buffers": [{"byteLength": len(buffer.data) + (-len(buffer.data) % 4)}],
    }
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    data = bytes(buffer.data) + b"\0" * (-len(buffer.data) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(data), 0x004E4942) + data
    return struct.pack("<III", 0x46546C67, 2, 12 + len(chunks)) + chunks


def _order(parts: list[Part]):
    """Apple's order, which is the order in which the shapes are made."""
    from shapes import NAMES

    return NAMES.index
