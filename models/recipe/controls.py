"""The board rig as the recipe sees it: which controls speech and emotion drive.

The rig itself has one truth, `src/rig/board.csv`; this file only names groups of it. Speech and emotion are
predicted in *channels*: one number that drives the same control on the left and on the right. Two constant
matrices spread channels over the 174 controls, so that both sides always agree.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

BOARD_CSV = Path(__file__).resolve().parents[2] / "src" / "rig" / "board.csv"

EMOTIONS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")

# Channels that speech drives. Signs: tongue_inOut is negative when the tongue comes out.
SPEECH = (
    "jaw-translateY",
    "jaw_fwdBack-translateY",
    "mouth_lipsTogetherU-translateY",
    "mouth_lipsTogetherD-translateY",
    "mouth_pressU-translateY",
    "mouth_pressD-translateY",
    "mouth_lipsRollU-translateY",
    "mouth_lipsRollD-translateY",
    "mouth_lipBiteD-translateY",
    "mouth_lowerLipDepress-translateY",
    "mouth_upperLipRaise-translateY",
    "mouth_stretch-translateY",
    "mouth_cornerPull-translateY",
    "mouth_purseU-translateY",
    "mouth_purseD-translateY",
    "mouth_funnelU-translateY",
    "mouth_funnelD-translateY",
    "mouth_towardsU-translateY",
    "mouth_towardsD-translateY",
    "jaw_ChinRaiseD-translateY",
    "tongue-translateY",
    "tongue_inOut-translateY",
    "tongue_tip-translateY",
    "tongue_press-translateY",
    "tongue_narrowWide-translateY",
)
SPEECH_INDEX = {name.removesuffix("-translateY"): i for i, name in enumerate(SPEECH)}
# Channels that may be negative; all others live in 0..1.
SPEECH_SIGNED = ("jaw_fwdBack", "mouth_lipsRollU", "mouth_lipsRollD", "tongue", "tongue_inOut", "tongue_tip",
                 "tongue_narrowWide")

# Emotion channels: (name, belongs to the mouth). While lips must close, the mouth part is held back.
EMOTION = (
    ("brow_down-translateY", False),
    ("brow_lateral-translateY", False),
    ("brow_raiseIn-translateY", False),
    ("brow_raiseOut-translateY", False),
    ("eye_blink-translateY", False),
    ("eye_squintInner-translateY", False),
    ("eye_cheekRaise-translateY", False),
    ("nose-translateY", False),
    ("nose_nasolabialDeepen-translateY", False),
    ("nose_wrinkleUpper-translateY", False),
    ("mouth_upperLipRaise-translateY", True),
    ("mouth_cornerPull-translateY", True),
    ("mouth_sharpCornerPull-translateY", True),
    ("mouth_cornerDepress-translateY", True),
    ("mouth_stretch-translateY", True),
    ("mouth_pressU-translateY", True),
    ("mouth_pressD-translateY", True),
    ("mouth_tightenU-translateY", True),
    ("mouth_tightenD-translateY", True),
    ("jaw_ChinRaiseU-translateY", True),
    ("jaw_ChinRaiseD-translateY", True),
    ("jaw-translateY", True),
)
EMOTION_INDEX = {name.removesuffix("-translateY"): i for i, (name, _) in enumerate(EMOTION)}


def board() -> list[tuple[str, float, float]]:
    """(name, min, max) of every control in output order."""
    with BOARD_CSV.open(newline="") as file:
        return [(row["name"], float(row["min"]), float(row["max"])) for row in csv.DictReader(file)]


def columns_of(channel: str) -> list[int]:
    """Board columns that a channel drives: the centre control, or the left and right ones."""
    names = [name for name, _, _ in board()]
    wanted = [f"CTRL_{side}_{channel}" for side in ("C", "L", "R")]
    found = [names.index(name) for name in wanted if name in names]
    assert len(found) in (1, 2), f"{channel}: {found}"
    return found


def spread(channels: list[str] | tuple[str, ...]) -> np.ndarray:
    """Matrix [channels, controls] that copies each channel onto its board columns."""
    matrix = np.zeros((len(channels), len(board())), np.float32)
    for row, channel in enumerate(channels):
        matrix[row, columns_of(channel)] = 1.0
    return matrix


def speech_range() -> tuple[np.ndarray, np.ndarray]:
    """Least and greatest value of every speech channel."""
    low = np.zeros(len(SPEECH), np.float32)
    for name in SPEECH_SIGNED:
        low[SPEECH_INDEX[name]] = -1.0
    return low, np.ones(len(SPEECH), np.float32)
