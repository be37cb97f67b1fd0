"""Rows of the table that need speech: lips against phones, the jaw against captured jaws, emotions, starts."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from evaluation import metrics
from controls import EMOTIONS
from evaluation.groups import KNOWN, TITLES, WORDS, Group
from evaluation.table import Bar, Section
from evaluation.voices import RATE, Voice
from phones import FRAME_RATE, PHONES
from real import SPLIT, Utterance, read_16k
from targets import loudness_by_frame

JAW_COLUMN = 74  # of the captured takes: jaw opening
CAPTURE_RATE = 30
ENOUGH = 10  # of a kind of phone in a corpus
CUTS = 8  # starts in each dev recording
Curves = dict[str, np.ndarray]


def key(u: Utterance) -> str:
    return f"{u.corpus}/{u.name}"


def speak_all(voice: Voice, groups: list[Group]) -> Curves:
    """Curves of every utterance of the dev set, without emotion."""
    every = [u for group in groups for u in group.utterances]
    return {key(u): curves for u, curves in zip(every, voice.speak([u.audio for u in every]))}


def tally(utterances: list[Utterance], curves: Curves) -> metrics.Tally:
    result = metrics.Tally()
    for u in utterances:
        result.add(curves[key(u)], u.segments)
    return result


def phone_sections(groups: list[Group], curves: Curves) -> list[Section]:
    """The bars of each group with its corpora below, then the stricter and the finer figures."""
    return [make(group, curves) for group in groups for make in (_bars, _finer)]


def _bars(group: Group, curves: Curves) -> Section:
    known = group.kind == KNOWN
    wanted = (
        ("bilabial closure hit", "closure hit, plain", Bar(0.94 if known else 0.85), True),
        ("false closure, middle of open vowels > 80 ms", "false closure, plain, middle of open vowels", Bar(0.03 if known else 0.05, True), True),
        ("labiodental tuck", "tuck", Bar(0.85), True),
        ("open over spread vowels, mean aperture", "open over spread", Bar(1.6), False),
        ("rounded minus unrounded vowels, funnel + purse", "rounded minus others", Bar(0.35), False),
        ("jitter: aperture energy above 8 Hz", "energy above 8 Hz", Bar(0.03, True), True))
    section, pooled = Section(TITLES[group.kind]), tally(group.utterances, curves).figures()
    parts = {corpus: tally(found, curves).figures() for corpus, found in group.corpora.items()}
    for title, name, bar, percent in wanted:
        section.add(title, *pooled.get(name, (np.nan, 0)), bar, percent)
        found = {corpus: figures[name] for corpus, figures in parts.items() if name in figures}
        for corpus, figure in found.items() if len(parts) > 1 else ():
            section.add(f"    {corpus}", *figure, None, percent)
        # A large corpus hides small ones in the pooled figure.
        enough = [value for value, count in found.values() if count >= ENOUGH]
        if len(enough) > 1:
            section.add(f"    mean of the corpora with {ENOUGH} or more", np.mean(enough), len(enough), None, percent)
    return section


def _finer(group: Group, curves: Curves) -> Section:
    """Not in the bars: harsher definitions, and the same without the phones' edges."""
    wanted = (
        ("closure hit, strict", "closure hit, strict", True),
        ("false closure, strict: any inner frame of a vowel > 80 ms", "false closure, strict, any inner frame", True),
        ("closed at the middle of t d n l k g s z th, no p b m f v near", "closed, middle of tongue consonants", True),
        ("labiodental, strict: lipBiteD >= 0.35", "labiodental hit", True),
        ("false tuck, any inner frame of a vowel > 80 ms", "false tuck, any inner frame", True),
        ("false tuck, th dh", "false tuck, dental", True),
        ("open over spread vowels, inner frames", "open over spread aperture", False),
        ("rounded minus spread vowels, inner frames", "rounded minus spread rounding", False),
        ("uw ow w minus iy eh, funnel + purse", "rounded minus spread, clear", False),
        ("pauses > 0.5 s: greatest deviation of a lip control, mean", "silence: greatest deviation of a lip control", False))
    section, found = Section(f"{TITLES[group.kind]}: stricter and finer"), tally(group.utterances, curves)
    figures = found.figures()
    if group.kind == WORDS:
        section.add("closure hit, only phones that were heard there", *figures.get("closure hit, plain, heard", (np.nan, 0)), None, True)
    for title, name, percent in wanted:
        if name in figures:
            section.add(title, *figures[name], None, percent)
    worst = max(found.values["silence: greatest deviation of a lip control"], default=np.nan)
    section.add("    the worst of them", worst, 1)
    for corpus, utterances in group.corpora.items():
        own = tally(utterances, curves).figures()
        for title, name in (("closure hit, strict", "closure hit, strict"), ("false closure, strict", "false closure, strict, any inner frame")):
            if name in own and len(group.corpora) > 1:
                section.add(f"    {corpus}: {title}", *own[name], None, True)
    return section


def captured_jaw(wav: Path) -> np.ndarray:
    """A take's jaw at 60 frames a second."""
    saved = np.load(wav.parents[1] / "bs_value" / f"bs_value_{wav.stem}.npz")
    assert saved["fps"] == CAPTURE_RATE
    jaw, step = saved["weights"][:, JAW_COLUMN], FRAME_RATE // CAPTURE_RATE
    return np.interp(np.arange(len(jaw) * step) / step, np.arange(len(jaw)), jaw)


