//! Where everything stands in the picture.

use super::Picture;
use super::lanes::{ENTRY, FIRST_ENTRY, Lane, Lanes, Span, colour, lanes};
use super::portrait::{self, poses};
use super::svg::{Anchor, Svg, polyline};

const SECOND: f32 = 140.0;
const LEAST_WIDTH: f32 = 1200.0;
const MOST_WIDTH: f32 = 6000.0;
const MARGIN: f32 = 24.0;
/// Width of the names and legends at the left.
const LEGEND: f32 = 168.0;
/// Space inside a card, right of the curves and left of them for the range's numbers.
const PADDING: f32 = 16.0;
const NUMBERS: f32 = 40.0;
const HEADER: f32 = 84.0;
const AXIS: f32 = 34.0;
const GAP: f32 = 8.0;
const VOICE: f32 = 76.0;
const FACES: f32 = 116.0;
/// Space above and below the curves of a lane.
const AIR: f32 = 9.0;

const DARK: &str = "#1f2333";
const GREY: &str = "#6b7085";
const PALE: &str = "#9a9fb2";

/// Draws the picture.
pub fn draw(picture: &Picture<'_>) -> String {
    let shown = lanes(picture.frames);
    let stage = Stage::new(picture.wav.seconds() as f32);
    let heights = [VOICE, FACES].into_iter().chain(shown.lanes.iter().map(Lane::height));
    let height = HEADER + AXIS + MARGIN + heights.map(|height| height + GAP).sum::<f32>();
    let mut svg = Svg::new(stage.width, height, picture.title);
    svg.rect([0.0, 0.0, stage.width, height], 0.0, "fill=\"#f4f5f9\"");
    svg.text([MARGIN, 40.0], 24.0, DARK, Anchor::Start, picture.title);
    svg.text([MARGIN, 64.0], 13.5, GREY, Anchor::Start, picture.subtitle());

    let mut top = HEADER;
    stage.card(&mut svg, top, VOICE, "Voice");
    hint(&mut svg, top, &format!("{} kHz, {}", f64::from(picture.wav.rate) / 1000.0, picture.wav.encoding));
    stage.shades(&mut svg, top, VOICE, &shown);
    stage.voice(&mut svg, top, &picture.wav.samples);
    top += VOICE + GAP;
    stage.card(&mut svg, top, FACES, "Face");
    hint(&mut svg, top, "clearest moments");
    stage.faces(&mut svg, top, picture);
    top += FACES + GAP;
    for lane in &shown.lanes {
        stage.card(&mut svg, top, lane.height(), lane.name);
        if lane.is_mouth {
            stage.shades(&mut svg, top, lane.height(), &shown);
        }
        legend(&mut svg, top, lane);
        stage.lane(&mut svg, top, lane);
        top += lane.height() + GAP;
    }
    stage.axis(&mut svg, top);
    svg.finish()
}

/// The time axis and the frame around it.
struct Stage {
    width: f32,
    left: f32,
    /// Units a second.
    scale: f32,
    seconds: f32,
}

impl Stage {
    fn new(seconds: f32) -> Self {
        let left = MARGIN + LEGEND + NUMBERS;
        let beside = left + PADDING + MARGIN;
        let width = (beside + seconds * SECOND).clamp(LEAST_WIDTH, MOST_WIDTH).ceil();
        Self { width, left, scale: (width - beside) / seconds, seconds }
    }

    fn x(&self, seconds: f32) -> f32 {
        self.left + seconds * self.scale
    }

