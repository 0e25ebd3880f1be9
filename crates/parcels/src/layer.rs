//! One immutable, indexed version of all parcels of a city.
//!
//! Built whole and swapped whole: whoever holds a [`Layer`] never sees half of another. Parcels stand in the order of
//! their codes. Coordinates and attributes lie in flat arrays (some 460 bytes a parcel, words for the search
//! included); a `geo` type is made only for the parcel in hand.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use geo::{Coord, MultiPolygon, Rect};
use jiff::civil::Date;
use rayon::prelude::*;
use rstar::{AABB, RTree, RTreeObject};
use serde::{Deserialize, Serialize};

use crate::digest::{digest, ids, tiles_digest};
use crate::parcel::{Category, Code, CodePattern, LandUse, OwnerClass, Parcel, Right, Texts, TextsRef};
use crate::search::Words;
use crate::shapes::Shapes;
use crate::strings::{Strings, StringsBuilder};

/// Where a layer comes from and what may be done with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerInfo {
    /// Who made the data, in words.
    pub source: String,
    /// As of when.
    #[serde(default)]
    pub source_date: Option<Date>,
    /// The licence, by its SPDX identifier where it has one.
    pub licence: String,
    /// What the map must say.
    pub attribution: String,
    /// Whether the parcels are invented.
    #[serde(default)]
    pub demonstration: bool,
}

/// A place in the order of a layer's codes. It means nothing in another layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParcelIndex(pub u32);

/// Why parcels make no layer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BuildError {
    /// Two parcels with one code.
    #[error("the code {code} stands for two parcels")]
    RepeatedCode {
        /// That code.
        code: Code,
    },
    /// A coordinate that is no number, or off the Earth.
    #[error("parcel {code} has the point {longitude}, {latitude}, which is nowhere on Earth")]
    Nowhere {
        /// Its code.
        code: Code,
        /// The first coordinate.
        longitude: f64,
        /// The second.
        latitude: f64,
    },
    /// No polygon, or a ring of fewer than four points.
    #[error("parcel {code} has no shape")]
    NoShape {
        /// Its code.
        code: Code,
    },
    /// More points or more text than 2³².
    #[error("more than four thousand million points or letters: no layer can hold them")]
    TooLarge,
}

/// How many parcels there are of what, and how much land they cover.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Counts {
    /// All of them.
    pub all: Tally,
    /// By use.
    pub land_use: BTreeMap<LandUse, Tally>,
    /// By category, where it is known.
    pub category: BTreeMap<Category, Tally>,
    /// By ownership.
    pub owner_class: BTreeMap<OwnerClass, Tally>,
    /// By right, where it is known.
    pub right: BTreeMap<Right, Tally>,
    /// By district, in its first language.
    pub district: BTreeMap<String, Tally>,
}

/// A number of parcels and their area.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Tally {
    /// How many.
    pub parcels: u64,
    /// Drawn area, m² on the ellipsoid.
    pub area_m2: f64,
}

impl Tally {
    fn add(&mut self, area_m2: f64) {
        self.parcels += 1;
        self.area_m2 += area_m2;
    }
}

/// A parcel's bounding box in the tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Boxed {
    pub(crate) index: u32,
    low: [f64; 2],
    high: [f64; 2],
}

impl RTreeObject for Boxed {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.low, self.high)
    }
}

/// One version of all parcels. See the [crate's words](crate) for an example.
#[derive(Debug)]
pub struct Layer {
    info: LayerInfo,
    digest: String,
    tiles_digest: String,
    bounds: Option<Rect<f64>>,
    counts: Counts,
    pub(crate) shapes: Shapes,
    pub(crate) tree: RTree<Boxed>,
    /// Made when it is first asked for, or by [`Layer::index_words`].
    words: OnceLock<Words>,
    texts: Strings,
    rows: Vec<Row>,
    areas: Vec<f64>,
    ids: Vec<u64>,
    /// Codes as people type them, with the parcel: sorted.
    pub(crate) loose: Vec<(Box<str>, u32)>,
}

/// The attributes of a parcel; numbers are those of `texts`.
#[derive(Debug, Clone, Copy)]
struct Row {
    code: u32,
    address: [u32; 3],
    district: [u32; 3],
    use_detail: u32,
    contour: u32,
    land_use: LandUse,
    category: Option<Category>,
    owner_class: OwnerClass,
    right: Option<Right>,
    since: Option<Date>,
    legal_area_m2: Option<f64>,
}