def jaw_takes(data: Path) -> list[Path]:
    """Captured takes that no training used, as split.json says; all, where it says nothing."""
    takes, dev = sorted((data / "facegood_audio2face" / "wav").glob("*.wav")), SPLIT.get("facegood_dev_takes")
    return [wav for wav in takes if dev is None or wav.stem in dev]


def jaws(voice: Voice, data: Path) -> Section:
    """Correlation at no lag with captured Mandarin jaws; loudness alone, at its best of three forms, is the baseline."""
    section = Section("jaw against captured jaw (Mandarin)" + ("" if "facegood_dev_takes" in SPLIT else ", no takes named as dev: all"))
    takes = jaw_takes(data)
    audio = [read_16k(wav) for wav in takes]
    at_zero, lags, rows = [], [], []
    for wav, clip, curves in zip(takes, audio, voice.speak(audio)):
        captured, jaw = captured_jaw(wav), metrics.mean(curves, metrics.JAW)
        level = loudness_by_frame(clip, len(captured))
        smooth = np.convolve(10 ** (level / 20), np.ones(7) / 7, "same")
        loudness = max(metrics.correlation(x, captured) for x in (level, 10 ** (level / 20), smooth))
        lag, there = metrics.best_lag(jaw, captured)
        at_zero.append(metrics.correlation(jaw, captured))
        lags.append(lag)
        rows.append((f"    {wav.stem}", at_zero[-1], len(captured), None, False, f"best at {lag:+.0f} frames: {there:.3f}; loudness alone {loudness:.3f}"))
    section.add("correlation at no lag, mean of takes", np.mean(at_zero) if at_zero else np.nan, len(takes), Bar(0.85))
    section.add("greatest lag, frames of 60 a second (either way)", max(map(abs, lags), default=np.nan), len(takes), Bar(1, True))
    for row in rows:
        section.add(*row)
    return section


def emotions(voice: Voice, groups: list[Group]) -> Section:
    """The same lines under seven emotions: least over pairs of emotions and over lines."""
    lines = next((found for group in groups for corpus, found in group.corpora.items() if corpus.startswith("emodb")), [])[::6]
    section, lips, together, distances = Section("same line under seven emotions (German dev lines)"), [], [], []
    spoken = {emotion: voice.speak([u.audio for u in lines], emotion) for emotion in EMOTIONS}
    for i in range(len(lines)):
        takes = [spoken[emotion][i] for emotion in EMOTIONS]
        pairs = [(a, b) for n, a in enumerate(takes) for b in takes[:n]]
        lips.append(min(metrics.correlation(metrics.aperture(a, True), metrics.aperture(b, True)) for a, b in pairs))
        together.append(min(metrics.correlation(metrics.mean(a, metrics.TOGETHER), metrics.mean(b, metrics.TOGETHER)) for a, b in pairs))
        distances.append(min(np.linalg.norm(a[:, metrics.BROWS_AND_LIDS].mean(0) - b[:, metrics.BROWS_AND_LIDS].mean(0)) for a, b in pairs))
    least = lambda values: min(values, default=np.nan)
    section.add("least aperture correlation", least(lips), len(lines), Bar(0.9), note=f"mean of lines {np.mean(lips):.3f}")
    section.add("least distance of upper-face means", least(distances), len(lines), Bar(0.5), note=f"mean of lines {np.mean(distances):.3f}")
    section.add("    least correlation of lips together", least(together), len(lines))
    for emotion in EMOTIONS:
        found = metrics.Tally()
        for u, curves in zip(lines, spoken[emotion]):
            found.add(curves, u.segments)
        section.add(f"    {emotion}: closure hit", *found.figures().get("closure hit, plain", (np.nan, 0)), None, True)
    return section


def starts(voice: Voice, groups: list[Group], curves: Curves) -> Section:
    """Streams that begin anywhere in a recording: lips that close in the first 0.4 s with no bilabial near.

    "Mid-stream" are the same frames of the whole recording, where the voice has heard what went before."""
    random, first, reach = np.random.default_rng(11), 24, 0.08
    pieces = []
    for u in [u for group in groups if group.kind == KNOWN for u in group.utterances]:
        last = int(len(u.audio) / RATE * FRAME_RATE) - first - 8
        pieces += [(u, int(at)) for at in random.integers(0, last, CUTS)] if last > 0 else []
    begin = lambda at: round(at * RATE / FRAME_RATE)
    cuts = voice.speak([u.audio[begin(at):begin(at) + 9600] for u, at in pieces])
    false: dict[str, list[np.ndarray]] = {"start": [], "mid-stream": []}
    for (u, at), cut in zip(pieces, cuts):
        times = (at + np.arange(first)) / FRAME_RATE
        lips = [s for s in u.segments if PHONES[s.phone].mouth == "bilabial"]
        free = np.array([all(not s.start - reach <= t <= s.end + reach for s in lips) for t in times])
        for name, found in (("start", cut[:first]), ("mid-stream", curves[key(u)][at:at + first])):
            false[name].append((metrics.mean(found, metrics.TOGETHER) > 0.5)[free])
    section = Section("streams that begin anywhere: lips shut in the first 0.4 s, no bilabial within 80 ms")
    for name, found in false.items():
        section.add(f"{name}: pieces with one", np.mean([f.any() for f in found]) if found else np.nan, len(found), None, True)
        section.add(f"{name}: frames", np.mean(np.concatenate(found)) if found else np.nan, sum(map(len, found)), None, True)
    return section
