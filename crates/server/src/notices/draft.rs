//! What a clerk's form or a program says about a notice, read into its content; and back into the fields of a form.
//!
//! A form has flat fields (`title_ky`, `act_number`, one code a line in `parcels`), a program nests (`{"title": {"ky":
//! …}}`); both are the same type here. Whatever is wrong is named at its field, all at once, and nothing typed is lost.

use std::fmt;

use dialogue::{
    Act, Area, Contact, DetailValue, DraftPeriod, Language, NoticeContent, NoticeId, NoticeKind, NoticeRefused,
    ParcelCode, Place, Texts,
};
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Deserializer, de};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{app::App, language::typed_number, problem::Problem};

/// A notice as it is written. Nothing is required to save a draft but its kind; publishing says what is missing.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct WriteNotice {
    /// What is announced, one of the field's kinds.
    #[schema(example = "purpose_change")]
    pub kind: String,
    /// The key of the department, for who may publish for any.
    pub department: String,
    /// Title by language.
    #[schema(value_type = Object)]
    pub title: Texts,
    /// From a form.
    #[schema(ignore)]
    pub title_ky: String,
    /// From a form.
    #[schema(ignore)]
    pub title_ru: String,
    /// From a form.
    #[schema(ignore)]
    pub title_en: String,
    /// Text by language: plain, as a comment's.
    #[schema(value_type = Object)]
    pub text: Texts,
    /// From a form.
    #[schema(ignore)]
    pub text_ky: String,
    /// From a form.
    #[schema(ignore)]
    pub text_ru: String,
    /// From a form.
    #[schema(ignore)]
    pub text_en: String,
    /// The post of who signs it, by language.
    #[schema(value_type = Object)]
    pub signer_post: Texts,
    /// From a form.
    #[schema(ignore)]
    pub signer_post_ky: String,
    /// From a form.
    #[schema(ignore)]
    pub signer_post_ru: String,
    /// The act behind it: number and date.
    #[schema(value_type = Object)]
    pub act: Act,
    /// From a form.
    #[schema(ignore)]
    pub act_number: String,
    /// From a form.
    #[schema(ignore)]
    pub act_date: String,
    /// Codes of its parcels; from a form one a line.
    #[serde(deserialize_with = "codes")]
    pub parcels: Vec<String>,
    /// A drawn area: a GeoJSON Polygon or MultiPolygon, from a form as text.
    #[schema(value_type = Option<Object>)]
    pub area: Option<serde_json::Value>,
    /// The whole city; from a form "yes".
    #[serde(deserialize_with = "yes")]
    pub whole_city: bool,
    /// The contour's number where there is no code.
    pub contour: String,
    /// Address by language.
    #[schema(value_type = Object)]
    pub address_text: Texts,
    /// From a form.
    #[schema(ignore)]
    pub address_ky: String,
    /// From a form.
    #[schema(ignore)]
    pub address_ru: String,
    /// Area in square metres; from a form as people type numbers.
    #[serde(deserialize_with = "number_or_text")]
    #[schema(value_type = Option<f64>)]
    pub area_m2: String,
    /// Category of the land now.
    pub category_now: String,
    /// Purpose now, by language.
    #[schema(value_type = Object)]
    pub purpose_now: Texts,
    /// From a form.
    #[schema(ignore)]
    pub purpose_now_ky: String,
    /// From a form.
    #[schema(ignore)]
    pub purpose_now_ru: String,
    /// Purpose proposed, by language.
    #[schema(value_type = Object)]
    pub purpose_proposed: Texts,
    /// From a form.
    #[schema(ignore)]
    pub purpose_proposed_ky: String,
    /// From a form.
    #[schema(ignore)]
    pub purpose_proposed_ru: String,
    /// Whom to ask: phone, room, hours by language.
    #[schema(value_type = Object)]
    pub contact: Contact,
    /// From a form.
    #[schema(ignore)]
    pub contact_phone: String,
    /// From a form.
    #[schema(ignore)]
    pub contact_room: String,
    /// From a form.
    #[schema(ignore)]
    pub contact_hours_ky: String,
    /// From a form.
    #[schema(ignore)]
    pub contact_hours_ru: String,
    /// Fields of this kind.
    #[schema(value_type = Object)]
    pub details: std::collections::BTreeMap<String, DetailValue>,
    /// The last day (`2026-03-31`, until its end) or the moment (`2026-03-31T18:00`) at which comments close. Without it
    /// the rule of its kind says.
    pub closes: String,
    /// From a form: the last day.
    #[schema(ignore)]
    pub closes_day: String,
    /// From a form: the hour on it; empty: until its end.
    #[schema(ignore)]
    pub closes_time: String,
    /// The notice that it repeats.
    pub repeats: Option<Uuid>,
    /// Why a published notice is revised, by language.
    #[schema(value_type = Object)]
    pub reason: Texts,
    /// From a form.
    #[schema(ignore)]
    pub reason_ky: String,
    /// From a form.
    #[schema(ignore)]
    pub reason_ru: String,
}

