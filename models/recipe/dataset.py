"""Builds the training set: chunks of speech, spoiled in many ways, as features with targets.

    python dataset.py --data DIR --work DIR [--jobs 2] [--seed 1] [--noisy]

A chunk joins utterances of one speaker with pauses between them, as a live stream does; it is changed in speed,
spoiled (augment.py) and turned into features by the library. Chunks are cut into windows of WINDOW steps that are
stored in one file. Recordings that align.py labelled join once they are there. Real recordings are few
and matter most, so each appears in more versions. Some windows hold no speech at all ("muted shots"): noise, room tone
and breath with a resting face. With --noisy, every window is there twice: nearly clean, and the same in loud noise.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

import augment
import jaw
import targets
from features import FeatureTool
from phones import CLASSES, FRAME_RATE, REST_POSE, Segment
from real import Utterance, load, load_aligned, load_synthetic, read_16k, store

RATE = 16000
WINDOW = 384
# Versions in one set.
VERSIONS = {"synthetic": 1, "emodb_german_emotion": 8, "librispeech_train_clean": 8, "aligned": 2, "taught": 2, "captured": 4}
KINDS = (*VERSIONS, "muted")
MUTED = 200
# Share of muted shots with voices so far away that no mouth is meant by them.
FAR_VOICES = 0.5
# Seconds of pauses before a word: hardly any, short ones, and such as only what stands behind a speaker fills; how often.
PAUSES, OFTEN = ((0.02, 0.02), (0.05, 1.0), (0.5, 1.5)), (0.4, 0.35, 0.25)
# --crowded: how often a crowd is the noise, which share of noise is in the voice's room; samples of a voice behind, and at most
# how many such of one speaker.
CROWDS, BESIDE, BABBLE, MOST_BABBLES = 10, 0.5, 15 * RATE, 4
# Labelled by frame: one recording a chunk.
TAUGHT = ("taught", "captured")
Windows = dict[str, np.ndarray]
# (kind, utterances, seconds, seed)
Task = tuple[str, list[Utterance], float, int]
_tool: FeatureTool | None = None
_jaw_map: jaw.JawMap | None = None
_strength = 1.0
_noisy = False
_surroundings = augment.Surroundings()


def _pause(random: np.random.Generator) -> float:
    """Seconds, whole frames of them."""
    return round(random.uniform(*PAUSES[random.choice(len(PAUSES), p=OFTEN)]) * FRAME_RATE) / FRAME_RATE


def _join(parts: list[Utterance], seconds: float, random: np.random.Generator) -> tuple[np.ndarray, list[Segment]]:
    """Utterances with pauses (some with an audible breath) up to `seconds`, and their phones."""
    pieces, found, at = [], [], 0.0
    for part in parts:
        gap = np.zeros(round(_pause(random) * RATE), np.float32)
        if len(gap) > 0.5 * RATE and random.random() < 0.35:
            puff = augment.breath(random)[:len(gap)]
            gap[:len(puff)] += puff * augment.level_of(part.audio) * random.uniform(0.03, 0.4)
        found.append(Segment(at, at + len(gap) / RATE, "pau", at + len(gap) / RATE))
        at += len(gap) / RATE
        found += [replace(s, start=s.start + at, end=s.end + at, closed_until=s.closed_until + at) for s in part.segments]
        fade = np.minimum(1, np.minimum(np.arange(1, len(part.audio) + 1), np.arange(len(part.audio), 0, -1)) / 80)
        pieces += [gap, part.audio * fade.astype(np.float32)]
        at += len(part.audio) / RATE
        if at > seconds:
            break
    return np.concatenate(pieces), found


def _merge_pauses(found: list[Segment]) -> list[Segment]:
    result: list[Segment] = []
    for s in found:
        if result and s.phone == result[-1].phone == "pau" and s.start - result[-1].end < 0.02:
            result[-1] = replace(result[-1], end=s.end)
        else:
            result.append(s)
    return result


def speak_chunk(task: Task, random: np.random.Generator, strength: float = 1.0) -> tuple[np.ndarray, np.ndarray | None, Windows]:
    """One chunk of one speaker: spoiled audio; the same in a crowd that shares room and microphone, now and then; and the
    targets of its frames."""
    kind, parts, seconds, _ = task
    if kind == "muted":
        audio, found = _muted(seconds, random), []
    else:
        # Sometimes a child's, a giant's or a creature's voice.
        factor = augment.some_speed(*((0.82, 1.18) if random.random() < 0.85 else (0.7, 1.4)), random)
        audio, found = (parts[0].audio, []) if parts[0].taught else _join(parts, seconds * factor, random)
        lead = _pause(random) if parts[0].taught and random.random() < 0.5 else 0.0
        found = _merge_pauses([replace(s, start=s.start / factor, end=s.end / factor, closed_until=s.closed_until / factor) for s in found])
        audio = np.pad(augment.change_speed(audio, factor), (round(lead * RATE), 0))
    audio = np.pad(audio, (0, max(0, int(seconds * RATE) - len(audio))))[:int(seconds * RATE)]
    frames = int(seconds * FRAME_RATE)
    found = [s for s in found if s.start < seconds]
    level, crowd = targets.loudness_by_frame(audio, frames), None
    if kind == "muted":
        curves, classes = np.tile(REST_POSE, (frames, 1)), np.zeros(frames, int)
        prosody = np.zeros((2, frames))
    else:
        if parts[0].taught:
            curves, classes = _stretch(*parts[0].taught, factor, round(lead * FRAME_RATE), frames)
        else:
            curves, classes = targets.speech_curves(found, level), targets.frame_classes(found, frames)
        if kind != "captured":
            curves[:, jaw.JAW] = jaw.jaw_curve(_jaw_map, audio, classes)
        prosody = np.stack(targets.accents(level))
        alone, twin = audio, deepcopy(random)
        audio = augment.spoil(audio, random, _surroundings, strength, 0.0 if _noisy else augment.OFTEN_LOUD)
        # Sets without such crowds draw nothing here: theirs stay what they were.
        if _noisy and _surroundings.beside and random.random() < _surroundings.beside:
            # What spoil() draws does not depend on what it hears: the same room, microphone and channel again.
            crowd = augment.spoil(drowned(task, alone, augment.level_of(alone), random), twin, _surroundings, strength, 0.0)
    return audio, crowd, {"curves": curves, "classes": classes, "prosody": prosody.T}


def compact(rows: np.ndarray, chunk: Windows, part: slice) -> Windows:
    """Features and targets as they are stored."""
    return {"features": rows.astype(np.float16), "curves": chunk["curves"][part].astype(np.float16),
            "classes": chunk["classes"][part].astype(np.int8), "prosody": chunk["prosody"][part].astype(np.float16)}


def make_chunk(task: Task) -> list[tuple[str, Windows]]:
    """One chunk as windows."""
    random = np.random.default_rng(task[3])
    audio, crowd, chunk = speak_chunk(task, random, _strength)
    frames = len(chunk["classes"])
    rows, noisy = extract(audio)[:frames], None
    if _noisy:
        noisy = extract(drowned(task, audio, augment.level_of(audio), random) if crowd is None else crowd)[:frames]
    assert CLASSES[0] == "silence" and len(rows) == frames, (len(rows), frames)
    windows = []
    for a in range(0, frames - WINDOW + 1, WINDOW):
        b = slice(a, a + WINDOW)
        window = compact(rows[b], chunk, b)
        if noisy is not None:
            window["noisy"] = noisy[b].astype(np.float16)
        windows.append((task[0], window))
    return windows


def extract(audio: np.ndarray) -> np.ndarray:
    """Features of a stream that begins with this audio."""
    return _tool(audio)


def drowned(task: Task, audio: np.ndarray, level: float, random: np.random.Generator) -> np.ndarray:
    """A chunk's audio, or a piece of it, in loud noise; `level` is that of its speech."""
    return augment.drown(audio, level, random, _places() if task[0] == "muted" else _surroundings)


