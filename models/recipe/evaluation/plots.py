"""Pages to look at: curves over the waveform with phone boundaries, and what lips show against what was said.

  page_labelled.png  speakers with phone labels           page_unlabelled.png  captured jaw, noise, whisper, acted voices
  page_quiet.png     breath, "um", laughter and the like  page_words.png       other languages, labels by align.py
  confusion.png      a table of lip classes for each group; in brackets the training targets of the true phones

Shaded: bilabials. The aperture A is filled; the dashed line is the captured jaw, or the clean recording's aperture.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import matplotlib
import numpy as np

from evaluation import metrics
from evaluation.groups import TITLES, WORDS, Group
from evaluation.lips import SAID, SHOWN, confusion
from evaluation.quiet import ODD
from evaluation.speech import Curves, captured_jaw, jaw_takes, key, speak_all
from evaluation.standins import StandIn
from evaluation.voices import RATE, Voice
from phones import FRAME_RATE, PHONES, Segment
from real import Utterance, read_16k
from scipy.signal import butter, sosfilt

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

SECONDS = 3.2
WIDTH, HEIGHT, DPI = 16, 3.4, 100  # of one panel, inches: pages are 1600 pixels wide
# Colours of Okabe & Ito (2008), which colour-blind people can tell apart.
LINES = (("jaw", lambda c: metrics.mean(c, metrics.JAW), "#000000", 1.4),
         ("lips together", lambda c: metrics.mean(c, metrics.TOGETHER), "#D55E00", 2.0),
         ("bite / lower roll", metrics.tuck, "#009E73", 1.8),
         ("funnel + purse", metrics.rounding, "#0072B2", 1.6))


@dataclass
class Panel:
    """One strip of a page."""

    title: str
    audio: np.ndarray
    curves: np.ndarray
    segments: list[Segment] = field(default_factory=list)
    other: tuple[str, np.ndarray] | None = None
    begin: float = 0.0
    seconds: float = SECONDS


def busiest(audio: np.ndarray, segments: list[Segment], seconds: float) -> float:
    """Where a window of this length has most bilabials, or, without labels, is loudest."""
    last = len(audio) / RATE - seconds
    if last <= 0:
        return 0.0
    begins = np.arange(0, last, 0.1)
    if segments:
        lips = np.array([s.start for s in segments if PHONES[s.phone].mouth in ("bilabial", "labiodental")])
        scores = [np.sum((lips > b + 0.1) & (lips < b + seconds - 0.1)) for b in begins]
    else:
        power = np.cumsum(audio.astype(np.float64) ** 2)
        scores = [power[int((b + seconds) * RATE) - 1] - power[int(b * RATE)] for b in begins]
    return float(begins[int(np.argmax(scores))])


def draw_panel(top, bottom, panel: Panel) -> None:
    end = min(panel.begin + panel.seconds, len(panel.audio) / RATE)
    t = np.arange(len(panel.curves)) / FRAME_RATE
    a, b = int(panel.begin * RATE), int(end * RATE)
    # Without rumble, which hides speech in some recordings; a few clicks may leave the strip.
    sound = sosfilt(butter(2, 70, "high", fs=RATE, output="sos"), panel.audio)[a:b]
    top.plot(np.arange(a, b) / RATE, sound, linewidth=0.4, color="0.35")
    top.set_ylim(*(np.array([-1.1, 1.1]) * max(1e-3, np.percentile(np.abs(sound), 99.9))))
    top.set_yticks([])
    top.set_title(panel.title, loc="left", fontsize=11, pad=3)
    bottom.fill_between(t, metrics.aperture(panel.curves, True), color="#E6B800", alpha=0.45, linewidth=0, label="aperture A")
    for name, values, colour, width in LINES:
        bottom.plot(t, values(panel.curves), label=name, color=colour, linewidth=width)
    if panel.other:
        name, values = panel.other
        bottom.plot(np.arange(len(values)) / FRAME_RATE, values, "--", color="#CC79A7", linewidth=2.0, label=name)
    left = [-1.0, -1.0]  # where the last label of each row ends
    for s in panel.segments:
        if s.end <= panel.begin or s.start >= end:
            continue
        for axis in (top, bottom):
            axis.axvline(s.start, color="0.6", linewidth=0.5)
            if PHONES[s.phone].mouth == "bilabial":
                axis.axvspan(s.start, s.end, color="#D55E00", alpha=0.13, linewidth=0)
        where = np.clip((s.start + s.end) / 2, panel.begin + 0.01, end - 0.01)
        lips = PHONES[s.phone].mouth in ("bilabial", "labiodental")
        # Short phones go to a second row.
        half = 0.008 * panel.seconds / SECONDS * max(2, len(s.phone))
        row = int(where - half < left[0])
        left[row] = where + half
        bottom.text(where, 1.14 if row else 1.03, "–" if s.phone == "pau" else s.phone, ha="center", va="bottom", fontsize=10,
                    fontweight="bold" if lips else "normal")
    bottom.set_ylim(0, 1.28 if panel.segments else 1.04)
    bottom.set_yticks([0, 0.5, 1])
    bottom.grid(axis="y", color="0.9")
    bottom.set_xlim(panel.begin, end)
    for axis in (top, bottom):
        axis.tick_params(labelsize=8, length=2)


def page(panels: list[Panel], path: Path) -> None:
    if not panels:
        return
    figure = pyplot.figure(figsize=(WIDTH, HEIGHT * len(panels)))
    height = 1 / len(panels)
    for i, panel in enumerate(panels):
        floor = 1 - (i + 1) * height
        bottom = figure.add_axes((0.025, floor + 0.08 * height, 0.965, 0.58 * height))
        top = figure.add_axes((0.025, floor + 0.67 * height, 0.965, 0.22 * height), sharex=bottom)
        draw_panel(top, bottom, panel)
        top.tick_params(labelbottom=False)
        # Above the panel, where no curve can be hidden.
        top.legend(*bottom.get_legend_handles_labels(), loc="lower right", bbox_to_anchor=(1, 0.93), ncols=6, fontsize=9, frameon=False)
    figure.savefig(path, dpi=DPI)
    pyplot.close(figure)


def labelled(utterances: list[Utterance], curves: Curves) -> list[Panel]:
    return [Panel(f"{u.corpus}: {u.name}{f' ({u.emotion})' if u.emotion != 'neutral' else ''}", u.audio, curves[key(u)], u.segments,
                  begin=busiest(u.audio, u.segments, SECONDS)) for u in utterances]


def choose_labelled(dev: list[Group]) -> list[Utterance]:
    """The two acted Germans under a strong emotion and a calm one, two readers, and one of each unseen corpus."""
    found = {corpus: us for group in dev if group.kind != WORDS for corpus, us in group.corpora.items()}
    chosen = []
    for corpus, us in found.items():
        if corpus.startswith("emodb"):
            for emotion, speaker in (("anger", min(u.speaker for u in us)), ("joy", max(u.speaker for u in us))):
                chosen += ([u for u in us if u.speaker == speaker and u.emotion == emotion] or us)[:1]
        else:
            chosen += sorted(us, key=lambda u: -len(u.segments))[:2 if corpus.startswith("librispeech") else 1]
    return chosen


def choose_unlabelled(voice: Voice, data: Path) -> list[Panel]:
    def panel(title: str, path: Path, other: tuple[str, np.ndarray] | None = None) -> list[Panel]:
        if not path.exists():
            return []
        audio = read_16k(path)
        return [Panel(title, audio, voice.speak([audio])[0], other=other, begin=busiest(audio, [], SECONDS))]

    result = []
    for wav in jaw_takes(data)[:2]:
        result += panel(f"Mandarin, captured take {wav.stem}", wav, ("captured jaw", captured_jaw(wav)))
    clean = data / "vctk_clean_noisy" / "clean" / "p287_001.wav"
    if clean.exists():
        calm = metrics.aperture(voice.speak([read_16k(clean)])[0], True)
        result += panel("VCTK, noisy recording", data / "vctk_clean_noisy" / "noisy" / clean.name, ("A of the clean recording", calm))
    result += panel("whisper", data / "mfa_test_data" / "mfa_whisper.flac")
    for name in ("Claire_joy_mandarin", "Mark_anger"):
        result += panel(f"acted: {name}", data / "nvidia_a2f_emotion_audio" / f"{name}.wav")
    return result


def quiet_panels(voice: Voice, data: Path) -> list[Panel]:
    """Whole clips of what is not plain speech."""
    files = [data / "mfa_test_data" / f"{name}.flac" for name in ODD]
    audio = {path.stem.removeprefix("mfa_"): read_16k(path) for path in files if path.exists()}
    return [Panel(name, clip, curves, seconds=len(clip) / RATE) for (name, clip), curves in zip(audio.items(), voice.speak(list(audio.values())))]


def confusion_page(dev: list[Group], curves: Curves, path: Path) -> None:
    rule = speak_all(StandIn("rule", [u for group in dev for u in group.utterances]), dev)
    figure, axes = pyplot.subplots(1, len(dev), figsize=(WIDTH, 6.6), squeeze=False)
    for axis, group in zip(axes[0], dev):
        counts = confusion(group, curves)
        share, best = (found / np.maximum(found.sum(1, keepdims=True), 1) for found in (counts, confusion(group, rule)))
        axis.imshow(share, cmap="Blues", vmin=0, vmax=1, aspect="auto")
        for row, wanted in enumerate(SAID.values()):
            for column in range(len(SHOWN)):
                if counts[row].sum():
                    text = f"{100 * share[row, column]:.0f}\n({100 * best[row, column]:.0f})"
                    axis.text(column, row, text, ha="center", va="center", fontsize=11 if len(dev) < 3 else 9,
                              color="white" if share[row, column] > 0.55 else "black")
            if wanted:
                axis.add_patch(pyplot.Rectangle((SHOWN.index(wanted) - 0.5, row - 0.5), 1, 1, fill=False, edgecolor="#D55E00", linewidth=2))
        axis.set_xticks(range(len(SHOWN)), SHOWN, fontsize=10 if len(dev) < 3 else 8)
        axis.set_yticks(range(len(SAID)), [f"{name}  {n}" for name, n in zip(SAID, counts.sum(1))], fontsize=10 if len(dev) < 3 else 9)
        axis.set_title(TITLES[group.kind].replace(" (", "\n("), fontsize=11)
        axis.set_xlabel("shown, % of what was said (targets); framed: wanted", fontsize=9)
    figure.tight_layout()
    figure.savefig(path, dpi=DPI)
    pyplot.close(figure)


def draw(voice: Voice, dev: list[Group], curves: Curves, data: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    page(labelled(choose_labelled(dev), curves), folder / "page_labelled.png")
    page(choose_unlabelled(voice, data), folder / "page_unlabelled.png")
    page(quiet_panels(voice, data), folder / "page_quiet.png")
    words = [max(us, key=lambda u: len(u.segments)) for group in dev if group.kind == WORDS for us in group.corpora.values()]
    for start in range(0, len(words), 8):
        page(labelled(words[start:start + 8], curves), folder / f"page_words{start // 8 + 1 if len(words) > 8 else ''}.png")
    confusion_page(dev, curves, folder / "confusion.png")
