//! Parcels from GeoJSON.
//!
//! The file is read once, as a stream: [`frames`] cuts it into features, which are parsed, checked and mapped in parallel while the
//! next ones are cut; what is kept grows with the parcels, not with the file. Every feature ends in the [`Report`] as accepted, repaired
//! or refused. An error means that the file as a whole is no parcel file of this city; then nothing of it is taken.
//!
//! Plain or gzip (also several gzip members one after another) is told by the first bytes. A byte order mark is passed over. A `crs`
//! member may stand before or after the features: one that comes after them and says something else than what they were read as
//! makes [`ReadError::CrsAfterFeatures`], upon which [`read_file`] reads the file once more.
//!
//! Duplicates are judged at the end: the same code with the same shape and attributes, to the last bit, is taken once; the same code
//! with anything different is a conflict, and none of its features is taken, because nobody can say which one is right.

mod coordinates;
mod error;
pub(crate) mod feature;
mod frames;
mod judge;

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

pub use self::error::{OutOfRangeHint, ReadError};
use self::feature::Wanted;
pub(crate) use self::frames::shorten;
use self::frames::{Batch, Frames};
pub use self::frames::{DEEPEST, LARGEST_FEATURE};
use self::judge::{Judge, Judged, Taken};
use crate::crs::{AxisOrder, Crs, ToDegrees};
use crate::mapping::Mapping;
use crate::parcel::{CodePattern, Parcel};
use crate::report::{
    AreaReport, CrsReport, DeclaredBy, DroppedProperty, FeatureReport, Finding, Format, Framing, Outcome, Place,
    Report, UnknownValue,
};

/// How a file is to be read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The coordinate system that the reader says the file is in (`--crs`). It must not disagree with the file.
    pub crs: Option<Crs>,
    /// Which number of a position comes first; none: as the mapping says, else easting.
    pub axis_order: Option<AxisOrder>,
    /// West, south, east, north of the city in degrees: what lies wholly outside is refused.
    pub extent: Option<[f64; 4]>,
    /// The form of the city's codes.
    pub pattern: Option<CodePattern>,
}

/// How far the reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read from the file, as it is stored (compressed, if it is).
    pub bytes: u64,
    /// Features read.
    pub features: u64,
}

/// How many features are judged by one thread at a time.
const CHUNK: usize = 128;

/// How many of those that have the same code are named to each of them.
const CONFLICTS_NAMED: usize = 5;

/// Reads a file; see [`read`]. If the file declares its coordinate system only after the features, it is read twice.
pub fn read_file(
    path: &Path,
    mapping: &Mapping,
    options: &ReadOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Vec<Parcel>, Report), ReadError> {
    let open = || File::open(path).map_err(|error| ReadError::Input { message: error.to_string() });
    match read(BufReader::with_capacity(1 << 18, open()?), mapping, options, progress) {
        Err(ReadError::CrsAfterFeatures { epsg, value }) if options.crs.is_none() => {
            let crs = Crs::epsg(u32::from(epsg)).map_err(|error| unknown("crs", value, &error))?;
            let again = ReadOptions { crs: Some(crs), ..options.clone() };
            let (parcels, mut report) = read(BufReader::with_capacity(1 << 18, open()?), mapping, &again, progress)?;
            report.crs.declared_by = DeclaredBy::File;
            Ok((parcels, report))
        }
        result => result,
    }
}

