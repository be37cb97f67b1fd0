"""What check.py measures. Each check returns what it found, the limit, and whether it passes."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np

import lids
import lips
import make
import neutral
from gltf import Head
from shapes import NAMES
from surface import EYE, EYE_RADIUS

SIZE = 1200  # kB
SIDES = ("Left", "Right")


@cache
def _skin():
    """The resting skin with its rings, built anew: the file has its vertices in the same order."""
    return neutral.build()


def _both(name: str, weight: float = 1.0) -> dict[str, float]:
    """A shape on both sides."""
    pair = [name + side for side in SIDES if name + side in NAMES]
    return {n: weight for n in pair} if name not in NAMES else {name: weight}


def names(head: Head):
    """52 shapes in Apple's order on the skin, none of them empty (mm, least greatest move)"""
    given = tuple(head.skin.moves)
    least = min(np.linalg.norm(m, axis=1).max() for m in head.skin.moves.values())
    return round(least, 2), ">= 1", given == NAMES and least >= 1


def nodes(head: Head):
    """All nodes are there, under head"""
    wanted = {"head", "skin", "eyeLeft", "eyeRight", "teethUpper", "teethLower", "tongue", "brows", "lashes", "hair"}
    found = {n["name"] for n in head.json["nodes"]}
    return len(found & wanted), len(wanted), wanted <= found


def size(head: Head):
    """Size of the file (kB)"""
    kilobytes = len(head.data) / 1000
    return round(kilobytes), f"<= {SIZE}", kilobytes <= SIZE


def repeatable(head: Head):
    """The file is what make.py makes (greatest difference of any position, mm)"""
    other = Head(make.build())
    same = head.data == other.data
    worst = max(np.abs(p.position - q.position).max() if p.position.shape == q.position.shape else np.inf
                for name in head.nodes for p, q in zip(head.nodes[name], other.nodes[name]))
    return ("same bytes" if same else round(worst, 4)), "<= 0.02", same or worst <= 0.02


def numbers(head: Head):
    """No NaN, normals of length 1, triangles within their vertices (worst length)"""
    worst = 0.0
    for pieces in head.nodes.values():
        for p in pieces:
            arrays = [p.position, p.normal, *p.moves.values(), *p.turns.values()]
            if not all(np.isfinite(a).all() for a in arrays) or p.triangles.max() >= len(p.position):
                return np.inf, "1 +- 0.001", False
            worst = max(worst, np.abs(np.linalg.norm(p.normal, axis=1) - 1).max())
    return round(1 + worst, 5), "1 +- 0.001", worst < 1e-3


def symmetry(head: Head):
    """Right is left mirrored, at rest and in every shape (mm, worst)"""
    skin, moves = _skin(), head.skin.moves
    n = len(skin.position)
    mirror, flip = skin.mirror, np.array([-1, 1, 1])
    worst = np.abs(head.skin.position[:n][mirror] * flip - head.skin.position[:n]).max()
    for name, move in moves.items():
        other = name
        for a, b in (SIDES, SIDES[::-1]):
            if name.endswith(a):
                other = name[: -len(a)] + b
        worst = max(worst, np.abs(moves[other][:n][mirror] * flip - move[:n]).max())
    return round(worst, 4), "<= 0.02", worst <= 0.02


def _lip_gap(head: Head, weights: dict[str, float]) -> np.ndarray:
    """Height of the upper lip's line above the lower one's, from corner to corner; negative is overlap."""
    ring = _skin().mouth
    p = head.posed("skin", weights)
    line = ring.points[lips.CONTACT]
    upper, lower = line[1:ring.half], line[:ring.half:-1]
    return p[upper, 1] - p[lower, 1]


def closed(head: Head):
    """Lips touch at rest and with mouthClose = jawOpen = 0 to 0.6 (mm: widest gap, deepest overlap)"""
    gaps = np.concatenate([_lip_gap(head, {"jawOpen": w, "mouthClose": w}) for w in np.linspace(0, 0.6, 13)])
    good = gaps.max() <= 0.02 and gaps.min() >= -1.0
    return f"{gaps.max():.3f}, {gaps.min():.3f}", "<= 0.02, >= -1", good


