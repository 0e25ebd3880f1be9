//! Which parcels of the last layer became which parcels of the next one.
//!
//! A register reuses codes, renumbers blocks and redraws borders, so neither the code nor the shape alone tells. First
//! the whole city's shift is estimated and taken out of the comparison. Parcels that have the same code and the same
//! shape, or the same shape alone, or the same code and corners that moved by less than [`Options::nudge_m`], are
//! settled at once. Of the rest, two parcels are *kin* when their overlap covers at least [`Options::kin_share`] of the
//! smaller, and each group of kin reads as one [`Case`]. What a person should look at carries a [`Doubt`].
//!
//! Coordinates are longitude, latitude in degrees; shares of areas are taken in them, which is the same for overlap and
//! whole. Cost: flat coordinates are compared first; boolean operations are left for what is not settled, on all cores.
//! Not seen: a parcel that moved further than its own width, which is told as gone and new, or as doubtful.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use geo::{Area, BooleanOps, Coord, MapCoordsInPlace, MultiPolygon, Rect};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::area::metres_per_degree;
use crate::layer::{Layer, ParcelRef, number};
use crate::parcel::Code;

/// Where the lines are drawn between one case and another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// A corner this near to the other shape's edge has not moved. Files have seven decimals, which is a centimetre.
    pub same_m: f64,
    /// A parcel that keeps its code and whose corners all moved less than this is reshaped, whatever else touches it.
    pub nudge_m: f64,
    /// Parcels are kin from this share of the smaller on: less is a border that moved, more is land that stayed.
    pub kin_share: f64,
    /// From this share on nobody need look: below it a kinship, or what a group covers of the land before, is doubtful.
    pub sure_share: f64,
    /// An overlap from this share of the smaller on that still makes no kin is doubtful.
    pub sliver_share: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self { same_m: 0.01, nudge_m: 0.5, kin_share: 0.5, sure_share: 0.9, sliver_share: 0.2 }
    }
}

/// What became of parcels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// Nothing changed. Counted in [`Lineage::same`], not listed.
    Same,
    /// Code and shape stay, other facts do not.
    Changed,
    /// The code stays, the shape does not.
    Reshaped,
    /// One became several.
    Split,
    /// Several became one.
    Merged,
    /// Several became several others.
    Redrawn,
    /// The land stays, the code does not.
    Renumbered,
    /// There was none here.
    New,
    /// There was none here, and its code belonged to other land before. It has no ancestors.
    Reused,
    /// There is none here any more.
    Gone,
}

/// How far a shape changed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The share of the land before that was lost or added (symmetric difference by the area before).
    pub area_share: f64,
    /// How far the corner that moved most lies from the other shape's edge, in metres.
    pub largest_move_m: f64,
}

/// How much of each other two parcels cover.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The parcel before.
    pub old: Code,
    /// The parcel after.
    pub new: Code,
    /// Which share of the parcel before lies in the one after.
    pub of_old: f64,
    /// Which share of the parcel after lay in the one before.
    pub of_new: f64,
}

/// Why a person should look at a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Doubt {
    /// Two parcels were taken for kin though they share little.
    WeakKin {
        /// The share of the smaller that the weakest pair has in common.
        share: f64,
    },
    /// Of the land before, or after, a part belongs to no parcel of the case.
    Uncovered {
        /// The share that is covered.
        share: f64,
    },
    /// Several became several: which came from which, only the papers tell.
    Tangled,
    /// It overlaps a parcel that was not taken for kin.
    Overlap {
        /// The other parcel: of the new layer for one that is gone, of the old one otherwise.
        with: Code,
        /// The share of the smaller.
        share: f64,
    },
    /// The same code and the same size stand elsewhere: the parcel was drawn at the wrong place, or the code was given
    /// away.
    Moved {
        /// How far, in metres.
        metres: f64,
    },
}

/// One thing that happened between two layers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// What happened.
    pub kind: CaseKind,
    /// The parcels before, by code.
    pub old: Vec<Code>,
    /// The parcels after, by code.
    pub new: Vec<Code>,
    /// What each pair of kin has in common.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<Share>,
    /// How far the shape changed, where one became one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// Codes of the parcels after that belonged to other land before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reused: Vec<Code>,
    /// Why a person should look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubtful: Option<Doubt>,
}

