//! What a pickle is made of: plain values, and objects that refer to each other by number.

/// A plain value, or the number of an object.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// `None`, and anything that no checkpoint of ours is asked for: floats, large integers.
    Other,
    /// `True` or `False`.
    Bool(bool),
    /// An integer that fits.
    Int(i64),
    /// Text, by its range in the pickle.
    Text(Text),
    /// A known name of Python.
    Global(Global),
    /// A tuple, list, dict, storage or tensor.
    Object(usize),
}

/// Where a text stands in the pickle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Text {
    pub start: usize,
    pub end: usize,
}

/// The names that a state dict needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Global {
    /// `collections.OrderedDict`
    OrderedDict,
    /// `torch._utils._rebuild_tensor_v2`
    RebuildTensor,
    /// `torch.FloatStorage`
    FloatStorage,
    /// `torch.HalfStorage` and its like: allowed beside the network's tensors, never read.
    OtherStorage(&'static str),
}

/// What values refer to.
#[derive(Debug, Clone, PartialEq)]
pub enum Object {
    /// Fixed.
    Tuple(Vec<Value>),
    /// Grows.
    List(Vec<Value>),
    /// Pairs in the order in which they were set.
    Dict(Vec<(Value, Value)>),
    /// A record of the file.
    Storage(Storage),
    /// A view of a storage.
    Tensor(Tensor),
}

/// A record of numbers, as the pickle claims it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Storage {
    /// The class, which says what the numbers are.
    pub class: Global,
    /// Name of the record below `data/`.
    pub key: Text,
    /// Numbers in it.
    pub count: i64,
}

/// A tensor, as the pickle claims it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// Its storage.
    pub storage: Storage,
    /// First number of the storage.
    pub offset: i64,
    /// Sizes.
    pub size: Vec<i64>,
    /// Steps in the storage.
    pub stride: Vec<i64>,
}
