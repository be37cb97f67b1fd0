//! Lids and eyes over hours of simulated time, against what has been measured in people.

use emoface::motion::Frame;
use emoface::motion::life::{Behaviours, Life};
use emoface::motion::voice::Voice;

#[test]
fn seeds_differ_and_repeat() {
    let lived = |seed| {
        let mut life = Life::new(seed);
        let frame = |k| {
            let mut frame: Frame = [0.0; _];
            life.act(k, &Voice::SILENT, &Behaviours::ALL, &mut frame);
            frame
        };
        (0..36_000).map(frame).collect::<Vec<_>>()
    };
    let (once, again, other) = (lived(7), lived(7), lived(8));
    assert!(once == again);
    assert!(once != other);
}
