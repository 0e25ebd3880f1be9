//! `…/items`: a page of parcels in a box, with conditions on their properties; `…/items/{id}`: one parcel.
//!
//! Pages follow the order of codes and are read by key. The key names the layer that it counts in: a page of a layer that
//! is no longer in force says so (410) instead of mixing two cities.

use std::fmt::Write;

use axum::{
    body::Body,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use geo::{Coord, Rect};
use parcels::{Category, Filter, LandUse, Layer, OwnerClass, ParcelRef, Right};

use super::{CRS84, GEOJSON, HTML, JSON, Link, SHARED, content_crs, known, pages::ItemsPage, wire};
use crate::{
    answer::{answer, etag},
    app::App,
    extract::{Limits, MaybeSignedIn, Path, Reader, Wants},
    page::Page,
    problem::Problem,
};

/// Features on one page.
const ITEMS: Limits = Limits { usual: 100, most: 1_000 };

/// A box in degrees, the two corners given as longitude, latitude.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SearchBox(pub Rect<f64>);

impl SearchBox {
    /// Four numbers, or six with heights, which are not looked at. A box without size is a point. A box over the 180th
    /// meridian (west > east) is refused, since no city lies there.
    pub fn read(given: &str) -> Option<Self> {
        let numbers: Vec<f64> = given
            .split(',')
            .map(|part| part.trim().parse().ok().filter(|n: &f64| n.is_finite()))
            .collect::<Option<_>>()?;
        let ([west, south, east, north] | [west, south, _, east, north, _]) = *numbers.as_slice() else { return None };
        let on_earth = (-180.0..=180.0).contains(&west)
            && (-180.0..=180.0).contains(&east)
            && (-90.0..=90.0).contains(&south)
            && (-90.0..=90.0).contains(&north);
        (on_earth && west <= east && south <= north)
            .then(|| Self(Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north })))
    }
}

/// What is asked for.
#[derive(Debug, Default)]
struct Asking {
    filter: Filter,
    limit: u32,
    /// Code of the last parcel of the page before, and the layer that it was in.
    after: Option<String>,
    layer: Option<String>,
    /// What was said, to be said again in links.
    kept: Vec<(String, String)>,
}

/// Conditions on properties: name, and the keys that it may have.
fn keys_of(name: &str) -> Option<Vec<&'static str>> {
    Some(match name {
        "land_use" => LandUse::ALL.iter().map(|member| member.key()).collect(),
        "category" => Category::ALL.iter().map(|member| member.key()).collect(),
        "owner_class" => OwnerClass::ALL.iter().map(|member| member.key()).collect(),
        "right" => Right::ALL.iter().map(|member| member.key()).collect(),
        _ => return None,
    })
}

fn wrong(parameter: &str, given: &str, allowed: impl Into<String>) -> Problem {
    Problem::new("invalid-parameter")
        .with("parameter", parameter)
        .with("given", given.chars().take(80).collect::<String>())
        .with("allowed", allowed.into())
}

