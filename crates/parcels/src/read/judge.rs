//! What becomes of one feature.

use std::borrow::Cow;
use std::sync::Arc;

use geo::BoundingRect;
use geo_types::{Coord, MultiPolygon};

use super::ReadOptions;
use super::coordinates::Coordinates;
use super::error::ReadError;
use super::feature::{RawFeature, RawGeometry, Value, Wanted, kind_in_words, take_apart};
use super::frames::{Frame, shorten, syntax_error};
use crate::check;
use crate::crs::{Crs, ToDegrees};
use crate::mapping::{Mapping, Shared};
use crate::parcel::{Code, CodeRefused, LandUse, Parcel};
use crate::report::{FeatureReport, Finding, NoGeometry, Outcome, Place};

/// By what a feature is judged.
#[derive(Clone, Copy)]
pub(super) struct Judge<'j> {
    pub(crate) mapping: &'j Mapping,
    pub(crate) options: &'j ReadOptions,
    pub(crate) way: &'j ToDegrees,
}

/// What one thread needs and reuses.
#[derive(Debug, Default)]
pub(super) struct Desk {
    coordinates: Coordinates,
    shared: Shared,
}

/// What became of a feature.
pub(super) enum Judged {
    /// It became a parcel, unless another one has its code.
    Taken(Parcel, Taken),
    Refused(FeatureReport),
}

/// What is to be told of a feature that was taken.
#[derive(Debug)]
pub(super) struct Taken {
    pub(crate) index: u64,
    pub(crate) line: u64,
    pub(crate) findings: Findings,
    pub(crate) heights: bool,
    pub(crate) turned: bool,
    pub(crate) drawn_m2: f64,
}

/// Findings of a feature; most have none, and need no memory for that.
#[derive(Debug, Default)]
#[expect(clippy::box_collection, reason = "8 bytes for each of a million parcels instead of 24")]
pub(super) struct Findings(Option<Box<Vec<Finding>>>);

impl Findings {
    fn new(findings: Vec<Finding>) -> Self {
        Self((!findings.is_empty()).then(|| Box::new(findings)))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn push(&mut self, finding: Finding) {
        self.0.get_or_insert_default().push(finding);
    }

    pub(crate) fn insert(&mut self, at: usize, finding: Finding) {
        self.0.get_or_insert_default().insert(at, finding);
    }

    pub(crate) fn into_vec(self) -> Vec<Finding> {
        self.0.map_or_else(Vec::new, |findings| *findings)
    }

    fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter().flat_map(|findings| findings.iter())
    }
}

impl Taken {
    pub(crate) fn outcome(&self) -> Outcome {
        self.findings.iter().map(Finding::outcome).max().unwrap_or(Outcome::Accepted)
    }

    pub(crate) fn place(&self, parcel: &Parcel) -> Place {
        Place { index: self.index, line: self.line, code: Some(parcel.code.clone().into()) }
    }
}

/// A shape with what was found on the way to it.
struct Shaped {
    checked: check::Checked,
    heights: bool,
}

