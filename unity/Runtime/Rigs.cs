// Places of the controls of each built-in rig, by name. Generated from the rigs by tests/rigs.
namespace EmoFace
{
    /// <summary>Controls of each built-in rig.</summary>
    public static class RigCounts
    {
        public const int Board = 174;
        public const int MetaHuman = 251;
        public const int Arkit = 61;
        public const int Oculus = 15;
        public const int Vrm = 18;
    }

    /// <summary>Controls of the rig "board".</summary>
    public enum BoardControl
    {
        /// <summary>CTRL_C_eye-translateX</summary>
        CEyeX = 0,
        /// <summary>CTRL_C_eye-translateY</summary>
        CEyeY = 1,
        /// <summary>CTRL_C_eye_parallelLook-translateY</summary>
        CEyeParallelLookY = 2,
        /// <summary>CTRL_C_jaw-translateX</summary>
        CJawX = 3,
        /// <summary>CTRL_C_jaw-translateY</summary>
        CJawY = 4,
        /// <summary>CTRL_C_jaw_fwdBack-translateY</summary>
        CJawFwdBackY = 5,
        /// <summary>CTRL_C_jaw_openExtreme-translateY</summary>
        CJawOpenExtremeY = 6,
        /// <summary>CTRL_C_mouth-translateX</summary>
        CMouthX = 7,
        /// <summary>CTRL_C_mouth-translateY</summary>
        CMouthY = 8,
        /// <summary>CTRL_C_mouth_lipShiftD-translateY</summary>
        CMouthLipShiftDY = 9,
        /// <summary>CTRL_C_mouth_lipShiftU-translateY</summary>
        CMouthLipShiftUY = 10,
        /// <summary>CTRL_C_mouth_stickyD-translateY</summary>
        CMouthStickyDY = 11,
        /// <summary>CTRL_C_mouth_stickyU-translateY</summary>
        CMouthStickyUY = 12,
        /// <summary>CTRL_C_neck_swallow-translateY</summary>
        CNeckSwallowY = 13,
        /// <summary>CTRL_C_teethD-translateX</summary>
        CTeethDX = 14,
        /// <summary>CTRL_C_teethD-translateY</summary>
        CTeethDY = 15,
        /// <summary>CTRL_C_teethU-translateX</summary>
        CTeethUX = 16,
        /// <summary>CTRL_C_teethU-translateY</summary>
        CTeethUY = 17,
        /// <summary>CTRL_C_teeth_fwdBackD-translateY</summary>
        CTeethFwdBackDY = 18,
        /// <summary>CTRL_C_teeth_fwdBackU-translateY</summary>
        CTeethFwdBackUY = 19,
        /// <summary>CTRL_C_tongue-translateX</summary>
        CTongueX = 20,
        /// <summary>CTRL_C_tongue-translateY</summary>
        CTongueY = 21,
        /// <summary>CTRL_C_tongue_inOut-translateY</summary>
        CTongueInOutY = 22,
        /// <summary>CTRL_C_tongue_narrowWide-translateY</summary>
        CTongueNarrowWideY = 23,
        /// <summary>CTRL_C_tongue_press-translateY</summary>
        CTonguePressY = 24,
        /// <summary>CTRL_C_tongue_roll-translateX</summary>
        CTongueRollX = 25,
        /// <summary>CTRL_C_tongue_roll-translateY</summary>
        CTongueRollY = 26,
        /// <summary>CTRL_C_tongue_tip-translateX</summary>
        CTongueTipX = 27,
        /// <summary>CTRL_C_tongue_tip-translateY</summary>
        CTongueTipY = 28,
        /// <summary>CTRL_L_brow_down-translateY</summary>
        LBrowDownY = 29,
        /// <summary>CTRL_L_brow_lateral-translateY</summary>
        LBrowLateralY = 30,
        /// <summary>CTRL_L_brow_raiseIn-translateY</summary>
        LBrowRaiseInY = 31,
        /// <summary>CTRL_L_brow_raiseOut-translateY</summary>
        LBrowRaiseOutY = 32,
        /// <summary>CTRL_L_ear_up-translateY</summary>
        LEarUpY = 33,
        /// <summary>CTRL_L_eye-translateX</summary>
        LEyeX = 34,
        /// <summary>CTRL_L_eye-translateY</summary>
        LEyeY = 35,
        /// <summary>CTRL_L_eye_blink-translateY</summary>
        LEyeBlinkY = 36,
        /// <summary>CTRL_L_eye_cheekRaise-translateY</summary>
        LEyeCheekRaiseY = 37,
        /// <summary>CTRL_L_eye_eyelidD-translateY</summary>
        LEyeEyelidDY = 38,
        /// <summary>CTRL_L_eye_eyelidU-translateY</summary>
        LEyeEyelidUY = 39,
        /// <summary>CTRL_L_eye_faceScrunch-translateY</summary>
        LEyeFaceScrunchY = 40,
        /// <summary>CTRL_L_eye_lidPress-translateY</summary>
        LEyeLidPressY = 41,
        /// <summary>CTRL_L_eye_pupil-translateY</summary>
        LEyePupilY = 42,
        /// <summary>CTRL_L_eye_squintInner-translateY</summary>
        LEyeSquintInnerY = 43,
        /// <summary>CTRL_L_eyelashes_tweakerIn-translateY</summary>
        LEyelashesTweakerInY = 44,
        /// <summary>CTRL_L_eyelashes_tweakerOut-translateY</summary>
        LEyelashesTweakerOutY = 45,
        /// <summary>CTRL_L_jaw_ChinRaiseD-translateY</summary>
        LJawChinRaiseDY = 46,
        /// <summary>CTRL_L_jaw_ChinRaiseU-translateY</summary>
        LJawChinRaiseUY = 47,
        /// <summary>CTRL_L_jaw_chinCompress-translateY</summary>
        LJawChinCompressY = 48,
        /// <summary>CTRL_L_jaw_clench-translateY</summary>
        LJawClenchY = 49,
        /// <summary>CTRL_L_mouth_corner-translateX</summary>
        LMouthCornerX = 50,
        /// <summary>CTRL_L_mouth_corner-translateY</summary>
        LMouthCornerY = 51,
        /// <summary>CTRL_L_mouth_cornerDepress-translateY</summary>
        LMouthCornerDepressY = 52,
        /// <summary>CTRL_L_mouth_cornerPull-translateY</summary>
        LMouthCornerPullY = 53,
        /// <summary>CTRL_L_mouth_cornerSharpnessD-translateY</summary>
        LMouthCornerSharpnessDY = 54,
        /// <summary>CTRL_L_mouth_cornerSharpnessU-translateY</summary>
        LMouthCornerSharpnessUY = 55,
        /// <summary>CTRL_L_mouth_dimple-translateY</summary>
        LMouthDimpleY = 56,
        /// <summary>CTRL_L_mouth_funnelD-translateY</summary>
        LMouthFunnelDY = 57,
        /// <summary>CTRL_L_mouth_funnelU-translateY</summary>
        LMouthFunnelUY = 58,
        /// <summary>CTRL_L_mouth_lipBiteD-translateY</summary>
        LMouthLipBiteDY = 59,
        /// <summary>CTRL_L_mouth_lipBiteU-translateY</summary>
        LMouthLipBiteUY = 60,
        /// <summary>CTRL_L_mouth_lipSticky-translateY</summary>
        LMouthLipStickyY = 61,
        /// <summary>CTRL_L_mouth_lipsBlow-translateY</summary>
        LMouthLipsBlowY = 62,
        /// <summary>CTRL_L_mouth_lipsPressU-translateY</summary>
        LMouthLipsPressUY = 63,
        /// <summary>CTRL_L_mouth_lipsRollD-translateY</summary>
        LMouthLipsRollDY = 64,
        /// <summary>CTRL_L_mouth_lipsRollU-translateY</summary>
        LMouthLipsRollUY = 65,
        /// <summary>CTRL_L_mouth_lipsTogetherD-translateY</summary>
        LMouthLipsTogetherDY = 66,
        /// <summary>CTRL_L_mouth_lipsTogetherU-translateY</summary>
        LMouthLipsTogetherUY = 67,
        /// <summary>CTRL_L_mouth_lipsTowardsTeethD-translateY</summary>
        LMouthLipsTowardsTeethDY = 68,
        /// <summary>CTRL_L_mouth_lipsTowardsTeethU-translateY</summary>
        LMouthLipsTowardsTeethUY = 69,
        /// <summary>CTRL_L_mouth_lowerLipDepress-translateY</summary>
        LMouthLowerLipDepressY = 70,
        /// <summary>CTRL_L_mouth_pressD-translateY</summary>
        LMouthPressDY = 71,
        /// <summary>CTRL_L_mouth_pressU-translateY</summary>
        LMouthPressUY = 72,
        /// <summary>CTRL_L_mouth_purseD-translateY</summary>
        LMouthPurseDY = 73,
        /// <summary>CTRL_L_mouth_purseU-translateY</summary>
        LMouthPurseUY = 74,
        /// <summary>CTRL_L_mouth_pushPullD-translateY</summary>
        LMouthPushPullDY = 75,
        /// <summary>CTRL_L_mouth_pushPullU-translateY</summary>
        LMouthPushPullUY = 76,
        /// <summary>CTRL_L_mouth_sharpCornerPull-translateY</summary>
        LMouthSharpCornerPullY = 77,
        /// <summary>CTRL_L_mouth_stickyInnerD-translateY</summary>
        LMouthStickyInnerDY = 78,
        /// <summary>CTRL_L_mouth_stickyInnerU-translateY</summary>
        LMouthStickyInnerUY = 79,
        /// <summary>CTRL_L_mouth_stickyOuterD-translateY</summary>
        LMouthStickyOuterDY = 80,
        /// <summary>CTRL_L_mouth_stickyOuterU-translateY</summary>
        LMouthStickyOuterUY = 81,
        /// <summary>CTRL_L_mouth_stretch-translateY</summary>
        LMouthStretchY = 82,
        /// <summary>CTRL_L_mouth_stretchLipsClose-translateY</summary>
        LMouthStretchLipsCloseY = 83,
        /// <summary>CTRL_L_mouth_suckBlow-translateY</summary>
        LMouthSuckBlowY = 84,
        /// <summary>CTRL_L_mouth_thicknessD-translateY</summary>
        LMouthThicknessDY = 85,
        /// <summary>CTRL_L_mouth_thicknessU-translateY</summary>
        LMouthThicknessUY = 86,
        /// <summary>CTRL_L_mouth_tightenD-translateY</summary>
        LMouthTightenDY = 87,
        /// <summary>CTRL_L_mouth_tightenU-translateY</summary>
        LMouthTightenUY = 88,
        /// <summary>CTRL_L_mouth_towardsD-translateY</summary>
        LMouthTowardsDY = 89,
        /// <summary>CTRL_L_mouth_towardsU-translateY</summary>
        LMouthTowardsUY = 90,
        /// <summary>CTRL_L_mouth_upperLipRaise-translateY</summary>
        LMouthUpperLipRaiseY = 91,
        /// <summary>CTRL_L_neck_mastoidContract-translateY</summary>
        LNeckMastoidContractY = 92,
        /// <summary>CTRL_L_neck_stretch-translateY</summary>
        LNeckStretchY = 93,
        /// <summary>CTRL_L_nose-translateX</summary>
        LNoseX = 94,
        /// <summary>CTRL_L_nose-translateY</summary>
        LNoseY = 95,
        /// <summary>CTRL_L_nose_nasolabialDeepen-translateY</summary>
        LNoseNasolabialDeepenY = 96,
        /// <summary>CTRL_L_nose_wrinkleUpper-translateY</summary>
        LNoseWrinkleUpperY = 97,
        /// <summary>CTRL_R_brow_down-translateY</summary>
        RBrowDownY = 98,
        /// <summary>CTRL_R_brow_lateral-translateY</summary>
        RBrowLateralY = 99,
        /// <summary>CTRL_R_brow_raiseIn-translateY</summary>
        RBrowRaiseInY = 100,
        /// <summary>CTRL_R_brow_raiseOut-translateY</summary>
        RBrowRaiseOutY = 101,
        /// <summary>CTRL_R_ear_up-translateY</summary>
        REarUpY = 102,
        /// <summary>CTRL_R_eye-translateX</summary>
        REyeX = 103,
        /// <summary>CTRL_R_eye-translateY</summary>
        REyeY = 104,
        /// <summary>CTRL_R_eye_blink-translateY</summary>
        REyeBlinkY = 105,
        /// <summary>CTRL_R_eye_cheekRaise-translateY</summary>
        REyeCheekRaiseY = 106,
        /// <summary>CTRL_R_eye_eyelidD-translateY</summary>
        REyeEyelidDY = 107,
        /// <summary>CTRL_R_eye_eyelidU-translateY</summary>
        REyeEyelidUY = 108,
        /// <summary>CTRL_R_eye_faceScrunch-translateY</summary>
        REyeFaceScrunchY = 109,
        /// <summary>CTRL_R_eye_lidPress-translateY</summary>
        REyeLidPressY = 110,
        /// <summary>CTRL_R_eye_pupil-translateY</summary>
        REyePupilY = 111,
        /// <summary>CTRL_R_eye_squintInner-translateY</summary>
        REyeSquintInnerY = 112,
        /// <summary>CTRL_R_eyelashes_tweakerIn-translateY</summary>
        REyelashesTweakerInY = 113,
        /// <summary>CTRL_R_eyelashes_tweakerOut-translateY</summary>
        REyelashesTweakerOutY = 114,
        /// <summary>CTRL_R_jaw_ChinRaiseD-translateY</summary>
        RJawChinRaiseDY = 115,
        /// <summary>CTRL_R_jaw_ChinRaiseU-translateY</summary>
        RJawChinRaiseUY = 116,
        /// <summary>CTRL_R_jaw_chinCompress-translateY</summary>
        RJawChinCompressY = 117,
        /// <summary>CTRL_R_jaw_clench-translateY</summary>
        RJawClenchY = 118,
        /// <summary>CTRL_R_mouth_corner-translateX</summary>
        RMouthCornerX = 119,
        /// <summary>CTRL_R_mouth_corner-translateY</summary>
        RMouthCornerY = 120,
        /// <summary>CTRL_R_mouth_cornerDepress-translateY</summary>
        RMouthCornerDepressY = 121,
        /// <summary>CTRL_R_mouth_cornerPull-translateY</summary>
        RMouthCornerPullY = 122,
        /// <summary>CTRL_R_mouth_cornerSharpnessD-translateY</summary>
        RMouthCornerSharpnessDY = 123,
        /// <summary>CTRL_R_mouth_cornerSharpnessU-translateY</summary>
        RMouthCornerSharpnessUY = 124,
        /// <summary>CTRL_R_mouth_dimple-translateY</summary>
        RMouthDimpleY = 125,
        /// <summary>CTRL_R_mouth_funnelD-translateY</summary>
        RMouthFunnelDY = 126,
        /// <summary>CTRL_R_mouth_funnelU-translateY</summary>
        RMouthFunnelUY = 127,
        /// <summary>CTRL_R_mouth_lipBiteD-translateY</summary>
        RMouthLipBiteDY = 128,
        /// <summary>CTRL_R_mouth_lipBiteU-translateY</summary>
        RMouthLipBiteUY = 129,
        /// <summary>CTRL_R_mouth_lipSticky-translateY</summary>
        RMouthLipStickyY = 130,
        /// <summary>CTRL_R_mouth_lipsBlow-translateY</summary>
        RMouthLipsBlowY = 131,
        /// <summary>CTRL_R_mouth_lipsPressU-translateY</summary>
        RMouthLipsPressUY = 132,
        /// <summary>CTRL_R_mouth_lipsRollD-translateY</summary>
        RMouthLipsRollDY = 133,
        /// <summary>CTRL_R_mouth_lipsRollU-translateY</summary>
        RMouthLipsRollUY = 134,
        /// <summary>CTRL_R_mouth_lipsTogetherD-translateY</summary>
        RMouthLipsTogetherDY = 135,
        /// <summary>CTRL_R_mouth_lipsTogetherU-translateY</summary>
        RMouthLipsTogetherUY = 136,
        /// <summary>CTRL_R_mouth_lipsTowardsTeethD-translateY</summary>
        RMouthLipsTowardsTeethDY = 137,
        /// <summary>CTRL_R_mouth_lipsTowardsTeethU-translateY</summary>
        RMouthLipsTowardsTeethUY = 138,
        /// <summary>CTRL_R_mouth_lowerLipDepress-translateY</summary>
        RMouthLowerLipDepressY = 139,
        /// <summary>CTRL_R_mouth_pressD-translateY</summary>
        RMouthPressDY = 140,
        /// <summary>CTRL_R_mouth_pressU-translateY</summary>
        RMouthPressUY = 141,
        /// <summary>CTRL_R_mouth_purseD-translateY</summary>
        RMouthPurseDY = 142,
        /// <summary>CTRL_R_mouth_purseU-translateY</summary>
        RMouthPurseUY = 143,
        /// <summary>CTRL_R_mouth_pushPullD-translateY</summary>
        RMouthPushPullDY = 144,
        /// <summary>CTRL_R_mouth_pushPullU-translateY</summary>
        RMouthPushPullUY = 145,
        /// <summary>CTRL_R_mouth_sharpCornerPull-translateY</summary>
        RMouthSharpCornerPullY = 146,
        /// <summary>CTRL_R_mouth_stickyInnerD-translateY</summary>
        RMouthStickyInnerDY = 147,
        /// <summary>CTRL_R_mouth_stickyInnerU-translateY</summary>
        RMouthStickyInnerUY = 148,
        /// <summary>CTRL_R_mouth_stickyOuterD-translateY</summary>
        RMouthStickyOuterDY = 149,
        /// <summary>CTRL_R_mouth_stickyOuterU-translateY</summary>
        RMouthStickyOuterUY = 150,
        /// <summary>CTRL_R_mouth_stretch-translateY</summary>
        RMouthStretchY = 151,
        /// <summary>CTRL_R_mouth_stretchLipsClose-translateY</summary>
        RMouthStretchLipsCloseY = 152,
        /// <summary>CTRL_R_mouth_suckBlow-translateY</summary>
        RMouthSuckBlowY = 153,
        /// <summary>CTRL_R_mouth_thicknessD-translateY</summary>
        RMouthThicknessDY = 154,
        /// <summary>CTRL_R_mouth_thicknessU-translateY</summary>
        RMouthThicknessUY = 155,
        /// <summary>CTRL_R_mouth_tightenD-translateY</summary>
        RMouthTightenDY = 156,
        /// <summary>CTRL_R_mouth_tightenU-translateY</summary>
        RMouthTightenUY = 157,
        /// <summary>CTRL_R_mouth_towardsD-translateY</summary>
        RMouthTowardsDY = 158,
        /// <summary>CTRL_R_mouth_towardsU-translateY</summary>
        RMouthTowardsUY = 159,
        /// <summary>CTRL_R_mouth_upperLipRaise-translateY</summary>
        RMouthUpperLipRaiseY = 160,
        /// <summary>CTRL_R_neck_mastoidContract-translateY</summary>
        RNeckMastoidContractY = 161,
        /// <summary>CTRL_R_neck_stretch-translateY</summary>
        RNeckStretchY = 162,
        /// <summary>CTRL_R_nose-translateX</summary>
        RNoseX = 163,
        /// <summary>CTRL_R_nose-translateY</summary>
        RNoseY = 164,
        /// <summary>CTRL_R_nose_nasolabialDeepen-translateY</summary>
        RNoseNasolabialDeepenY = 165,
        /// <summary>CTRL_R_nose_wrinkleUpper-translateY</summary>
        RNoseWrinkleUpperY = 166,
        /// <summary>CTRL_lookAtSwitch-translateY</summary>
        LookAtSwitchY = 167,
        /// <summary>CTRL_neckCorrectivesMultiplyerD-translateY</summary>
        NeckCorrectivesMultiplyerDY = 168,
        /// <summary>CTRL_neckCorrectivesMultiplyerM-translateY</summary>
        NeckCorrectivesMultiplyerMY = 169,
        /// <summary>CTRL_neckCorrectivesMultiplyerU-translateY</summary>
        NeckCorrectivesMultiplyerUY = 170,
        /// <summary>CTRL_neck_digastricUpDown-translateY</summary>
        NeckDigastricUpDownY = 171,
        /// <summary>CTRL_neck_throatExhaleInhale-translateY</summary>
        NeckThroatExhaleInhaleY = 172,
        /// <summary>CTRL_neck_throatUpDown-translateY</summary>
        NeckThroatUpDownY = 173,
    }