impl Asking {
    /// Reads the query. What is not known is refused by name: to leave it out silently would answer another question.
    fn read(query: &str) -> Result<Self, Problem> {
        let mut asking = Self { limit: ITEMS.usual, ..Self::default() };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "f" => {}
                "bbox" => {
                    let read = SearchBox::read(&value);
                    let read =
                        read.ok_or_else(|| wrong("bbox", &value, "west,south,east,north (CRS84: -180…180, -90…90)"))?;
                    asking.filter.in_box = Some(read.0);
                }
                "limit" => asking.limit = ITEMS.read(Some(&value))?,
                "datetime" => check_datetime(&value)?,
                "crs" | "bbox-crs" => {
                    if value != CRS84 {
                        return Err(wrong(&name, &value, CRS84));
                    }
                }
                "after" => asking.after = Some(value.clone().into_owned()),
                "layer" => asking.layer = Some(value.clone().into_owned()),
                property => {
                    let Some(keys) = keys_of(property) else {
                        return Err(Problem::new("unknown-parameter")
                            .with("parameter", property.chars().take(80).collect::<String>())
                            .with("allowed", "bbox, limit, datetime, land_use, category, owner_class, right, f"));
                    };
                    asking.condition(property, &value).ok_or_else(|| wrong(property, &value, keys.join(", ")))?;
                }
            }
            if !matches!(name.as_ref(), "after" | "layer") {
                asking.kept.push((name.into_owned(), value.into_owned()));
            }
        }
        Ok(asking)
    }

    /// One of several values is enough: `land_use=green,vacant`.
    fn condition(&mut self, property: &str, value: &str) -> Option<()> {
        for key in value.split(',') {
            match property {
                "land_use" => self.filter.land_use.push(LandUse::from_key(key)?),
                "category" => self.filter.category.push(Category::from_key(key)?),
                "owner_class" => self.filter.owner_class.push(OwnerClass::from_key(key)?),
                _ => self.filter.right.push(Right::from_key(key)?),
            }
        }
        Some(())
    }

    fn address(&self, more: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.kept {
            if !more.iter().any(|(other, _)| other == name) {
                query.append_pair(name, value);
            }
        }
        for (name, value) in more {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() {
            "/collections/parcels/items".into()
        } else {
            format!("/collections/parcels/items?{query}")
        }
    }
}

/// An instant, a date, or an interval with open ends. Parcels are asked as they are now, so that a time that includes now
/// changes nothing and any other is refused until past days can be asked.
fn check_datetime(given: &str) -> Result<(), Problem> {
    let open = |end: &str| matches!(end, "" | "..");
    let instant = |text: &str| text.parse::<jiff::Timestamp>().is_ok() || text.parse::<jiff::civil::Date>().is_ok();
    let allowed = "RFC 3339: 2026-11-25T00:00:00Z, start/end, start/.. or ../end";
    let right = match given.split_once('/') {
        Some((from, to)) => (open(from) || instant(from)) && (open(to) || instant(to)) && !(open(from) && open(to)),
        None => instant(given),
    };
    if right { Ok(()) } else { Err(wrong("datetime", given, allowed)) }
}

/// One page of what matches.
struct Found<'a> {
    matched: usize,
    page: Vec<ParcelRef<'a>>,
    more: bool,
}

fn find<'a>(layer: &'a Layer, asking: &Asking) -> Result<Found<'a>, Problem> {
    if let Some(named) = &asking.layer
        && named != layer.digest()
    {
        return Err(Problem::new("layer-replaced"));
    }
    let matching = layer.filter(&asking.filter);
    let start = match &asking.after {
        // Indices follow the codes, so the key finds its place by halving.
        Some(code) => matching.partition_point(|parcel| parcel.code() <= code.as_str()),
        None => 0,
    };
    let limit = asking.limit as usize;
    let page = matching.iter().skip(start).take(limit).copied().collect();
    Ok(Found { matched: matching.len(), page, more: matching.len() > start + limit })
}

/// Parcels, a page at a time.
#[utoipa::path(get, path = "/collections/{collection}/items", tag = "collections",
    params(
        ("collection" = String, Path, description = "`parcels`"),
        ("bbox" = Option<String>, Query, description = "`west,south,east,north` in degrees, longitude first (CRS84). A box without size is a point: the parcels that it lies in or on the edge of."),
        ("limit" = Option<u32>, Query, description = "Features on a page: 1 to 1,000; 100 when not said."),
        ("datetime" = Option<String>, Query, description = "RFC 3339 instant or interval."),
        ("land_use" = Option<String>, Query, description = "One or more classes, with commas between them."),
        ("category" = Option<String>, Query, description = "One or more categories of land."),
        ("owner_class" = Option<String>, Query, description = "One or more classes of owner."),
        ("right" = Option<String>, Query, description = "One or more rights."),
        ("f" = Option<String>, Query, description = "`json` or `html`; else by `Accept`."),
    ),
    responses((status = 200, description = "A GeoJSON FeatureCollection", content_type = "application/geo+json"),
        (status = 400, body = crate::problem::Shape), (status = 410, body = crate::problem::Shape, description = "`layer-replaced`: begin again")))]
