//! What became of every feature of a file: for the clerk who reads it, and for a program that parses it.
//!
//! Every feature ends in one of three ways: *accepted* (taken as it is written), *repaired* (taken, with something mended) or *refused*
//! (not taken). The three counts add up to the number read. A feature has findings: why it was refused, what was mended, or a remark
//! that changes nothing about its shape. A finding is a stable code with fields; sentences in other languages are made from these.
//!
//! Lines, features, polygons and rings count from 1; ring 1 is the outer one.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::crs::{Accuracy, AxisOrder, Crs};
use crate::lineage::Lineage;

/// The report on one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// How many features ended how.
    pub counts: Counts,
    /// What kind of file it was.
    pub format: Format,
    /// From which coordinate system into which.
    pub crs: CrsReport,
    /// How many findings there are of each code.
    pub findings: BTreeMap<String, u64>,
    /// Every feature that was repaired or refused or has a remark, in the order of the file.
    pub features: Vec<FeatureReport>,
    /// The features that were accepted without a remark, in the order of the file.
    pub accepted: Vec<Place>,
    /// Properties that the mapping does not ask for. Their values went nowhere.
    pub dropped_properties: Vec<DroppedProperty>,
    /// How often there were further properties, after the first thousand names.
    #[serde(default)]
    pub more_dropped: u64,
    /// Properties that the mapping asks for and no feature has: a slip in the mapping, most likely.
    pub missing_properties: Vec<Arc<str>>,
    /// Values that the mapping's tables do not know, most frequent first.
    pub values_not_in_table: Vec<UnknownValue>,
    /// Features whose positions had heights, which are dropped.
    pub heights_dropped: u64,
    /// Accepted features with a ring of the wrong direction, which was turned (no position changes).
    pub rings_turned: u64,
    /// Drawn and legal areas.
    pub area: AreaReport,
    /// What publishing would change, once [`Report::compare`] was asked.
    pub in_force: Option<InForce>,
    /// What would become of the parcels of the layer in force, once [`crate::lineage::between`] was asked.
    pub lineage: Option<Lineage>,
}

/// How many features ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// All features of the file.
    pub read: u64,
    /// Taken as they are.
    pub accepted: u64,
    /// Taken after something was mended.
    pub repaired: u64,
    /// Not taken.
    pub refused: u64,
    /// How many of the accepted have a remark.
    pub accepted_with_remark: u64,
}

/// What kind of file it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Format {
    /// A collection, features line by line, or both.
    pub framing: Framing,
    /// Compressed with gzip.
    pub gzip: bool,
    /// Began with a byte order mark, which was passed over.
    pub byte_order_mark: bool,
    /// Bytes read from the file, as it is stored.
    pub bytes: u64,
}

/// How the features follow each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Framing {
    /// In a `FeatureCollection`.
    #[default]
    Collection,
    /// One after another.
    Lines,
    /// One after another, each after a record separator (RFC 8142).
    Records,
}

/// From which coordinate system the positions came; they always end as longitude and latitude on WGS 84.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrsReport {
    /// The file's system.
    pub from: Crs,
    /// Who said so.
    pub declared_by: DeclaredBy,
    /// Which number of a position was taken as easting.
    pub axis_order: AxisOrder,
    /// The unit of the file's numbers, as PROJ abbreviates it.
    pub units: String,
    /// How exact the change of system is.
    pub accuracy: Accuracy,
    /// The layer's system.
    pub to: String,
}

/// Who said which coordinate system a file is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeclaredBy {
    /// Nobody: GeoJSON is in WGS 84.
    Nobody,
    /// The `crs` member.
    File,
    /// `--crs`.
    Reader,
    /// Both, and they agree.
    Both,
}

/// Where a feature stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its number in the file.
    pub index: u64,
    /// The line where it begins.
    pub line: u64,
    /// Its code, if it could be read.
    pub code: Option<Arc<str>>,
}

/// One feature that has something to tell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeatureReport {
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
    /// How it ended.
    pub outcome: Outcome,
    /// Why, and remarks.
    pub findings: Vec<Finding>,
}

/// How a feature ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Taken as it is.
    Accepted,
    /// Taken after something was mended.
    Repaired,
    /// Not taken.
    Refused,
}

