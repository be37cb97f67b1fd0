//! What the names of shapes and nodes say, however a tool spells them.

/// The words of a name in lower case: `J_Adj_L_FaceEye` is j, adj, left, face, eye. A letter alone for a side is that
/// side.
pub fn words(name: &str) -> Vec<String> {
    let letters: Vec<_> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    for (at, letter) in letters.iter().enumerate().filter(|(_, letter)| letter.is_alphanumeric()) {
        let before = at.checked_sub(1).map_or(' ', |before| letters[before]);
        let after = letters.get(at + 1).is_some_and(|after| after.is_lowercase());
        let begins = letter.is_uppercase() && (!before.is_uppercase() || after) || !before.is_alphanumeric();
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    for word in &mut words {
        match word.as_str() {
            "l" => *word = "left".into(),
            "r" => *word = "right".into(),
            _ => {}
        }
    }
    words
}

/// A shape's name without what differs from tool to tool: `blendShape1.eyeBlink_L` is `eyeblinkleft`.
pub fn plain(name: &str) -> String {
    // What stands before the last point or colon is the mesh's name, unless only a side follows.
    let last = name.rsplit(['.', ':']).next().unwrap_or(name);
    words(if last.len() > 5 { last } else { name }).concat()
}

/// A side of the character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

/// The eye that a node's name says it is. Lids, lashes and brows are none.
pub fn eye(name: &str) -> Option<Side> {
    let words = words(name);
    let is = |word: &str| words.iter().any(|own| own == word);
    match words.concat().as_str() {
        name if name.ends_with("lefteye") || name.ends_with("eyeleft") => return Some(Side::Left),
        name if name.ends_with("righteye") || name.ends_with("eyeright") => return Some(Side::Right),
        _ => {}
    }
    let known = ["cc", "base", "j", "adj", "face", "def", "bone", "joint", "jnt", "eyeball", "eye", "left", "right"];
    let ours = words.iter().all(|word| known.contains(&word.as_str()) || word.chars().all(char::is_numeric));
    match (ours && (is("eye") || is("eyeball")), is("left"), is("right")) {
        (true, true, false) => Some(Side::Left),
        (true, false, true) => Some(Side::Right),
        _ => None,
    }
}

/// Whether a node's name says that it is, or holds, what moves with an eye.
pub fn of_eye(name: &str) -> bool {
    let words = words(name).concat();
    let near = ["lash", "brow", "lid", "socket", "shadow", "glass", "wear"];
    ["eye", "sclera", "iris", "cornea", "pupil"].iter().any(|part| words.contains(part))
        && !near.iter().any(|part| words.contains(part))
}

/// Whether a node's name says that it is the head, such as `Head` or `mixamorig:Head`.
pub fn head(name: &str) -> bool {
    words(name).last().is_some_and(|word| word == "head")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_the_same_however_they_are_spelt() {
        for name in [
            "eyeBlinkLeft",
            "EyeBlinkLeft",
            "eyeBlink_L",
            "eye_blink_left",
            "blendShape1.eyeBlinkLeft",
            "head:eyeBlink_L",
        ] {
            assert_eq!(plain(name), "eyeblinkleft", "{name}");
        }
        assert_eq!(plain("tongueOut"), "tongueout");
        assert_eq!(plain("eyeBlink.L"), "eyeblinkleft");
        assert_ne!(plain("mouthLeft"), plain("mouthRight"));
    }

    #[test]
    fn eyes_are_found_under_the_names_that_tools_give_them() {
        let left = [
            "eyeLeft",
            "LeftEye",
            "Eye_L",
            "eye.L",
            "mixamorig:LeftEye",
            "CC_Base_L_Eye",
            "J_Adj_L_FaceEye",
            "lefteye",
            "LEye",
        ];
        for name in left {
            assert_eq!(eye(name), Some(Side::Left), "{name}");
        }
        for name in ["RightEye", "R_Eyeball", "DEF-eye.R", "EyeRight"] {
            assert_eq!(eye(name), Some(Side::Right), "{name}");
        }
        for name in
            ["eyelid_L", "EyeLashesLeft", "L_Eyebrow", "eyes", "Head", "LeftEyeLid", "leftEyeBrow", "CTRL_L_eye_blink"]
        {
            assert_eq!(eye(name), None, "{name}");
        }
        assert!(of_eye("ScleraLeft") && of_eye("Wolf3D_EyeLeft") && !of_eye("EyeLashes") && !of_eye("Teeth"));
        assert!(head("Head") && head("mixamorig:Head") && !head("HeadTop_End") && !head("Wolf3D_Head_mesh"));
    }
}
