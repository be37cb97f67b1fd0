//! A glTF file with the names of its shapes.

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value;

use super::container::Container;
use crate::cli::Failure;

/// A glTF file that shapes can be found in.
#[derive(Debug, Clone)]
pub struct Document {
    pub file: Container,
    /// For each node the names of its mesh's shapes; "" for one without a name.
    pub shapes: Vec<Vec<String>>,
}

impl Document {
    /// The head that comes with emoface.
    pub fn ours() -> Result<Self, Failure> {
        Self::new(Container::read(crate::cli::HEAD)?)
    }

    /// Reads the file at `path`.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let about = |error: &dyn std::fmt::Display| Failure::from(format!("{}: {error}", path.display()));
        let bytes = std::fs::read(path).map_err(|error| about(&error))?;
        Container::read(&bytes).and_then(Self::new).map_err(|error| about(&error))
    }

    /// Looks at what is in a container.
    pub fn new(file: Container) -> Result<Self, Failure> {
        if !list(&file.json["buffers"]).first().is_some_and(Value::is_object) {
            return Err("it has no data; export it with its meshes".into());
        }
        if !file.json["buffers"][0]["uri"].is_null() {
            return Err("its data lies in other files; export it as one .glb".into());
        }
        let shapes: Vec<_> = list(&file.json["nodes"]).iter().map(|node| target_names(&file.json, node)).collect();
        let found = Self { file, shapes };
        if found.names().is_empty() {
            return Err("it has no named morph targets; export it with its shape keys and their names".into());
        }
        Ok(found)
    }

    /// The names of all shapes, each once.
    pub fn names(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let named = self.shapes.iter().flatten().map(String::as_str).filter(|name| !name.is_empty());
        named.filter(|name| seen.insert(*name)).collect()
    }
}

/// The items of a list that may not be there.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A reference to an item of a list.
pub fn index(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

/// The mesh of `node`.
pub fn mesh<'a>(json: &'a Value, node: &Value) -> Option<&'a Value> {
    json["meshes"].get(index(&node["mesh"])?)
}

/// Names of the shapes of a node's mesh: where Blender and most tools put them, or those of the accessors.
fn target_names(json: &Value, node: &Value) -> Vec<String> {
    let Some(mesh) = mesh(json, node) else { return Vec::new() };
    let primitive = &mesh["primitives"][0];
    let named = [&mesh["extras"]["targetNames"], &primitive["extras"]["targetNames"]];
    let named = named.map(list).into_iter().find(|names| !names.is_empty());
    let name = |(at, target): (usize, &Value)| {
        let given = named.and_then(|names| names.get(at)).and_then(Value::as_str);
        let accessor = || json["accessors"].get(index(&target["POSITION"])?)?["name"].as_str();
        given.or_else(accessor).unwrap_or_default().to_owned()
    };
    list(&primitive["targets"]).iter().enumerate().map(name).collect()
}
