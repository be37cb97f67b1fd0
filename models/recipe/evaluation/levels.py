"""Rows of the table on loudness: a speaker far softer than usual shall still move the mouth, voices behind one shall not.

Both begin alike, so a voice goes by what is usual until it has heard some seconds.
"""

from __future__ import annotations

import numpy as np

from augment import level_of
from evaluation import metrics
from evaluation.groups import KNOWN, Group
from evaluation.noise import EVERY, opening_alike
from evaluation.speech import Curves, key
from evaluation.table import Section
from evaluation.voices import RATE, Voice
from phones import FRAME_RATE

# Decibels taken off a recording; of full scale, of voices behind a speaker who has yet to begin; seconds of these.
SOFTER, BEHIND, FIRST = 20, (-52, -47, -42), 2
# Of the clip's 95th percentile of A at its own level: an open mouth.
OPEN = 0.3


def levels(voice: Voice, groups: list[Group], curves: Curves) -> Section:
    section = Section("dev recordings of known corpora at other levels")
    some = [u for group in groups if group.kind == KNOWN for u in group.utterances][::EVERY]
    soft, tally = voice.speak([u.audio * np.float32(10 ** (-SOFTER / 20)) for u in some]), metrics.Tally()
    for u, found in zip(some, soft):
        tally.add(found, u.segments)
    alike = [opening_alike(curves[key(u)], found) for u, found in zip(some, soft)]
    hit = tally.figures().get("closure hit, plain", (np.nan, 0))
    section.add(f"{SOFTER} dB softer: aperture correlation", np.mean(alike) if alike else np.nan, len(some), note=f"closures hit {100 * hit[0]:.0f} % of {hit[1]}")
    apertures = [metrics.aperture(curves[key(u)], True) for u in some]
    open_at = [OPEN * np.percentile(a, 95) for a in apertures]
    share = lambda found: np.mean(np.concatenate([a[:FIRST * FRAME_RATE] > at for a, at in zip(found, open_at)])) if found else np.nan
    usual = share(apertures)
    for level in BEHIND:
        begun = [u.audio[:FIRST * RATE] * np.float32(10 ** (level / 20) / level_of(u.audio)) for u in some]
        found = [metrics.aperture(c, True) for c in voice.speak(begun)]
        section.add(f"first {FIRST} s at {level} dB: frames with an open mouth", share(found), len(some), None, True, f"at its own level {100 * usual:.0f} %")
    return section
