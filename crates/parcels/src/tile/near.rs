//! A tile of parcels, each with its shape and its attributes.

use fast_mvt::{MvtGeomType, MvtLayerBuilder, MvtTileBuilder, MvtValueRef};
use geo::Coord;

use super::{Frame, LABELS, clip};
use crate::layer::Layer;

/// What each parcel carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attributes {
    All,
    CodeAndUse,
}

/// Every parcel on the tile's grid; nothing when the grid leaves nothing of them.
pub(super) fn cut(layer: &Layer, frame: &Frame, parcels: &[u32], attributes: Attributes) -> Option<Vec<u8>> {
    let mut pen = clip::Pen::default();
    let mut drawing = layer_named("parcels");
    let mut rings: Vec<(Vec<Coord<i32>>, bool)> = Vec::new();
    for index in parcels.iter().copied() {
        rings.clear();
        for polygon in layer.shapes.polygons(index) {
            for ring in polygon.clone() {
                let outer = ring == polygon.start;
                let points = layer.shapes.world_ring(ring).iter().map(|point| frame.on_grid(*point));
                match pen.ring(points) {
                    Some(ring) => {
                        let mut ring = ring.to_vec();
                        clip::wind(&mut ring, outer);
                        rings.push((ring, outer));
                    }
                    // Holes of a part that is not there are not there either.
                    None if outer => break,
                    None => {}
                }
            }
        }
        if rings.is_empty() {
            continue;
        }
        let parcel = layer.parcel(index);
        let mut feature = drawing.feature_of(MvtGeomType::Polygon);
        for (ring, outer) in &rings {
            feature.ring(ring.iter().copied(), *outer).expect("a ring has corners");
        }
        feature.id(Some(parcel.tile_id()));
        let mut tag = |key, value| {
            feature.tag_ref(key, value).expect("a tile has fewer than 2^32 values");
        };
        tag("code", MvtValueRef::String(parcel.code()));
        tag("land_use", MvtValueRef::String(parcel.land_use().key()));
        if attributes == Attributes::All {
            tag("owner_class", MvtValueRef::String(parcel.owner_class().key()));
            tag("area", MvtValueRef::UInt(whole(parcel.area_m2())));
            tag("label", MvtValueRef::String(parcel.label()));
        }
        drawing = feature.end();
    }
    let drawn = drawing.num_features() > 0;
    let tile = drawing.end();
    let tile = if frame.tile.z() >= LABELS { labels(layer, frame, parcels, tile) } else { tile };
    drawn.then(|| tile.encode())
}

/// One point for each parcel whose label point lies in the tile, so in one tile of the zoom.
fn labels(layer: &Layer, frame: &Frame, parcels: &[u32], tile: MvtTileBuilder) -> MvtTileBuilder {
    let mut drawing = tile.layer("labels").expect("it has a name");
    for index in parcels.iter().copied() {
        let parcel = layer.parcel(index);
        let Some(point) = frame.point(parcel.label_point()) else { continue };
        let mut feature = drawing.feature_of(MvtGeomType::Point);
        feature.points([point]).expect("a point");
        feature.id(Some(parcel.tile_id()));
        for (key, value) in [("code", parcel.code()), ("label", parcel.label())] {
            feature.tag_ref(key, MvtValueRef::String(value)).expect("a tile has fewer than 2^32 values");
        }
        drawing = feature.end();
    }
    drawing.end()
}

pub(super) fn layer_named(name: &str) -> MvtLayerBuilder {
    MvtLayerBuilder::new(name).expect("it has a name")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an area is not negative nor larger than the Earth"
)]
fn whole(area_m2: f64) -> u64 {
    area_m2.round() as u64
}