/// A property that was not asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedProperty {
    /// Its name.
    pub property: Arc<str>,
    /// How many features have it.
    pub features: u64,
}

/// A value that the mapping's table does not know.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UnknownValue {
    /// What the property is mapped to.
    pub field: Field,
    /// The property.
    pub property: Arc<str>,
    /// The value.
    pub value: Arc<str>,
    /// What was taken instead; none: the field stays empty.
    pub became: Option<Arc<str>>,
    /// How many features have it.
    pub features: u64,
}

/// Drawn and legal areas of the parcels that were taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct AreaReport {
    /// The sum of the drawn areas, in square metres on the ellipsoid.
    pub drawn_m2: f64,
    /// Parcels that have a legal area.
    pub with_legal: u64,
    /// Those whose legal area differs from the drawn one by more than a tenth.
    pub differ_by_a_tenth: u64,
    /// The middle one of all ratios legal : drawn. Far from 1, the mapping's unit is most likely wrong.
    pub median_ratio: Option<f64>,
}

/// What publishing would change in the layer in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InForce {
    /// Codes that are in both.
    pub kept: u64,
    /// Codes that only this file has.
    pub new: Vec<Arc<str>>,
    /// Codes that the layer in force has and that would be gone.
    pub gone: Vec<Gone>,
}

/// A code that would be gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// The code.
    pub code: Arc<str>,
    /// The refused feature of the file that has it, if one has: it is gone only because it was refused.
    pub refused: Option<Place>,
}

/// What a property can be mapped to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of Parcel's fields")]
pub enum Field {
    Code,
    LandUse,
    UseDetail,
    Category,
    OwnerClass,
    Right,
    LegalArea,
    Address,
    District,
    Since,
    Contour,
}

