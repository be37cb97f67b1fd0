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

from real import SPLIT, Utterance, load, load_aligned

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
    for u in load_aligned(aligned, "dev") if aligned else ():
        found[WORDS].corpora.setdefault(u.corpus, []).append(u)
    return [group for group in found.values() if group.corpora]