/// Reads parcels and says what became of every feature.
///
/// The parcels come in the order of the file. `progress` is called a few times per second at most.
pub fn read(
    input: impl BufRead + Send,
    mapping: &Mapping,
    options: &ReadOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Vec<Parcel>, Report), ReadError> {
    let bytes = Arc::new(AtomicU64::new(0));
    let (text, gzip) = decompress(input, Arc::clone(&bytes))?;
    let mut frames = Frames::new(text);
    let mut ledger = Ledger::new(mapping);
    let mut system: Option<System> = None;
    let (mut batch, mut next) = (Batch::default(), Batch::default());
    let mut end = frames.next_batch(&mut batch);
    loop {
        let settled = settle(&mut system, &frames, mapping, options)?;
        let judge = Judge { mapping, options, way: &settled.way };
        let going_on = matches!(end, Ok(true));
        // While this batch is judged the next one is cut.
        let (judged, following) = rayon::join(
            || judge_batch(&judge, &batch, &ledger.wanted),
            || if going_on { frames.next_batch(&mut next) } else { Ok(false) },
        );
        ledger.enter(judged)?;
        progress(Progress { bytes: bytes.load(Ordering::Relaxed), features: ledger.read });
        if !going_on {
            end?;
            break;
        }
        std::mem::swap(&mut batch, &mut next);
        end = following;
    }
    let system = settle(&mut system, &frames, mapping, options)?;
    let met = frames.met;
    let format = Format {
        framing: match (met.collection, met.record_separators) {
            (true, _) => Framing::Collection,
            (false, true) => Framing::Records,
            (false, false) => Framing::Lines,
        },
        gzip,
        byte_order_mark: met.byte_order_mark,
        bytes: bytes.load(Ordering::Relaxed),
    };
    ledger.close(format, system, mapping, options)
}

/// The coordinate system that was settled on, and why.
struct System {
    way: ToDegrees,
    declared_by: DeclaredBy,
    /// How many `crs` members were looked at.
    members: usize,
}

/// Settles which system the features are in, by what is known so far; later members may only agree.
fn settle<'s, R: Read>(
    system: &'s mut Option<System>,
    frames: &Frames<R>,
    mapping: &Mapping,
    options: &ReadOptions,
) -> Result<&'s System, ReadError> {
    let given = options.crs.or(mapping.crs);
    let order = options.axis_order.unwrap_or(mapping.axis_order);
    let seen = system.as_ref().map_or(0, |system| system.members);
    for member in &frames.crs_members[seen..] {
        let declared = serde_json::from_str(&member.text)
            .map_err(|_| crate::crs::CrsError::Form)
            .and_then(|value| Crs::from_member(&value))
            .map_err(|error| unknown("the member `crs`", shorten(&member.text), &error))?;
        let value = shorten(&member.text);
        if let Some(given) = given
            && given != declared
        {
            let other = if options.crs.is_some() { "--crs" } else { "the mapping" };
            return Err(ReadError::CrsDisagrees { value, other: other.into(), expected: given.to_string() });
        }
        match system {
            Some(system) if system.way.crs() == declared => {
                if system.declared_by == DeclaredBy::Reader {
                    system.declared_by = DeclaredBy::Both;
                }
            }
            Some(system) if system.declared_by == DeclaredBy::Nobody => {
                return Err(ReadError::CrsAfterFeatures { value, epsg: declared.code() });
            }
            Some(system) => {
                let expected = system.way.crs().to_string();
                return Err(ReadError::CrsDisagrees { value, other: "an earlier `crs`".into(), expected });
            }
            None if member.after > 0 && given.is_none() && declared != Crs::WGS84 => {
                // Features before it in the same first batch: nobody had declared anything for them.
                return Err(ReadError::CrsAfterFeatures { value, epsg: declared.code() });
            }
            None => {
                let declared_by = if given.is_some() { DeclaredBy::Both } else { DeclaredBy::File };
                *system = Some(System { way: way(declared, order, "the member `crs`")?, declared_by, members: 0 });
            }
        }
    }
    if system.is_none() {
        let declared_by = if given.is_some() { DeclaredBy::Reader } else { DeclaredBy::Nobody };
        *system = Some(System { way: way(given.unwrap_or(Crs::WGS84), order, "--crs")?, declared_by, members: 0 });
    }
    let settled = system.as_mut().expect("just settled");
    settled.members = frames.crs_members.len();
    Ok(settled)
}

fn way(crs: Crs, order: AxisOrder, member: &str) -> Result<ToDegrees, ReadError> {
    ToDegrees::new(crs, order).map_err(|error| unknown(member, crs.to_string(), &error))
}

fn unknown(member: &str, value: String, error: &crate::crs::CrsError) -> ReadError {
    ReadError::UnknownCrs { member: member.into(), value, why: error.to_string() }
}

