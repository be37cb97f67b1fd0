"""What the synthetic voices say: our own words for English and German, well-formed nonsense for other languages.

Nonsense words made of open and closed syllables in each language's own script are read by its rules like words, and
hold far more different sound pairs than a short list of sentences. Bilabials and labiodentals are drawn more often.
"""

from __future__ import annotations

import random

ENGLISH = """able about above after again album all amber animal any apple arm baby back bad ball balloon bamboo banana
bank bath beach beam bean bear beautiful because become bed before began believe bell below berry best better between
big bird black blue boat body bone book born both bottom bought bowl box boy branch brave bread bring brown bubble
build bump bus busy but butter buy by cabin calm camera camp car carpet cave chair chamber cheap chimney choose church
climb clever clothes cloud coffee cold comb come company compass cover cream crab cup dab damp dance deep different
dinner dive dream drum each early easy eleven empty enough evening every famous far farm father feather fever few fibre
field film find fine fire five flag flame flower fly foam follow food for forest forever found four free fresh from
funny game gave giraffe give glove going gone good goose grape great grew group half hammer happen happy harbour have
he heavy help her home honey hope horse house how human hump if imagine improve in jam job join judge juice jump just
keep kind lamb lamp large laugh lead leave lemon letter lime lip little long look lump machine made magic man many map
maple march market may maybe me measure member memory middle milk mind minute mirror moment money month moon more
morning mother mountain mouse move movie much museum music my name never new night no noble noisy number ocean of off
old on open orange over owl page paint pair paper park part past path pear pebble people pepper perfect phone piano
picture pie pillow pink place plan play please plum pocket poem point pool poor popcorn possible potato power pretty
problem prove public pull pump pupil purple push put quiet rabbit rain ramp river robin room rope round rubber
safe same shampoo shape she sheep ship shop shoulder simple sing sip sister sleep slipper small smooth snow soap
some soup spoon spring stop storm summer sum swim table tall tambourine tape team temple thank that the them there
think this thought three through thumb time to today together tomb top tree true trumpet tube two umbrella under up
valley van vanilla velvet very village violin visit voice volume vote wait walk warm was wave we web welcome what wheel
where white who wife will window winter with wolf woman wonderful wood work world worm would yellow yes young zebra
shape measure leisure vision fishing cheese bridge joy toy oil boil coin vow cow loud hear fear cure pure tour""".split()

GERMAN = """aber abend alle am apfel arbeit auf auge bach bad bald ball bauch baum beere beide beim bekommen bett biene
bild bitte blau blatt blume boden bohne boot brav brief bringen brot bruder buch bunt burg butter damen dampf denn dumm
ein empfang fabel fahren fall familie farbe feder feige feld fenster feuer film finden fisch flamme fliegen fluss frau
freude freund fuchs fuß gabel geben gehen gelb genau gern glaube grube guten haben hafen hammer hand haus heben heim
helfen hoffen holz hübsch humpeln ich immer ja jubel junge kamm kampf kein kirsche klappe komm können köpfe krebs kübel
lampe laub lebe leben lieb lippe löffel luft machen mann mappe maus mehr mein menschen milch mitte möbel mond morgen
müde mund mutter nebel nehmen nummer oben oder öfen ofen opa oma paar papier park pause pech pfad pfeffer pferd pflaume
platz probe pumpe puppe rabe raum reifen ruf sagen samt schaf schiff schlafen schnee schon schöne schuhe schwimmen
sieben sommer spiel sprechen stimme strumpf stube suppe süß tafel tampon taube teppich tief treppe trommel über
übung umarmen und verboten verliebt viel vier vogel vom von vorne wabe wald wappen warm warum was weben wein weiß welle
wem wenig wer wippe wir wo wolf wolle wunder würfel zahm zaun zebra zimmer zopf zucker zum zwei zwölf""".split()

