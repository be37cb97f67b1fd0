"""What a voice is told about a batch of windows: the losses of train.py.

For a look-ahead drawn for each batch: cross entropy of the mouth class (closures count more); squared error of the
speech channels, weighted by what people see; ten times the squared error of their frame differences (the "motion" term of
Audio2Face); squared error of the emotion channels for random emotion mixes against the rule targets. How far the lips are
open behind the gates shall move as in the targets, too: a gate that flickers costs. What it *is* there must cost nothing:
a squared error answers doubt with lips half open, and in rooms never heard a quarter of the closures were gone. Where every
window is heard twice, nearly clean and in loud noise, the net is also told to say of the noisy one what it says of the
other: that is what it can know, and what a viewer compares. All of this for both answers of a step; the opinion of the next
frame, of which smoothing takes a part, costs less.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

import emotion as emotion_rules
from controls import EMOTIONS, SPEECH, SPEECH_INDEX
from network import Voice
from phones import CLASSES, VOWEL_CLASSES
from targets import IGNORE

CHANNEL_WEIGHT = {"jaw": 4.0, "mouth_lipsTogetherU": 2.0, "mouth_lipsTogetherD": 2.0, "mouth_lipBiteD": 1.5,
                  "mouth_lowerLipDepress": 2.0, "mouth_upperLipRaise": 2.0, "mouth_purseU": 1.0, "mouth_purseD": 1.0}
TONGUE_WEIGHT = 0.25
# How features are bent: spread of the logarithm of a throat's length, of the channel, how often a band is hidden, most noise.
THROAT, CHANNEL, HIDE, HISS = 0.04, 0.25, 0.35, 0.08
CLASS_WEIGHT = {"bilabial": 2.0, "labiodental": 2.2, "silence": 0.8}
VELOCITY = 10.0
# Of the opening behind the gates: how it moves, and how alike that is with noise and without, as the evaluator measures
# it, where there is speech (deviation of the opening). Much of a correlation would let the mouth fall shut.
FLICKER, ALIKE, LIVELY = 8.0, 0.1, 0.03
DROPOUT = 0.05
# Who has heard next to nothing yet had better leave the lips open: what a bilabial weighs in the first steps of a start.
EARLY, EARLY_BILABIAL = 24, 0.5
BILABIAL = CLASSES.index("bilabial")
# What a step's frame and its opinion of the next one cost.
ANSWER_COST = (1.0, 0.4)
# A voice that fades at the end of a word, above all in noise, passes for an "m" easily: vowels weigh as much as lips in the
# last quarter of a second before silence.
FADE, FADING = 15, 2.0
VOWELS = [CLASSES.index(name) for name in VOWEL_CLASSES]


def random_emotion(batch: int, steps: int, random: np.random.Generator) -> np.ndarray:
    """Per window: neutral, one emotion, or a blend, at some intensity, sometimes changing midway."""
    result = np.zeros((batch, steps, len(EMOTIONS)), np.float32)
    for row in result:
        change = random.integers(steps // 4, steps) if random.random() < 0.3 else steps
        for part in (row[:change], row[change:]):
            kind = random.random()
            if kind < 0.45:
                part[:, random.integers(len(EMOTIONS))] = random.uniform(0.2, 1)
            elif kind < 0.8:
                part[:] = random.dirichlet(np.full(len(EMOTIONS), 0.5)) * random.uniform(0.3, 1)
    return result


def emotion_target(weights: Tensor, prosody: Tensor, tonic: Tensor, accent: Tensor) -> Tensor:
    """Rule: tonic overlay, a little stronger while speech is loud, and brows that rise on accents."""
    envelope, peak = prosody[..., :1], prosody[..., 1:]
    return weights @ tonic * (1 + emotion_rules.ENVELOPE_SHARE * (2 * envelope - 1)) + peak * accent


def opening(speech: Tensor) -> Tensor:
    """Aperture A of speech channels (evaluation/metrics.py, plain)."""
    of = lambda name: speech[..., SPEECH_INDEX[name]]
    together = (of("mouth_lipsTogetherU") + of("mouth_lipsTogetherD")) / 2
    return (of("jaw") + 0.35 * (of("mouth_lowerLipDepress") + of("mouth_upperLipRaise"))) * (1 - together)


def alike(a: Tensor, b: Tensor) -> Tensor:
    """Correlation of each row [batch, steps] with its counterpart."""
    a, b = (x - x.mean(-1, keepdim=True) for x in (a, b))
    return (a * b).sum(-1) / (a.norm(dim=-1) * b.norm(dim=-1) + 1e-3)


def disagreement(heads: dict[str, Tensor], opened: Tensor, meant: Tensor, weight: Tensor, follow: float) -> Tensor:
    """How far the noisy second half of a batch strays from its first half, which teaches it."""
    half = len(opened) // 2
    clean, noisy = (x.log_softmax(-1) for x in (heads["logits"][:half].detach(), heads["logits"][half:]))
    lips, lively = heads["speech"], meant[:half].std(-1) > LIVELY
    apart = (1 - alike(opened[half:], opened[:half].detach())) * lively
    return (0.5 * (clean.exp() * (clean - noisy)).sum(-1).mean() + 4 * ((lips[half:] - lips[:half].detach()) ** 2 * weight).mean()
            + follow * apart.sum() / lively.sum().clamp(min=1))


def bend_features(x: Tensor, random: np.random.Generator, much: float) -> Tensor:
    """Another throat (the bands stretched by some per cent), a bent channel, a hidden band, some noise; all so many times."""
    batch, bands = len(x), x.shape[2] // 2
    columns = x.reshape(batch, x.shape[1], 2, bands)
    drawn = lambda values: torch.tensor(values, dtype=torch.float32, device=x.device)
    stretch = drawn(np.exp(random.normal(size=batch) * much * THROAT))
    place = (torch.arange(bands, device=x.device) * stretch[:, None]).clamp(max=bands - 1)
    below = place.floor().long().clamp(max=bands - 2)
    share = (place - below)[:, None, None]
    take = lambda index: columns.gather(3, index[:, None, None].expand_as(columns))
    columns = take(below) * (1 - share) + take(below + 1) * share
    bend = drawn(random.normal(size=(batch, 1, 6)) * much * CHANNEL)
    bend = nn.functional.interpolate(bend, bands, mode="linear", align_corners=True)
    columns = columns + bend[:, :, None]
    hide = np.ones((batch, 1, 1, bands))
    for i in range(batch):
        if random.random() < much * HIDE:
            at = random.integers(0, bands)
            hide[i, ..., at:at + random.integers(1, 7)] = 0
    sigma = drawn(random.uniform(0, much * HISS, (batch, 1, 1)))
    return (columns * drawn(hide)).reshape(x.shape) + sigma * torch.randn_like(x)


def fading(classes: Tensor) -> Tensor:
    """Frames of vowels that silence follows soon."""
    silent = nn.functional.pad((classes == CLASSES.index("silence")).float(), (0, FADE))
    soon = nn.functional.max_pool1d(silent[:, None], FADE + 1, 1)[:, 0] > 0
    return soon & torch.isin(classes, torch.tensor(VOWELS, device=classes.device))


# What the sums of a batch stand for, in order.
PARTS = ("class", "speech", "motion", "emotion", "right", "flicker", "stray")


class Cost:
    """Loss of some windows of a set, for one voice."""

    def __init__(self, voice: Voice, half: bool, plain: bool, bend: float, follow: float) -> None:
        """`half`: products in bfloat16. `bend`: how many times more features are bent. `follow`: what it costs not to open
        the mouth in noise as without. `plain`, for the ablation: nothing weighs more, no term for motion."""
        self.voice, self.half, self.bend, self.follow = voice, half, bend, follow
        device = voice.device
        self.weight = torch.ones(len(SPEECH), device=device)
        if not plain:
            for name, value in CHANNEL_WEIGHT.items():
                self.weight[SPEECH_INDEX[name]] = value
            self.weight[[i for i, name in enumerate(SPEECH) if name.startswith("tongue")]] = TONGUE_WEIGHT
        self.class_weight = torch.tensor([1.0 if plain else CLASS_WEIGHT.get(name, 1.0) for name in CLASSES], device=device)
        self.velocity, self.steady, self.fading = (0.0, 0.0, 1.0) if plain else (VELOCITY, FLICKER, FADING)
        self.tonic, self.accent = (torch.tensor(rule, device=device) for rule in (emotion_rules.tonic_table(), emotion_rules.accent_row()))

    def __call__(self, data: dict[str, Tensor], rows: Tensor, random: np.random.Generator, start: bool) -> tuple[Tensor, Tensor]:
        """(loss of these windows at some look-ahead; its PARTS). `start`: streams that begin abruptly."""
        voice = self.voice
        here = lambda name: data[name][rows].to(voice.device)
        features, twice = here("features").float(), "noisy" in data
        count, steps = features.shape[:2]
        emotion = torch.tensor(random_emotion(count, steps, random), device=voice.device)
        index = int(random.integers(len(voice.look_aheads)))
        delay = voice.look_aheads[index]
        if twice:
            features = torch.cat([features, here("noisy").float()])
            rows, emotion = rows.repeat(2), emotion.repeat(2, 1, 1)
        features = bend_features(features, random, self.bend)
        with torch.autocast(voice.device.type, torch.bfloat16, enabled=self.half):
            shared, _ = voice.trunk(features, voice.zero_state(len(rows)), index)
        # The same units all the time: as good, and drawn quickly.
        shared = shared.float() * nn.functional.dropout(torch.ones(len(rows), 1, shared.shape[2], device=voice.device), DROPOUT, voice.training)
        heads, count = voice.heads(shared, emotion, index), 0.0
        loss, told = shared.new_zeros(()), torch.zeros(len(PARTS), device=voice.device)
        for answer, much in zip(range(voice.answers), ANSWER_COST):
            # Step n answers for frame n - delay, and for the next one.
            frames = (torch.arange(steps) - delay + answer).clamp(min=0)
            curves, classes, prosody = (here(name)[:, frames] for name in ("curves", "classes", "prosody"))
            classes = classes.long()
            matters = self.class_weight[classes.clamp(min=0)] * (classes != IGNORE)
            matters = torch.where(fading(classes), self.fading, 1.0) * matters
            if start:
                early = slice(0, EARLY + delay - answer)
                matters[:, early][classes[:, early] == BILABIAL] = EARLY_BILABIAL
            # Emotion has one answer for all.
            heard = {name: value[:, :, min(answer, value.shape[2] - 1)] for name, value in heads.items()}
            cost, parts = self.judge(heard, curves.float(), classes, matters, prosody.float(), twice)
            loss, told, count = loss + much * cost, told + much * parts, count + much
        return loss / count, told / count

    def judge(self, heads: dict[str, Tensor], curves: Tensor, classes: Tensor, matters: Tensor, prosody: Tensor, twice: bool) -> tuple[Tensor, Tensor]:
        """(loss, its PARTS) of one answer, [batch, steps, ...], against what the frames are that it is for."""
        voice, weight = self.voice, self.weight
        decide = nn.functional.cross_entropy(heads["logits"].transpose(1, 2), classes, reduction="none", ignore_index=IGNORE)
        decide = (decide * matters).sum() / matters.sum()
        error = heads["speech"] - curves
        regress = (error ** 2 * weight).mean()
        motion = (error.diff(dim=1) ** 2 * weight).mean()
        feel = ((heads["emotion"] - emotion_target(heads["weights"], prosody, self.tonic, self.accent)) ** 2).mean()
        right = (heads["logits"].argmax(-1) == classes)[classes != IGNORE].float().mean()
        opened = opening(voice.articulate(heads)[0])
        meant = opening(curves * (1 + (heads["weights"] @ voice.jaw_gains - 1) * voice.is_jaw))
        flicker = ((opened - meant).diff(dim=1) ** 2).mean()
        stray = disagreement(heads, opened, meant, weight, self.follow) if twice else decide.new_zeros(())
        loss = 0.5 * decide + 4 * regress + 4 * self.velocity * motion + 2 * feel + self.steady * flicker + stray
        return loss, torch.stack([decide, regress, motion, feel, right, flicker, stray]).detach()
