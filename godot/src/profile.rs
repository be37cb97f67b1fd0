//! A resource that says what drives the blend shapes of a kind of character.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use emoface::rig::matching::{Matching, matching};
use emoface::rig::{self, Rig};
use godot::prelude::*;

/// Names that [`matching`] takes at once, and their length.
const MOST_NAMES: usize = emoface::rig::MOST_CONTROLS;
const LONGEST_NAME: usize = 256;

/// The blend shapes of a character and what moves them.
#[derive(GodotConvert, Var, Export, Debug, Clone, Copy, PartialEq, Eq, Default)]
#[godot(via = i64)]
pub enum RigKind {
    /// Known names in any of the usual spellings are found by themselves.
    #[default]
    Match = 0,
    /// Shapes are called exactly as Apple calls its 52.
    Arkit = 1,
    /// Shapes are called as the raw curves of a MetaHuman.
    Metahuman = 2,
    /// Shapes are called as the 15 visemes of Oculus.
    Oculus = 3,
    /// Shapes are called as the expressions of VRM 1.0.
    Vrm = 4,
    /// Shapes are called as the controls of the MetaHuman face board.
    Board = 5,
    /// The profile in [member json] says it.
    Json = 6,
}

impl RigKind {
    fn built_in(self) -> Option<Arc<Rig>> {
        let name = match self {
            Self::Match | Self::Json => return None,
            Self::Arkit => "arkit",
            Self::Metahuman => "metahuman",
            Self::Oculus => "oculus",
            Self::Vrm => "vrm",
            Self::Board => "board",
        };
        rig::built_in(name)
    }
}

/// Says which blend shapes a character has and what moves them.
///
/// Without a profile an [EmoFacePlayer] finds out by itself: it knows the names of ARKit, Oculus and Ready Player Me
/// visemes, VRM, Unified Expressions, Character Creator and MetaHuman. Make a profile to turn single shapes up, down or
/// off, or to describe shapes with names of your own.
///
/// To begin with what was found, press [b]Match shapes…[/b] in the inspector of an [EmoFacePlayer], or call
/// [method from_names], and go on from [member json].
#[derive(GodotClass, Debug)]
#[class(tool, init, base = Resource)]
pub struct EmoFaceProfile {
    /// How the names of the shapes are to be understood.
    #[export]
    rig: RigKind,
    /// A profile as JSON, for [member rig] JSON. Its outputs are the names of the shapes. What may stand in it is
    /// described by [code]emoface rigs --schema[/code].
    #[export(multiline)]
    json: GString,
    /// Gains of single shapes by name, such as [code]{"jawOpen": 0.8}[/code]; 0 leaves a shape to others.
    #[export]
    gains: VarDictionary,
    base: Base<Resource>,
}

#[godot_api]
impl EmoFaceProfile {
    /// A profile for shapes of these [param names], written out in [member json] so that it can be changed.
    /// [code]null[/code] if there are no names.
    #[func]
    fn from_names(names: PackedStringArray) -> Option<Gd<Self>> {
        let names: Vec<String> = names.as_slice().iter().map(ToString::to_string).collect();
        let found = found(&names).inspect_err(|problem| godot_error!("EmoFaceProfile: {problem}")).ok()?;
        let mut profile = Self::new_gd();
        {
            let mut profile = profile.bind_mut();
            profile.rig = RigKind::Json;
            profile.json = GString::from(found.rig.to_json().as_str());
        }
        Some(profile)
    }

    /// What is understood of shapes of these [param names], in sentences for people.
    #[func]
    fn explain(names: PackedStringArray) -> GString {
        let names: Vec<String> = names.as_slice().iter().map(ToString::to_string).collect();
        match found(&names) {
            Ok(found) => GString::from(found.report.to_string().as_str()),
            Err(problem) => GString::from(problem.as_str()),
        }
    }

    /// What is wrong with this profile, empty if nothing is.
    #[func]
    fn problem(&self) -> GString {
        match self.rig(&["jawOpen".to_owned()]) {
            Ok(_) => GString::new(),
            Err(problem) => GString::from(problem.as_str()),
        }
    }
}

impl EmoFaceProfile {
    /// The rig for shapes of these names.
    ///
    /// # Errors
    /// What is wrong with the profile.
    pub fn rig(&self, names: &[String]) -> Result<Chosen, String> {
        match (self.rig, self.rig.built_in()) {
            (_, Some(rig)) => Ok(Chosen { rig, idle: Arc::default() }),
            (RigKind::Json, _) => {
                let rig = rig::from_json(&self.json.to_string()).map_err(|error| format!("json: {error}"))?;
                Ok(Chosen { rig, idle: Arc::default() })
            }
            _ => matched(names),
        }
    }

    /// Gain of the shape called `name`.
    pub fn gain(&self, name: &str) -> f32 {
        let gain = self.gains.get(name).or_else(|| self.gains.get(&StringName::from(name)));
        gain.and_then(|gain| gain.try_to::<f64>().or_else(|_| gain.try_to::<i64>().map(|gain| gain as f64)).ok())
            .map_or(1.0, |gain| gain as f32)
    }
}

/// A rig, and which of its outputs nothing moves, so that they are left to others.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The rig.
    pub rig: Arc<Rig>,
    /// Names of outputs that mean nothing.
    pub idle: Arc<HashSet<String>>,
}

/// Lists of names whose rigs are kept: finding one takes milliseconds, and a crowd has few kinds of heads.
const KINDS: usize = 16;

static KNOWN: Mutex<Vec<(Vec<String>, Chosen)>> = Mutex::new(Vec::new());

/// The rig of shapes with these names, found once for each kind of head.
///
/// # Errors
/// As [`found`].
pub fn matched(names: &[String]) -> Result<Chosen, String> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, chosen)) = known.iter().find(|(same, _)| same == names) {
        return Ok(chosen.clone());
    }
    let Matching { rig, report } = found(names)?;
    let idle = report.findings.into_iter().filter(|finding| finding.inputs.is_empty());
    let chosen = Chosen { rig, idle: Arc::new(idle.map(|finding| finding.name).collect()) };
    if known.len() == KINDS {
        known.remove(0);
    }
    known.push((names.to_vec(), chosen.clone()));
    Ok(chosen)
}

/// The rig of shapes with these names, of which several meshes may share some. Names that nobody knows do no harm.
///
/// # Errors
/// There are no names.
pub fn found(names: &[String]) -> Result<Matching, String> {
    let mut seen = HashSet::new();
    let sound = |name: &&String| !name.is_empty() && name.len() <= LONGEST_NAME && !name.contains(char::is_control);
    let names: Vec<&str> = names.iter().filter(sound).map(String::as_str).filter(|name| seen.insert(*name)).collect();
    matching(&names[..names.len().min(MOST_NAMES)]).map_err(|error| error.to_string())
}