/// What was read.
#[derive(Debug)]
pub struct Read {
    /// What the notice says.
    pub content: NoticeContent,
    /// Until when it wants to take comments.
    pub period: DraftPeriod,
    /// The notice that it repeats.
    pub repeats: Option<NoticeId>,
    /// Why a published notice is revised.
    pub reason: Texts,
}

impl WriteNotice {
    /// Reads it, or says all that cannot be read.
    ///
    /// # Errors
    /// One problem, or `invalid-input` with all.
    pub fn read(&self, app: &App) -> Result<Read, Problem> {
        let mut wrong = Vec::new();
        let kind = self.kind.parse().unwrap_or_else(|_| {
            wrong.push(Problem::new("missing-field").at("/kind"));
            NoticeKind::PurposeChange
        });
        let parcels = self.parcels(app).unwrap_or_else(|problem| {
            wrong.push(problem);
            Vec::new()
        });
        let area = self.drawn().unwrap_or_else(|problem| {
            wrong.push(problem);
            None
        });
        let area_m2 = match self.area_m2.trim() {
            "" => None,
            typed => typed_number(typed).filter(|&number| number > 0.0).or_else(|| {
                wrong.push(invalid("/area_m2", "12 500,5"));
                None
            }),
        };
        let date = match self.act_date.trim() {
            "" => self.act.date,
            typed => typed_day(typed).or_else(|| {
                wrong.push(invalid("/act_date", "2026-11-25"));
                None
            }),
        };
        let period = self.period().unwrap_or_else(|problem| {
            wrong.push(problem);
            DraftPeriod::Rule
        });
        Problem::all(wrong)?;
        let either = |form: &str, json: &str| if form.trim().is_empty() { json.trim() } else { form.trim() }.to_owned();
        Ok(Read {
            content: NoticeContent {
                kind,
                title: texts(&self.title, [&self.title_ky, &self.title_ru, &self.title_en]),
                text: texts(&self.text, [&self.text_ky, &self.text_ru, &self.text_en]),
                signer_post: texts(&self.signer_post, [&self.signer_post_ky, &self.signer_post_ru, ""]),
                act: Act { number: either(&self.act_number, &self.act.number), date },
                place: Place {
                    parcels,
                    area,
                    whole_city: self.whole_city,
                    contour: self.contour.trim().to_owned(),
                    address: texts(&self.address_text, [&self.address_ky, &self.address_ru, ""]),
                    district: Texts::default(),
                },
                area_m2,
                category_now: Some(self.category_now.trim().to_owned()).filter(|key| !key.is_empty()),
                purpose_now: texts(&self.purpose_now, [&self.purpose_now_ky, &self.purpose_now_ru, ""]),
                purpose_proposed: texts(
                    &self.purpose_proposed,
                    [&self.purpose_proposed_ky, &self.purpose_proposed_ru, ""],
                ),
                contact: Contact {
                    phone: either(&self.contact_phone, &self.contact.phone),
                    room: either(&self.contact_room, &self.contact.room),
                    hours: texts(&self.contact.hours, [&self.contact_hours_ky, &self.contact_hours_ru, ""]),
                },
                details: self.details.clone(),
            },
            period,
            repeats: self.repeats.map(NoticeId::new),
            reason: texts(&self.reason, [&self.reason_ky, &self.reason_ru, ""]),
        })
    }