impl Layer {
    /// Makes a layer. The words for the search are not indexed yet: see [`Layer::index_words`].
    ///
    /// # Errors
    /// Repeated codes, points that are nowhere, parcels without a shape: what reading a file lets through none of.
    pub fn build(info: LayerInfo, mut parcels: Vec<Parcel>) -> Result<Self, BuildError> {
        parcels.par_sort_by(|a, b| a.code.cmp(&b.code));
        if let Some(pair) = parcels.windows(2).find(|pair| pair[0].code == pair[1].code) {
            return Err(BuildError::RepeatedCode { code: pair[0].code.clone() });
        }
        parcels.par_iter().try_for_each(check_shape)?;
        let (digest, table) = rayon::join(|| digest(&info, &parcels), || Table::of(&parcels));
        let Table { texts, rows, shapes, loose } = table?;
        let areas: Vec<f64> =
            (0..rows.len()).into_par_iter().map(|index| crate::area::of_parcel(&shapes, number(index))).collect();
        let boxes: Vec<Boxed> = (0..rows.len()).map(|index| boxed(&shapes, number(index))).collect();
        let ids = ids(&parcels);
        drop(parcels);
        Ok(Self {
            info,
            tiles_digest: tiles_digest(&digest),
            digest,
            bounds: bounds(&boxes),
            counts: count(&rows, &areas, &texts),
            tree: RTree::bulk_load(boxes),
            words: OnceLock::new(),
            shapes,
            texts,
            rows,
            areas,
            ids,
            loose,
        })
    }

    /// Where the parcels come from.
    #[must_use]
    pub fn info(&self) -> &LayerInfo {
        &self.info
    }

    /// The SHA-256 of everything in the layer, in hexadecimal: two layers with one digest are one layer.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Names the tiles of the layer: the SHA-256 of [`digest`](Self::digest) and of [`crate::tile::RULES`], so that a
    /// release that draws otherwise has other addresses and writes its own archive.
    #[must_use]
    pub fn tiles_digest(&self) -> &str {
        &self.tiles_digest
    }

    /// The number of parcels.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no parcel.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The box around all parcels, or nothing when there is none.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect<f64>> {
        self.bounds
    }

    /// How many parcels there are of what.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// All parcels in the order of their codes.
    pub fn parcels(&self) -> impl ExactSizeIterator<Item = ParcelRef<'_>> + DoubleEndedIterator + Clone {
        (0..number(self.rows.len())).map(|index| self.parcel(index))
    }

    /// One parcel by its place in the order of codes.
    ///
    /// # Panics
    /// When the index is of another, larger layer.
    #[must_use]
    pub fn get(&self, index: ParcelIndex) -> ParcelRef<'_> {
        assert!((index.0 as usize) < self.rows.len(), "parcel {} of {}", index.0, self.rows.len());
        self.parcel(index.0)
    }

    /// The first parcel whose code comes after a given one: the key by which lists of parcels are paged.
    #[must_use]
    pub fn after(&self, code: &str) -> ParcelIndex {
        let texts = &self.texts;
        ParcelIndex(number(self.rows.partition_point(|row| texts.get(row.code).unwrap_or_default() <= code)))
    }

    pub(crate) fn words(&self) -> &Words {
        self.words.get_or_init(|| Words::of(self.parcels()))
    }

    pub(crate) fn parcel(&self, index: u32) -> ParcelRef<'_> {
        ParcelRef { layer: self, index }
    }

    pub(crate) fn exact_code(&self, code: &str) -> Option<ParcelRef<'_>> {
        let found = self.rows.binary_search_by(|row| self.texts.get(row.code).unwrap_or_default().cmp(code)).ok()?;
        Some(self.parcel(number(found)))
    }

    /// How much memory the layer takes, about, in bytes; the index of words included.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.shapes.bytes()
            + self.texts.bytes()
            + self.words().bytes()
            + self.rows.capacity() * size_of::<Row>()
            + self.areas.capacity() * 16
            + self.rows.len() * 72 // the tree: measured
            + self.loose.iter().map(|(code, _)| code.len() + size_of::<(Box<str>, u32)>()).sum::<usize>()
    }
}