/// One thing that is to be told about a feature.
///
/// Serialised as `{"code": "ring-not-closed", "polygon": 1, …}`. Codes and fields are stable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case", rename_all_fields = "snake_case")]
#[expect(missing_docs, reason = "the fields' names say it; the unit is in the name where there is one")]
pub enum Finding {
    // Refused ------------------------------------------------------------------------------------------------------------------
    /// An element that is no `Feature`.
    NotAFeature { found: String },
    /// Text that is not UTF-8, or another thing that JSON allows and nobody can read.
    Unreadable { message: String },
    /// No geometry: the member is missing, null or empty. Legal GeoJSON, but no parcel.
    NoGeometry { why: NoGeometry },
    /// A point, a line, a collection.
    NotAPolygon { found: String },
    /// Coordinates that are no list of rings of positions.
    CoordinatesMalformed { found: String },
    /// A number that is too large for a coordinate.
    NotFinite,
    /// A ring of fewer than four positions (three different ones).
    RingTooShort { polygon: u64, ring: u64, positions: u64 },
    /// A position that is no place on Earth in the file's system.
    PositionOutOfRange { x: f64, y: f64 },
    /// Outside the city, though most of the file is not.
    OutsideExtent { x: f64, y: f64, axes_exchanged: bool },
    /// Surrounds nothing.
    NoArea,
    /// A `crs` member of its own that differs from the file's.
    OwnCrs { value: String },
    /// `properties` is neither an object nor null.
    PropertiesMalformed,
    /// No code, or an empty one.
    CodeMissing,
    /// A code that is a list, an object or a truth value.
    CodeNotText { found: String },
    /// A code that does not match the city's pattern. `number`: the file has it as a number, whose leading zeros are lost.
    CodeDoesNotMatch { value: String, number: bool },
    /// A code that is too long, or that has characters nobody can see.
    CodeUnusable { value: String, message: String },
    /// The same parcel once more, the same to the last bit. The first one is taken.
    ExactDuplicate { of: Place },
    /// The same code for different parcels. None is taken. Of the `others` that have it, the first few are named.
    CodeConflict { with: Vec<Place>, others: u64 },
    // Repaired -----------------------------------------------------------------------------------------------------------------
    /// The first position was added at the end.
    RingNotClosed { polygon: u64, ring: u64, at: [f64; 2] },
    /// An inner ring of fewer than four positions was dropped; it surrounds nothing.
    HoleDropped { polygon: u64, ring: u64, positions: u64 },
    /// The ring crosses itself.
    SelfCrossing { polygon: u64, ring: u64, at: [f64; 2] },
    /// The ring touches itself.
    SelfTouching { polygon: u64, ring: u64, at: [f64; 2] },
    /// The ring goes along a line and back; the line was dropped.
    Spike { polygon: u64, ring: u64, from: [f64; 2], to: [f64; 2] },
    /// Two edges of the ring lie on each other; the line was dropped.
    LineTwice { polygon: u64, ring: u64, from: [f64; 2], to: [f64; 2] },
    /// An inner ring is not within the outer one.
    HoleOutside { polygon: u64, ring: u64, at: [f64; 2] },
    /// Two inner rings overlap.
    RingsOverlap { polygon: u64, ring: u64, other_ring: u64, at: [f64; 2] },
    /// Two rings share a line.
    RingsShareLine { polygon: u64, ring: u64, other_ring: u64, at: [f64; 2] },
    /// Two parts overlap; they were joined.
    PartsOverlap { polygon: u64, other_polygon: u64, at: [f64; 2] },
    /// Two parts share a line; they were joined.
    PartsShareLine { polygon: u64, other_polygon: u64, at: [f64; 2] },
    /// The shape was built anew by the even-odd rule. The area before is that of the rings as written (lobes of opposite direction
    /// cancel), so the two differ by what the fault hid.
    Rebuilt { area_before_m2: f64, area_after_m2: f64, polygons: u64, holes: u64 },
    // Remarks ------------------------------------------------------------------------------------------------------------------
    /// Spaces around the code were cut.
    CodeSpacesCut { written: String },
    /// The code was a number and is taken as its digits.
    CodeWasNumber,
    /// A mapped property stands in the feature more than once; the last one counts.
    PropertyRepeated { property: Arc<str> },
    /// The value is not in the mapping's table.
    ValueNotInTable { field: Field, property: Arc<str>, value: Arc<str>, became: Option<Arc<str>> },
    /// The value is no text (or not one that can be one); the field stays empty.
    ValueNotText { field: Field, property: Arc<str>, value: String },
    /// A number written as text; taken as the number.
    NumberWasText { field: Field, property: Arc<str>, value: String },
    /// Not a number; the field stays empty.
    NotANumber { field: Field, property: Arc<str>, value: String },
    /// Zero or less, which no area is; the field stays empty.
    NotPositive { field: Field, property: Arc<str>, value: String },
    /// Not a date as the mapping writes it; the field stays empty.
    NotADate { field: Field, property: Arc<str>, value: String },
    /// Another feature with another code has exactly this shape.
    SameShape { with: Place },
}

/// Why there is no geometry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoGeometry {
    /// No member `geometry`.
    Missing,
    /// `null`.
    Null,
    /// A geometry without positions.
    Empty,
}

