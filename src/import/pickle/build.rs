//! What the two known functions, and references to records, make: storages and tensors.

use super::machine::Machine;
use super::object::{Global, Object, Storage, Tensor, Value};
use crate::import::error::Result;

impl Machine<'_> {
    fn tuple(&self, value: Value) -> Option<&[Value]> {
        let Value::Object(index) = value else { return None };
        let Some(Object::Tuple(items)) = self.objects.get(index) else { return None };
        Some(items)
    }

    /// `('storage', class, key, location, count)`; the location (cpu, cuda:0) means nothing here.
    pub fn storage(&self, id: Value) -> Result<Storage> {
        if let Some(&[Value::Text(kind), Value::Global(class), Value::Text(key), Value::Text(_), Value::Int(count)]) =
            self.tuple(id)
            && self.reader.range(kind.start, kind.end) == b"storage"
            && matches!(class, Global::FloatStorage | Global::OtherStorage(_))
        {
            return Ok(Storage { class, key, count });
        }
        self.nonsense("a reference to a storage")
    }

    /// What the two known functions do.
    pub fn reduce(&mut self, function: Value, arguments: Value) -> Result<()> {
        let Some(arguments) = self.tuple(arguments) else { return self.nonsense("REDUCE") };
        match function {
            Value::Global(Global::OrderedDict) if arguments.is_empty() => self.make(Object::Dict(vec![])),
            Value::Global(Global::RebuildTensor) => {
                let Some(tensor) = self.tensor(arguments) else { return self.nonsense("a tensor") };
                self.make(Object::Tensor(tensor))
            }
            _ => self.nonsense("REDUCE"),
        }
    }

    /// `(storage, offset, size, stride, requires_grad, hooks)`, and in later writers metadata.
    fn tensor(&self, arguments: &[Value]) -> Option<Tensor> {
        let &[Value::Object(storage), Value::Int(offset), size, stride, Value::Bool(_), ref rest @ ..] = arguments
        else {
            return None;
        };
        let Some(&Object::Storage(storage)) = self.objects.get(storage) else { return None };
        if rest.is_empty() || rest.len() > 2 {
            return None;
        }
        Some(Tensor { storage, offset, size: self.ints(size)?, stride: self.ints(stride)? })
    }

    /// A shape: PyTorch has at most 64 dimensions.
    fn ints(&self, value: Value) -> Option<Vec<i64>> {
        let items = self.tuple(value).filter(|items| items.len() <= 64)?;
        items.iter().map(|item| if let Value::Int(int) = item { Some(*int) } else { None }).collect()
    }
}