def _stretch(classes: np.ndarray, curves: np.ndarray, factor: float, lead: int, frames: int) -> tuple[np.ndarray, np.ndarray]:
    """The teacher's frames at another speed, `lead` frames late; rest before and after them."""
    source = (np.arange(frames) - lead) * factor
    inside = (source >= 0) & (source <= len(classes) - 1)
    taught = classes[np.clip(np.round(source).astype(int), 0, len(classes) - 1)]
    moved = np.stack([np.interp(source, np.arange(len(curves)), c) for c in curves.astype(np.float32).T], 1)
    return np.where(inside[:, None], moved, REST_POSE), np.where(inside, taught, CLASSES.index("silence"))


def _muted(seconds: float, random: np.random.Generator) -> np.ndarray:
    """No speech: silence, room tone, or breaths in it, at any level."""
    length = int(seconds * RATE)
    audio = np.zeros(length, np.float32)
    if random.random() < 0.9:
        audio += augment.noise(length, random, _places()) * 10 ** (random.uniform(-90, -15) / 20)
    if random.random() < FAR_VOICES:
        audio += augment.noise(length, random, replace(_surroundings, places=[])) * 10 ** (random.uniform(-75, -42) / 20)
    for _ in range(random.integers(0, 5) if random.random() < 0.6 else 0):
        puff = augment.breath(random) * 10 ** (random.uniform(-50, -12) / 20)
        start = random.integers(0, length - len(puff))
        audio[start:start + len(puff)] += puff
    if random.random() < 0.5:
        audio = augment.equalise(audio, random)
    return np.clip(audio, -1, 1).astype(np.float32)