impl Finding {
    /// The stable code, as in the serialised form.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAFeature { .. } => "not-a-feature",
            Self::Unreadable { .. } => "unreadable",
            Self::NoGeometry { .. } => "no-geometry",
            Self::NotAPolygon { .. } => "not-a-polygon",
            Self::CoordinatesMalformed { .. } => "coordinates-malformed",
            Self::NotFinite => "not-finite",
            Self::RingTooShort { .. } => "ring-too-short",
            Self::PositionOutOfRange { .. } => "position-out-of-range",
            Self::OutsideExtent { .. } => "outside-extent",
            Self::NoArea => "no-area",
            Self::OwnCrs { .. } => "own-crs",
            Self::PropertiesMalformed => "properties-malformed",
            Self::CodeMissing => "code-missing",
            Self::CodeNotText { .. } => "code-not-text",
            Self::CodeDoesNotMatch { .. } => "code-does-not-match",
            Self::CodeUnusable { .. } => "code-unusable",
            Self::ExactDuplicate { .. } => "exact-duplicate",
            Self::CodeConflict { .. } => "code-conflict",
            Self::RingNotClosed { .. } => "ring-not-closed",
            Self::HoleDropped { .. } => "hole-dropped",
            Self::SelfCrossing { .. } => "self-crossing",
            Self::SelfTouching { .. } => "self-touching",
            Self::Spike { .. } => "spike",
            Self::LineTwice { .. } => "line-twice",
            Self::HoleOutside { .. } => "hole-outside",
            Self::RingsOverlap { .. } => "rings-overlap",
            Self::RingsShareLine { .. } => "rings-share-line",
            Self::PartsOverlap { .. } => "parts-overlap",
            Self::PartsShareLine { .. } => "parts-share-line",
            Self::Rebuilt { .. } => "rebuilt",
            Self::CodeSpacesCut { .. } => "code-spaces-cut",
            Self::CodeWasNumber => "code-was-number",
            Self::PropertyRepeated { .. } => "property-repeated",
            Self::ValueNotInTable { .. } => "value-not-in-table",
            Self::ValueNotText { .. } => "value-not-text",
            Self::NumberWasText { .. } => "number-was-text",
            Self::NotANumber { .. } => "not-a-number",
            Self::NotPositive { .. } => "not-positive",
            Self::NotADate { .. } => "not-a-date",
            Self::SameShape { .. } => "same-shape",
        }
    }

    /// What a finding means for its feature: the strongest one decides how it ends.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::NotAFeature { .. }
            | Self::Unreadable { .. }
            | Self::NoGeometry { .. }
            | Self::NotAPolygon { .. }
            | Self::CoordinatesMalformed { .. }
            | Self::NotFinite
            | Self::RingTooShort { .. }
            | Self::PositionOutOfRange { .. }
            | Self::OutsideExtent { .. }
            | Self::NoArea
            | Self::OwnCrs { .. }
            | Self::PropertiesMalformed
            | Self::CodeMissing
            | Self::CodeNotText { .. }
            | Self::CodeDoesNotMatch { .. }
            | Self::CodeUnusable { .. }
            | Self::ExactDuplicate { .. }
            | Self::CodeConflict { .. } => Outcome::Refused,
            Self::RingNotClosed { .. }
            | Self::HoleDropped { .. }
            | Self::SelfCrossing { .. }
            | Self::SelfTouching { .. }
            | Self::Spike { .. }
            | Self::LineTwice { .. }
            | Self::HoleOutside { .. }
            | Self::RingsOverlap { .. }
            | Self::RingsShareLine { .. }
            | Self::PartsOverlap { .. }
            | Self::PartsShareLine { .. }
            | Self::Rebuilt { .. } => Outcome::Repaired,
            Self::CodeSpacesCut { .. }
            | Self::CodeWasNumber
            | Self::PropertyRepeated { .. }
            | Self::ValueNotInTable { .. }
            | Self::ValueNotText { .. }
            | Self::NumberWasText { .. }
            | Self::NotANumber { .. }
            | Self::NotPositive { .. }
            | Self::NotADate { .. }
            | Self::SameShape { .. } => Outcome::Accepted,
        }
    }

    /// All codes, for whoever keeps sentences for them.
    pub const CODES: [&'static str; 40] = [
        "not-a-feature",
        "unreadable",
        "no-geometry",
        "not-a-polygon",
        "coordinates-malformed",
        "not-finite",
        "ring-too-short",
        "position-out-of-range",
        "outside-extent",
        "no-area",
        "own-crs",
        "properties-malformed",
        "code-missing",
        "code-not-text",
        "code-does-not-match",
        "code-unusable",
        "exact-duplicate",
        "code-conflict",
        "ring-not-closed",
        "hole-dropped",
        "self-crossing",
        "self-touching",
        "spike",
        "line-twice",
        "hole-outside",
        "rings-overlap",
        "rings-share-line",
        "parts-overlap",
        "parts-share-line",
        "rebuilt",
        "code-spaces-cut",
        "code-was-number",
        "property-repeated",
        "value-not-in-table",
        "value-not-text",
        "number-was-text",
        "not-a-number",
        "not-positive",
        "not-a-date",
        "same-shape",
    ];
}

