//! One parcel and the words that describe it.
//!
//! The lists (use, category, ownership, right) are those of the field's table; each member has one key, the same in
//! files, in the database, in tiles and on the wire. Coordinates are longitude, latitude in degrees on WGS 84.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use geo::MultiPolygon;
use geozero::{CoordDimensions, ToGeo, ToWkb, wkb::Wkb};
use jiff::civil::Date;
use regex::Regex;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// One plot of land as a register knows it, without the name of its owner.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    /// The cadastral code, an opaque text.
    pub code: Code,
    /// Longitude, latitude in degrees on WGS 84. Straight edges are straight in these degrees (RFC 7946, 3.1.1).
    pub shape: MultiPolygon<f64>,
    /// The class that the map colours.
    pub land_use: LandUse,
    /// A finer use in the city's own words, as a key.
    pub use_detail: Option<Arc<str>>,
    /// The category that the land code gives the land.
    pub category: Option<Category>,
    /// Which kind of person owns it; never who.
    pub owner_class: OwnerClass,
    /// By which right it is held.
    pub right: Option<Right>,
    /// The area that the papers say, in m²; the drawn one is [`crate::ParcelRef::area_m2`].
    pub legal_area_m2: Option<f64>,
    /// Street and number, in up to three languages.
    pub address: Texts,
    /// The district, in up to three languages. Never derived from the code.
    pub district: Texts,
    /// Since when the register holds it like this.
    pub since: Option<Date>,
    /// The number of a field's contour, for arable land.
    pub contour: Option<Arc<str>>,
}

impl Parcel {
    /// A parcel of which only code, shape and use are known.
    #[must_use]
    pub fn new(code: Code, shape: MultiPolygon<f64>, land_use: LandUse) -> Self {
        Self {
            code,
            shape,
            land_use,
            use_detail: None,
            category: None,
            owner_class: OwnerClass::Unknown,
            right: None,
            legal_area_m2: None,
            address: Texts::default(),
            district: Texts::default(),
            since: None,
            contour: None,
        }
    }
}

/// A text in up to three languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Kyrgyz.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ky: Option<Arc<str>>,
    /// Russian.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ru: Option<Arc<str>>,
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<Arc<str>>,
}

impl Texts {
    /// The text in a language (`ky`, `ru` or `en`), else in the first of Kyrgyz, Russian, English that there is.
    #[must_use]
    pub fn in_language(&self, tag: &str) -> Option<&str> {
        self.as_refs().in_language(tag)
    }

    /// Whether there is no text in any language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ky.is_none() && self.ru.is_none() && self.en.is_none()
    }

    /// The same, borrowed.
    #[must_use]
    pub fn as_refs(&self) -> TextsRef<'_> {
        TextsRef { ky: self.ky.as_deref(), ru: self.ru.as_deref(), en: self.en.as_deref() }
    }
}

/// A text in up to three languages, borrowed from a layer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TextsRef<'a> {
    /// Kyrgyz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ky: Option<&'a str>,
    /// Russian.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ru: Option<&'a str>,
    /// English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<&'a str>,
}

impl<'a> TextsRef<'a> {
    /// The text in a language (`ky`, `ru` or `en`), else in the first of Kyrgyz, Russian, English that there is.
    #[must_use]
    pub fn in_language(self, tag: &str) -> Option<&'a str> {
        let wanted = match tag {
            "ru" => self.ru,
            "en" => self.en,
            _ => self.ky,
        };
        wanted.or(self.ky).or(self.ru).or(self.en)
    }

    /// Whether there is no text in any language.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.ky.is_none() && self.ru.is_none() && self.en.is_none()
    }

    /// The same, owned.
    #[must_use]
    pub fn to_texts(self) -> Texts {
        Texts { ky: self.ky.map(Arc::from), ru: self.ru.map(Arc::from), en: self.en.map(Arc::from) }
    }
}

