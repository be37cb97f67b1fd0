"""Reads head.glb back: vertices, triangles and morph targets by node, in millimetres."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass

import numpy as np

_TYPES = {5121: np.uint8, 5123: np.uint16, 5125: np.uint32, 5126: np.float32}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}


@dataclass
class Piece:
    """One primitive of a node."""

    position: np.ndarray
    normal: np.ndarray
    triangles: np.ndarray
    moves: dict[str, np.ndarray]
    turns: dict[str, np.ndarray]


class Head:
    """The file and its nodes."""

    def __init__(self, data: bytes):
        self.data = data
        length = struct.unpack("<I", data[12:16])[0]
        self.json = json.loads(data[20:20 + length])
        self._binary = data[28 + length:]
        self.nodes: dict[str, list[Piece]] = {}
        self.origin: dict[str, np.ndarray] = {}
        for node in self.json["nodes"]:
            self.origin[node["name"]] = 1000 * np.array(node.get("translation", [0, 0, 0]), float)
            if "mesh" in node:
                mesh = self.json["meshes"][node["mesh"]]
                names = mesh.get("extras", {}).get("targetNames", [])
                self.nodes[node["name"]] = [self._piece(p, names) for p in mesh["primitives"]]
        self.skin = self.nodes["skin"][0]

    def _view(self, view: int, kind: int, count: int, width: int) -> np.ndarray:
        start = self.json["bufferViews"][view].get("byteOffset", 0)
        return np.frombuffer(self._binary, _TYPES[kind], count * width, start).reshape(count, width)

    def accessor(self, index: int) -> np.ndarray:
        """Values of an accessor, sparse ones filled in."""
        a = self.json["accessors"][index]
        width = _WIDTHS[a["type"]]
        values = np.zeros((a["count"], width))
        if "bufferView" in a:
            values = self._view(a["bufferView"], a["componentType"], a["count"], width).astype(float)
        if "sparse" in a:
            s = a["sparse"]
            where = self._view(s["indices"]["bufferView"], s["indices"]["componentType"], s["count"], 1)[:, 0]
            assert (np.diff(where.astype(int)) > 0).all()
            values[where] = self._view(s["values"]["bufferView"], a["componentType"], s["count"], width)
        return values

    def _piece(self, primitive: dict, names: list[str]) -> Piece:
        at = primitive["attributes"]
        targets = dict(zip(names, primitive.get("targets", []), strict=True))
        return Piece(1000 * self.accessor(at["POSITION"]), self.accessor(at["NORMAL"]),
                     self.accessor(primitive["indices"]).astype(int).reshape(-1, 3),
                     {n: 1000 * self.accessor(t["POSITION"]) for n, t in targets.items()},
                     {n: self.accessor(t["NORMAL"]) for n, t in targets.items()})

    def posed(self, node: str, weights: dict[str, float], piece: int = 0) -> np.ndarray:
        """Positions of a node's vertices in a pose."""
        p = self.nodes[node][piece]
        moved = p.position + self.origin[node]
        for name, weight in weights.items():
            if name in p.moves:
                moved = moved + weight * p.moves[name]
        return moved