/// By how much the whole city moved, in metres towards east and north.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// Towards the east.
    pub east_m: f64,
    /// Towards the north.
    pub north_m: f64,
    /// How many parcels with the same code and shape it was measured on.
    pub parcels: u64,
}

/// What happened between two layers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Lineage {
    /// How many parcels are the same in everything.
    pub same: u64,
    /// Everything else, in the order of the first code of each.
    pub cases: Vec<Case>,
    /// The move of the whole city, if there was one; it was taken out before the shapes were compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<Shift>,
}

impl Lineage {
    /// What became of a parcel of the last layer: itself when nothing happened to it.
    #[must_use]
    pub fn successors(&self, code: &Code) -> Vec<Code> {
        match self.cases.iter().find(|case| case.old.contains(code)) {
            Some(case) => case.new.clone(),
            None => vec![code.clone()],
        }
    }

    /// What a parcel of the next layer was: itself when nothing happened to it.
    #[must_use]
    pub fn ancestors(&self, code: &Code) -> Vec<Code> {
        match self.cases.iter().find(|case| case.new.contains(code)) {
            Some(case) => case.old.clone(),
            None => vec![code.clone()],
        }
    }

    /// The cases that a person should look at.
    pub fn doubtful(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| case.doubtful.is_some())
    }

    /// How many cases there are of each kind.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<CaseKind, u64> {
        let mut counts = BTreeMap::from([(CaseKind::Same, self.same)]);
        for case in &self.cases {
            *counts.entry(case.kind).or_default() += 1;
        }
        counts
    }
}

impl fmt::Display for CaseKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Same => "the same",
            Self::Changed => "changed in its facts",
            Self::Reshaped => "reshaped",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::Redrawn => "redrawn together",
            Self::Renumbered => "renumbered",
            Self::New => "new",
            Self::Reused => "new under a code used before",
            Self::Gone => "gone",
        })
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |share: &f64| (share * 100.0).round();
        match self {
            Self::WeakKin { share } => write!(out, "only {} % in common", percent(share)),
            Self::Uncovered { share } => write!(out, "only {} % of the land is covered", percent(share)),
            Self::Tangled => out.write_str("which came from which is not to be seen"),
            Self::Overlap { with, share } => write!(out, "{} % in common with {with}", percent(share)),
            Self::Moved { metres } => write!(out, "the same size under the same code, {metres:.1} m away"),
        }
    }
}

/// One line: what happened to which codes, and the doubt.
impl fmt::Display for Case {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes = |codes: &[Code]| codes.iter().map(Code::as_str).collect::<Vec<_>>().join(", ");
        write!(out, "{}: {} → {}", self.kind, codes(&self.old), codes(&self.new))?;
        self.doubtful.as_ref().map_or(Ok(()), |doubt| write!(out, " ({doubt})"))
    }
}

/// One line: how many cases of each kind, and the move of the city.
impl fmt::Display for Lineage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: Vec<String> = self.counts().iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        write!(out, "By code and land: {}.", counts.join(", "))?;
        self.shift.map_or(Ok(()), |Shift { east_m, north_m, .. }| {
            write!(out, " The whole city moved by {east_m:.2} m to the east and {north_m:.2} m to the north.")
        })
    }
}

/// Tells what happened from one layer to the next.
#[must_use]
pub fn between(old: &Layer, new: &Layer, options: &Options) -> Lineage {
    let shift = shift(old, new, options);
    let eye = Eye { old, new, options, shift: shift.map_or(Coord::zero(), |s| Coord { x: s.east_m, y: s.north_m }) };
    let firsts: Vec<First> = (0..number(old.len())).into_par_iter().map(|before| eye.first_look(before)).collect();
    let mut same = 0;
    let mut cases = Vec::new();
    let mut settled = vec![false; new.len()];
    let mut open = Vec::new();
    for (before, first) in (0..).zip(firsts) {
        let after = match first {
            First::Open => {
                open.push(before);
                continue;
            }
            First::Same(after) => {
                same += 1;
                after
            }
            First::Changed(after) => {
                cases.push(eye.case(CaseKind::Changed, &[before], &[after], &[]));
                after
            }
            First::Nudged(after) => {
                cases.push(eye.one_to_one(before, after, None));
                after
            }
        };
        settled[after as usize] = true;
    }
    eye.rest(open, &mut settled, &mut cases);
    cases.par_sort_by(|a, b| first_code(a).cmp(&first_code(b)).then(a.kind.cmp(&b.kind)));
    Lineage { same, cases, shift }
}