def plan(utterances: list[Utterance], seed: int) -> list[Task]:
    """Which utterances go into which chunk, for every version."""
    random = np.random.default_rng(seed)
    tasks = []
    groups: dict[tuple[str, str], list[Utterance]] = {}
    for u in utterances:
        if not u.dev:
            # espeak-ng speaks each language in many variants: a "speaker" of its chunks is the language.
            speaker = u.speaker.split("_")[1] if u.speaker.startswith("espeak") else u.speaker
            groups.setdefault((u.corpus, speaker), []).append(u)
    for (corpus, _), group in sorted(groups.items()):
        for _ in range(VERSIONS[corpus]):
            order = [group[i] for i in random.permutation(len(group))]
            while order:
                seconds = 12.8 if random.random() < 0.25 else 6.4
                length, taken = 0.0, []
                while order and length < seconds * 1.1 and not (taken and corpus in TAUGHT):
                    length += len(order[-1].audio) / RATE + 0.3
                    taken.append(order.pop())
                # What is left of a long utterance after a cut must not be lost: start somewhere inside it at times.
                if len(taken) == 1 and length > seconds * 1.3 and random.random() < 0.6:
                    taken = [_tail(taken[0], random.uniform(0, length - seconds))]
                if corpus in TAUGHT and random.random() < 0.5:
                    taken = [_tail(taken[0], random.uniform(0, max(0.0, len(taken[0].audio) / RATE - seconds)))]
                tasks.append((corpus, taken, seconds, int(random.integers(1 << 31))))
    tasks += [("muted", [], 6.4, int(random.integers(1 << 31))) for _ in range(MUTED)]
    return tasks


def _tail(u: Utterance, start: float) -> Utterance:
    start = round(start * FRAME_RATE) / FRAME_RATE
    found = [replace(s, start=max(0.0, s.start - start), end=s.end - start, closed_until=s.closed_until - start)
             for s in u.segments if s.end > start + 0.01]
    taught = u.taught and tuple(x[round(start * FRAME_RATE):] for x in u.taught)
    return replace(u, audio=u.audio[int(start * RATE):], segments=found, taught=taught)


def _places() -> augment.Surroundings:
    """Without the voices: nobody near speaks in a muted shot."""
    return replace(_surroundings, voices=[])


def captured(utterances: list[Utterance], data: Path) -> list[Utterance]:
    """Pieces of captured takes, with the jaw that was captured instead of the teacher's."""
    takes, result = {take.name: take for take in jaw.load_takes(data)}, []
    for u in utterances:
        if u.corpus == "captured":
            take, start = u.name.removeprefix("facegood_").rsplit("_", 1)
            classes, curves = u.taught
            seen = takes[take].jaw[int(start) * FRAME_RATE:][:len(curves)]
            curves = curves[:len(seen)].astype(np.float32)
            curves[:, jaw.JAW] = jaw.board_jaw(seen)
            u = replace(u, taught=(classes[:len(seen)], curves))
        result.append(u)
    return result


