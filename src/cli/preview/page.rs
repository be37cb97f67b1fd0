//! The page with its data in it.

use std::io;
use std::iter::successors;

use emoface::motion::Frame;
use emoface::rig::{Rig, retarget};
use emoface::wav::Wav;
use serde_json::{Value, json};

use super::foreign::Foreign;
use super::{ARKIT, Cast, pack};
use crate::cli::{Failure, lists};

/// The page, built from `examples/preview` by its `npm run build`.
const TEMPLATE: &str = include_str!("page.html");
/// What stands in the page's data element until it is filled.
const PLACE: &str = r#"<script type="application/json" id="data">null</script>"#;
/// Frames a second of what is baked here.
const FPS: f64 = 60.0;
/// Controls that turn head and eyes, whatever else the head's rig has.
const TURNS: [&str; 4] = ["headYaw", "headPitch", "headRoll", "eyeLook"];

/// A bake in the page.
#[derive(Debug)]
pub struct Played<'a> {
    /// What its button says.
    pub name: &'a str,
    /// The bake.
    pub frames: &'a [Frame],
}

/// A page on its way.
#[derive(Debug)]
pub struct Page<'a> {
    /// What the recording is called.
    pub title: &'a str,
    /// Name and version of the model.
    pub model: &'a str,
    /// The sound; none for takes without one.
    pub wav: Option<&'a Wav>,
    /// Who is seen.
    pub cast: &'a Cast,
    /// Takes from here.
    pub played: Vec<Played<'a>>,
    /// Takes from elsewhere.
    pub files: &'a [Foreign],
    /// A contact sheet to draw instead of the page.
    pub sheet: Option<Value>,
}

impl Page<'_> {
    /// The file.
    pub fn html(&self) -> Result<String, Failure> {
        let (before, after) = TEMPLATE.split_once(PLACE).ok_or("the page has no place for its data")?;
        let takes: Vec<_> = self.played.iter().map(|played| self.take(played)).collect::<Result<_, _>>()?;
        let file = |file: &Foreign| Ok(json!({ "name": file.name, "data": pack::text(file.text.as_bytes())? }));
        let files: Vec<_> = self.files.iter().map(file).collect::<io::Result<_>>()?;
        let data = json!({
            "title": self.title,
            "model": self.model,
            "audio": self.wav.map(|wav| pack::text(&pack::wav(wav))).transpose()?,
            "head": pack::text(&self.cast.head)?,
            "rigs": pack::text(chain(&self.cast.rig).as_bytes())?,
            "takes": takes,
            "files": files,
            "sheet": self.sheet,
        });
        // Nothing inside the data may look like the end of the element that holds it.
        let data = data.to_string().replace('<', "\\u003c");
        Ok([before, &PLACE.replace("null", &data), after].concat())
    }

    fn take(&self, played: &Played<'_>) -> Result<Value, Failure> {
        let rig = &self.cast.rig;
        let mut names: Vec<_> = rig.controls.iter().map(|control| control.name.as_str()).collect();
        let mut rows = retarget::take(rig, played.frames, FPS);
        let arkit = lists::built_in(ARKIT)?;
        if rig.name != ARKIT {
            let turns = |name: &str| TURNS.iter().any(|turn| name.starts_with(turn)) && rig.index(name).is_none();
            let missing: Vec<_> = (0..arkit.controls.len()).filter(|i| turns(&arkit.controls[*i].name)).collect();
            let values = retarget::take(&arkit, played.frames, FPS);
            rows.iter_mut().zip(values).for_each(|(row, values)| row.extend(missing.iter().map(|i| values[*i])));
            names.extend(missing.iter().map(|i| arkit.controls[*i].name.as_str()));
        }
        let data = pack::text(&pack::columns(&rows, names.len()))?;
        Ok(json!({
            "name": played.name, "fps": FPS, "controls": names, "count": rows.len(), "scale": pack::SCALE, "data": data,
        }))
    }
}

/// The profiles from the board to `rig`, as a JSON array: the page puts takes of other rigs through them.
fn chain(rig: &Rig) -> String {
    let above = successors(rig.source(), |rig| rig.source()).filter(|rig| rig.source().is_some());
    let mut profiles: Vec<_> = above.map(|rig| rig.to_json()).collect();
    profiles.reverse();
    if rig.source().is_some() {
        profiles.push(rig.to_json());
    }
    format!("[{}]", profiles.join(","))
}
