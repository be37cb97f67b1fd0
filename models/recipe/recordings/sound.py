"""A recording inside an unpacked Debian package, and its way to 16 kHz mono 16-bit FLAC."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

RATE = 16000
LONGEST = 120  # seconds that are kept of a file
AT_ONCE = 40  # files per call of ffmpeg: most are shorter than its start
FULL_SCALE = 0.998
G722 = ("-f", "g722")
GSM = ("-f", "gsm")
RAW_16K = ("-f", "s16le", "-ar", "16000", "-ac", "1")


@dataclass(frozen=True, kw_only=True)
class Sound:
    """A file of a package. `decoder`: options of ffmpeg where the file does not say what it holds."""

    file: Path
    package: str
    licence: str
    name: str
    decoder: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        raise NotImplementedError

    @property
    def path(self) -> str:
        """Where its FLAC goes, relative to the folder of all recordings."""
        return f"{self.folder}/{re.sub('[^A-Za-z0-9._-]+', '_', self.name)}.flac"


@dataclass(frozen=True, kw_only=True)
class Speech(Sound):
    """Somebody speaking. `text` is None where nobody wrote down the words; `lang` is espeak-ng's code."""

    corpus: str
    lang: str
    text: str | None
    speaker: str

    @property
    def folder(self) -> str:
        return f"CORPUS/{self.corpus}"


@dataclass(frozen=True, kw_only=True)
class Noise(Sound):
    """Anything but speech."""

    kind: str

    @property
    def folder(self) -> str:
        return f"noise/{self.kind}"


@dataclass(frozen=True)
class Measures:
    """Length in seconds, level (RMS) in dB of full scale, share of samples at full scale."""

    seconds: float
    level: float
    clipped: float


def convert(sounds: list[Sound], out: Path) -> None:
    """Writes the FLAC of every sound; a file that ffmpeg cannot read is named and left out."""
    for start in range(0, len(sounds), AT_ONCE):
        _convert(sounds[start:start + AT_ONCE], out)


def _convert(sounds: list[Sound], out: Path) -> None:
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-threads", "1"]
    for s in sounds:
        command += [*s.decoder, "-i", str(s.file)]
    for i, s in enumerate(sounds):
        (out / s.folder).mkdir(parents=True, exist_ok=True)
        command += ["-map", f"{i}:a:0", "-t", str(LONGEST), "-ac", "1", "-ar", str(RATE), "-sample_fmt", "s16",
                    "-map_metadata", "-1", str(out / s.path)]
    result = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if result.returncode and len(sounds) > 1:
        for s in sounds:
            _convert([s], out)
    elif result.returncode:
        (out / sounds[0].path).unlink(missing_ok=True)
        print(f"not readable: {sounds[0].file}: {result.stderr[-200:].strip()}")


def measure(path: Path) -> Measures | None:
    """None where there is no sound."""
    if not path.exists():
        return None
    # An empty FLAC does not know its length, which reads as endless.
    if not 0 < soundfile.info(path).frames <= LONGEST * RATE:
        return None
    audio, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE and audio.ndim == 1
    level = 20 * np.log10(float(np.sqrt(np.mean(audio ** 2))) + 1e-9)
    return Measures(len(audio) / RATE, float(level), float(np.mean(np.abs(audio) > FULL_SCALE)))