    /// <summary>Controls of the rig "metahuman".</summary>
    public enum MetaHumanControl
    {
        /// <summary>CTRL_expressions_browDownL</summary>
        BrowDownL = 0,
        /// <summary>CTRL_expressions_browDownR</summary>
        BrowDownR = 1,
        /// <summary>CTRL_expressions_browLateralL</summary>
        BrowLateralL = 2,
        /// <summary>CTRL_expressions_browLateralR</summary>
        BrowLateralR = 3,
        /// <summary>CTRL_expressions_browRaiseInL</summary>
        BrowRaiseInL = 4,
        /// <summary>CTRL_expressions_browRaiseInR</summary>
        BrowRaiseInR = 5,
        /// <summary>CTRL_expressions_browRaiseOuterL</summary>
        BrowRaiseOuterL = 6,
        /// <summary>CTRL_expressions_browRaiseOuterR</summary>
        BrowRaiseOuterR = 7,
        /// <summary>CTRL_expressions_earUpL</summary>
        EarUpL = 8,
        /// <summary>CTRL_expressions_earUpR</summary>
        EarUpR = 9,
        /// <summary>CTRL_expressions_eyeBlinkL</summary>
        EyeBlinkL = 10,
        /// <summary>CTRL_expressions_eyeBlinkR</summary>
        EyeBlinkR = 11,
        /// <summary>CTRL_expressions_eyeCheekRaiseL</summary>
        EyeCheekRaiseL = 12,
        /// <summary>CTRL_expressions_eyeCheekRaiseR</summary>
        EyeCheekRaiseR = 13,
        /// <summary>CTRL_expressions_eyeFaceScrunchL</summary>
        EyeFaceScrunchL = 14,
        /// <summary>CTRL_expressions_eyeFaceScrunchR</summary>
        EyeFaceScrunchR = 15,
        /// <summary>CTRL_expressions_eyeLidPressL</summary>
        EyeLidPressL = 16,
        /// <summary>CTRL_expressions_eyeLidPressR</summary>
        EyeLidPressR = 17,
        /// <summary>CTRL_expressions_eyeLookDownL</summary>
        EyeLookDownL = 18,
        /// <summary>CTRL_expressions_eyeLookDownR</summary>
        EyeLookDownR = 19,
        /// <summary>CTRL_expressions_eyeLookLeftL</summary>
        EyeLookLeftL = 20,
        /// <summary>CTRL_expressions_eyeLookLeftR</summary>
        EyeLookLeftR = 21,
        /// <summary>CTRL_expressions_eyeLookRightL</summary>
        EyeLookRightL = 22,
        /// <summary>CTRL_expressions_eyeLookRightR</summary>
        EyeLookRightR = 23,
        /// <summary>CTRL_expressions_eyeLookUpL</summary>
        EyeLookUpL = 24,
        /// <summary>CTRL_expressions_eyeLookUpR</summary>
        EyeLookUpR = 25,
        /// <summary>CTRL_expressions_eyeLowerLidDownL</summary>
        EyeLowerLidDownL = 26,
        /// <summary>CTRL_expressions_eyeLowerLidDownR</summary>
        EyeLowerLidDownR = 27,
        /// <summary>CTRL_expressions_eyeLowerLidUpL</summary>
        EyeLowerLidUpL = 28,
        /// <summary>CTRL_expressions_eyeLowerLidUpR</summary>
        EyeLowerLidUpR = 29,
        /// <summary>CTRL_expressions_eyeParallelLookDirection</summary>
        EyeParallelLookDirection = 30,
        /// <summary>CTRL_expressions_eyePupilNarrowL</summary>
        EyePupilNarrowL = 31,
        /// <summary>CTRL_expressions_eyePupilNarrowR</summary>
        EyePupilNarrowR = 32,
        /// <summary>CTRL_expressions_eyePupilWideL</summary>
        EyePupilWideL = 33,
        /// <summary>CTRL_expressions_eyePupilWideR</summary>
        EyePupilWideR = 34,
        /// <summary>CTRL_expressions_eyeRelaxL</summary>
        EyeRelaxL = 35,
        /// <summary>CTRL_expressions_eyeRelaxR</summary>
        EyeRelaxR = 36,
        /// <summary>CTRL_expressions_eyeSquintInnerL</summary>
        EyeSquintInnerL = 37,
        /// <summary>CTRL_expressions_eyeSquintInnerR</summary>
        EyeSquintInnerR = 38,
        /// <summary>CTRL_expressions_eyeUpperLidUpL</summary>
        EyeUpperLidUpL = 39,
        /// <summary>CTRL_expressions_eyeUpperLidUpR</summary>
        EyeUpperLidUpR = 40,
        /// <summary>CTRL_expressions_eyeWidenL</summary>
        EyeWidenL = 41,
        /// <summary>CTRL_expressions_eyeWidenR</summary>
        EyeWidenR = 42,
        /// <summary>CTRL_expressions_eyelashesDownINL</summary>
        EyelashesDownINL = 43,
        /// <summary>CTRL_expressions_eyelashesDownINR</summary>
        EyelashesDownINR = 44,
        /// <summary>CTRL_expressions_eyelashesDownOUTL</summary>
        EyelashesDownOUTL = 45,
        /// <summary>CTRL_expressions_eyelashesDownOUTR</summary>
        EyelashesDownOUTR = 46,
        /// <summary>CTRL_expressions_eyelashesUpINL</summary>
        EyelashesUpINL = 47,
        /// <summary>CTRL_expressions_eyelashesUpINR</summary>
        EyelashesUpINR = 48,
        /// <summary>CTRL_expressions_eyelashesUpOUTL</summary>
        EyelashesUpOUTL = 49,
        /// <summary>CTRL_expressions_eyelashesUpOUTR</summary>
        EyelashesUpOUTR = 50,
        /// <summary>CTRL_expressions_jawBack</summary>
        JawBack = 51,
        /// <summary>CTRL_expressions_jawChinCompressL</summary>
        JawChinCompressL = 52,
        /// <summary>CTRL_expressions_jawChinCompressR</summary>
        JawChinCompressR = 53,
        /// <summary>CTRL_expressions_jawChinRaiseDL</summary>
        JawChinRaiseDL = 54,
        /// <summary>CTRL_expressions_jawChinRaiseDR</summary>
        JawChinRaiseDR = 55,
        /// <summary>CTRL_expressions_jawChinRaiseUL</summary>
        JawChinRaiseUL = 56,
        /// <summary>CTRL_expressions_jawChinRaiseUR</summary>
        JawChinRaiseUR = 57,
        /// <summary>CTRL_expressions_jawClenchL</summary>
        JawClenchL = 58,
        /// <summary>CTRL_expressions_jawClenchR</summary>
        JawClenchR = 59,
        /// <summary>CTRL_expressions_jawFwd</summary>
        JawFwd = 60,
        /// <summary>CTRL_expressions_jawLeft</summary>
        JawLeft = 61,
        /// <summary>CTRL_expressions_jawOpen</summary>
        JawOpen = 62,
        /// <summary>CTRL_expressions_jawOpenExtreme</summary>
        JawOpenExtreme = 63,
        /// <summary>CTRL_expressions_jawRight</summary>
        JawRight = 64,
        /// <summary>CTRL_expressions_mouthCheekBlowL</summary>
        MouthCheekBlowL = 65,
        /// <summary>CTRL_expressions_mouthCheekBlowR</summary>
        MouthCheekBlowR = 66,
        /// <summary>CTRL_expressions_mouthCheekSuckL</summary>
        MouthCheekSuckL = 67,
        /// <summary>CTRL_expressions_mouthCheekSuckR</summary>
        MouthCheekSuckR = 68,
        /// <summary>CTRL_expressions_mouthCornerDepressL</summary>
        MouthCornerDepressL = 69,
        /// <summary>CTRL_expressions_mouthCornerDepressR</summary>
        MouthCornerDepressR = 70,
        /// <summary>CTRL_expressions_mouthCornerDownL</summary>
        MouthCornerDownL = 71,
        /// <summary>CTRL_expressions_mouthCornerDownR</summary>
        MouthCornerDownR = 72,
        /// <summary>CTRL_expressions_mouthCornerNarrowL</summary>
        MouthCornerNarrowL = 73,
        /// <summary>CTRL_expressions_mouthCornerNarrowR</summary>
        MouthCornerNarrowR = 74,
        /// <summary>CTRL_expressions_mouthCornerPullL</summary>
        MouthCornerPullL = 75,
        /// <summary>CTRL_expressions_mouthCornerPullR</summary>
        MouthCornerPullR = 76,
        /// <summary>CTRL_expressions_mouthCornerRounderDL</summary>
        MouthCornerRounderDL = 77,
        /// <summary>CTRL_expressions_mouthCornerRounderDR</summary>
        MouthCornerRounderDR = 78,
        /// <summary>CTRL_expressions_mouthCornerRounderUL</summary>
        MouthCornerRounderUL = 79,
        /// <summary>CTRL_expressions_mouthCornerRounderUR</summary>
        MouthCornerRounderUR = 80,
        /// <summary>CTRL_expressions_mouthCornerSharpenDL</summary>
        MouthCornerSharpenDL = 81,
        /// <summary>CTRL_expressions_mouthCornerSharpenDR</summary>
        MouthCornerSharpenDR = 82,
        /// <summary>CTRL_expressions_mouthCornerSharpenUL</summary>
        MouthCornerSharpenUL = 83,
        /// <summary>CTRL_expressions_mouthCornerSharpenUR</summary>
        MouthCornerSharpenUR = 84,
        /// <summary>CTRL_expressions_mouthCornerUpL</summary>
        MouthCornerUpL = 85,
        /// <summary>CTRL_expressions_mouthCornerUpR</summary>
        MouthCornerUpR = 86,
        /// <summary>CTRL_expressions_mouthCornerWideL</summary>
        MouthCornerWideL = 87,
        /// <summary>CTRL_expressions_mouthCornerWideR</summary>
        MouthCornerWideR = 88,
        /// <summary>CTRL_expressions_mouthDimpleL</summary>
        MouthDimpleL = 89,
        /// <summary>CTRL_expressions_mouthDimpleR</summary>
        MouthDimpleR = 90,
        /// <summary>CTRL_expressions_mouthDown</summary>
        MouthDown = 91,
        /// <summary>CTRL_expressions_mouthFunnelDL</summary>
        MouthFunnelDL = 92,
        /// <summary>CTRL_expressions_mouthFunnelDR</summary>
        MouthFunnelDR = 93,
        /// <summary>CTRL_expressions_mouthFunnelUL</summary>
        MouthFunnelUL = 94,
        /// <summary>CTRL_expressions_mouthFunnelUR</summary>
        MouthFunnelUR = 95,
        /// <summary>CTRL_expressions_mouthLeft</summary>
        MouthLeft = 96,
        /// <summary>CTRL_expressions_mouthLipsBlowL</summary>
        MouthLipsBlowL = 97,
        /// <summary>CTRL_expressions_mouthLipsBlowR</summary>
        MouthLipsBlowR = 98,
        /// <summary>CTRL_expressions_mouthLipsPressL</summary>
        MouthLipsPressL = 99,
        /// <summary>CTRL_expressions_mouthLipsPressR</summary>
        MouthLipsPressR = 100,
        /// <summary>CTRL_expressions_mouthLipsPullDL</summary>
        MouthLipsPullDL = 101,
        /// <summary>CTRL_expressions_mouthLipsPullDR</summary>
        MouthLipsPullDR = 102,
        /// <summary>CTRL_expressions_mouthLipsPullUL</summary>
        MouthLipsPullUL = 103,
        /// <summary>CTRL_expressions_mouthLipsPullUR</summary>
        MouthLipsPullUR = 104,
        /// <summary>CTRL_expressions_mouthLipsPurseDL</summary>
        MouthLipsPurseDL = 105,
        /// <summary>CTRL_expressions_mouthLipsPurseDR</summary>
        MouthLipsPurseDR = 106,
        /// <summary>CTRL_expressions_mouthLipsPurseUL</summary>
        MouthLipsPurseUL = 107,
        /// <summary>CTRL_expressions_mouthLipsPurseUR</summary>
        MouthLipsPurseUR = 108,
        /// <summary>CTRL_expressions_mouthLipsPushDL</summary>
        MouthLipsPushDL = 109,
        /// <summary>CTRL_expressions_mouthLipsPushDR</summary>
        MouthLipsPushDR = 110,
        /// <summary>CTRL_expressions_mouthLipsPushUL</summary>
        MouthLipsPushUL = 111,
        /// <summary>CTRL_expressions_mouthLipsPushUR</summary>
        MouthLipsPushUR = 112,
        /// <summary>CTRL_expressions_mouthLipsStickyLPh1</summary>
        MouthLipsStickyLPh1 = 113,
        /// <summary>CTRL_expressions_mouthLipsStickyLPh2</summary>
        MouthLipsStickyLPh2 = 114,
        /// <summary>CTRL_expressions_mouthLipsStickyLPh3</summary>
        MouthLipsStickyLPh3 = 115,
        /// <summary>CTRL_expressions_mouthLipsStickyRPh1</summary>
        MouthLipsStickyRPh1 = 116,
        /// <summary>CTRL_expressions_mouthLipsStickyRPh2</summary>
        MouthLipsStickyRPh2 = 117,
        /// <summary>CTRL_expressions_mouthLipsStickyRPh3</summary>
        MouthLipsStickyRPh3 = 118,
        /// <summary>CTRL_expressions_mouthLipsThickDL</summary>
        MouthLipsThickDL = 119,
        /// <summary>CTRL_expressions_mouthLipsThickDR</summary>
        MouthLipsThickDR = 120,
        /// <summary>CTRL_expressions_mouthLipsThickInwardDL</summary>
        MouthLipsThickInwardDL = 121,
        /// <summary>CTRL_expressions_mouthLipsThickInwardDR</summary>
        MouthLipsThickInwardDR = 122,
        /// <summary>CTRL_expressions_mouthLipsThickInwardUL</summary>
        MouthLipsThickInwardUL = 123,
        /// <summary>CTRL_expressions_mouthLipsThickInwardUR</summary>
        MouthLipsThickInwardUR = 124,
        /// <summary>CTRL_expressions_mouthLipsThickUL</summary>
        MouthLipsThickUL = 125,
        /// <summary>CTRL_expressions_mouthLipsThickUR</summary>
        MouthLipsThickUR = 126,
        /// <summary>CTRL_expressions_mouthLipsThinDL</summary>
        MouthLipsThinDL = 127,
        /// <summary>CTRL_expressions_mouthLipsThinDR</summary>
        MouthLipsThinDR = 128,
        /// <summary>CTRL_expressions_mouthLipsThinInwardDL</summary>
        MouthLipsThinInwardDL = 129,
        /// <summary>CTRL_expressions_mouthLipsThinInwardDR</summary>
        MouthLipsThinInwardDR = 130,
        /// <summary>CTRL_expressions_mouthLipsThinInwardUL</summary>
        MouthLipsThinInwardUL = 131,
        /// <summary>CTRL_expressions_mouthLipsThinInwardUR</summary>
        MouthLipsThinInwardUR = 132,
        /// <summary>CTRL_expressions_mouthLipsThinUL</summary>
        MouthLipsThinUL = 133,
        /// <summary>CTRL_expressions_mouthLipsThinUR</summary>
        MouthLipsThinUR = 134,
        /// <summary>CTRL_expressions_mouthLipsTightenDL</summary>
        MouthLipsTightenDL = 135,
        /// <summary>CTRL_expressions_mouthLipsTightenDR</summary>
        MouthLipsTightenDR = 136,
        /// <summary>CTRL_expressions_mouthLipsTightenUL</summary>
        MouthLipsTightenUL = 137,
        /// <summary>CTRL_expressions_mouthLipsTightenUR</summary>
        MouthLipsTightenUR = 138,
        /// <summary>CTRL_expressions_mouthLipsTogetherDL</summary>
        MouthLipsTogetherDL = 139,
        /// <summary>CTRL_expressions_mouthLipsTogetherDR</summary>
        MouthLipsTogetherDR = 140,
        /// <summary>CTRL_expressions_mouthLipsTogetherUL</summary>
        MouthLipsTogetherUL = 141,
        /// <summary>CTRL_expressions_mouthLipsTogetherUR</summary>
        MouthLipsTogetherUR = 142,
        /// <summary>CTRL_expressions_mouthLipsTowardsDL</summary>
        MouthLipsTowardsDL = 143,
        /// <summary>CTRL_expressions_mouthLipsTowardsDR</summary>
        MouthLipsTowardsDR = 144,
        /// <summary>CTRL_expressions_mouthLipsTowardsUL</summary>
        MouthLipsTowardsUL = 145,
        /// <summary>CTRL_expressions_mouthLipsTowardsUR</summary>
        MouthLipsTowardsUR = 146,
        /// <summary>CTRL_expressions_mouthLowerLipBiteL</summary>
        MouthLowerLipBiteL = 147,
        /// <summary>CTRL_expressions_mouthLowerLipBiteR</summary>
        MouthLowerLipBiteR = 148,
        /// <summary>CTRL_expressions_mouthLowerLipDepressL</summary>
        MouthLowerLipDepressL = 149,
        /// <summary>CTRL_expressions_mouthLowerLipDepressR</summary>
        MouthLowerLipDepressR = 150,
        /// <summary>CTRL_expressions_mouthLowerLipRollInL</summary>
        MouthLowerLipRollInL = 151,
        /// <summary>CTRL_expressions_mouthLowerLipRollInR</summary>
        MouthLowerLipRollInR = 152,
        /// <summary>CTRL_expressions_mouthLowerLipRollOutL</summary>
        MouthLowerLipRollOutL = 153,
        /// <summary>CTRL_expressions_mouthLowerLipRollOutR</summary>
        MouthLowerLipRollOutR = 154,
        /// <summary>CTRL_expressions_mouthLowerLipShiftLeft</summary>
        MouthLowerLipShiftLeft = 155,
        /// <summary>CTRL_expressions_mouthLowerLipShiftRight</summary>
        MouthLowerLipShiftRight = 156,
        /// <summary>CTRL_expressions_mouthLowerLipTowardsTeethL</summary>
        MouthLowerLipTowardsTeethL = 157,
        /// <summary>CTRL_expressions_mouthLowerLipTowardsTeethR</summary>
        MouthLowerLipTowardsTeethR = 158,
        /// <summary>CTRL_expressions_mouthPressDL</summary>
        MouthPressDL = 159,
        /// <summary>CTRL_expressions_mouthPressDR</summary>
        MouthPressDR = 160,
        /// <summary>CTRL_expressions_mouthPressUL</summary>
        MouthPressUL = 161,
        /// <summary>CTRL_expressions_mouthPressUR</summary>
        MouthPressUR = 162,
        /// <summary>CTRL_expressions_mouthRight</summary>
        MouthRight = 163,
        /// <summary>CTRL_expressions_mouthSharpCornerPullL</summary>
        MouthSharpCornerPullL = 164,
        /// <summary>CTRL_expressions_mouthSharpCornerPullR</summary>
        MouthSharpCornerPullR = 165,
        /// <summary>CTRL_expressions_mouthStickyDC</summary>
        MouthStickyDC = 166,
        /// <summary>CTRL_expressions_mouthStickyDINL</summary>
        MouthStickyDINL = 167,
        /// <summary>CTRL_expressions_mouthStickyDINR</summary>
        MouthStickyDINR = 168,
        /// <summary>CTRL_expressions_mouthStickyDOUTL</summary>
        MouthStickyDOUTL = 169,
        /// <summary>CTRL_expressions_mouthStickyDOUTR</summary>
        MouthStickyDOUTR = 170,
        /// <summary>CTRL_expressions_mouthStickyUC</summary>
        MouthStickyUC = 171,
        /// <summary>CTRL_expressions_mouthStickyUINL</summary>
        MouthStickyUINL = 172,
        /// <summary>CTRL_expressions_mouthStickyUINR</summary>
        MouthStickyUINR = 173,
        /// <summary>CTRL_expressions_mouthStickyUOUTL</summary>
        MouthStickyUOUTL = 174,
        /// <summary>CTRL_expressions_mouthStickyUOUTR</summary>
        MouthStickyUOUTR = 175,
        /// <summary>CTRL_expressions_mouthStretchL</summary>
        MouthStretchL = 176,
        /// <summary>CTRL_expressions_mouthStretchLipsCloseL</summary>
        MouthStretchLipsCloseL = 177,
        /// <summary>CTRL_expressions_mouthStretchLipsCloseR</summary>
        MouthStretchLipsCloseR = 178,
        /// <summary>CTRL_expressions_mouthStretchR</summary>
        MouthStretchR = 179,
        /// <summary>CTRL_expressions_mouthUp</summary>
        MouthUp = 180,
        /// <summary>CTRL_expressions_mouthUpperLipBiteL</summary>
        MouthUpperLipBiteL = 181,
        /// <summary>CTRL_expressions_mouthUpperLipBiteR</summary>
        MouthUpperLipBiteR = 182,
        /// <summary>CTRL_expressions_mouthUpperLipRaiseL</summary>
        MouthUpperLipRaiseL = 183,
        /// <summary>CTRL_expressions_mouthUpperLipRaiseR</summary>
        MouthUpperLipRaiseR = 184,
        /// <summary>CTRL_expressions_mouthUpperLipRollInL</summary>
        MouthUpperLipRollInL = 185,
        /// <summary>CTRL_expressions_mouthUpperLipRollInR</summary>
        MouthUpperLipRollInR = 186,
        /// <summary>CTRL_expressions_mouthUpperLipRollOutL</summary>
        MouthUpperLipRollOutL = 187,
        /// <summary>CTRL_expressions_mouthUpperLipRollOutR</summary>
        MouthUpperLipRollOutR = 188,
        /// <summary>CTRL_expressions_mouthUpperLipShiftLeft</summary>
        MouthUpperLipShiftLeft = 189,
        /// <summary>CTRL_expressions_mouthUpperLipShiftRight</summary>
        MouthUpperLipShiftRight = 190,
        /// <summary>CTRL_expressions_mouthUpperLipTowardsTeethL</summary>
        MouthUpperLipTowardsTeethL = 191,
        /// <summary>CTRL_expressions_mouthUpperLipTowardsTeethR</summary>
        MouthUpperLipTowardsTeethR = 192,
        /// <summary>CTRL_expressions_neckDigastricDown</summary>
        NeckDigastricDown = 193,
        /// <summary>CTRL_expressions_neckDigastricUp</summary>
        NeckDigastricUp = 194,
        /// <summary>CTRL_expressions_neckMastoidContractL</summary>
        NeckMastoidContractL = 195,
        /// <summary>CTRL_expressions_neckMastoidContractR</summary>
        NeckMastoidContractR = 196,
        /// <summary>CTRL_expressions_neckStretchL</summary>
        NeckStretchL = 197,
        /// <summary>CTRL_expressions_neckStretchR</summary>
        NeckStretchR = 198,
        /// <summary>CTRL_expressions_neckSwallowPh1</summary>
        NeckSwallowPh1 = 199,
        /// <summary>CTRL_expressions_neckSwallowPh2</summary>
        NeckSwallowPh2 = 200,
        /// <summary>CTRL_expressions_neckSwallowPh3</summary>
        NeckSwallowPh3 = 201,
        /// <summary>CTRL_expressions_neckSwallowPh4</summary>
        NeckSwallowPh4 = 202,
        /// <summary>CTRL_expressions_neckThroatDown</summary>
        NeckThroatDown = 203,
        /// <summary>CTRL_expressions_neckThroatExhale</summary>
        NeckThroatExhale = 204,
        /// <summary>CTRL_expressions_neckThroatInhale</summary>
        NeckThroatInhale = 205,
        /// <summary>CTRL_expressions_neckThroatUp</summary>
        NeckThroatUp = 206,
        /// <summary>CTRL_expressions_noseNasolabialDeepenL</summary>
        NoseNasolabialDeepenL = 207,
        /// <summary>CTRL_expressions_noseNasolabialDeepenR</summary>
        NoseNasolabialDeepenR = 208,
        /// <summary>CTRL_expressions_noseNostrilCompressL</summary>
        NoseNostrilCompressL = 209,
        /// <summary>CTRL_expressions_noseNostrilCompressR</summary>
        NoseNostrilCompressR = 210,
        /// <summary>CTRL_expressions_noseNostrilDepressL</summary>
        NoseNostrilDepressL = 211,
        /// <summary>CTRL_expressions_noseNostrilDepressR</summary>
        NoseNostrilDepressR = 212,
        /// <summary>CTRL_expressions_noseNostrilDilateL</summary>
        NoseNostrilDilateL = 213,
        /// <summary>CTRL_expressions_noseNostrilDilateR</summary>
        NoseNostrilDilateR = 214,
        /// <summary>CTRL_expressions_noseWrinkleL</summary>
        NoseWrinkleL = 215,
        /// <summary>CTRL_expressions_noseWrinkleR</summary>
        NoseWrinkleR = 216,
        /// <summary>CTRL_expressions_noseWrinkleUpperL</summary>
        NoseWrinkleUpperL = 217,
        /// <summary>CTRL_expressions_noseWrinkleUpperR</summary>
        NoseWrinkleUpperR = 218,
        /// <summary>CTRL_expressions_teethBackD</summary>
        TeethBackD = 219,
        /// <summary>CTRL_expressions_teethBackU</summary>
        TeethBackU = 220,
        /// <summary>CTRL_expressions_teethDownD</summary>
        TeethDownD = 221,
        /// <summary>CTRL_expressions_teethDownU</summary>
        TeethDownU = 222,
        /// <summary>CTRL_expressions_teethFwdD</summary>
        TeethFwdD = 223,
        /// <summary>CTRL_expressions_teethFwdU</summary>
        TeethFwdU = 224,
        /// <summary>CTRL_expressions_teethLeftD</summary>
        TeethLeftD = 225,
        /// <summary>CTRL_expressions_teethLeftU</summary>
        TeethLeftU = 226,
        /// <summary>CTRL_expressions_teethRightD</summary>
        TeethRightD = 227,
        /// <summary>CTRL_expressions_teethRightU</summary>
        TeethRightU = 228,
        /// <summary>CTRL_expressions_teethUpD</summary>
        TeethUpD = 229,
        /// <summary>CTRL_expressions_teethUpU</summary>
        TeethUpU = 230,
        /// <summary>CTRL_expressions_tongueBendDown</summary>
        TongueBendDown = 231,
        /// <summary>CTRL_expressions_tongueBendUp</summary>
        TongueBendUp = 232,
        /// <summary>CTRL_expressions_tongueDown</summary>
        TongueDown = 233,
        /// <summary>CTRL_expressions_tongueIn</summary>
        TongueIn = 234,
        /// <summary>CTRL_expressions_tongueLeft</summary>
        TongueLeft = 235,
        /// <summary>CTRL_expressions_tongueNarrow</summary>
        TongueNarrow = 236,
        /// <summary>CTRL_expressions_tongueOut</summary>
        TongueOut = 237,
        /// <summary>CTRL_expressions_tonguePress</summary>
        TonguePress = 238,
        /// <summary>CTRL_expressions_tongueRight</summary>
        TongueRight = 239,
        /// <summary>CTRL_expressions_tongueRoll</summary>
        TongueRoll = 240,
        /// <summary>CTRL_expressions_tongueThick</summary>
        TongueThick = 241,
        /// <summary>CTRL_expressions_tongueThin</summary>
        TongueThin = 242,
        /// <summary>CTRL_expressions_tongueTipDown</summary>
        TongueTipDown = 243,
        /// <summary>CTRL_expressions_tongueTipLeft</summary>
        TongueTipLeft = 244,
        /// <summary>CTRL_expressions_tongueTipRight</summary>
        TongueTipRight = 245,
        /// <summary>CTRL_expressions_tongueTipUp</summary>
        TongueTipUp = 246,
        /// <summary>CTRL_expressions_tongueTwistLeft</summary>
        TongueTwistLeft = 247,
        /// <summary>CTRL_expressions_tongueTwistRight</summary>
        TongueTwistRight = 248,
        /// <summary>CTRL_expressions_tongueUp</summary>
        TongueUp = 249,
        /// <summary>CTRL_expressions_tongueWide</summary>
        TongueWide = 250,
    }

