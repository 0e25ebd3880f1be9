//! The map as a picture that the server draws: what a page shows without script, and before script has woken.
//!
//! Pure functions from a layer, the ground under it and a [`View`] to SVG. The cartography is the living map's
//! (`map-ui/src/map/cartography.ts` and `paint.ts`): streets are what the parcels leave free, colours and line widths
//! are classes of the page's style sheet, patterns are the page's own. No `style` attribute is written.
//!
//! A picture is bounded: it draws the largest parcels of its view as they are and what remains as small cells of the
//! use that prevails there, so that a city seen from far shows its land use, not holes.

mod cells;
mod ground;
mod names;
mod part;
mod plot;
mod scene;
mod view;

pub use ground::Ground;
pub use part::MapPart;
pub use plot::plot;
pub use scene::{Mark, MarkKind, Picture, Scene};
pub use view::View;

#[cfg(test)]
mod tests;
