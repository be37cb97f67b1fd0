"""Makes examples/hello.wav: a sentence whose lips are easy to judge, spoken by festival's HTS voice of slt.

    python make_sample.py OUT.wav        (needs festival with the voice cmu_us_slt_arctic_hts, and sox)

The text is our own; the voice is CMU ARCTIC slt (BSD-like licence). The comma makes the pause in the middle.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

TEXT = ("Hello! Please move my big blue lamp.", "We found five very warm boots by the pool.")
PAUSE_SECONDS = 0.45


def speak(text: str, out: Path) -> None:
    program = (f'(voice_cmu_us_slt_arctic_hts) (set! u (utt.synth (Utterance Text "{text}")))'
               f'(utt.save.wave u "{out}" (quote riff))')
    subprocess.run(["festival", "--pipe"], input=program, text=True, check=True)


def main() -> None:
    out = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        parts = [Path(folder) / f"{i}.wav" for i in range(len(TEXT))]
        for text, part in zip(TEXT, parts):
            speak(text, part)
        padded = Path(folder) / "padded.wav"
        # Trim the engine's own silence so that the pause has a known length.
        trim = ["silence", "1", "0.02", "0.5%", "reverse", "silence", "1", "0.02", "0.5%", "reverse"]
        for i, part in enumerate(parts):
            subprocess.run(["sox", part, Path(folder) / f"t{i}.wav", *trim, "pad", "0.15", str(PAUSE_SECONDS - 0.15)], check=True)
        subprocess.run(["sox", Path(folder) / "t0.wav", Path(folder) / "t1.wav", padded], check=True)
        subprocess.run(["sox", "-R", padded, "-r", "22050", "-b", "16", "-c", "1", out, "gain", "-n", "-3"], check=True)


if __name__ == "__main__":
    main()