    /// The codes as the layer in force writes them, each once; all that it has not are named.
    fn parcels(&self, app: &App) -> Result<Vec<ParcelCode>, Problem> {
        let typed = self.parcels.iter().flat_map(|line| line.split(['\n', ',', ';'])).map(str::trim);
        let typed: Vec<&str> = typed.filter(|code| !code.is_empty()).collect();
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        let published = app.published()?;
        let mut known: Vec<ParcelCode> = Vec::new();
        let mut unknown: Vec<String> = Vec::new();
        for line in typed {
            // A code may be typed with blanks in it, and several may stand in one line.
            let whole = published.layer.by_code(line);
            let found: Vec<_> = match whole {
                Some(parcel) => vec![(line, Some(parcel))],
                None => line.split_whitespace().map(|code| (code, published.layer.by_code(code))).collect(),
            };
            if whole.is_none() && found.iter().all(|(_, parcel)| parcel.is_none()) {
                unknown.push(line.to_owned());
                continue;
            }
            for (code, parcel) in found {
                match parcel {
                    Some(parcel) => {
                        let code = ParcelCode::new(parcel.code());
                        if !known.contains(&code) {
                            known.push(code);
                        }
                    }
                    None => unknown.push(code.to_owned()),
                }
            }
        }
        if unknown.is_empty() {
            return Ok(known);
        }
        Err(Problem::new("unknown-parcels").at("/parcels").with("codes", unknown))
    }

    fn drawn(&self) -> Result<Option<Area>, Problem> {
        let wrong = || invalid("/area", "GeoJSON Polygon, MultiPolygon");
        let value = match &self.area {
            None => return Ok(None),
            Some(serde_json::Value::String(text)) if text.trim().is_empty() => return Ok(None),
            Some(serde_json::Value::String(text)) => serde_json::from_str(text).map_err(|_| wrong())?,
            Some(value) => value.clone(),
        };
        let coordinates = value.get("coordinates").cloned().ok_or_else(wrong)?;
        let area = match value.get("type").and_then(serde_json::Value::as_str) {
            Some("Polygon") => Area(vec![serde_json::from_value(coordinates).map_err(|_| wrong())?]),
            Some("MultiPolygon") => serde_json::from_value(coordinates).map_err(|_| wrong())?,
            _ => return Err(wrong()),
        };
        let on_earth = area
            .0
            .iter()
            .flatten()
            .flatten()
            .all(|[longitude, latitude]| (-180.0..=180.0).contains(longitude) && (-90.0..=90.0).contains(latitude));
        if !on_earth || super::area::shape(&area).is_none() {
            return Err(wrong());
        }
        Ok(Some(area))
    }

    fn period(&self) -> Result<DraftPeriod, Problem> {
        if !self.closes_day.trim().is_empty() {
            let last_day = typed_day(self.closes_day.trim()).ok_or_else(|| invalid("/closes_day", "2026-12-18"))?;
            let hour = match self.closes_time.trim() {
                "" => None,
                typed => Some(typed.parse::<Time>().map_err(|_| invalid("/closes_time", "18:00"))?),
            };
            return Ok(DraftPeriod::Named { last_day, hour });
        }
        match self.closes.trim() {
            "" => Ok(DraftPeriod::Rule),
            day if day.len() <= 10 => typed_day(day)
                .map(|last_day| DraftPeriod::Named { last_day, hour: None })
                .ok_or_else(|| invalid("/closes", "2026-12-18")),
            moment => moment
                .parse::<DateTime>()
                .map(|moment| DraftPeriod::Named { last_day: moment.date(), hour: Some(moment.time()) })
                .map_err(|_| invalid("/closes", "2026-12-18T18:00")),
        }
    }
}

fn invalid(at: &str, example: &str) -> Problem {
    Problem::new("invalid-field").at(at).with("reason", example.to_owned())
}

/// A day as a browser sends it, `2026-11-25`, or as people type it, `25.11.2026`.
fn typed_day(text: &str) -> Option<Date> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let mut parts = text.split('.').map(|part| part.trim().parse::<i16>().ok());
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// What a form or a program said, the form's first.
fn texts(json: &Texts, [ky, ru, en]: [&str; 3]) -> Texts {
    let mut texts =
        Texts::new(json.in_exactly(Language::Ky), json.in_exactly(Language::Ru), json.in_exactly(Language::En));
    for (language, typed) in [(Language::Ky, ky), (Language::Ru, ru), (Language::En, en)] {
        if !typed.trim().is_empty() {
            texts.set(language, typed);
        }
    }
    texts
}