def kept_closed(head: Head):
    """Shapes that must not part the lips do not, alone and with a closed jaw of 0.3 (mm, widest gap)"""
    worst = -np.inf
    for name in ("mouthSmile", "mouthFrown", "mouthStretch", "mouthDimple", "mouthPress", "mouthPucker", "mouthLeft",
                 "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper", "cheekPuff"):
        for jaw in (0.0, 0.3):
            worst = max(worst, _lip_gap(head, _both(name) | {"jawOpen": jaw, "mouthClose": jaw}).max())
    return round(worst, 3), "<= 0.05", worst <= 0.05


def opened(head: Head):
    """Shapes that open the mouth do: jawOpen, funnel, both lips off the teeth (mm, gap in the middle)"""
    gap = [_lip_gap(head, _both(n)).max() for n in ("jawOpen", "mouthFunnel", "mouthUpperUp", "mouthLowerDown")]
    least = (20, 5, 4, 4)
    return tuple(round(float(g), 1) for g in gap), f">= {least}", all(g >= at for g, at in zip(gap, least))


def _eye_vertices() -> np.ndarray:
    """Outer side of the left lids; the rim lies behind its edge."""
    return _skin().eyes["Left"].points[3:lids.margin_ring() + 1]


LID_POSES = [{"eyeBlinkLeft": b} | more for b in np.linspace(0, 1, 11) for more in (
    {}, {"eyeLookDownLeft": 1.0 - b}, {"eyeLookUpLeft": 1.0 - b}, {"eyeLookInLeft": 1.0}, {"eyeLookOutLeft": 1.0},
    {"eyeWideLeft": 1.0 - b}, {"eyeSquintLeft": 1.0 - b})]


def lids_outside(head: Head):
    """Lids never dip into the eyeball, at any blink and gaze (mm above the ball, least)"""
    rings = _eye_vertices()
    least = np.inf
    for pose in LID_POSES:
        p = head.posed("skin", pose)[rings]
        for q in (p, 0.5 * (p + np.roll(p, 1, axis=1)), 0.5 * (p[:-1] + p[1:])):  # vertices and middles of edges
            least = min(least, (np.linalg.norm(q - EYE, axis=-1) - EYE_RADIUS).min())
    return round(least, 3), ">= 0", least >= 0


