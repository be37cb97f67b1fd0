//! A state dict: named tensors of 32-bit floats, each checked to be exactly one record of the file.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::archive::Archive;
use super::error::{ImportError, Result, refuse, shown};
use super::pickle::{Global, Object, Pickle, Tensor};

/// Keys under which training scripts keep a model's state dict beside the optimiser's.
const NESTED: [&str; 3] = ["state_dict", "model", "model_state_dict"];

/// A tensor of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    record: String,
    shape: Vec<usize>,
}

/// An open checkpoint: the tensors' names and shapes are known, their values stay in the file until they are asked for.
pub struct Checkpoint<R> {
    archive: Archive<R>,
    tensors: BTreeMap<String, Place>,
}

impl<R> std::fmt::Debug for Checkpoint<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checkpoint").field("tensors", &self.tensors).finish_non_exhaustive()
    }
}

impl<R: Read + Seek> Checkpoint<R> {
    /// Reads what `file` says that it holds.
    ///
    /// # Errors
    /// The file is no checkpoint, is damaged or is not of the kind that is read.
    pub fn open(file: R) -> Result<Self> {
        let mut archive = Archive::open(file)?;
        let pickle = Pickle::read(archive.pickle()?)?;
        let mut tensors = BTreeMap::new();
        for (name, tensor) in state_dict(&pickle)? {
            let place = place(&archive, &pickle, &name, tensor)?;
            let shown = shown(&name);
            if tensors.insert(name, place).is_some() {
                return refuse(format!("the tensor {shown} stands twice in the checkpoint"));
            }
        }
        Ok(Self { archive, tensors })
    }

    /// Names of all tensors, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    /// Shape of the tensor `name`.
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        self.tensors.get(name).map(|place| place.shape.as_slice())
    }

    /// Values of the tensor `name`, in row-major order.
    ///
    /// # Errors
    /// There is no such tensor, its record is damaged, or not all its values are finite.
    pub fn values(&mut self, name: &str) -> Result<Vec<f32>> {
        let Some(place) = self.tensors.get(name) else {
            return refuse(format!("the tensor {} is missing", shown(name)));
        };
        let bytes = self.archive.read(&place.record)?;
        let mut values = Vec::new();
        values
            .try_reserve_exact(bytes.len() / 4)
            .map_err(|_| ImportError::Refused(format!("there is no memory for the tensor {}", shown(name))))?;
        values.extend(bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)));
        if !values.iter().all(|value| value.is_finite()) {
            return refuse(format!(
                "the tensor {} holds values that are not finite: the training diverged, or the file is damaged",
                shown(name)
            ));
        }
        Ok(values)
    }
}

/// The named tensors of the pickle's root, or of the dict inside it that is a model's.
fn state_dict(pickle: &Pickle) -> Result<Vec<(String, &Tensor)>> {
    let Some(Object::Dict(root)) = pickle.object(pickle.root) else {
        return refuse("the checkpoint is not a dict of tensors; save model.state_dict() with torch.save");
    };
    let nested = root.iter().find_map(|(key, value)| {
        let key = pickle.text(*key)?;
        let Some(Object::Dict(dict)) = pickle.object(*value) else { return None };
        NESTED.contains(&key).then_some(dict)
    });
    let dict = nested.unwrap_or(root);
    let mut tensors = Vec::with_capacity(dict.len());
    for (key, value) in dict {
        let Some(name) = pickle.text(*key) else {
            return refuse("the checkpoint has keys that are no text; save model.state_dict() with torch.save");
        };
        let Some(Object::Tensor(tensor)) = pickle.object(*value) else {
            let keys = NESTED.join(", ");
            return refuse(format!(
                "the value of {} is no tensor, and there is no dict of tensors under {keys}; save model.state_dict()",
                shown(name)
            ));
        };
        // What DataParallel puts before every name.
        tensors.push((name.strip_prefix("module.").unwrap_or(name).to_owned(), tensor));
    }
    Ok(tensors)
}

/// Checks what the pickle claims of a tensor against the record, before anything is allocated.
fn place<R: Read + Seek>(archive: &Archive<R>, pickle: &Pickle, name: &str, tensor: &Tensor) -> Result<Place> {
    let name = shown(name);
    let storage = tensor.storage;
    if let Global::OtherStorage(class) = storage.class {
        return refuse(format!(
            "the tensor {name} is a torch.{class}; only 32-bit floats are read: save model.float()"
        ));
    }
    let shape: Option<Vec<usize>> = tensor.size.iter().map(|size| usize::try_from(*size).ok()).collect();
    let count = shape.as_ref().and_then(|shape| shape.iter().try_fold(1usize, |n, size| n.checked_mul(*size)));
    let (Some(shape), Some(count)) = (shape, count) else {
        return refuse(format!("the tensor {name} has an impossible shape {:?}: the file is damaged", tensor.size));
    };
    if tensor.offset != 0 || usize::try_from(storage.count) != Ok(count) {
        return refuse(format!("the tensor {name} is part of a larger storage; save a clone() of it"));
    }
    if !contiguous(&tensor.size, &tensor.stride) {
        return refuse(format!("the tensor {name} is not stored row by row; save a contiguous() copy of it"));
    }
    let record = format!("data/{}", pickle.str(storage.key));
    let expected = u64::try_from(count).ok().and_then(|count| count.checked_mul(4));
    match archive.size(&record) {
        None => refuse(format!("the values of the tensor {name} are missing: the file is damaged; copy it again")),
        Some(size) if Some(size) != expected => refuse(format!(
            "the tensor {name} of shape {shape:?} needs {count} values, but its record has {size} bytes: \
             the file is damaged; copy it again"
        )),
        Some(_) => Ok(Place { record, shape }),
    }
}

/// Whether the strides are those of a dense row-major tensor; where a size is 1 the stride means nothing.
fn contiguous(size: &[i64], stride: &[i64]) -> bool {
    let mut step = 1i64;
    size.len() == stride.len()
        && size.iter().zip(stride).rev().all(|(size, stride)| {
            let dense = *size <= 1 || *stride == step;
            step = step.saturating_mul((*size).max(1));
            dense
        })
}
