//! Laughter.

use super::*;

#[test]
fn a_laughing_voice_makes_the_face_laugh_and_a_speaking_one_does_not() {
    let mut laughter = Laughter::new();
    let laughing = |k: usize| Voice {
        speaking: 1.0,
        laughter: if k < 60 { 1.0 } else { 0.0 },
        loudness: 0.5 + 0.5 * (k as f32 * STEP * 5.0 * std::f32::consts::TAU).sin(),
        ..Voice::SILENT
    };
    let voices: Vec<Voice> = (0..240).map(laughing).collect();
    let frames = live(&voices, None, |voice, values| laughter.act(STEP, voice, 1.0, values));
    for (control, goal) in [(column::CHEEK_RAISE, 0.7), (column::CORNER_PULL, 0.8), (column::SQUINT_INNER, 0.5)] {
        let path = path(&frames, control);
        assert!(
            path[12] > 0.5 * goal && (path[59] - goal).abs() < 0.02,
            "control {control}: {}, {}",
            path[12],
            path[59]
        );
        assert!(path[60 + 45] < 0.25 * goal && path[239] < 0.001, "control {control} laughs on");
        assert!(path.windows(2).all(|w| (w[1] - w[0]).abs() < 0.12), "control {control} jumps");
    }
    let back = f64::from(frames[59][channel::HEAD_PITCH]);
    assert!((3.0..6.0).contains(&back), "the head goes back by {back}");
    // Lips that are together stay so.
    let mut values = frames[59];
    for side in [0, column::RIGHT] {
        column::LIPS_TOGETHER.iter().for_each(|lip| values[lip + side] = 0.96);
    }
    limits::close_lips(&mut values);
    assert_eq!(values[column::LIPS_TOGETHER[0]], 1.0);
    assert!(values[column::JAW_OPEN] <= 0.16);
    // The sample voice does not laugh.
    assert!(self::voices(&sentence()).iter().all(|voice| voice.laughter < 0.1));
}
