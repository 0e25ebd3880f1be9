//! Where a picture looks: a place, a zoom and a size, in Web Mercator as the tiles have it.

use std::f64::consts::PI;

use geo_types::{Coord, Rect, coord};

/// The side of the world at zoom 0, in pixels.
const WORLD_PX: f64 = 256.0;

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// The place in the middle, longitude and latitude in degrees.
    pub centre: Coord<f64>,
    /// 16 shows blocks, 18 single plots.
    pub zoom: f64,
    /// In pixels.
    pub width: f64,
    /// In pixels.
    pub height: f64,
}

impl View {
    /// A picture as wide and high as the map beside the panel.
    pub const fn of_page(centre: Coord<f64>, zoom: f64) -> Self {
        Self { centre, zoom, width: 1200.0, height: 840.0 }
    }

    /// The view that shows a box as large as it fits, with some ground around it, but no nearer than `nearest`.
    pub fn around(shown: Rect<f64>, width: f64, height: f64, nearest: f64) -> Self {
        let centre = shown.center();
        let mut view = Self { centre, zoom: 0.0, width, height };
        let (low, high) = (view.project(shown.min()), view.project(shown.max()));
        let across = ((high.x - low.x).abs() * 1.6 / width).max((high.y - low.y).abs() * 1.6 / height);
        view.zoom = if across > 0.0 { (-across.log2()).floor().clamp(0.0, nearest) } else { nearest };
        view
    }

    /// A place in the picture, in pixels from its upper left corner.
    pub fn project(&self, place: Coord<f64>) -> Coord<f64> {
        let middle = self.world(self.centre);
        let at = self.world(place);
        coord! { x: at.x - middle.x + self.width / 2.0, y: at.y - middle.y + self.height / 2.0 }
    }

    /// The ground that the picture shows, and `margin` pixels around it.
    pub fn bounds(&self, margin: f64) -> Rect<f64> {
        let middle = self.world(self.centre);
        let (across, down) = (self.width / 2.0 + margin, self.height / 2.0 + margin);
        let west_north = self.unworld(coord! { x: middle.x - across, y: middle.y - down });
        let east_south = self.unworld(coord! { x: middle.x + across, y: middle.y + down });
        Rect::new(west_north, east_south)
    }

    fn size(&self) -> f64 {
        WORLD_PX * self.zoom.exp2()
    }

    fn world(&self, place: Coord<f64>) -> Coord<f64> {
        // The projection has no poles; ±85.06° is where its square ends.
        let latitude = place.y.clamp(-85.06, 85.06).to_radians();
        let size = self.size();
        coord! {
            x: (place.x + 180.0) / 360.0 * size,
            y: (1.0 - latitude.tan().asinh() / PI) / 2.0 * size,
        }
    }

    fn unworld(&self, at: Coord<f64>) -> Coord<f64> {
        let size = self.size();
        coord! {
            x: at.x / size * 360.0 - 180.0,
            y: (PI * (1.0 - 2.0 * at.y / size)).sinh().atan().to_degrees(),
        }
    }
}