    /// <summary>Controls of the rig "arkit".</summary>
    public enum ArkitControl
    {
        /// <summary>eyeBlinkLeft</summary>
        EyeBlinkLeft = 0,
        /// <summary>eyeLookDownLeft</summary>
        EyeLookDownLeft = 1,
        /// <summary>eyeLookInLeft</summary>
        EyeLookInLeft = 2,
        /// <summary>eyeLookOutLeft</summary>
        EyeLookOutLeft = 3,
        /// <summary>eyeLookUpLeft</summary>
        EyeLookUpLeft = 4,
        /// <summary>eyeSquintLeft</summary>
        EyeSquintLeft = 5,
        /// <summary>eyeWideLeft</summary>
        EyeWideLeft = 6,
        /// <summary>eyeBlinkRight</summary>
        EyeBlinkRight = 7,
        /// <summary>eyeLookDownRight</summary>
        EyeLookDownRight = 8,
        /// <summary>eyeLookInRight</summary>
        EyeLookInRight = 9,
        /// <summary>eyeLookOutRight</summary>
        EyeLookOutRight = 10,
        /// <summary>eyeLookUpRight</summary>
        EyeLookUpRight = 11,
        /// <summary>eyeSquintRight</summary>
        EyeSquintRight = 12,
        /// <summary>eyeWideRight</summary>
        EyeWideRight = 13,
        /// <summary>jawForward</summary>
        JawForward = 14,
        /// <summary>jawLeft</summary>
        JawLeft = 15,
        /// <summary>jawRight</summary>
        JawRight = 16,
        /// <summary>jawOpen</summary>
        JawOpen = 17,
        /// <summary>mouthClose</summary>
        MouthClose = 18,
        /// <summary>mouthFunnel</summary>
        MouthFunnel = 19,
        /// <summary>mouthPucker</summary>
        MouthPucker = 20,
        /// <summary>mouthLeft</summary>
        MouthLeft = 21,
        /// <summary>mouthRight</summary>
        MouthRight = 22,
        /// <summary>mouthSmileLeft</summary>
        MouthSmileLeft = 23,
        /// <summary>mouthSmileRight</summary>
        MouthSmileRight = 24,
        /// <summary>mouthFrownLeft</summary>
        MouthFrownLeft = 25,
        /// <summary>mouthFrownRight</summary>
        MouthFrownRight = 26,
        /// <summary>mouthDimpleLeft</summary>
        MouthDimpleLeft = 27,
        /// <summary>mouthDimpleRight</summary>
        MouthDimpleRight = 28,
        /// <summary>mouthStretchLeft</summary>
        MouthStretchLeft = 29,
        /// <summary>mouthStretchRight</summary>
        MouthStretchRight = 30,
        /// <summary>mouthRollLower</summary>
        MouthRollLower = 31,
        /// <summary>mouthRollUpper</summary>
        MouthRollUpper = 32,
        /// <summary>mouthShrugLower</summary>
        MouthShrugLower = 33,
        /// <summary>mouthShrugUpper</summary>
        MouthShrugUpper = 34,
        /// <summary>mouthPressLeft</summary>
        MouthPressLeft = 35,
        /// <summary>mouthPressRight</summary>
        MouthPressRight = 36,
        /// <summary>mouthLowerDownLeft</summary>
        MouthLowerDownLeft = 37,
        /// <summary>mouthLowerDownRight</summary>
        MouthLowerDownRight = 38,
        /// <summary>mouthUpperUpLeft</summary>
        MouthUpperUpLeft = 39,
        /// <summary>mouthUpperUpRight</summary>
        MouthUpperUpRight = 40,
        /// <summary>browDownLeft</summary>
        BrowDownLeft = 41,
        /// <summary>browDownRight</summary>
        BrowDownRight = 42,
        /// <summary>browInnerUp</summary>
        BrowInnerUp = 43,
        /// <summary>browOuterUpLeft</summary>
        BrowOuterUpLeft = 44,
        /// <summary>browOuterUpRight</summary>
        BrowOuterUpRight = 45,
        /// <summary>cheekPuff</summary>
        CheekPuff = 46,
        /// <summary>cheekSquintLeft</summary>
        CheekSquintLeft = 47,
        /// <summary>cheekSquintRight</summary>
        CheekSquintRight = 48,
        /// <summary>noseSneerLeft</summary>
        NoseSneerLeft = 49,
        /// <summary>noseSneerRight</summary>
        NoseSneerRight = 50,
        /// <summary>tongueOut</summary>
        TongueOut = 51,
        /// <summary>headYaw</summary>
        HeadYaw = 52,
        /// <summary>headPitch</summary>
        HeadPitch = 53,
        /// <summary>headRoll</summary>
        HeadRoll = 54,
        /// <summary>leftEyeYaw</summary>
        LeftEyeYaw = 55,
        /// <summary>leftEyePitch</summary>
        LeftEyePitch = 56,
        /// <summary>leftEyeRoll</summary>
        LeftEyeRoll = 57,
        /// <summary>rightEyeYaw</summary>
        RightEyeYaw = 58,
        /// <summary>rightEyePitch</summary>
        RightEyePitch = 59,
        /// <summary>rightEyeRoll</summary>
        RightEyeRoll = 60,
    }

