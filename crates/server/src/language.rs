//! What the service says to people, in Kyrgyz, Russian and English.
//!
//! Sentences live in `languages/{ky,ru,en}/*.ftl` (Fluent). [`Say`] is the voice of one language: it finds a sentence,
//! fills it in, and writes numbers, dates, areas and money as readers of that language expect (DOMAIN, section 6).
//! Plural forms are chosen by the CLDR rules of the language, never by comparing with one.

use std::{borrow::Cow, fmt, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue, concurrent::FluentBundle};
use icu::{
    decimal::{DecimalFormatter, input::Decimal},
    locale::Locale,
};
use jiff::{civil, civil::Date};
use unic_langid::LanguageIdentifier;

/// The message files, one folder per language.
#[derive(rust_embed::Embed)]
#[folder = "languages/"]
struct Files;

/// Tags of the languages, the first is the city's own.
pub const TAGS: [&str; 3] = ["ky", "ru", "en"];

static LANGUAGES: LazyLock<[Language; 3]> = LazyLock::new(|| TAGS.map(Language::load));

struct Language {
    tag: &'static str,
    bundle: FluentBundle<FluentResource>,
    numbers: DecimalFormatter,
}

impl Language {
    fn load(tag: &'static str) -> Self {
        let identifier: LanguageIdentifier = tag.parse().expect("our own tags are tags");
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Isolation marks would land in titles and mails.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match tag {
            "ky" => |value, _| grouped(value, "ky"),
            "ru" => |value, _| grouped(value, "ru"),
            _ => |value, _| grouped(value, "en"),
        }));
        for path in Files::iter().filter(|path| path.starts_with(&format!("{tag}/"))) {
            let file = Files::get(&path).expect("a listed file is there");
            let text = String::from_utf8(file.data.into_owned()).expect("message files are UTF-8");
            let resource = FluentResource::try_new(text)
                .unwrap_or_else(|(_, errors)| panic!("languages/{path} cannot be read: {errors:?}"));
            if let Err(errors) = bundle.add_resource(resource) {
                panic!("languages/{path} repeats a key: {errors:?}");
            }
        }
        let locale: Locale = tag.parse().expect("our own tags are locales");
        let numbers = DecimalFormatter::try_new(locale.into(), Default::default()).expect("icu knows our languages");
        Self { tag, bundle, numbers }
    }
}

/// Fluent prints numbers without groups; readers expect them.
fn grouped(value: &FluentValue<'_>, tag: &str) -> Option<String> {
    match value {
        FluentValue::Number(number) => {
            let digits = number.options.maximum_fraction_digits.unwrap_or(3);
            Some(Say::of(tag)?.decimal(number.value, digits))
        }
        _ => None,
    }
}