    /// Times of grid lines: round, and far enough apart for their labels.
    fn ticks(&self) -> impl Iterator<Item = f32> {
        const STEPS: [f32; 11] = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 600.0];
        let step = STEPS.into_iter().find(|step| step * self.scale >= 64.0).unwrap_or(1800.0);
        let count = (self.seconds / step + 1e-3) as usize;
        (0..=count).map(move |index| index as f32 * step)
    }

    /// The white ground of a lane with its grid and name.
    fn card(&self, svg: &mut Svg, top: f32, height: f32, name: &str) {
        let ground = [MARGIN, top, self.width - 2.0 * MARGIN, height];
        svg.rect(ground, 8.0, "fill=\"#ffffff\" stroke=\"#e4e6ee\" stroke-width=\"1\"");
        for time in self.ticks() {
            let x = self.x(time);
            svg.line([x, top + 1.0, x, top + height - 1.0], "stroke=\"#eef0f5\" stroke-width=\"1\"");
        }
        svg.text([MARGIN + 16.0, top + 24.0], 15.0, DARK, Anchor::Start, name);
    }

    /// Stretches with closed lips or a tucked lower lip.
    fn shades(&self, svg: &mut Svg, top: f32, height: f32, shown: &Lanes) {
        for (spans, colour) in [(&shown.closed, colour::CLOSED), (&shown.bitten, colour::BITTEN)] {
            for span in spans {
                let (start, end) = self.ends(span);
                let place = [start, top + 1.0, (end - start).max(0.8), height - 2.0];
                svg.rect(place, 0.0, &format!("fill=\"{colour}\" fill-opacity=\"0.13\""));
            }
        }
    }

    /// A frame is shown from half a frame before its time to half a frame after.
    fn ends(&self, span: &Span) -> (f32, f32) {
        let at = |frame: usize| self.x((frame as f32 - 0.5).max(0.0) / 60.0);
        (at(span.start), at(span.end).min(self.x(self.seconds)))
    }

    fn voice(&self, svg: &mut Svg, top: f32, samples: &[f32]) {
        let loudest = samples.iter().map(|sample| sample.abs()).fold(0.05, f32::max);
        let columns = (((self.seconds * self.scale) * 1.5) as usize).clamp(1, samples.len());
        let (middle, reach) = (top + VOICE / 2.0, VOICE / 2.0 - AIR);
        let extreme = |column: usize, pick: fn(f32, f32) -> f32| {
            let piece = &samples[column * samples.len() / columns..(column + 1) * samples.len() / columns];
            let x = self.left + (column as f32 + 0.5) / columns as f32 * self.seconds * self.scale;
            [x, middle - reach * piece.iter().copied().reduce(pick).unwrap_or(0.0) / loudest]
        };
        let upper = (0..columns).map(|column| extreme(column, f32::max));
        let lower = (0..columns).rev().map(|column| extreme(column, f32::min));
        let data = polyline(upper.chain(lower)) + "z";
        svg.path(&data, "fill=\"#7c8499\" stroke=\"#7c8499\" stroke-width=\"0.6\" stroke-linejoin=\"round\"");
    }

    fn faces(&self, svg: &mut Svg, top: f32, picture: &Picture<'_>) {
        let wide = self.seconds * self.scale;
        let slots = ((wide / (2.0 * portrait::RADIUS + 14.0)) as usize).clamp(1, picture.frames.len().max(1));
        let slot = wide / slots as f32;
        for (index, frame) in poses(picture.frames, slots).into_iter().enumerate() {
            let (x, time) = (self.left + (index as f32 + 0.5) * slot, self.x(frame as f32 / 60.0));
            let (above, below) = (top + 1.0, top + FACES - 1.0);
            // Where exactly on the time axis this face is.
            let style = "fill=\"none\" stroke=\"#c9cddb\" stroke-width=\"1\"";
            svg.path(&polyline([[time, above], [time, above + 4.0], [x, above + 12.0]]), style);
            svg.path(&polyline([[time, below], [time, below - 4.0], [x, below - 12.0]]), style);
            portrait::draw(svg, [x, top + FACES / 2.0 - 3.0], &picture.frames[frame]);
        }
    }

    fn lane(&self, svg: &mut Svg, top: f32, lane: &Lane) {
        let [low, high] = lane.range;
        let y = |value: f32| top + AIR + (lane.height() - 2.0 * AIR) * (high - value.clamp(low, high)) / (high - low);
        let right = self.x(self.seconds);
        svg.line([self.left, y(0.0), right, y(0.0)], "stroke=\"#d5d8e3\" stroke-width=\"1\"");
        for (index, value) in [low, high].into_iter().enumerate() {
            let text = lane.edges.map_or_else(|| format!("{value}"), |edges| format!("{}  {value}", edges[index]));
            svg.text([self.left - 8.0, y(value) + 4.0], 11.0, PALE, Anchor::End, text);
        }
        for curve in lane.curves.iter().filter(|curve| curve.moves()) {
            let points = || self.points(&curve.values).map(|(x, value)| [x, y(value)]);
            let colour = curve.colour;
            if curve.filled {
                let last = self.x((curve.values.len().max(1) - 1) as f32 / 60.0);
                let ends = [[last, y(0.0)], [self.left, y(0.0)]];
                svg.path(&(polyline(points().chain(ends)) + "z"), &format!("fill=\"{colour}\" fill-opacity=\"0.16\""));
            }
            let style = format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\" stroke-linejoin=\"round\"");
            svg.path(&polyline(points()), &style);
        }
        for mark in &lane.marks {
            let x = self.x(*mark as f32 / 60.0);
            svg.ellipse([x, top + AIR, 3.2, 3.2], "fill=\"#475569\" stroke=\"#ffffff\" stroke-width=\"1\"");
        }
    }

    /// A curve's points; where frames stand closer than the picture can show, the extremes of each unit.
    fn points<'a>(&'a self, values: &'a [f32]) -> impl Iterator<Item = (f32, f32)> + 'a {
        let group = ((60.0 / self.scale) as usize).max(1);
        values.chunks(group).enumerate().flat_map(move |(index, chunk)| {
            let at = |offset: usize| self.x((index * group + offset) as f32 / 60.0);
            let place = |pick: fn(f32, f32) -> f32| chunk.iter().copied().reduce(pick).unwrap_or(0.0);
            let both = [(at(0), place(f32::max)), (at(chunk.len() / 2), place(f32::min))];
            both.into_iter().take(if group == 1 { 1 } else { 2 })
        })
    }

    fn axis(&self, svg: &mut Svg, top: f32) {
        for time in self.ticks() {
            let x = self.x(time);
            svg.line([x, top - 4.0, x, top + 2.0], "stroke=\"#b8bccb\" stroke-width=\"1\"");
            let label = if time >= 60.0 {
                format!("{}:{:02}", (time / 60.0) as u32, time as u32 % 60)
            } else {
                format!("{} s", round(time))
            };
            svg.text([x, top + 18.0], 12.0, GREY, Anchor::Middle, label);
        }
    }
}

