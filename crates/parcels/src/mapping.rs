//! Which property of a file means what: one small TOML file for each source of parcels.
//!
//! ```toml
//! [layer]                       # optional: what is told about the source
//! source = "Land register of the city, export of 1 October"
//! source_date = "2026-10-01"
//! licence = "CC-BY-4.0"
//! attribution = "City land register"
//! demonstration = false
//!
//! [code]
//! property = "IDU"              # or feature_id = true, for the feature's own `id`
//!
//! [land_use]                    # category, owner_class, right, use_detail: the same form
//! property = "use_code"
//! default = "vacant"            # for features without the property, and for values that the table does not know
//! values = { "101" = "individual_houses", "3*" = "trade" }   # the exact value first, then the longest beginning
//!
//! [legal_area]
//! property = "land_area_sqft"
//! unit = "square_foot"          # square_metre (default), are, hectare, square_kilometre, square_foot, square_us_foot, acre
//!
//! [address]                     # district: the same form
//! ru = "address"                # the property…
//! en = { template = "{street} {house}" }   # … or a text made of several
//!
//! [since]
//! property = "CREAT_DATE"
//! format = "%Y%m%d"             # as strftime writes it; "%Y-%m-%d" if not given; numbers are read by their digits
//!
//! [contour]
//! property = "contour_no"
//! ```
//!
//! Unknown keys are refused, so that a slip of the pen is told. Only what is named here enters the layer: names of owners, e-mails
//! and everything else in the file never do.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use crate::crs::{AxisOrder, Crs};
use crate::layer::LayerInfo;
use crate::parcel::{Category, LandUse, OwnerClass, Parcel, Right, Texts};
use crate::read::feature::{RawFeature, Value};
use crate::report::{Field, Finding};

/// Which property means what.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// What is told about the source.
    pub layer: LayerMeta,
    /// The coordinate system of the files, where it is always the same and they do not say so.
    pub crs: Option<Crs>,
    /// Which number of a position comes first in the files.
    pub axis_order: AxisOrder,
    /// All properties that are read; fields name them by their place here.
    properties: Vec<Arc<str>>,
    code: CodeSource,
    land_use: Class<LandUse>,
    use_detail: Option<Class<Arc<str>>>,
    category: Option<Class<Category>>,
    owner_class: Option<Class<OwnerClass>>,
    right: Option<Class<Right>>,
    legal_area: Option<LegalArea>,
    address: Sentences,
    district: Sentences,
    since: Option<(usize, String)>,
    contour: Option<usize>,
}

/// What a mapping tells about its source. The city's own file may say it instead.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LayerMeta {
    /// Where the parcels come from.
    pub source: Option<String>,
    /// Of which day they are.
    pub source_date: Option<Date>,
    /// Under which licence, as SPDX names it.
    pub licence: Option<String>,
    /// What must be shown beside them.
    pub attribution: Option<String>,
    /// Whether they are invented.
    pub demonstration: bool,
}

impl LayerMeta {
    /// The same as a layer wants it; what the mapping does not say is empty.
    pub fn info(&self) -> LayerInfo {
        LayerInfo {
            source: self.source.clone().unwrap_or_default(),
            source_date: self.source_date,
            licence: self.licence.clone().unwrap_or_default(),
            attribution: self.attribution.clone().unwrap_or_default(),
            demonstration: self.demonstration,
        }
    }
}

/// What is wrong with a mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct MappingError {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong, naming the field.
    pub message: String,
}

#[derive(Debug, Clone, Copy)]
enum CodeSource {
    Property(usize),
    FeatureId,
}

/// A property whose values are members of a list.
#[derive(Debug, Clone)]
struct Class<T> {
    property: Option<usize>,
    exact: BTreeMap<String, T>,
    /// Beginnings of values, the longest first.
    beginnings: Vec<(String, T)>,
    /// Without a table the values themselves are taken, if they are any.
    itself: Option<fn(&str) -> Option<T>>,
    default: Option<T>,
}

#[derive(Debug, Clone)]
struct LegalArea {
    property: usize,
    /// Square metres in one unit of the file.
    factor: f64,
}

/// A text in up to three languages.
#[derive(Debug, Clone, Default)]
struct Sentences([Option<Sentence>; 3]);

#[derive(Debug, Clone)]
enum Sentence {
    Property(usize),
    Template(Vec<Part>),
}

#[derive(Debug, Clone)]
enum Part {
    Words(String),
    Property(usize),
}

