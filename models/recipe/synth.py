"""Synthetic speech with exact phone times: espeak-ng (through its library), flite and festival.

    python synth.py --work DIR [--minutes 160] [--only espeak|flite|festival] [--seed 1]

Writes DIR/speech/<engine>_<voice>_<n>.npz: `audio` (16 kHz, int16) and `segments` (start, end, closed_until,
stressed) with `phones`. Voices, rates, pitches and pitch ranges are drawn at random.
"""

from __future__ import annotations

import argparse
import ctypes
import random
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

import labels
from phones import Segment
from texts import sentence

RATE = 16000
Spoken = tuple[np.ndarray, list[Segment]]


def to_16k(audio: np.ndarray, rate: int) -> np.ndarray:
    divisor = np.gcd(rate, RATE)
    return resample_poly(audio, RATE // divisor, rate // divisor).astype(np.float32)


# --- espeak-ng -------------------------------------------------------------------------------------------------------

class _EventId(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("identifier", ctypes.c_uint), ("text_position", ctypes.c_int),
                ("length", ctypes.c_int), ("audio_position", ctypes.c_int), ("sample", ctypes.c_int),
                ("user_data", ctypes.c_void_p), ("id", _EventId)]


PHONEME_EVENT = 7
# (language, script); every language is spoken by several of VARIANTS.
ESPEAK_LANGUAGES = (("en-us", "english"), ("en", "english"), ("en-gb-scotland", "english"), ("de", "german"),
                    ("fr", "french"), ("es", "spanish"), ("es-419", "spanish"), ("it", "latin"), ("pt-br", "portuguese"),
                    ("pt", "portuguese"), ("nl", "dutch"), ("sv", "swedish"), ("pl", "polish"), ("cs", "latin"),
                    ("ro", "latin"), ("hu", "latin"), ("tr", "turkish"), ("ru", "cyrillic"), ("uk", "cyrillic"),
                    ("el", "greek"), ("hi", "devanagari"), ("ar", "arabic"), ("ja", "hiragana"),
                    ("cmn-latn-pinyin", "pinyin"), ("id", "latin"), ("sw", "latin"), ("fi", "latin"))
VARIANTS = ("", "f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "klatt", "klatt2",
            "klatt4", "Andrea", "Annie", "Alicia", "Denis", "Gene", "Lee", "Michael", "Mario", "adam", "belinda",
            "linda", "steph", "anika", "antonio", "boris", "john", "miguel", "paul", "rob", "sandro", "quincy",
            "whisper", "croak", "Nguyen", "Jacky", "Diogo", "Henrique", "Hugo", "Marco", "ed", "david", "max")


class Espeak:
    """espeak-ng's library; its phoneme events name the sample at which each phone begins."""

    def __init__(self) -> None:
        self.library = ctypes.CDLL("libespeak-ng.so.1")
        self.rate = self.library.espeak_Initialize(2, 0, None, 3)  # synchronous, phoneme events in IPA
        self.events: list[tuple[int, str]] = []
        self.chunks: list[np.ndarray] = []
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))
        self.callback = kind(self._receive)
        self.library.espeak_SetSynthCallback(self.callback)

    def _receive(self, samples, count, events) -> int:
        if samples and count > 0:
            self.chunks.append(np.ctypeslib.as_array(samples, (count,)).astype(np.float32) / 32768)
        i = 0
        while events[i].type:
            if events[i].type == PHONEME_EVENT:
                self.events.append((events[i].sample, bytes(events[i].id.string).split(b"\0")[0].decode("utf8", "ignore")))
            i += 1
        return 0

    def speak(self, text: str, voice: str, rate: int, pitch: int, pitch_range: int) -> Spoken | None:
        self.events, self.chunks = [], []
        if self.library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice}")
        for parameter, value in ((1, rate), (3, pitch), (4, pitch_range)):
            self.library.espeak_SetParameter(parameter, value, 0)
        data = text.encode()
        self.library.espeak_Synth(data, len(data) + 1, 0, 0, 0, 1, None, None)
        self.library.espeak_Synchronize()
        if not self.chunks or len(self.events) < 3:
            return None
        audio = np.concatenate(self.chunks)
        times = [sample / self.rate for sample, _ in self.events] + [len(audio) / self.rate]
        rows = [(a, b, label) for (_, label), a, b in zip(self.events, times, times[1:])]
        found = labels.segments(rows, lambda label: labels.ipa(label) if label else ["pau"])
        return to_16k(audio, self.rate), close_before_burst(found, audio, self.rate)


