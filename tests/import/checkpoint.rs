//! Writes checkpoints as `torch.save(model.state_dict())` does, with random weights, every layer different.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

/// A tensor as it stands in a checkpoint; tests lie in its fields.
#[derive(Debug, Clone)]
pub struct Tensor {
    pub name: String,
    pub shape: Vec<i64>,
    pub stride: Vec<i64>,
    pub offset: i64,
    /// Values that the pickle claims.
    pub count: i64,
    pub class: String,
    pub values: Vec<f32>,
}

/// Sizes of a network.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub channels: i64,
    pub width: i64,
    pub layers: usize,
    pub forward: i64,
    pub taps: i64,
    pub groups: i64,
    pub head: i64,
    pub head_layers: usize,
    pub head_forward: i64,
    pub emotion: [i64; 2],
    pub positions: i64,
}

/// Too small for anything but tests; no two sizes equal.
pub const TINY: Shape = Shape {
    channels: 16,
    width: 128,
    layers: 2,
    forward: 48,
    taps: 8,
    groups: 4,
    head: 24,
    head_layers: 3,
    head_forward: 40,
    emotion: [20, 28],
    positions: 50,
};

/// All tensors of a network. The list is written out here, from the modules of EmoFace and wav2vec 2.0, so that the
/// importer's own is not checked against itself.
pub fn tensors(shape: &Shape, seed: u64) -> Vec<Tensor> {
    let Shape { channels, width, forward, taps, head, head_forward, emotion, positions, .. } = *shape;
    let mut all = Maker { rng: Pcg32::seed_from_u64(seed), tensors: vec![] };
    all.add("embed.weight", &[7, emotion[0]]);
    all.linear("emotion.0", emotion[1], emotion[0]);
    all.linear("emotion.2", head, emotion[1]);
    all.add("audio_encoder.masked_spec_embed", &[width]);
    let layers = "audio_encoder.feature_extractor.conv_layers";
    all.add(&format!("{layers}.0.conv.weight"), &[channels, 1, 10]);
    all.norm(&format!("{layers}.0.layer_norm"), channels);
    for (n, kernel) in [3, 3, 3, 3, 2, 2].into_iter().enumerate() {
        all.add(&format!("{layers}.{}.conv.weight", n + 1), &[channels, channels, kernel]);
    }
    all.norm("audio_encoder.feature_projection.layer_norm", channels);
    all.linear("audio_encoder.feature_projection.projection", width, channels);
    all.add("audio_encoder.encoder.pos_conv_embed.conv.bias", &[width]);
    all.add("audio_encoder.encoder.pos_conv_embed.conv.weight_g", &[1, 1, taps]);
    all.add("audio_encoder.encoder.pos_conv_embed.conv.weight_v", &[width, width / shape.groups, taps]);
    all.norm("audio_encoder.encoder.layer_norm", width);
    for n in 0..shape.layers {
        let layer = format!("audio_encoder.encoder.layers.{n}");
        for part in ["k_proj", "v_proj", "q_proj", "out_proj"] {
            all.linear(&format!("{layer}.attention.{part}"), width, width);
        }
        all.norm(&format!("{layer}.layer_norm"), width);
        all.linear(&format!("{layer}.feed_forward.intermediate_dense"), forward, width);
        all.linear(&format!("{layer}.feed_forward.output_dense"), width, forward);
        all.norm(&format!("{layer}.final_layer_norm"), width);
    }
    for n in 0..shape.head_layers {
        let layer = format!("encoder.layers.{n}");
        all.add(&format!("{layer}.self_attn.in_proj_weight"), &[3 * head, head]);
        all.add(&format!("{layer}.self_attn.in_proj_bias"), &[3 * head]);
        all.linear(&format!("{layer}.self_attn.out_proj"), head, head);
        all.linear(&format!("{layer}.linear1"), head_forward, head);
        all.linear(&format!("{layer}.linear2"), head, head_forward);
        all.norm(&format!("{layer}.norm1"), head);
        all.norm(&format!("{layer}.norm2"), head);
    }
    all.linear("in_fn", head, width);
    all.linear("out_fn", 174, head);
    all.add("pos_encoder.pe", &[positions, 1, head]);
    let mut tensors = all.tensors;
    // As training leaves them: positions 0, 1, 0, 1; queries and keys of the head never moved.
    let table = find(&mut tensors, "pos_encoder.pe");
    (0..head as usize).for_each(|i| table.values[i] = (i % 2) as f32);
    // A step over a dimension of one means nothing, and PyTorch writes this one.
    table.stride = vec![head, head * positions, 1];
    let kept = 2 * (head * head) as usize;
    let first = find(&mut tensors, "encoder.layers.0.self_attn.in_proj_weight").values[..kept].to_vec();
    for n in 0..shape.head_layers {
        find(&mut tensors, &format!("encoder.layers.{n}.self_attn.in_proj_weight")).values[..kept]
            .copy_from_slice(&first);
        find(&mut tensors, &format!("encoder.layers.{n}.self_attn.in_proj_bias")).values[..2 * head as usize].fill(0.0);
    }
    tensors
}

