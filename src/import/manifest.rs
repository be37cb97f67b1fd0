//! The manifest of an imported model: what the library needs to know to run its four stages.

use serde_json::{Value, json};

use super::Labels;
use super::network::EPSILON;
use super::sizes::{STRIDES, Sizes};
use crate::audio::features::ROW_RATE;
use crate::audio::resample::MODEL_RATE;
use crate::emotion::EMOTIONS;
use crate::rig;

/// Layout of a manifest for a network that hears samples.
const FORMAT: u32 = 2;

/// The manifest as text, the same for the same network.
pub fn text(sizes: &Sizes, labels: &Labels) -> String {
    let manifest: Value = json!({
        "format": FORMAT,
        "name": labels.name,
        "version": "imported",
        "licence": labels.licence,
        "rig": rig::board().name,
        "sample_rate": MODEL_RATE,
        "frame_rate": ROW_RATE,
        "emotions": EMOTIONS,
        // The official code puts these over what the network says (its columns 36, 105, 0 and 1).
        "behaviours": ["blink", "gaze"],
        // Savitzky-Golay, 15 frames, third order.
        "smooth": {"back": 7, "ahead": 7, "order": 3},
        "audio": {
            // As Wav2Vec2Processor normalises, over the whole sound.
            "normalise": {"epsilon": 1e-7},
            "chunk_seconds": 60,
            "filter": {
                "input": "audio",
                "output": "bands",
                "channels": sizes.channels,
                "kernel": sizes.kernels[0],
                "stride": STRIDES[0],
            },
            "front": {
                "input": "bands",
                "mean": "mean",
                "deviation": "deviation",
                "epsilon": EPSILON,
                "output": "features",
                "width": sizes.channels,
                "kernel": sizes.receptive(),
                "stride": sizes.stride(),
            },
            "encoder": {"input": "tokens", "output": "hidden", "width": sizes.width},
            "head": {"input": "hidden", "emotion": "emotion", "output": "controls"},
            "context": {"left": 2.0, "right": 0.5},
        },
    });
    format!("{manifest:#}")
}