def close_before_burst(found: list[Segment], audio: np.ndarray, rate: int) -> list[Segment]:
    """espeak-ng marks a voiceless stop at its burst: the closure is the silence before it, taken from the phone before.

    A voiced stop's event begins its murmur. Closure lengths follow the audible silence, at least 40 ms before a
    voiceless burst (Rhubarb's rule) and never more than half of the phone before.
    """
    step = rate // 200
    level = np.sqrt(np.mean(audio[:len(audio) // step * step].reshape(-1, step) ** 2, 1))
    silent = level < 0.02 * level.max()
    result: list[Segment] = []
    for segment in found:
        if segment.phone in ("p", "t", "k", "b", "d", "g", "ch", "jh") and segment.end > segment.start:
            voiceless = segment.phone in ("p", "t", "k", "ch")
            start = segment.start
            while start > segment.start - 0.10 and silent[max(0, min(len(silent) - 1, int(start * 200) - 1))] and start > 0.005:
                start -= 0.005
            if voiceless:
                start = min(start, segment.start - 0.04)
            if result:
                last = result.pop()
                start = max(start, (last.start + last.end) / 2 if last.phone != "pau" else last.start + 0.005)
                if last.closed_until >= last.start:
                    last = Segment(last.start, start, last.phone, min(last.closed_until, start), last.stressed)
                result.append(last)
            start = max(start, 0.0)
            closed = segment.start + 0.005 if voiceless else max(segment.start + 0.01, segment.end - 0.02)
            segment = Segment(start, segment.end, segment.phone, closed, segment.stressed)
        result.append(segment)
    return result


def speak_espeak(random: random.Random, engine: Espeak, turn: int) -> tuple[str, Spoken | None]:
    language, script = ESPEAK_LANGUAGES[turn % len(ESPEAK_LANGUAGES)]
    variant = random.choice(VARIANTS)
    voice = f"{language}+{variant}" if variant else language
    spoken = engine.speak(sentence(random, script), voice, random.randint(110, 220), random.randint(20, 80), random.randint(20, 90))
    return f"{language}_{variant or 'plain'}", spoken


# --- flite -----------------------------------------------------------------------------------------------------------

FLITE_VOICES = ("awb", "rms", "slt", "kal16", "slt", "rms", "awb")


def speak_flite(random: random.Random, folder: Path, turn: int) -> tuple[str, Spoken | None]:
    voice = FLITE_VOICES[turn % len(FLITE_VOICES)]
    out = folder / "flite.wav"
    command = ["flite", "-voice", voice, "-psdur", "--setf", f"duration_stretch={random.uniform(0.8, 1.35):.2f}"]
    if voice.startswith("kal"):
        command += ["--setf", f"int_f0_target_mean={random.randint(80, 160)}"]
    printed = subprocess.run([*command, "-t", sentence(random, "english"), "-o", str(out)], capture_output=True, text=True, timeout=60).stdout
    rows, start = [], 0.0
    for item in printed.split():
        label, _, end = item.rpartition(":")
        rows.append((start, float(end), label))
        start = float(end)
    audio, rate = soundfile.read(out, dtype="float32")
    return voice, (to_16k(audio, rate), labels.segments(rows, labels.arpabet))


# --- festival --------------------------------------------------------------------------------------------------------

FESTIVAL_VOICES = (("kal_diphone", "english"), ("ked_diphone", "english"), ("cmu_us_slt_arctic_hts", "english"),
                   ("lp_diphone", "latin"), ("pc_diphone", "latin"), ("czech_dita", "latin"), ("czech_machac", "latin"),
                   ("czech_ph", "latin"), ("hy_fi_mv_diphone", "latin"), ("suo_fi_lj_diphone", "latin"),
                   ("upc_ca_ona_hts", "latin"), ("hindi_NSK_diphone", "devanagari"), ("marathi_NSK_diphone", "devanagari"),
                   ("telugu_NSK_diphone", "telugu"), ("msu_ru_nsh_clunits", "cyrillic"))


def speak_festival(random: random.Random, folder: Path, voice: str, script: str, count: int) -> list[Spoken]:
    """Many utterances in one process, as starting festival costs more than speaking."""
    lines = [f"(voice_{voice})"]
    for i in range(count):
        text = sentence(random, script)
        lines.append(f"(Parameter.set 'Duration_Stretch {random.uniform(0.85, 1.3):.2f})")
        lines.append(f'(set! u (utt.synth (Utterance Text "{text}")))(utt.save.wave u "{folder}/{i}.wav" \'riff)'
                     f'(utt.save.segs u "{folder}/{i}.segs")')
    program = folder / "say.scm"
    program.write_text("\n".join(lines))
    subprocess.run(["festival", "-b", str(program)], capture_output=True, timeout=900)
    english = script == "english"
    notation = labels.arpabet if english else lambda label: labels.festival(label, voice.startswith("czech"))
    spoken = []
    for i in range(count):
        if not (folder / f"{i}.segs").exists() or not (folder / f"{i}.wav").exists():
            continue
        rows, start = [], 0.0
        for line in (folder / f"{i}.segs").read_text(errors="replace").splitlines():
            parts = line.split()
            if len(parts) == 3:
                rows.append((start, float(parts[0]), parts[2]))
                start = float(parts[0])
        audio, rate = soundfile.read(folder / f"{i}.wav", dtype="float32")
        spoken.append((to_16k(audio, rate), labels.segments(rows, notation)))
    return spoken


# --- all -------------------------------------------------------------------------------------------------------------

def packed(found: list[Segment]) -> dict[str, np.ndarray]:
    """Phones as arrays; `unpacked` in real.py reads them."""
    return {"phones": np.array([s.phone for s in found]),
            "segments": np.array([(s.start, s.end, s.closed_until, s.stressed, s.sure) for s in found], np.float32)}


def save(path: Path, spoken: Spoken) -> float:
    audio, found = spoken
    np.savez(path, audio=(np.clip(audio, -1, 1) * 32767).astype(np.int16), **packed(found))
    return len(audio) / RATE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=160)
    parser.add_argument("--only", choices=("espeak", "flite", "festival"))
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    out = arguments.work / "speech"
    out.mkdir(parents=True, exist_ok=True)
    share = {"espeak": 0.42, "flite": 0.24, "festival": 0.34}
    for engine in share if not arguments.only else (arguments.only,):
        generator = random.Random(f"{engine}{arguments.seed}")
        wanted, made, turn = share[engine] * arguments.minutes * 60, 0.0, 0
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            speaker = Espeak() if engine == "espeak" else None
            if engine == "festival":
                each = max(1, round(wanted / len(FESTIVAL_VOICES) / 4.0))
                for voice, script in FESTIVAL_VOICES:
                    for old in folder.iterdir():
                        old.unlink()
                    for i, spoken in enumerate(speak_festival(generator, folder, voice, script, each)):
                        made += save(out / f"festival_{voice}_{i:04}.npz", spoken)
                    print(f"festival {voice}: {made / 60:.1f} min so far", flush=True)
                continue
            while made < wanted:
                voice, spoken = speak_espeak(generator, speaker, turn) if speaker else speak_flite(generator, folder, turn)
                if spoken:
                    made += save(out / f"{engine}_{voice}_{turn:04}.npz", spoken)
                turn += 1
            print(f"{engine}: {made / 60:.1f} min in {turn} utterances", flush=True)


if __name__ == "__main__":
    main()
