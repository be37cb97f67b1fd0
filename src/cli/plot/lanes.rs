//! What the picture shows: curves that a person understands, gathered from the controls.

use emoface::motion::Frame;
use emoface::rig::{board, column};

/// Lips count as closed above this (as in the library's own limits).
const CLOSED: f32 = 0.85;
/// The lower lip counts as tucked under the teeth above this.
const BITTEN: f32 = 0.4;
/// Lids count as shut above this.
const SHUT: f32 = 0.8;
/// A lane shows at least this range, so that tiny motion looks tiny.
const LEAST_RANGE: f32 = 0.25;

/// Colours of curves and shades.
pub mod colour {
    /// Lips closed.
    pub const CLOSED: &str = "#6d4aff";
    /// Lower lip tucked.
    pub const BITTEN: &str = "#0d9488";
    pub(super) const JAW: &str = "#ef5a3c";
    pub(super) const FUNNEL: &str = "#e08e0b";
    pub(super) const PURSE: &str = "#be3f83";
    pub(super) const SMILE: &str = "#16a34a";
    pub(super) const STRETCH: &str = "#2f80ed";
    pub(super) const DOWN: &str = "#dc4a4a";
    pub(super) const LIDS: &str = "#475569";
    pub(super) const SIDE: &str = "#0891b2";
    pub(super) const HEIGHT: &str = "#a855f7";
}

/// One curve with its legend.
#[derive(Debug)]
pub struct Curve {
    /// Legend.
    pub name: &'static str,
    /// Colour.
    pub colour: &'static str,
    /// Values at 60 a second.
    pub values: Vec<f32>,
    /// Whether the area to zero is filled.
    pub filled: bool,
}

/// One strip of the picture.
#[derive(Debug)]
pub struct Lane {
    /// Name.
    pub name: &'static str,
    /// Values at its lower and upper edge.
    pub range: [f32; 2],
    /// What the edges mean, if the numbers alone do not say it.
    pub edges: Option<[&'static str; 2]>,
    /// Curves, the last on top.
    pub curves: Vec<Curve>,
    /// Frames marked on the upper edge.
    pub marks: Vec<usize>,
    /// What the marks are.
    pub note: Option<String>,
    /// Whether closures are shaded in it.
    pub is_mouth: bool,
}

/// First and further legend lines under a lane's upper edge.
pub const FIRST_ENTRY: f32 = 43.0;
/// Distance of two legend lines.
pub const ENTRY: f32 = 16.0;

impl Lane {
    /// Height of the strip: room for its legend, and for its curves.
    pub fn height(&self) -> f32 {
        let entries = self.curves.len() + usize::from(self.note.is_some());
        (FIRST_ENTRY + ENTRY * entries as f32 - 4.0).max(72.0)
    }
}

impl Curve {
    /// Whether the curve does anything that could be seen.
    pub fn moves(&self) -> bool {
        self.values.iter().any(|value| value.abs() > 0.02)
    }
}

/// A stretch of frames, the end not included.
pub type Span = std::ops::Range<usize>;

/// All that is shown of the frames.
#[derive(Debug)]
pub struct Lanes {
    /// From top to bottom.
    pub lanes: Vec<Lane>,
    /// Where the lips are closed.
    pub closed: Vec<Span>,
    /// Where the lower lip is tucked under the teeth.
    pub bitten: Vec<Span>,
}

/// Gathers the lanes of `frames`.
pub fn lanes(frames: &[Frame]) -> Lanes {
    let curve = |name, colour, values| Curve { name, colour, values, filled: false };
    let filled = |name, colour, values| Curve { name, colour, values, filled: true };
    let centre = |index: usize| frames.iter().map(|frame| frame[index]).collect::<Vec<_>>();
    let sides = |names: &[&str]| both_sides(frames, names);
    let negative = |values: Vec<f32>| values.into_iter().map(|value| -value).collect::<Vec<_>>();

    let together = sides(&["mouth_lipsTogetherU", "mouth_lipsTogetherD"]);
    let bite = sides(&["mouth_lipBiteD"]);
    let blink = sides(&["eye_blink"]);
    let (closed, bitten) = (spans(&together, CLOSED), spans(&bite, BITTEN));
    let marks: Vec<_> = spans(&blink, SHUT).into_iter().filter_map(|span| peak(&blink, span)).collect();
    let blinks = format!("{} {}", marks.len(), if marks.len() == 1 { "blink" } else { "blinks" });
    let brows_up = sides(&["brow_raiseIn", "brow_raiseOut"]);
    let brows_down = negative(sides(&["brow_down"]));
    let frown = negative(sides(&["mouth_cornerDepress"]));

    let jaw = vec![filled("opening", colour::JAW, centre(column::JAW_OPEN))];
    let lips = vec![filled("closed  p b m", colour::CLOSED, together), curve("lip bite  f v", colour::BITTEN, bite)];
    let round = vec![
        curve("funnel", colour::FUNNEL, sides(&["mouth_funnelU", "mouth_funnelD"])),
        curve("purse", colour::PURSE, sides(&["mouth_purseU", "mouth_purseD"])),
    ];
    let corners = vec![
        curve("stretch", colour::STRETCH, sides(&["mouth_stretch"])),
        curve("smile", colour::SMILE, sides(&["mouth_cornerPull"])),
        curve("down", colour::DOWN, frown),
    ];
    let brows = vec![filled("raised", colour::STRETCH, brows_up), filled("lowered", colour::DOWN, brows_down)];
    let lids = vec![filled("closing", colour::LIDS, blink)];
    let gaze = vec![
        curve("sideways", colour::SIDE, centre(column::EYES_LEFT)),
        curve("height", colour::HEIGHT, centre(column::EYES_UP)),
    ];

    let lane = |name, curves: Vec<Curve>, is_mouth| Lane {
        name,
        range: range(&curves),
        edges: None,
        curves,
        marks: Vec::new(),
        note: None,
        is_mouth,
    };
    let lanes = vec![
        lane("Jaw", jaw, true),
        Lane { range: [0.0, 1.0], ..lane("Lips", lips, true) },
        lane("Rounding", round, true),
        lane("Lip corners", corners, true),
        lane("Brows", brows, false),
        Lane { range: [0.0, 1.0], marks, note: Some(blinks), ..lane("Lids", lids, false) },
        symmetric(Lane { edges: Some(["right, down", "left, up"]), ..lane("Gaze", gaze, false) }),
    ];
    Lanes { lanes, closed, bitten }
}

/// The mean of the controls called `CTRL_L_<name>-translateY` and their right twins, frame by frame.
pub fn both_sides(frames: &[Frame], names: &[&str]) -> Vec<f32> {
    let left = |name: &&str| {
        board().index(&format!("CTRL_L_{name}-translateY")).expect("the board has this control on both sides")
    };
    let columns: Vec<_> = names.iter().map(left).flat_map(|left| [left, left + column::RIGHT]).collect();
    let mean = |frame: &Frame| columns.iter().map(|column| frame[*column]).sum::<f32>() / columns.len() as f32;
    frames.iter().map(mean).collect()
}

/// Where `values` exceed `level`.
fn spans(values: &[f32], level: f32) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (index, _) in values.iter().enumerate().filter(|(_, value)| **value > level) {
        match spans.last_mut() {
            Some(last) if last.end == index => last.end = index + 1,
            _ => spans.push(index..index + 1),
        }
    }
    spans
}

