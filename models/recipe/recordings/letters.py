"""Single letters, syllables and words, read aloud for children and learners.

klettres-data (GPL-2+): letters and syllables in 20 languages. ktuberling-data (GPL-2+): English names of things; its other
languages say nothing of their words. gcin-voice: Mandarin syllables of two readers (GPL-3 or LGPL-3, CC-BY-3.0).
One speaker is assumed for each language of klettres.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sound import Speech

PACKAGES = ("klettres-data", "ktuberling-data", "gcin-voice")


def recordings(debian: Path) -> Iterator[Speech]:
    yield from klettres(debian / "klettres-data")
    yield from ktuberling(debian / "ktuberling-data")
    yield from gcin(debian / "gcin-voice")


# Folders whose name is not espeak-ng's code of the language.
KLETTRES = {"en": "en-us", "en_GB": "en-gb", "fr": "fr-fr", "pt_BR": "pt-br", "nn": "nb", "no": "nb"}


def klettres(package: Path) -> Iterator[Speech]:
    """Text is the letter or syllable that the game shows; whether a letter is read by its name is not known."""
    base = package / "usr/share/klettres"
    for listing in sorted(base.glob("*/sounds.xml")):
        folder, listed = listing.parent.name, listing.read_text(encoding="utf-8")
        syllables, seen = listed.find("</alphabet>"), set()
        for sound in re.finditer(r'<sound\s+name="([^"]*)"\s+file="([^"]*)"', listed):
            text, file = sound.groups()
            if file in seen or not (base / file).exists():
                continue
            seen.add(file)
            yield Speech(file=base / file, package="klettres-data", licence="GPL-2+", name=file.rsplit(".", 1)[0],
                         corpus="klettres", lang=KLETTRES.get(folder, folder), speaker=f"klettres-{folder}",
                         text=text if sound.start() < syllables else text.lower())


# The scene that begins a file's name, and names that do not say their words.
SCENES = re.compile("^(egypt|moon|pizzeria|xmas|tv|robot|butterflies) ")
SAID = {"egypt_sphynx": "sphinx", "moon_fallingstar": "falling star", "moon_ufo": "UFO"}


def ktuberling(package: Path) -> Iterator[Speech]:
    """Text is the name of the file."""
    for file in sorted((package / "usr/share/ktuberling/sounds/en").glob("*")):
        if file.suffix in (".wav", ".ogg", ".opus") and "tux" not in file.stem.lower():
            text = SAID.get(file.stem) or SCENES.sub("", re.sub("[-_]+", " ", file.stem))
            yield Speech(file=file, package="ktuberling-data", licence="GPL-2+", name=f"en_{file.stem}", corpus="ktuberling",
                         lang="en-us", text=text, speaker="ktuberling-en")


INITIALS = dict(zip("ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙ", "b p m f d t n l g k h j q x zh ch sh r z c s".split()))
FINALS = dict(zip("ㄚ ㄛ ㄜ ㄝ ㄞ ㄟ ㄠ ㄡ ㄢ ㄣ ㄤ ㄥ ㄦ ㄧ ㄧㄚ ㄧㄝ ㄧㄠ ㄧㄡ ㄧㄢ ㄧㄣ ㄧㄤ ㄧㄥ ㄧㄛ ㄧㄞ".split(),
                  "a o e e ai ei ao ou an en ang eng er i ia ie iao iu ian in iang ing io iai".split()))
FINALS |= dict(zip("ㄨ ㄨㄚ ㄨㄛ ㄨㄞ ㄨㄟ ㄨㄢ ㄨㄣ ㄨㄤ ㄨㄥ ㄩ ㄩㄝ ㄩㄢ ㄩㄣ ㄩㄥ".split(),
                   "u ua uo uai ui uan un uang ong v ve van vn iong".split()))
# Initials that make a syllable alone, written with an "i" that stands for no vowel.
SYLLABIC = "ㄓㄔㄕㄖㄗㄘㄙ"
# Finals without an initial, where more than the first letter changes.
ALONE = {"i": "yi", "in": "yin", "ing": "ying", "iu": "you", "u": "wu", "ui": "wei", "un": "wen", "ong": "weng", "v": "yu",
         "ve": "yue", "van": "yuan", "vn": "yun", "iong": "yong"}
NEUTRAL_TONE = {"1": "5"}  # zhuyin leaves the first tone unwritten


def pinyin(zhuyin: str) -> str | None:
    """Pinyin with the tone's number of a syllable in zhuyin; None for a lone consonant."""
    tone = "1"
    if zhuyin[-1] in "12345":
        zhuyin, tone = zhuyin[:-1], NEUTRAL_TONE.get(zhuyin[-1], zhuyin[-1])
    if zhuyin in INITIALS:
        return f"{INITIALS[zhuyin]}i{tone}" if zhuyin in SYLLABIC else None
    initial = INITIALS.get(zhuyin[0], "")
    final = FINALS.get(zhuyin[1:] if initial else zhuyin)
    if final is None:
        return None
    if not initial:
        glide = {"i": "y" + final[1:], "u": "w" + final[1:]}
        final = ALONE.get(final) or glide.get(final[0], final)
    elif final[0] == "v" and initial in ("j", "q", "x"):
        final = "u" + final[1:]
    return initial + final + tone


# The first character of a file's name says who reads.
GCIN_READERS = {"3": ("gcin-EdwardLiu", "GPL-3 or LGPL-3"), "5": ("gcin-ChuLo", "CC-BY-3.0")}


def gcin(package: Path) -> Iterator[Speech]:
    """Text is the syllable in pinyin, from the name of its folder in zhuyin."""
    for number, file in enumerate(sorted((package / "usr/share/gcin-voice/ogg").glob("*/*.ogg"))):
        reader, text = file.name[0], pinyin(file.parent.name)
        speaker, licence = GCIN_READERS[reader]
        yield Speech(file=file, package="gcin-voice", licence=licence, name=f"{reader}_{text or 'x'}_{number}", corpus="gcin",
                     lang="cmn-latn-pinyin", text=text, speaker=speaker)
