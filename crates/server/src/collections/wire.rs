//! A parcel as GeoJSON (RFC 7946), written without a tree of values in between.

use std::fmt::Write;

use geo::{LineString, MultiPolygon};
use parcels::ParcelRef;
use serde::Serialize;

/// What is public of a parcel, flat, as tables and maps like it.
#[derive(Debug, Serialize)]
pub struct Properties<'a> {
    code: &'a str,
    land_use: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    use_detail: Option<&'a str>,
    category: Option<&'static str>,
    owner_class: &'static str,
    right: Option<&'static str>,
    /// As the papers say, in m².
    legal_area_m2: Option<f64>,
    /// As drawn, on the ellipsoid of WGS 84, in m².
    area_m2: f64,
    address_ky: Option<&'a str>,
    address_ru: Option<&'a str>,
    address_en: Option<&'a str>,
    district_ky: Option<&'a str>,
    district_ru: Option<&'a str>,
    district_en: Option<&'a str>,
    since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contour: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    demonstration: bool,
}

impl<'a> Properties<'a> {
    /// Of one parcel.
    pub fn of(parcel: &ParcelRef<'a>, demonstration: bool) -> Self {
        let (address, district) = (parcel.address(), parcel.district());
        Self {
            code: parcel.code(),
            land_use: parcel.land_use().key(),
            use_detail: parcel.use_detail(),
            category: parcel.category().map(parcels::Category::key),
            owner_class: parcel.owner_class().key(),
            right: parcel.right().map(parcels::Right::key),
            legal_area_m2: parcel.legal_area_m2(),
            area_m2: (parcel.area_m2() * 10.0).round() / 10.0,
            address_ky: address.ky,
            address_ru: address.ru,
            address_en: address.en,
            district_ky: district.ky,
            district_ru: district.ru,
            district_en: district.en,
            since: parcel.since().map(|date| date.to_string()),
            contour: parcel.contour(),
            demonstration,
        }
    }
}

/// Appends one feature. `links` is ready-made JSON of the member `links`, or empty.
pub fn write_feature(out: &mut String, parcel: &ParcelRef<'_>, demonstration: bool, links: &str) {
    out.push_str(r#"{"type":"Feature","id":"#);
    out.push_str(&text(parcel.code()));
    out.push_str(r#","geometry":"#);
    write_geometry(out, &parcel.shape());
    out.push_str(r#","properties":"#);
    out.push_str(&serde_json::to_string(&Properties::of(parcel, demonstration)).expect("plain texts and numbers"));
    if !links.is_empty() {
        out.push_str(r#","links":"#);
        out.push_str(links);
    }
    out.push('}');
}

/// A JSON string.
pub fn text(value: &str) -> String {
    serde_json::to_string(value).expect("a text is JSON")
}

/// Appends a geometry: a Polygon where one is enough. Numbers are the shortest that read back to the same value.
pub fn write_geometry(out: &mut String, shape: &MultiPolygon<f64>) {
    match shape.0.as_slice() {
        [polygon] => {
            out.push_str(r#"{"type":"Polygon","coordinates":"#);
            write_polygon(out, polygon);
        }
        polygons => {
            out.push_str(r#"{"type":"MultiPolygon","coordinates":["#);
            for (index, polygon) in polygons.iter().enumerate() {
                separate(out, index);
                write_polygon(out, polygon);
            }
            out.push(']');
        }
    }
    out.push('}');
}

fn write_polygon(out: &mut String, polygon: &geo::Polygon<f64>) {
    out.push('[');
    write_ring(out, polygon.exterior());
    for hole in polygon.interiors() {
        out.push(',');
        write_ring(out, hole);
    }
    out.push(']');
}

fn write_ring(out: &mut String, ring: &LineString<f64>) {
    out.push('[');
    for (index, position) in ring.0.iter().enumerate() {
        separate(out, index);
        write!(out, "[{},{}]", position.x, position.y).expect("memory takes every text");
    }
    out.push(']');
}

fn separate(out: &mut String, index: usize) {
    if index > 0 {
        out.push(',');
    }
}

#[cfg(test)]
mod tests {
    use geo::{MultiPolygon, polygon};

    use super::*;

    #[test]
    fn a_geometry_reads_back_as_it_was() {
        let one = polygon!(exterior: [(x: 74.6000001, y: 42.87), (x: 74.61, y: 42.87), (x: 74.61, y: 42.88), (x: 74.6000001, y: 42.87)],
            interiors: [[(x: 74.605, y: 42.871), (x: 74.6051, y: 42.8712), (x: 74.6052, y: 42.871), (x: 74.605, y: 42.871)]]);
        for shape in [MultiPolygon(vec![one.clone()]), MultiPolygon(vec![one.clone(), one])] {
            let mut out = String::new();
            write_geometry(&mut out, &shape);
            let read: geojson::Geometry = out.parse().unwrap();
            let back: geo::Geometry<f64> = read.try_into().unwrap();
            let back = match back {
                geo::Geometry::Polygon(polygon) => MultiPolygon(vec![polygon]),
                geo::Geometry::MultiPolygon(shape) => shape,
                other => panic!("{other:?}"),
            };
            assert_eq!(back, shape);
        }
    }
}
