"""On what a voice is judged: speakers and corpora that no training hears (split.json), in three groups.

  known    other speakers of corpora that are trained on: the same rooms, microphones and ways of labelling
  unseen   whole corpora that are not trained on, labelled by hand or by an aligner
  words    whole corpora that are not trained on, often other languages, whose words are known: align.py laid the words'
           phones over what a teacher hears. Times are a machine's and that machine learned from the same training data,
           so hits are a little easier than by hand; phones that it did not hear are counted all the same
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from real import SPLIT, Utterance, fill_gaps, load, unpacked

KNOWN, UNSEEN, WORDS = "known", "unseen", "words"
TITLES = {KNOWN: "unseen speakers of known corpora", UNSEEN: "unseen corpora and languages",
          WORDS: "unseen corpora and languages (words known, times by machine)"}


@dataclass
class Group:
    """Utterances that are judged together, by corpus."""

    kind: str
    corpora: dict[str, list[Utterance]] = field(default_factory=dict)

    @property
    def utterances(self) -> list[Utterance]:
        return [u for found in self.corpora.values() for u in found]


def groups(data: Path, aligned: Path | None) -> list[Group]:
    """The dev set; groups without utterances are left out."""
    found = {kind: Group(kind) for kind in TITLES}
    for u in load(data):
        if u.dev:
            kind = UNSEEN if u.corpus in SPLIT["dev_only_corpora"] else KNOWN
            found[kind].corpora.setdefault(u.corpus, []).append(u)
    for u in aligned_utterances(aligned) if aligned else ():
        found[WORDS].corpora.setdefault(u.corpus, []).append(u)
    return [group for group in found.values() if group.corpora]


def aligned_utterances(folder: Path) -> list[Utterance]:
    """What align.py wrote: recordings with phones; of corpora that split.json keeps for dev, where it names some."""
    found, apart, others = [], SPLIT.get("dev_corpora"), set()
    for path in sorted(folder.glob("*.npz")):
        saved = np.load(path)
        if "segments" not in saved:
            continue
        corpus = str(saved["corpus"])
        if apart is not None and corpus not in apart:
            others.add(corpus)
            continue
        audio = saved["audio"].astype(np.float32) / 32768
        segments = fill_gaps(unpacked(saved), len(audio) / 16000)
        found.append(Utterance(path.stem, corpus, str(saved["speaker"]), "neutral", audio, segments, dev=True))
    if others:
        print(f"not kept for dev by split.json, so not judged: {', '.join(sorted(others))}")
    return found
