"""Prompts of the telephone exchange Asterisk: one reader each in English, Spanish, French, Italian and Russian.

Core sounds (packages asterisk-core-sounds-*) come with the words of every prompt; en, es, fr are CC-BY-SA-3.0, it and ru
CC-BY-3.0. The other sets (asterisk-prompt-*, telephone band) have no words, but a number is read the same in each set.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sound import G722, GSM, Speech

SOUNDS = "usr/share/asterisk/sounds"


@dataclass(frozen=True)
class Prompts:
    """A set of prompts; `words` is the core set that has their words, `folder` where SOUNDS holds them."""

    corpus: str
    package: str
    folder: str
    suffix: str
    decoder: tuple[str, ...]
    words: str
    lang: str
    reader: str
    licence: str

    def files(self, debian: Path) -> list[tuple[str, Path]]:
        """(name of the prompt, file)."""
        base = debian / self.package / SOUNDS / self.folder
        return [(str(f.relative_to(base).with_suffix("")), f) for f in sorted(base.rglob(f"*{self.suffix}"))]

    def speech(self, name: str, file: Path, text: str | None) -> Speech:
        return Speech(file=file, package=self.package, licence=self.licence, name=name.replace("/", "_"), decoder=self.decoder,
                      corpus=self.corpus, lang=self.lang, text=text, speaker=self.reader)


def _core(language: str, folder: str, lang: str, reader: str, licence: str) -> Prompts:
    package = f"asterisk-core-sounds-{language}-g722"
    return Prompts(f"asterisk-{language}", package, folder, ".g722", G722, language, lang, reader, licence)


CORE = (
    _core("en", "en_US_f_Allison", "en-us", "Allison Smith", "CC-BY-SA-3.0"),
    # Its words lack their accents.
    _core("es", "es_MX_f_Allison", "es-419", "asterisk-es-MX-Allison", "CC-BY-SA-3.0"),
    _core("fr", "fr_CA_f_June", "fr-fr", "June Wallack", "CC-BY-SA-3.0"),
    _core("it", "it_IT_m_Carlo", "it", "Carlo Flora", "CC-BY-3.0"),
    _core("ru", "ru_RU_f_IvrvoiceRU", "ru", "ivrvoice.ru (Maxim Topal)", "CC-BY-3.0"),
)
OTHERS = (
    Prompts("asterisk-es-co", "asterisk-prompt-es-co", "es", ".gsm", GSM, "es", "es-419", "July E. Jimenez", "GPL-2"),
    Prompts("asterisk-fr-armelle", "asterisk-prompt-fr-armelle", "fr", ".gsm", GSM, "fr", "fr-fr", "Armelle Desjardins",
            "BSD-like permissive (Indigen Solutions)"),
    Prompts("asterisk-it-menardi", "asterisk-prompt-it-menardi-wav", "it_IT_f_Menardi", ".wav", (), "it", "it",
            "Paola Dal Zot", "CC-BY-SA-3.0-IT"),
)
# Packages that hold nothing but words.
WORDS = tuple(f"asterisk-core-sounds-{prompts.words}" for prompts in CORE)
PACKAGES = (*WORDS, *(prompts.package for prompts in CORE + OTHERS))

# Letters that the packaged Italian words lost: in Latin-1 they became question marks.
ITALIAN = ((" ? ", " è "), ("sar?", "sarà"), ("pu?", "può"), ("cos?", "così"), ("pi? ", "più "))
WHOLLY_BRACKETED = re.compile(r"[\[(<].*[\])>]")
BRACKETS = re.compile(r"[\[\](){}<>]")
NOT_SPEECH = re.compile(r"beep|tone|ring|silence|monkeys|screen-callee-options$")


def _words(debian: Path, language: str) -> dict[str, str]:
    """Words of a core set by name of the prompt."""
    package = debian / f"asterisk-core-sounds-{language}"
    found = {}
    for path in package.glob(f"usr/share/doc/*/core-sounds-{language}.txt.gz"):
        for line in gzip.open(path, "rt", encoding="utf-8-sig", errors="replace"):
            name, colon, text = line.partition(":")
            if line.startswith(";") or not colon:
                continue
            text = text.strip()
            for lost, meant in ITALIAN if language == "it" else ():
                text = text.replace(lost, meant)
            found[name.strip()] = text
    return found


def recordings(debian: Path) -> Iterator[Speech]:
    words = {prompts.words: _words(debian, prompts.words) for prompts in CORE}
    for prompts in CORE:
        for name, file in prompts.files(debian):
            text = words[prompts.words].get(name)
            # Text in brackets describes a tone; brackets within say what may be left out.
            if name.startswith("silence/") or text is not None and WHOLLY_BRACKETED.fullmatch(text):
                continue
            if not text or BRACKETS.search(text):
                text = None
            if text or not NOT_SPEECH.search(name):
                yield prompts.speech(name, file, text)
    for prompts in OTHERS:
        for name, file in prompts.files(debian):
            if re.search("silence/|beep|tone|ring", name):
                continue
            number = re.fullmatch(r"digits/\d+", name)
            yield prompts.speech(name, file, words[prompts.words].get(name) if number else None)
