//! Where in a profile something is wrong, and which name was meant.

use crate::error::Error;

/// The text of a profile, for finding parts of it again.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a>(pub &'a str);

impl Source<'_> {
    /// A fault at `part`, which is a piece of the text; at its beginning if it is not (a name written with escapes).
    pub fn fault(self, part: &str, problem: impl Into<String>) -> Error {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.0.as_ptr() as usize);
        let before = self.0.get(..offset).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = before.matches('\n').count() + 1;
        let column = before[line_start..].chars().count() + 1;
        Error::Profile { line, column, problem: problem.into() }
    }

    /// What serde_json says, in the form of the other faults.
    pub fn syntax(self, error: &serde_json::Error) -> Error {
        let text = error.to_string();
        let said = text.rfind(" at line ").map_or(text.as_str(), |end| &text[..end]);
        let problem = match error.classify() {
            serde_json::error::Category::Eof => format!("the text ends too early ({said}); close what is open"),
            serde_json::error::Category::Syntax => format!("this is no JSON ({said}); correct it"),
            _ => said.to_owned(),
        };
        Error::Profile { line: error.line().max(1), column: error.column().max(1), problem }
    }
}

/// `; did you mean ...?` with the name nearest to `wrong`, or nothing when none is near.
pub fn nearest<'n>(wrong: &str, names: impl Iterator<Item = &'n str>) -> String {
    let lower = wrong.to_lowercase();
    let near = names.map(|name| (strsim::jaro_winkler(&lower, &name.to_lowercase()), name));
    match near.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((likeness, name)) if likeness > 0.75 => format!("; did you mean `{name}`?"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_where_it_is() {
        let text = "one\ntwo \u{e4} three";
        let at = |part: &str| match Source(text).fault(part, "x") {
            Error::Profile { line, column, .. } => (line, column),
            _ => unreachable!(),
        };
        assert_eq!(at(text), (1, 1));
        assert_eq!(at(&text[4..]), (2, 1));
        assert_eq!(at(&text[text.len() - 5..]), (2, 7));
        assert_eq!(at("elsewhere"), (1, 1));
    }

    #[test]
    fn the_nearest_name_is_offered_when_there_is_one() {
        let names = ["jawOpen", "jawLeft", "mouthClose"];
        assert_eq!(nearest("JawOpne", names.into_iter()), "; did you mean `jawOpen`?");
        assert_eq!(nearest("qwx", names.into_iter()), "");
    }
}
