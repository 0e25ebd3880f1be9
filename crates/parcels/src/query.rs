//! Where, which and how far: questions to a layer about place and attributes.
//!
//! Edges: a parcel is a closed set, so a point on a shared edge lies on every parcel that touches it, and a box or an
//! area that only touches a parcel meets it. All answers stand in the order of codes. Predicates are decided exactly
//! (Shewchuk's adaptive orientation, through `geo`), not within a tolerance. The tree finds candidates in O(log n);
//! a decision costs one walk around the candidate's rings. Not seen: shapes across the meridian of 180°.

use geo::coordinate_position::CoordPos;
use geo::line_measures::{Distance, Geodesic};
use geo::{
    Area, BoundingRect, Centroid, Coord, GeoNum, InteriorPoint, Intersects, Kernel, Line, MultiPolygon, Orientation,
    Point, Polygon, PreparedGeometry, Rect, Relate,
};
use rstar::AABB;

use crate::area::metres_per_degree;
use crate::layer::{Layer, ParcelRef};
use crate::parcel::{Category, CodePattern, LandUse, OwnerClass, Right};
use crate::shapes::Shapes;

/// Which parcels are wanted; what is empty or `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// One of these uses.
    pub land_use: Vec<LandUse>,
    /// One of these finer uses.
    pub use_detail: Vec<String>,
    /// One of these categories.
    pub category: Vec<Category>,
    /// One of these kinds of owner.
    pub owner_class: Vec<OwnerClass>,
    /// One of these rights.
    pub right: Vec<Right>,
    /// In this district, named in any of its languages.
    pub district: Option<String>,
    /// At least this drawn area, m².
    pub min_area_m2: Option<f64>,
    /// At most this drawn area, m².
    pub max_area_m2: Option<f64>,
    /// Meeting this box.
    pub in_box: Option<Rect<f64>>,
}

impl Filter {
    /// Whether a parcel is wanted, its place aside.
    #[must_use]
    pub fn takes(&self, parcel: ParcelRef<'_>) -> bool {
        fn one_of<T: PartialEq>(wanted: &[T], value: Option<T>) -> bool {
            wanted.is_empty() || value.is_some_and(|value| wanted.contains(&value))
        }
        one_of(&self.land_use, Some(parcel.land_use()))
            && (self.use_detail.is_empty()
                || parcel.use_detail().is_some_and(|detail| self.use_detail.iter().any(|wanted| wanted == detail)))
            && one_of(&self.category, parcel.category())
            && one_of(&self.owner_class, Some(parcel.owner_class()))
            && one_of(&self.right, parcel.right())
            && self.district.as_deref().is_none_or(|wanted| {
                let district = parcel.district();
                [district.ky, district.ru, district.en].contains(&Some(wanted))
            })
            && self.min_area_m2.is_none_or(|least| parcel.area_m2() >= least)
            && self.max_area_m2.is_none_or(|most| parcel.area_m2() <= most)
    }
}

