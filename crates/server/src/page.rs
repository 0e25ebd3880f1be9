//! The frame that every page stands in: what `templates/base.html` needs to know.

use crate::{
    app::App,
    extract::{Asked, MaybeSignedIn},
    language::Say,
};

/// The frame of a page. A page's type has it as the field `page`, and its template extends `base.html`.
#[derive(Debug)]
pub struct Page {
    /// The voice of the reader's language.
    pub say: Say,
    /// Title, without the city.
    pub title: String,
    /// One sentence for search engines and previews of shared links.
    pub description: String,
    /// The page's one absolute address.
    pub canonical: String,
    /// Where in the menu.
    pub place: Place,
    /// The city's name.
    pub city: String,
    /// The data is invented: the page says so.
    pub demonstration: bool,
    /// The languages, to switch.
    pub languages: Vec<LanguageLink>,
    /// Who is signed in.
    pub account: Option<Account>,
    /// Where one signs in and comes back from.
    pub sign_in: String,
    /// How many entries the record has.
    pub entries: u64,
    /// As of when the page speaks, in the city's time.
    pub as_of: String,
    /// Who must be named for the data.
    pub attribution: Vec<Attribution>,
    /// Whether search engines may keep it.
    pub public: bool,
}

/// Places of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The map.
    Map,
    /// Notices.
    Notices,
    /// The list of parcels.
    Parcels,
    /// The clerk's desk.
    Publish,
    /// One's own account, sign-up and sign-in.
    Account,
    /// Somewhere else.
    Other,
}

/// A language to switch to.
#[derive(Debug)]
pub struct LanguageLink {
    /// `ky`
    pub tag: &'static str,
    /// `Кыргызча`
    pub name: String,
    /// This page, in that language.
    pub address: String,
    /// The same, absolute.
    pub alternate: String,
    /// The page speaks it now.
    pub current: bool,
}

/// Who is signed in, as the frame shows it.
#[derive(Debug)]
pub struct Account {
    /// The name that others see.
    pub name: String,
    /// Works for the city, so the desk is in the menu.
    pub staff: bool,
}

/// Somebody to be named for the data.
#[derive(Debug)]
pub struct Attribution {
    /// What is written.
    pub text: String,
    /// Where it leads.
    pub address: Option<String>,
}

impl Page {
    /// The frame for whoever asks.
    pub fn new(app: &App, asked: &Asked, who: &MaybeSignedIn) -> Self {
        let say = asked.say;
        let languages = app.city.languages.iter().filter_map(|tag| Say::of(tag)).map(|language| {
            let address = asked.address_with("language", language.tag());
            LanguageLink {
                tag: language.tag(),
                name: language.text("language-name"),
                alternate: app.url(&address),
                address,
                current: language == say,
            }
        });
        Self {
            say,
            title: String::new(),
            description: String::new(),
            canonical: app.url(&asked.path),
            place: Place::Other,
            city: app.city.name.said(say).to_owned(),
            demonstration: app.city.demonstration,
            languages: languages.collect(),
            account: who.account(),
            sign_in: sign_in(asked),
            entries: app.entries(),
            as_of: say.moment(app.city.local(app.clock.now()).datetime()),
            attribution: app
                .city
                .attribution
                .iter()
                .map(|named| Attribution { text: named.text.clone(), address: named.url.clone() })
                .collect(),
            public: true,
        }
    }

    /// With a title.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// With a sentence for previews.
    #[must_use]
    pub fn described(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// At a place of the menu.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// With another address as its own: `/parcels/{code}` for a map that shows a parcel.
    #[must_use]
    pub fn canonical(mut self, app: &App, path: &str) -> Self {
        self.canonical = app.url(path);
        self
    }

    /// Not for search engines.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.public = false;
        self
    }
}

/// Where one signs in and comes back from: from a page to itself, from a write to the page before it.
pub fn sign_in(asked: &Asked) -> String {
    let back = if asked.reads() { asked.address() } else { asked.came_from().unwrap_or("/").to_owned() };
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", &back).finish();
    format!("/session?{query}")
}
