//! Files that are damaged, or made to do harm: all are refused, with a sentence, without running or allocating.

use super::checkpoint::{TINY, Tensor, archive, file, find, pickle, tensors, text};
use super::{imported, refusal};
use emoface::import::Precision;

/// A sound checkpoint whose pickle is this one.
fn with_pickle(pickle: Vec<u8>) -> Vec<u8> {
    let mut records = vec![("data.pkl".to_owned(), pickle)];
    for (key, tensor) in tensors(&TINY, 1).iter().enumerate() {
        records.push((format!("data/{key}"), tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect()));
    }
    archive(&records)
}

/// A sound checkpoint but for one tensor.
fn with(name: &str, change: impl FnOnce(&mut Tensor)) -> Vec<u8> {
    let mut all = tensors(&TINY, 1);
    change(find(&mut all, name));
    file(&all)
}

#[test]
fn a_checkpoint_cut_off_anywhere_is_refused() {
    let whole = file(&tensors(&TINY, 1));
    for part in 0..200 {
        let sentence = refusal(&whole[..whole.len() * part / 200]);
        assert!(sentence.contains("again") || sentence.contains("no checkpoint"), "{part}: {sentence}");
    }
    refusal(&whole[..whole.len() - 1]);
}

#[test]
fn flipped_bits_are_found_or_change_nothing() {
    let whole = file(&tensors(&TINY, 1));
    let (sound, _) = imported(&whole, Precision::Fp32).expect("it is sound");
    let mut found = 0;
    for n in 0..400 {
        let mut bytes = whole.clone();
        let at = (n * 7919 + 13) % bytes.len();
        bytes[at] ^= 1 << (n % 8);
        // Times and attributes of records mean nothing; all else is covered by checksums.
        match imported(&bytes, Precision::Fp32) {
            Ok((model, _)) => assert!(model == sound, "a flipped bit at byte {at} went through"),
            Err(_) => found += 1,
        }
    }
    assert!(found > 350, "only {found} of 400 were found");
}

#[test]
fn calls_of_python_are_refused_by_name() {
    for call in ["os\nsystem", "builtins\neval", "posix\nsystem", "torch\nload", "collections\nCounter"] {
        let mut evil = format!("\x02c{call}\n").into_bytes();
        evil.insert(0, 0x80);
        text(&mut evil, "touch /tmp/emoface-was-here");
        evil.extend(b"\x85R.");
        let sentence = refusal(&with_pickle(evil));
        assert!(sentence.contains(&call.replace('\n', ".")), "{sentence}");
    }
    // Known names may not be called with anything else either.
    let sentence = refusal(&with_pickle(b"\x80\x02ctorch\nFloatStorage\n)R.".to_vec()));
    assert!(sentence.contains("REDUCE"), "{sentence}");
}

#[test]
fn opcodes_that_import_or_call_are_unknown() {
    // INST, OBJ, NEWOBJ, NEWOBJ_EX, STACK_GLOBAL, EXT1, PERSID
    for code in [b'i', b'o', 0x81, 0x92, 0x93, 0x82, b'P'] {
        let sentence = refusal(&with_pickle(vec![0x80, 2, b'(', code, b'.']));
        assert!(sentence.contains("opcode"), "{sentence}");
    }
}

#[test]
fn shapes_that_no_record_can_hold_are_refused_before_anything_is_allocated() {
    let name = "in_fn.weight";
    let sentence = refusal(&with(name, |tensor| {
        tensor.shape = vec![i64::MAX, i64::MAX];
        tensor.count = i64::MAX;
    }));
    assert!(sentence.contains(name) && sentence.contains("impossible"), "{sentence}");
    let sentence = refusal(&with(name, |tensor| {
        tensor.shape = vec![1 << 40, 1 << 20];
        tensor.stride = vec![1 << 20, 1];
        tensor.count = 1 << 60;
    }));
    assert!(sentence.contains(name) && sentence.contains("bytes"), "{sentence}");
    let sentence = refusal(&with(name, |tensor| tensor.shape[0] = -24));
    assert!(sentence.contains(name) && sentence.contains("impossible"), "{sentence}");
    let sentence = refusal(&with(name, |tensor| tensor.count = -1));
    assert!(sentence.contains(name) && sentence.contains("storage"), "{sentence}");
    let sentence = refusal(&with(name, |tensor| tensor.offset = 1));
    assert!(sentence.contains(name) && sentence.contains("clone"), "{sentence}");
    let sentence = refusal(&with(name, |tensor| tensor.stride.reverse()));
    assert!(sentence.contains(name) && sentence.contains("contiguous"), "{sentence}");
    let sentence = refusal(&with(name, |tensor| tensor.values.truncate(7)));
    assert!(sentence.contains(name) && sentence.contains("bytes"), "{sentence}");
}

#[test]
fn other_numbers_than_32_bit_floats_are_named() {
    for class in ["HalfStorage", "BFloat16Storage", "DoubleStorage", "LongStorage"] {
        let sentence = refusal(&with("in_fn.weight", |tensor| tensor.class = class.into()));
        assert!(sentence.contains(class) && sentence.contains("float()"), "{sentence}");
    }
    let sentence = refusal(&with("in_fn.weight", |tensor| tensor.class = "QInt8Storage".into()));
    assert!(sentence.contains("torch.QInt8Storage"), "{sentence}");
}

