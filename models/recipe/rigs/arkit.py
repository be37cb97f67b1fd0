"""arkit.json: Apple's 52 face shapes and Live Link Face's 9 angles from the 251 raw MetaHuman controls.

Order: Unreal's EARFaceBlendShape, 0 to 60. Names: Apple's; the angles in the same spelling.

The shapes invert the weights with which Epic's pose asset turns ARKit shapes into raw controls (mh_arkit_mapping_pose
of 2022 as printed in alexdjulin/LiveLinkFace-CSV-Retarget-For-Motionbuilder, and of Unreal 5.8 in Dylanyz/ARKitRemap;
they agree). Raw controls that no shape is made of follow the response that Dylanyz/ARKitRemap measured for one
control at full value, where a shape of the same side explains a good part of it; the rest is lost.

Where the inverse is not unique, heads decided: two public ones with ARKit shapes (Face Cap's, MIT; ICT FaceKit's,
MIT), whose lip gaps and brow lifts were measured in millimetres.
"""

from __future__ import annotations

import math

from rigfile import output, term, write

RAW = "CTRL_expressions_"
SIDES = {"L": "Left", "R": "Right"}
CORNERS = ("DL", "DR", "UL", "UR")

# Radians at full shape, from a range of motion recorded with Live Link Face (4029 frames, straight lines, r2 > .999).
EYE_YAW, EYE_UP, EYE_DOWN = 0.60, 0.45, 0.61
RADIANS = math.pi / 180


def raw(**weights: float) -> dict[str, float]:
    return {RAW + name: weight for name, weight in weights.items()}


def mean(name: str, ends, weight: float = 1.0) -> dict[str, float]:
    """The mean over sides or lip corners."""
    return {RAW + name + end: weight / len(ends) for end in ends}


def eyes_and_lids(side: str) -> list[dict]:
    long = SIDES[side]
    towards_nose, outwards = ("Right", "Left") if side == "L" else ("Left", "Right")
    shapes = [
        ("eyeBlink", "lids", {f"eyeBlink{side}": 1, f"eyeRelax{side}": 0.31}),
        ("eyeLookDown", "eyes", {f"eyeLookDown{side}": 1}),
        ("eyeLookIn", "eyes", {f"eyeLook{towards_nose}{side}": 1}),
        ("eyeLookOut", "eyes", {f"eyeLook{outwards}{side}": 1}),
        ("eyeLookUp", "eyes", {f"eyeLookUp{side}": 1}),
        ("eyeSquint", "lids", {f"eyeSquintInner{side}": 1, f"eyeLowerLidUp{side}": 0.37}),
        ("eyeWide", "lids", {f"eyeWiden{side}": 1, f"eyeUpperLidUp{side}": 1}),
    ]
    return [output(name + long, region, raw(**weights)) for name, region, weights in shapes]