/// A cadastral code: an opaque text that names one parcel of a layer.
///
/// Two codes are equal when their characters are; [`CodePattern::loose`] compares as people type them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Code(Arc<str>);

/// The longest code that is taken, in bytes: no register comes near, and an address must hold it.
pub const CODE_MAX: usize = 200;

/// Why a text is no parcel code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefused {
    /// Nothing but space.
    #[error("the code is empty")]
    Empty,
    /// More than [`CODE_MAX`] bytes.
    #[error("the code has {bytes} bytes; at most {CODE_MAX} are taken")]
    TooLong {
        /// What it has.
        bytes: usize,
    },
    /// A character that cannot be seen.
    #[error("the code holds the character U+{character:04X}, which cannot be seen")]
    Unseen {
        /// Its number in Unicode.
        character: u32,
    },
    /// Not of the form that the city says.
    #[error("the code {code:?} is not of the form {pattern}")]
    Pattern {
        /// What was given.
        code: String,
        /// The city's pattern.
        pattern: String,
    },
}

impl Code {
    /// Takes a code as it stands in a register, without the space around it.
    ///
    /// # Errors
    /// An empty text, one of more than [`CODE_MAX`] bytes, or one with control or other invisible characters.
    pub fn new(text: &str) -> Result<Self, CodeRefused> {
        let text = text.trim();
        if text.is_empty() {
            return Err(CodeRefused::Empty);
        }
        if text.len() > CODE_MAX {
            return Err(CodeRefused::TooLong { bytes: text.len() });
        }
        if let Some(unseen) = text.chars().find(|c| is_unseen(*c)) {
            return Err(CodeRefused::Unseen { character: unseen.into() });
        }
        Ok(Self(text.into()))
    }

    /// The code's characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the last separator, which is what fits on a map: `0375` of `1-04-12-0032-0375`.
    #[must_use]
    pub fn last_group(&self) -> &str {
        last_group(&self.0)
    }
}

/// The part of a code after its last separator.
pub(crate) fn last_group(code: &str) -> &str {
    let end = code.trim_end_matches(|c: char| !c.is_alphanumeric());
    let start = end
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + end[at..].chars().next().map_or(1, char::len_utf8));
    let group = &end[start..];
    if group.is_empty() { code } else { group }
}

/// Control characters and the marks that change direction or join without being seen.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