impl Report {
    /// Says what publishing would change: which codes of the layer in force would be gone, and which are new.
    ///
    /// `taken` are the codes of the parcels that were read, `in_force` those of the layer in force.
    pub fn compare<'a>(
        &mut self,
        taken: impl IntoIterator<Item = &'a str>,
        in_force: impl IntoIterator<Item = &'a str>,
    ) {
        let taken: HashSet<&str> = taken.into_iter().collect();
        let in_force: HashSet<&str> = in_force.into_iter().collect();
        let mut refused: HashMap<&str, &Place> = HashMap::new();
        for feature in self.features.iter().filter(|feature| feature.outcome == Outcome::Refused) {
            if let Some(code) = feature.place.code.as_deref() {
                refused.entry(code).or_insert(&feature.place);
            }
        }
        let mut gone: Vec<Gone> = in_force
            .difference(&taken)
            .map(|code| Gone { code: (*code).into(), refused: refused.get(code).map(|place| (*place).clone()) })
            .collect();
        gone.sort_unstable_by(|a, b| a.code.cmp(&b.code));
        let mut new: Vec<Arc<str>> = taken.difference(&in_force).map(|code| (*code).into()).collect();
        new.sort_unstable();
        self.in_force = Some(InForce { kept: taken.intersection(&in_force).count() as u64, new, gone });
    }

    /// The report without the list of what was accepted: what is worth keeping in a database.
    pub fn without_accepted(mut self) -> Self {
        self.accepted = Vec::new();
        self
    }

    /// The report for a person, in English; at most `most` lines for each kind of finding.
    pub fn text(&self, most: usize) -> impl Display {
        Text { report: self, most }
    }
}

struct Text<'a> {
    report: &'a Report,
    most: usize,
}

impl Display for Text<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Report { counts, format, crs, .. } = self.report;
        writeln!(
            f,
            "{} read: {} accepted, {} repaired, {} refused.",
            some_features(counts.read),
            grouped(counts.accepted),
            grouped(counts.repaired),
            grouped(counts.refused)
        )?;
        if counts.accepted_with_remark > 0 {
            writeln!(f, "{} of the accepted have a remark.", grouped(counts.accepted_with_remark))?;
        }
        let framing = match format.framing {
            Framing::Collection => "a feature collection",
            Framing::Lines => "features one after another",
            Framing::Records => "records of RFC 8142",
        };
        let gzip = if format.gzip { ", gzip" } else { "" };
        let mark = if format.byte_order_mark { ", with a byte order mark" } else { "" };
        writeln!(f, "The file: {framing}{gzip}{mark}, {} bytes.", grouped(format.bytes))?;
        writeln!(f, "{crs}")?;
        if self.report.heights_dropped > 0 {
            writeln!(f, "Heights were dropped from {}.", some_features(self.report.heights_dropped))?;
        }
        if self.report.rings_turned > 0 {
            let turned = some_features(self.report.rings_turned);
            writeln!(f, "{turned} had rings of the other direction; they were turned, no position changed.")?;
        }
        self.write_area(f)?;
        self.write_properties(f)?;
        for outcome in [Outcome::Refused, Outcome::Repaired, Outcome::Accepted] {
            self.write_features(f, outcome)?;
        }
        self.write_in_force(f)?;
        match &self.report.lineage {
            Some(lineage) => {
                writeln!(f, "{lineage}")?;
                let doubtful: Vec<_> = lineage.doubtful().collect();
                doubtful.iter().take(self.most).try_for_each(|case| writeln!(f, "  to be looked at: {case}"))?;
                write_more(f, doubtful.len(), self.most)
            }
            None => Ok(()),
        }
    }
}

