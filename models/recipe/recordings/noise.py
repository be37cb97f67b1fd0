"""Sounds that may stand behind a speaker: music, effects of games, ambience, typing.

Music on hold of Asterisk and all of unknown-horizons: CC-BY-SA-3.0; fillets-ng-data: GPL-2; wesnoth-1.16-data and
bucklespring-data (single presses of keys, from which minutes of typing are put together): GPL-2+.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample

from sound import G722, RATE, Noise

HORIZONS, FILLETS = "usr/share/unknown-horizons/content/audio", "usr/share/games/fillets-ng"
WESNOTH = "usr/share/games/wesnoth/1.16/data/core/sounds"
# (package, files, kind, beginning of the name, licence)
SOURCES = (
    ("asterisk-moh-opsound-g722", "usr/share/asterisk/moh/*.g722", "music", "moh", "CC-BY-SA-3.0"),
    ("unknown-horizons", f"{HORIZONS}/music/**/*.ogg", "music", "uh", "CC-BY-SA-3.0"),
    ("unknown-horizons", f"{HORIZONS}/sounds/*.ogg", "effects", "uh", "CC-BY-SA-3.0"),
    ("fillets-ng-data", f"{FILLETS}/music/*.ogg", "music", "fillets", "GPL-2"),
    ("wesnoth-1.16-data", f"{WESNOTH}/ambient/*.ogg", "ambience", "wesnoth", "GPL-2+"),
    ("wesnoth-1.16-data", f"{WESNOTH}/*.ogg", "effects", "wesnoth", "GPL-2+"),
    ("fillets-ng-data", f"{FILLETS}/sound/share/*.ogg", "effects", "fillets", "GPL-2"),
)
KEYS = "bucklespring-data"
PACKAGES = (*dict.fromkeys(source[0] for source in SOURCES), KEYS)


def recordings(debian: Path) -> Iterator[Noise]:
    for package, files, kind, beginning, licence in SOURCES:
        for file in sorted((debian / package).glob(files)):
            yield Noise(file=file, package=package, licence=licence, name=f"{beginning}_{file.stem}", kind=kind,
                        decoder=G722 if file.suffix == ".g722" else ())


TYPING_TAKES, TYPING_SECONDS = 4, 60


def type_keys(debian: Path, out: Path) -> int:
    """Writes some minutes of typing: strokes 0.18 s apart on average, each key released 0.06 to 0.12 s later, some pauses.

    Gives the seconds written."""
    pressed = sorted(str(f) for f in (debian / KEYS).glob("usr/share/buckle/wav/*-0.wav"))
    if not pressed:
        return 0
    random = np.random.default_rng(1)
    folder = out / "noise" / "keyboard"
    folder.mkdir(parents=True, exist_ok=True)
    for take in range(TYPING_TAKES):
        audio = np.zeros(RATE * TYPING_SECONDS, np.float32)
        at = 0.3
        while at < TYPING_SECONDS - 1.5:
            press = str(random.choice(pressed))
            for file, delay in ((press, 0.0), (press.replace("-0.wav", "-1.wav"), random.uniform(0.06, 0.12))):
                if Path(file).exists():
                    start = int((at + delay) * RATE)
                    key = _read(file)[:len(audio) - start]
                    audio[start:start + len(key)] += key * random.uniform(0.6, 1)
            at += random.gamma(3, 0.06) + (random.uniform(0.4, 2) if random.random() < 0.06 else 0)
        audio *= 0.7 / max(0.7, np.abs(audio).max())
        soundfile.write(folder / f"typing{take}.flac", audio, RATE, subtype="PCM_16")
    return TYPING_TAKES * TYPING_SECONDS


def _read(file: str) -> np.ndarray:
    audio, rate = soundfile.read(file, dtype="float32", always_2d=True)
    return resample(audio.mean(1), len(audio) * RATE // rate)
