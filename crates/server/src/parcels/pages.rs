//! The page of a parcel, the panel beside the map, and the list.

use askama::Template;
use parcels::{LandUse, Layer, ParcelRef};

use super::{Asking, facts::Facts, talk::Talk};
use crate::{
    app::App,
    extract::{MaybeSignedIn, Reader},
    page::{Page, Place},
    parts::{Crumb, Crumbs, Link, Pager},
    picture::{MapPart, Picture, Scene, View},
    problem::Problem,
};

/// One parcel, whole: what is known, what is planned, what people say.
#[derive(Template)]
#[template(path = "parcels/parcel.html")]
pub(super) struct ParcelPage {
    pub page: Page,
    pub crumbs: Crumbs,
    pub facts: Facts,
    pub picture: Picture,
    pub talk: Talk,
}

/// The same beside the map, shorter.
#[derive(Debug, Template)]
#[template(path = "parcels/panel.html")]
pub struct Panel {
    /// The page's title while it is open.
    pub title: String,
    /// The reader's voice.
    pub say: crate::language::Say,
    /// What is known.
    pub facts: Facts,
    /// What is planned, and what people say.
    pub(super) talk: Talk,
}

// It escapes what it shows, and is put into the page as it is.
impl askama::filters::HtmlSafe for Panel {}

impl ParcelPage {
    pub(super) async fn gather(
        app: &App,
        reader: &Reader,
        who: &MaybeSignedIn,
        layer: &Layer,
        parcel: ParcelRef<'_>,
    ) -> Result<Self, Problem> {
        let say = reader.say;
        let proposed = app.activity.now().proposed().any(|index| index == parcel.index());
        let facts = Facts::of(say, layer, parcel, 72, proposed);
        let page = Page::new(app, reader, who)
            .titled(title(&facts))
            .described(describe(say, &facts))
            .at(Place::Parcels)
            .canonical(app, &facts.href);
        let crumbs = Crumbs {
            say,
            steps: vec![
                Crumb { address: Some("/".into()), text: say.text("frame-map") },
                Crumb { address: Some("/parcels".into()), text: say.text("frame-parcels") },
                Crumb { address: None, text: facts.code.clone() },
            ],
        };
        let picture = picture_of(app, say, layer, parcel, &facts);
        let mut talk = Talk::of(app, say, who, parcel.code()).await?;
        if let Some(thread) = talk.thread.take() {
            let map = MapPart::new(app, say)?.showing(View::around(parcel.envelope(), 640.0, 320.0, 19.0));
            talk.thread =
                Some(thread.pointing(|(longitude, latitude)| map.pointing(parcel.code(), longitude, latitude)));
        }
        Ok(Self { page, crumbs, facts, picture, talk })
    }
}

impl Panel {
    /// Of one parcel.
    pub async fn gather(
        app: &App,
        reader: &Reader,
        who: &MaybeSignedIn,
        layer: &Layer,
        parcel: ParcelRef<'_>,
    ) -> Result<Self, Problem> {
        let proposed = app.activity.now().proposed().any(|index| index == parcel.index());
        let facts = Facts::of(reader.say, layer, parcel, 56, proposed);
        let talk = Talk::of(app, reader.say, who, parcel.code()).await?;
        Ok(Self { title: title(&facts), say: reader.say, facts, talk })
    }

    /// One sentence for previews of shared links.
    pub fn description(&self) -> String {
        describe(self.say, &self.facts)
    }
}

/// The parcel among its neighbours.
fn picture_of(app: &App, say: crate::language::Say, layer: &Layer, parcel: ParcelRef<'_>, facts: &Facts) -> Picture {
    let activity = app.activity.now();
    Scene {
        layer,
        ground: &app.city.ground,
        view: View::around(parcel.envelope(), 420.0, 300.0, 18.0),
        language: say.tag(),
        selected: Some(parcel.index()),
        proposed: activity.proposed().collect(),
        areas: activity.areas().cloned().collect(),
        marks: Vec::new(),
        label: title(facts),
    }
    .draw()
}

fn title(facts: &Facts) -> String {
    match &facts.address {
        Some(address) => format!("{}, {address}", facts.code),
        None => facts.code.clone(),
    }
}

fn describe(say: crate::language::Say, facts: &Facts) -> String {
    let mut parts = vec![facts.land_use.clone(), facts.area.clone(), facts.owner.to_lowercase()];
    parts.extend(facts.district.clone());
    format!("{} {}", parts.join(" · "), say.text("parcels-description"))
}

/// The list of parcels, or what a search found.
#[derive(Template)]
#[template(path = "parcels/list.html")]
pub(super) struct ListPage {
    pub page: Page,
    pub typed: String,
    pub found: String,
    pub rows: Vec<Facts>,
    pub uses: Vec<(&'static str, String, bool)>,
    pub pager: Option<Pager>,
    pub example: String,
    /// Nothing was found: one way on, the nearest address or code.
    pub nearest: Option<(String, String)>,
}

impl ListPage {
    pub(super) fn new(
        app: &App,
        reader: &Reader,
        who: &MaybeSignedIn,
        asking: &Asking,
        layer: &Layer,
        found: &[ParcelRef<'_>],
        next: Option<String>,
    ) -> Self {
        let say = reader.say;
        let searched = !asking.q.trim().is_empty();
        let count = if searched { found.len() } else { layer.len() };
        let key = if searched { "parcels-found" } else { "parcels-all" };
        // A word less often finds what was meant: people add what a register does not have.
        let nearest = (searched && found.is_empty()).then(|| nearest(layer, &asking.q)).flatten().map(|parcel| {
            let facts = Facts::of(say, layer, parcel, 48, false);
            (facts.href.clone(), facts.address.clone().unwrap_or(facts.code))
        });
        Self {
            page: Page::new(app, reader, who)
                .titled(say.text("parcels-title"))
                .described(say.text("parcels-lead"))
                .at(Place::Parcels),
            typed: asking.q.clone(),
            found: say.count(key, count as u64),
            rows: found.iter().map(|parcel| Facts::of(say, layer, *parcel, 48, false)).collect(),
            uses: LandUse::ALL
                .iter()
                .map(|class| {
                    (class.key(), say.text(&format!("land-use-short-{}", class.key())), asking.land_use == class.key())
                })
                .collect(),
            pager: next.map(|address| Pager {
                say,
                text: say.count(key, count as u64),
                first: Some(Link { address: "/parcels".into(), text: say.text("parcels-first-page") }),
                next: Some(Link { address, text: say.text("parcels-next-page") }),
            }),
            example: app.city.code_example.clone(),
            nearest,
        }
    }
}

/// The first parcel that fewer words find.
fn nearest<'a>(layer: &'a Layer, typed: &str) -> Option<ParcelRef<'a>> {
    let words: Vec<&str> = typed.split_whitespace().take(8).collect();
    (0..words.len())
        .rev()
        .map(|without| {
            let rest: Vec<&str> =
                words.iter().enumerate().filter(|(index, _)| *index != without).map(|(_, word)| *word).collect();
            rest.join(" ")
        })
        .filter(|rest| !rest.is_empty())
        .find_map(|rest| layer.search(&rest, 1).first().map(|hit| hit.parcel))
}