def everything(data: Path, work: Path, labels: str | None) -> list[Utterance]:
    """All speech that may be trained on."""
    found = load(data) + load_synthetic(work)
    return captured(found + load_aligned(work / labels), data) if labels else found


def start_worker(tool: Path, work: Path, surroundings: augment.Surroundings, strength: float = 1.0, noisy: bool = False) -> None:
    global _tool, _surroundings, _jaw_map, _strength, _noisy
    _strength, _noisy = strength, noisy
    torch.set_num_threads(1)
    _tool, _surroundings, _jaw_map = FeatureTool(tool), surroundings, jaw.load_map(work / "jaw.pt")


def surroundings_of(utterances: list[Utterance], work: Path, crowded: bool) -> augment.Surroundings:
    """Voices in the background from the speech itself, places from WORK/recordings/noise."""
    places = [read_16k(path) for path in sorted((work / "recordings" / "noise").rglob("*.flac"))]
    if crowded:
        return augment.Surroundings(babblers(utterances), places, CROWDS, BESIDE)
    return augment.Surroundings([u.audio for u in utterances if not u.dev][::60], places)


def babblers(utterances: list[Utterance]) -> list[np.ndarray]:
    """People, all that there are, who speak on and on, each as loudly as any other."""
    random, speakers, streams = np.random.default_rng(5), {}, []
    for u in utterances:
        if not u.dev and u.corpus != "synthetic":
            speakers.setdefault((u.corpus, u.speaker), []).append(u.audio / augment.level_of(u.audio))
    for said in speakers.values():
        spoken = np.concatenate([said[i] for i in random.permutation(len(said))])[:BABBLE * MOST_BABBLES]
        streams += np.array_split(spoken, max(1, round(len(spoken) / BABBLE)))
    return streams


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tool", type=Path, default=FeatureTool.__init__.__defaults__[0], help="the library's `features` example")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", default="train.npz", help="name of the set in --work")
    parser.add_argument("--clean", action="store_true", help="for the ablation: nothing is spoiled")
    parser.add_argument("--noisy", action="store_true", help="each window a second time, in loud noise")
    parser.add_argument("--crowded", action="store_true", help="behind the voice are people who speak on, and more often than not")
    parser.add_argument("--share", type=float, default=1.0, help="for the ablation: share of the chunks to make")
    parser.add_argument("--labels", default="aligned", help="folder in --work that align.py filled")
    parser.add_argument("--labelled", action="store_true", help="only what is labelled without the teacher")
    arguments = parser.parse_args()
    utterances = everything(arguments.data, arguments.work, None if arguments.labelled else arguments.labels)
    tasks = plan(utterances, arguments.seed)
    tasks = [tasks[i] for i in np.random.default_rng(arguments.seed).permutation(len(tasks))[:int(len(tasks) * arguments.share)]]
    # Make long chunks first, so that both workers end together.
    tasks.sort(key=lambda task: -task[2])
    begin, collected = time.time(), []
    surroundings = surroundings_of(utterances, arguments.work, arguments.crowded)
    settings = (arguments.tool, arguments.work, surroundings, 0.0 if arguments.clean else 1.0, arguments.noisy)
    with multiprocessing.Pool(arguments.jobs, start_worker, settings) as pool:
        for i, windows in enumerate(pool.imap(make_chunk, tasks, chunksize=8)):
            collected += windows
            if i % 400 == 399:
                print(f"{i + 1} of {len(tasks)} chunks, {time.time() - begin:.0f} s", flush=True)
    arrays = {key: np.stack([w[key] for _, w in collected]) for key in collected[0][1]}
    arrays["kind"] = np.array([KINDS.index(kind) for kind, _ in collected], np.int8)
    store(arguments.work / arguments.set, arrays)
    for i, kind in enumerate(KINDS):
        print(f"{kind}: {np.sum(arrays['kind'] == i)} windows of {WINDOW / FRAME_RATE} s")


if __name__ == "__main__":
    main()
