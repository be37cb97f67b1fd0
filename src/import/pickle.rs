//! The pickle machine, as far as a state dict needs it: it builds plain data and never calls anything.
//!
//! Pickle is a language whose programs may import and call any Python function (docs.python.org, `pickletools`). Here
//! three names are known, which mean fixed things; every other name is refused. Objects live in one arena and refer to
//! each other by number, so that a hostile pickle can neither nest without end, since nothing is walked or dropped
//! recursively, nor use more memory than a fixed multiple of its own size.

mod build;
mod known;
mod machine;
mod object;
mod opcode;

use super::error::Result;
use machine::Machine;
pub use object::{Global, Object, Tensor};
use object::{Text, Value};

/// A pickle that was read.
#[derive(Debug)]
pub struct Pickle {
    bytes: Vec<u8>,
    objects: Vec<Object>,
    /// What the pickle gives.
    pub root: Value,
}

impl Pickle {
    /// Reads `bytes`.
    pub fn read(bytes: Vec<u8>) -> Result<Self> {
        let mut machine = Machine::new(&bytes);
        let root = machine.run()?;
        let objects = machine.objects;
        Ok(Self { bytes, objects, root })
    }

    /// The object that `value` refers to.
    pub fn object(&self, value: Value) -> Option<&Object> {
        let Value::Object(index) = value else { return None };
        self.objects.get(index)
    }

    /// The text that `value` is.
    pub fn text(&self, value: Value) -> Option<&str> {
        let Value::Text(text) = value else { return None };
        Some(self.str(text))
    }

    /// A text.
    pub fn str(&self, text: Text) -> &str {
        // It was checked when it was read.
        self.bytes.get(text.start..text.end).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}
