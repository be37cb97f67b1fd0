"""Voices of two games and of two test packages.

warzone2100-data (GPL-2+, mission voices behind a light radio effect) and unknown-horizons (CC-BY-SA-3.0) have no words.
pocketsphinx-testdata (BSD-2-Clause) has what a recogniser should find; alsa-utils (GPL-2) names loudspeakers.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from sound import RAW_16K, Speech

PACKAGES = ("pocketsphinx-testdata", "alsa-utils", "warzone2100-data", "unknown-horizons")


def recordings(debian: Path) -> Iterator[Speech]:
    yield from pocketsphinx(debian / "pocketsphinx-testdata")
    yield from alsa(debian / "alsa-utils")
    yield from warzone(debian / "warzone2100-data")
    yield from unknown_horizons(debian / "unknown-horizons")


# (folder, its transcript, language, speaker, licence)
TRANSCRIBED = (
    ("librivox", "transcription", "en-gb", "librivox-sense-and-sensibility", "BSD-2-Clause (LibriVox reading: public domain)"),
    ("cards", "cards.transcription", "en-us", "cards", "BSD-2-Clause"),
)
RAW = {"goforward": "go forward ten meters", "numbers": None, "something": None, "tidigits/dhd.2934z": "two nine three four zero"}


def pocketsphinx(package: Path) -> Iterator[Speech]:
    base = package / "usr/share/pocketsphinx/test/data"
    if not base.exists():
        return
    for folder, transcript, lang, speaker, licence in TRANSCRIBED:
        lines = (base / folder / transcript).read_text()
        for text, name in re.findall(r"^<s>\s*(.*?)\s*</s>\s*\((.*)\)", lines, re.MULTILINE):
            file = base / folder / f"{name}.wav"
            if file.exists():
                yield Speech(file=file, package="pocketsphinx-testdata", licence=licence, name=f"{folder}_{name}",
                             corpus="pocketsphinx", lang=lang, text=text, speaker=f"pocketsphinx-{speaker}")
    for name, text in RAW.items():
        yield Speech(file=base / f"{name}.raw", package="pocketsphinx-testdata", licence="BSD-2-Clause", name=name,
                     decoder=RAW_16K, corpus="pocketsphinx", lang="en-us", text=text,
                     speaker=f"pocketsphinx-{name.split('/')[0]}")


def alsa(package: Path) -> Iterator[Speech]:
    """The test of loudspeakers: each says where it stands."""
    for file in sorted((package / "usr/share/sounds/alsa").glob("*_*.wav")):
        yield Speech(file=file, package="alsa-utils", licence="GPL-2", name=file.stem, corpus="alsa", lang="en-us",
                     text=file.stem.replace("_", " ").lower(), speaker="alsa-speaker1")


WARZONE_VOICES = re.compile(
    r"audio/(?:tutorial|vtoltalk|trnsppil|memressp/missmesg|memressp/cmndrvoc|extra|countdown)/[^/]+\.ogg")


def warzone(package: Path) -> Iterator[Speech]:
    """One speaker is assumed for each folder."""
    archive, unpacked = package / "usr/share/games/warzone2100/base.wz", package / "base"
    if not archive.exists():
        return
    with zipfile.ZipFile(archive) as zipped:
        names = [name for name in zipped.namelist() if WARZONE_VOICES.fullmatch(name)]
        zipped.extractall(unpacked, names)
    for name in names:
        file = unpacked / name
        yield Speech(file=file, package="warzone2100-data", licence="GPL-2+", corpus="warzone2100", lang="en-us", text=None,
                     name=name.removeprefix("audio/").removesuffix(".ogg"), speaker=f"warzone-{file.parent.name}")


def unknown_horizons(package: Path) -> Iterator[Speech]:
    for file in sorted((package / "usr/share/unknown-horizons/content/audio/voice").glob("*/0/*/*.ogg")):
        folder = file.parts[-4][:2]
        yield Speech(file=file, package="unknown-horizons", licence="CC-BY-SA-3.0", name=f"{folder}_{file.stem}",
                     corpus="unknown-horizons", lang={"en": "en-us", "fr": "fr-fr"}.get(folder, folder), text=None,
                     speaker=f"unknown-horizons-{folder}")
