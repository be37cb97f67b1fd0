"""Voices that test the evaluator: one that must pass, and three that must not.

  rule      the training targets of the true phones, as any voice may at best be: speech figures near 100 %
  rest      a face at rest, whatever is said: no closures hit, no tucks, no opening, no rounding
  loudness  a jaw that follows the level in dB and nothing else, as the plainest lip sync does: misses closures
  flap      a mouth that opens and shuts five times a second: hits closures by chance, and closes on vowels as well
"""

from __future__ import annotations

import numpy as np

from controls import EMOTION, EMOTIONS, SPEECH, SPEECH_INDEX, spread
from emotion import tonic_table
from evaluation.voices import RATE
from phones import FRAME_RATE, REST_POSE
from real import Utterance
from targets import TOGETHER, loudness_by_frame, speech_curves

NAMES = ("rule", "rest", "loudness", "flap")
FLAPS = 5  # a second


class StandIn:
    """A voice that needs no model; `utterances` are those whose phones "rule" may know, all others are silence to it."""

    def __init__(self, name: str, utterances: list[Utterance]) -> None:
        self.name = name
        self.known = {id(u.audio): u.segments for u in utterances}
        self.about = f"stand-in: {name}"
        self.speech, self.emotion, self.tonic = spread(SPEECH), spread([channel for channel, _ in EMOTION]), tonic_table()

    def speak(self, clips: list[np.ndarray], emotion: str = "neutral") -> list[np.ndarray]:
        upper = self.tonic[EMOTIONS.index(emotion)] @ self.emotion
        upper[(self.speech != 0).any(0)] = 0
        return [self._channels(clip) @ self.speech + (upper if self.name == "rule" else 0) for clip in clips]

    def _channels(self, clip: np.ndarray) -> np.ndarray:
        level = loudness_by_frame(clip, len(clip) * FRAME_RATE // RATE)
        if self.name == "rule" and id(clip) in self.known:
            return speech_curves(self.known[id(clip)], level)
        channels = np.tile(REST_POSE, (len(level), 1))
        if self.name == "loudness":
            top = max(np.percentile(level, 95), -45)
            channels[:, SPEECH_INDEX["jaw"]] = 0.5 * np.clip((level - top + 35) / 35, 0, 1)
        if self.name == "flap":
            phase = np.sin(2 * np.pi * FLAPS * np.arange(len(level)) / FRAME_RATE)
            channels[:, SPEECH_INDEX["jaw"]] = 0.2 + 0.2 * phase
            channels[:, TOGETHER] = np.clip(-2 * phase, 0, 1)[:, None]
        return channels