fn first_code(case: &Case) -> Option<&Code> {
    case.old.first().or(case.new.first())
}

/// What one look at the parcel with the same code tells.
enum First {
    Same(u32),
    Changed(u32),
    Nudged(u32),
    Open,
}

/// An overlap of two parcels.
#[derive(Clone, Copy)]
struct Pair {
    before: u32,
    after: u32,
    of_old: f64,
    of_new: f64,
}

impl Pair {
    /// The share of the smaller.
    fn share(self) -> f64 {
        self.of_old.max(self.of_new)
    }
}

/// Compares the two layers with the city's shift taken out.
struct Eye<'a> {
    old: &'a Layer,
    new: &'a Layer,
    options: &'a Options,
    /// Metres.
    shift: Coord<f64>,
}

impl Eye<'_> {
    fn shift_at(&self, latitude: f64) -> Coord<f64> {
        let degree = metres_per_degree(latitude);
        Coord { x: self.shift.x / degree.x, y: self.shift.y / degree.y }
    }

    /// The shape after, as if the city had not moved.
    fn shape_after(&self, after: u32) -> MultiPolygon<f64> {
        let mut shape = self.new.shapes.shape(after);
        if self.shift != Coord::zero() {
            shape.map_coords_in_place(|point| point - self.shift_at(point.y));
        }
        shape
    }

    fn candidates(&self, before: u32) -> impl Iterator<Item = u32> + '_ {
        let around = self.old.shapes.envelope(before);
        let shift = self.shift_at(around.min().y);
        let rim = self.rim_at(around.min().y);
        self.new.candidates(Rect::new(around.min() + shift - rim, around.max() + shift + rim))
    }

    /// The file's rounding, in degrees.
    fn rim_at(&self, latitude: f64) -> Coord<f64> {
        let degree = metres_per_degree(latitude);
        Coord { x: self.options.same_m / degree.x, y: self.options.same_m / degree.y }
    }

    /// Whether the two have the same points in the same order.
    fn same_points(&self, before: u32, after: u32) -> bool {
        let (a, b) = (&self.old.shapes, &self.new.shapes);
        let (points, others) = (a.points(before), b.points(after));
        if points.len() != others.len() || !a.ring_lengths(before).eq(b.ring_lengths(after)) {
            return false;
        }
        if self.shift == Coord::zero() && points == others {
            return true;
        }
        let degree = metres_per_degree(points.first().map_or(0.0, |point| point.y));
        points.iter().zip(others).all(|(point, other)| {
            let x = (other.x - point.x) * degree.x - self.shift.x;
            let y = (other.y - point.y) * degree.y - self.shift.y;
            x.hypot(y) <= self.options.same_m
        })
    }

    fn first_look(&self, before: u32) -> First {
        let was = self.old.parcel(before);
        let Some(is) = self.new.exact_code(was.code()) else { return First::Open };
        let after = is.index().0;
        if self.same_points(before, after) {
            return if same_facts(was, is) { First::Same(after) } else { First::Changed(after) };
        }
        let (a, b) = (self.old.shapes.shape(before), self.shape_after(after));
        let moved = largest_move(&a, &b);
        if moved <= self.options.same_m {
            if same_facts(was, is) { First::Same(after) } else { First::Changed(after) }
        } else if moved <= self.options.nudge_m {
            First::Nudged(after)
        } else {
            First::Open
        }
    }

    fn rest(&self, open: Vec<u32>, settled: &mut [bool], cases: &mut Vec<Case>) {
        // The same shape with another code: settled, if no other parcel has that shape, too.
        let twins: Vec<Option<u32>> = open
            .par_iter()
            .map(|before| {
                let shape = self.old.shapes.shape(*before);
                let mut twins = self.candidates(*before).filter(|after| {
                    !settled[*after as usize]
                        && (self.same_points(*before, *after)
                            || self.near(*before, *after)
                                && largest_move(&shape, &self.shape_after(*after)) <= self.options.same_m)
                });
                twins.next().filter(|_| twins.next().is_none())
            })
            .collect();
        let mut left = Vec::new();
        for (before, twin) in open.into_iter().zip(twins) {
            match twin {
                Some(after) if !settled[after as usize] => {
                    settled[after as usize] = true;
                    cases.push(self.one_to_one(before, after, None));
                }
                _ => left.push(before),
            }
        }
        let fresh = |after: &u32| !settled[*after as usize];
        let pairs: Vec<Pair> = left
            .par_iter()
            .flat_map_iter(|before| {
                let shape = self.old.shapes.shape(*before);
                self.candidates(*before)
                    .filter(fresh)
                    .filter_map(|after| self.overlap(*before, &shape, after))
                    .collect::<Vec<_>>()
            })
            .collect();
        let (kin, strangers): (Vec<_>, Vec<_>) =
            pairs.into_iter().partition(|pair| pair.share() >= self.options.kin_share);
        let after: Vec<u32> = (0..number(self.new.len())).filter(fresh).collect();
        let groups = Groups::of(&left, &after, number(self.old.len()), &kin);
        cases.par_extend(groups.into_par_iter().map(|group| self.judge(group, &strangers)));
    }

    /// Whether the boxes are about the same: a cheap look before a dear one.
    fn near(&self, before: u32, after: u32) -> bool {
        let (a, b) = (self.old.shapes.envelope(before), self.new.shapes.envelope(after));
        let (shift, rim) = (self.shift_at(a.min().y), self.rim_at(a.min().y));
        let off = |a: Coord<f64>, b: Coord<f64>| {
            let far = b - shift - a;
            far.x.abs() <= rim.x && far.y.abs() <= rim.y
        };
        off(a.min(), b.min()) && off(a.max(), b.max())
    }

    fn overlap(&self, before: u32, shape: &MultiPolygon<f64>, after: u32) -> Option<Pair> {
        let other = self.shape_after(after);
        let common = shape.intersection(&other).unsigned_area();
        let (whole, others) = (shape.unsigned_area(), other.unsigned_area());
        if common <= 0.0 || whole <= 0.0 || others <= 0.0 {
            return None;
        }
        let pair = Pair { before, after, of_old: (common / whole).min(1.0), of_new: (common / others).min(1.0) };
        (pair.share() >= self.options.sliver_share).then_some(pair)
    }

    fn judge(&self, group: Group, strangers: &[Pair]) -> Case {
        let Group { before, after, pairs } = group;
        match (&*before, &*after) {
            ([before], [after]) => self.one_to_one(*before, *after, pairs.first().copied()),
            ([], [after]) => {
                let code = self.new.parcel(*after).code();
                let moved = self.old.exact_code(code).map(|was| self.moved(was, self.new.parcel(*after)));
                let kind = if moved.is_some() { CaseKind::Reused } else { CaseKind::New };
                let near = strangers.iter().filter(|pair| pair.after == *after);
                let overlap = near.max_by(|a, b| a.share().total_cmp(&b.share()));
                let mut case = self.case(kind, &[], &[*after], &[]);
                case.doubtful = moved.flatten().or_else(|| {
                    overlap
                        .map(|pair| Doubt::Overlap { with: code_of(self.old.parcel(pair.before)), share: pair.share() })
                });
                case
            }
            ([before], []) => {
                let near = strangers.iter().filter(|pair| pair.before == *before);
                let overlap = near.max_by(|a, b| a.share().total_cmp(&b.share()));
                let mut case = self.case(CaseKind::Gone, &[*before], &[], &[]);
                case.doubtful = overlap
                    .map(|pair| Doubt::Overlap { with: code_of(self.new.parcel(pair.after)), share: pair.share() });
                case
            }
            (before, after) => {
                let kind = match (before.len(), after.len()) {
                    (1, _) => CaseKind::Split,
                    (_, 1) => CaseKind::Merged,
                    _ => CaseKind::Redrawn,
                };
                let mut case = self.case(kind, before, after, &pairs);
                let weakest = pairs.iter().map(|pair| pair.share()).fold(1.0, f64::min);
                let covered = match kind {
                    CaseKind::Split => pairs.iter().map(|pair| pair.of_old).sum(),
                    _ => pairs.iter().map(|pair| pair.of_new).sum::<f64>(),
                };
                case.doubtful = if kind == CaseKind::Redrawn {
                    Some(Doubt::Tangled)
                } else if weakest < self.options.sure_share {
                    Some(Doubt::WeakKin { share: weakest })
                } else if covered < self.options.sure_share {
                    Some(Doubt::Uncovered { share: covered })
                } else {
                    None
                };
                case
            }
        }
    }

    /// One parcel that became one.
    fn one_to_one(&self, before: u32, after: u32, pair: Option<Pair>) -> Case {
        let (was, is) = (self.old.parcel(before), self.new.parcel(after));
        let (a, b) = (self.old.shapes.shape(before), self.shape_after(after));
        let moved = largest_move(&a, &b);
        let whole = a.unsigned_area();
        let pair = pair.or_else(|| self.overlap(before, &a, after));
        let mut case = self.case(
            if was.code() == is.code() { CaseKind::Reshaped } else { CaseKind::Renumbered },
            &[before],
            &[after],
            pair.as_slice(),
        );
        if moved > self.options.same_m {
            let common = pair.map_or(0.0, |pair| pair.of_old * whole);
            let area_share =
                if whole > 0.0 { (whole + b.unsigned_area() - 2.0 * common).max(0.0) / whole } else { 0.0 };
            case.change = Some(Change { area_share, largest_move_m: moved });
            // Both shares: a small parcel within a large one is not that parcel.
            let share = pair.map_or(0.0, |pair| pair.of_old.min(pair.of_new));
            let sure = if was.code() == is.code() { self.options.kin_share } else { self.options.sure_share };
            if moved > self.options.nudge_m && share < sure {
                case.doubtful = Some(Doubt::WeakKin { share });
            }
        }
        case
    }

    /// Whether a code that stands elsewhere now may be the same parcel drawn at another place.
    fn moved(&self, was: ParcelRef<'_>, is: ParcelRef<'_>) -> Option<Doubt> {
        let (a, b) = (was.area_m2(), is.area_m2());
        let degree = metres_per_degree(was.envelope().min().y);
        let far = is.envelope().center() - was.envelope().center();
        let metres = (far.x * degree.x - self.shift.x).hypot(far.y * degree.y - self.shift.y);
        let sides = |parcel: ParcelRef<'_>| (parcel.envelope().width(), parcel.envelope().height());
        let close = |a: f64, b: f64| (a - b).abs() <= 0.01 * a.max(b);
        let (wide, high) = (sides(was), sides(is));
        (close(a, b) && close(wide.0, high.0) && close(wide.1, high.1)).then_some(Doubt::Moved { metres })
    }

    fn case(&self, kind: CaseKind, old: &[u32], new: &[u32], pairs: &[Pair]) -> Case {
        let before: Vec<Code> = old.iter().map(|index| code_of(self.old.parcel(*index))).collect();
        let after: Vec<Code> = new.iter().map(|index| code_of(self.new.parcel(*index))).collect();
        let reused = after.iter().filter(|code| !before.contains(code) && self.old.exact_code(code.as_str()).is_some());
        let shares = pairs
            .iter()
            .map(|pair| Share {
                old: code_of(self.old.parcel(pair.before)),
                new: code_of(self.new.parcel(pair.after)),
                of_old: pair.of_old,
                of_new: pair.of_new,
            })
            .collect();
        Case { kind, reused: reused.cloned().collect(), old: before, new: after, shares, change: None, doubtful: None }
    }
}