impl From<Code> for Arc<str> {
    fn from(code: Code) -> Self {
        code.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl AsRef<str> for Code {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl FromStr for Code {
    type Err = CodeRefused;

    fn from_str(text: &str) -> Result<Self, CodeRefused> {
        Self::new(text)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

/// The form that a city's codes have.
#[derive(Debug, Clone)]
pub struct CodePattern(Regex);

impl CodePattern {
    /// Takes a city's pattern, a regular expression over the whole code.
    ///
    /// # Errors
    /// When it is no regular expression.
    pub fn new(pattern: &str) -> Result<Self, regex::Error> {
        Regex::new(&format!("^(?:{pattern})$")).map(Self)
    }

    /// The pattern that every code has.
    #[must_use]
    pub fn any() -> Self {
        Self::new(".+").expect("a pattern of ours")
    }

    /// Takes a code of this form.
    ///
    /// # Errors
    /// What [`Code::new`] refuses, and a code of another form.
    pub fn parse(&self, text: &str) -> Result<Code, CodeRefused> {
        let code = Code::new(text)?;
        if self.0.is_match(code.as_str()) {
            Ok(code)
        } else {
            Err(CodeRefused::Pattern { code: code.as_str().to_owned(), pattern: self.0.as_str().to_owned() })
        }
    }

    /// A code as it is compared when a person types it: its letters and digits alone, in lower case, whatever stands
    /// between them (spaces, dots, dashes of any length, slashes).
    ///
    /// ```
    /// # use parcels::CodePattern;
    /// assert_eq!(CodePattern::loose("1–04.12 0032/0375"), CodePattern::loose("1-04-12-0032-0375"));
    /// ```
    #[must_use]
    pub fn loose(typed: &str) -> String {
        typed.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
    }
}

macro_rules! keys {
    ($(#[$about:meta])* $name:ident { $($(#[$says:meta])* $member:ident = $key:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$says])* #[serde(rename = $key)] $member),+
        }

        impl $name {
            /// All of them, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$member),+];

            /// The key that files, the database, tiles and the wire use.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$member => $key),+ }
            }

            /// The member with this key.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$member),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.key())
            }
        }

        impl FromStr for $name {
            type Err = UnknownKey;

            fn from_str(key: &str) -> Result<Self, UnknownKey> {
                Self::from_key(key).ok_or_else(|| UnknownKey {
                    key: key.to_owned(),
                    allowed: Self::ALL.iter().map(|member| member.key()).collect(),
                })
            }
        }
    };
}

/// A key that is in none of the lists.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key:?} is none of {}", allowed.join(", "))]
pub struct UnknownKey {
    /// What was given.
    pub key: String,
    /// What is taken.
    pub allowed: Vec<&'static str>,
}

keys! {
    /// What a parcel is used for, in the classes that the map colours.
    LandUse {
        /// Houses for one family with their plots.
        IndividualHouses = "individual_houses",
        /// Houses of many flats.
        ApartmentHouses = "apartment_houses",
        /// Shops, offices, services.
        Trade = "trade",
        /// Schools, kindergartens, hospitals, authorities.
        Institution = "institution",
        /// Parks, river banks, cemeteries.
        Green = "green",
        /// Works and stores.
        Production = "production",
        /// Utilities, railways, parking.
        Engineering = "engineering",
        /// Fields, irrigated or not.
        Arable = "arable",
        /// Not used, or not known for what.
        Vacant = "vacant",
    }
}

keys! {
    /// The category that the land code gives the land (chapters 12 to 18 of the code of 1999).
    Category {
        /// Agricultural land.
        Agricultural = "agricultural",
        /// Land of settlements.
        Settlement = "settlement",
        /// Industry, transport, communications, energy, defence and other.
        IndustryTransport = "industry_transport",
        /// Specially protected natural areas.
        Protected = "protected",
        /// Forest fund.
        Forest = "forest",
        /// Water fund.
        Water = "water",
        /// Reserve land.
        Reserve = "reserve",
    }
}

keys! {
    /// Which kind of person owns a parcel. Never a name.
    OwnerClass {
        /// The state.
        State = "state",
        /// The city or another municipality.
        Municipal = "municipal",
        /// A person or a company.
        Private = "private",
        /// Something else that is known.
        Other = "other",
        /// Not known.
        Unknown = "unknown",
    }
}

keys! {
    /// By which right a parcel is held.
    Right {
        /// Ownership.
        Ownership = "ownership",
        /// Use without an end.
        PerpetualUse = "perpetual_use",
        /// Use for a time.
        TemporaryUse = "temporary_use",
        /// Lease.
        Lease = "lease",
        /// Servitude.
        Servitude = "servitude",
        /// Trust management.
        TrustManagement = "trust_management",
    }
}

/// Bytes that are no shape of a parcel.
#[derive(Debug, thiserror::Error)]
pub enum WkbRefused {
    /// No well-known binary.
    #[error("no well-known binary: {0}")]
    Broken(#[from] geozero::error::GeozeroError),
    /// A point or a line.
    #[error("a parcel is an area; this is a {0}")]
    NoArea(&'static str),
}

/// A shape as OGC well-known binary (little endian, two dimensions, MultiPolygon).
///
/// # Panics
/// Never: writing to memory does not fail.
#[must_use]
pub fn shape_to_wkb(shape: &MultiPolygon<f64>) -> Vec<u8> {
    geo::Geometry::MultiPolygon(shape.clone()).to_wkb(CoordDimensions::xy()).expect("memory takes every shape")
}

/// A shape from OGC well-known binary, or from the extended form that PostGIS sends.
///
/// # Errors
/// Bytes that are no such shape, and shapes that are no area.
pub fn shape_from_wkb(bytes: &[u8]) -> Result<MultiPolygon<f64>, WkbRefused> {
    use geo::Geometry;
    // PostGIS marks an SRID in the fourth flag byte; plain WKB reads as EWKB without one.
    let geometry = geozero::wkb::Ewkb(bytes).to_geo().or_else(|_| Wkb(bytes).to_geo())?;
    match geometry {
        Geometry::MultiPolygon(shape) => Ok(shape),
        Geometry::Polygon(polygon) => Ok(MultiPolygon(vec![polygon])),
        Geometry::Point(_) | Geometry::MultiPoint(_) => Err(WkbRefused::NoArea("point")),
        Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_) => Err(WkbRefused::NoArea("line")),
        _ => Err(WkbRefused::NoArea("collection")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_compared_without_what_stands_between_its_groups() {
        for typed in
            ["1-04-12-0032-0375", "1 04 12 0032 0375", "1–04—12−0032.0375", "10412 00320375", " 1/04/12/0032/0375 "]
        {
            assert_eq!(CodePattern::loose(typed), "1041200320375", "{typed}");
        }
        assert_eq!(CodePattern::loose("１-AB"), "1ab");
    }

    #[test]
    fn the_last_group_is_what_follows_the_last_separator() {
        for (code, group) in [
            ("1-04-12-0032-0375", "0375"),
            ("25354000AB0001", "25354000AB0001"),
            ("12–7", "7"),
            ("12-7-", "7"),
            ("---", "---"),
        ] {
            assert_eq!(last_group(code), group);
        }
    }

    #[test]
    fn a_code_that_cannot_be_read_aloud_is_refused() {
        assert_eq!(Code::new("  "), Err(CodeRefused::Empty));
        assert!(matches!(Code::new("1-0\u{202E}4"), Err(CodeRefused::Unseen { .. })));
        assert!(matches!(Code::new(&"1".repeat(201)), Err(CodeRefused::TooLong { bytes: 201 })));
        let pattern = CodePattern::new(r"\d-\d{2}").unwrap();
        assert_eq!(pattern.parse(" 1-04 ").unwrap().as_str(), "1-04");
        assert!(matches!(pattern.parse("1-04-12"), Err(CodeRefused::Pattern { .. })));
    }

    #[test]
    fn a_key_names_one_member_of_its_list() {
        assert_eq!(LandUse::ALL.len(), 9);
        for use_ in LandUse::ALL {
            assert_eq!(LandUse::from_key(use_.key()), Some(*use_));
            assert_eq!(serde_json::to_string(use_).unwrap(), format!("\"{}\"", use_.key()));
        }
        assert!("res1".parse::<LandUse>().unwrap_err().to_string().contains("individual_houses"));
    }

    #[test]
    fn a_shape_survives_the_database() {
        use geo::polygon;
        let shape = MultiPolygon(vec![
            polygon!(exterior: [(x: 74.6, y: 42.8), (x: 74.61, y: 42.8), (x: 74.61, y: 42.81), (x: 74.6, y: 42.8)], interiors: [[(x: 74.605, y: 42.803), (x: 74.606, y: 42.803), (x: 74.606, y: 42.804), (x: 74.605, y: 42.803)]]),
        ]);
        let bytes = shape_to_wkb(&shape);
        assert_eq!(shape_from_wkb(&bytes).unwrap(), shape);
        // What PostGIS sends: the same with SRID 4326.
        let mut extended = vec![1, 6, 0, 0, 0x20, 0xE6, 0x10, 0, 0];
        extended.extend_from_slice(&bytes[5..]);
        assert_eq!(shape_from_wkb(&extended).unwrap(), shape);
        assert!(shape_from_wkb(&bytes[..20]).is_err());
    }
}