def _crossings(points: np.ndarray, p: np.ndarray, triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Along +z from each point: how often the surface is crossed, and how far it is to the first crossing backwards."""
    a, b, c = (p[triangles[:, i]] for i in range(3))
    area = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    keep = np.abs(area) > 1e-9
    a, b, c, area = a[keep], b[keep], c[keep], area[keep]
    count, behind = np.zeros(len(points), int), np.full(len(points), np.inf)
    for i, q in enumerate(points):
        u = ((b[:, 0] - q[0]) * (c[:, 1] - q[1]) - (b[:, 1] - q[1]) * (c[:, 0] - q[0])) / area
        v = ((c[:, 0] - q[0]) * (a[:, 1] - q[1]) - (c[:, 1] - q[1]) * (a[:, 0] - q[0])) / area
        hit = (u >= 0) & (v >= 0) & (u + v <= 1)
        z = u[hit] * a[hit, 2] + v[hit] * b[hit, 2] + (1 - u - v)[hit] * c[hit, 2] - q[2]
        count[i] = (z > 0).sum()
        behind[i] = (-z[z <= 0]).min(initial=np.inf)
    return count, behind


def _near(p: np.ndarray, triangles: np.ndarray, low: tuple, high: tuple) -> np.ndarray:
    """Triangles that reach into a box."""
    t = p[triangles]
    return triangles[((t.max(1) >= low) & (t.min(1) <= high)).all(1)]


def lids_cover(head: Head):
    """A blink covers the eyeball at any gaze, seen from five sides (share left open)"""
    x, y = np.meshgrid(np.linspace(-1, 1, 41) * lids.WIDTH * 1.1, np.linspace(-1, 1, 31) * 12)
    x, y = (v[np.hypot(x, y) < 0.97 * EYE_RADIUS] for v in (x, y))
    ball = np.column_stack([x, y, np.sqrt(EYE_RADIUS**2 - x**2 - y**2)])
    worst = 0.0
    views = (0, 0), (0.5, 0), (-0.5, 0), (0, 0.4), (0, -0.4)
    for gaze, (yaw, pitch) in product(("", "Down", "In", "Out", "Up"), views):
        p = head.posed("skin", {"eyeBlinkLeft": 1.0, f"eyeLook{gaze}Left": 0.5}) - EYE
        near = _near(p, head.skin.triangles, (-30, -25, 0), (30, 25, 40))
        c, s, d, e = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
        turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]) @ np.array([[1, 0, 0], [0, d, -e], [0, e, d]])
        seen = ball[(ball @ turn.T)[:, 2] > 0.3 * EYE_RADIUS]
        count, _ = _crossings(seen @ turn.T, p @ turn.T, near)
        worst = max(worst, (count == 0).mean())
    return round(worst, 4), "0", worst == 0


TEETH_POSES = [{}, {"jawOpen": 0.3}, {"jawOpen": 0.6, "mouthClose": 0.6}, *(_both(n) for n in (
    "mouthSmile", "mouthStretch", "mouthFrown", "mouthPress", "mouthDimple", "mouthFunnel", "mouthPucker",
    "mouthUpperUp", "mouthLowerDown", "mouthRollLower", "mouthRollUpper", "mouthShrugLower")),
    _both("mouthSmile") | _both("mouthUpperUp") | {"jawOpen": 0.3}, _both("mouthStretch") | {"jawOpen": 0.6},
    {"jawLeft": 1, "jawOpen": 0.2}, {"jawForward": 1}]


def teeth_behind(head: Head):
    """Teeth do not come through the lips in any of many poses (teeth vertices before the skin)"""
    worst, where = 0, ""
    inner = np.zeros(len(head.skin.position), bool)
    inner[_skin().mouth.points[lips.CONTACT + 1:].ravel()] = True
    for pose in TEETH_POSES:
        p = head.posed("skin", pose)
        near = _near(p, head.skin.triangles, (-45, -110, 20), (45, -25, 120))
        face = near[~inner[near].any(1)]
        for row in ("teethUpper", "teethLower"):
            teeth = head.posed(row, pose)
            count, behind = _crossings(teeth, p, near)[0], _crossings(teeth, p, face)[1]
            through = ((count == 0) & (behind < 12)).sum()
            if through > worst:
                worst, where = through, f" in {'+'.join(pose)}"
    return f"{worst}{where}", "0", worst == 0


def jaw_takes_teeth(head: Head):
    """Lower teeth and tongue go with the chin when the jaw opens, upper teeth stay (mm at the front)"""
    front = lambda node: head.posed(node, {"jawOpen": 1.0}) - head.posed(node, {})
    down = -front("teethLower")[:, 1].min()
    chin = -front("skin")[:, 1].min()
    still = np.abs(front("teethUpper")).max()
    return f"{down:.1f}, {chin:.1f}, {still:.1f}", "alike within 6, 0", abs(down - chin) < 6 and still == 0


def folds(head: Head):
    """Skin does not fold over: triangles of the outer face that turn their back (share, worst pose)"""
    skin = _skin()
    outer = np.zeros(len(head.skin.position), bool)
    outer[:len(skin.position)] = True
    outer[skin.mouth.points[lips.BORDER + 1:].ravel()] = False
    for ring in skin.eyes.values():
        outer[ring.points[lids.margin_ring():].ravel()] = False
    quads = np.array(skin.quads)
    outer[np.unique(quads[[part == "mouth" for part in skin.parts]])] = False
    triangles = head.skin.triangles[outer[head.skin.triangles].all(1)]
    face = lambda p: np.cross(p[triangles[:, 1]] - p[triangles[:, 0]], p[triangles[:, 2]] - p[triangles[:, 0]])
    rest = face(head.skin.position)
    rest /= np.linalg.norm(rest, axis=1, keepdims=True)
    sums = [_both("mouthSmile") | _both("cheekSquint") | _both("eyeSquint"), _both("browDown") | _both("noseSneer"),
            {"mouthFunnel": 0.6, "mouthPucker": 0.6, "jawOpen": 0.4},
            _both("mouthFrown") | {"browInnerUp": 1, "mouthShrugLower": 1},
            {"browInnerUp": 1} | _both("browOuterUp") | _both("eyeWide")]
    worst, where = 0.0, ""
    for pose in [*({n: 1.0} if n != "mouthClose" else {n: 1.0, "jawOpen": 1.0} for n in NAMES), *sums]:
        n = face(head.posed("skin", pose))
        back = ((n * rest).sum(1) < -0.2 * np.linalg.norm(n, axis=1)).mean()
        if back > worst:
            worst, where = back, " in " + "+".join(pose)
    return f"{worst:.4f}{where}", "<= 0.004", worst <= 0.004


ALL = (names, nodes, size, numbers, symmetry, closed, kept_closed, opened, lids_outside, lids_cover, teeth_behind,
       jaw_takes_teeth, folds, repeatable)