pub(super) async fn items(
    State(app): State<App>,
    reader: Reader,
    who: MaybeSignedIn,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    known(&name)?;
    let asking = Asking::read(reader.query.as_deref().unwrap_or_default())?;
    let published = app.published()?;
    let layer = &published.layer;
    let found = find(layer, &asking)?;
    let next = found
        .more
        .then(|| found.page.last())
        .flatten()
        .map(|last| asking.address(&[("layer", layer.digest()), ("after", last.code())]));
    if reader.wants != Wants::Json {
        return answer(&reader)
            .page(|| {
                ItemsPage::new(
                    Page::new(&app, &reader, &who).titled(reader.say.text("collections-parcels")),
                    &found.page,
                    found.matched,
                    next,
                    asking.address(&[("f", "json")]),
                )
            })
            .respond();
    }
    let mut links = vec![
        Link::to(&app, &reader.address(), "self", GEOJSON),
        Link::to(&app, &asking.address(&[("f", "html")]), "alternate", HTML),
        Link::to(&app, "/collections/parcels", "collection", JSON),
    ];
    if let Some(next) = &next {
        links.push(Link::to(&app, next, "next", GEOJSON));
    }
    let tag = etag(format!("{}?{}", layer.digest(), reader.query.as_deref().unwrap_or_default()).as_bytes());
    if reader.has_already(&tag) {
        return Ok(with_headers(StatusCode::NOT_MODIFIED.into_response(), &tag, &links));
    }
    let mut out = String::with_capacity(1024 + found.page.len() * 900);
    write!(
        out,
        r#"{{"type":"FeatureCollection","numberMatched":{},"numberReturned":{},"timeStamp":"{}","layer":{},"attribution":{},"demonstration":{},"links":{},"features":["#,
        found.matched,
        found.page.len(),
        app.clock.now(),
        wire::text(layer.digest()),
        wire::text(&layer.info().attribution),
        layer.info().demonstration,
        serde_json::to_string(&links).map_err(|error| Problem::internal(&error))?,
    )
    .map_err(|error| Problem::internal(&error))?;
    for (index, parcel) in found.page.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        wire::write_feature(&mut out, parcel, layer.info().demonstration, "");
    }
    out.push_str("]}");
    Ok(with_headers(geojson(out), &tag, &links))
}

/// One parcel as a feature.
#[utoipa::path(get, path = "/collections/{collection}/items/{id}", tag = "collections",
    params(("collection" = String, Path, description = "`parcels`"), ("id" = String, Path, description = "The parcel's code, however its groups are separated")),
    responses((status = 200, description = "A GeoJSON Feature", content_type = "application/geo+json"), (status = 404, body = crate::problem::Shape)))]
pub(super) async fn item(
    State(app): State<App>,
    reader: Reader,
    Path((name, code)): Path<(String, String)>,
) -> Result<Response, Problem> {
    known(&name)?;
    if let Some((unknown, _)) = form_urlencoded::parse(reader.query.as_deref().unwrap_or_default().as_bytes())
        .find(|(name, value)| !(name == "f" || (name == "crs" && value == CRS84)))
    {
        return Err(Problem::new("unknown-parameter").with("parameter", unknown.into_owned()).with("allowed", "f"));
    }
    let published = app.published()?;
    let layer = &published.layer;
    let parcel = layer.by_code(&code).ok_or_else(|| {
        Problem::new("unknown-parcel")
            .with("given", code.chars().take(80).collect::<String>())
            .with("example", app.city.code_example.clone())
    })?;
    if reader.wants != Wants::Json {
        return Ok(crate::answer::redirect(&format!("/parcels/{}", parcel.code())));
    }
    Ok(feature(&app, &reader, layer, &parcel))
}

/// One parcel as a feature, with its links. Also what `/parcels/{code}` answers to programs.
pub(crate) fn feature(app: &App, reader: &Reader, layer: &Layer, parcel: &ParcelRef<'_>) -> Response {
    feature_with(app, reader, layer, parcel, "")
}