/// A remark under a lane's name.
fn hint(svg: &mut Svg, top: f32, text: &str) {
    svg.text([MARGIN + 16.0, top + FIRST_ENTRY], 12.0, GREY, Anchor::Start, text);
}

/// Colours and names of a lane's curves; those that never move are pale.
fn legend(svg: &mut Svg, top: f32, lane: &Lane) {
    let left = MARGIN + 16.0;
    let mut y = top + FIRST_ENTRY;
    for curve in &lane.curves {
        let (strength, text) = if curve.moves() { (1.0, GREY) } else { (0.3, PALE) };
        let style = format!("fill=\"{}\" fill-opacity=\"{strength}\"", curve.colour);
        svg.rect([left, y - 6.0, 12.0, 4.0], 2.0, &style);
        svg.text([left + 18.0, y], 12.0, text, Anchor::Start, curve.name);
        y += ENTRY;
    }
    if let Some(note) = &lane.note {
        svg.ellipse([left + 6.0, y - 4.0, 3.2, 3.2], "fill=\"#475569\"");
        svg.text([left + 18.0, y], 12.0, GREY, Anchor::Start, note);
    }
}

/// Ticks are sums of steps; their labels should not show it.
fn round(time: f32) -> f32 {
    (time * 10.0).round() / 10.0
}