/// Counts what passes.
struct Counted<R> {
    input: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// The text of an input that may be compressed, and whether it is.
fn decompress<'i>(
    mut input: impl BufRead + Send + 'i,
    bytes: Arc<AtomicU64>,
) -> Result<(Box<dyn Read + Send + 'i>, bool), ReadError> {
    let mut first = [0; 2];
    let mut count = 0;
    while count < first.len() {
        match input.read(&mut first[count..]) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(ReadError::Input { message: error.to_string() }),
        }
    }
    let whole = Cursor::new(first[..count].to_vec()).chain(input);
    let counted = Counted { input: whole, bytes };
    if first == [0x1F, 0x8B] {
        let text = flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(1 << 17, counted));
        return Ok((Box::new(text), true));
    }
    Ok((Box::new(counted), false))
}

/// What one thread found in some features that follow each other.
struct Chunk {
    judged: Vec<Judged>,
    wanted: Wanted,
}

fn judge_batch(judge: &Judge<'_>, batch: &Batch, wanted: &Wanted) -> Vec<Result<Chunk, ReadError>> {
    batch
        .frames
        .par_chunks(CHUNK)
        .map(|frames| {
            let mut wanted = wanted.fresh();
            let mut desk = judge::Desk::default();
            let judged = frames
                .iter()
                .map(|frame| judge.judge(frame, batch.text(frame), &mut wanted, &mut desk))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(Chunk { judged, wanted })
        })
        .collect()
}

/// Everything that is known of the features so far.
struct Ledger {
    read: u64,
    wanted: Wanted,
    /// Features that became parcels, and the parcels, in the same order.
    taken: Vec<Taken>,
    parcels: Vec<Parcel>,
    /// Features that were refused at once.
    refused: Vec<FeatureReport>,
    heights_dropped: u64,
    rings_turned: u64,
    /// Features with positions; how many of them lie out of range, and the first of those.
    placed: u64,
    out_of_range: u64,
    first_out_of_range: Option<(Place, [f64; 2])>,
    /// How many lie outside the extent, how many of those would be inside with the axes exchanged, and the first.
    outside: u64,
    exchanged: u64,
    first_outside: Option<(Place, [f64; 2])>,
    not_features: u64,
    first_not_feature: Option<String>,
}

impl Ledger {
    fn new(mapping: &Mapping) -> Self {
        Self {
            read: 0,
            wanted: Wanted::new(mapping.properties()),
            taken: Vec::new(),
            parcels: Vec::new(),
            refused: Vec::new(),
            heights_dropped: 0,
            rings_turned: 0,
            placed: 0,
            out_of_range: 0,
            first_out_of_range: None,
            outside: 0,
            exchanged: 0,
            first_outside: None,
            not_features: 0,
            first_not_feature: None,
        }
    }

    fn enter(&mut self, chunks: Vec<Result<Chunk, ReadError>>) -> Result<(), ReadError> {
        for chunk in chunks {
            let chunk = chunk?; // the first broken text in the order of the file
            self.wanted.add(&chunk.wanted);
            for judged in chunk.judged {
                self.read += 1;
                match judged {
                    Judged::Taken(parcel, taken) => {
                        self.placed += 1;
                        self.heights_dropped += u64::from(taken.heights);
                        self.rings_turned += u64::from(taken.turned);
                        self.taken.push(taken);
                        self.parcels.push(parcel);
                    }
                    Judged::Refused(feature) => self.refuse(feature),
                }
            }
        }
        Ok(())
    }

    fn refuse(&mut self, feature: FeatureReport) {
        let mut placed = true;
        for finding in &feature.findings {
            match finding {
                Finding::NotAFeature { found } => {
                    placed = false;
                    self.not_features += 1;
                    self.first_not_feature.get_or_insert_with(|| found.clone());
                }
                Finding::NoGeometry { .. }
                | Finding::NotAPolygon { .. }
                | Finding::CoordinatesMalformed { .. }
                | Finding::Unreadable { .. } => placed = false,
                Finding::PositionOutOfRange { x, y } => {
                    self.out_of_range += 1;
                    self.first_out_of_range.get_or_insert_with(|| (feature.place.clone(), [*x, *y]));
                }
                Finding::OutsideExtent { x, y, axes_exchanged } => {
                    self.outside += 1;
                    self.exchanged += u64::from(*axes_exchanged);
                    self.first_outside.get_or_insert_with(|| (feature.place.clone(), [*x, *y]));
                }
                _ => {}
            }
        }
        self.placed += u64::from(placed);
        self.refused.push(feature);
    }