fn peak(values: &[f32], span: Span) -> Option<usize> {
    span.max_by(|a, b| values[*a].total_cmp(&values[*b]))
}

/// Round numbers around all values, zero included.
fn range(curves: &[Curve]) -> [f32; 2] {
    let values = || curves.iter().flat_map(|curve| curve.values.iter().copied());
    let nice = |value: f32| [LEAST_RANGE, 0.5, 1.0].into_iter().find(|nice| value <= *nice).unwrap_or(1.0);
    let (least, greatest) = (values().fold(0.0, f32::min), values().fold(0.0, f32::max));
    [
        if least < -0.02 { -nice(-least) } else { 0.0 },
        if greatest > 0.02 || least >= -0.02 { nice(greatest) } else { 0.0 },
    ]
}

fn symmetric(lane: Lane) -> Lane {
    let edge = lane.range[1].max(-lane.range[0]);
    Lane { range: [-edge, edge], ..lane }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_curve_finds_its_controls_and_spans_are_found() {
        let mut frames = vec![[0.0; emoface::rig::CHANNELS]; 30];
        for frame in &mut frames[5..8] {
            for lip in column::LIPS_TOGETHER {
                (frame[lip], frame[lip + column::RIGHT]) = (1.0, 1.0);
            }
        }
        let lanes = lanes(&frames);
        assert_eq!(lanes.closed, vec![5..8]);
        assert!(lanes.bitten.is_empty());
        assert!(lanes.lanes.iter().all(|lane| lane.range[0] < lane.range[1]));
        assert!(lanes.lanes.iter().flat_map(|lane| &lane.curves).all(|curve| curve.values.len() == 30));
        assert_eq!(super::lanes(&[]).lanes.len(), lanes.lanes.len());
    }
}
