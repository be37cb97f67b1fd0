"""Figures of a voice on speakers it never heard, against captured jaws, in silence and under emotions.

    python evaluate.py --data DIR --model models/voice.onnx            the file alone, through ONNX Runtime
    python evaluate.py --data DIR --bake target/release/emoface        the product: resampling, smoothing and all

With --bake every recording goes through `emoface bake IN.wav -o OUT.csv --no-blink --no-gaze`. --plots DIR also draws
curves over phones for some dev utterances (needs matplotlib). Definitions: metrics.py; dev speakers: split.json.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

import augment
import metrics
from controls import EMOTIONS
from export import open_session, run, zero_state
from features import FeatureTool
from network import LOOK_AHEAD
from phones import PHONES
from real import Utterance, load, read_16k
from targets import loudness_by_frame

Speak = Callable[[np.ndarray, str], np.ndarray]
JAW_COLUMN = 74  # of the captured takes: jaw opening
CUTS = 8  # starts in each dev recording


def speak_with_file(model: Path, tool: Path) -> Speak:
    """Curves from the model file, its look-ahead taken off."""
    session, extract = open_session(model), FeatureTool(tool)

    def speak(audio: np.ndarray, emotion: str) -> np.ndarray:
        rows = extract(np.concatenate([audio, np.zeros(16000 * (LOOK_AHEAD + 1) // 60, np.float32)]))
        weights = np.zeros((1, len(rows), len(EMOTIONS)), np.float32)
        weights[..., EMOTIONS.index(emotion)] = 1
        return run(session, rows[None], weights, zero_state(1))[0][0, LOOK_AHEAD:]

    return speak


def speak_with_product(command: Path, model: Path | None) -> Speak:
    """Curves from the command line tool, with its own voice or another."""
    other = ["--model", model] if model else []

    def speak(audio: np.ndarray, emotion: str) -> np.ndarray:
        with tempfile.TemporaryDirectory() as name:
            wav, out = Path(name) / "in.wav", Path(name) / "out.csv"
            soundfile.write(wav, np.clip(audio, -1, 1), 16000, "PCM_16")
            subprocess.run([command, "bake", wav, "-o", out, "--emotion", emotion, "--no-blink", "--no-gaze", *other], check=True, capture_output=True)
            return np.loadtxt(out, delimiter=",", skiprows=1, dtype=np.float32, ndmin=2)

    return speak


def show(title: str, figures: dict[str, tuple[float, int]]) -> None:
    print(f"\n{title}")
    for name in sorted(figures):
        value, count = figures[name]
        print(f"  {name:55} {value:7.3f}   n {count}")


def phones(speak: Speak, dev: list[Utterance]) -> None:
    corpora: dict[str, metrics.Tally] = {}
    for u in dev:
        corpora.setdefault(u.corpus, metrics.Tally()).add(speak(u.audio, "neutral"), u.segments)
    for corpus, tally in corpora.items():
        show(f"{corpus}, dev speakers", tally.figures())


def jaws(speak: Speak, data: Path) -> None:
    """Jaw against captured Mandarin jaws (30 fps); loudness alone is the baseline, at its own best of three forms."""
    print("\ncaptured jaw (Mandarin): correlation at no lag | best lag in 60 fps frames, correlation there | loudness alone")
    folder = data / "facegood_audio2face"
    for wav in sorted((folder / "wav").glob("*.wav")):
        saved = np.load(folder / "bs_value" / f"bs_value_{wav.stem}.npz")
        assert saved["fps"] == 30
        audio, captured = read_16k(wav), saved["weights"][:, JAW_COLUMN]
        curves = speak(audio, "neutral")
        jaw = metrics.mean(curves, metrics.JAW)
        captured = np.interp(np.arange(len(captured) * 2) / 2, np.arange(len(captured)), captured)
        level = loudness_by_frame(audio, len(captured))
        smooth = np.convolve(10 ** (level / 20), np.ones(7) / 7, "same")
        loudness = max(metrics.correlation(x, captured) for x in (level, 10 ** (level / 20), smooth))
        lag, there = metrics.best_lag(jaw, captured)
        print(f"  {wav.stem}  {metrics.correlation(jaw, captured):.3f} | {lag:+d} {there:.3f} | {loudness:.3f}"
              f" | plain aperture {metrics.correlation(metrics.aperture(curves, True), captured):.3f}")


def quiet(speak: Speak) -> None:
    """Ten seconds without speech: how much the mouth moves."""
    random = np.random.default_rng(7)
    length = 10 * 16000
    breaths = 10 ** (-60 / 20) * augment.noise(length, random)
    for start in range(16000, length - 16000, 40000):
        puff = augment.breath(random) * 0.05
        breaths[start:start + len(puff)] += puff
    cases = {"digital silence": np.zeros(length, np.float32), "room tone -60 dB": 10 ** (-60 / 20) * augment.noise(length, random),
             "noise -30 dB": 10 ** (-30 / 20) * augment.noise(length, random), "breaths": breaths}
    print("\nno speech: greatest deviation of a lip control | mean jaw")
    for name, audio in cases.items():
        curves = speak(audio.astype(np.float32), "neutral")[30:]
        print(f"  {name:20} {curves[:, metrics.LIPS].std(0).max():.4f} | {metrics.mean(curves, metrics.JAW).mean():.3f}")


def emotions(speak: Speak, dev: list[Utterance]) -> None:
    """The same line under seven emotions."""
    lips, distances, hits = [], [], {emotion: metrics.Tally() for emotion in EMOTIONS}
    for u in [u for u in dev if u.corpus.startswith("emodb")][::6]:
        curves = {emotion: speak(u.audio, emotion) for emotion in EMOTIONS}
        apertures = [metrics.aperture(c, True) for c in curves.values()]
        upper = [c[:, metrics.BROWS_AND_LIDS].mean(0) for c in curves.values()]
        lips.append(min(metrics.correlation(a, b) for a in apertures for b in apertures))
        distances.append(min(np.linalg.norm(a - b) for i, a in enumerate(upper) for b in upper[:i]))
        for emotion, c in curves.items():
            hits[emotion].add(c, u.segments)
    print(f"\nsame line, seven emotions: least aperture correlation {np.mean(lips):.3f}, least distance of upper-face means {np.mean(distances):.3f}")
    for emotion, tally in hits.items():
        f = tally.figures()
        print(f"  {emotion:9} closure hit plain {f['closure hit, plain'][0]:.2f} strict {f['closure hit, strict'][0]:.2f}  labiodental {f['labiodental hit'][0]:.2f}")


def noisy(speak: Speak, data: Path) -> None:
    """Noisy against clean recordings of the same utterance."""
    scores = []
    for clean in sorted((data / "vctk_clean_noisy" / "clean").glob("*.wav")):
        pair = [metrics.aperture(speak(read_16k(path), "neutral"), True) for path in (clean, data / "vctk_clean_noisy" / "noisy" / clean.name)]
        scores.append(metrics.correlation(*pair))
    print(f"\nnoisy against clean (VCTK pairs), aperture correlation: {' '.join(f'{s:.2f}' for s in scores)}")


def starts(speak: Speak, dev: list[Utterance]) -> None:
    """Streams that begin anywhere in a recording: lips that close in the first 0.4 s with no bilabial near.

    "Same frames" are those of the whole recording, where the voice has heard what went before."""
    random = np.random.default_rng(11)
    first, reach = 24, 0.08
    frames, shut, shut_within, pieces, spoiled, spoiled_within, closures = 0, 0, 0, 0, 0, 0, 0
    for u in dev:
        last = int(len(u.audio) / 16000 * 60) - first - 8
        if u.corpus not in ("emodb_german_emotion", "librispeech_train_clean") or last <= 0:
            continue
        whole = metrics.mean(speak(u.audio, "neutral"), metrics.TOGETHER) > 0.5
        for at in random.integers(0, last, CUTS):
            begin = round(at * 16000 / 60)
            cut = metrics.mean(speak(u.audio[begin:begin + 9600], "neutral")[:first], metrics.TOGETHER) > 0.5
            times = (at + np.arange(len(cut))) / 60
            lips = [s for s in u.segments if PHONES[s.phone].mouth == "bilabial"]
            free = np.array([all(not s.start - reach <= t <= s.end + reach for s in lips) for t in times])
            false, false_within = cut & free, whole[at:at + len(cut)] & free
            frames, shut, shut_within = frames + free.sum(), shut + false.sum(), shut_within + false_within.sum()
            pieces, spoiled, spoiled_within = pieces + 1, spoiled + false.any(), spoiled_within + false_within.any()
            closures += np.sum(np.diff(np.concatenate([[0], false.astype(int)])) == 1)
    print(f"\nstarts anywhere, first 0.4 s, no bilabial within {reach} s: {closures} false closures in {pieces} starts; "
          f"starts with one {100 * spoiled / pieces:.1f} % (same frames {100 * spoiled_within / pieces:.1f} %); "
          f"frames {100 * shut / frames:.2f} % (same frames {100 * shut_within / frames:.2f} %)")


def plots(speak: Speak, dev: list[Utterance], folder: Path) -> None:
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot

    folder.mkdir(parents=True, exist_ok=True)
    chosen = [u for u in dev if u.corpus.startswith("emodb")][::25] + [u for u in dev if not u.corpus.startswith("emodb")][::3]
    for u in chosen:
        curves = speak(u.audio, "neutral")
        t = np.arange(len(curves)) / 60
        figure, (top, bottom) = pyplot.subplots(2, 1, figsize=(min(40, 7 * t[-1]), 6), sharex=True, height_ratios=(1, 3))
        top.plot(np.arange(len(u.audio)) / 16000, u.audio, linewidth=0.3)
        for columns, name in ((metrics.JAW, "jaw"), (metrics.TOGETHER, "lips together"), (metrics.BITE, "bite"),
                              (metrics.PURSE, "purse"), (metrics.FUNNEL, "funnel"), (metrics.STRETCH, "stretch")):
            bottom.plot(t, metrics.mean(curves, columns), label=name)
        for s in u.segments:
            bottom.axvline(s.start, color="0.8", linewidth=0.5)
            bottom.text((s.start + s.end) / 2, 1.03, s.phone, ha="center", fontsize=8)
        bottom.set_ylim(0, 1.1)
        bottom.legend(loc="upper right")
        figure.tight_layout()
        figure.savefig(folder / f"{u.name}.png", dpi=70)
        pyplot.close(figure)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="default: models/voice.onnx; with --bake: the voice built in")
    parser.add_argument("--tool", type=Path, default=FeatureTool.__init__.__defaults__[0])
    parser.add_argument("--bake", type=Path)
    parser.add_argument("--plots", type=Path)
    arguments = parser.parse_args()
    if arguments.bake:
        speak = speak_with_product(arguments.bake.resolve(), arguments.model)
    else:
        speak = speak_with_file(arguments.model or Path(__file__).parents[1] / "voice.onnx", arguments.tool)
    dev = [u for u in load(arguments.data) if u.dev]
    phones(speak, dev)
    jaws(speak, arguments.data)
    noisy(speak, arguments.data)
    quiet(speak)
    emotions(speak, dev)
    starts(speak, dev)
    if arguments.plots:
        plots(speak, dev, arguments.plots)


if __name__ == "__main__":
    main()
