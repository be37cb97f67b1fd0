//! Profiles as their writers meet them: what is refused and how it is said, and what closed lips promise.
#![allow(missing_docs, reason = "a test binary")]

#[path = "profiles/closing.rs"]
mod closing;
#[path = "profiles/faults.rs"]
mod faults;
#[path = "profiles/reading.rs"]
mod reading;
mod support;

use emoface::error::Error;
use emoface::rig::from_json;

/// A profile with everything that a profile can have.
const FULL: &str = r#"{
  "$schema": "profile.schema.json",
  "emoface_profile": 1,
  "name": "hero",
  "source": "arkit",
  "regions": { "mouth": { "gain": 1.1 }, "brows": { "gain": 0.8, "smoothing_ms": 40 } },
  "outputs": [
    { "name": "Jaw_Open", "region": "jaw", "inputs": { "jawOpen": 0.9 } },
    { "name": "Lips_Pucker", "region": "mouth", "gain": 1.0, "offset": 0.0, "min": 0.0, "max": 1.0,
      "curve": [[0, 0], [0.5, 0.7], [1, 1]],
      "inputs": [ { "input": "mouthPucker", "weight": 1.0 },
                  { "input": "mouthFunnel", "weight": 0.3, "curve": [[0, 0], [1, 1]] },
                  { "input": "mouthClose", "weight": 1.0, "times": "jawOpen" } ] },
    { "name": "Lips_Close", "inputs": { "mouthClose": 1, "CTRL_expressions_mouthPressUL": 0.1 } },
    { "name": "Lower_Down", "inputs": { "mouthLowerDownLeft": 0.5, "mouthLowerDownRight": 0.5 } },
    { "name": "Brow", "min": -1, "inputs": { "browInnerUp": 1, "browDownLeft": -1, "emotionSad": 0.2 } },
    { "name": "Nod", "min": -30, "max": 30, "inputs": { "headPitch": 1 } },
    { "name": "Unused" }
  ],
  "closure": [
    { "output": "Jaw_Open", "max": 0.06 },
    { "output": "Lips_Close", "min": { "output": "Jaw_Open", "gain": 1.0, "offset": 0.0 } },
    { "output": "Lower_Down", "max": 0.0 }
  ]
}"#;

fn fault(text: &str) -> (usize, usize, String) {
    match from_json(text) {
        Err(Error::Profile { line, column, problem }) => (line, column, problem),
        other => panic!("{other:?} for {text}"),
    }
}