#[test]
fn nesting_without_end_ends() {
    // A tuple in a tuple in a tuple; a dict that holds itself.
    let mut deep = vec![0x80, 2, b')'];
    deep.extend(std::iter::repeat_n(0x85, 900_000));
    deep.push(b'.');
    let sentence = refusal(&with_pickle(deep));
    assert!(sentence.contains("not a dict"), "{sentence}");
    let mut more = vec![0x80, 2];
    more.extend(std::iter::repeat_n(b'}', 2_000_000));
    more.push(b'.');
    let sentence = refusal(&with_pickle(more));
    assert!(sentence.contains("objects"), "{sentence}");
    let mut own = b"\x80\x02}q\x00".to_vec();
    text(&mut own, "state_dict");
    own.extend(b"h\x00s.");
    let sentence = refusal(&with_pickle(own));
    assert!(sentence.contains("state_dict"), "{sentence}");
    let mut marks = vec![0x80, 2];
    marks.extend(std::iter::repeat_n(b'(', 3_000_000));
    refusal(&with_pickle(marks));
}

#[test]
fn texts_and_references_that_point_nowhere_are_refused() {
    for wrong in [
        &b"\x80\x02X\xff\xff\xff\xff."[..],
        b"\x80\x02h\x07.",
        b"\x80\x02j\xff\xff\xff\xff.",
        b"\x80\x02X\x01\x00\x00\x00\xff.",
        b"\x80\x02t.",
        b"\x80\x02u.",
        b"\x80\x02\x85.",
        b"\x80\x02R.",
        b"\x80\x02Q.",
        b"\x80\x02)b.",
        b"\x80\x02(K\x01u.",
        b"\x80\x02c",
        b"\x80\x05.",
        b"\x80",
        b".",
        b"",
    ] {
        refusal(&with_pickle(wrong.to_vec()));
    }
}

#[test]
fn a_pickle_or_a_list_of_keys_without_end_is_refused_shortly() {
    let sentence = refusal(&with_pickle(vec![b'0'; 5 << 20]));
    assert!(sentence.contains("data.pkl has 5242880 bytes"), "{sentence}");
    let mut all = tensors(&TINY, 1);
    for n in 0..3000 {
        all.push(Tensor { name: format!("extra.{n}.\u{1b}[31m"), ..all[0].clone() });
    }
    let sentence = refusal(&file(&all));
    assert!(sentence.contains("and 2988 more") && sentence.len() < 1000, "{}", sentence.len());
    assert!(!sentence.contains('\u{1b}'), "a file's names may not steer the terminal");
}

#[test]
fn records_that_are_compressed_or_lie_over_each_other_or_twice_are_refused() {
    let whole = file(&tensors(&TINY, 1));
    // Method 8 (deflate) in every header: a bomb would have it.
    let mut bytes = whole.clone();
    for at in 0..bytes.len() - 12 {
        match &bytes[at..at + 4] {
            b"PK\x03\x04" => bytes[at + 8] = 8,
            b"PK\x01\x02" => bytes[at + 10] = 8,
            _ => {}
        }
    }
    let sentence = refusal(&bytes);
    assert!(sentence.contains("compressed"), "{sentence}");
    // The last record begins where the first does.
    let mut bytes = whole.clone();
    let last = (0..bytes.len() - 46).rfind(|at| bytes[*at..].starts_with(b"PK\x01\x02")).expect("a zip has records");
    bytes[last + 42..last + 46].fill(0);
    refusal(&bytes);
    // A size beyond the file.
    for value in [0xff_u8, 0x7f] {
        let mut bytes = whole.clone();
        bytes[last + 20..last + 28].fill(value);
        refusal(&bytes);
    }
    // Records 1 and 2 under one name.
    let mut bytes = whole;
    let second: Vec<usize> = (0..bytes.len() - 12).filter(|at| bytes[*at..].starts_with(b"model/data/2")).collect();
    for at in second.into_iter().filter(|at| !bytes[at + 12].is_ascii_digit()).collect::<Vec<_>>() {
        bytes[at + 11] = b'1';
    }
    let sentence = refusal(&bytes);
    assert!(sentence.contains("one name") || sentence.contains("damaged"), "{sentence}");
}

#[test]
fn files_of_other_kinds_are_recognised() {
    for (start, word) in [
        (&b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."[..], "torch before 1.6"),
        (b"<!DOCTYPE html><html><title>Google Drive - Virus scan warning", "web page"),
        (b"\x40\x00\x00\x00\x00\x00\x00\x00{\"embed.weight\":{\"dtype\"", "safetensors"),
        (b"", "empty"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "no checkpoint"),
    ] {
        let sentence = refusal(start);
        assert!(sentence.contains(word), "{sentence}");
    }
    let sentence = refusal(&archive(&[("readme.txt".into(), b"hello".to_vec())]));
    assert!(sentence.contains("data.pkl"), "{sentence}");
    let mut program = vec![("data.pkl".to_owned(), pickle(&tensors(&TINY, 1)))];
    program.push(("constants.pkl".into(), vec![]));
    let sentence = refusal(&archive(&program));
    assert!(sentence.contains("TorchScript"), "{sentence}");
}
