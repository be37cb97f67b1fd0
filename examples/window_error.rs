//! How far windows stray from the whole: bakes one sound whole, progressively and live, with more and less context, and
//! compares. What a window may leave out depends on the weights, so measure it on your own checkpoint.
//!
//! ```text
//! cargo run --release --example window_error -- emoface.onnx speech.wav [/full/path/libonnxruntime.so]
//! ```
//!
//! Of each mode and context: greatest and mean difference of a control in a frame, and the least and the median
//! correlation over time among those that move at least a tenth as much as the one that moves most. Live frames trail
//! the sound by the context ahead and a hop of 200 ms, and know nothing of what comes after; their first two seconds
//! are left out, in which the statistics of the voice are learned.

use emoface::audio::features::FeatureTables;
use emoface::bake::{BakeOptions, bake};
use emoface::motion::Frame;
use emoface::motion::behaviours::Behaviours;
use emoface::network::NetworkSource;
use emoface::network::backend::Choice;
use emoface::network::hearing::{ContextSpec, Mode};
use emoface::network::onnx::OnnxModel;
use emoface::rig::BOARD_CONTROLS;

/// Seconds before and after; the first is what `emoface import` writes.
const CONTEXTS: [(f64, f64); 8] =
    [(2.0, 0.5), (1.0, 0.5), (4.0, 0.5), (8.0, 0.5), (2.0, 1.0), (2.0, 2.0), (4.0, 4.0), (8.0, 8.0)];
/// Seconds of hop of a live window.
const HOP: f64 = 0.2;
/// Frames in which a live window gets to know the voice.
const LEARNING: usize = 120;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(sound)) = (arguments.next(), arguments.next()) else {
        return Err("give a model file and a WAV file".into());
    };
    let choice = arguments.next().map_or(Choice::Tract, |library| Choice::OnnxRuntime(library.into()));
    let wav = emoface::wav::read(sound.as_ref())?;
    let frames = |mode: Mode, (left, right): (f64, f64)| -> emoface::error::Result<Vec<Frame>> {
        let model = OnnxModel::open(Some(path.clone().into()), choice.clone())?;
        let model = model.with_context(ContextSpec { left, right })?;
        let look_ahead_ms = if mode == Mode::Live { ((right + HOP) * 1000.0) as f32 + 20.0 } else { 0.0 };
        let options = BakeOptions {
            mode: Some(mode),
            look_ahead_ms,
            smooth: false,
            // As good as none, but some: for a live face is limited to the board's ranges, and the whole should be too.
            behaviours: Behaviours { blink: f32::MIN_POSITIVE, ..Behaviours::NONE },
            ..BakeOptions::default()
        };
        let mut network = model.load_for_bakes()?;
        Ok(bake(network.as_mut(), FeatureTables::new(), &wav.samples, f64::from(wav.rate), &options)?.frames)
    };
    let whole = frames(Mode::Whole, CONTEXTS[0])?;
    println!("{:.1} s of sound, {} frames", wav.seconds(), whole.len());
    println!("mode         before  after  greatest  mean    least corr.  median corr.");
    for (mode, from) in [(Mode::Progressive, 0), (Mode::Live, LEARNING)] {
        for (left, right) in CONTEXTS {
            let windows = frames(mode, (left, right))?;
            let Some(Deviation { greatest, mean, least, median }) = compare(&whole, &windows, from) else {
                return Err("the sound is too short to compare".into());
            };
            let name = format!("{mode:?}").to_lowercase();
            println!("{name:<12} {left:>4} s {right:>4} s  {greatest:>8.4} {mean:>7.4}  {least:>10.4}  {median:>11.4}");
        }
    }
    Ok(())
}

struct Deviation {
    greatest: f64,
    mean: f64,
    least: f64,
    median: f64,
}

fn compare(whole: &[Frame], windows: &[Frame], from: usize) -> Option<Deviation> {
    let (whole, windows) = (whole.get(from..)?, windows.get(from..whole.len())?);
    let column = |frames: &[Frame], n: usize| -> Vec<f64> { frames.iter().map(|frame| f64::from(frame[n])).collect() };
    let columns: Vec<_> = (0..BOARD_CONTROLS).map(|n| (column(whole, n), column(windows, n))).collect();
    let differences = columns.iter().flat_map(|(a, b)| a.iter().zip(b).map(|(a, b)| (a - b).abs()));
    let (greatest, sum) = differences.fold((0.0f64, 0.0), |(most, sum), one| (most.max(one), sum + one));
    let most = columns.iter().map(|(a, _)| covariance(a, a)).fold(0.0, f64::max);
    // A tenth of the deviation is a hundredth of the variance.
    let active = columns.iter().filter(|(a, _)| covariance(a, a) >= 0.01 * most && most > 0.0);
    let mut correlations: Vec<f64> = active
        .map(|(a, b)| covariance(a, b) / (covariance(a, a) * covariance(b, b)).sqrt().max(f64::MIN_POSITIVE))
        .collect();
    correlations.sort_by(f64::total_cmp);
    let median = *correlations.get(correlations.len() / 2)?;
    let mean = sum / (BOARD_CONTROLS * whole.len()) as f64;
    Some(Deviation { greatest, mean, least: correlations[0], median })
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / a.len() as f64
}
