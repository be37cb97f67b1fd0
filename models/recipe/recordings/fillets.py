"""Dialogues of the puzzle game Fish Fillets NG in Czech and Dutch (packages fillets-ng-data-cs, -nl; GPL-2).

The two fish, and in Czech those they meet; the words stand in the game's scripts (package fillets-ng-data). That package
has no English voices, only effects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sound import Speech

LANGUAGES = {"fillets-ng-data-cs": "cs", "fillets-ng-data-nl": "nl"}
PACKAGES = ("fillets-ng-data", *LANGUAGES)
GAME = "usr/share/games/fillets-ng"
# The two fish speak in every level, anyone else may be somebody new in each; one is a synthetic voice.
FISH, ROBOT = ("small", "big"), "robodog"

QUOTED = r'"((?:[^"\\]|\\.)*)"'
DIALOGUE = re.compile(rf'dialogId\("([^"]+)",\s*"font_(\w+)",\s*{QUOTED}\)(?:\s*dialogStr\({QUOTED}\))?')
# Marks of sounds rather than words.
NO_WORDS = re.compile(r"[\[\]()<>_*]")


def _dialogues(script: Path) -> dict[str, tuple[str, str]]:
    """(font, translated text) by name of the line; a line's font is the colour of whoever says it."""
    if not script.exists():
        return {}
    found = {}
    for name, font, _english, text in DIALOGUE.findall(script.read_text(encoding="utf-8")):
        found[name] = (font, text.replace("\\n", " ").replace('\\"', '"').replace("\\'", "'"))
    return found


def recordings(debian: Path) -> Iterator[Speech]:
    for package, lang in LANGUAGES.items():
        for file in sorted((debian / package / GAME / "sound").glob(f"*/{lang}/*.ogg")):
            level = file.parts[-3]
            script = debian / "fillets-ng-data" / GAME / "script" / level / f"dialogs_{lang}.lua"
            font, text = _dialogues(script).get(file.stem, ("", ""))
            if not text or font == ROBOT:
                continue
            speaker = f"fillets-{lang}-{font}" + ("" if font in FISH else f"-{level}")
            spoken = not NO_WORDS.search(text) and re.search(r"\w{2}", text)
            yield Speech(file=file, package=package, licence="GPL-2", name=f"{level}_{file.stem}", corpus=f"fillets-{lang}",
                         lang=lang, text=text if spoken else None, speaker=speaker)
