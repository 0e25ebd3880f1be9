//! The city under the parcels: water, and the names of streets, rivers and neighbourhoods.

use geo_types::{Coord, LineString, MultiPolygon};
use geojson::{Feature, FeatureCollection, JsonObject};
use parcels::Texts;

/// The base layers, read once when the city is opened.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    pub(super) water: Vec<MultiPolygon<f64>>,
    pub(super) streets: Vec<NamedLine>,
    pub(super) rivers: Vec<NamedLine>,
    pub(super) quarters: Vec<(Texts, Coord<f64>)>,
}

/// A line with a name to write along it.
#[derive(Debug, Clone)]
pub(super) struct NamedLine {
    pub(super) name: Texts,
    /// 0 for the greatest streets.
    pub(super) rank: u8,
    pub(super) line: LineString<f64>,
}

impl Ground {
    /// Reads the layers as GeoJSON. A layer that is not there, or a feature without a name, is left out.
    pub fn read(
        streets: Option<&[u8]>,
        water: Option<&[u8]>,
        neighbourhoods: Option<&[u8]>,
    ) -> Result<Self, geojson::Error> {
        let mut ground = Self::default();
        for feature in features(streets)? {
            let rank = rank(text(&feature, "class"));
            ground.streets.extend(named_lines(&feature, rank));
        }
        for feature in features(water)? {
            ground.rivers.extend(named_lines(&feature, 0));
            ground.water.extend(geometry(&feature).into_iter().filter_map(areas));
        }
        for feature in features(neighbourhoods)? {
            if let Some(geo_types::Geometry::Point(at)) = geometry(&feature) {
                ground.quarters.push((names(&feature), at.0));
            }
        }
        // Great streets choose their places first.
        ground.streets.sort_by_key(|street| street.rank);
        Ok(ground)
    }
}

fn features(layer: Option<&[u8]>) -> Result<Vec<Feature>, geojson::Error> {
    match layer {
        Some(bytes) => Ok(String::from_utf8_lossy(bytes)
            .parse::<geojson::GeoJson>()
            .and_then(FeatureCollection::try_from)?
            .features),
        None => Ok(Vec::new()),
    }
}

fn geometry(feature: &Feature) -> Option<geo_types::Geometry<f64>> {
    feature.geometry.clone().and_then(|geometry| geometry.try_into().ok())
}

fn areas(geometry: geo_types::Geometry<f64>) -> Option<MultiPolygon<f64>> {
    match geometry {
        geo_types::Geometry::Polygon(area) => Some(area.into()),
        geo_types::Geometry::MultiPolygon(areas) => Some(areas),
        _ => None,
    }
}

fn named_lines(feature: &Feature, rank: u8) -> Vec<NamedLine> {
    let name = names(feature);
    if name.is_empty() {
        return Vec::new();
    }
    let lines = match geometry(feature) {
        Some(geo_types::Geometry::LineString(line)) => vec![line],
        Some(geo_types::Geometry::MultiLineString(lines)) => lines.0,
        _ => Vec::new(),
    };
    lines.into_iter().map(|line| NamedLine { name: name.clone(), rank, line }).collect()
}

fn names(feature: &Feature) -> Texts {
    let name = |key| text(feature, key).map(Into::into);
    let found = Texts { ky: name("name_ky"), ru: name("name_ru"), en: name("name_en") };
    if found.is_empty() { Texts { ky: name("name"), ..found } } else { found }
}

fn text<'a>(feature: &'a Feature, key: &str) -> Option<&'a str> {
    feature.properties.as_ref().and_then(|properties: &JsonObject| properties.get(key)).and_then(|value| value.as_str())
}

fn rank(class: Option<&str>) -> u8 {
    match class {
        Some("motorway" | "trunk" | "primary") => 0,
        Some("secondary") => 1,
        _ => 2,
    }
}