/// The tensor `name`.
pub fn find<'a>(tensors: &'a mut [Tensor], name: &str) -> &'a mut Tensor {
    tensors.iter_mut().find(|tensor| tensor.name == name).expect("the network has this tensor")
}

struct Maker {
    rng: Pcg32,
    tensors: Vec<Tensor>,
}

impl Maker {
    fn add(&mut self, name: &str, shape: &[i64]) {
        let count: i64 = shape.iter().product();
        let inputs = shape[1..].iter().product::<i64>().max(1) as f32;
        let values = (0..count).map(|_| self.rng.random_range(-1.7f32..1.7) / inputs.sqrt()).collect();
        let stride = (0..shape.len()).map(|axis| shape[axis + 1..].iter().product()).collect();
        let class = "FloatStorage".into();
        self.tensors.push(Tensor { name: name.into(), shape: shape.into(), stride, offset: 0, count, class, values });
    }

    fn linear(&mut self, name: &str, outputs: i64, inputs: i64) {
        self.add(&format!("{name}.weight"), &[outputs, inputs]);
        self.add(&format!("{name}.bias"), &[outputs]);
        self.squeeze(0.0, 0.1);
    }

    /// Narrows the values that were added last to around `middle`.
    fn squeeze(&mut self, middle: f32, gain: f32) {
        if let Some(tensor) = self.tensors.last_mut() {
            tensor.values.iter_mut().for_each(|value| *value = middle + gain * *value);
        }
    }

    fn norm(&mut self, name: &str, width: i64) {
        self.add(&format!("{name}.weight"), &[width]);
        self.squeeze(1.0, 0.2);
        self.add(&format!("{name}.bias"), &[width]);
        self.squeeze(0.0, 0.1);
    }
}

/// The file with these tensors.
pub fn file(tensors: &[Tensor]) -> Vec<u8> {
    let mut records = vec![("data.pkl".to_owned(), pickle(tensors)), ("byteorder".into(), b"little".to_vec())];
    for (key, tensor) in tensors.iter().enumerate() {
        records.push((format!("data/{key}"), tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect()));
    }
    records.push(("version".into(), b"3\n".to_vec()));
    archive(&records)
}

/// A zip of stored records, below a folder (PKWARE's APPNOTE, 4.3).
pub fn archive(records: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in records {
        let (name, at) = (format!("model/{name}"), file.len() as u32);
        // Flags, method, time, date, checksum, both sizes, length of the name, of what is extra.
        let mut common = vec![0; 8];
        common.extend(crc32fast::hash(bytes).to_le_bytes());
        common.extend([(bytes.len() as u32).to_le_bytes(); 2].as_flattened());
        common.extend((name.len() as u32).to_le_bytes());
        file.extend(b"PK\x03\x04\x14\x00");
        file.extend(&common);
        file.extend(name.bytes());
        file.extend(bytes);
        directory.extend(b"PK\x01\x02\x14\x00\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.bytes());
    }
    let (at, count) = (file.len() as u32, records.len() as u16);
    file.extend(&directory);
    file.extend(b"PK\x05\x06\x00\x00\x00\x00");
    file.extend([count.to_le_bytes(); 2].as_flattened());
    file.extend((directory.len() as u32).to_le_bytes());
    file.extend(at.to_le_bytes());
    file.extend([0; 2]);
    file
}

/// The pickle of a state dict, protocol 2.
pub fn pickle(tensors: &[Tensor]) -> Vec<u8> {
    let mut out = b"\x80\x02ccollections\nOrderedDict\n)R(".to_vec();
    for (key, tensor) in tensors.iter().enumerate() {
        text(&mut out, &tensor.name);
        out.extend(b"ctorch._utils\n_rebuild_tensor_v2\n((");
        text(&mut out, "storage");
        out.extend(format!("ctorch\n{}\n", tensor.class).bytes());
        text(&mut out, &key.to_string());
        text(&mut out, "cpu");
        int(&mut out, tensor.count);
        out.extend(b"tQ");
        int(&mut out, tensor.offset);
        for row in [&tensor.shape, &tensor.stride] {
            out.push(b'(');
            row.iter().for_each(|value| int(&mut out, *value));
            out.push(b't');
        }
        // requires_grad, hooks
        out.extend(b"\x89ccollections\nOrderedDict\n)RtR");
    }
    // _metadata
    out.extend(b"u}(");
    text(&mut out, "_metadata");
    out.extend(b"}ub.");
    out
}

/// BINUNICODE
pub fn text(out: &mut Vec<u8>, text: &str) {
    out.push(b'X');
    out.extend((text.len() as u32).to_le_bytes());
    out.extend(text.bytes());
}

/// LONG1
pub fn int(out: &mut Vec<u8>, value: i64) {
    out.extend([0x8a, 8]);
    out.extend(value.to_le_bytes());
}