impl Text<'_> {
    fn write_area(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let area = &self.report.area;
        writeln!(f, "Drawn area: {:.4} km².", area.drawn_m2 / 1e6)?;
        if let Some(ratio) = area.median_ratio {
            writeln!(
                f,
                "Legal area: {} parcels have one; for {} it differs from the drawn one by more than a tenth.",
                grouped(area.with_legal),
                grouped(area.differ_by_a_tenth)
            )?;
            // A few parcels prove nothing about a unit.
            if area.with_legal >= 20 && !(0.8..1.25).contains(&ratio) {
                writeln!(
                    f,
                    "  Half of the legal areas are more than {ratio:.4} times the drawn ones: look at the unit in the mapping."
                )?;
            }
        }
        Ok(())
    }

    fn write_properties(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.report.dropped_properties.is_empty() {
            let dropped: Vec<String> = self
                .report
                .dropped_properties
                .iter()
                .map(|dropped| format!("{} ({})", dropped.property, grouped(dropped.features)))
                .collect();
            let more = match self.report.more_dropped {
                0 => String::new(),
                more => format!(", and values of further names {} times", grouped(more)),
            };
            writeln!(f, "Properties that were dropped: {}{more}.", dropped.join(", "))?;
        }
        if !self.report.missing_properties.is_empty() {
            writeln!(
                f,
                "Properties of the mapping that no feature has: {}.",
                self.report.missing_properties.join(", ")
            )?;
        }
        if !self.report.values_not_in_table.is_empty() {
            writeln!(f, "Values that are not in the mapping's tables:")?;
            for unknown in self.report.values_not_in_table.iter().take(self.most) {
                let became = unknown.became.as_deref().unwrap_or("nothing");
                let features = some_features(unknown.features);
                writeln!(f, "  {} = \"{}\" in {features}: became {became}", unknown.property, unknown.value)?;
            }
            write_more(f, self.report.values_not_in_table.len(), self.most)?;
        }
        Ok(())
    }

    fn write_features(&self, f: &mut Formatter<'_>, outcome: Outcome) -> fmt::Result {
        // Values outside the tables were summed up above.
        let worth = |feature: &&FeatureReport| {
            feature.outcome == outcome
                && feature.findings.iter().any(|finding| !matches!(finding, Finding::ValueNotInTable { .. }))
        };
        let mut by_kind: BTreeMap<&str, Vec<&FeatureReport>> = BTreeMap::new();
        for feature in self.report.features.iter().filter(worth) {
            let decisive = feature
                .findings
                .iter()
                .filter(|finding| !matches!(finding, Finding::ValueNotInTable { .. }))
                .max_by_key(|finding| finding.outcome());
            if let Some(finding) = decisive {
                by_kind.entry(finding.code()).or_default().push(feature);
            }
        }
        if by_kind.is_empty() {
            return Ok(());
        }
        writeln!(f)?;
        writeln!(
            f,
            "{}",
            match outcome {
                Outcome::Refused => "Refused:",
                Outcome::Repaired => "Repaired:",
                Outcome::Accepted => "Accepted, with a remark:",
            }
        )?;
        for features in by_kind.values() {
            for feature in features.iter().take(self.most) {
                let findings: Vec<String> = feature
                    .findings
                    .iter()
                    .filter(|finding| !matches!(finding, Finding::ValueNotInTable { .. }))
                    .map(ToString::to_string)
                    .collect();
                writeln!(f, "  {}: {}", feature.place, findings.join("; "))?;
            }
            write_more(f, features.len(), self.most)?;
        }
        Ok(())
    }

    fn write_in_force(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(change) = &self.report.in_force else { return Ok(()) };
        writeln!(f)?;
        writeln!(
            f,
            "Against the layer in force: {} codes stay, {} are new, {} would be gone.",
            grouped(change.kept),
            grouped(change.new.len() as u64),
            grouped(change.gone.len() as u64)
        )?;
        for gone in change.gone.iter().take(self.most) {
            match &gone.refused {
                Some(place) => {
                    writeln!(f, "  {} would be gone because feature {} was refused", gone.code, place.index)?;
                }
                None => writeln!(f, "  {} would be gone", gone.code)?,
            }
        }
        write_more(f, change.gone.len(), self.most)
    }
}

fn write_more(f: &mut Formatter<'_>, all: usize, most: usize) -> fmt::Result {
    if all > most { writeln!(f, "  … and {} more", grouped((all - most) as u64)) } else { Ok(()) }
}

/// `1 feature`, `2 features`.
fn some_features(number: u64) -> String {
    format!("{} feature{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// A number in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "feature {}, line {}", self.index, self.line)?;
        match &self.code {
            Some(code) => write!(f, ", code {code}"),
            None => Ok(()),
        }
    }
}

