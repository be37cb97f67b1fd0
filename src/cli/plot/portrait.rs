//! Small faces: enough of a face to see whether the mouth fits the sound.

use std::fmt::Write;

use emoface::motion::Frame;
use emoface::rig::column;

use super::lanes::both_sides;
use super::svg::Svg;

/// Half the width of a portrait.
pub const RADIUS: f32 = 33.0;

const SKIN: &str = "fill=\"#fbe4d5\"";
const INK: &str = "#3b3f51";
const LIP: &str = "#c8566f";

/// What a portrait shows of a frame.
struct Features {
    jaw: f32,
    together: f32,
    bite: f32,
    round: f32,
    stretch: f32,
    smile: f32,
    down: f32,
    parted: [f32; 2],
    gaze: [f32; 2],
    blink: [f32; 2],
    /// Inner and outer end, raised positive.
    brow: [f32; 2],
}

impl Features {
    fn of(frame: &Frame) -> Self {
        let mean = |names: &[&str]| both_sides(std::slice::from_ref(frame), names)[0];
        let lowered = mean(&["brow_down"]);
        Self {
            jaw: frame[column::JAW_OPEN],
            together: mean(&["mouth_lipsTogetherU", "mouth_lipsTogetherD"]),
            bite: mean(&["mouth_lipBiteD"]),
            round: mean(&["mouth_funnelU", "mouth_funnelD"]).max(mean(&["mouth_purseU", "mouth_purseD"])),
            stretch: mean(&["mouth_stretch"]),
            smile: mean(&["mouth_cornerPull"]),
            down: mean(&["mouth_cornerDepress"]),
            parted: [mean(&["mouth_upperLipRaise"]), mean(&["mouth_lowerLipDepress"])],
            gaze: [frame[column::EYES_LEFT], frame[column::EYES_UP]],
            // The character's right eye is on the picture's left.
            blink: [frame[column::BLINK_RIGHT], frame[column::BLINK_LEFT]],
            brow: [mean(&["brow_raiseIn"]) - 1.3 * lowered, mean(&["brow_raiseOut"]) - 0.2 * lowered],
        }
    }
}

impl Features {
    /// What tells one mouth from another, each about 1 at its strongest.
    fn shape(&self) -> [f32; 4] {
        let closed = ((self.together - 0.5) / 0.5).clamp(0.0, 1.0);
        [closed, 2.5 * self.jaw, self.bite, 3.0 * self.round]
    }
}

/// Draws the face of `frame` around `centre`.
pub fn draw(svg: &mut Svg, [x, y]: [f32; 2], frame: &Frame) {
    let face = Features::of(frame);
    let chin = 12.0 * face.jaw;
    // A round head whose lower half follows the jaw.
    let (r, bottom) = (RADIUS, RADIUS + 3.0 + chin);
    let head = format!(
        "M{:.1} {y:.1}a{r} {r} 0 0 1 {:.1} 0c0 {:.1} {:.1} {bottom:.1} {:.1} {bottom:.1}s{:.1} {:.1} {:.1} {:.1}z",
        x - r,
        2.0 * r,
        0.62 * bottom,
        -0.42 * r,
        -r,
        -r,
        -0.38 * bottom,
        -r,
        -bottom
    );
    svg.path(&head, SKIN);
    for (side, blink) in [-1.0f32, 1.0].into_iter().zip(face.blink) {
        eye(svg, [x + side * 12.0, y - 5.0], blink, face.gaze);
        let [inner, outer] = face.brow.map(|raised| y - 14.5 - 11.0 * raised);
        let arch = (inner + outer) / 2.0 - 4.0;
        let (start, middle, end) = (x + side * 6.0, x + side * 13.0, x + side * 19.0);
        let brow = format!("M{start:.1} {inner:.1}Q{middle:.1} {arch:.1} {end:.1} {outer:.1}");
        svg.path(&brow, &format!("fill=\"none\" stroke=\"{INK}\" stroke-width=\"2\" stroke-linecap=\"round\""));
    }
    mouth(svg, [x, y + 15.0 + 0.2 * chin], &face);
}

