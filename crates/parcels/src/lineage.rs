//! Which parcels of the last layer became which parcels of the next one.
//!
//! A register reuses codes, renumbers blocks and redraws borders, so neither the code nor the shape alone tells. Two
//! parcels are *kin* when their overlap covers at least [`KIN_SHARE`] of the smaller. Groups of kin read as one event:
//! 1→1 is *same*, *changed*, *renumbered* or *reshaped*, 1→n *split*, n→1 *merged*, n→m *redrawn*, none *new* or *gone*.
//!
//! Coordinates are longitude, latitude in degrees; shares of areas are taken in them, which is the same for overlap and
//! whole. Cost: one tree query for each parcel that is not in both layers unchanged. Not seen: a parcel that moved
//! further than its own width.

use std::collections::HashMap;

use geo::{Area, BooleanOps, Coord, MultiPolygon};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::area::metres_per_degree;
use crate::layer::{Layer, ParcelRef, number};
use crate::parcel::{Code, Parcel};

/// Parcels are kin from this share of the smaller on: less is a border that moved, more is land that stayed.
pub const KIN_SHARE: f64 = 0.5;

/// A corner this near to the other shape's edge has not moved: files have seven decimals, which is a centimetre.
pub const SAME_M: f64 = 0.01;

/// What became of parcels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineageKind {
    /// Code and shape stay, other facts do not.
    Changed,
    /// The shape stays, the code does not.
    Renumbered,
    /// One parcel became one of another shape.
    Reshaped,
    /// One became several.
    Split,
    /// Several became one.
    Merged,
    /// Several became several others.
    Redrawn,
    /// There was none here.
    New,
    /// There is none here any more.
    Gone,
}

/// One thing that happened between two layers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineageEvent {
    /// What happened.
    pub kind: LineageKind,
    /// The parcels before, by code.
    pub old: Vec<Code>,
    /// The parcels after, by code.
    pub new: Vec<Code>,
}

/// What happened between two layers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lineage {
    /// How many parcels are the same in everything.
    pub same: u64,
    /// Everything else, in the order of the first code of each.
    pub events: Vec<LineageEvent>,
}

impl Lineage {
    /// What became of a parcel of the last layer: itself when nothing happened to it.
    #[must_use]
    pub fn successors(&self, code: &Code) -> Vec<Code> {
        match self.events.iter().find(|event| event.old.contains(code)) {
            Some(event) => event.new.clone(),
            None => vec![code.clone()],
        }
    }
}

/// Tells what happened from one layer to the next.
#[must_use]
pub fn between(old: &Layer, new: &Layer) -> Lineage {
    let (mut same, mut changed) = (0, Vec::new());
    let mut settled = vec![false; new.len()];
    let mut open = Vec::new();
    for before in old.parcels() {
        match new.exact_code(before.code()) {
            Some(after) if same_shape(before, after) => {
                settled[after.index().0 as usize] = true;
                if same_facts(before, after) {
                    same += 1;
                } else {
                    changed.push(event(LineageKind::Changed, &[before], &[after]));
                }
            }
            _ => open.push(before),
        }
    }
    // Kin among what is left: each pair joins two groups.
    let pairs: Vec<(u32, u32)> = open
        .par_iter()
        .flat_map_iter(|before| {
            let shape = before.shape();
            new.candidates(before.envelope())
                .filter(|after| !settled[*after as usize] && are_kin(&shape, &new.parcel(*after).shape()))
                .map(|after| (before.index().0, after))
                .collect::<Vec<_>>()
        })
        .collect();
    let mut lineage = Lineage { same, events: changed };
    lineage.events.extend(groups(old, new, &open, &settled, &pairs));
    lineage.events.sort_by(|a, b| first_code(a).cmp(&first_code(b)));
    lineage
}