impl Display for CrsReport {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let by = match self.declared_by {
            DeclaredBy::Nobody => "no other system is declared",
            DeclaredBy::File => "declared by the file's `crs` member",
            DeclaredBy::Reader => "given with --crs",
            DeclaredBy::Both => "declared by the file's `crs` member and given with --crs",
        };
        let order = match self.axis_order {
            AxisOrder::EastingFirst => "first",
            AxisOrder::NorthingFirst => "second",
        };
        let name = if self.units == "degrees" { "longitude" } else { "easting" };
        write!(f, "Coordinates: {} ({by}), {name} taken from the {order} number", self.from)?;
        match self.accuracy {
            Accuracy::Unchanged => write!(f, "; kept as they are."),
            Accuracy::Centimetres => {
                write!(f, ", unit {}; changed to {}, within centimetres of what PROJ computes.", self.units, self.to)
            }
            Accuracy::OneMetre => write!(
                f,
                ", unit {}; changed to {} with one set of parameters for Pulkovo 1942: up to 1 m from what PROJ computes.",
                self.units, self.to
            ),
            Accuracy::TenMetres => write!(
                f,
                ", unit {}; changed to {} without the grid that S-JTSK needs: up to 10 m from what PROJ computes.",
                self.units, self.to
            ),
        }
    }
}

/// A ring by its role.
struct Ring(u64, u64);

impl Display for Ring {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.1 {
            1 => write!(f, "outer ring")?,
            ring => write!(f, "inner ring {}", ring - 1)?,
        }
        if self.0 > 1 { write!(f, " of part {}", self.0) } else { Ok(()) }
    }
}

impl Display for Field {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Code => "code",
            Self::LandUse => "land use",
            Self::UseDetail => "detail of use",
            Self::Category => "category",
            Self::OwnerClass => "owner class",
            Self::Right => "right",
            Self::LegalArea => "legal area",
            Self::Address => "address",
            Self::District => "district",
            Self::Since => "since",
            Self::Contour => "contour",
        })
    }
}