fn code_of(parcel: ParcelRef<'_>) -> Code {
    Code::new(parcel.code()).expect("it was one when the layer was built")
}

/// Parcels that are kin to each other, through others too.
#[derive(Default)]
struct Group {
    before: Vec<u32>,
    after: Vec<u32>,
    pairs: Vec<Pair>,
}

struct Groups;

impl Groups {
    fn of(before: &[u32], after: &[u32], offset: u32, kin: &[Pair]) -> Vec<Group> {
        // Old parcels as they are, new ones after them; each knows a member of its group, the root itself.
        let mut towards: HashMap<u32, u32> = HashMap::with_capacity(before.len() + after.len());
        fn root(towards: &mut HashMap<u32, u32>, mut member: u32) -> u32 {
            while let Some(next) = towards.get(&member).copied().filter(|next| *next != member) {
                let beyond = towards.get(&next).copied().unwrap_or(next);
                towards.insert(member, beyond);
                member = beyond;
            }
            member
        }
        for pair in kin {
            let (a, b) = (root(&mut towards, pair.before), root(&mut towards, pair.after + offset));
            towards.insert(b, a);
        }
        let mut groups: BTreeMap<u32, Group> = BTreeMap::new();
        for index in before {
            groups.entry(root(&mut towards, *index)).or_default().before.push(*index);
        }
        for index in after {
            groups.entry(root(&mut towards, *index + offset)).or_default().after.push(*index);
        }
        for pair in kin {
            groups.entry(root(&mut towards, pair.before)).or_default().pairs.push(*pair);
        }
        groups.into_values().collect()
    }
}

