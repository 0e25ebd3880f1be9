//! One feature's JSON, taken apart without judging it.
//!
//! Every member may be of any type: a wrong one is noted, not refused, so that the checks can say what is wrong with which feature.
//! Only text that is no JSON at all is an error.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A property's value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    /// Not there, or `null`.
    Nothing,
    Text(Cow<'a, str>),
    /// As written.
    Number(&'a str),
    /// `true` or `false`, as written.
    Truth(&'a str),
    /// A list or an object, as written.
    Other(&'a str),
}

impl<'a> Value<'a> {
    fn of(raw: &'a RawValue) -> Self {
        let text = raw.get();
        match text.as_bytes().first() {
            Some(b'"') => match serde_json::from_str::<Text<'a>>(text) {
                Ok(Text(text)) => Self::Text(text),
                Err(_) => Self::Other(text), // half of a surrogate pair
            },
            Some(b'n') | None => Self::Nothing,
            Some(b't' | b'f') => Self::Truth(text),
            Some(b'{' | b'[') => Self::Other(text),
            Some(_) => Self::Number(text),
        }
    }
}

#[derive(serde::Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// What stands in the place of the geometry.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum RawGeometry<'a> {
    /// No such member.
    #[default]
    Missing,
    Null,
    Object {
        kind: Option<&'a RawValue>,
        coordinates: Option<&'a RawValue>,
    },
    /// Anything but an object.
    NotObject,
}

/// A feature in parts.
#[derive(Debug, Default)]
pub(crate) struct RawFeature<'a> {
    pub(crate) kind: Option<&'a RawValue>,
    pub(crate) id: Option<&'a RawValue>,
    pub(crate) crs: Option<&'a RawValue>,
    pub(crate) geometry: RawGeometry<'a>,
    /// The mapped properties, in the order of [`Wanted::names`].
    values: Vec<Option<&'a RawValue>>,
    /// Mapped properties that stand in the feature more than once.
    pub(crate) repeated: Vec<usize>,
    /// `properties` is neither an object nor null.
    pub(crate) properties_malformed: bool,
    /// The text is JSON, but no object.
    pub(crate) not_object: bool,
}

impl<'a> RawFeature<'a> {
    /// The value of a mapped property.
    pub(crate) fn value(&self, slot: usize) -> Value<'a> {
        self.values.get(slot).copied().flatten().map_or(Value::Nothing, Value::of)
    }

    /// The member `id`.
    pub(crate) fn id_value(&self) -> Value<'a> {
        self.id.map_or(Value::Nothing, Value::of)
    }
}

/// Which properties are wanted; and, counted while reading, which others there are.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// Wanted names first, then whatever else was met, up to [`NAMES_TOLD`].
    names: Vec<(Arc<str>, u64)>,
    places: HashMap<Arc<str>, usize>,
    wanted: usize,
    /// Properties come in the same order in feature after feature: where the last one was found.
    last: usize,
    /// How often there was a property that is not wanted, beyond the names that are told.
    more: u64,
}

/// How many names of properties are told that are not wanted. A file that has more uses names as values.
const NAMES_TOLD: usize = 1000;

impl Wanted {
    pub(crate) fn new(names: &[Arc<str>]) -> Self {
        Self {
            names: names.iter().map(|name| (Arc::clone(name), 0)).collect(),
            places: names.iter().enumerate().map(|(at, name)| (Arc::clone(name), at)).collect(),
            wanted: names.len(),
            last: 0,
            more: 0,
        }
    }

    /// The slot of a wanted property; otherwise counts it among the dropped.
    fn slot(&mut self, name: &str) -> Option<usize> {
        let next = self.last + 1;
        let at = match self.names.get(next) {
            Some((known, _)) if **known == *name => next,
            _ => match self.place(name) {
                Some(at) => at,
                None => {
                    self.more += 1;
                    return None;
                }
            },
        };
        self.last = at;
        self.names[at].1 += 1;
        (at < self.wanted).then_some(at)
    }

    /// Where a name stands, or is put; none if there are too many.
    fn place(&mut self, name: &str) -> Option<usize> {
        if let Some(at) = self.places.get(name) {
            return Some(*at);
        }
        let at = self.names.len();
        if at >= self.wanted + NAMES_TOLD {
            return None;
        }
        let name: Arc<str> = name.into();
        self.places.insert(Arc::clone(&name), at);
        self.names.push((name, 0));
        Some(at)
    }

    /// The same names, nothing counted.
    pub(crate) fn fresh(&self) -> Self {
        Self {
            names: self.names.iter().map(|(name, _)| (Arc::clone(name), 0)).collect(),
            places: self.places.clone(),
            more: 0,
            ..*self
        }
    }

    /// Adds what another one counted, which began [`fresh`](Self::fresh) from this one.
    pub(crate) fn add(&mut self, other: &Self) {
        self.more += other.more;
        for (name, count) in &other.names {
            match self.place(name) {
                Some(at) => self.names[at].1 += count,
                None => self.more += count,
            }
        }
    }