// What stands in the file ------------------------------------------------------------------------------------------------------------

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    layer: LayerMeta,
    crs: Option<Spanned<String>>,
    #[serde(default)]
    axis_order: AxisOrder,
    code: Spanned<CodeTable>,
    land_use: Spanned<ClassTable>,
    use_detail: Option<Spanned<ClassTable>>,
    category: Option<Spanned<ClassTable>>,
    owner_class: Option<Spanned<ClassTable>>,
    right: Option<Spanned<ClassTable>>,
    legal_area: Option<LegalAreaTable>,
    #[serde(default)]
    address: SentencesTable,
    #[serde(default)]
    district: SentencesTable,
    since: Option<SinceTable>,
    contour: Option<PropertyTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeTable {
    property: Option<String>,
    #[serde(default)]
    feature_id: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassTable {
    property: Option<String>,
    default: Option<Spanned<String>>,
    values: Option<BTreeMap<String, Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LegalAreaTable {
    property: String,
    #[serde(default)]
    unit: Unit,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Unit {
    #[default]
    SquareMetre,
    Are,
    Hectare,
    SquareKilometre,
    SquareFoot,
    SquareUsFoot,
    Acre,
}

impl Unit {
    fn in_square_metres(self) -> f64 {
        match self {
            Self::SquareMetre => 1.0,
            Self::Are => 100.0,
            Self::Hectare => 10_000.0,
            Self::SquareKilometre => 1_000_000.0,
            Self::SquareFoot => 0.3048 * 0.3048,
            Self::SquareUsFoot => (1200.0 / 3937.0) * (1200.0 / 3937.0),
            Self::Acre => 4_046.856_422_4,
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct SentencesTable {
    ky: Option<Spanned<SentenceTable>>,
    ru: Option<Spanned<SentenceTable>>,
    en: Option<Spanned<SentenceTable>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum SentenceTable {
    Property(String),
    Template(TemplateTable),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateTable {
    template: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SinceTable {
    property: String,
    format: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PropertyTable {
    property: String,
}

/// Collects the properties that a mapping names, and knows where in the file things stand.
struct Builder<'t> {
    text: &'t str,
    properties: Vec<Arc<str>>,
}

impl Builder<'_> {
    fn property(&mut self, name: &str) -> usize {
        if let Some(at) = self.properties.iter().position(|known| **known == *name) {
            return at;
        }
        self.properties.push(name.into());
        self.properties.len() - 1
    }

    fn error(&self, span: Range<usize>, message: impl Into<String>) -> MappingError {
        error_at(self.text, span.start, message.into())
    }

    fn class<T: Clone>(
        &mut self,
        field: &str,
        table: &Spanned<ClassTable>,
        parse: fn(&str) -> Result<T, String>,
        itself: fn(&str) -> Option<T>,
    ) -> Result<Class<T>, MappingError> {
        let ClassTable { property, default, values } = table.get_ref();
        let read = |builder: &Self, word: &Spanned<String>| {
            parse(word.get_ref()).map_err(|message| builder.error(word.span(), format!("{field}: {message}")))
        };
        let default = default.as_ref().map(|word| read(self, word)).transpose()?;
        let mut class = Class {
            property: property.as_deref().map(|name| self.property(name)),
            exact: BTreeMap::new(),
            beginnings: Vec::new(),
            itself: values.is_none().then_some(itself),
            default,
        };
        if class.property.is_none() && (class.default.is_none() || values.is_some()) {
            return Err(self.error(table.span(), format!("{field}: name a `property`, or only a `default`")));
        }
        for (value, word) in values.iter().flatten() {
            let member = read(self, word)?;
            match value.strip_suffix('*') {
                Some(beginning) => class.beginnings.push((beginning.to_owned(), member)),
                None => {
                    class.exact.insert(value.trim().to_owned(), member);
                }
            }
        }
        class.beginnings.sort_by_key(|(beginning, _)| std::cmp::Reverse(beginning.len()));
        Ok(class)
    }

    fn sentences(&mut self, table: &SentencesTable) -> Result<Sentences, MappingError> {
        let mut sentences = Sentences::default();
        for (slot, table) in sentences.0.iter_mut().zip([&table.ky, &table.ru, &table.en]) {
            let Some(table) = table else { continue };
            *slot = Some(match table.get_ref() {
                SentenceTable::Property(name) => Sentence::Property(self.property(name)),
                SentenceTable::Template(TemplateTable { template }) => self.template(template, table.span())?,
            });
        }
        Ok(sentences)
    }

    fn template(&mut self, template: &str, span: Range<usize>) -> Result<Sentence, MappingError> {
        let mut parts = Vec::new();
        let mut rest = template;
        while let Some(open) = rest.find('{') {
            let Some(length) = rest[open..].find('}') else {
                return Err(self.error(span, "template: a `{` is not closed"));
            };
            let name = rest[open + 1..open + length].trim();
            if name.is_empty() {
                return Err(self.error(span, "template: `{}` names no property"));
            }
            if open > 0 {
                parts.push(Part::Words(rest[..open].to_owned()));
            }
            parts.push(Part::Property(self.property(name)));
            rest = &rest[open + length + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Words(rest.to_owned()));
        }
        if !parts.iter().any(|part| matches!(part, Part::Property(_))) {
            return Err(self.error(span, "template: name a property as {property}"));
        }
        Ok(Sentence::Template(parts))
    }
}

fn error_at(text: &str, at: usize, message: String) -> MappingError {
    let before = &text[..at.min(text.len())];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    MappingError { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1, message }
}

fn parse_key<T: std::str::FromStr<Err = crate::parcel::UnknownKey>>(key: &str) -> Result<T, String> {
    key.parse().map_err(|unknown: crate::parcel::UnknownKey| unknown.to_string())
}

impl std::str::FromStr for Mapping {
    type Err = MappingError;

    fn from_str(text: &str) -> Result<Self, MappingError> {
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            error_at(text, at, error.message().to_owned())
        })?;
        let mut builder = Builder { text, properties: Vec::new() };
        let code = match file.code.get_ref() {
            CodeTable { property: Some(name), feature_id: false } => CodeSource::Property(builder.property(name)),
            CodeTable { property: None, feature_id: true } => CodeSource::FeatureId,
            _ => return Err(builder.error(file.code.span(), "code: give either `property` or `feature_id = true`")),
        };
        let land_use = builder.class("land_use", &file.land_use, parse_key::<LandUse>, LandUse::from_key)?;
        if land_use.default.is_none() {
            return Err(builder
                .error(file.land_use.span(), "land_use: a `default` is needed, for parcels whose use is not known"));
        }
        let use_detail = file
            .use_detail
            .as_ref()
            .map(|table| builder.class("use_detail", table, |word| Ok(Arc::from(word)), |word| Some(Arc::from(word))))
            .transpose()?;
        let category = file
            .category
            .as_ref()
            .map(|table| builder.class("category", table, parse_key::<Category>, Category::from_key))
            .transpose()?;
        let owner_class = file
            .owner_class
            .as_ref()
            .map(|table| builder.class("owner_class", table, parse_key::<OwnerClass>, OwnerClass::from_key))
            .transpose()?;
        let right = file
            .right
            .as_ref()
            .map(|table| builder.class("right", table, parse_key::<Right>, Right::from_key))
            .transpose()?;
        let legal_area = file.legal_area.as_ref().map(|LegalAreaTable { property, unit }| LegalArea {
            property: builder.property(property),
            factor: unit.in_square_metres(),
        });
        let address = builder.sentences(&file.address)?;
        let district = builder.sentences(&file.district)?;
        let since = match &file.since {
            Some(SinceTable { property, format }) => {
                if let Some(format) = format
                    && jiff::fmt::strtime::format(format.get_ref(), jiff::civil::date(2026, 11, 25)).is_err()
                {
                    return Err(builder.error(format.span(), "since: not a format as strftime has it"));
                }
                let format = format.as_ref().map_or("%Y-%m-%d", |format| format.get_ref());
                Some((builder.property(property), format.to_owned()))
            }
            None => None,
        };
        let contour = file.contour.as_ref().map(|table| builder.property(&table.property));
        let crs = match &file.crs {
            Some(name) => Some(
                name.get_ref()
                    .parse()
                    .map_err(|error: crate::crs::CrsError| builder.error(name.span(), format!("crs: {error}")))?,
            ),
            None => None,
        };
        Ok(Self {
            layer: file.layer,
            crs,
            axis_order: file.axis_order,
            properties: builder.properties,
            code,
            land_use,
            use_detail,
            category,
            owner_class,
            right,
            legal_area,
            address,
            district,
            since,
            contour,
        })
    }
}

// From a feature's properties to a parcel's attributes ---------------------------------------------------------------------------------

/// The attributes of one parcel, all but its code and shape.
#[derive(Debug)]
pub(crate) struct Attributes {
    pub(crate) land_use: LandUse,
    pub(crate) use_detail: Option<Arc<str>>,
    pub(crate) category: Option<Category>,
    pub(crate) owner_class: OwnerClass,
    pub(crate) right: Option<Right>,
    pub(crate) legal_area_m2: Option<f64>,
    pub(crate) address: Texts,
    pub(crate) district: Texts,
    pub(crate) since: Option<Date>,
    pub(crate) contour: Option<Arc<str>>,
}

impl Attributes {
    /// Writes them into a parcel.
    pub(crate) fn into_parcel(self, parcel: &mut Parcel) {
        parcel.land_use = self.land_use;
        parcel.use_detail = self.use_detail;
        parcel.category = self.category;
        parcel.owner_class = self.owner_class;
        parcel.right = self.right;
        parcel.legal_area_m2 = self.legal_area_m2;
        parcel.address = self.address;
        parcel.district = self.district;
        parcel.since = self.since;
        parcel.contour = self.contour;
    }
}

/// Texts that many parcels share, held once.
#[derive(Debug, Default)]
pub(crate) struct Shared(HashSet<Arc<str>>);

impl Shared {
    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.0.insert(Arc::clone(&new));
        new
    }
}

/// A word that a class can have, for a report.
trait Word: Clone {
    fn word(&self) -> &str;
}

macro_rules! word {
    ($($class:ty),+) => { $(impl Word for $class {
        fn word(&self) -> &str {
            self.key()
        }
    })+ };
}
word!(LandUse, Category, OwnerClass, Right);

impl Word for Arc<str> {
    fn word(&self) -> &str {
        self
    }
}

impl Mapping {
    /// The properties that are read.
    pub fn properties(&self) -> &[Arc<str>] {
        &self.properties
    }

    /// The value that holds the code.
    pub(crate) fn code<'a>(&self, feature: &RawFeature<'a>) -> Value<'a> {
        match self.code {
            CodeSource::Property(slot) => feature.value(slot),
            CodeSource::FeatureId => feature.id_value(),
        }
    }

    /// All other attributes; what is odd goes to `findings`.
    pub(crate) fn attributes(
        &self,
        feature: &RawFeature<'_>,
        shared: &mut Shared,
        findings: &mut Vec<Finding>,
    ) -> Attributes {
        let mut reader = Reader { mapping: self, feature, shared, findings };
        Attributes {
            land_use: reader.class(Field::LandUse, Some(&self.land_use)).unwrap_or(LandUse::Vacant),
            use_detail: reader.class(Field::UseDetail, self.use_detail.as_ref()),
            category: reader.class(Field::Category, self.category.as_ref()),
            owner_class: reader.class(Field::OwnerClass, self.owner_class.as_ref()).unwrap_or(OwnerClass::Unknown),
            right: reader.class(Field::Right, self.right.as_ref()),
            legal_area_m2: reader.legal_area(),
            address: reader.texts(Field::Address, &self.address),
            district: reader.texts(Field::District, &self.district),
            since: reader.since(),
            contour: self.contour.and_then(|slot| reader.text(Field::Contour, slot)),
        }
    }
}

struct Reader<'m, 'f, 'r> {
    mapping: &'m Mapping,
    feature: &'r RawFeature<'f>,
    shared: &'r mut Shared,
    findings: &'r mut Vec<Finding>,
}

impl Reader<'_, '_, '_> {
    fn name(&self, slot: usize) -> Arc<str> {
        Arc::clone(&self.mapping.properties[slot])
    }

    fn class<T: Word>(&mut self, field: Field, class: Option<&Class<T>>) -> Option<T> {
        let class = class?;
        let Some(slot) = class.property else { return class.default.clone() };
        let value = self.feature.value(slot);
        let written = match &value {
            Value::Nothing => return class.default.clone(),
            Value::Text(text) => text.trim(),
            Value::Number(number) | Value::Truth(number) => number,
            Value::Other(found) => {
                let value = crate::read::shorten(found);
                self.findings.push(Finding::ValueNotText { field, property: self.name(slot), value });
                return class.default.clone();
            }
        };
        if written.is_empty() {
            return class.default.clone();
        }
        let found = match class.itself {
            Some(itself) => itself(written),
            None => class.exact.get(written).cloned().or_else(|| {
                let beginning = class.beginnings.iter().find(|(beginning, _)| written.starts_with(beginning.as_str()));
                beginning.map(|(_, member)| member.clone())
            }),
        };
        if found.is_some() {
            return found;
        }
        let became = class.default.as_ref().map(|default| self.shared.text(default.word()));
        let value = self.shared.text(&crate::read::shorten(written));
        self.findings.push(Finding::ValueNotInTable { field, property: self.name(slot), value, became });
        class.default.clone()
    }

    fn text(&mut self, field: Field, slot: usize) -> Option<Arc<str>> {
        let value = self.feature.value(slot);
        let text = self.written(field, slot, &value)?;
        Some(self.shared.text(&text))
    }

    /// A text or a number as text; none if there is none.
    fn written(&mut self, field: Field, slot: usize, value: &Value<'_>) -> Option<String> {
        match value {
            Value::Nothing => None,
            Value::Text(text) => {
                let text = text.trim();
                (!text.is_empty()).then(|| text.to_owned())
            }
            Value::Number(number) => Some((*number).to_owned()),
            Value::Truth(found) | Value::Other(found) => {
                let value = crate::read::shorten(found);
                self.findings.push(Finding::ValueNotText { field, property: self.name(slot), value });
                None
            }
        }
    }

    fn texts(&mut self, field: Field, sentences: &Sentences) -> Texts {
        let mut texts = sentences.0.iter().map(|sentence| self.sentence(field, sentence.as_ref()?));
        let mut next = || texts.next().flatten();
        Texts { ky: next(), ru: next(), en: next() }
    }

    fn sentence(&mut self, field: Field, sentence: &Sentence) -> Option<Arc<str>> {
        let parts = match sentence {
            Sentence::Property(slot) => return self.text(field, *slot),
            Sentence::Template(parts) => parts,
        };
        let (mut text, mut any) = (String::new(), false);
        for part in parts {
            match part {
                Part::Words(words) => text.push_str(words),
                Part::Property(slot) => {
                    let value = self.feature.value(*slot);
                    if let Some(written) = self.written(field, *slot, &value) {
                        text.push_str(&written);
                        any = true;
                    }
                }
            }
        }
        // Without any of its properties a template is only its own words; without one of them it may have spaces too many.
        any.then(|| self.shared.text(text.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches([',', ' '])))
    }

    fn legal_area(&mut self) -> Option<f64> {
        let area = self.mapping.legal_area.as_ref()?;
        let (field, property) = (Field::LegalArea, self.name(area.property));
        let value = self.feature.value(area.property);
        let (number, written) = match &value {
            Value::Nothing => return None,
            Value::Number(number) => (number.parse::<f64>().ok(), (*number).to_owned()),
            Value::Text(text) if text.trim().is_empty() => return None,
            Value::Text(text) => {
                // Only what JSON would call a number: `1,234` is 1.234 to some and 1234 to others.
                let plain = text.trim();
                let is_number =
                    plain.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
                (is_number.then(|| plain.parse().ok()).flatten(), plain.to_owned())
            }
            Value::Truth(found) | Value::Other(found) => (None, crate::read::shorten(found)),
        };
        let Some(number) = number.filter(|number| number.is_finite()) else {
            self.findings.push(Finding::NotANumber { field, property, value: crate::read::shorten(&written) });
            return None;
        };
        if number <= 0.0 {
            self.findings.push(Finding::NotPositive { field, property, value: written });
            return None;
        }
        if matches!(value, Value::Text(_)) {
            self.findings.push(Finding::NumberWasText { field, property, value: written });
        }
        Some(number * area.factor)
    }

    fn since(&mut self) -> Option<Date> {
        let (slot, format) = self.mapping.since.as_ref()?;
        let value = self.feature.value(*slot);
        let written = match &value {
            Value::Nothing => return None,
            Value::Text(text) if text.trim().is_empty() => return None,
            Value::Text(text) => text.trim(),
            Value::Number(number) => number,
            Value::Truth(found) | Value::Other(found) => found,
        };
        let date = match format.as_str() {
            "%Y%m%d" => eight_digits(written),
            format => Date::strptime(format, written).ok(),
        };
        if date.is_none() {
            let (field, property) = (Field::Since, self.name(*slot));
            self.findings.push(Finding::NotADate { field, property, value: crate::read::shorten(written) });
        }
        date
    }
}

/// A date of eight digits, which strptime would read as a year of eight digits.
fn eight_digits(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok()
}