# Consonants (doubled letters are drawn more often) and vowels of each script.
_LATIN = ("p b m p b m f v p b m t d n l s k g r".split(), "a e i o u a e o".split())
SCRIPTS: dict[str, tuple[list[str], list[str]]] = {
    "latin": _LATIN,
    "french": ("p b m p b m f v t d n l s ch j gn r qu z".split(), "a e i o u ou an on in é è eu oi au".split()),
    "spanish": ("p b m p b m f t d n l s ch j ll ñ r qu z g".split(), "a e i o u a e o ie ue".split()),
    "portuguese": ("p b m p b m f v t d n l s ch j nh lh r".split(), "a e i o u ão ei ou é ô".split()),
    "polish": ("p b m p b m f w t d n l ł s sz cz ż ś k g r ch z".split(), "a e i o u y ą ę ó".split()),
    "turkish": ("p b m p b m f v t d n l s ş ç c j k g r y h z".split(), "a e ı i o ö u ü".split()),
    "swedish": ("p b m p b m f v t d n l s sj tj k g r h".split(), "a e i o u y å ä ö".split()),
    "dutch": ("p b m p b m f v w t d n l s sch k g r h z j".split(), "a e i o u ij oe eu ui aa ee oo uu".split()),
    "english": _LATIN,
    "cyrillic": ("п б м п б м ф в т д н л с ш ж ч ц к г р х з".split(), "а е и о у ы я ю э а о".split()),
    "greek": ("π μπ μ π μ φ β τ δ ν λ σ κ γ ρ χ θ ζ".split(), "α ε ι ο ου η ω".split()),
    "devanagari": ("प ब म भ प ब म फ व त द न ल स श क ग र ह ज च".split(), "ा े ि ो ु ी ू ै".split()),
    "telugu": ("ప బ మ భ ప బ మ వ త ద న ల స శ క గ ర హ జ చ".split(), "ా ే ి ో ు ీ ూ".split()),
    "arabic": ("ب م ف ب م ب م ت د ن ل س ش ك ق ر ه خ ج ع و ي".split(), "ا ي و َ ُ ِ".split()),
    "hiragana": ("ま み む め も ば び ぶ べ ぼ ぱ ぴ ぷ ぺ ぽ ふ か き く け こ さ し す せ そ た ち つ て と な に ぬ ね の わ ら り る れ ろ や ゆ よ".split(), [""]),
    "pinyin": ("b p m f b p m w d t n l g k h j q x zh ch sh r z c s".split(), "a ai ao an ang u i".split()),
}


def _word(random: random.Random, script: str) -> str:
    consonants, vowels = SCRIPTS[script]
    if script == "pinyin":
        finals = {"j": "ian", "q": "iao", "x": "in", "f": "ang", "w": "o"}
        initial = random.choice(consonants)
        final = finals.get(initial) if random.random() < 0.4 and initial in finals else random.choice(vowels)
        if initial in "jqx":
            final = random.choice(["i", "ian", "iao", "in", "u"])
        if initial in ("f", "w"):
            final = random.choice(["a", "an", "ang", "u"])
        return f"{initial}{final}{random.randint(1, 4)}"
    word = "".join(random.choice(consonants) + random.choice(vowels) for _ in range(random.choice((1, 2, 2, 3, 3))))
    closing = script not in ("devanagari", "telugu", "hiragana", "arabic", "pinyin") and random.random() < 0.25
    return word + (random.choice(consonants) if closing else "")


def sentence(random: random.Random, script: str) -> str:
    """A few words with now and then a comma (a short pause)."""
    words = []
    for _ in range(random.randint(4, 11)):
        if script == "english" and random.random() < 0.85:
            words.append(random.choice(ENGLISH))
        elif script == "german":
            words.append(random.choice(GERMAN) if random.random() < 0.8 else _word(random, "latin"))
        else:
            words.append(_word(random, "latin" if script == "german" else script))
        if random.random() < 0.12:
            words[-1] += ","
    return " ".join(words).rstrip(",") + random.choice(".." if script == "hiragana" else "..?!")
