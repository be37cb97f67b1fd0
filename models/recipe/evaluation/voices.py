"""What is judged: a model file alone, or the product around it. All give board curves of 16 kHz clips.

A voice `speaks` a list of clips under one emotion and gives a list of curves [frames, 174], frame k for k / 60 s, its
look-ahead already taken off. This file runs any model file by its manifest and knows nothing of how one is trained.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
import soundfile

from controls import EMOTIONS
from features import FeatureTool
from phones import FRAME_RATE

RATE = 16000


class Voice(Protocol):
    about: str

    def speak(self, clips: list[np.ndarray], emotion: str = "neutral") -> list[np.ndarray]: ...


class FileVoice:
    """A model file through ONNX Runtime, on one thread: neither smoothed nor limited."""

    def __init__(self, model: Path, tool: Path, look_ahead: int | None) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self.manifest = json.loads(self.session.get_modelmeta().custom_metadata_map["emoface.manifest"])
        self.extract = FeatureTool(tool)
        self._choose(look_ahead)
        self.about = f"{model.name}, file alone, look-ahead {self.frames} frames (with smoothing {self.total_ms(self.frames)} ms)"

    def _choose(self, wanted: int | None) -> None:
        """A file has one delay (a number, no input) or several (a list, a one-hot input)."""
        offered = self.manifest["look_ahead_frames"]
        self.dial = len(offered) if isinstance(offered, list) else 0
        offered = offered if self.dial else [offered]
        self.index = self.manifest.get("look_ahead_default", len(offered) // 2)
        if wanted is not None:
            near = [i for i, frames in enumerate(offered) if abs(self.total_ms(frames) - wanted) <= 1]
            if not near:
                raise SystemExit(f"no look-ahead of {wanted} ms in the file: it has {', '.join(str(self.total_ms(f)) for f in offered)} ms")
            self.index = near[0]
        self.frames = offered[self.index]

    def speak(self, clips: list[np.ndarray], emotion: str = "neutral") -> list[np.ndarray]:
        """One after the other: batches were measured to be no faster here, as a GRU runs step by step anyhow."""
        return [self._run(clip, emotion) for clip in clips]

    def _run(self, clip: np.ndarray, emotion: str) -> np.ndarray:
        rows = self.extract(np.pad(clip.astype(np.float32), (0, RATE * (self.frames + 1) // FRAME_RATE)))
        weights = np.zeros((1, len(rows), len(EMOTIONS)), np.float32)
        weights[..., EMOTIONS.index(emotion)] = 1
        feed = {"features": rows[None], "emotion": weights}
        feed |= {s["input"]: np.zeros((1, *s["shape"]), np.float32) for s in self.manifest["state"]}
        if self.dial:
            feed["look_ahead"] = np.eye(self.dial, dtype=np.float32)[[self.index]]
        controls = self.session.run(["controls"], feed)[0][0, self.frames:]
        # Of a frame and an opinion of the next one, the frame.
        return controls[:, 0] if self.manifest.get("preview") else controls

    def total_ms(self, frames: int) -> int:
        """What a player waits for: a look-ahead, and a frame of smoothing unless the model previews it."""
        return round(1000 * (frames + (not self.manifest.get("preview"))) / FRAME_RATE)


class ProductVoice:
    """`emoface bake`: resampling, the voice, smoothing and limits. Behaviours (blinks, gaze, breath, laughter and so on)
    come by chance and are no lip-sync, so they are off unless the face is to be `alive`."""

    def __init__(self, command: Path, model: Path | None, look_ahead: int | None, alive: bool) -> None:
        self.command = [str(command.resolve()), "bake"]
        self.options = [] if alive else ["--behaviours", "all=0"]
        self.options += ["--model", str(model)] if model else []
        self.options += ["--look-ahead", str(look_ahead)] if look_ahead is not None else []
        self.about = (f"product, {model.name if model else 'its own voice'}, {'with' if alive else 'without'} behaviours, "
                      f"look-ahead {f'{look_ahead} ms' if look_ahead is not None else 'as it bakes by default'}")

    def speak(self, clips: list[np.ndarray], emotion: str = "neutral") -> list[np.ndarray]:
        return [self._bake(clip, emotion) for clip in clips]

    def _bake(self, clip: np.ndarray, emotion: str) -> np.ndarray:
        with tempfile.TemporaryDirectory() as name:
            wav, out = Path(name) / "in.wav", Path(name) / "out.csv"
            soundfile.write(wav, np.clip(clip, -1, 1), RATE, "PCM_16")
            done = subprocess.run([*self.command, wav, "-o", out, "--emotion", emotion, *self.options], capture_output=True, text=True)
            if done.returncode:
                raise SystemExit(f"{' '.join(self.command)}: {done.stderr.strip()}")
            return np.loadtxt(out, delimiter=",", skiprows=1, dtype=np.float32, ndmin=2)

