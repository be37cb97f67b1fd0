"""Judges a voice on speakers, corpora and languages that it never heard: one table, and pages of plots.

    python evaluate.py --data DIR [--model FILE] [--look-ahead 33|67|133]      the file alone, through ONNX Runtime
    python evaluate.py --data DIR --bake target/release/emoface                the product: smoothing, limits and all
    python evaluate.py --data DIR --stand-in rule|rest|loudness|flap             the evaluator itself (evaluation/standins.py)

--aligned DIR adds what align.py wrote of corpora kept for dev; --plots DIR draws pages; --json FILE saves the table.
A row is a figure: its bar where it has one, what was measured, on how many (phones, clips or frames) and whether it
holds. Definitions: evaluation/metrics.py for phones, evaluation/quiet.py without words, evaluation/lips.py for the confusion table;
who is judged: evaluation/groups.py and split.json.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from evaluation import levels, noise, quiet, speech
from evaluation.groups import groups
from evaluation.standins import NAMES, StandIn
from evaluation.table import save, show
from evaluation.voices import FileVoice, ProductVoice
from features import DEFAULT_TOOL

SHIPPED = Path(__file__).resolve().parents[1] / "voice.onnx"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="labelled recordings: phones.jsonl and what it names")
    parser.add_argument("--aligned", type=Path, help="recordings labelled by align.py")
    parser.add_argument("--model", type=Path, help="default: models/voice.onnx; with --bake: the voice built in")
    parser.add_argument("--bake", type=Path, help="the emoface command: judge the product")
    parser.add_argument("--alive", action="store_true", help="with --bake: behaviours such as breath and blinks on, as users see it")
    parser.add_argument("--look-ahead", type=int, help="total in ms; default: the file's own, with --bake the command's own")
    parser.add_argument("--stand-in", choices=NAMES)
    parser.add_argument("--tool", type=Path, default=DEFAULT_TOOL, help="the library's features example")
    parser.add_argument("--plots", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    dev = groups(arguments.data, arguments.aligned)
    if arguments.stand_in:
        voice = StandIn(arguments.stand_in, [u for group in dev for u in group.utterances])
    elif arguments.bake:
        voice = ProductVoice(arguments.bake, arguments.model, arguments.look_ahead, arguments.alive)
    else:
        voice = FileVoice(arguments.model or SHIPPED, arguments.tool, arguments.look_ahead)
    print(voice.about)
    curves = speech.speak_all(voice, dev)
    sections = [*speech.phone_sections(dev, curves),
                speech.jaws(voice, arguments.data),
                noise.recorded(voice, arguments.data),
                noise.remixed(voice, arguments.data),
                noise.made(voice, dev, curves),
                levels.levels(voice, dev, curves),
                quiet.quiet(voice),
                quiet.odd_voices(voice, arguments.data),
                speech.emotions(voice, dev),
                speech.starts(voice, dev, curves)]
    print(show(sections))
    if arguments.json:
        save(sections, voice.about, arguments.json)
    if arguments.plots:
        from evaluation import plots

        plots.draw(voice, dev, curves, arguments.data, arguments.plots)


if __name__ == "__main__":
    main()