    /// Whether the file as a whole is refused.
    fn refuse_file(&self, system: &System, options: &ReadOptions) -> Result<(), ReadError> {
        if let Some(found) = &self.first_not_feature
            && self.not_features == self.read
        {
            let found = if found == "FeatureCollection" {
                "a FeatureCollection whose `features` is no list".to_owned()
            } else {
                found.clone()
            };
            return Err(ReadError::NotGeoJson { found });
        }
        // A single slip of the pen is one feature's; when most are like it, it is the file that is not what it is taken for.
        if let Some((place, [x, y])) = &self.first_out_of_range
            && self.out_of_range * 2 > self.placed
        {
            let legal = |longitude: f64, latitude: f64| longitude.abs() <= 180.0 && latitude.abs() <= 90.0;
            let hint = if !system.way.is_geographic() {
                OutOfRangeHint::OutsideProjection
            } else if legal(*y, *x) {
                OutOfRangeHint::AxesExchanged
            } else {
                OutOfRangeHint::Metres
            };
            return Err(ReadError::OutOfRange {
                index: place.index,
                line: place.line,
                x: *x,
                y: *y,
                hint,
                out_of_range: self.out_of_range,
                features: self.placed,
            });
        }
        if let (Some((place, [x, y])), Some(extent)) = (&self.first_outside, options.extent)
            && self.outside == self.placed
        {
            return Err(ReadError::OutsideExtent {
                index: place.index,
                line: place.line,
                x: *x,
                y: *y,
                extent,
                features: self.placed,
                axes_exchanged: self.exchanged == self.outside,
            });
        }
        Ok(())
    }

    fn close(
        mut self,
        format: Format,
        system: &System,
        mapping: &Mapping,
        options: &ReadOptions,
    ) -> Result<(Vec<Parcel>, Report), ReadError> {
        self.refuse_file(system, options)?;
        self.refuse_duplicates();
        self.remark_same_shapes();

        let mut report = Report {
            counts: crate::report::Counts { read: self.read, ..Default::default() },
            format,
            crs: CrsReport {
                from: system.way.crs(),
                declared_by: system.declared_by,
                axis_order: system.way.order(),
                units: system.way.units().to_owned(),
                accuracy: system.way.accuracy(),
                to: "OGC:CRS84".into(),
            },
            findings: BTreeMap::new(),
            features: self.refused,
            accepted: Vec::new(),
            dropped_properties: dropped(&self.wanted),
            more_dropped: self.wanted.more(),
            missing_properties: missing(&self.wanted, mapping, self.read),
            values_not_in_table: Vec::new(),
            heights_dropped: self.heights_dropped,
            rings_turned: self.rings_turned,
            area: area(&self.taken, &self.parcels),
            in_force: None,
            lineage: None,
        };
        for (taken, parcel) in self.taken.into_iter().zip(&self.parcels) {
            let place = taken.place(parcel);
            match taken.outcome() {
                Outcome::Accepted if taken.findings.is_empty() => report.accepted.push(place),
                outcome => report.features.push(FeatureReport { place, outcome, findings: taken.findings.into_vec() }),
            }
        }
        report.features.sort_unstable_by_key(|feature| feature.place.index);
        count(&mut report);
        Ok((self.parcels, report))
    }

