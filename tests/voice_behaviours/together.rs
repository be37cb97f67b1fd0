//! All behaviours at once.

use super::*;

#[test]
fn a_behaviour_without_gain_leaves_the_frame_alone_and_seeds_differ_and_repeat() {
    let talk = &talk()[..MINUTE];
    let act = |seed: u64, behaviours: Behaviours| {
        let (mut life, mut frame) = (Life::new(seed), 0);
        live(talk, None, |voice, values| {
            values[column::BROW_INNER] = 0.1;
            frame += 1;
            life.act(frame, voice, &behaviours, values);
        })
    };
    assert_eq!(act(1, Behaviours::ALL), act(1, Behaviours::ALL));
    let (one, other) = (act(1, Behaviours::ALL), act(2, Behaviours::ALL));
    for column in [channel::HEAD_YAW, channel::HEAD_PITCH, column::BROW_INNER, column::THROAT_IN] {
        assert_ne!(path(&one, column), path(&other, column), "column {column} knows no seed");
    }
    let none = act(1, Behaviours::NONE);
    assert!(
        none.iter().all(|frame| (0..).zip(frame).all(|(k, x)| *x == if k == column::BROW_INNER { 0.1 } else { 0.0 }))
    );
    let no_yaw = act(1, Behaviours { head_yaw: 0.0, ..Behaviours::ALL });
    assert!(no_yaw.iter().all(|frame| frame[channel::HEAD_YAW] == 0.0));
    assert_eq!(path(&no_yaw, channel::HEAD_ROLL), path(&one, channel::HEAD_ROLL));
    let loud = act(1, Behaviours { head_pitch: 4.0, brows: 4.0, breath: 4.0, laughter: 4.0, ..Behaviours::ALL });
    assert!(loud.iter().all(|frame| frame[channel::HEAD_PITCH].abs() < 12.0 && frame[column::BROW_INNER] <= 1.0));
}

#[test]
fn silence_with_all_behaviours_leaves_the_mouth_relaxed() {
    let engine = engine();
    let frames = engine.bake(&vec![0.0; 30 * 16_000], 16_000.0, &bake_options(&engine, &roomy())).unwrap().frames;
    for control in [column::JAW_OPEN, 57, 66, 67, 70, 91] {
        let path = path(&frames[60..], control);
        assert!(spread(&path) <= 0.01, "control {control} moves by {}", spread(&path));
    }
    assert!(frames[60..].iter().all(|frame| frame[column::JAW_OPEN] < 0.1));
    assert!(frames.iter().all(|frame| frame[channel::SPEAKING] == 0.0 && frame[channel::LAUGHTER] == 0.0));
    let throat = path(&frames, column::THROAT_IN);
    assert!(throat.iter().any(|x| *x > 0.1), "a silent face does not breathe");
}