impl Display for Finding {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAFeature { found } => write!(f, "no feature, but {found}"),
            Self::Unreadable { message } => write!(f, "cannot be read: {message}"),
            Self::NoGeometry { why } => match why {
                NoGeometry::Missing => write!(f, "no geometry (the member is missing)"),
                NoGeometry::Null => write!(f, "no geometry (null)"),
                NoGeometry::Empty => write!(f, "no geometry (no positions)"),
            },
            Self::NotAPolygon { found } => write!(f, "a {found}, not a Polygon or MultiPolygon"),
            Self::CoordinatesMalformed { found } => write!(f, "coordinates that are no rings of positions: {found}"),
            Self::NotFinite => write!(f, "a number that is too large for a coordinate"),
            Self::RingTooShort { polygon, ring, positions } => {
                write!(f, "the {} has only {positions} positions", Ring(*polygon, *ring))
            }
            Self::PositionOutOfRange { x, y } => write!(f, "the position [{x}, {y}] is no place in the file's system"),
            Self::OutsideExtent { x, y, axes_exchanged } => {
                write!(f, "lies outside the city, at [{x}, {y}]")?;
                if *axes_exchanged { write!(f, "; it would lie inside with the axes exchanged") } else { Ok(()) }
            }
            Self::NoArea => write!(f, "surrounds no area"),
            Self::OwnCrs { value } => write!(f, "has a `crs` of its own that is not the file's: {value}"),
            Self::PropertiesMalformed => write!(f, "`properties` is not an object"),
            Self::CodeMissing => write!(f, "no code"),
            Self::CodeNotText { found } => write!(f, "the code is no text: {found}"),
            Self::CodeDoesNotMatch { value, number: false } => {
                write!(f, "the code \"{value}\" does not match the city's pattern")
            }
            Self::CodeDoesNotMatch { value, number: true } => {
                write!(
                    f,
                    "the code is the number {value}, whose digits do not match the city's pattern; zeros are never added"
                )
            }
            Self::CodeUnusable { value, message } => write!(f, "the code {value:?} cannot be used: {message}"),
            Self::ExactDuplicate { of } => write!(f, "the same as {of}, which is taken"),
            Self::CodeConflict { with, others } => {
                let named: Vec<String> =
                    with.iter().map(|place| format!("{} (line {})", place.index, place.line)).collect();
                let more = match others.saturating_sub(with.len() as u64) {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                write!(f, "the same code as feature {}{more}, but another parcel", named.join(", "))
            }
            Self::RingNotClosed { polygon, ring, at: [x, y] } => {
                write!(
                    f,
                    "the {} was not closed; its first position [{x}, {y}] was added at its end",
                    Ring(*polygon, *ring)
                )
            }
            Self::HoleDropped { polygon, ring, positions } => {
                write!(f, "the {} has only {positions} positions and was dropped", Ring(*polygon, *ring))
            }
            Self::SelfCrossing { polygon, ring, at: [x, y] } => {
                write!(f, "the {} crosses itself at [{x}, {y}]", Ring(*polygon, *ring))
            }
            Self::SelfTouching { polygon, ring, at: [x, y] } => {
                write!(f, "the {} touches itself at [{x}, {y}]", Ring(*polygon, *ring))
            }
            Self::Spike { polygon, ring, from: [x, y], to: [u, v] } => {
                write!(
                    f,
                    "the {} goes to and fro along a line from [{x}, {y}] to [{u}, {v}], which was dropped",
                    Ring(*polygon, *ring)
                )
            }
            Self::LineTwice { polygon, ring, from: [x, y], to: [u, v] } => {
                write!(
                    f,
                    "the {} runs twice along the line from [{x}, {y}] to [{u}, {v}], which was dropped",
                    Ring(*polygon, *ring)
                )
            }
            Self::HoleOutside { polygon, ring, at: [x, y] } => {
                write!(f, "the {}, which begins at [{x}, {y}], is not within the outer ring", Ring(*polygon, *ring))
            }
            Self::RingsOverlap { polygon, ring, other_ring, at: [x, y] } => {
                write!(
                    f,
                    "the {}, which begins at [{x}, {y}], overlaps the {}",
                    Ring(*polygon, *ring),
                    Ring(1, *other_ring)
                )
            }
            Self::RingsShareLine { polygon, ring, other_ring, at: [x, y] } => {
                write!(
                    f,
                    "the {}, which begins at [{x}, {y}], shares a line with the {}",
                    Ring(*polygon, *ring),
                    Ring(1, *other_ring)
                )
            }
            Self::PartsOverlap { polygon, other_polygon, at: [x, y] } => {
                write!(f, "part {polygon}, which begins at [{x}, {y}], overlaps part {other_polygon}; they were joined")
            }
            Self::PartsShareLine { polygon, other_polygon, at: [x, y] } => {
                write!(
                    f,
                    "part {polygon}, which begins at [{x}, {y}], shares a line with part {other_polygon}; they were joined"
                )
            }
            Self::Rebuilt { area_before_m2, area_after_m2, polygons, holes } => {
                let parts = if *polygons == 1 { "one part".into() } else { format!("{polygons} parts") };
                let holes = match holes {
                    0 => String::new(),
                    1 => " with one hole".into(),
                    holes => format!(" with {holes} holes"),
                };
                write!(
                    f,
                    "built anew as {parts}{holes}: {area_before_m2:.2} m² as written, {area_after_m2:.2} m² now, a difference of {:.4} m²",
                    (area_after_m2 - area_before_m2).abs()
                )?;
                if (area_after_m2 - area_before_m2).abs() > 0.01 * area_after_m2 {
                    write!(f, " (as written, lobes of opposite direction cancel each other)")?;
                }
                Ok(())
            }
            Self::CodeSpacesCut { written } => write!(f, "spaces were cut from the code \"{written}\""),
            Self::CodeWasNumber => write!(f, "the code is a number in the file and was taken as text"),
            Self::PropertyRepeated { property } => {
                write!(f, "{property} stands there more than once; the last one was taken")
            }
            Self::ValueNotInTable { field, property, value, became } => {
                let became = became.as_deref().unwrap_or("nothing");
                write!(f, "{property} = \"{value}\" is not in the table for {field}; it became {became}")
            }
            Self::ValueNotText { field, property, value } => write!(f, "{property} = {value} is no text; no {field}"),
            Self::NumberWasText { property, value, .. } => {
                write!(f, "{property} = \"{value}\" is a text; it was taken as the number")
            }
            Self::NotANumber { field, property, value } => write!(f, "{property} = {value} is no number; no {field}"),
            Self::NotPositive { field, property, value } => write!(f, "{property} = {value} is no size; no {field}"),
            Self::NotADate { field, property, value } => write!(f, "{property} = {value} is no date; no {field}"),
            Self::SameShape { with } => write!(f, "has the very shape of {with}"),
        }
    }
}
