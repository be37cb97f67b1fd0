"""All 52 shapes of the skin by their ARKit names, in Apple's order."""

from __future__ import annotations

import numpy as np

import shapes_cheeks
import shapes_eyes
import shapes_jaw
import shapes_mouth
from fields import Face

_EYE = ("eyeBlink", "eyeLookDown", "eyeLookIn", "eyeLookOut", "eyeLookUp", "eyeSquint", "eyeWide")
_PAIRS = ("mouthSmile", "mouthFrown", "mouthDimple", "mouthStretch")
NAMES = (
    *(n + "Left" for n in _EYE), *(n + "Right" for n in _EYE),
    "jawForward", "jawLeft", "jawRight", "jawOpen",
    "mouthClose", "mouthFunnel", "mouthPucker", "mouthLeft", "mouthRight",
    *(n + side for n in _PAIRS for side in ("Left", "Right")),
    "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper",
    *(n + side for n in ("mouthPress", "mouthLowerDown", "mouthUpperUp") for side in ("Left", "Right")),
    "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight",
    "cheekPuff", "cheekSquintLeft", "cheekSquintRight", "noseSneerLeft", "noseSneerRight", "tongueOut",
)


def build(face: Face) -> dict[str, np.ndarray]:
    """Moves of every vertex at weight 1, in millimetres."""
    left = shapes_eyes.eyes(face)
    both = shapes_jaw.jaw(face)
    for part in (shapes_mouth.corners, shapes_mouth.openers, shapes_mouth.press):
        left |= part(face)
    for part in (shapes_mouth.round_, shapes_mouth.rolls, shapes_mouth.shrugs, shapes_mouth.aside,
                 shapes_cheeks.tongue_out):
        both |= part(face)
    for name, move in (shapes_eyes.brows(face) | shapes_cheeks.cheeks(face) | shapes_cheeks.nose(face)).items():
        (both if name in NAMES else left)[name] = move
    both = {name: move if name in shapes_jaw.EXACT else face.hang(move) for name, move in both.items()}
    for name, move in left.items():
        move = face.hang(move)
        both[name + "Left"], both[name + "Right"] = move, face.other(move)
    assert set(both) == set(NAMES), set(both) ^ set(NAMES)
    return {name: both[name] for name in NAMES}