impl Layer {
    /// The parcel with a code, however its groups are separated: the exact code first, else the only parcel whose
    /// letters and digits are these. Two parcels with the same letters and digits are told apart by exact codes only.
    #[must_use]
    pub fn by_code(&self, typed: &str) -> Option<ParcelRef<'_>> {
        let typed = typed.trim();
        if let Some(exact) = self.exact_code(typed) {
            return Some(exact);
        }
        let loose = CodePattern::loose(typed);
        if loose.is_empty() {
            return None;
        }
        let first = self.loose.partition_point(|(code, _)| **code < *loose);
        let mut same = self.loose[first..].iter().take_while(|(code, _)| **code == *loose);
        match (same.next(), same.next()) {
            (Some((_, index)), None) => Some(self.parcel(*index)),
            _ => None,
        }
    }

    /// The parcels at a point, those whose edge it lies on included.
    #[must_use]
    pub fn at(&self, point: Coord<f64>) -> Vec<ParcelRef<'_>> {
        if !(point.x.is_finite() && point.y.is_finite()) {
            return Vec::new();
        }
        let mut found: Vec<u32> = self
            .tree
            .locate_in_envelope_intersecting(&AABB::from_point([point.x, point.y]))
            .map(|boxed| boxed.index)
            .filter(|index| covers(&self.shapes, *index, point))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|index| self.parcel(index)).collect()
    }

    /// The parcels that meet a box; a box without size is a point.
    #[must_use]
    pub fn in_box(&self, area: Rect<f64>) -> Vec<ParcelRef<'_>> {
        let (low, high) = (area.min(), area.max());
        if low == high {
            return self.at(low);
        }
        let mut found: Vec<u32> = self.candidates(area).filter(|index| meets_box(&self.shapes, *index, area)).collect();
        found.sort_unstable();
        found.into_iter().map(|index| self.parcel(index)).collect()
    }

    /// The parcels that lie in an area as a whole; they may reach its edge.
    #[must_use]
    pub fn within(&self, area: &MultiPolygon<f64>) -> Vec<ParcelRef<'_>> {
        self.related(area, geo::relate::IntersectionMatrix::is_coveredby)
    }

    /// The parcels that have a point in common with an area, if only on the edge.
    #[must_use]
    pub fn touching(&self, area: &MultiPolygon<f64>) -> Vec<ParcelRef<'_>> {
        self.related(area, geo::relate::IntersectionMatrix::is_intersects)
    }

    fn related(
        &self,
        area: &MultiPolygon<f64>,
        wanted: impl Fn(&geo::relate::IntersectionMatrix) -> bool,
    ) -> Vec<ParcelRef<'_>> {
        let Some(around) = area.bounding_rect() else { return Vec::new() };
        let prepared = PreparedGeometry::from(area);
        let mut found: Vec<u32> =
            self.candidates(around).filter(|index| wanted(&self.shapes.shape(*index).relate(&prepared))).collect();
        found.sort_unstable();
        found.into_iter().map(|index| self.parcel(index)).collect()
    }

    /// The parcel nearest to a point and its distance in metres on the ellipsoid (zero inside and on the edge), if
    /// there is one within `max_m`; of several equally near ones the first by code.
    ///
    /// The distance is Karney's from the point to the nearest point of the shape, whose edges are straight in degrees.
    #[must_use]
    pub fn nearest(&self, point: Coord<f64>, max_m: f64) -> Option<(ParcelRef<'_>, f64)> {
        if !(point.x.is_finite() && point.y.is_finite() && max_m >= 0.0) {
            return None;
        }
        if let Some(here) = self.at(point).first() {
            return Some((*here, 0.0));
        }
        let mut reach_m = FIRST_REACH_M.min(max_m);
        loop {
            let best = self
                .candidates(box_around(point, reach_m))
                .map(|index| (distance_m(&self.shapes, index, point), index))
                .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            match best {
                // Whatever lies nearer than `reach_m` has a point in the box, so nothing nearer was missed.
                Some((metres, index)) if metres <= reach_m => return Some((self.parcel(index), metres)),
                _ if reach_m >= max_m => return None,
                // Half the Earth's girth: everything has been looked at.
                Some((metres, _)) if metres <= max_m => reach_m = metres,
                _ => reach_m = (reach_m * 4.0).min(max_m),
            }
        }
    }

    /// The parcels that a filter takes.
    #[must_use]
    pub fn filter(&self, filter: &Filter) -> Vec<ParcelRef<'_>> {
        match filter.in_box {
            Some(area) => self.in_box(area).into_iter().filter(|parcel| filter.takes(*parcel)).collect(),
            None => self.parcels().filter(|parcel| filter.takes(*parcel)).collect(),
        }
    }

    pub(crate) fn candidates(&self, area: Rect<f64>) -> impl Iterator<Item = u32> {
        let envelope = AABB::from_corners(area.min().into(), area.max().into());
        self.tree.locate_in_envelope_intersecting(&envelope).map(|boxed| boxed.index)
    }
}

/// Where the search for the nearest parcel begins, metres: a street's width to the next lot.
const FIRST_REACH_M: f64 = 30.0;

/// A box that holds everything within a distance.
fn box_around(point: Coord<f64>, metres: f64) -> Rect<f64> {
    // A degree is smallest towards the equator in latitude and towards the poles in longitude: 1 % covers both for
    // tens of kilometres, and whole bands are taken further out.
    let degree = metres_per_degree(point.y);
    let high = metres / 110_500.0;
    let farthest = (point.y.abs() + high).min(90.0);
    let narrowest = metres_per_degree(farthest).x.min(degree.x);
    let wide = if narrowest > 1.0 { metres * 1.01 / narrowest } else { 360.0 };
    Rect::new(Coord { x: point.x - wide, y: point.y - high }, Coord { x: point.x + wide, y: point.y + high })
}

/// Whether a parcel covers a point, edge included.
pub(crate) fn covers(shapes: &Shapes, parcel: u32, point: Coord<f64>) -> bool {
    shapes.polygons(parcel).any(|rings| {
        match position_in_ring(shapes.ring(rings.start), point) {
            CoordPos::Outside => return false,
            CoordPos::OnBoundary => return true,
            CoordPos::Inside => {}
        }
        (rings.start + 1..rings.end).all(|hole| position_in_ring(shapes.ring(hole), point) != CoordPos::Inside)
    })
}

