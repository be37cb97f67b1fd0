//! The pickle machine, as far as a state dict needs it: it builds plain data and never calls anything.
//!
//! Pickle is a language whose programs may import and call any Python function (docs.python.org, `pickletools`). Here
//! three names are known, which mean fixed things; every other name is refused. Objects live in one arena and refer to
//! each other by number, so that a hostile pickle can neither nest without end, since nothing is walked or dropped
//! recursively, nor use more memory than a fixed multiple of its own size.

mod opcode;

use std::collections::HashMap;

use super::error::{Result, listed, refuse, shown};
use opcode::Reader;

/// More objects than any checkpoint has; the full network has some thousand.
const MOST_OBJECTS: usize = 1 << 20;

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
    start: usize,
    end: usize,
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
        let mut machine = Machine {
            reader: Reader::new(&bytes),
            stack: vec![],
            marks: vec![],
            memo: HashMap::new(),
            objects: vec![],
        };
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

struct Machine<'a> {
    reader: Reader<'a>,
    stack: Vec<Value>,
    marks: Vec<usize>,
    memo: HashMap<u32, Value>,
    objects: Vec<Object>,
}

impl Machine<'_> {
    /// One opcode after the other until STOP. Names and codes as in Python's `pickletools`.
    fn run(&mut self) -> Result<Value> {
        loop {
            match self.reader.byte()? {
                // PROTO
                0x80 => match self.reader.byte()? {
                    2..=4 => {}
                    other => return refuse(format!("its pickle has protocol {other}; torch.save writes 2")),
                },
                // FRAME: only a hint for reading ahead.
                0x95 => drop(self.reader.take(8)?),
                b'(' => self.marks.push(self.stack.len()),
                b'N' => self.stack.push(Value::Other),
                0x88 => self.stack.push(Value::Bool(true)),
                0x89 => self.stack.push(Value::Bool(false)),
                // BININT, BININT1, BININT2, LONG1, BINFLOAT
                b'J' => {
                    let int = self.reader.int32()?;
                    self.stack.push(Value::Int(int.into()))
                }
                b'K' => {
                    let int = self.reader.byte()?;
                    self.stack.push(Value::Int(int.into()))
                }
                b'M' => {
                    let int = self.reader.uint16()?;
                    self.stack.push(Value::Int(int.into()))
                }
                0x8a => {
                    let value = self.reader.long()?.map_or(Value::Other, Value::Int);
                    self.stack.push(value)
                }
                b'G' => {
                    self.reader.take(8)?;
                    self.stack.push(Value::Other)
                }
                // BINUNICODE, SHORT_BINUNICODE
                b'X' => {
                    let length = self.reader.uint32()?;
                    self.text(length as usize)?
                }
                0x8c => {
                    let length = self.reader.byte()?;
                    self.text(length.into())?
                }
                b'c' => {
                    let global = self.reader.global()?;
                    self.stack.push(Value::Global(global))
                }
                // EMPTY_TUPLE, TUPLE, TUPLE1 to TUPLE3
                b')' => self.make(Object::Tuple(vec![]))?,
                b't' => {
                    let items = self.since_mark()?;
                    self.make(Object::Tuple(items))?
                }
                code @ 0x85..=0x87 => {
                    let items = self.top(usize::from(code - 0x84))?;
                    self.make(Object::Tuple(items))?
                }
                b'}' => self.make(Object::Dict(vec![]))?,
                b']' => self.make(Object::List(vec![]))?,
                // BINPUT, LONG_BINPUT, MEMOIZE, BINGET, LONG_BINGET
                b'q' => {
                    let at = self.reader.byte()?;
                    self.put(at.into())?
                }
                b'r' => {
                    let at = self.reader.uint32()?;
                    self.put(at)?
                }
                0x94 => {
                    let at = self.memo.len() as u32;
                    self.put(at)?
                }
                b'h' => {
                    let at = self.reader.byte()?;
                    self.get(at.into())?
                }
                b'j' => {
                    let at = self.reader.uint32()?;
                    self.get(at)?
                }
                // APPEND, APPENDS, SETITEM, SETITEMS
                b'a' => {
                    let items = self.top(1)?;
                    self.append(items)?
                }
                b'e' => {
                    let items = self.since_mark()?;
                    self.append(items)?
                }
                b's' => {
                    let items = self.top(2)?;
                    self.set(&items)?
                }
                b'u' => {
                    let items = self.since_mark()?;
                    self.set(&items)?
                }
                b'Q' => {
                    let id = self.pop()?;
                    let storage = self.storage(id)?;
                    self.make(Object::Storage(storage))?
                }
                b'R' => {
                    let arguments = self.pop()?;
                    let function = self.pop()?;
                    self.reduce(function, arguments)?
                }
                // BUILD: the state of an OrderedDict is its _metadata, versions of modules that nobody here needs.
                b'b' => {
                    self.pop()?;
                    let target = self.peek()?;
                    let Value::Object(index) = target else { return self.nonsense("BUILD") };
                    if !matches!(self.objects.get(index), Some(Object::Dict(_))) {
                        return self.nonsense("BUILD");
                    }
                }
                b'.' => return self.pop(),
                code => return self.unknown(code),
            }
        }
    }

    fn unknown<T>(&self, code: u8) -> Result<T> {
        refuse(format!(
            "its pickle uses opcode {code:#04x} at byte {}, which no state dict needs: the file is damaged or not what \
             torch.save(model.state_dict()) writes",
            self.reader.position().saturating_sub(1)
        ))
    }

    fn nonsense<T>(&self, what: &str) -> Result<T> {
        refuse(format!("its pickle is damaged: {what} at byte {} has nothing to work on", self.reader.position()))
    }

    fn base(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }

    fn pop(&mut self) -> Result<Value> {
        if self.stack.len() <= self.base() {
            return self.nonsense("an opcode");
        }
        let Some(value) = self.stack.pop() else { return self.nonsense("an opcode") };
        Ok(value)
    }

    fn peek(&self) -> Result<Value> {
        if self.stack.len() <= self.base() {
            return self.nonsense("an opcode");
        }
        self.stack.last().copied().map_or_else(|| self.nonsense("an opcode"), Ok)
    }

    fn top(&mut self, count: usize) -> Result<Vec<Value>> {
        match self.stack.len().checked_sub(count) {
            Some(start) if start >= self.base() => Ok(self.stack.split_off(start)),
            _ => self.nonsense("an opcode"),
        }
    }

    fn since_mark(&mut self) -> Result<Vec<Value>> {
        match self.marks.pop() {
            Some(mark) if mark <= self.stack.len() => Ok(self.stack.split_off(mark)),
            _ => self.nonsense("an opcode"),
        }
    }

    fn make(&mut self, object: Object) -> Result<()> {
        if self.objects.len() >= MOST_OBJECTS {
            return refuse(format!("its pickle holds more than {MOST_OBJECTS} objects: no checkpoint of this network"));
        }
        self.stack.push(Value::Object(self.objects.len()));
        self.objects.push(object);
        Ok(())
    }

    fn text(&mut self, length: usize) -> Result<()> {
        let start = self.reader.position();
        let bytes = self.reader.take(length)?;
        if std::str::from_utf8(bytes).is_err() {
            return refuse(format!("its pickle is damaged: the text at byte {start} is no UTF-8"));
        }
        self.stack.push(Value::Text(Text { start, end: start + length }));
        Ok(())
    }

    fn put(&mut self, at: u32) -> Result<()> {
        let value = self.peek()?;
        self.memo.insert(at, value);
        Ok(())
    }

    fn get(&mut self, at: u32) -> Result<()> {
        let Some(value) = self.memo.get(&at) else { return self.nonsense("a reference") };
        self.stack.push(*value);
        Ok(())
    }

    fn append(&mut self, items: Vec<Value>) -> Result<()> {
        let target = self.peek()?;
        if let Value::Object(index) = target
            && let Some(Object::List(list)) = self.objects.get_mut(index)
        {
            list.extend(items);
            return Ok(());
        }
        self.nonsense("APPEND")
    }

    fn set(&mut self, items: &[Value]) -> Result<()> {
        let target = self.peek()?;
        if let Value::Object(index) = target
            && let Some(Object::Dict(dict)) = self.objects.get_mut(index)
            && items.len().is_multiple_of(2)
        {
            dict.extend(items.chunks_exact(2).map(|pair| (pair[0], pair[1])));
            return Ok(());
        }
        self.nonsense("SETITEM")
    }

    fn tuple(&self, value: Value) -> Option<&[Value]> {
        let Value::Object(index) = value else { return None };
        let Some(Object::Tuple(items)) = self.objects.get(index) else { return None };
        Some(items)
    }

    /// `('storage', class, key, location, count)`; the location (cpu, cuda:0) means nothing here.
    fn storage(&self, id: Value) -> Result<Storage> {
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
    fn reduce(&mut self, function: Value, arguments: Value) -> Result<()> {
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

/// The known name that `module.name` is.
fn known(module: &str, name: &str) -> Result<Global> {
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
