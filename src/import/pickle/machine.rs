//! The stack machine: opcodes to values and objects.

use std::collections::HashMap;

use super::object::{Object, Text, Value};
use super::opcode::Reader;
use crate::import::error::{Result, refuse};

/// More objects than any checkpoint has; the full network has some thousand.
const MOST_OBJECTS: usize = 1 << 20;

/// A pickle that is being run.
pub struct Machine<'a> {
    pub reader: Reader<'a>,
    stack: Vec<Value>,
    marks: Vec<usize>,
    memo: HashMap<u32, Value>,
    pub objects: Vec<Object>,
}

impl<'a> Machine<'a> {
    /// A machine that will read `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { reader: Reader::new(bytes), stack: vec![], marks: vec![], memo: HashMap::new(), objects: vec![] }
    }

    /// One opcode after the other until STOP. Names and codes as in Python's `pickletools`.
    pub fn run(&mut self) -> Result<Value> {
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

    pub fn nonsense<T>(&self, what: &str) -> Result<T> {
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

    pub fn make(&mut self, object: Object) -> Result<()> {
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
}
