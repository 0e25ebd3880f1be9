//! Why a file is no parcel file at all.

use std::io::ErrorKind;

use serde::Serialize;

use super::frames::Position;

/// Why nothing of a file is taken. Whatever concerns single features is in the [`Report`](crate::report::Report) instead.
///
/// Serialised as `{"code": …, fields…}`; the codes are stable. Lines, columns, bytes and features count from 1; they count in the
/// text after decompression.
#[derive(Debug, Clone, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case", rename_all_fields = "snake_case")]
pub enum ReadError {
    /// The input could not be read.
    #[error("the file cannot be read: {message}")]
    Input {
        /// What the system said.
        message: String,
    },
    /// Nothing but space.
    #[error("the file is empty")]
    Empty,
    /// The gzip stream ends too early.
    #[error("the gzip file is cut off: it ends within its data, after line {line}, byte {byte} of the text")]
    GzipTruncated {
        /// Last line that could be read.
        line: u64,
        /// Last byte that could be read.
        byte: u64,
    },
    /// The gzip stream is damaged.
    #[error("the gzip file is damaged after line {line}, byte {byte} of the text: {message}")]
    GzipBroken {
        /// Last line that could be read.
        line: u64,
        /// Last byte that could be read.
        byte: u64,
        /// What the decompressor said.
        message: String,
    },
    /// Not GeoJSON, but something that can be named.
    #[error("this is no GeoJSON of features: found {found}")]
    NotGeoJson {
        /// What it is instead.
        found: String,
    },
    /// Not JSON.
    #[error("not JSON at line {line}, column {column} (byte {byte}): found {found}; {expected}")]
    Syntax {
        /// Line of the first byte that is wrong.
        line: u64,
        /// Its byte within the line.
        column: u64,
        /// Its byte within the text.
        byte: u64,
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
    },
    /// The text ends within a value.
    #[error("the file is cut off: it ends in the middle, at line {line}, byte {byte}")]
    Truncated {
        /// Last line.
        line: u64,
        /// Last byte.
        byte: u64,
    },
    /// Brackets within brackets without end.
    #[error("more than {limit} brackets lie in each other at line {line}, byte {byte}")]
    TooDeep {
        /// Line of the bracket that is one too many.
        line: u64,
        /// Its byte.
        byte: u64,
        /// How many are read.
        limit: u32,
    },
    /// One feature of more than half a gigabyte.
    #[error("the feature that begins at line {line}, byte {byte} is larger than {limit} bytes")]
    FeatureTooLarge {
        /// Line where it begins.
        line: u64,
        /// Byte where it begins.
        byte: u64,
        /// The largest that is read.
        limit: u64,
    },
    /// The coordinate system is not known.
    #[error("{member} names the coordinate system {value}, which is not known: {why}")]
    UnknownCrs {
        /// `crs` or `--crs`.
        member: String,
        /// What stands there.
        value: String,
        /// What is wrong with it.
        why: String,
    },
    /// The file says one system, the command another, or the file says two.
    #[error("`crs` says {value}, but {other} says {expected}: which one is right?")]
    CrsDisagrees {
        /// What the `crs` member says.
        value: String,
        /// Who says something else: `--crs`, or an earlier `crs` member.
        other: String,
        /// What it says.
        expected: String,
    },
    /// The system is declared after the features, which were read as something else.
    #[error("`crs` stands after the features and says {value}: read the file once more with --crs EPSG:{epsg}")]
    CrsAfterFeatures {
        /// What the member says.
        value: String,
        /// The same as a number.
        epsg: u16,
    },
    /// Numbers that cannot be degrees, without a declared system.
    #[error(
        "feature {index} (line {line}) has the position [{x}, {y}], which cannot be longitude and latitude in degrees; {hint}. \
         Nothing was guessed. {out_of_range} of {features} features are like this"
    )]
    OutOfRange {
        /// First feature out of range.
        index: u64,
        /// Its line.
        line: u64,
        /// First number of its first wrong position.
        x: f64,
        /// Second number.
        y: f64,
        /// What it looks like.
        hint: OutOfRangeHint,
        /// How many features are out of range.
        out_of_range: u64,
        /// How many have positions at all.
        features: u64,
    },
    /// Not this city.
    #[error("all {features} features lie outside the city's extent {extent:?}; the first is feature {index} (line {line}) at [{x}, {y}]{}",
        if *.axes_exchanged { ". With the two axes exchanged all of them would lie inside: the file has latitude first" } else { "" })]
    OutsideExtent {
        /// First feature.
        index: u64,
        /// Its line.
        line: u64,
        /// Longitude where it lies.
        x: f64,
        /// Latitude where it lies.
        y: f64,
        /// West, south, east, north of the city.
        extent: [f64; 4],
        /// How many features have a place.
        features: u64,
        /// Whether all would lie inside with the axes exchanged.
        axes_exchanged: bool,
    },
}

/// What numbers out of range look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutOfRangeHint {
    /// Large numbers: a projected system.
    Metres,
    /// Legal when exchanged.
    AxesExchanged,
    /// A declared system whose inverse has no place for these numbers.
    OutsideProjection,
}

impl std::fmt::Display for OutOfRangeHint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Metres => "they look like metres: declare the file's system with --crs EPSG:n",
            Self::AxesExchanged => "they look like latitude first: GeoJSON has longitude first",
            Self::OutsideProjection => "the declared system has no place for them",
        })
    }
}

impl ReadError {
    /// The stable code, as in the serialised form.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Input { .. } => "input",
            Self::Empty => "empty",
            Self::GzipTruncated { .. } => "gzip-truncated",
            Self::GzipBroken { .. } => "gzip-broken",
            Self::NotGeoJson { .. } => "not-geo-json",
            Self::Syntax { .. } => "syntax",
            Self::Truncated { .. } => "truncated",
            Self::TooDeep { .. } => "too-deep",
            Self::FeatureTooLarge { .. } => "feature-too-large",
            Self::UnknownCrs { .. } => "unknown-crs",
            Self::CrsDisagrees { .. } => "crs-disagrees",
            Self::CrsAfterFeatures { .. } => "crs-after-features",
            Self::OutOfRange { .. } => "out-of-range",
            Self::OutsideExtent { .. } => "outside-extent",
        }
    }

    pub(super) fn syntax(place: Position, found: String, expected: String) -> Self {
        Self::Syntax { line: place.line, column: place.column, byte: place.byte, found, expected }
    }

    pub(super) fn from_input(error: &std::io::Error, line: u64, byte: u64) -> Self {
        let byte = byte - 1;
        match error.kind() {
            ErrorKind::UnexpectedEof => Self::GzipTruncated { line, byte },
            ErrorKind::InvalidData | ErrorKind::InvalidInput => {
                Self::GzipBroken { line, byte, message: error.to_string() }
            }
            _ => Self::Input { message: error.to_string() },
        }
    }
}
