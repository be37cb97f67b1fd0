"""Labels for recordings whose words are known: the words' phones, laid over what the teacher hears.

    python align.py --data DIR --work DIR [--teacher teacher] [--beside voice] [--labels aligned]

Reads WORK/recordings/index.jsonl (one recording a line: audio, corpus, lang, text, speaker) and the recordings of DATA
that nobody labelled. espeak-ng turns words into phones, a Viterbi search finds the times at which the teacher's
posteriors agree best with that order of phones (pauses may stand anywhere, at a cost). Knowing the words, the teacher
need not be sure of a "p" in a room it never heard, only of where it is. Phones that the teacher finds very unlikely
carry no class, recordings with many of them are left out. Recordings without words get the teacher's own classes where
it is sure. Writes WORK/<labels>/<recording>.npz. A teacher that has heard what a first one aligned knows more rooms and
aligns better: the recipe does it again. A voice that has heard many rooms can listen beside the teacher, at its furthest
look-ahead: classes are then what the two believe on average.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile
import torch

from augment import RATE
from features import FeatureTool
from network import Teacher, Voice, load
from phones import CLASSES, FRAME_RATE, PHONES, Segment
from real import read_16k, store, training_takes, unlabelled
from synth import Espeak, packed
from targets import IGNORE, glide_class

SILENCE, BREATH = CLASSES.index("silence"), CLASSES.index("breath")
# Costs in nepers: a pause inside speech, and one where the words have a comma.
PAUSE, COMMA = 7.0, 1.0
# How much of the prior is taken off the posteriors.
PRIOR = 0.4
# A frame counts as agreed where the teacher gives its class at least this much; this share of speech must agree.
AGREED, SHARE = 0.05, 0.72
SURE = 0.6
# Seconds.
PIECE = 12
Times = list[Segment]


@dataclass(frozen=True)
class State:
    """A stretch of one mouth class: part `part` of phone `phone` (-1: a pause). Optional ones cost `skip_in` to enter."""

    mouth: int
    phone: int
    part: int
    optional: bool = False
    cost: float = 0.0


def states_of(phones: list[str]) -> list[State]:
    """The order in which mouth classes must follow."""
    result = [State(SILENCE, -1, 0, True)]
    for i, name in enumerate(phones):
        if name == "pau":
            continue
        phone = PHONES[name]
        result.append(State(CLASSES.index(phone.mouth), i, 0))
        if phone.glide is not None:
            result.append(State(CLASSES.index(glide_class(name)), i, 1))
        elif name in ("p", "t", "k"):
            result.append(State(BREATH, i, 1, True, 1.0))
        comma = i + 1 < len(phones) and phones[i + 1] == "pau"
        result.append(State(SILENCE, -1, 0, True, COMMA if comma else PAUSE))
    return result


def viterbi(scores: np.ndarray, states: list[State]) -> np.ndarray:
    """State of every frame: best sum of scores [frames, classes] in order, optional states may be left out."""
    count = len(states)
    emit = scores[:, [s.mouth for s in states]]
    enter = np.array([s.cost for s in states])
    optional = np.array([s.optional for s in states])
    reach = 1
    while reach < 4 and any(optional[i:i + reach].all() for i in range(count - reach + 1)):
        reach += 1
    best = np.full(count, -np.inf)
    for i in range(count):
        best[i] = emit[0, i] - enter[i]
        if not optional[i]:
            break
    back = np.zeros((len(scores), count), np.int16)
    for t in range(1, len(scores)):
        step, via = best.copy(), np.zeros(count, np.int16)
        for jump in range(1, reach + 1):
            if jump >= count:
                break
            came = np.full(count, -np.inf)
            came[jump:] = best[:-jump] - enter[jump:]
            for skipped in range(1, jump):
                came[jump:][~optional[jump - skipped:count - skipped]] = -np.inf
            better = came > step
            step[better], via[better] = came[better], jump
        best = step + emit[t]
        back[t] = via
    last = count - 1
    ends = [last]
    while optional[ends[-1]] and ends[-1] > 0:
        ends.append(ends[-1] - 1)
    at = max(ends, key=lambda i: best[i])
    path = np.zeros(len(scores), int)
    for t in range(len(scores) - 1, -1, -1):
        path[t] = at
        at -= back[t, at]
    return path


def align(posterior: np.ndarray, prior: np.ndarray, phones: list[str], stressed: list[bool]) -> tuple[Times, float] | None:
    """(phones with times, share of speech that the teacher agrees with)."""
    states = states_of(phones)
    if sum(not s.optional for s in states) > len(posterior) * 0.8 or len(states) < 4:
        return None
    path = viterbi(np.log(np.maximum(posterior, 1e-4)) - PRIOR * np.log(prior), states)
    found: Times = []
    for i in range(0, len(path)):
        if i and path[i] == path[i - 1]:
            continue
        end = i + 1
        while end < len(path) and path[end] == path[i]:
            end += 1
        state, a, b = states[path[i]], i / FRAME_RATE, end / FRAME_RATE
        if state.phone < 0:
            found.append(Segment(a, b, "pau", b))
        elif state.part and found and found[-1].phone == phones[state.phone]:
            first = found.pop()
            # A stop is closed until its burst; a glide's end belongs to its vowel.
            found.append(Segment(first.start, b, first.phone, first.closed_until if state.mouth == BREATH else b, first.stressed))
        else:
            found.append(Segment(a, b, phones[state.phone], b, stressed[state.phone]))
    classes = np.array([states[s].mouth for s in path])
    agreed = posterior[np.arange(len(path)), classes] >= AGREED
    speech = classes != SILENCE
    inside = lambda s: agreed[round(s.start * FRAME_RATE):round(s.end * FRAME_RATE)]
    found = [replace(s, sure=bool(inside(s).mean() >= 0.5)) for s in found]
    return found, float(agreed[speech].mean()) if speech.any() else 0.0


# Languages whose code is no name of a voice.
VOICES = {"fr-fr": "fr", "en-gb": "en", "nds": "de"}


def spoken_phones(engine: Espeak, text: str, lang: str) -> tuple[list[str], list[bool]]:
    """Phones of a text as espeak-ng would say it."""
    lang = VOICES.get(lang, lang)
    spoken = engine.speak(text, lang, 160, 50, 50)
    found = spoken[1] if spoken else []
    return [s.phone for s in found], [s.stressed for s in found]


_teacher: Teacher | None = None
_beside: Voice | None = None
_tools: tuple[FeatureTool, Espeak] | None = None


def _start(teacher: Path, beside: Path | None, tool: Path) -> None:
    global _teacher, _beside, _tools
    torch.set_num_threads(1)
    _teacher, _beside, _tools = load(str(teacher)), beside and load(str(beside)), (FeatureTool(tool), Espeak())


def hear(audio: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Posteriors of the mouth classes and speech channels, by frame of 16 kHz audio."""
    ahead = max(voice.look_aheads[-1] for voice in (_teacher, _beside) if voice)
    rows = _tools[0](np.pad(audio, (0, RATE * (ahead + 1) // FRAME_RATE)))
    frames = slice(len(audio) * FRAME_RATE // RATE)
    answers = _teacher.hear(rows, index=0)
    posterior = answers["posterior"][0, frames].numpy()
    if _beside:
        posterior = (posterior + _beside.hear(rows, index=len(_beside.look_aheads) - 1)["posterior"][0, frames].numpy()) / 2
    return posterior, _teacher.articulate(answers)[0][0, frames].numpy()


def label(task: tuple[Path, dict, Path]) -> tuple[str, float, float, str]:
    """Aligns one recording and writes it; (corpus, seconds, agreement, what became of it)."""
    path, row, out = task
    audio = read_16k(path)
    if "part" in row:
        audio = audio[int(row["part"][0] * 16000):int(row["part"][1] * 16000)]
    audio = np.pad(audio, (0, 1600)) * min(1.0, 0.99 / (np.abs(audio).max() + 1e-9))
    text = row.get("text")
    posterior, curves = hear(audio)
    prior = np.full(len(CLASSES), 1 / len(CLASSES)) * 0.5 + posterior.mean(0) * 0.5
    aligned = align(posterior, prior, *spoken_phones(_tools[1], text, row["lang"])) if text else None
    common = {"audio": (audio * 32767).astype(np.int16), "corpus": row["corpus"], "speaker": row["speaker"]}
    if aligned and aligned[1] >= SHARE:
        store(out, common | packed(aligned[0]))
        share, fate = aligned[1], "aligned"
    elif not text:
        best, classes = posterior.max(1), posterior.argmax(1)
        classes[best < SURE] = IGNORE
        store(out, common | {"classes": classes.astype(np.int8), "curves": curves.astype(np.float16)})
        share, fate = float((best >= SURE).mean()), "taught"
    else:
        share, fate = aligned[1] if aligned else 0.0, "left out"
    return row["corpus"], len(audio) / 16000, share, fate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tool", type=Path, default=FeatureTool.__init__.__defaults__[0])
    parser.add_argument("--teacher", default="teacher", help="name of its checkpoint in --work")
    parser.add_argument("--beside", help="name of a voice's checkpoint that listens, too")
    parser.add_argument("--labels", default="aligned", help="folder in --work for what comes out")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    out = arguments.work / arguments.labels
    out.mkdir(exist_ok=True)
    tasks = []
    for path in unlabelled(arguments.data):
        corpus = path.relative_to(arguments.data).parts[0]
        speaker = f"{corpus}-{path.stem.split('-')[0]}"
        tasks.append((path, {"corpus": corpus, "lang": "en-us", "text": None, "speaker": speaker}, out / f"{corpus}_{path.stem}.npz"))
    # Long takes in pieces, or a chunk would hear little of them.
    for path in training_takes(arguments.data):
        seconds = soundfile.info(path).duration
        for start in np.arange(0, seconds - PIECE / 2, PIECE):
            row = {"corpus": "facegood", "lang": "cmn", "text": None, "speaker": "facegood", "part": (start, start + PIECE)}
            tasks.append((path, row, out / f"facegood_{path.stem}_{int(start):03}.npz"))
    index = arguments.work / "recordings" / "index.jsonl"
    for i, line in enumerate(index.open() if index.exists() else ()):
        row = json.loads(line)
        tasks.append((index.parent / row["audio"], row, out / f"{row['corpus']}_{i:05}.npz"))
    tasks = [task for task in tasks if not task[2].exists()]
    tallies: dict[tuple[str, str], list[tuple[float, float]]] = {}
    beside = arguments.beside and arguments.work / f"{arguments.beside}.pt"
    with multiprocessing.Pool(arguments.jobs, _start, (arguments.work / f"{arguments.teacher}.pt", beside, arguments.tool)) as pool:
        for i, (corpus, seconds, share, fate) in enumerate(pool.imap_unordered(label, tasks, chunksize=4)):
            tallies.setdefault((corpus, fate), []).append((seconds, share))
            if i % 200 == 199:
                print(f"{i + 1} of {len(tasks)}", flush=True)
    for (corpus, fate), values in sorted(tallies.items()):
        seconds, shares = zip(*values)
        print(f"{corpus} {fate}: {len(values)} recordings, {sum(seconds) / 60:.1f} min, agreement {np.mean(shares):.2f}")


if __name__ == "__main__":
    main()