    /// The same code more than once: the same parcel is taken once, different ones not at all.
    fn refuse_duplicates(&mut self) {
        let mut first: HashMap<&str, usize> = HashMap::with_capacity(self.parcels.len());
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, parcel) in self.parcels.iter().enumerate() {
            let first = *first.entry(parcel.code.as_str()).or_insert(at);
            if first != at {
                groups.entry(first).or_insert_with(|| vec![first]).push(at);
            }
        }
        if groups.is_empty() {
            return;
        }
        let place = |at: usize| self.taken[at].place(&self.parcels[at]);
        let mut why: HashMap<usize, Finding> = HashMap::new();
        for (first, group) in groups {
            if group.iter().all(|at| self.parcels[*at] == self.parcels[first]) {
                why.extend(group[1..].iter().map(|at| (*at, Finding::ExactDuplicate { of: place(first) })));
                continue;
            }
            let others = group.len() as u64 - 1;
            why.extend(group.iter().map(|at| {
                let with = group.iter().filter(|other| *other != at).take(CONFLICTS_NAMED).map(|other| place(*other));
                (*at, Finding::CodeConflict { with: with.collect(), others })
            }));
        }
        let (taken, parcels) = (std::mem::take(&mut self.taken), std::mem::take(&mut self.parcels));
        for (at, (mut taken, parcel)) in taken.into_iter().zip(parcels).enumerate() {
            let Some(finding) = why.remove(&at) else {
                self.taken.push(taken);
                self.parcels.push(parcel);
                continue;
            };
            taken.findings.insert(0, finding);
            let place = taken.place(&parcel);
            self.refused.push(FeatureReport { place, outcome: Outcome::Refused, findings: taken.findings.into_vec() });
        }
    }

    /// Two codes on the very same ground: both are taken, as registers do have that, but somebody should look.
    fn remark_same_shapes(&mut self) {
        let mut seen: HashMap<u64, usize> = HashMap::with_capacity(self.parcels.len());
        for (at, parcel) in self.parcels.iter().enumerate() {
            let first = *seen.entry(shape_hash(parcel)).or_insert(at);
            if first != at && self.parcels[first].shape == parcel.shape {
                let with = self.taken[first].place(&self.parcels[first]);
                self.taken[at].findings.push(Finding::SameShape { with });
            }
        }
    }
}

fn shape_hash(parcel: &Parcel) -> u64 {
    let mut hasher = DefaultHasher::new();
    for polygon in &parcel.shape.0 {
        for position in &polygon.exterior().0 {
            (position.x.to_bits(), position.y.to_bits()).hash(&mut hasher);
        }
    }
    hasher.finish()
}

fn dropped(wanted: &Wanted) -> Vec<DroppedProperty> {
    let mut dropped: Vec<_> =
        wanted.dropped().map(|(name, features)| DroppedProperty { property: Arc::clone(name), features }).collect();
    dropped.sort_unstable_by(|a, b| a.property.cmp(&b.property));
    dropped
}

fn missing(wanted: &Wanted, mapping: &Mapping, read: u64) -> Vec<Arc<str>> {
    if read == 0 {
        return Vec::new();
    }
    let met = mapping.properties().iter().zip(wanted.met());
    met.filter(|(_, count)| *count == 0).map(|(name, _)| Arc::clone(name)).collect()
}

fn area(taken: &[Taken], parcels: &[Parcel]) -> AreaReport {
    let mut area = AreaReport::default();
    let mut ratios = Vec::new();
    for (taken, parcel) in taken.iter().zip(parcels) {
        area.drawn_m2 += taken.drawn_m2;
        if let Some(legal) = parcel.legal_area_m2 {
            let ratio = legal / taken.drawn_m2;
            area.with_legal += 1;
            area.differ_by_a_tenth += u64::from((ratio - 1.0).abs() > 0.1);
            ratios.push(ratio);
        }
    }
    let middle = ratios.len() / 2;
    if !ratios.is_empty() {
        area.median_ratio = Some(*ratios.select_nth_unstable_by(middle, f64::total_cmp).1);
    }
    area
}

/// Fills in what is counted from the features' findings.
fn count(report: &mut Report) {
    let counts = &mut report.counts;
    counts.accepted = report.accepted.len() as u64;
    let mut unknown: HashMap<UnknownValue, u64> = HashMap::new();
    for feature in &report.features {
        match feature.outcome {
            Outcome::Accepted => {
                counts.accepted += 1;
                counts.accepted_with_remark += 1;
            }
            Outcome::Repaired => counts.repaired += 1,
            Outcome::Refused => counts.refused += 1,
        }
        for finding in &feature.findings {
            *report.findings.entry(finding.code().to_owned()).or_default() += 1;
            if let Finding::ValueNotInTable { field, property, value, became } = finding {
                let (property, value, became) = (Arc::clone(property), Arc::clone(value), became.clone());
                *unknown.entry(UnknownValue { field: *field, property, value, became, features: 0 }).or_default() += 1;
            }
        }
    }
    report.values_not_in_table =
        unknown.into_iter().map(|(value, features)| UnknownValue { features, ..value }).collect();
    report.values_not_in_table.sort_unstable_by(|a, b| {
        (b.features, a.field, &a.property, &a.value).cmp(&(a.features, b.field, &b.property, &b.value))
    });
}