/// The fields of a form that holds this content.
pub fn fields(content: &NoticeContent, period: &DraftPeriod) -> Vec<(&'static str, String)> {
    let of = |texts: &Texts, language| texts.only(language).unwrap_or_default().to_owned();
    let (ky, ru, en) = (Language::Ky, Language::Ru, Language::En);
    let mut fields = vec![
        ("kind", content.kind.key().to_owned()),
        ("title_ky", of(&content.title, ky)),
        ("title_ru", of(&content.title, ru)),
        ("title_en", of(&content.title, en)),
        ("text_ky", of(&content.text, ky)),
        ("text_ru", of(&content.text, ru)),
        ("text_en", of(&content.text, en)),
        ("signer_post_ky", of(&content.signer_post, ky)),
        ("signer_post_ru", of(&content.signer_post, ru)),
        ("act_number", content.act.number.clone()),
        ("act_date", content.act.date.map_or_else(String::new, |day| day.to_string())),
        ("parcels", content.place.parcels.iter().map(ParcelCode::as_str).collect::<Vec<_>>().join("\n")),
        ("contour", content.place.contour.clone()),
        ("address_ky", of(&content.place.address, ky)),
        ("address_ru", of(&content.place.address, ru)),
        ("area_m2", content.area_m2.map_or_else(String::new, |area| area.to_string())),
        ("category_now", content.category_now.clone().unwrap_or_default()),
        ("purpose_now_ky", of(&content.purpose_now, ky)),
        ("purpose_now_ru", of(&content.purpose_now, ru)),
        ("purpose_proposed_ky", of(&content.purpose_proposed, ky)),
        ("purpose_proposed_ru", of(&content.purpose_proposed, ru)),
        ("contact_phone", content.contact.phone.clone()),
        ("contact_room", content.contact.room.clone()),
        ("contact_hours_ky", of(&content.contact.hours, ky)),
        ("contact_hours_ru", of(&content.contact.hours, ru)),
    ];
    if content.place.whole_city {
        fields.push(("whole_city", "yes".to_owned()));
    }
    if let DraftPeriod::Named { last_day, hour } = period {
        fields.push(("closes_day", last_day.to_string()));
        fields.push(("closes_time", hour.map_or_else(String::new, |hour| hour.strftime("%H:%M").to_string())));
    }
    fields
}

/// A refusal of the rules as a problem at its field.
impl From<NoticeRefused> for Problem {
    fn from(refused: NoticeRefused) -> Self {
        use dialogue::PeriodRefused;
        match refused {
            NoticeRefused::Missing { field } => Problem::new("missing-field").at(format!("/{field}")),
            NoticeRefused::TooLong { field, length, limit } => {
                Problem::new("field-too-long").at(format!("/{field}")).with("length", length).with("limit", limit)
            }
            NoticeRefused::Concealed { field } => Problem::new("field-concealed").at(format!("/{field}")),
            NoticeRefused::Nowhere => Problem::new("notice-without-place").at("/parcels"),
            NoticeRefused::TooManyParcels { count, limit } => {
                Problem::new("notice-too-many-parcels").at("/parcels").with("count", count).with("limit", limit)
            }
            NoticeRefused::NoPeriod => Problem::new("period-missing").at("/closes_day"),
            NoticeRefused::Period(PeriodRefused::EndsBeforeItBegins { .. } | PeriodRefused::NoSuchDay) => {
                Problem::new("period-ends-before-it-begins").at("/closes_day")
            }
            NoticeRefused::Period(PeriodRefused::Shorter { promised, asked }) => {
                Problem::new("period-shorter").at("/closes_day").with("promised", promised).with("asked", asked)
            }
            NoticeRefused::OtherDepartment => Problem::new("other-department"),
            NoticeRefused::Ended => Problem::new("notice-ended"),
            NoticeRefused::Published => Problem::new("notice-published"),
            NoticeRefused::NoReason => Problem::new("reason-missing").at("/reason_ky"),
        }
    }
}