impl Judge<'_> {
    /// Judges one feature. An error means that the file is broken here.
    pub(crate) fn judge(
        &self,
        frame: &Frame,
        text: &[u8],
        wanted: &mut Wanted,
        desk: &mut Desk,
    ) -> Result<Judged, ReadError> {
        let mut place = Place { index: frame.index, line: frame.place.line, code: None };
        let feature = match take_apart(text, wanted) {
            Ok(feature) => feature,
            Err(error) => match syntax_error(text, frame.place, 0) {
                Some(broken) => return Err(broken),
                None => return Ok(refused(place, vec![unreadable(text, &error)])),
            },
        };
        if let Some(finding) = not_a_feature(&feature, text) {
            return Ok(refused(place, vec![finding]));
        }
        let mut findings = Vec::new();
        if feature.properties_malformed {
            findings.push(Finding::PropertiesMalformed);
        }
        let code = self.code(&feature, &mut place, &mut findings);
        if let Some(finding) = self.own_crs(&feature) {
            findings.push(finding);
        }
        let shaped = self.shape(&feature, desk).map_err(|finding| findings.push(finding)).ok();
        for slot in &feature.repeated {
            findings.push(Finding::PropertyRepeated { property: Arc::clone(&self.mapping.properties()[*slot]) });
        }
        let attributes = self.mapping.attributes(&feature, &mut desk.shared, &mut findings);
        let refusing = findings.iter().any(|finding| finding.outcome() == Outcome::Refused);
        let (Some(code), Some(shaped), false) = (code, shaped, refusing) else {
            return Ok(refused(place, findings));
        };
        let Shaped { checked: check::Checked { shape, repairs, turned }, heights } = shaped;
        findings.splice(0..0, repairs);
        let drawn_m2 = check::quick_area_m2(&shape);
        let mut parcel = Parcel::new(code, shape, LandUse::Vacant);
        attributes.into_parcel(&mut parcel);
        let taken = Taken {
            index: frame.index,
            line: frame.place.line,
            findings: Findings::new(findings),
            heights,
            turned,
            drawn_m2,
        };
        Ok(Judged::Taken(parcel, taken))
    }

    fn code(&self, feature: &RawFeature<'_>, place: &mut Place, findings: &mut Vec<Finding>) -> Option<Code> {
        let (written, number) = match self.mapping.code(feature) {
            Value::Nothing => {
                findings.push(Finding::CodeMissing);
                return None;
            }
            Value::Text(text) => (text, false),
            Value::Number(number) => (Cow::Borrowed(number), true),
            Value::Truth(found) | Value::Other(found) => {
                findings.push(Finding::CodeNotText { found: shorten(found) });
                return None;
            }
        };
        let cut = written.trim();
        if !cut.is_empty() {
            place.code = Some(shorten(cut).into());
        }
        // As a number only whole ones are codes: 42.0 and 1e3 were never written on a deed.
        if number && !cut.bytes().all(|byte| byte.is_ascii_digit()) {
            findings.push(Finding::CodeDoesNotMatch { value: shorten(cut), number });
            return None;
        }
        let parsed = match &self.options.pattern {
            Some(pattern) => pattern.parse(cut),
            None => Code::new(cut),
        };
        let code = match parsed {
            Ok(code) => code,
            Err(refusal) => {
                findings.push(match refusal {
                    CodeRefused::Empty => Finding::CodeMissing,
                    CodeRefused::Pattern { .. } => Finding::CodeDoesNotMatch { value: shorten(cut), number },
                    refusal => Finding::CodeUnusable { value: shorten(cut), message: refusal.to_string() },
                });
                return None;
            }
        };
        if number {
            findings.push(Finding::CodeWasNumber);
        }
        if cut.len() != written.len() {
            findings.push(Finding::CodeSpacesCut { written: shorten(&written) });
        }
        Some(code)
    }

    /// Old GeoJSON lets a feature have a system of its own; it must be the file's.
    fn own_crs(&self, feature: &RawFeature<'_>) -> Option<Finding> {
        let raw = feature.crs.filter(|raw| raw.get() != "null")?;
        let own = serde_json::from_str(raw.get()).ok().and_then(|member| Crs::from_member(&member).ok());
        (own != Some(self.way.crs())).then(|| Finding::OwnCrs { value: shorten(raw.get()) })
    }

    fn shape(&self, feature: &RawFeature<'_>, desk: &mut Desk) -> Result<Shaped, Finding> {
        let (kind, coordinates) = match feature.geometry {
            RawGeometry::Missing => return Err(Finding::NoGeometry { why: NoGeometry::Missing }),
            RawGeometry::Null => return Err(Finding::NoGeometry { why: NoGeometry::Null }),
            RawGeometry::NotObject => return Err(Finding::NotAPolygon { found: "value that is no object".into() }),
            RawGeometry::Object { kind, coordinates } => (kind, coordinates),
        };
        let depth = match kind_in_words(kind).as_str() {
            "Polygon" => 3,
            "MultiPolygon" => 4,
            found => return Err(Finding::NotAPolygon { found: shorten(found) }),
        };
        let text = coordinates.map_or("null", |raw| raw.get());
        if text == "null" {
            return Err(Finding::NoGeometry { why: NoGeometry::Empty });
        }
        let coordinates = &mut desk.coordinates;
        coordinates.read(text);
        if let Some(found) = coordinates.malformed.take() {
            return Err(Finding::CoordinatesMalformed { found });
        }
        if coordinates.is_empty() {
            return Err(match coordinates.rings(depth) {
                Some(_) => Finding::NoGeometry { why: NoGeometry::Empty },
                None => Finding::CoordinatesMalformed { found: shorten(text) },
            });
        }
        if coordinates.non_finite() {
            return Err(Finding::NotFinite);
        }
        self.bring_to_degrees(coordinates)?;
        let Some(rings) = coordinates.rings(depth) else {
            return Err(Finding::CoordinatesMalformed { found: shorten(text) });
        };
        let heights = coordinates.with_height > 0;
        let checked = check::check(rings)?;
        self.in_extent(&checked.shape)?;
        Ok(Shaped { checked, heights })
    }

    fn bring_to_degrees(&self, coordinates: &mut Coordinates) -> Result<(), Finding> {
        let on_earth = |position: &Coord<f64>| position.x.abs() <= 180.0 && position.y.abs() <= 90.0;
        // Where the numbers change, the ones of the file must still be there to be told.
        let written = (!self.way.keeps_numbers()).then(|| coordinates.positions().to_vec());
        self.way.apply(coordinates.positions_mut()).map_err(|Coord { x, y }| Finding::PositionOutOfRange { x, y })?;
        match coordinates.positions().iter().position(|position| !on_earth(position)) {
            Some(at) => {
                let Coord { x, y } = written.map_or_else(|| coordinates.positions()[at], |written| written[at]);
                Err(Finding::PositionOutOfRange { x, y })
            }
            None => Ok(()),
        }
    }

    fn in_extent(&self, shape: &MultiPolygon<f64>) -> Result<(), Finding> {
        let (Some([west, south, east, north]), Some(bounds)) = (self.options.extent, shape.bounding_rect()) else {
            return Ok(());
        };
        let (min, max) = (bounds.min(), bounds.max());
        if min.x <= east && max.x >= west && min.y <= north && max.y >= south {
            return Ok(());
        }
        let Coord { x, y } = shape.0[0].exterior().0[0];
        let axes_exchanged = min.y <= east && max.y >= west && min.x <= north && max.x >= south;
        Err(Finding::OutsideExtent { x, y, axes_exchanged })
    }
}

fn refused(place: Place, mut findings: Vec<Finding>) -> Judged {
    // Why it was refused comes first; remarks on its attributes still help whoever mends the file.
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.outcome()));
    Judged::Refused(FeatureReport { place, outcome: Outcome::Refused, findings })
}

fn not_a_feature(feature: &RawFeature<'_>, text: &[u8]) -> Option<Finding> {
    if feature.not_object {
        return Some(Finding::NotAFeature { found: super::frames::what_stands(text) });
    }
    let kind = kind_in_words(feature.kind);
    (kind != "Feature").then_some(Finding::NotAFeature { found: kind })
}

fn unreadable(text: &[u8], error: &serde_json::Error) -> Finding {
    let message = match std::str::from_utf8(text) {
        Err(error) => format!("byte {} of the feature is not UTF-8", error.valid_up_to() + 1),
        Ok(_) => error.to_string(),
    };
    Finding::Unreadable { message }
}