/// Where a point lies to a closed ring: crossings of the ray eastwards, decided by `geo`'s exact orientation.
pub(crate) fn position_in_ring(ring: &[Coord<f64>], point: Coord<f64>) -> CoordPos {
    let mut inside = false;
    for pair in ring.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        if (a.y > point.y && b.y > point.y) || (a.y < point.y && b.y < point.y) {
            continue;
        }
        if a.y == point.y && b.y == point.y {
            if (a.x <= point.x && point.x <= b.x) || (b.x <= point.x && point.x <= a.x) {
                return CoordPos::OnBoundary;
            }
            continue;
        }
        let side = <f64 as GeoNum>::Ker::orient2d(a, b, point);
        if side == Orientation::Collinear {
            return CoordPos::OnBoundary;
        }
        // An edge owns its lower end and not its upper one, so that a corner counts once.
        let upwards = b.y > a.y;
        let crosses = if upwards { a.y <= point.y && point.y < b.y } else { b.y <= point.y && point.y < a.y };
        if crosses && (side == Orientation::CounterClockwise) == upwards {
            inside = !inside;
        }
    }
    if inside { CoordPos::Inside } else { CoordPos::Outside }
}

fn meets_box(shapes: &Shapes, parcel: u32, area: Rect<f64>) -> bool {
    let envelope = shapes.envelope(parcel);
    let (low, high) = (area.min(), area.max());
    let holds = |point: &Coord<f64>| low.x <= point.x && point.x <= high.x && low.y <= point.y && point.y <= high.y;
    if (holds(&envelope.min()) && holds(&envelope.max()))
        || shapes.polygons(parcel).any(|rings| shapes.ring(rings.start).iter().any(holds))
    {
        return true;
    }
    if covers(shapes, parcel, low) {
        return true;
    }
    let shape = shapes.shape(parcel);
    if low.x == high.x || low.y == high.y { Line::new(low, high).intersects(&shape) } else { area.intersects(&shape) }
}

/// The distance from a point outside to the nearest point of a parcel, metres.
pub(crate) fn distance_m(shapes: &Shapes, parcel: u32, point: Coord<f64>) -> f64 {
    if covers(shapes, parcel, point) {
        return 0.0;
    }
    // Candidates by a local plane: the same degree everywhere. Its error grows with the distance, so edges within a
    // share of the nearest are all measured by geodesics.
    let degree = metres_per_degree(point.y);
    let plane = |other: Coord<f64>| Coord { x: (other.x - point.x) * degree.x, y: (other.y - point.y) * degree.y };
    let foot = |a: Coord<f64>, b: Coord<f64>| -> (f64, f64) {
        let (a, b) = (plane(a), plane(b));
        let along = b - a;
        let length2 = along.x * along.x + along.y * along.y;
        let share = if length2 > 0.0 { (-(a.x * along.x + a.y * along.y) / length2).clamp(0.0, 1.0) } else { 0.0 };
        let nearest = a + along * share;
        (nearest.x.hypot(nearest.y), share)
    };
    let edges = || {
        shapes.polygons(parcel).flatten().flat_map(|ring| shapes.ring(ring).windows(2).map(|pair| (pair[0], pair[1])))
    };
    let near = edges().map(|(a, b)| foot(a, b).0).fold(f64::INFINITY, f64::min);
    let slack = (near / 500_000.0).clamp(1e-4, 1.0);
    let metres = |other: Coord<f64>| Geodesic.distance(Point(point), Point(other));
    let mut best = f64::INFINITY;
    for (a, b) in edges() {
        let (flat, share) = foot(a, b);
        if flat > near * (1.0 + slack) + 1e-6 {
            continue;
        }
        let at = |share: f64| a + (b - a) * share;
        best = best.min(metres(at(share)));
        if near > LOCAL_PLANE_M {
            best = best.min(least(|share| metres(at(share))));
        }
    }
    best
}

/// Up to here the foot of the perpendicular in the local plane is the geodesic one to within a millimetre of distance.
const LOCAL_PLANE_M: f64 = 500.0;

/// The least value of a function with one dip on 0 to 1 (golden section).
fn least(of: impl Fn(f64) -> f64) -> f64 {
    let golden = 0.618_033_988_749_894_9;
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..40 {
        let (left, right) = (high - (high - low) * golden, low + (high - low) * golden);
        if of(left) <= of(right) { high = right } else { low = left }
    }
    of(f64::midpoint(low, high)).min(of(0.0)).min(of(1.0))
}

/// A point inside a parcel: the centroid of its largest part when that lies well inside, else the middle of the widest
/// stretch across it.
pub(crate) fn label_point(shapes: &Shapes, parcel: u32) -> Coord<f64> {
    let shape = shapes.shape(parcel);
    let Some(largest) = shape.0.into_iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area())) else {
        return shapes.envelope(parcel).center();
    };
    point_within(&largest)
}

fn point_within(polygon: &Polygon<f64>) -> Coord<f64> {
    let holes_miss = |point: Coord<f64>| {
        polygon.interiors().iter().all(|hole| position_in_ring(&hole.0, point) == CoordPos::Outside)
    };
    if let Some(centroid) = polygon.centroid()
        && position_in_ring(&polygon.exterior().0, centroid.0) == CoordPos::Inside
        && holes_miss(centroid.0)
    {
        return centroid.0;
    }
    polygon.interior_point().map_or_else(|| polygon.exterior().0[0], |point| point.0)
}
