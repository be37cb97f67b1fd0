"""From every corpus's own notation to the one phone set of phones.py.

Each function takes one label and gives the phones it stands for, in order: none for labels that do not move the
face (glottal stops), "pau" for pauses, several for diphthongs and affricates that the phone set does not have whole.
"""

from __future__ import annotations

import unicodedata

from phones import PHONES, Segment

VOICELESS_STOPS = {"p", "t", "k"}
# Share of a stop's segment in which the lips or the tongue are closed, where a corpus labels closure and burst as one.
CLOSED_SHARE = {"p": 0.65, "b": 0.8, "m": 1.0}

_IPA = {
    **dict.fromkeys("pbmfvtdnlszkgwr", ""), "r": "dx", "ɓ": "b", "β": "b", "ɸ": "f", "ʋ": "v", "ɱ": "v", "θ": "th",
    "ð": "dh", "ɫ": "l", "ɬ": "l", "ɮ": "l", "ɺ": "l", "ɾ": "dx", "ɽ": "dx", "ɹ": "r", "ɻ": "r", "ʈ": "t", "ɖ": "d",
    "ɗ": "d", "ɳ": "n", "ɭ": "l", "ɕ": "sh", "ʑ": "zh", "ʂ": "sh", "ʐ": "zh", "ʃ": "sh", "ʒ": "zh", "c": "k", "ɟ": "g",
    "ç": "y", "ɲ": "n", "ʎ": "l", "j": "y", "ʝ": "y", "ɡ": "g", "ɠ": "g", "ŋ": "ng", "ɴ": "ng", "q": "k", "ɢ": "g",
    "χ": "kh", "x": "kh", "ɣ": "kh", "ʁ": "kh", "ʀ": "kh", "ɰ": "kh", "h": "hh", "ɦ": "hh", "ħ": "hh", "ʕ": "hh",
    "ʍ": "w", "ɥ": "ue", "i": "iy", "ɪ": "ih", "y": "ue", "ʏ": "ue", "ɨ": "ix", "ʉ": "uw", "ɯ": "ix", "u": "uw",
    "ʊ": "uh", "e": "e", "ø": "oe", "ɘ": "ix", "ɵ": "oe", "ɤ": "ax", "o": "o", "ə": "ax", "ɛ": "eh", "œ": "oe",
    "ɶ": "oe", "ɜ": "ax", "ɚ": "er", "ɝ": "er", "ɐ": "ah", "ʌ": "ah", "ɔ": "ao", "æ": "ae", "a": "a", "ɑ": "aa",
    "ɒ": "ao", "ʐ̩": "zh",
}
_IPA = {key: value or key for key, value in _IPA.items()}
_IPA_WHOLE = {"tʃ": "ch", "dʒ": "jh", "tɕ": "ch", "dʑ": "jh", "tʂ": "ch", "dʐ": "jh", "aɪ": "ay", "aʊ": "aw",
              "ɔɪ": "oy", "ɔʏ": "oy", "eɪ": "ey", "oʊ": "ow", "əʊ": "ow", "aj": "ay", "ɝ": "er", "ɜɹ": "er"}


def ipa(label: str) -> list[str]:
    """International phonetic alphabet as espeak-ng and alignment tools write it, marks and tones ignored."""
    plain = "".join(c for c in unicodedata.normalize("NFD", label)
                    if not unicodedata.combining(c) or c == "\u0327").replace("c\u0327", "ç")
    plain = "".join(c for c in plain if c in _IPA)
    found, i = [], 0
    while i < len(plain):
        if plain[i:i + 2] in _IPA_WHOLE:
            found.append(_IPA_WHOLE[plain[i:i + 2]])
            i += 2
        else:
            found.append(_IPA[plain[i]])
            i += 1
    return found


_ARPABET = {"sil": ["pau"], "sp": ["pau"], "spn": [], "pau": ["pau"], "brth": ["pau"], "h#": ["pau"], "": ["pau"],
            "dx": ["dx"], "axr": ["er"], "hv": ["hh"], "en": ["n"], "em": ["m"], "el": ["l"], "pt": ["p", "t"]}


def arpabet(label: str) -> list[str]:
    """ARPAbet with or without stress digits; falls back to IPA, as some corpora mix both."""
    plain = label.lower().rstrip("012")
    if plain in _ARPABET:
        return _ARPABET[plain]
    # LibriSpeech aligners use one AH for the stressed vowel and for schwa; a digit, where given, tells them apart.
    if plain == "ah" and label.endswith("0"):
        return ["ax"]
    return [plain] if plain in PHONES else ipa(label)


