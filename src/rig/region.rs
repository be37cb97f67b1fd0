//! Parts of the face that a profile can turn up, down or smooth as one.

/// The regions of a profile.
pub const REGIONS: [&str; 10] = ["mouth", "jaw", "tongue", "eyes", "lids", "brows", "nose", "cheeks", "neck", "head"];

/// Number of regions.
pub(super) const COUNT: usize = REGIONS.len();

/// Whatever belongs to no other part.
pub(super) const HEAD: usize = COUNT - 1;

/// Number of the region called `name`.
pub(super) fn named(name: &str) -> Option<usize> {
    REGIONS.iter().position(|region| *region == name)
}

/// Number of the region that a control is in, by what its rig says: the board's table is finer than [`REGIONS`].
pub(super) fn of(region: &str) -> usize {
    let region = match region {
        "gaze" | "pupil" => "eyes",
        "eyelid" | "eyelashes" => "lids",
        "brow" => "brows",
        "cheek" => "cheeks",
        "teeth" => "jaw",
        "chin" => "mouth",
        same => same,
    };
    named(region).unwrap_or(HEAD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::board;

    #[test]
    fn every_board_control_has_a_region() {
        for control in &board().controls {
            let alone = matches!(control.region, "ear" | "rig_setting");
            assert_eq!(of(control.region) == HEAD, alone, "{}", control.name);
        }
        assert_eq!(REGIONS[HEAD], "head");
    }
}
