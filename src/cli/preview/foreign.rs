//! Takes made elsewhere. The page reads them; here is only found out whether it will be able to.

use std::path::Path;

use serde_json::Value;

use crate::cli::Failure;

/// Longest text: hours of a take.
const LONGEST: u64 = 256 << 20;

/// A csv or json of a take.
#[derive(Debug)]
pub struct Foreign {
    /// Its file name.
    pub name: String,
    /// What it says.
    pub text: String,
}

impl Foreign {
    /// Whether a file name is one of a take.
    pub fn is_one(path: &Path) -> bool {
        path.extension().is_some_and(|found| ["csv", "json"].iter().any(|known| found.eq_ignore_ascii_case(known)))
    }

    /// Reads the take at `path`.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let about = |what: &dyn std::fmt::Display| Failure::from(format!("{}: {what}", path.display()));
        let length = std::fs::metadata(path).map_err(|error| about(&error))?.len();
        if length > LONGEST {
            return Err(about(&format_args!("{} MiB are too much for a page; cut it", length >> 20)));
        }
        let text = std::fs::read(path).map_err(|error| about(&error))?;
        let text = String::from_utf8(text).map_err(|_| about(&"this is no text (UTF-8)"))?;
        let content = text.trim_start_matches('\u{feff}').trim_start();
        match if content.starts_with('{') { json(content) } else { csv(content) } {
            Some(problem) => Err(about(&problem)),
            None => {
                let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
                Ok(Self { name, text })
            }
        }
    }
}

/// What is wrong with a csv.
fn csv(text: &str) -> Option<String> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let names = lines.next().unwrap_or_default();
    if names.split(',').all(|name| name.trim().parse::<f64>().is_ok()) || !names.contains(',') {
        return Some("the first line should name the controls, separated by commas".into());
    }
    let cells = names.split(',').count();
    let Some(first) = lines.next() else { return Some("there are no frames".into()) };
    std::iter::once(first).chain(lines).enumerate().find_map(|(row, line)| {
        let found = line.split(',').count();
        (found != cells).then(|| format!("row {} has {found} cells, the first line {cells}", row + 1))
    })
}

/// What is wrong with a json.
fn json(text: &str) -> Option<String> {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => return Some(error.to_string()),
    };
    let filled = |name: &str| value[name].as_array().is_some_and(|list| !list.is_empty());
    let known = value["fps"].as_f64().is_some_and(|fps| fps > 0.0) && filled("controls") && filled("frames");
    (!known).then(|| "this json has no fps, controls and frames, as emoface bake writes them".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_named_columns_is_a_take_and_others_say_why_not() {
        assert_eq!(csv("jawOpen,mouthClose\n0.1,0\n0.2,0\n\n"), None);
        let says = |text: &str, part: &str| assert!(csv(text).is_some_and(|problem| problem.contains(part)), "{text}");
        says("", "name the controls");
        says("0.1,0.2\n0.3,0.4\n", "name the controls");
        says("a,b\n", "no frames");
        says("a,b\n1,2\n1\n", "row 2 has 1 cells");
        assert_eq!(json(r#"{"fps":60,"controls":["a"],"frames":[[0]]}"#), None);
        assert!(json(r#"{"fps":0,"controls":["a"],"frames":[[0]]}"#).is_some());
        assert!(json(r#"{"fps":60"#).is_some());
    }
}