/// The voice of one language. Copy it freely.
#[derive(Clone, Copy)]
pub struct Say(&'static Language);

impl Say {
    /// The voice for a tag: `ky`, `ru`, `en`.
    pub fn of(tag: &str) -> Option<Self> {
        LANGUAGES.iter().find(|language| language.tag == tag).map(Say)
    }

    /// Kyrgyz.
    pub fn kyrgyz() -> Self {
        Self(&LANGUAGES[0])
    }

    /// All voices, the city's own first.
    pub fn all() -> impl Iterator<Item = Self> {
        LANGUAGES.iter().map(Say)
    }

    /// `ky`, `ru` or `en`, as `lang` attributes have it.
    pub fn tag(self) -> &'static str {
        self.0.tag
    }

    /// A sentence without gaps.
    pub fn text(self, key: &str) -> String {
        self.sentence(key, None)
    }

    /// A sentence whose form depends on `$count`.
    pub fn count(self, key: &str, count: impl Count) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set("count", count.count());
        self.sentence(key, Some(&arguments))
    }

    /// A sentence with gaps of one kind: `say.with("greeting", &[("name", name)])`. For gaps of several kinds see [`Say::fill`].
    pub fn with<A: Argument>(self, key: &str, gaps: &[(&str, A)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in gaps {
            arguments.set(*name, value.argument());
        }
        self.sentence(key, Some(&arguments))
    }

    /// A sentence to fill gap by gap; prints itself: `say.fill("import-told").put("count", n).put("file", name)`.
    pub fn fill(self, key: &str) -> Filling<'_> {
        Filling { say: self, key: Cow::Borrowed(key), arguments: FluentArgs::new() }
    }

    /// A sentence with a `$day`, which is written as [`Say::date`] does.
    pub fn day(self, key: &str, day: impl std::borrow::Borrow<Date>) -> String {
        self.with(key, &[("day", self.date(day))])
    }

    /// Whether the sentence exists. `key.attribute` asks for an attribute.
    pub fn knows(self, key: &str) -> bool {
        let (message, attribute) = split(key);
        self.0.bundle.get_message(message).is_some_and(|found| match attribute {
            Some(attribute) => found.get_attribute(attribute).is_some(),
            None => found.value().is_some(),
        })
    }

    fn sentence(self, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let (message, attribute) = split(key);
        let pattern = self.0.bundle.get_message(message).and_then(|found| match attribute {
            Some(attribute) => found.get_attribute(attribute).map(|attribute| attribute.value()),
            None => found.value(),
        });
        let Some(pattern) = pattern else {
            tracing::error!(key, language = self.0.tag, "No sentence for a key");
            return format!("⟦{key}⟧");
        };
        let mut errors: Vec<FluentError> = Vec::new();
        let sentence = self.0.bundle.format_pattern(pattern, arguments, &mut errors);
        if !errors.is_empty() {
            tracing::error!(key, language = self.0.tag, ?errors, "A sentence has a gap that nothing fills");
        }
        // A full stop after an abbreviation ends the sentence, too ("2 октября 2026 г.").
        if sentence.contains("г..") { sentence.replace("г..", "г.") } else { sentence.into_owned() }
    }

    /// `1 234 567,89`, with at most three digits after the comma.
    pub fn number(self, value: impl Count) -> String {
        match value.count() {
            FluentValue::Number(number) => self.decimal(number.value, 3),
            _ => String::new(),
        }
    }

    /// A number with at most so many digits after the comma, zeros at the end left out.
    pub fn decimal(self, value: f64, digits: usize) -> String {
        self.write(&format!("{value:.digits$}"), true)
    }

    /// A number with exactly so many digits after the comma.
    pub fn fixed(self, value: f64, digits: usize) -> String {
        self.write(&format!("{value:.digits$}"), false)
    }

    fn write(self, text: &str, trim: bool) -> String {
        let Ok(mut number) = text.parse::<Decimal>() else { return text.to_owned() };
        if trim {
            number.absolute.trim_end();
        }
        self.0.numbers.format_to_string(&number)
    }

    /// `45,73 га` from one hectare on, else `500 м²`.
    pub fn area(self, m2: impl std::borrow::Borrow<f64>) -> String {
        let m2 = *m2.borrow();
        if m2 >= HECTARE_M2 {
            self.with("measure-hectares", &[("value", self.decimal(m2 / HECTARE_M2, 2))])
        } else {
            self.area_m2(m2)
        }
    }

    /// `12 500 м²`, whatever the size.
    pub fn area_m2(self, m2: impl std::borrow::Borrow<f64>) -> String {
        self.with("measure-square-metres", &[("value", self.decimal(*m2.borrow(), 0))])
    }

    /// `45,7300 га`: the form of official papers, four digits (DOMAIN, section 2).
    pub fn hectares(self, m2: impl std::borrow::Borrow<f64>) -> String {
        self.with("measure-hectares", &[("value", self.fixed(*m2.borrow() / HECTARE_M2, 4))])
    }

    /// `250 м`, `1,2 км`.
    pub fn distance(self, m: impl std::borrow::Borrow<f64>) -> String {
        let m = *m.borrow();
        if m >= 1000.0 {
            self.with("measure-kilometres", &[("value", self.decimal(m / 1000.0, 1))])
        } else {
            self.with("measure-metres", &[("value", self.decimal(m, 0))])
        }
    }

    /// `8 731 917 000 сом`, from tyiyn, the hundredth of a som; tyiyn are written only when there are some.
    pub fn money(self, tyiyn: impl std::borrow::Borrow<i64>) -> String {
        let tyiyn = *tyiyn.borrow();
        let sign = if tyiyn < 0 { "-" } else { "" };
        let (som, rest) = (tyiyn.unsigned_abs() / 100, tyiyn.unsigned_abs() % 100);
        let value = if rest == 0 { format!("{sign}{som}") } else { format!("{sign}{som}.{rest:02}") };
        self.with("measure-som", &[("value", self.write(&value, false))])
    }

    /// `2026-ж., 25-ноябрь` · `25 ноября 2026 г.` · `25 November 2026`
    pub fn date(self, day: impl std::borrow::Borrow<Date>) -> String {
        self.date_as("date", *day.borrow())
    }

    /// `25-ноябрь` · `25 ноября` · `25 November`
    pub fn date_without_year(self, day: impl std::borrow::Borrow<Date>) -> String {
        self.date_as("date-without-year", *day.borrow())
    }

    /// `25-ноябрь, шаршемби` · `25 ноября, среда` · `Wednesday 25 November`: where somebody must act.
    pub fn date_with_weekday(self, day: impl std::borrow::Borrow<Date>) -> String {
        self.date_as("date-with-weekday", *day.borrow())
    }

    /// The same after "until" (Russian wants the genitive): `25-ноябрь, шаршемби` · `среды, 25 ноября` · `Wednesday 25 November`
    pub fn date_until(self, day: impl std::borrow::Borrow<Date>) -> String {
        self.date_as("date-until", *day.borrow())
    }

    fn date_as(self, key: &str, day: Date) -> String {
        self.fill(key)
            // A year is a name, not a quantity: no groups.
            .put("year", day.year().to_string())
            .put("month", day.month())
            .put("day", day.day().to_string())
            .put("weekday", day.weekday().to_monday_one_offset())
            .text()
    }

    /// `18:00`, always of 24 hours.
    pub fn time(self, time: impl std::borrow::Borrow<civil::Time>) -> String {
        let time = time.borrow();
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// Date and time of day of the city: `app.city.local(instant)` makes one.
    pub fn moment(self, moment: impl std::borrow::Borrow<civil::DateTime>) -> String {
        let moment = moment.borrow();
        self.fill("moment").put("date", self.date(moment.date())).put("time", self.time(moment.time())).text()
    }

    /// `1,5 МБ`
    pub fn bytes(self, bytes: impl std::borrow::Borrow<u64>) -> String {
        #[expect(clippy::cast_precision_loss, reason = "a size for people")]
        let bytes = *bytes.borrow() as f64;
        if bytes >= 1e6 {
            self.with("measure-megabytes", &[("value", self.decimal(bytes / 1e6, 1))])
        } else {
            self.with("measure-kilobytes", &[("value", self.decimal((bytes / 1e3).ceil(), 0))])
        }
    }
}