/// The longest layer has 2³² parcels; `Table::of` makes sure.
#[expect(clippy::cast_possible_truncation, reason = "a layer has fewer than 2^32 parcels, checked when it is built")]
pub(crate) fn number(index: usize) -> u32 {
    index as u32
}

fn check_shape(parcel: &Parcel) -> Result<(), BuildError> {
    let shape = &parcel.shape;
    if shape.0.is_empty() || shape.iter().any(|polygon| polygon.exterior().0.len() < 4) {
        return Err(BuildError::NoShape { code: parcel.code.clone() });
    }
    let rings = shape.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    match rings.flat_map(|ring| &ring.0).find(|point| !(point.x.abs() <= 180.0 && point.y.abs() <= 90.0)) {
        Some(point) => Err(BuildError::Nowhere { code: parcel.code.clone(), longitude: point.x, latitude: point.y }),
        None => Ok(()),
    }
}

/// The flat arrays.
struct Table {
    texts: Strings,
    rows: Vec<Row>,
    shapes: Shapes,
    loose: Vec<(Box<str>, u32)>,
}

impl Table {
    fn of(parcels: &[Parcel]) -> Result<Self, BuildError> {
        u32::try_from(parcels.len()).map_err(|_| BuildError::TooLarge)?;
        let points = parcels.par_iter().map(|parcel| points_of(&parcel.shape)).sum();
        let mut shapes = Shapes::with_capacity(parcels.len(), points);
        let mut texts = StringsBuilder::default();
        let mut rows = Vec::with_capacity(parcels.len());
        for parcel in parcels {
            shapes.push(&parcel.shape).map_err(|_| BuildError::TooLarge)?;
            let mut text = |text: Option<&str>| texts.number(text).map_err(|_| BuildError::TooLarge);
            let mut three = |words: &Texts| -> Result<[u32; 3], BuildError> {
                Ok([text(words.ky.as_deref())?, text(words.ru.as_deref())?, text(words.en.as_deref())?])
            };
            rows.push(Row {
                address: three(&parcel.address)?,
                district: three(&parcel.district)?,
                code: text(Some(parcel.code.as_str()))?,
                use_detail: text(parcel.use_detail.as_deref())?,
                contour: text(parcel.contour.as_deref())?,
                land_use: parcel.land_use,
                category: parcel.category,
                owner_class: parcel.owner_class,
                right: parcel.right,
                since: parcel.since,
                legal_area_m2: parcel.legal_area_m2,
            });
        }
        shapes.finish();
        let mut loose: Vec<_> = parcels
            .par_iter()
            .enumerate()
            .map(|(index, parcel)| (CodePattern::loose(parcel.code.as_str()).into_boxed_str(), number(index)))
            .collect();
        loose.par_sort();
        Ok(Self { texts: texts.done(), rows, shapes, loose })
    }
}

fn points_of(shape: &MultiPolygon<f64>) -> usize {
    shape
        .iter()
        .map(|polygon| polygon.exterior().0.len() + polygon.interiors().iter().map(|ring| ring.0.len()).sum::<usize>())
        .sum()
}

fn boxed(shapes: &Shapes, index: u32) -> Boxed {
    let envelope = shapes.envelope(index);
    Boxed { index, low: envelope.min().into(), high: envelope.max().into() }
}

fn bounds(boxes: &[Boxed]) -> Option<Rect<f64>> {
    let first = boxes.first()?;
    let around = boxes.iter().fold(first.envelope(), |mut around, boxed| {
        rstar::Envelope::merge(&mut around, &boxed.envelope());
        around
    });
    Some(Rect::new(around.lower(), around.upper()))
}

fn count(rows: &[Row], areas: &[f64], texts: &Strings) -> Counts {
    let mut counts = Counts::default();
    let mut districts: BTreeMap<u32, Tally> = BTreeMap::new();
    for (row, area) in rows.iter().zip(areas) {
        counts.all.add(*area);
        counts.land_use.entry(row.land_use).or_default().add(*area);
        counts.owner_class.entry(row.owner_class).or_default().add(*area);
        if let Some(category) = row.category {
            counts.category.entry(category).or_default().add(*area);
        }
        if let Some(right) = row.right {
            counts.right.entry(right).or_default().add(*area);
        }
        if let Some(district) = row.district.iter().find(|number| **number != 0) {
            districts.entry(*district).or_default().add(*area);
        }
    }
    counts.district =
        districts.into_iter().filter_map(|(district, tally)| Some((texts.get(district)?.to_owned(), tally))).collect();
    counts
}

