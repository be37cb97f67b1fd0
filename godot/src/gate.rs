//! Tells speech from a bus that is silent, so that a character who says nothing costs nothing.

/// Quieter than this is silence (-80 dB).
const SILENCE: f32 = 1e-4;
/// Silence that still belongs to a voice, in seconds.
const HOLD: f64 = 1.0;

/// What to do with a block of sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// It is spoken.
    Open,
    /// It is silence after the voice: the utterance ends here.
    Closing,
    /// Nobody speaks.
    Closed,
}

/// A gate that opens at once and closes after a second.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gate {
    quiet: Option<f64>,
}

impl Gate {
    /// Judges a block of mono samples that lasts `seconds`.
    pub fn judge(&mut self, block: &[f32], seconds: f64) -> Passage {
        if block.iter().any(|sample| sample.abs() > SILENCE) {
            self.quiet = Some(0.0);
            return Passage::Open;
        }
        match &mut self.quiet {
            None => Passage::Closed,
            Some(quiet) => {
                *quiet += seconds;
                if *quiet < HOLD {
                    return Passage::Open;
                }
                self.quiet = None;
                Passage::Closing
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_at_once_and_closes_once_after_a_second() {
        let mut gate = Gate::default();
        assert_eq!(gate.judge(&[0.0; 8], 0.5), Passage::Closed);
        assert_eq!(gate.judge(&[0.0, 0.3], 0.5), Passage::Open);
        assert_eq!(gate.judge(&[0.0; 8], 0.5), Passage::Open);
        assert_eq!(gate.judge(&[0.0, -0.3], 0.5), Passage::Open);
        assert_eq!(gate.judge(&[0.0; 8], 0.6), Passage::Open);
        assert_eq!(gate.judge(&[0.0; 8], 0.6), Passage::Closing);
        assert_eq!(gate.judge(&[0.0; 8], 0.6), Passage::Closed);
    }
}
