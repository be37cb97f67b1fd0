//! The plot: well-formed, complete, and a picture.

use resvg::tiny_skia::Pixmap;
use resvg::usvg::roxmltree::Document;

use crate::command::{Folder, emoface, hello};

#[test]
fn the_svg_is_well_formed_and_labelled() {
    let folder = Folder::new("svg");
    // A name that XML must escape.
    let voice = folder.file("a<b>&\"c\".wav", &std::fs::read(hello()).unwrap());
    let plot = folder.path("plot.svg");
    assert!(emoface(["bake", &voice, "--plot", &plot, "--emotion", "happy:0.5,sad:0.2"]).quietly().is_empty());
    let svg = std::fs::read_to_string(&plot).unwrap();
    let document = Document::parse(&svg).unwrap();
    let texts: Vec<_> =
        document.descendants().filter(|node| node.has_tag_name("text")).filter_map(|node| node.text()).collect();
    let labels = [
        "a<b>&\"c\".wav",
        "Voice",
        "Face",
        "Jaw",
        "Lips",
        "Rounding",
        "Lip corners",
        "Brows",
        "Lids",
        "Gaze",
        "1 s",
        "5 s",
    ];
    for label in labels {
        assert!(texts.contains(&label), "'{label}' is missing in {texts:?}");
    }
    assert!(texts.iter().any(|text| text.contains("happy 0.50 + sad 0.20")), "{texts:?}");
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "a coordinate is no number");
}

#[test]
fn the_png_is_a_picture() {
    let folder = Folder::new("png");
    let (plot, csv) = (folder.path("plot.PNG"), folder.path("hello.csv"));
    emoface(["bake", &hello(), "-o", &csv, "--plot", &plot]).quietly();
    assert_eq!(folder.names(), ["hello.csv", "plot.PNG"]);
    let picture = Pixmap::decode_png(&std::fs::read(&plot).unwrap()).unwrap();
    assert!(picture.width() >= 1200 && picture.height() >= 600);
    let ground = picture.pixels()[0];
    let drawn = picture.pixels().iter().filter(|pixel| **pixel != ground).count();
    assert!(drawn > picture.pixels().len() / 3, "only {drawn} pixels are drawn");
    // Letters: without a font the headline's place stays empty.
    let (width, headline) = (picture.width() as usize, 40..100);
    let inked = headline.flat_map(|y| &picture.pixels()[y * width + 40..][..200]).filter(|pixel| **pixel != ground);
    assert!(inked.count() > 100, "the headline has no letters");
}