/// By how much most parcels with the same code and shape moved, if they moved together.
fn shift(old: &Layer, new: &Layer, options: &Options) -> Option<Shift> {
    let offsets: Vec<Coord<f64>> = (0..number(old.len()))
        .into_par_iter()
        .filter_map(|before| {
            let after = new.exact_code(old.parcel(before).code())?.index().0;
            let (points, others) = (old.shapes.points(before), new.shapes.points(after));
            let first = *points.first()?;
            if points.len() != others.len() {
                return None;
            }
            let degree = metres_per_degree(first.y);
            let offset =
                |(a, b): (&Coord<f64>, &Coord<f64>)| Coord { x: (b.x - a.x) * degree.x, y: (b.y - a.y) * degree.y };
            let count = points.len() as f64;
            let sum = points.iter().zip(others).map(offset).fold(Coord::zero(), |sum, offset| sum + offset);
            let mean = sum / count;
            let apart = |offset: Coord<f64>| (offset - mean).x.hypot((offset - mean).y);
            points.iter().zip(others).map(offset).all(|offset| apart(offset) <= 2.0 * options.same_m).then_some(mean)
        })
        .collect();
    let median = |part: fn(&Coord<f64>) -> f64| {
        let mut values: Vec<f64> = offsets.iter().map(part).collect();
        let middle = values.len() / 2;
        (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, f64::total_cmp).1)
    };
    let median = Coord { x: median(|offset| offset.x)?, y: median(|offset| offset.y)? };
    let with =
        offsets.iter().filter(|offset| (**offset - median).x.hypot((**offset - median).y) <= 2.0 * options.same_m);
    let with = with.count();
    // One parcel that moved is that parcel's affair.
    (with >= 10 && with * 2 > offsets.len() && median.x.hypot(median.y) > options.same_m).then_some(Shift {
        east_m: median.x,
        north_m: median.y,
        parcels: with as u64,
    })
}

