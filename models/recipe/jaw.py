"""A jaw that follows captured jaws: a small map from clean sound to jaw, fitted on captured takes.

    python jaw.py --data DIR --map jaw.pt      fits on the training takes; without --map: leaves each take out once

Captured jaws follow the level of the sound in a few bands (the first formant's above all) within a fifth of a second;
phone classes added to that brought nothing on takes not fitted on, a look into the future beyond 0.1 s neither. The map
therefore hears band levels only, relative to the speech's own level, and works for any language. What a board jaw must
obey besides comes from classes, after the map: rest in silence, jaw up in sibilants, low vowels more open than spread.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from scipy import fft
from torch import Tensor, nn
from torch.nn import functional

from controls import SPEECH_INDEX
from evaluation.metrics import best_lag, correlation
from phones import CLASSES, FRAME_RATE, REST_POSE
from real import SPLIT, read_16k
from targets import IGNORE, SIBILANT_JAW

RATE = 16000
JAW_COLUMN, CAPTURE_RATE = 74, 30
JAW = SPEECH_INDEX["jaw"]
REST_JAW = float(REST_POSE[JAW])
# Captured openings reach .35 to .45 at their 95th percentile, as an open "a" of the phone table does: no other scale.
GREATEST = 0.6
BANDS = ((80, 350), (350, 700), (700, 1300), (1300, 3000), (3000, 7600))
LINEAR = (0, 2, 3)  # rows of band_power that are also given as amplitude: all of the sound, and the first formant
FLOOR = 42.0  # dB below the level of speech that count as silence
# Captured mean openings per class (2_x takes) lie at .30-.36 for open and .15-.19 for close front vowels, but another
# speaker's vowels reach the map through another voice: these factors keep the order.
FACTORS = {"open": 1.15, "front_open": 1.08, "front_close": 0.80, "round_close": 0.82}


@dataclass
class Take:
    """A captured take: sound at 16 kHz, the jaw at 60 frames a second, frame k at k / 60 s."""

    name: str
    audio: np.ndarray
    jaw: np.ndarray


def load_takes(data: Path) -> list[Take]:
    """All captured takes. Their clocks agree with the sound's (a level leads each jaw by one frame, which is the
    mouth's own delay and what the figure is measured with): nothing is shifted."""
    folder, takes = data / "facegood_audio2face", []
    for wav in sorted((folder / "wav").glob("*.wav")):
        saved = np.load(folder / "bs_value" / f"bs_value_{wav.stem}.npz")
        assert saved["fps"] == CAPTURE_RATE
        captured = saved["weights"][:, JAW_COLUMN]
        frames = np.arange(len(captured) * FRAME_RATE // CAPTURE_RATE) * CAPTURE_RATE / FRAME_RATE
        takes.append(Take(wav.stem, read_16k(wav), np.interp(frames, np.arange(len(captured)), captured).astype(np.float32)))
    return takes


def board_jaw(jaw: np.ndarray) -> np.ndarray:
    """A captured or mapped jaw (0 is shut) in the board's units: rest in silence, never above GREATEST."""
    return REST_JAW + (1 - REST_JAW) * np.clip(jaw, 0, (GREATEST - REST_JAW) / (1 - REST_JAW))


@lru_cache(maxsize=2)
def band_gains(length: int) -> list[np.ndarray]:
    """Per band, of the spectrum of so many samples: a Butterworth band-pass of second order, there and back."""
    place = np.tan(np.pi * np.arange(1, length // 2 + 1) / length)
    edges = np.tan(np.pi * np.array(BANDS) / RATE)
    gains = [1 / (1 + ((place ** 2 - low * high) / (place * (high - low))) ** 4) for low, high in edges]
    return [np.pad(gain, (1, 0)).astype(np.float32) for gain in gains]


def band_power(audio: np.ndarray, frames: int) -> np.ndarray:
    """[1 + bands, frames]: power around each frame (25 ms), of all of the sound and of each band."""
    # As a product: a recursive filter crawls through silence, whose last decaying samples are subnormal.
    length = fft.next_fast_len(len(audio) + RATE // 10, real=True)
    spectrum = fft.rfft(audio.astype(np.float32), length)
    rows = [audio, *(fft.irfft(spectrum * gain, length)[:len(audio)] for gain in band_gains(length))]
    centre = (np.arange(frames) / FRAME_RATE * RATE).astype(int)
    a, b = np.clip(centre - 200, 0, len(audio)), np.clip(centre + 200, 0, len(audio))
    total = np.cumsum(np.pad(np.asarray(rows, np.float64) ** 2, ((0, 0), (1, 0))), 1)
    return (total[:, b] - total[:, a]) / np.maximum(b - a, 1) + 1e-12


def map_inputs(power: np.ndarray, random: np.random.Generator | None = None) -> np.ndarray:
    """What the map hears: levels over silence, relative to the level of the speech itself.

    With `random`: another microphone, voice and room (a gain for each band, a floor of noise).
    """
    if random is not None:
        tilt = np.concatenate([[0.0], random.normal(0, 2.5, len(BANDS))])
        power = power * 10 ** (tilt[:, None] / 10)
        loud = np.percentile(power[0], 95)
        power = power + loud * 10 ** (random.uniform(-7.0, -2.8)) * np.array([1, *(random.dirichlet(np.ones(len(BANDS))))])[:, None]
    level = 10 * np.log10(power)
    spoken = level[0][level[0] > level[0].max() - 45]
    level -= np.percentile(spoken, 85) + (0 if random is None else random.normal(0, 1.0))
    return np.concatenate([np.clip(1 + level / FLOOR, 0, 1.3), 10 ** (level[list(LINEAR)] / 20)]).astype(np.float32)


class JawMap(nn.Module):
    """Three convolutions over 0.4 s, centred on the frame."""

    def __init__(self, width: int = 32, kernel: int = 9) -> None:
        super().__init__()
        pad = kernel // 2
        self.layers = nn.Sequential(
            nn.Conv1d(1 + len(BANDS) + len(LINEAR), width, kernel, padding=pad), nn.ReLU(), nn.Dropout(0.1),
            nn.Conv1d(width, width, kernel, padding=pad), nn.ReLU(), nn.Dropout(0.1), nn.Conv1d(width, 1, kernel, padding=pad))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)[:, 0]

    @torch.no_grad()
    def hear(self, audio: np.ndarray, frames: int) -> np.ndarray:
        """Captured-like jaw of a clean recording (0 is shut)."""
        if np.abs(audio).max() < 1e-4:
            return np.zeros(frames, np.float32)
        return self(torch.tensor(map_inputs(band_power(audio, frames)))[None])[0].clamp(min=0).numpy()


def fit(takes: list[Take], steps: int = 260, seed: int = 1, window: int = 384, fluent: float = 2.0) -> JawMap:
    """Least squares on random windows. Takes of running speech are few, so they count `fluent` times their length."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    powers = [band_power(t.audio, len(t.jaw)) for t in takes]
    share = np.array([len(t.jaw) * (fluent if np.mean(t.jaw < 0.01) < 0.35 else 1) for t in takes])
    jaw_map = JawMap()
    optimiser = torch.optim.AdamW(jaw_map.parameters(), 4e-3, weight_decay=0.03)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps)
    for _ in range(steps):
        x, y = [], []
        for _ in range(12):
            i = random.choice(len(takes), p=share / share.sum())
            a = random.integers(0, len(takes[i].jaw) - 2 * window)
            # Level of speech and noise are set on twice the window: a window of two words says little of it.
            heard = map_inputs(powers[i][:, a:a + 2 * window], random if random.random() < 0.7 else None)
            x.append(heard[:, :window])
            y.append(takes[i].jaw[a:a + window])
        loss = functional.mse_loss(jaw_map(torch.tensor(np.stack(x))), torch.tensor(np.stack(y)))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return jaw_map.eval()


def load_map(path: Path) -> JawMap:
    jaw_map = JawMap()
    jaw_map.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return jaw_map.eval()


def _smooth(x: np.ndarray, frames: int) -> np.ndarray:
    window = np.hanning(frames + 2)[1:-1]
    padded = np.pad(x, frames // 2, "edge")
    return np.convolve(padded, window / window.sum(), "valid")[:len(x)]


def jaw_curve(jaw_map: JawMap, audio: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """[frames] jaw of a clean chunk whose frames have these classes, for curves[:, jaw] before the chunk is spoiled."""
    jaw = jaw_map.hear(audio, len(classes))
    classes = np.where(classes == IGNORE, CLASSES.index("breath"), classes)
    factor = np.ones(len(CLASSES))
    for name, value in FACTORS.items():
        factor[CLASSES.index(name)] = value
    jaw = board_jaw(jaw * _smooth(factor[classes], 9))
    # Short pauses between words are no rest: the mouth only comes to rest where silence lasts (its window is smooth).
    silent = _smooth((classes == CLASSES.index("silence")).astype(float), 9)
    jaw = jaw + np.clip(2 * silent - 1, 0, 1) * (REST_JAW - jaw)
    sibilant = np.isin(classes, [CLASSES.index("sibilant"), CLASSES.index("postalveolar")])
    held = np.clip(1.4 * _smooth(sibilant.astype(float), 7), 0, 1)
    return (jaw - held * np.maximum(jaw - SIBILANT_JAW, 0)).astype(np.float32)


def leave_one_out(takes: list[Take]) -> None:
    for held in takes:
        jaw_map = fit([t for t in takes if t is not held])
        jaw = jaw_map.hear(held.audio, len(held.jaw))
        lag, there = best_lag(jaw, held.jaw)
        print(f"{held.name}  {correlation(jaw, held.jaw):.3f} | {lag:+d} {there:.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--map", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    takes = load_takes(arguments.data)
    if arguments.map is None:
        leave_one_out(takes)
        return
    torch.save(fit([t for t in takes if t.name not in SPLIT["facegood_dev_takes"]]).state_dict(), arguments.map)


if __name__ == "__main__":
    main()