fn eye(svg: &mut Svg, [x, y]: [f32; 2], blink: f32, [left, up]: [f32; 2]) {
    let (width, open) = (6.2, 4.6 * (1.0 - blink.clamp(-0.4, 1.0)));
    if open < 0.7 {
        let lid = format!("M{:.1} {y:.1}q{width} 2.4 {:.1} 0", x - width, 2.0 * width);
        svg.path(&lid, &format!("fill=\"none\" stroke=\"{INK}\" stroke-width=\"1.3\" stroke-linecap=\"round\""));
        return;
    }
    svg.ellipse([x, y, width, open], "fill=\"#ffffff\"");
    let iris = 3.0f32.min(open);
    let (dx, dy) = ((left * 11.0).clamp(-3.0, 3.0), (-up * 7.0).clamp(iris - open, open - iris));
    svg.ellipse([x + dx, y + dy, 3.0, iris], &format!("fill=\"{INK}\""));
}

fn mouth(svg: &mut Svg, [x, y]: [f32; 2], face: &Features) {
    let closed = ((face.together - 0.25) / 0.6).clamp(0.0, 1.0);
    let width = 13.0 * (1.0 + 0.45 * face.stretch + 0.4 * face.smile - 1.1 * face.round).clamp(0.35, 1.6);
    let open = (1.0 - closed) * (1.0 - 0.6 * face.bite);
    let (upper, lower) = (open * 9.0 * face.parted[0], open * (30.0 * face.jaw + 7.0 * face.parted[1]));
    let corner = lower / 3.0 - 7.0 * face.smile + 8.0 * face.down;
    let (left, right) = (x - width, x + width);
    let mut inside = String::new();
    // Control points lie twice as far out as the curve reaches.
    let _ = write!(
        inside,
        "M{left:.1} {c:.1}Q{x:.1} {u:.1} {right:.1} {c:.1}Q{x:.1} {l:.1} {left:.1} {c:.1}z",
        c = y + corner,
        u = y - corner - 2.0 * upper,
        l = y - corner + 2.0 * lower + 0.6
    );
    let lips = 2.4 + 2.6 * face.round - 0.3 * closed;
    svg.path(
        &inside,
        &format!("fill=\"#5b1f2e\" stroke=\"{LIP}\" stroke-width=\"{lips:.1}\" stroke-linejoin=\"round\""),
    );
    if face.bite > 0.4 {
        // Upper teeth on the lower lip.
        svg.rect(
            [x - 0.5 * width, y - 0.8, width, 3.2],
            1.2,
            "fill=\"#ffffff\" stroke=\"#d9c8c0\" stroke-width=\"0.4\"",
        );
    }
}

/// One frame of each of `slots` equal stretches: clear mouths, each as unlike the one before as it can be.
pub fn poses(frames: &[Frame], slots: usize) -> Vec<usize> {
    let shapes: Vec<[f32; 4]> = frames.iter().map(|frame| Features::of(frame).shape()).collect();
    let strength = |shape: [f32; 4]| shape.into_iter().fold(0.0, f32::max);
    let mut before = [0.0; 4];
    let mut clearest = |slot: usize| {
        let contrast = |index: usize| {
            let shape = shapes[index];
            let unlike: f32 = shape.iter().zip(before).map(|(now, before)| (now - before).abs()).sum();
            unlike + strength(shape)
        };
        let stretch = slot * frames.len() / slots..(slot + 1) * frames.len() / slots;
        let index = stretch.max_by(|a, b| contrast(*a).total_cmp(&contrast(*b)))?;
        before = shapes[index];
        Some(index)
    };
    (0..slots).filter_map(&mut clearest).collect()
}
