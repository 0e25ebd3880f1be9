//! Coordinate systems: how a file names them, and the way from them to longitude and latitude.
//!
//! A Tilke layer is in WGS 84, longitude first, in degrees. A file is in something else only if it says so (the `crs` member of old
//! GeoJSON) or its reader does (`--crs`): nothing is guessed from the numbers. All EPSG systems that are two-dimensional and have a
//! PROJ.4 definition can be read. The formulas agree with PROJ to the figures in [`Accuracy`]; the datum shifts are the published
//! seven parameters, not national grids.
//!
//! Axis order: GeoJSON puts easting (longitude) first whatever the authority's definition says, and programs that write it with a `crs`
//! member do the same; so do we. A file that has northing first is read with [`AxisOrder::NorthingFirst`], never by itself.

use std::fmt;
use std::str::FromStr;

use geo_types::Coord;
use proj4rs::Proj;
use proj4rs::transform::{Transform, TransformClosure};
use serde::{Deserialize, Serialize};

/// A coordinate system by its EPSG number; [`Crs::WGS84`] stands for CRS84 as well, as GeoJSON has longitude first anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Crs(u16);

/// Which number of a position comes first in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AxisOrder {
    /// Easting or longitude, as GeoJSON has it.
    #[default]
    EastingFirst,
    /// Northing or latitude.
    NorthingFirst,
}

/// How far positions may lie from where PROJ 9 puts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Accuracy {
    /// No computation: the numbers are kept as they stand.
    Unchanged,
    /// The same formulas; at most centimetres where an old datum is shifted by seven parameters.
    Centimetres,
    /// Pulkovo 1942 (Krassowsky ellipsoid): one set of parameters for a whole continent. Up to 1 m from PROJ, more from the ground.
    OneMetre,
    /// S-JTSK (Krovak): its datum needs a grid. Up to 10 m.
    TenMetres,
}

/// A name of a coordinate system that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CrsError {
    /// Not one of the forms that are understood.
    #[error("write EPSG:n, urn:ogc:def:crs:EPSG::n, http://www.opengis.net/def/crs/EPSG/0/n or CRS84")]
    Form,
    /// No such number, or one that is not known here.
    #[error("EPSG:{0} is not known")]
    Unknown(u32),
    /// Known, but not usable for maps.
    #[error("EPSG:{0} has no way to longitude and latitude")]
    NotHorizontal(u16),
}

impl Crs {
    /// Longitude and latitude in degrees on WGS 84.
    pub const WGS84: Self = Self(4326);

    /// The system of an EPSG number.
    pub fn epsg(code: u32) -> Result<Self, CrsError> {
        let short = u16::try_from(code).map_err(|_| CrsError::Unknown(code))?;
        let crs = Self(short);
        ToDegrees::new(crs, AxisOrder::EastingFirst)?;
        Ok(crs)
    }

    /// Its EPSG number.
    pub fn code(self) -> u16 {
        self.0
    }

    /// Reads the `crs` member of a GeoJSON object, given as JSON.
    pub fn from_member(member: &serde_json::Value) -> Result<Self, CrsError> {
        let properties = &member["properties"];
        match member["type"].as_str() {
            Some("name") => properties["name"].as_str().ok_or(CrsError::Form)?.parse(),
            // The form of the drafts of 2007, still written by some web programs.
            Some("EPSG" | "epsg") => match &properties["code"] {
                serde_json::Value::Number(code) => {
                    Self::epsg(code.as_u64().and_then(|code| u32::try_from(code).ok()).ok_or(CrsError::Form)?)
                }
                serde_json::Value::String(code) => Self::epsg(code.trim().parse().map_err(|_| CrsError::Form)?),
                _ => Err(CrsError::Form),
            },
            Some(_) => Err(CrsError::Form),
            None => match member.as_str() {
                Some(name) => name.parse(),
                None => Err(CrsError::Form),
            },
        }
    }
}

impl FromStr for Crs {
    type Err = CrsError;

    /// `EPSG:7694`, `7694`, `urn:ogc:def:crs:EPSG::7694` (with or without a version), `http://www.opengis.net/def/crs/EPSG/0/7694`,
    /// `CRS84` in all its spellings, `WGS84`.
    fn from_str(name: &str) -> Result<Self, CrsError> {
        let name = name.trim();
        let parts: Vec<&str> = name.split([':', '/', '#']).filter(|part| !part.is_empty()).collect();
        let last = *parts.last().ok_or(CrsError::Form)?;
        let upper = name.to_ascii_uppercase();
        if matches!(last.to_ascii_uppercase().as_str(), "CRS84" | "CRS84H" | "WGS84" | "WGS 84") {
            return Ok(Self::WGS84);
        }
        let code: u32 = last.parse().map_err(|_| CrsError::Form)?;
        let authority_named = parts.len() == 1 || upper.contains("EPSG");
        if !authority_named || !last.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CrsError::Form);
        }
        Self::epsg(code)
    }
}

impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EPSG:{}", self.0)
    }
}

impl TryFrom<String> for Crs {
    type Error = CrsError;
    fn try_from(name: String) -> Result<Self, CrsError> {
        name.parse()
    }
}

impl From<Crs> for String {
    fn from(crs: Crs) -> Self {
        crs.to_string()
    }
}

/// The way from a system to longitude and latitude in degrees on WGS 84.
#[derive(Debug)]
pub struct ToDegrees {
    crs: Crs,
    order: AxisOrder,
    accuracy: Accuracy,
    geographic: bool,
    units: String,
    /// From and to; none where the numbers are kept.
    way: Option<(Proj, Proj)>,
}

impl ToDegrees {
    /// Prepares the way.
    pub fn new(crs: Crs, order: AxisOrder) -> Result<Self, CrsError> {
        let unknown = CrsError::Unknown(u32::from(crs.0));
        let definition = crs_definitions::from_code(crs.0).ok_or(unknown.clone())?.proj4;
        let from = Proj::from_proj_string(definition).map_err(|_| CrsError::NotHorizontal(crs.0))?;
        if from.is_geocent() || !from.has_inverse() {
            return Err(CrsError::NotHorizontal(crs.0));
        }
        let to = Proj::from_proj_string("+proj=longlat +datum=WGS84 +no_defs").map_err(|_| unknown)?;
        let geographic = from.is_latlong();
        // GRS 80 and WGS 84 differ by a tenth of a millimetre at the poles; where no shift is known or it is zero, the numbers of a
        // geographic system on either are its WGS 84 numbers.
        let has = |part: &str| definition.contains(part);
        let same_ellipsoid = ["+datum=WGS84", "+datum=NAD83", "+ellps=GRS80", "+ellps=WGS84"].into_iter().any(has);
        let unshifted = !has("+towgs84=") || has("+towgs84=0,0,0,0,0,0,0") || has("+towgs84=0,0,0 ");
        let keeps = geographic && same_ellipsoid && unshifted && !has("+pm=");
        let accuracy = if keeps {
            Accuracy::Unchanged
        } else if definition.contains("+proj=krovak") {
            Accuracy::TenMetres
        } else if definition.contains("+ellps=krass") {
            Accuracy::OneMetre
        } else {
            Accuracy::Centimetres
        };
        let units = if geographic { "degrees".to_owned() } else { from.units().to_owned() };
        Ok(Self { crs, order, accuracy, geographic, units, way: (!keeps).then_some((from, to)) })
    }

    /// The system where it begins.
    pub fn crs(&self) -> Crs {
        self.crs
    }

    /// The axis order that it expects.
    pub fn order(&self) -> AxisOrder {
        self.order
    }

    /// How good it is.
    pub fn accuracy(&self) -> Accuracy {
        self.accuracy
    }

    /// Whether the numbers of the file are the numbers of the layer.
    pub fn keeps_numbers(&self) -> bool {
        self.way.is_none() && self.order == AxisOrder::EastingFirst
    }

    /// Whether the numbers of the file are degrees.
    pub fn is_geographic(&self) -> bool {
        self.geographic
    }

    /// The unit of the file's numbers, as PROJ abbreviates it (`m`, `us-ft`, …).
    pub fn units(&self) -> &str {
        &self.units
    }

    /// Changes positions in place. On an error the first position without a place in the system is given, and nothing is usable.
    pub fn apply(&self, positions: &mut [Coord<f64>]) -> Result<(), Coord<f64>> {
        if self.order == AxisOrder::NorthingFirst {
            for position in positions.iter_mut() {
                std::mem::swap(&mut position.x, &mut position.y);
            }
        }
        let Some((from, to)) = &self.way else { return Ok(()) };
        for position in positions {
            let asked = *position;
            if from.is_latlong() {
                *position = Coord { x: asked.x.to_radians(), y: asked.y.to_radians() };
            }
            let mut moving = Moving(*position);
            proj4rs::transform::transform(from, to, &mut moving).map_err(|_| asked)?;
            *position = Coord { x: moving.0.x.to_degrees(), y: moving.0.y.to_degrees() };
            if !position.x.is_finite() || !position.y.is_finite() {
                return Err(asked);
            }
        }
        Ok(())
    }
}

/// A position on its way.
struct Moving(Coord<f64>);

impl Transform for Moving {
    fn transform_coordinates<F: TransformClosure>(&mut self, step: &mut F) -> proj4rs::errors::Result<()> {
        let (x, y, _) = step(self.0.x, self.0.y, 0.0)?;
        self.0 = Coord { x, y };
        Ok(())
    }
}
