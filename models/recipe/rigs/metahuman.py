"""metahuman.json: the 251 raw controls of a MetaHuman face from the 174 controls of the board.

Names, signs, intervals and knots are those of Epic's Maya assemble scripts (EpicGames/MetaHuman-DNA-Calibration
1.3.1), spelt as Unreal spells the curves: `CTRL_expressions_jawOpen`. Outputs stand in ASCII order of their names;
Unreal takes them by name.

- A one-sided control drives one curve, a two-sided one drives a curve with each half. A value beyond its range
  counts as the end of the range (RigLogic itself would drop it to nothing).
- The board's `CTRL_C_eye` is added to each eye and the sum is clamped to [-1, 1]; Unreal's rig does not have it.
- Fifteen curves have no board control (inward lip thickness, tongue bend, twist, roll and thickness). They stay 0.
- The board's `tongue_roll` belongs to an older rig, and the current rig's curve of that name is something else. Its
  likely heir is tongue bend and twist, which nobody has verified, so it drives nothing here. A profile with source
  board can connect it.
- lookAtSwitch and the neck correctives are settings of the Maya scene and never leave it.
"""

from __future__ import annotations

import csv

from rigfile import BOTH, RIGS, output, term, write

# Two-sided controls whose halves are not called control + suffix: (positive, negative), {s} is the side.
TWO_SIDED = {
    "C_jaw.x": ("jawRight", "jawLeft"),
    "C_jaw_fwdBack.y": ("jawBack", "jawFwd"),
    "C_mouth.x": ("mouthLeft", "mouthRight"),
    "C_mouth.y": ("mouthUp", "mouthDown"),
    "C_mouth_lipShiftD.y": ("mouthLowerLipShiftLeft", "mouthLowerLipShiftRight"),
    "C_mouth_lipShiftU.y": ("mouthUpperLipShiftLeft", "mouthUpperLipShiftRight"),
    "C_teethD.x": ("teethLeftD", "teethRightD"),
    "C_teethD.y": ("teethUpD", "teethDownD"),
    "C_teethU.x": ("teethLeftU", "teethRightU"),
    "C_teethU.y": ("teethUpU", "teethDownU"),
    "C_teeth_fwdBackD.y": ("teethBackD", "teethFwdD"),
    "C_teeth_fwdBackU.y": ("teethBackU", "teethFwdU"),
    "C_tongue.x": ("tongueLeft", "tongueRight"),
    "C_tongue.y": ("tongueUp", "tongueDown"),
    "C_tongue_inOut.y": ("tongueIn", "tongueOut"),
    "C_tongue_narrowWide.y": ("tongueWide", "tongueNarrow"),
    "C_tongue_tip.x": ("tongueTipLeft", "tongueTipRight"),
    "C_tongue_tip.y": ("tongueTipUp", "tongueTipDown"),
    "S_eye_blink.y": ("eyeBlink{s}", "eyeWiden{s}"),
    "S_eye_eyelidD.y": ("eyeLowerLidUp{s}", "eyeLowerLidDown{s}"),
    "S_eye_eyelidU.y": ("eyeRelax{s}", "eyeUpperLidUp{s}"),
    "S_eye_pupil.y": ("eyePupilWide{s}", "eyePupilNarrow{s}"),
    "S_eyelashes_tweakerIn.y": ("eyelashesDownIN{s}", "eyelashesUpIN{s}"),
    "S_eyelashes_tweakerOut.y": ("eyelashesDownOUT{s}", "eyelashesUpOUT{s}"),
    "S_mouth_corner.x": ("mouthCornerWide{s}", "mouthCornerNarrow{s}"),
    "S_mouth_corner.y": ("mouthCornerUp{s}", "mouthCornerDown{s}"),
    "S_mouth_cornerSharpnessD.y": ("mouthCornerSharpenD{s}", "mouthCornerRounderD{s}"),
    "S_mouth_cornerSharpnessU.y": ("mouthCornerSharpenU{s}", "mouthCornerRounderU{s}"),
    "S_mouth_lipsRollD.y": ("mouthLowerLipRollIn{s}", "mouthLowerLipRollOut{s}"),
    "S_mouth_lipsRollU.y": ("mouthUpperLipRollIn{s}", "mouthUpperLipRollOut{s}"),
    "S_mouth_pushPullD.y": ("mouthLipsPushD{s}", "mouthLipsPullD{s}"),
    "S_mouth_pushPullU.y": ("mouthLipsPushU{s}", "mouthLipsPullU{s}"),
    "S_mouth_suckBlow.y": ("mouthCheekBlow{s}", "mouthCheekSuck{s}"),
    "S_mouth_thicknessD.y": ("mouthLipsThinD{s}", "mouthLipsThickD{s}"),
    "S_mouth_thicknessU.y": ("mouthLipsThinU{s}", "mouthLipsThickU{s}"),
    "S_nose.x": ("noseNostrilDilate{s}", "noseNostrilCompress{s}"),
    "S_nose.y": ("noseWrinkle{s}", "noseNostrilDepress{s}"),
    "C_neck_digastricUpDown.y": ("neckDigastricUp", "neckDigastricDown"),
    "C_neck_throatExhaleInhale.y": ("neckThroatInhale", "neckThroatExhale"),
    "C_neck_throatUpDown.y": ("neckThroatUp", "neckThroatDown"),
}
# One-sided controls whose curve is not called as the control is.
ONE_SIDED = {
    "C_jaw": "jawOpen",
    "C_eye_parallelLook": "eyeParallelLookDirection",
    "C_mouth_stickyD": "mouthStickyDC",
    "C_mouth_stickyU": "mouthStickyUC",
    "S_brow_raiseOut": "browRaiseOuter{s}",
    "S_jaw_ChinRaiseD": "jawChinRaiseD{s}",
    "S_jaw_ChinRaiseU": "jawChinRaiseU{s}",
    "S_mouth_lipBiteD": "mouthLowerLipBite{s}",
    "S_mouth_lipBiteU": "mouthUpperLipBite{s}",
    "S_mouth_lipsPressU": "mouthLipsPress{s}",
    "S_mouth_lipsTowardsTeethD": "mouthLowerLipTowardsTeeth{s}",
    "S_mouth_lipsTowardsTeethU": "mouthUpperLipTowardsTeeth{s}",
    "S_mouth_purseD": "mouthLipsPurseD{s}",
    "S_mouth_purseU": "mouthLipsPurseU{s}",
    "S_mouth_stickyInnerD": "mouthStickyDIN{s}",
    "S_mouth_stickyInnerU": "mouthStickyUIN{s}",
    "S_mouth_stickyOuterD": "mouthStickyDOUT{s}",
    "S_mouth_stickyOuterU": "mouthStickyUOUT{s}",
    "S_mouth_tightenD": "mouthLipsTightenD{s}",
    "S_mouth_tightenU": "mouthLipsTightenU{s}",
    "S_mouth_towardsD": "mouthLipsTowardsD{s}",
    "S_mouth_towardsU": "mouthLipsTowardsU{s}",
    "S_mouth_upperLipRaise": "mouthUpperLipRaise{s}",
    "S_mouth_lowerLipDepress": "mouthLowerLipDepress{s}",
}
# Controls whose curves rise and fall in turn.
PHASES = {
    "S_mouth_lipSticky": [("mouthLipsSticky{s}Ph1", (0, 0.33, 0.66)), ("mouthLipsSticky{s}Ph2", (0.33, 0.66, 1)),
                          ("mouthLipsSticky{s}Ph3", (0.66, 1, None))],
    "C_neck_swallow": [("neckSwallowPh1", (0, 0.2, 0.4)), ("neckSwallowPh2", (0.2, 0.4, 0.6)),
                       ("neckSwallowPh3", (0.4, 0.6, 0.8)), ("neckSwallowPh4", (0.6, 0.8, 1))],
}
UNREACHED = [f"mouthLips{kind}Inward{lip}{side}" for kind in ("Thick", "Thin") for lip in "UD" for side in BOTH]
UNREACHED += ["tongueBendUp", "tongueBendDown", "tongueTwistLeft", "tongueTwistRight", "tongueRoll", "tongueThick",
              "tongueThin"]