def jaw_and_mouth() -> list[dict]:
    def pair(name, *regional):
        region, weights = regional
        return [output(name + SIDES[s], region, raw(**{key + s: value for key, value in weights.items()}))
                for s in SIDES]

    # Epic's run time makes lipsTogether of mouthClose / jawOpen (ABP_MH_LiveLink), so it is their product. On the two
    # heads mouthClose = 1.0 and .85 jawOpen shuts the lips. It belongs to the jaw: turned up, both grow alike.
    close = [term(f"{RAW}mouthLipsTogether{corner}", 0.25, times=RAW + "jawOpen") for corner in CORNERS]
    # Pucker in Epic's asset: purse 1, funnel .752, towards .412. Purse and towards alone are about equally much of a
    # pucker (.51 and .58 by response); these weights keep that ratio and return exactly 1 for the whole pose.
    pucker = mean("mouthLipsPurse", CORNERS, 0.685) | mean("mouthLipsTowards", CORNERS, 0.765)
    funnel = mean("mouthFunnel", CORNERS) | {name: -0.752 * weight for name, weight in pucker.items()}
    roll_lower = mean("mouthLowerLipRollIn", SIDES) | mean("mouthLowerLipBite", SIDES, LOWER_BITE["roll"])
    roll_upper = mean("mouthUpperLipRollIn", SIDES, 1.002) | mean("mouthLowerLipRollIn", SIDES, -0.5)
    roll_upper |= mean("mouthUpperLipBite", SIDES, 0.58)
    shrug_lower = mean("jawChinRaiseD", SIDES) | mean("mouthLowerLipBite", SIDES, LOWER_BITE["shrug"])
    upper_up = {"mouthUpperLipRaise": 1, "noseNasolabialDeepen": 0.22, "mouthLowerLipBite": LOWER_BITE["upper_up"]}
    return [
        output("jawForward", "jaw", raw(jawFwd=1)),
        output("jawLeft", "jaw", raw(jawLeft=1)),
        output("jawRight", "jaw", raw(jawRight=1)),
        output("jawOpen", "jaw", raw(jawOpen=1)),
        output("mouthClose", "jaw", close),
        output("mouthFunnel", "mouth", funnel),
        output("mouthPucker", "mouth", pucker),
        output("mouthLeft", "mouth", raw(mouthLeft=1)),
        output("mouthRight", "mouth", raw(mouthRight=1)),
        *pair("mouthSmile", "mouth", {"mouthCornerPull": 1, "mouthSharpCornerPull": 0.54}),
        *pair("mouthFrown", "mouth", {"mouthCornerDepress": 1}),
        *pair("mouthDimple", "mouth", {"mouthDimple": 1}),
        *pair("mouthStretch", "mouth", {"mouthStretch": 1}),
        output("mouthRollLower", "mouth", roll_lower),
        output("mouthRollUpper", "mouth", roll_upper),
        output("mouthShrugLower", "mouth", shrug_lower),
        output("mouthShrugUpper", "mouth", mean("jawChinRaiseU", SIDES)),
        *pair("mouthPress", "mouth", {"mouthPressD": 0.5, "mouthPressU": 0.5}),
        *pair("mouthLowerDown", "mouth", {"mouthLowerLipDepress": 1}),
        *pair("mouthUpperUp", "mouth", upper_up),
    ]


# A lip bite is no ARKit shape: the lower lip rolls in and rises to the upper teeth, the upper lip makes room.
LOWER_BITE = {"roll": 0.5, "shrug": 0.3, "upper_up": 0.13}


def brows_cheeks_nose_tongue() -> list[dict]:
    # Epic: browInnerUp = raiseIn + lateral, browOuterUp = raiseIn + raiseOuter. Lateral beyond what an inner raise
    # brings with it lowers the brow (.47 by response).
    down = {s: {f"browDown{s}": 1, f"browLateral{s}": 0.47, f"browRaiseIn{s}": -0.47, f"browRaiseOuter{s}": 0.47,
                f"eyeFaceScrunch{s}": 1} for s in SIDES}
    # browOuterUp lifts the inner end of the brow by a tenth (Face Cap) and a half (ICT) of what browInnerUp does:
    # taking all of it away from the inner raise, as the inverse would, leaves surprise with a stern brow.
    inner = mean("browRaiseIn", SIDES) | mean("browRaiseOuter", SIDES, -0.5)
    puff = mean("mouthCheekBlow", SIDES, 0.7) | mean("mouthLipsBlow", SIDES, 0.3)
    # Epic: tongueOut = out .769 + down .826 + wide .628. Down alone is no tongue out, so it only adds to out.
    tongue = [term(RAW + "tongueOut", TONGUE_OUT), term(RAW + "tongueOut", TONGUE_DOWN, times=RAW + "tongueDown"),
              term(RAW + "tongueWide", 0.12)]
    return [
        *(output(f"browDown{SIDES[s]}", "brows", raw(**down[s])) for s in SIDES),
        output("browInnerUp", "brows", inner),
        *(output(f"browOuterUp{SIDES[s]}", "brows", raw(**{f"browRaiseOuter{s}": 1})) for s in SIDES),
        output("cheekPuff", "cheeks", puff),
        *(output(f"cheekSquint{SIDES[s]}", "cheeks", raw(**{f"eyeCheekRaise{s}": 1, f"eyeFaceScrunch{s}": 0.63}))
          for s in SIDES),
        *(output(f"noseSneer{SIDES[s]}", "nose", raw(**{f"noseWrinkle{s}": 1})) for s in SIDES),
        output("tongueOut", "tongue", tongue),
    ]