fn same_facts(was: ParcelRef<'_>, is: ParcelRef<'_>) -> bool {
    was.land_use() == is.land_use()
        && was.use_detail() == is.use_detail()
        && was.category() == is.category()
        && was.owner_class() == is.owner_class()
        && was.right() == is.right()
        && was.legal_area_m2() == is.legal_area_m2()
        && was.address() == is.address()
        && was.district() == is.district()
        && was.since() == is.since()
        && was.contour() == is.contour()
}

/// How far the corner that lies furthest from the other shape's edge lies from it, in metres.
fn largest_move(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> f64 {
    if a == b {
        return 0.0;
    }
    furthest_corner(a, b).max(furthest_corner(b, a))
}

fn furthest_corner(shape: &MultiPolygon<f64>, other: &MultiPolygon<f64>) -> f64 {
    let distance = |corner: Coord<f64>| {
        let degree = metres_per_degree(corner.y);
        let local =
            |point: Coord<f64>| Coord { x: (point.x - corner.x) * degree.x, y: (point.y - corner.y) * degree.y };
        rings(other)
            .flat_map(|ring| ring.windows(2))
            .map(|pair| {
                let (from, to) = (local(pair[0]), local(pair[1]));
                let along = to - from;
                let length2 = along.x * along.x + along.y * along.y;
                let share = if length2 > 0.0 {
                    (-(from.x * along.x + from.y * along.y) / length2).clamp(0.0, 1.0)
                } else {
                    0.0
                };
                let foot = from + along * share;
                foot.x.hypot(foot.y)
            })
            .fold(f64::INFINITY, f64::min)
    };
    rings(shape).flatten().map(|corner| distance(*corner)).fold(0.0, f64::max)
}

fn rings(shape: &MultiPolygon<f64>) -> impl Iterator<Item = &[Coord<f64>]> {
    shape
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .map(|ring| ring.0.as_slice())
}
