//! A profile as it is written: the keys of the JSON text, before anything is looked up.
//!
//! Names stay slices of the text, so that a fault found later still knows its line. Numbers and curves are checked
//! as they are read, because only then does serde_json know where they are.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};

/// Greatest size of any number: far beyond every use, and no sum of them overflows.
pub const GREATEST: f32 = 1e6;
/// Least distance of two knots: steeper is a step, which no face makes.
const RISE: f32 = 1e-6;
/// Most knots of a curve.
pub const KNOTS: usize = 64;
/// Greatest gain of a region.
pub const REGION_GAIN: f32 = 4.0;
/// Longest smoothing, in milliseconds.
pub const SMOOTHING_MS: f32 = 1000.0;

/// A whole profile.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document<'a> {
    /// For editors; not read.
    #[serde(rename = "$schema", default)]
    #[expect(dead_code, reason = "accepted, not used")]
    schema: serde::de::IgnoredAny,
    pub emoface_profile: u64,
    #[serde(borrow)]
    pub name: Text<'a>,
    #[serde(borrow, default = "arkit")]
    pub source: Text<'a>,
    #[serde(borrow, default)]
    pub regions: Regions<'a>,
    #[serde(borrow)]
    pub outputs: Vec<OutputText<'a>>,
    #[serde(borrow, default)]
    pub closure: Vec<RuleText<'a>>,
    #[serde(borrow, default, deserialize_with = "present")]
    pub normalise: Option<NormaliseText<'a>>,
}

/// One output.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputText<'a> {
    #[serde(borrow)]
    pub name: Text<'a>,
    #[serde(borrow, default, deserialize_with = "present")]
    pub region: Option<Text<'a>>,
    #[serde(default = "one")]
    pub gain: Number,
    #[serde(default)]
    pub offset: Number,
    #[serde(default)]
    pub min: Number,
    #[serde(default = "one")]
    pub max: Number,
    #[serde(default)]
    pub curve: Curve,
    #[serde(borrow, default)]
    pub inputs: Inputs<'a>,
}

/// One term of an output's sum.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermText<'a> {
    #[serde(borrow)]
    pub input: Text<'a>,
    #[serde(default = "one")]
    pub weight: Number,
    #[serde(default)]
    pub curve: Curve,
    #[serde(borrow, default, deserialize_with = "present")]
    pub times: Option<Text<'a>>,
}

/// What is done to a region.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionText {
    #[serde(default = "one")]
    pub gain: Number,
    #[serde(default)]
    pub smoothing_ms: Number,
}

/// What closed lips mean for one output.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleText<'a> {
    #[serde(borrow)]
    pub output: Text<'a>,
    #[serde(borrow, default, deserialize_with = "present")]
    pub min: Option<BoundText<'a>>,
    #[serde(borrow, default, deserialize_with = "present")]
    pub max: Option<BoundText<'a>>,
}

/// A bound that follows another output.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowText<'a> {
    #[serde(borrow)]
    pub output: Text<'a>,
    #[serde(default = "one")]
    pub gain: Number,
    #[serde(default)]
    pub offset: Number,
}

/// Outputs that share one whole.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NormaliseText<'a> {
    #[serde(borrow)]
    pub rest: Text<'a>,
}

fn one() -> Number {
    Number(1.0)
}

fn arkit() -> Text<'static> {
    Text(Cow::Borrowed("arkit"))
}

/// Unlike serde's own way with `Option`, `null` is not nothing.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// A name, borrowed from the text unless it is written with escapes.
#[derive(Debug)]
pub struct Text<'a>(pub Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name in quotes")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Names)
    }
}

/// A number of sane size.
#[derive(Debug, Clone, Copy, Default)]
pub struct Number(pub f32);

impl Number {
    fn of<E: Error>(number: f64) -> Result<Self, E> {
        if number.abs() <= f64::from(GREATEST) {
            Ok(Self(number as f32))
        } else {
            Err(E::custom(format_args!("{number} is too great; give a number from -{GREATEST} to {GREATEST}")))
        }
    }
}

struct Numbers;

impl Visitor<'_> for Numbers {
    type Value = Number;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<Number, E> {
        Number::of(number)
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<Number, E> {
        Number::of(number as f64)
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<Number, E> {
        Number::of(number as f64)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_f64(Numbers)
    }
}

/// Knots, x rising; none is the identity.
#[derive(Debug, Default)]
pub struct Curve(pub Vec<[f32; 2]>);

impl<'de> Deserialize<'de> for Curve {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Knots;
        impl<'de> Visitor<'de> for Knots {
            type Value = Curve;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a curve of knots such as [[0, 0], [1, 1]]")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Curve, A::Error> {
                let mut knots: Vec<[f32; 2]> = Vec::new();
                while let Some([x, y]) = seq.next_element::<[Number; 2]>()? {
                    if knots.last().is_some_and(|last| x.0 - last[0] < RISE) {
                        return Err(A::Error::custom(
                            "the knots of a curve must rise in x, by a millionth or more; sort them",
                        ));
                    }
                    if knots.len() == KNOTS {
                        return Err(A::Error::custom(format_args!("a curve of more than {KNOTS} knots; simplify it")));
                    }
                    knots.push([x.0, y.0]);
                }
                if knots.len() < 2 {
                    return Err(A::Error::custom("a curve needs two knots or more; leave it out for a straight line"));
                }
                Ok(Curve(knots))
            }
        }
        deserializer.deserialize_seq(Knots)
    }
}

/// The terms of a sum: a map from name to weight, or a list.
#[derive(Default)]
pub struct Inputs<'a>(pub Vec<TermText<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for Inputs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Terms;
        impl<'de> Visitor<'de> for Terms {
            type Value = Inputs<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("inputs, as { \"name\": weight } or a list of { \"input\": \"name\", ... }")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Inputs<'de>, A::Error> {
                let mut terms = Vec::new();
                while let Some((input, weight)) = map.next_entry()? {
                    terms.push(TermText { input, weight, curve: Curve::default(), times: None });
                }
                Ok(Inputs(terms))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Inputs<'de>, A::Error> {
                let mut terms = Vec::new();
                while let Some(term) = seq.next_element()? {
                    terms.push(term);
                }
                Ok(Inputs(terms))
            }
        }
        deserializer.deserialize_any(Terms)
    }
}

/// Regions in the order in which they are written.
#[derive(Default)]
pub struct Regions<'a>(pub Vec<(Text<'a>, RegionText)>);

impl<'de: 'a, 'a> Deserialize<'de> for Regions<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Parts;
        impl<'de> Visitor<'de> for Parts {
            type Value = Regions<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("regions such as { \"mouth\": { \"gain\": 1.1 } }")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Regions<'de>, A::Error> {
                let mut regions = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    regions.push(entry);
                }
                Ok(Regions(regions))
            }
        }
        deserializer.deserialize_map(Parts)
    }
}

/// A bound: a number, or what another output says.
pub enum BoundText<'a> {
    Fixed(Number),
    Follows(FollowText<'a>),
}

impl<'de: 'a, 'a> Deserialize<'de> for BoundText<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bounds;
        impl<'de> Visitor<'de> for Bounds {
            type Value = BoundText<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or { \"output\": \"name\" }")
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
                Number::of(number).map(BoundText::Fixed)
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                Number::of(number as f64).map(BoundText::Fixed)
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
                Number::of(number as f64).map(BoundText::Fixed)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                FollowText::deserialize(MapAccessDeserializer::new(map)).map(BoundText::Follows)
            }
        }
        deserializer.deserialize_any(Bounds)
    }
}