_SAMPA = {"I": "ih", "E": "eh", "@": "ax", "U": "uh", "O": "ao", "6": "ah", "4": "dx", "C": "y", "x": "kh", "X": "kh",
          "S": "sh", "Z": "zh", "N": "ng", "9": "oe", "2": "oe", "Y": "ue", "y": "ue", "V": "v", "B": "b", "D": "dh",
          "G": "kh", "L": "l", "R": "kh", "H": "hh", "h": "hh", "j": "y", "A": "aa", "i": "iy", "u": "uw", "a": "a",
          "e": "e", "o": "o", "r": "kh", "T": "th"}
_SAMPA_WHOLE = {"aI": ["ay"], "aU": ["aw"], "AU": ["aw"], "aO": ["aw"], "AO": ["aw"], "ao": ["aw"], "OY": ["oy"],
                "sil": ["pau"], "?": [], "!": [], "NN": ["ng"], "ss": ["s"]}


def emodb(label: str) -> list[str]:
    """SAMPA-like hand labels of EmoDB: X closure or phone, !X burst, Xasp aspiration, _X closure after a pause."""
    if label.startswith("!") and len(label) > 1 or label.endswith("asp"):
        return ["hh"]
    plain = label.lstrip("_[+-").split("+")[0]
    if plain in _SAMPA_WHOLE:
        return _SAMPA_WHOLE[plain]
    found = [_SAMPA.get(c, c) for c in plain.removesuffix("6") or plain]
    return [phone for phone in found if phone in PHONES]


_FESTIVAL = {"#": ["pau"], "pau": ["pau"], "J": ["n"], "L": ["l"], "ts": ["t", "s"], "dz": ["d", "z"], "tS": ["ch"], "dZ": ["jh"],
             "S": ["sh"], "Z": ["zh"], "E": ["eh"], "O": ["ao"], "E1": ["eh"], "O1": ["ao"], "ch": ["kh"], "x": ["kh"],
             "c": ["t", "s"], "c~": ["ch"], "s~": ["sh"], "z~": ["zh"], "r~": ["dx", "zh"], "n~": ["n"], "d~": ["d"],
             "t~": ["t"], "j": ["y"], "y": ["ue"], "y:": ["ue"], "r": ["dx"], "h": ["hh"], "rr": ["dx"], "N": ["ng"],
             "ax": ["ax"], "aa": ["a"], "oo": ["o"], "ee": ["e"], "ii": ["iy"], "uu": ["uw"], "yy": ["ix"],
             "i": ["iy"], "u": ["uw"], "a": ["a"], "e": ["e"], "o": ["o"], "}": ["oe"], "{": ["ae"], "D": ["dh"],
             "T": ["th"], "B": ["b"], "G": ["kh"], "sh": ["sh"], "zh": ["zh"], "sch": ["sh"], "ä": ["ae"], "ö": ["oe"],
             "@": ["ae"], "7": ["oe"], "k~": ["k"], "a~": ["a"], "nj": ["n"], "w": ["w"], "v": ["v"],
             "ih": ["ih"], "iy": ["iy"], "uh": ["uh"], "uw": ["uw"], "ae": ["ae"], "ao": ["ao"], "dx": ["dx"]}


def festival(label: str, czech: bool = False) -> list[str]:
    """Phone names of festival's non-English voices; digits mark stress, ":" length, "h" after a stop aspiration."""
    if czech and label == "ch":
        return ["kh"]
    for candidate in (label, label.rstrip("0123456789:"), label.rstrip("0123456789:'")):
        if candidate in _FESTIVAL:
            return _FESTIVAL[candidate]
        if candidate in PHONES:
            return [candidate]
    if len(label) == 2 and label[1] in "hjJ':~" and (label[0] in PHONES or label[0] in _FESTIVAL):
        return _FESTIVAL.get(label[0], [label[0]])
    return ipa(label)


def segments(rows: list[tuple[float, float, str]], notation) -> list[Segment]:
    """Timed labels of a corpus as segments of the one phone set, equal phones merged and gaps filled with pauses."""
    result: list[Segment] = []
    for start, end, label in rows:
        if end <= start:
            continue
        phones = notation(label)
        if not phones:
            # A sound that does not move the face belongs to the sound before it.
            if result and start - result[-1].end < 1e-3:
                last = result.pop()
                result.append(Segment(last.start, end, last.phone, last.closed_until, last.stressed))
            continue
        edges = [start + (end - start) * share for share in _shares(len(phones))]
        for a, b, phone in zip(edges, edges[1:], phones):
            closed = a + (b - a) * CLOSED_SHARE.get(phone, 1.0)
            result.append(Segment(a, b, phone, closed, not label.endswith("0")))
    return result


def _shares(count: int) -> list[float]:
    """Diphthongs split 60/40; longer chains evenly."""
    return [0.0, 0.6, 1.0] if count == 2 else [i / count for i in range(count + 1)]