# Weights that return 1 for Epic's pose: .769 (out + down * .826) + .12 * .628 = 1.
TONGUE_OUT, TONGUE_DOWN = 0.6, 0.729


def angles() -> list[dict]:
    """Radians. Live Link Face: head yaw + to the character's left, pitch + up, roll + towards the right shoulder; eye
    yaw + to the character's right, pitch + down. The eyes' signs are those of the recording; head yaw and pitch are
    inferred from eyes that hold their target while the head moves (yaw surely, pitch likely); roll is as programs that
    read such files take it."""
    wide = {"min": -1.5707964, "max": 1.5707964}
    found = [output(name, "head", {name: -RADIANS if name == "headRoll" else RADIANS}, **wide)
             for name in ("headYaw", "headPitch", "headRoll")]
    for side, long in SIDES.items():
        eye, look = f"{long.lower()}Eye", "eyeLook{}" + side
        yaw = {look.format("Right"): EYE_YAW, look.format("Left"): -EYE_YAW}
        pitch = {look.format("Down"): EYE_DOWN, look.format("Up"): -EYE_UP}
        found += [output(eye + "Yaw", "eyes", raw(**yaw), **wide), output(eye + "Pitch", "eyes", raw(**pitch), **wide),
                  output(eye + "Roll", "eyes", {}, **wide)]
    return found


def closure() -> list[dict]:
    """Closed lips. Lip gap in millimetres for a shape at 1, Face Cap / ICT: lowerDown 8 / 5 and upperUp 9 / 5 a side,
    funnel 10 / 14, shrugUpper 5.6 / 5.9, shrugLower -4.3 / -4.7, jawForward 2.8 / 4.9, pucker 1.9 / 0, rollUpper
    -3.7 / 2.6, sneer 0 / 4 a side. mouthClose follows the jaw; the less jaw, the less it matters that heads differ."""
    def at_most(value, *names):
        return [{"output": name, "max": value} for name in names]

    both = [name + long for name in ("mouthLowerDown", "mouthUpperUp") for long in SIDES.values()]
    # A hundredth more presses the lips together by .4 mm, which covers what the others still open.
    shut = {"output": "jawOpen", "offset": 0.012}
    return [
        *at_most(0.08, "jawOpen"),
        {"output": "mouthClose", "min": shut, "max": shut},
        *at_most(0.0, *both),
        *at_most(0.04, "mouthFunnel"),
        *at_most(0.2, "jawForward"),
        *at_most(0.3, "mouthPucker", "mouthRollLower", "mouthRollUpper"),
        *at_most(0.2, "mouthShrugLower"),
        {"output": "mouthShrugUpper", "max": {"output": "mouthShrugLower", "gain": 0.75}},
        *at_most(0.08, "noseSneerLeft", "noseSneerRight"),
        *at_most(0.5, "mouthPressLeft", "mouthPressRight"),
        *at_most(0.0, "tongueOut"),
    ]


def main() -> None:
    outputs = eyes_and_lids("L") + eyes_and_lids("R") + jaw_and_mouth() + brows_cheeks_nose_tongue()
    assert len(outputs) == 52, len(outputs)
    write("arkit", "metahuman", outputs + angles(), closure())


if __name__ == "__main__":
    main()