/// A parcel of a layer.
#[derive(Clone, Copy)]
pub struct ParcelRef<'a> {
    layer: &'a Layer,
    index: u32,
}

impl std::fmt::Debug for ParcelRef<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Parcel({})", self.code())
    }
}

impl PartialEq for ParcelRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.layer, other.layer) && self.index == other.index
    }
}

impl Eq for ParcelRef<'_> {}

impl<'a> ParcelRef<'a> {
    fn row(self) -> &'a Row {
        &self.layer.rows[self.index as usize]
    }

    fn text(self, number: u32) -> Option<&'a str> {
        self.layer.texts.get(number)
    }

    fn texts(self, numbers: [u32; 3]) -> TextsRef<'a> {
        let [ky, ru, en] = numbers.map(|number| self.text(number));
        TextsRef { ky, ru, en }
    }

    /// Its place in the order of codes.
    #[must_use]
    pub fn index(self) -> ParcelIndex {
        ParcelIndex(self.index)
    }

    /// The number that names it in tiles, below 2⁵³ and not zero.
    #[must_use]
    pub fn tile_id(self) -> u64 {
        self.layer.ids[self.index as usize]
    }

    /// The cadastral code.
    #[must_use]
    pub fn code(self) -> &'a str {
        self.text(self.row().code).unwrap_or_default()
    }

    /// The code's last group, as the map writes it.
    #[must_use]
    pub fn label(self) -> &'a str {
        crate::parcel::last_group(self.code())
    }

    /// The shape; longitude, latitude in degrees.
    #[must_use]
    pub fn shape(self) -> MultiPolygon<f64> {
        self.layer.shapes.shape(self.index)
    }

    /// The box around the shape.
    #[must_use]
    pub fn envelope(self) -> Rect<f64> {
        self.layer.shapes.envelope(self.index)
    }

    /// A point inside the shape, near the middle of its largest part, where a label or a mark stands well.
    #[must_use]
    pub fn label_point(self) -> Coord<f64> {
        crate::query::label_point(&self.layer.shapes, self.index)
    }

    /// The drawn area in m² on the ellipsoid.
    #[must_use]
    pub fn area_m2(self) -> f64 {
        self.layer.areas[self.index as usize]
    }

    /// The area in the papers, m².
    #[must_use]
    pub fn legal_area_m2(self) -> Option<f64> {
        self.row().legal_area_m2
    }

    /// The class that the map colours.
    #[must_use]
    pub fn land_use(self) -> LandUse {
        self.row().land_use
    }

    /// The finer use, as a key.
    #[must_use]
    pub fn use_detail(self) -> Option<&'a str> {
        self.text(self.row().use_detail)
    }

    /// The category of the land code.
    #[must_use]
    pub fn category(self) -> Option<Category> {
        self.row().category
    }

    /// Which kind of person owns it.
    #[must_use]
    pub fn owner_class(self) -> OwnerClass {
        self.row().owner_class
    }

    /// By which right it is held.
    #[must_use]
    pub fn right(self) -> Option<Right> {
        self.row().right
    }

    /// Street and number.
    #[must_use]
    pub fn address(self) -> TextsRef<'a> {
        self.texts(self.row().address)
    }

    /// The district.
    #[must_use]
    pub fn district(self) -> TextsRef<'a> {
        self.texts(self.row().district)
    }

    /// Since when the register holds it like this.
    #[must_use]
    pub fn since(self) -> Option<Date> {
        self.row().since
    }

    /// The number of a field's contour.
    #[must_use]
    pub fn contour(self) -> Option<&'a str> {
        self.text(self.row().contour)
    }

    /// Everything, owned: what was given to [`Layer::build`].
    #[must_use]
    pub fn to_parcel(self) -> Parcel {
        Parcel {
            code: Code::new(self.code()).expect("it was one when the layer was built"),
            shape: self.shape(),
            land_use: self.land_use(),
            use_detail: self.use_detail().map(Into::into),
            category: self.category(),
            owner_class: self.owner_class(),
            right: self.right(),
            legal_area_m2: self.legal_area_m2(),
            address: self.address().to_texts(),
            district: self.district().to_texts(),
            since: self.since(),
            contour: self.contour().map(Into::into),
        }
    }
}
