//! Columns: what a model's outputs mean, for models that were not made for the board.
//!
//! A network for ARKit's shapes, or for a model of a head of its own, names its outputs and says which board controls
//! each of them moves, and how far. So everything after the network (behaviours, limits, rigs) stays one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::rig::{self, BOARD_CONTROLS};

/// Most outputs of a model.
const MOST: usize = 4096;

/// One output of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its name, for people.
    pub name: String,
    /// Board controls and how far each moves when the output is 1. Contributions of all outputs add up.
    #[serde(default)]
    pub board: BTreeMap<String, f32>,
}

/// From a model's outputs to the board.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    width: usize,
    /// Output, control, gain; `None` where outputs are the board's controls.
    links: Option<Vec<(usize, usize, f32)>>,
}

impl Columns {
    /// Outputs that are the board's controls, in order.
    pub const BOARD: Self = Self { width: BOARD_CONTROLS, links: None };

    /// Outputs as a manifest describes them.
    ///
    /// # Errors
    /// A control that the board does not have, or a gain that is no number.
    pub fn of(columns: &[Column]) -> Result<Self, String> {
        if !(1..=MOST).contains(&columns.len()) {
            return Err(format!("its manifest describes {} columns, not 1 to {MOST}", columns.len()));
        }
        let mut links = Vec::new();
        for (output, column) in columns.iter().enumerate() {
            for (control, gain) in &column.board {
                let name = &column.name;
                let index = rig::board().index(control).ok_or_else(|| {
                    format!("its column '{name}' moves '{control}', which the board does not have (emoface rigs board)")
                })?;
                if !gain.is_finite() {
                    return Err(format!("its column '{name}' moves '{control}' by {gain}"));
                }
                links.push((output, index, *gain));
            }
        }
        Ok(Self { width: columns.len(), links: Some(links) })
    }

    /// Outputs of the model.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Writes the board's controls of rows of outputs, both dense.
    pub fn to_board(&self, outputs: &[f32], controls: &mut [f32]) {
        let Some(links) = &self.links else {
            controls.copy_from_slice(outputs);
            return;
        };
        for (outputs, controls) in outputs.chunks_exact(self.width).zip(controls.chunks_exact_mut(BOARD_CONTROLS)) {
            controls.fill(0.0);
            for (output, control, gain) in links {
                controls[*control] += outputs[*output] * gain;
            }
        }
    }
}
