//! Areas drawn on the map, between GeoJSON's coordinates and shapes.

use dialogue::Area;
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

/// The area as a shape; `None` if it has no ring of at least four points.
pub fn shape(area: &Area) -> Option<MultiPolygon<f64>> {
    let ring = |points: &Vec<[f64; 2]>| -> LineString<f64> { points.iter().map(|&[x, y]| Coord { x, y }).collect() };
    let polygons: Vec<Polygon<f64>> = area
        .0
        .iter()
        .filter_map(|rings| {
            let (outer, holes) = rings.split_first()?;
            (outer.len() >= 4).then(|| Polygon::new(ring(outer), holes.iter().map(ring).collect()))
        })
        .collect();
    (!polygons.is_empty()).then(|| MultiPolygon::new(polygons))
}