fn groups(
    old: &Layer,
    new: &Layer,
    open: &[ParcelRef<'_>],
    settled: &[bool],
    pairs: &[(u32, u32)],
) -> Vec<LineageEvent> {
    // Old parcels first, new ones after them; each knows a member of its group, the root itself.
    let mut towards: Vec<u32> = (0..number(old.len() + new.len())).collect();
    fn root(towards: &mut [u32], mut member: u32) -> u32 {
        while towards[member as usize] != member {
            towards[member as usize] = towards[towards[member as usize] as usize];
            member = towards[member as usize];
        }
        member
    }
    let offset = number(old.len());
    for (before, after) in pairs {
        let (a, b) = (root(&mut towards, *before), root(&mut towards, after + offset));
        towards[b as usize] = a;
    }
    let mut groups: HashMap<u32, (Vec<ParcelRef<'_>>, Vec<ParcelRef<'_>>)> = HashMap::new();
    for before in open {
        groups.entry(root(&mut towards, before.index().0)).or_default().0.push(*before);
    }
    for after in new.parcels().filter(|after| !settled[after.index().0 as usize]) {
        groups.entry(root(&mut towards, after.index().0 + offset)).or_default().1.push(after);
    }
    groups
        .into_values()
        .map(|(before, after)| {
            let kind = match (&*before, &*after) {
                ([before], [after]) if same_shape(*before, *after) => LineageKind::Renumbered,
                ([_], [_]) => LineageKind::Reshaped,
                ([], _) => LineageKind::New,
                (_, []) => LineageKind::Gone,
                ([_], _) => LineageKind::Split,
                (_, [_]) => LineageKind::Merged,
                _ => LineageKind::Redrawn,
            };
            event(kind, &before, &after)
        })
        .collect()
}

fn event(kind: LineageKind, old: &[ParcelRef<'_>], new: &[ParcelRef<'_>]) -> LineageEvent {
    let codes = |parcels: &[ParcelRef<'_>]| {
        parcels.iter().map(|parcel| Code::new(parcel.code()).expect("it was one when the layer was built")).collect()
    };
    LineageEvent { kind, old: codes(old), new: codes(new) }
}

fn first_code(event: &LineageEvent) -> Option<&Code> {
    event.old.first().or(event.new.first())
}

fn are_kin(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> bool {
    let smaller = a.unsigned_area().min(b.unsigned_area());
    smaller > 0.0 && a.intersection(b).unsigned_area() >= KIN_SHARE * smaller
}

fn same_facts(before: ParcelRef<'_>, after: ParcelRef<'_>) -> bool {
    let facts = |parcel: ParcelRef<'_>| Parcel { shape: MultiPolygon(Vec::new()), ..parcel.to_parcel() };
    facts(before) == facts(after)
}

/// Whether no corner of either lies further than [`SAME_M`] from the other's edge.
fn same_shape(a: ParcelRef<'_>, b: ParcelRef<'_>) -> bool {
    let (a, b) = (a.shape(), b.shape());
    a == b || (corners_lie_on(&a, &b) && corners_lie_on(&b, &a))
}

fn corners_lie_on(shape: &MultiPolygon<f64>, other: &MultiPolygon<f64>) -> bool {
    corners(shape).all(|corner| {
        let degree = metres_per_degree(corner.y);
        let local =
            |point: Coord<f64>| Coord { x: (point.x - corner.x) * degree.x, y: (point.y - corner.y) * degree.y };
        rings(other).any(|ring| {
            ring.windows(2).any(|pair| {
                let (from, to) = (local(pair[0]), local(pair[1]));
                let along = to - from;
                let length2 = along.x * along.x + along.y * along.y;
                let share = if length2 > 0.0 {
                    (-(from.x * along.x + from.y * along.y) / length2).clamp(0.0, 1.0)
                } else {
                    0.0
                };
                let foot = from + along * share;
                foot.x.hypot(foot.y) <= SAME_M
            })
        })
    })
}

fn rings(shape: &MultiPolygon<f64>) -> impl Iterator<Item = &[Coord<f64>]> {
    shape
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .map(|ring| ring.0.as_slice())
}

fn corners(shape: &MultiPolygon<f64>) -> impl Iterator<Item = Coord<f64>> {
    rings(shape).flatten().copied()
}