/// The feature with further members, each written as `,"name":value`.
pub(crate) fn feature_with(app: &App, reader: &Reader, layer: &Layer, parcel: &ParcelRef<'_>, more: &str) -> Response {
    let code = parcel.code();
    let links = vec![
        Link::to(app, &format!("/collections/parcels/items/{code}"), "self", GEOJSON),
        Link::to(app, &format!("/parcels/{code}"), "alternate", HTML),
        Link::to(app, "/collections/parcels", "collection", JSON),
    ];
    let tag = etag(format!("{}/{code}{more}", layer.digest()).as_bytes());
    if reader.has_already(&tag) {
        return with_headers(StatusCode::NOT_MODIFIED.into_response(), &tag, &links);
    }
    let mut out = String::with_capacity(2048);
    let written = serde_json::to_string(&links).expect("links are plain texts");
    wire::write_feature(&mut out, parcel, layer.info().demonstration, &written);
    if !more.is_empty() && out.ends_with('}') {
        out.pop();
        out.push_str(more);
        out.push('}');
    }
    with_headers(geojson(out), &tag, &links)
}

fn geojson(body: String) -> Response {
    ([(header::CONTENT_TYPE, GEOJSON)], Body::from(body)).into_response()
}

fn with_headers(mut response: Response, tag: &str, links: &[Link]) -> Response {
    let headers = response.headers_mut();
    let (name, value) = content_crs();
    let line = links
        .iter()
        .map(|link| format!("<{}>; rel=\"{}\"; type=\"{}\"", link.href, link.rel, link.kind))
        .collect::<Vec<_>>()
        .join(", ");
    for (name, value) in [
        (name, value),
        (SHARED.0, SHARED.1.to_owned()),
        (header::ETAG, tag.to_owned()),
        (header::VARY, "Accept".to_owned()),
        (header::LINK, line),
    ] {
        if let Ok(value) = value.parse() {
            headers.insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_four_numbers_with_longitude_first() {
        let read = SearchBox::read("74.5,42.8,74.7,42.9").unwrap().0;
        assert_eq!((read.min(), read.max()), (Coord { x: 74.5, y: 42.8 }, Coord { x: 74.7, y: 42.9 }));
        assert_eq!(SearchBox::read("74.5,42.8,0,74.7,42.9,900"), SearchBox::read("74.5,42.8,74.7,42.9"));
        assert!(SearchBox::read("74.6,42.8,74.6,42.8").is_some());
        for wrong in [
            "",
            "1,2,3",
            "a,b,c,d",
            "74.7,42.8,74.5,42.9",
            "74.5,42.9,74.7,42.8",
            "0,0,181,1",
            "NaN,0,1,1",
            "0,0,1,1,2",
        ] {
            assert_eq!(SearchBox::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused_by_name() {
        let code = |query: &str| Asking::read(query).unwrap_err().code();
        assert_eq!(code("bbx=1,2,3,4"), "unknown-parameter");
        assert_eq!(code("bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326"), "invalid-parameter");
        assert_eq!(code("land_use=palace"), "invalid-parameter");
        for wrong in ["datetime=yesterday", "datetime=../..", "datetime=2026-13-01", "limit=0", "limit=", "limit=1.5"] {
            assert_eq!(code(wrong), "invalid-parameter", "{wrong}");
        }
        for right in
            ["datetime=2026-11-25T00:00:00Z", "datetime=../2026-11-25", "land_use=green,vacant&limit=5", "f=json", ""]
        {
            assert!(Asking::read(right).is_ok(), "{right}");
        }
    }

    #[test]
    fn a_next_link_keeps_the_question() {
        let asking = Asking::read("bbox=1,2,3,4&limit=10&f=json&after=A&layer=x").unwrap();
        assert_eq!(
            asking.address(&[("layer", "y"), ("after", "B")]),
            "/collections/parcels/items?bbox=1%2C2%2C3%2C4&limit=10&f=json&layer=y&after=B"
        );
    }
}
