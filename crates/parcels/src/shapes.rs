//! The shapes of all parcels in flat arrays: points, where rings begin, where polygons begin, where parcels begin.
//!
//! A `geo` type is made only for the parcel in hand.

use std::ops::Range;

use geo::{Coord, LineString, MultiPolygon, Polygon, Rect};
use rayon::prelude::*;

use crate::world::World;

/// Flat shapes. `x_starts` has one more member than there are x, so that x `n` is `x_starts[n]..x_starts[n + 1]`.
#[derive(Debug, Default)]
pub(crate) struct Shapes {
    points: Vec<Coord<f64>>,
    /// The same points on the Web Mercator world, for tiles.
    world: Vec<World>,
    ring_starts: Vec<u32>,
    polygon_starts: Vec<u32>,
    parcel_starts: Vec<u32>,
}

/// More than 2³² points.
#[derive(Debug)]
pub(crate) struct TooManyPoints;

impl Shapes {
    pub(crate) fn with_capacity(parcels: usize, points: usize) -> Self {
        Self {
            points: Vec::with_capacity(points),
            world: Vec::new(),
            ring_starts: vec![0],
            polygon_starts: vec![0],
            parcel_starts: {
                let mut starts = Vec::with_capacity(parcels + 1);
                starts.push(0);
                starts
            },
        }
    }

    pub(crate) fn push(&mut self, shape: &MultiPolygon<f64>) -> Result<(), TooManyPoints> {
        for polygon in shape {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                self.points.extend_from_slice(&ring.0);
                self.ring_starts.push(end(self.points.len())?);
            }
            self.polygon_starts.push(end(self.ring_starts.len() - 1)?);
        }
        self.parcel_starts.push(end(self.polygon_starts.len() - 1)?);
        Ok(())
    }

    /// Places all points on the world, on every core: to be called after the last [`push`](Self::push).
    pub(crate) fn finish(&mut self) {
        self.world = self.points.par_iter().map(|point| World::from_degrees(*point)).collect();
        self.ring_starts.shrink_to_fit();
        self.polygon_starts.shrink_to_fit();
    }

    /// The polygons of a parcel, each as the numbers of its rings: the outer one, then the inner ones.
    pub(crate) fn polygons(&self, parcel: u32) -> impl Iterator<Item = Range<usize>> {
        let parcel = parcel as usize;
        (self.parcel_starts[parcel]..self.parcel_starts[parcel + 1]).map(|polygon| {
            let polygon = polygon as usize;
            self.polygon_starts[polygon] as usize..self.polygon_starts[polygon + 1] as usize
        })
    }

    fn span(&self, ring: usize) -> Range<usize> {
        self.ring_starts[ring] as usize..self.ring_starts[ring + 1] as usize
    }

    /// A ring in degrees, first point repeated at the end.
    pub(crate) fn ring(&self, ring: usize) -> &[Coord<f64>] {
        &self.points[self.span(ring)]
    }

    /// All points of a parcel, ring after ring.
    pub(crate) fn points(&self, parcel: u32) -> &[Coord<f64>] {
        let parcel = parcel as usize;
        let ring = |parcel: usize| self.polygon_starts[self.parcel_starts[parcel] as usize] as usize;
        &self.points[self.ring_starts[ring(parcel)] as usize..self.ring_starts[ring(parcel + 1)] as usize]
    }

    /// How many points each ring of a parcel has; a zero stands before each polygon.
    pub(crate) fn ring_lengths(&self, parcel: u32) -> impl Iterator<Item = usize> {
        self.polygons(parcel).flat_map(|rings| std::iter::once(0).chain(rings.map(|ring| self.span(ring).len())))
    }

    /// The same ring on the world.
    pub(crate) fn world_ring(&self, ring: usize) -> &[World] {
        &self.world[self.span(ring)]
    }

    pub(crate) fn shape(&self, parcel: u32) -> MultiPolygon<f64> {
        self.polygons(parcel)
            .map(|mut rings| {
                let outer = rings.next().map_or(&[][..], |ring| self.ring(ring));
                Polygon::new(
                    LineString(outer.to_vec()),
                    rings.map(|ring| LineString(self.ring(ring).to_vec())).collect(),
                )
            })
            .collect()
    }

    pub(crate) fn envelope(&self, parcel: u32) -> Rect<f64> {
        let mut low = Coord { x: f64::INFINITY, y: f64::INFINITY };
        let mut high = Coord { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY };
        for rings in self.polygons(parcel) {
            for point in self.ring(rings.start) {
                low = Coord { x: low.x.min(point.x), y: low.y.min(point.y) };
                high = Coord { x: high.x.max(point.x), y: high.y.max(point.y) };
            }
        }
        Rect::new(low, high)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.points.capacity() * size_of::<Coord<f64>>()
            + self.world.capacity() * size_of::<World>()
            + (self.ring_starts.capacity() + self.polygon_starts.capacity() + self.parcel_starts.capacity()) * 4
    }
}

fn end(length: usize) -> Result<u32, TooManyPoints> {
    u32::try_from(length).map_err(|_| TooManyPoints)
}