/// Codes as a list, or one text with several.
fn codes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct Codes;
    impl<'de> de::Visitor<'de> for Codes {
        type Value = Vec<String>;

        fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            out.write_str("codes of parcels")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(vec![text.to_owned()])
        }

        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut codes = Vec::new();
            while let Some(code) = list.next_element()? {
                codes.push(code);
            }
            Ok(codes)
        }
    }
    deserializer.deserialize_any(Codes)
}

/// A number, or a text with one.
fn number_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct Number;
    impl de::Visitor<'_> for Number {
        type Value = String;

        fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            out.write_str("a number")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }

        fn visit_f64<E: de::Error>(self, number: f64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_u64<E: de::Error>(self, number: u64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_i64<E: de::Error>(self, number: i64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_unit<E: de::Error>(self) -> Result<String, E> {
            Ok(String::new())
        }
    }
    deserializer.deserialize_any(Number)
}

/// `true`, or a form's "yes".
fn yes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    struct Yes;
    impl de::Visitor<'_> for Yes {
        type Value = bool;

        fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            out.write_str("true or false")
        }

        fn visit_bool<E: de::Error>(self, value: bool) -> Result<bool, E> {
            Ok(value)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<bool, E> {
            Ok(matches!(text, "yes" | "true" | "on"))
        }
    }
    deserializer.deserialize_any(Yes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_form(encoded: &str) -> WriteNotice {
        let pairs = form_urlencoded::parse(encoded.as_bytes());
        WriteNotice::deserialize(serde_html_form::Deserializer::new(pairs)).unwrap()
    }

    #[test]
    fn a_form_and_a_program_say_the_same() {
        let form = from_form(
            "kind=taking&title_ky=A&title_ru=&text_ky=B&parcels=1-2%0A3-4&area_m2=1+250%2C5&whole_city=yes&closes_day=18.12.2026&closes_time=18%3A00&repeats=",
        );
        assert_eq!(form.parcels, ["1-2\n3-4"]);
        assert!(form.whole_city);
        assert_eq!(texts(&form.title, [&form.title_ky, &form.title_ru, &form.title_en]), Texts::new("A", "", ""));
        let closes = DraftPeriod::Named {
            last_day: jiff::civil::date(2026, 12, 18),
            hour: Some(jiff::civil::time(18, 0, 0, 0)),
        };
        assert_eq!(form.period().unwrap(), closes);
        let program: WriteNotice = serde_json::from_value(serde_json::json!({
            "kind": "taking", "title": { "ky": "A" }, "text": { "ky": "B" }, "parcels": ["1-2", "3-4"],
            "area_m2": 1250.5, "whole_city": true, "closes": "2026-12-18T18:00",
        }))
        .unwrap();
        assert_eq!(program.period().unwrap(), closes);
        assert_eq!(typed_number(&program.area_m2), typed_number(&form.area_m2));
    }

    #[test]
    fn days_are_taken_as_they_are_typed() {
        assert_eq!(typed_day("25.11.2026"), typed_day("2026-11-25"));
        assert_eq!(typed_day("31.02.2026"), None);
        assert_eq!(typed_day("25.11.2026.1"), None);
    }

    #[test]
    fn an_area_is_a_polygon_on_earth() {
        let with = |area| WriteNotice { area: Some(area), ..WriteNotice::default() };
        let ring = serde_json::json!([[74.5, 42.8], [74.6, 42.8], [74.6, 42.9], [74.5, 42.8]]);
        let polygon = serde_json::json!({ "type": "Polygon", "coordinates": [ring] });
        assert!(with(polygon.clone()).drawn().unwrap().is_some());
        assert!(with(polygon.to_string().into()).drawn().unwrap().is_some());
        assert!(with("".into()).drawn().unwrap().is_none());
        for wrong in [
            serde_json::json!({ "type": "Point", "coordinates": [1, 2] }),
            "{".into(),
            serde_json::json!({ "type": "Polygon", "coordinates": [[[200.0, 0.0], [1.0, 0.0], [1.0, 1.0], [200.0, 0.0]]] }),
        ] {
            assert_eq!(with(wrong).drawn().unwrap_err().code(), "invalid-field");
        }
    }
}
