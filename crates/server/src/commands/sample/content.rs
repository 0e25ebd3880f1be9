//! The content of a sample notice as the service keeps it.

use std::collections::BTreeMap;

use dialogue::{Act, Area, DetailValue, NoticeContent, ParcelCode, Place, Texts};
use jiff::{Timestamp, civil};
use serde_json::Value;

use super::file::{Notice, When};
use crate::city::City;

impl Notice {
    pub(super) fn content(&self, city: &City, now: Timestamp) -> anyhow::Result<NoticeContent> {
        let mut content = NoticeContent::new(self.kind);
        content.title = self.title.clone();
        content.text = self.text.clone();
        content.signer_post = self.signer_post.clone();
        if let Some(act) = &self.act {
            content.act = Act { number: act.number.clone(), date: Some(act.when.day(city, now)?) };
        }
        content.place = Place {
            parcels: self.place.parcels.iter().map(|code| ParcelCode::new(code)).collect(),
            area: self.place.area.as_ref().map(area).transpose()?,
            whole_city: self.place.whole_city,
            contour: self.place.contour.as_ref().map(line).unwrap_or_default(),
            address: self.place.address.clone(),
            district: self.place.district.clone(),
        };
        content.area_m2 = self.area_m2;
        content.category_now = self.category_now.clone();
        content.purpose_now = self.purpose_now.clone();
        content.purpose_proposed = self.purpose_proposed.clone().unwrap_or_default();
        content.contact = self.contact.clone();
        for (key, value) in &self.extra {
            if let Some(detail) = detail(key, value, city, now)? {
                content.details.insert(name(key), detail);
            }
        }
        Ok(content)
    }
}

/// Puts back what the first version of a corrected notice said.
pub(super) fn as_it_was(content: &mut NoticeContent, changed: &BTreeMap<String, Value>) {
    for (path, value) in changed {
        if let Some(key) = path.strip_prefix("extra.")
            && let Some(detail) = plain(key, value)
        {
            content.details.insert(name(key), detail);
        }
    }
}

/// The unit stands in the value, not in the name.
fn name(key: &str) -> String {
    key.trim_end_matches("_kgs").to_owned()
}

fn area(geometry: &Value) -> anyhow::Result<Area> {
    let coordinates = geometry["coordinates"].clone();
    Ok(match geometry["type"].as_str() {
        Some("Polygon") => Area(vec![serde_json::from_value(coordinates)?]),
        _ => Area(serde_json::from_value(coordinates)?),
    })
}

fn line(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A field of one kind of notice; none for what the service has no form for (sessions of hearings).
fn detail(key: &str, value: &Value, city: &City, now: Timestamp) -> anyhow::Result<Option<DetailValue>> {
    let moment = |value: &Value| -> anyhow::Result<civil::DateTime> {
        let when: When = serde_json::from_value(value.clone())?;
        Ok(city.local(when.on(city, now)?).datetime())
    };
    if value.get("days_from_now").is_some() {
        return Ok(Some(DetailValue::Moment(moment(value)?)));
    }
    if let (Some(from), Some(until)) = (value.get("from"), value.get("until")) {
        return Ok(Some(DetailValue::Span(moment(from)?, moment(until)?)));
    }
    Ok(plain(key, value))
}

fn plain(key: &str, value: &Value) -> Option<DetailValue> {
    match value {
        Value::String(text) if key.ends_with("_kgs") => hundredths(text, 2).map(DetailValue::Money),
        Value::String(text) if key.starts_with("share") => share(text),
        Value::String(text) => Some(text.parse().map_or_else(|_| DetailValue::Line(text.clone()), DetailValue::Day)),
        Value::Number(number) => Some(DetailValue::Line(number.to_string())),
        Value::Object(members) => {
            if let Some(text) = members.get("share").and_then(Value::as_str) {
                return share(text);
            }
            if let Some(text) = members.get("sum_kgs").and_then(Value::as_str) {
                return hundredths(text, 2).map(DetailValue::Money);
            }
            members
                .contains_key("ky")
                .then(|| serde_json::from_value(value.clone()).ok().map(DetailValue::Text))
                .flatten()
        }
        Value::Array(list) => {
            let weighted = |item: &Value| -> Option<(Texts, u32)> {
                let weight = u32::try_from(item.get("weight")?.as_u64()?).ok()?;
                Some((serde_json::from_value(item.clone()).ok()?, weight))
            };
            if let Some(weights) = list.iter().map(weighted).collect::<Option<Vec<_>>>()
                && !weights.is_empty()
            {
                return Some(DetailValue::Weighted(weights));
            }
            let codes = list.iter().filter_map(Value::as_str).map(ParcelCode::new).collect();
            key.ends_with("codes").then_some(DetailValue::Parcels(codes))
        }
        Value::Null | Value::Bool(_) => None,
    }
}

fn share(text: &str) -> Option<DetailValue> {
    u32::try_from(hundredths(text, 4)?).ok().map(DetailValue::Share)
}

/// A decimal text as a whole number of its last place: `"0.10"` with four places is 1000.
fn hundredths(text: &str, places: usize) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = part.chars().chain(std::iter::repeat('0')).take(places).collect();
    format!("{whole}{digits}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_shares_are_whole_numbers() {
        assert_eq!(hundredths("689400.00", 2), Some(68_940_000));
        assert_eq!(hundredths("0.10", 4), Some(1_000));
        assert_eq!(hundredths("7", 2), Some(700));
    }
}
