//! What is written says the same as the network that the authors' code would run.

use std::io::Cursor;

use emoface::import::{Import, Precision};
use emoface::network::backend::Choice;

use super::checkpoint::{TINY, file, tensors};
use super::imported;

#[test]
fn each_file_agrees_with_the_network_as_its_authors_compute_it() {
    let bytes = file(&tensors(&TINY, 3));
    let path = std::env::temp_dir().join(format!("emoface-import-{}.onnx", std::process::id()));
    for precision in [Precision::Fp32, Precision::Int8, Precision::Fp16] {
        let (model, _) = imported(&bytes, precision).expect("it is sound");
        std::fs::write(&path, model).expect("a temporary file");
        let mut import = Import::open(Cursor::new(&bytes)).expect("it is sound");
        let agreement = import.verify(&path, Choice::Tract).expect("it runs");
        std::fs::remove_file(&path).expect("a temporary file");
        match precision {
            Precision::Fp32 => assert!(agreement.worst < 1e-4, "{agreement:?}"),
            _ => assert!(agreement.correlation > 0.99 && agreement.worst > 1e-5, "{precision:?} {agreement:?}"),
        }
        assert!(agreement.span > 0.1, "the network says nothing: {agreement:?}");
    }
}
