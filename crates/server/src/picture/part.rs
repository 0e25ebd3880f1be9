//! The map as a part of a page: the `<tilke-map>` element with its addresses, words, furniture and picture.

use askama::Template;
use geo_types::Coord;
use parcels::LandUse;

use super::{Picture, View};
use crate::{app::App, base, language::Say, page::Attribution, parts::Swatch, problem::Problem};

/// A map, to be put into a page as `{{ map }}`.
#[derive(Debug, Template)]
#[template(path = "parts/map.html")]
pub struct MapPart {
    say: Say,
    mode: &'static str,
    tiles: String,
    activity: Option<&'static str>,
    base: Vec<(&'static str, String)>,
    items: &'static str,
    search: &'static str,
    centre: String,
    zoom: f64,
    extent: String,
    selected: Option<String>,
    field: Option<&'static str>,
    position: Option<(String, String)>,
    list: Option<String>,
    attribution: Vec<Attribution>,
    picture: Option<Picture>,
    words: Vec<(String, String)>,
}

impl askama::filters::HtmlSafe for MapPart {}

impl MapPart {
    /// The map of the city at its own view, to read.
    pub fn new(app: &App, say: Say) -> Result<Self, Problem> {
        let published = app.published()?;
        let city = &app.city;
        let [west, south, east, north] = city.extent;
        let [longitude, latitude] = city.centre;
        let base = ["streets", "water", "boundary", "neighbourhoods"];
        Ok(Self {
            say,
            mode: "view",
            tiles: format!("/tiles/parcels/{}/{{z}}/{{x}}/{{y}}.mvt", published.tiles_digest()),
            activity: Some("/tiles/activity/{z}/{x}/{y}.mvt"),
            base: base.into_iter().filter_map(|name| Some((name, base::address(app, name)?))).collect(),
            items: "/collections/parcels/items",
            search: "/parcels",
            centre: format!("{longitude:.6},{latitude:.6}"),
            zoom: city.zoom,
            extent: format!("{west},{south},{east},{north}"),
            selected: None,
            field: None,
            position: None,
            list: None,
            attribution: city
                .attribution
                .iter()
                .map(|named| Attribution { text: named.text.clone(), address: named.url.clone() })
                .collect(),
            picture: None,
            words: words(say),
        })
    }

    /// Looking there.
    #[must_use]
    pub fn showing(mut self, view: View) -> Self {
        let Coord { x, y } = view.centre;
        self.centre = format!("{x:.6},{y:.6}");
        self.zoom = view.zoom;
        self
    }

    /// With the picture that stands in for the map until script has woken, and where it does not.
    #[must_use]
    pub fn pictured(mut self, picture: Picture) -> Self {
        self.picture = Some(picture);
        self
    }

    /// With a parcel chosen.
    #[must_use]
    pub fn selecting(mut self, code: &str) -> Self {
        self.selected = Some(code.to_owned());
        self
    }

    /// With a link to the list that says the same.
    #[must_use]
    pub fn listed_at(mut self, address: impl Into<String>) -> Self {
        self.list = Some(address.into());
        self
    }

    /// For choosing parcels: their codes go into the field with this id, one to a line.
    #[must_use]
    pub fn picking(mut self, field: &'static str) -> Self {
        self.mode = "pick";
        self.field = Some(field);
        self.activity = None;
        self
    }

    /// For pointing at a place inside a parcel: the place goes into the two fields with these ids.
    #[must_use]
    pub fn pointing(mut self, code: &str, longitude: impl Into<String>, latitude: impl Into<String>) -> Self {
        self.mode = "place";
        self.selected = Some(code.to_owned());
        self.position = Some((longitude.into(), latitude.into()));
        self.activity = None;
        self
    }

    /// What the colours mean, in the order of the eye: dwelling, work, green, the rest, and what is proposed.
    fn legend(&self) -> Vec<(Swatch, String)> {
        let uses = LandUse::ALL.iter().map(|land_use| land_use.key());
        let shown = uses.chain(std::iter::once("proposed").filter(|_| self.mode != "place"));
        shown.map(|key| (Swatch { land_use: key }, self.say.text(&format!("land-use-short-{key}")))).collect()
    }
}

/// Words that script puts together. A gap is written `{name}`; what depends on a number comes in each of its forms.
fn words(say: Say) -> Vec<(String, String)> {
    const PLAIN: [&str; 16] = [
        "name",
        "help",
        "help-pick",
        "help-place",
        "notice",
        "too-far",
        "two-fingers",
        "failed",
        "locate-found",
        "locate-failed",
        "locate-outside",
        "search-offers",
        "search-none",
        "outside",
        "placed",
        "place-removed",
    ];
    const WITH_GAPS: [&str; 6] = ["area", "metres", "kilometres", "notice-named", "picked", "unpicked"];
    const COUNTED: [&str; 6] = ["days", "days-left", "comments", "notices-here", "comments-here", "search-found"];
    // One number of each kind that the three languages tell apart.
    const FORMS: [(&str, u32); 4] = [("one", 1), ("few", 2), ("many", 5), ("other", 5)];

    let gaps = |key: &str| say.fill(key).put("n", "{n}").put("title", "{title}").put("code", "{code}").text();
    let mut words: Vec<(String, String)> = Vec::new();
    words.extend(PLAIN.map(|name| (name.to_owned(), say.text(&format!("map-{name}")))));
    words.extend(WITH_GAPS.map(|name| (name.to_owned(), gaps(&format!("map-{name}")))));
    for name in COUNTED {
        let key = format!("map-{name}");
        for (form, example) in FORMS {
            let filled = say.fill(&key).put("count", example).put("title", "{title}").put("code", "{code}").text();
            words.push((format!("{name}-{form}"), filled.replacen(&example.to_string(), "{n}", 1)));
        }
    }
    for land_use in LandUse::ALL {
        let key = land_use.key();
        words.push((format!("use-{}", key.replace('_', "-")), say.text(&format!("land-use-short-{key}"))));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_word_comes_in_the_forms_that_a_browser_asks_for() {
        let said: std::collections::BTreeMap<_, _> = words(Say::of("ru").unwrap()).into_iter().collect();
        assert_eq!(said["days-left-one"], "Остался {n} день. Извещение: {title}");
        assert_eq!(said["days-left-few"], "Осталось {n} дня. Извещение: {title}");
        assert_eq!(said["days-left-many"], "Осталось {n} дней. Извещение: {title}");
        assert_eq!(said["area"], "{n}\u{a0}м²");
    }

    #[test]
    fn every_word_is_known_in_every_language() {
        for say in Say::all() {
            for (name, word) in words(say) {
                assert!(!word.is_empty() && !word.contains("map-"), "{name}: {word}");
            }
        }
    }
}