    /// How often there was a property whose name is not told.
    pub(crate) fn more(&self) -> u64 {
        self.more
    }

    /// The properties that are not wanted, with how often they occurred.
    pub(crate) fn dropped(&self) -> impl Iterator<Item = (&Arc<str>, u64)> {
        self.names[self.wanted..].iter().map(|(name, count)| (name, *count))
    }

    /// How often each wanted property occurred.
    pub(crate) fn met(&self) -> impl Iterator<Item = u64> {
        self.names[..self.wanted].iter().map(|(_, count)| *count)
    }
}

/// Takes a feature's text apart. An error means that it is no JSON, or has text that is no UTF-8.
pub(super) fn take_apart<'a>(text: &'a [u8], wanted: &mut Wanted) -> Result<RawFeature<'a>, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let feature = FeatureSeed { wanted }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(feature)
}

/// The methods of a visitor for all that is not the type it hopes for.
macro_rules! anything_else {
    ($value:expr) => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            Ok($value)
        }
    };
}

struct FeatureSeed<'w> {
    wanted: &'w mut Wanted,
}

impl<'de> DeserializeSeed<'de> for FeatureSeed<'_> {
    type Value = RawFeature<'de>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for FeatureSeed<'_> {
    type Value = RawFeature<'de>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a feature")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut feature = RawFeature::default();
        while let Some(member) = members.next_key_seed(NameSeed(Member::of))? {
            match member {
                Member::Type => feature.kind = Some(members.next_value()?),
                Member::Id => feature.id = Some(members.next_value()?),
                Member::Crs => feature.crs = Some(members.next_value()?),
                Member::Geometry => feature.geometry = members.next_value_seed(GeometrySeed)?,
                Member::Properties => {
                    members.next_value_seed(PropertiesSeed { wanted: self.wanted, feature: &mut feature })?;
                }
                Member::Coordinates | Member::Other => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(feature)
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(RawFeature { not_object: true, ..RawFeature::default() })
    }
    anything_else!(RawFeature { not_object: true, ..RawFeature::default() });
}

/// The members that matter, of a feature and of a geometry.
enum Member {
    Type,
    Id,
    Crs,
    Geometry,
    Properties,
    Coordinates,
    Other,
}

impl Member {
    fn of(name: &str) -> Self {
        match name {
            "type" => Self::Type,
            "id" => Self::Id,
            "crs" => Self::Crs,
            "geometry" => Self::Geometry,
            "properties" => Self::Properties,
            "coordinates" => Self::Coordinates,
            _ => Self::Other,
        }
    }
}

/// Looks a member's name up without allocating it.
struct NameSeed<F>(F);

impl<'de, T, F: FnOnce(&str) -> T> DeserializeSeed<'de> for NameSeed<F> {
    type Value = T;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        from.deserialize_str(self)
    }
}

impl<T, F: FnOnce(&str) -> T> Visitor<'_> for NameSeed<F> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }
    fn visit_str<E>(self, name: &str) -> Result<T, E> {
        Ok((self.0)(name))
    }
}

struct GeometrySeed;

impl<'de> DeserializeSeed<'de> for GeometrySeed {
    type Value = RawGeometry<'de>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for GeometrySeed {
    type Value = RawGeometry<'de>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a geometry")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let (mut kind, mut coordinates) = (None, None);
        while let Some(member) = members.next_key_seed(NameSeed(Member::of))? {
            match member {
                Member::Type => kind = Some(members.next_value()?),
                Member::Coordinates => coordinates = Some(members.next_value()?),
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(RawGeometry::Object { kind, coordinates })
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(RawGeometry::Null)
    }
    anything_else!(RawGeometry::NotObject);
}

struct PropertiesSeed<'w, 'f, 'de> {
    wanted: &'w mut Wanted,
    feature: &'f mut RawFeature<'de>,
}

impl PropertiesSeed<'_, '_, '_> {
    fn malformed(self) {
        self.feature.properties_malformed = true;
    }
}

impl<'de> DeserializeSeed<'de> for PropertiesSeed<'_, '_, 'de> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PropertiesSeed<'_, '_, 'de> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("properties")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.feature.values.resize(self.wanted.wanted, None);
        while let Some(slot) = members.next_key_seed(NameSeed(|name: &str| self.wanted.slot(name)))? {
            match slot {
                Some(slot) => {
                    if self.feature.values[slot].replace(members.next_value()?).is_some() {
                        self.feature.repeated.push(slot);
                    }
                }
                None => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.malformed();
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.malformed();
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.malformed();
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.malformed();
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.malformed();
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.malformed();
        Ok(())
    }
}

/// What a `type` member says, in words for a message.
pub(super) fn kind_in_words(raw: Option<&RawValue>) -> String {
    match raw.map(Value::of) {
        None => "an object without a type".into(),
        Some(Value::Text(text)) => text.into_owned(),
        Some(_) => format!("an object of type {}", super::frames::shorten(raw.map_or("", RawValue::get))),
    }
}
