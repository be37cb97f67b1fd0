//! The names of Python that a state dict needs; every other is refused.

use super::object::Global;
use crate::import::error::{Result, listed, refuse, shown};

/// The known name that `module.name` is.
pub fn known(module: &str, name: &str) -> Result<Global> {
    const STORAGES: [&str; 9] = [
        "DoubleStorage",
        "HalfStorage",
        "BFloat16Storage",
        "LongStorage",
        "IntStorage",
        "ShortStorage",
        "CharStorage",
        "ByteStorage",
        "BoolStorage",
    ];
    match (module, name) {
        ("collections", "OrderedDict") => Ok(Global::OrderedDict),
        ("torch._utils", "_rebuild_tensor_v2") => Ok(Global::RebuildTensor),
        ("torch", "FloatStorage") => Ok(Global::FloatStorage),
        ("torch", name) if let Some(storage) = STORAGES.iter().find(|storage| **storage == name) => {
            Ok(Global::OtherStorage(storage))
        }
        _ => {
            let name = shown(&format!("{module}.{name}"));
            refuse(format!(
                "its pickle asks for {name}, which a state dict does not need, and nothing in a checkpoint is ever run. \
                 If you trust its origin, save model.state_dict() alone (known are {})",
                listed(["collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "torch.FloatStorage"])
            ))
        }
    }
}
