"""Real recordings with phone labels: loading, mapping to the one phone set, and the split by speaker and corpus.

The folder given as --data holds `phones.jsonl` (one utterance a line: audio, duration, lang, labels, emotion,
phones) and the recordings it names.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile

import labels
from phones import Segment
from synth import to_16k

SPLIT = json.loads((Path(__file__).parent / "split.json").read_text())
NOTATIONS = {"emodb_german_emotion": labels.emodb}


@dataclass
class Utterance:
    """One recording at 16 kHz with its phones."""

    name: str
    corpus: str
    speaker: str
    emotion: str
    audio: np.ndarray
    segments: list[Segment]
    dev: bool = False
    # Where nobody labelled it: (classes, speech channels) of every frame as the teacher hears them.
    taught: tuple[np.ndarray, np.ndarray] | None = None


def store(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Writes a .npz whole or not at all: what is there is taken for done."""
    temporary = path.with_suffix(".part")
    with temporary.open("wb") as file:
        np.savez(file, **arrays)
    os.replace(temporary, path)


def fill_gaps(found: list[Segment], end: float) -> list[Segment]:
    """Unlabelled stretches longer than a frame are pauses."""
    result, at = [], 0.0
    for s in sorted(found, key=lambda s: s.start):
        if s.start - at > 0.017:
            result.append(Segment(at, s.start, "pau", s.start))
        result.append(s)
        at = s.end
    if end - at > 0.017:
        result.append(Segment(at, end, "pau", end))
    return result


def _weaken_schwas(found: list[Segment]) -> list[Segment]:
    """Labels without stress digits write one AH for two vowels: the short ones are schwas."""
    weak = lambda s: s.phone == "ah" and s.end - s.start < 0.075
    return [replace(s, phone="ax", stressed=False) if weak(s) else s for s in found]


def read_16k(path: Path) -> np.ndarray:
    audio, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return to_16k(audio.mean(1), rate)


def load(data: Path) -> list[Utterance]:
    """Every labelled utterance, dev ones marked."""
    found = []
    for line in (data / "phones.jsonl").open():
        row = json.loads(line)
        corpus, file = row["audio"].split("/", 1)
        stem = Path(file).stem
        speaker = stem[:2] if corpus.startswith("emodb") else stem.split("-")[0]
        audio = read_16k(data / row["audio"])
        notation = NOTATIONS.get(corpus, labels.arpabet)
        segments = labels.segments([tuple(p) for p in row["phones"]], notation)
        segments = _weaken_schwas(fill_gaps(segments, len(audio) / 16000))
        found.append(Utterance(stem, corpus, speaker, row.get("emotion") or "neutral", audio, segments))
    readers = sorted({u.speaker for u in found if u.corpus == "librispeech_train_clean"}, key=int)
    held = set(readers[2::6][:SPLIT["librispeech_train_clean"]["dev_readers"]])
    for u in found:
        u.dev = (u.corpus in SPLIT["dev_only_corpora"] or u.corpus == "librispeech_train_clean" and u.speaker in held
                 or u.corpus == "emodb_german_emotion" and u.speaker in SPLIT["emodb_german_emotion"]["dev_speakers"])
    return found


UNLABELLED = ("librispeech_train_clean", "librispeech_test_other", "ljspeech_samples")


def unlabelled(data: Path) -> list[Path]:
    """Recordings without labels whose speakers the dev set does not know."""
    labelled = {json.loads(line)["audio"] for line in (data / "phones.jsonl").open()}
    files = [f for corpus in UNLABELLED for f in sorted((data / corpus).rglob("*")) if f.suffix in (".flac", ".wav")]
    return [f for f in files if str(f.relative_to(data)) not in labelled]


def training_takes(data: Path) -> list[Path]:
    """The sound of the captured takes that are not kept for the figures."""
    return [f for f in sorted((data / "facegood_audio2face" / "wav").glob("*.wav")) if f.stem not in SPLIT["facegood_dev_takes"]]


def unpacked(saved: Mapping[str, np.ndarray]) -> list[Segment]:
    """Phones that synth.py or align.py packed."""
    return [Segment(float(a), float(b), str(phone), float(c), bool(d), bool(rest[0]) if rest else True)
            for phone, (a, b, c, d, *rest) in zip(saved["phones"], saved["segments"])]


# Seconds: the teacher knows little of a single word, and each would fill a window with silence.
LEAST_TAUGHT = 2.0


def load_aligned(folder: Path, part: str = "training") -> list[Utterance]:
    """What align.py wrote: recordings with phones, and (for training) recordings that only the teacher labelled.

    Whole corpora are kept apart for `part` "tuning" and "dev" (split.json); those keep their names, what is trained on
    is named by how it was labelled: "aligned", "taught" or "captured"."""
    apart = {corpus: name for name in ("tuning", "dev") for corpus in SPLIT[f"{name}_corpora"]}
    found = []
    for path in sorted(folder.glob("*.npz")):
        saved = np.load(path)
        corpus = str(saved["corpus"])
        if apart.get(corpus, "training") != part or part != "training" and "classes" in saved:
            continue
        audio = saved["audio"].astype(np.float32) / 32768
        taught = (saved["classes"], saved["curves"]) if "classes" in saved else None
        if taught and len(audio) < LEAST_TAUGHT * 16000:
            continue
        segments = [] if taught else fill_gaps(unpacked(saved), len(audio) / 16000)
        if part == "training":
            corpus = "captured" if corpus == "facegood" else "taught" if taught else "aligned"
        found.append(Utterance(path.stem, corpus, str(saved["speaker"]), "neutral", audio, segments, part != "training", taught))
    return found


def load_synthetic(work: Path) -> list[Utterance]:
    """What synth.py wrote; the voice stands for the speaker."""
    found = []
    for path in sorted((work / "speech").glob("*.npz")):
        saved = np.load(path)
        audio = saved["audio"].astype(np.float32) / 32768
        speaker = path.stem.rsplit("_", 1)[0]
        found.append(Utterance(path.stem, "synthetic", speaker, "neutral", audio, fill_gaps(unpacked(saved), len(audio) / 16000)))
    return found