    /// <summary>Controls of the rig "oculus".</summary>
    public enum OculusControl
    {
        /// <summary>sil</summary>
        Sil = 0,
        /// <summary>PP</summary>
        PP = 1,
        /// <summary>FF</summary>
        FF = 2,
        /// <summary>TH</summary>
        TH = 3,
        /// <summary>DD</summary>
        DD = 4,
        /// <summary>kk</summary>
        Kk = 5,
        /// <summary>CH</summary>
        CH = 6,
        /// <summary>SS</summary>
        SS = 7,
        /// <summary>nn</summary>
        Nn = 8,
        /// <summary>RR</summary>
        RR = 9,
        /// <summary>aa</summary>
        Aa = 10,
        /// <summary>E</summary>
        E = 11,
        /// <summary>ih</summary>
        Ih = 12,
        /// <summary>oh</summary>
        Oh = 13,
        /// <summary>ou</summary>
        Ou = 14,
    }

    /// <summary>Controls of the rig "vrm".</summary>
    public enum VrmControl
    {
        /// <summary>happy</summary>
        Happy = 0,
        /// <summary>angry</summary>
        Angry = 1,
        /// <summary>sad</summary>
        Sad = 2,
        /// <summary>relaxed</summary>
        Relaxed = 3,
        /// <summary>surprised</summary>
        Surprised = 4,
        /// <summary>aa</summary>
        Aa = 5,
        /// <summary>ih</summary>
        Ih = 6,
        /// <summary>ou</summary>
        Ou = 7,
        /// <summary>ee</summary>
        Ee = 8,
        /// <summary>oh</summary>
        Oh = 9,
        /// <summary>blink</summary>
        Blink = 10,
        /// <summary>blinkLeft</summary>
        BlinkLeft = 11,
        /// <summary>blinkRight</summary>
        BlinkRight = 12,
        /// <summary>lookUp</summary>
        LookUp = 13,
        /// <summary>lookDown</summary>
        LookDown = 14,
        /// <summary>lookLeft</summary>
        LookLeft = 15,
        /// <summary>lookRight</summary>
        LookRight = 16,
        /// <summary>neutral</summary>
        Neutral = 17,
    }
}