impl fmt::Debug for Say {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Say({})", self.0.tag)
    }
}

impl PartialEq for Say {
    fn eq(&self, other: &Self) -> bool {
        self.0.tag == other.0.tag
    }
}

/// Square metres of a hectare, from which on areas are told in hectares.
const HECTARE_M2: f64 = 10_000.0;

fn split(key: &str) -> (&str, Option<&str>) {
    key.split_once('.').map_or((key, None), |(message, attribute)| (message, Some(attribute)))
}

/// A sentence that is being filled. Prints itself.
pub struct Filling<'a> {
    say: Say,
    key: Cow<'a, str>,
    arguments: FluentArgs<'a>,
}

impl<'a> Filling<'a> {
    /// Fills one gap.
    #[must_use]
    pub fn put(mut self, name: &'a str, value: impl Argument) -> Self {
        self.arguments.set(name, value.argument());
        self
    }

    /// The sentence.
    pub fn text(&self) -> String {
        self.say.sentence(&self.key, Some(&self.arguments))
    }
}

impl fmt::Display for Filling<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text())
    }
}

impl fmt::Debug for Filling<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Filling({})", self.key)
    }
}

/// What can fill a gap: a text, or a number, which is then written with groups and can choose a plural form.
pub trait Argument {
    /// The value as Fluent takes it.
    fn argument(&self) -> FluentValue<'static>;
}

/// A number of things.
pub trait Count {
    /// The value as Fluent takes it.
    fn count(&self) -> FluentValue<'static>;
}

macro_rules! numbers {
    ($($number:ty)*) => { $(
        impl Count for $number {
            #[expect(clippy::allow_attributes, reason = "one macro for numbers that fit and those that do not")]
            #[allow(clippy::cast_precision_loss, clippy::cast_lossless, reason = "counts of a city stay far below 2^53")]
            fn count(&self) -> FluentValue<'static> { FluentValue::from(*self as f64) }
        }
        impl Argument for $number {
            fn argument(&self) -> FluentValue<'static> { self.count() }
        }
    )* };
}
numbers!(u8 u16 u32 u64 usize i8 i16 i32 i64 f64);

impl<T: Count + ?Sized> Count for &T {
    fn count(&self) -> FluentValue<'static> {
        (**self).count()
    }
}

impl Argument for str {
    fn argument(&self) -> FluentValue<'static> {
        FluentValue::String(Cow::Owned(self.to_owned()))
    }
}

impl Argument for String {
    fn argument(&self) -> FluentValue<'static> {
        self.as_str().argument()
    }
}

impl Argument for Cow<'_, str> {
    fn argument(&self) -> FluentValue<'static> {
        self.as_ref().argument()
    }
}

impl<T: Argument + ?Sized> Argument for &T {
    fn argument(&self) -> FluentValue<'static> {
        (**self).argument()
    }
}

/// A number as people type it: with comma or point, and any spaces between groups.
pub fn typed_number(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == ',' { '.' } else { c }).collect();
    let allowed = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    plain.chars().all(allowed).then(|| plain.parse().ok()).flatten().filter(|value: &f64| value.is_finite())
}

/// The tag that a person or a program means: `kg` is written on many local sites for `ky`.
pub fn meant(tag: &str) -> Option<&'static str> {
    let primary = tag.split(['-', '_']).next().unwrap_or(tag).to_ascii_lowercase();
    if primary == "kg" {
        return Some("ky");
    }
    TAGS.into_iter().find(|known| *known == primary)
}

/// The first of `offered` that an `Accept-Language` header wants most.
pub fn accepted(header: &str, offered: &[&'static str]) -> Option<&'static str> {
    let mut best: Option<(&'static str, f32)> = None;
    for part in header.split(',') {
        let mut pieces = part.split(';').map(str::trim);
        let Some(tag) = pieces.next().and_then(meant).filter(|tag| offered.contains(tag)) else { continue };
        let quality = pieces.find_map(|piece| piece.strip_prefix("q=")).map_or(Some(1.0), |q| q.trim().parse().ok());
        let quality: f32 = quality.unwrap_or(0.0);
        if quality > 0.0 && best.is_none_or(|(_, most)| quality > most) {
            best = Some((tag, quality));
        }
    }
    best.map(|(tag, _)| tag)
}

#[cfg(test)]
mod tests;