NEVER_SENT = ("CTRL_lookAtSwitch", "CTRL_neckCorrectivesMultiplyer", "CTRL_C_tongue_roll")

REGIONS = (("brow", "brows"), ("ear", "head"), ("eyelashes", "lids"), ("eyeLook", "eyes"), ("eyeParallel", "eyes"),
           ("eyePupil", "eyes"), ("eyeCheekRaise", "cheeks"), ("eyeFaceScrunch", "cheeks"), ("eye", "lids"),
           ("jawChin", "mouth"), ("jaw", "jaw"), ("teeth", "jaw"), ("mouthCheek", "cheeks"), ("mouth", "mouth"),
           ("nose", "nose"), ("neck", "neck"), ("tongue", "tongue"))


def region(name: str) -> str:
    """Part of the face of a curve, by its name."""
    return next(part for start, part in REGIONS if name.startswith(start))


def one_sided(key: str) -> str:
    """Curve of a one-sided control: its own name without underscores, unless it has another."""
    if key in ONE_SIDED:
        return ONE_SIDED[key]
    side, words = key.split("_", 1)
    first, *rest = words.split("_")
    return first + "".join(word[0].upper() + word[1:] for word in rest) + ("{s}" if side == "S" else "")


def curves(control: str, low: float) -> list[tuple[str, float, list | None]]:
    """(curve, weight, knots) of a board control."""
    name, _, axis = control.partition("-translate")
    words = name.split("_")
    side = words[1] if words[1] in BOTH else ""
    key = "_".join(["S" if side else "C", *words[2 if words[1] in ("C", *BOTH) else 1:]])
    if key in PHASES:
        knots = lambda a, b, c: [[a, 0], [b, 1]] + ([] if c is None else [[c, 0]])
        return [(curve.format(s=side), 1.0, knots(*abc)) for curve, abc in PHASES[key]]
    if low < 0:
        plus, minus = TWO_SIDED[f"{key}.{axis.lower()}"]
        return [(plus.format(s=side), 1.0, None), (minus.format(s=side), -1.0, None)]
    return [(one_sided(key).format(s=side), 1.0, None)]


