"""Turns unpacked Debian packages into recordings for align.py (index.jsonl) and dataset.py (noise/).

    python index.py packages      names of all packages, for fetch.sh
    python index.py build OUT     converts what OUT/packages holds

A line of index.jsonl: audio (path relative to it), corpus, lang (espeak-ng's code), text (null where nobody wrote down
the words), speaker (a label, not always one proven person), licence, source (package and version), seconds.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import asterisk
import fillets
import games
import letters
import noise
from sound import Measures, Noise, Sound, Speech, convert, measure

FAMILIES = (asterisk, fillets, letters, games)
# Seconds of one speaker, and of all noise.
MOST_OF_A_SPEAKER, MOST_NOISE = 1200, 3600
# Seconds, dB of full scale, share of samples.
LEAST_SPEECH, QUIETEST_SPEECH, MOST_CLIPPED = 0.4, -50, 0.01
LEAST_NOISE, QUIETEST_NOISE = 0.15, -65
# Characters a second between which a text of some length is believed.
PACE, LONG_TEXT = (5, 25), 20
AnySound = TypeVar("AnySound", bound=Sound)


def packages() -> list[str]:
    return list(dict.fromkeys(name for family in (*FAMILIES, noise) for name in family.PACKAGES))


def version(package: Path) -> str:
    return (package / "version").read_text().strip()


def shuffled(path: str) -> str:
    """A key that puts paths in an order that is random, and the same for everyone."""
    return hashlib.md5(path.encode()).hexdigest()


def converted(found: Iterable[AnySound], out: Path) -> list[tuple[AnySound, Measures]]:
    """Everything that could be read; of two recordings whose paths collide, the first."""
    first: dict[str, AnySound] = {}
    for s in found:
        first.setdefault(s.path, s)
    convert(list(first.values()), out)
    measured = [(s, measure(out / path)) for path, s in first.items()]
    return [(s, m) for s, m in measured if m]


def fault(m: Measures) -> str | None:
    """Why a recording of speech is of no use."""
    if m.seconds < LEAST_SPEECH:
        return "short"
    if m.level < QUIETEST_SPEECH:
        return "quiet"
    return "clipped" if m.clipped > MOST_CLIPPED else None


def believed(s: Speech, seconds: float) -> str | None:
    """The text, unless nobody speaks as fast or as slowly."""
    if s.text and len(s.text) > LONG_TEXT and not PACE[0] <= len(s.text) / seconds <= PACE[1]:
        return None
    return s.text


def build_speech(found: list[Speech], debian: Path, out: Path) -> None:
    """Converts speech and writes index.jsonl."""
    dropped, rows = Counter(), []
    for s, m in converted(found, out):
        if why := fault(m):
            dropped[why] += 1
            (out / s.path).unlink()
            continue
        rows.append({"audio": s.path, "corpus": s.corpus, "lang": s.lang, "text": believed(s, m.seconds), "speaker": s.speaker,
                     "licence": s.licence, "source": f"{s.package} {version(debian / s.package)}",
                     "seconds": round(m.seconds, 3)})
    # Recordings with words first.
    rows.sort(key=lambda row: (row["text"] is None, shuffled(row["audio"])))
    spoken, kept = Counter(), []
    for row in rows:
        if spoken[row["speaker"]] + row["seconds"] > MOST_OF_A_SPEAKER:
            dropped["more than enough of the speaker"] += 1
            (out / row["audio"]).unlink()
            continue
        spoken[row["speaker"]] += row["seconds"]
        kept.append(row)
    with (out / "index.jsonl").open("w", encoding="utf-8") as file:
        for row in sorted(kept, key=lambda row: row["audio"]):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{len(kept)} recordings, {sum(spoken.values()) / 60:.1f} min; dropped {dict(dropped)}")


def build_noise(found: list[Noise], debian: Path, out: Path) -> None:
    """Converts noise, and makes some of typing."""
    kept, total = 0, noise.type_keys(debian, out)
    # Music last: the rest is little.
    for s, m in sorted(converted(found, out), key=lambda pair: (pair[0].kind == "music", shuffled(pair[0].path))):
        if m.level < QUIETEST_NOISE or m.seconds < LEAST_NOISE or total + m.seconds > MOST_NOISE:
            (out / s.path).unlink()
        else:
            kept, total = kept + 1, total + m.seconds
    print(f"{kept} noises, {total / 60:.1f} min with typing")


def main() -> None:
    if sys.argv[1:] == ["packages"]:
        print("\n".join(packages()))
        return
    if len(sys.argv) != 3 or sys.argv[1] != "build":
        sys.exit(__doc__)
    out = Path(sys.argv[2])
    debian = out / "packages"
    speech = [s for family in FAMILIES for s in family.recordings(debian)]
    noises = list(noise.recordings(debian))
    held = {s.package for s in speech + noises} | {*asterisk.WORDS, noise.KEYS}
    if empty := [p.name for p in debian.iterdir() if p.name not in held]:
        sys.exit(f"nothing found in {', '.join(empty)}: another version of the package?")
    build_noise(noises, debian, out)
    build_speech(speech, debian, out)


if __name__ == "__main__":
    main()
