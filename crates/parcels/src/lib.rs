//! The parcels of a city: read, checked, indexed, asked and drawn.
//!
//! A [`Layer`] is one immutable version of all parcels. It answers from memory: the parcel with a code, the parcels at
//! a point, in a box, in an area, the nearest one, those that a search or a filter finds; it knows areas, bounds and
//! counts; and [`tile::cut`] draws any part of it as a vector tile.
//!
//! Coordinates are longitude, latitude in degrees on WGS 84, in this order everywhere. Areas are m² on the ellipsoid,
//! distances metres. Nothing here knows a database, HTTP or time.
//!
//! ```
//! use geo::{Coord, polygon};
//! use parcels::{Code, LandUse, Layer, LayerInfo, Parcel};
//!
//! let lot = polygon![(x: 74.6020, y: 42.8750), (x: 74.6033, y: 42.8750), (x: 74.6033, y: 42.8757), (x: 74.6020, y: 42.8757)];
//! let mut parcel = Parcel::new(Code::new("1-04-12-0032-0375")?, lot.into(), LandUse::IndividualHouses);
//! parcel.address.ky = Some("Чүй проспектиси, 128".into());
//!
//! let layer = Layer::build(LayerInfo::default(), vec![parcel])?;
//!
//! let here = layer.at(Coord { x: 74.6025, y: 42.8752 });
//! assert_eq!(here[0].code(), "1-04-12-0032-0375");
//! assert_eq!(here[0].area_m2().round(), 8260.0);
//! assert_eq!(layer.by_code("1 04 12 0032 0375"), Some(here[0]));
//! let (nearest, metres) = layer.nearest(Coord { x: 74.6040, y: 42.8752 }, 100.0).unwrap();
//! assert_eq!((nearest, metres.round()), (here[0], 57.0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod archive;
mod area;
pub mod check;
pub mod crs;
mod digest;
mod layer;
pub mod lineage;
pub mod mapping;
mod parcel;
mod query;
pub mod read;
pub mod report;
mod search;
mod shapes;
mod strings;
pub mod tile;
mod world;

pub use area::area_m2;
pub use crs::{AxisOrder, Crs};
pub use digest::tiles_digest;
pub use layer::{BuildError, Counts, Layer, LayerInfo, ParcelIndex, ParcelRef, Tally};
pub use mapping::{Mapping, MappingError};
pub use parcel::{
    CODE_MAX, Category, Code, CodePattern, CodeRefused, LandUse, OwnerClass, Parcel, Right, Texts, TextsRef,
    UnknownKey, WkbRefused, shape_from_wkb, shape_to_wkb,
};
pub use query::Filter;
pub use read::{Progress, ReadError, ReadOptions};
pub use report::Report;
pub use search::{Hit, Match};