def eyes() -> dict[str, list[dict]]:
    """Gaze: the common control plus that of the eye, each within its range."""
    found = {}
    for side in BOTH:
        for axis, plus, minus in (("X", "Left", "Right"), ("Y", "Up", "Down")):
            for way, sign in ((plus, 1.0), (minus, -1.0)):
                controls = [f"CTRL_{eye}_eye-translate{axis}" for eye in ("C", side)]
                found[f"eyeLook{way}{side}"] = [term(c, sign, [[-1, -1], [1, 1]]) for c in controls]
    return found


def main() -> None:
    inputs: dict[str, list[dict]] = {name: [] for name in UNREACHED} | eyes()
    with (RIGS / "board.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            control = row["name"]
            if control.startswith(NEVER_SENT) or control.split("-")[0][5:] in ("C_eye", "L_eye", "R_eye"):
                continue
            for curve, weight, knots in curves(control, float(row["min"])):
                assert curve not in inputs, curve
                inputs[curve] = [term(control, weight, knots)]
    assert len(inputs) == 251, len(inputs)
    prefix = "CTRL_expressions_"
    outputs = []
    for name in sorted(inputs):
        terms = inputs[name]
        plain = all("curve" not in entry for entry in terms)
        terms = {entry["input"]: entry.get("weight", 1.0) for entry in terms} if plain else terms
        outputs.append(output(prefix + name, region(name), terms))
    # What opens closed lips: the lip gap of each was measured on ARKit heads, to whose shapes Epic maps these one to
    # one (see arkit.py). Together, the lips close whatever the jaw does; the jaw's limit is that of the board.
    limits = {"jawOpen": 0.15, "jawFwd": 0.2}
    for side in BOTH:
        for name in ("mouthLowerLipDepress", "mouthUpperLipRaise"):
            limits[name + side] = 0.0
        limits |= {f"noseWrinkle{side}": 0.08, f"jawChinRaiseD{side}": 0.2}
        limits |= {f"mouthFunnel{lip}{side}": 0.04 for lip in "UD"}
        limits |= {f"mouthLipsPurse{lip}{side}": 0.5 for lip in "UD"}
        limits |= {f"mouthLowerLipRollIn{side}": 0.3, f"mouthUpperLipRollIn{side}": 0.3}
    closure = [{"output": f"{prefix}mouthLipsTogether{lip}{side}", "min": 1.0} for lip in "UD" for side in BOTH]
    closure += [{"output": prefix + name, "max": limit} for name, limit in limits.items()]
    for side in BOTH:
        lower = {"output": f"{prefix}jawChinRaiseD{side}", "gain": 0.8}
        closure.append({"output": f"{prefix}jawChinRaiseU{side}", "max": lower})
    write("metahuman", "board", outputs, closure)


if __name__ == "__main__":
    main()
