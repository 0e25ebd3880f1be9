//! What a thread is about, as far as its page and its rules need to know.

use dialogue::{CommentRefused, Notice, Position, Subject};
use store::{Connection, notices};

use crate::{app::App, language::Say, problem::Problem};

/// What a thread is about.
#[derive(Debug)]
pub struct About {
    /// The parcel or the notice.
    pub subject: Subject,
    /// The notice itself.
    pub notice: Option<Notice>,
    /// Whether a comment is taken now.
    pub taken: Result<(), CommentRefused>,
}

impl About {
    /// Looks the subject up. A parcel's thread outlives the parcel: it is found whether or not the layer in force has it.
    pub async fn find(connection: &mut Connection, app: &App, subject: Subject) -> Result<Self, Problem> {
        let notice = match &subject {
            Subject::Notice(id) => Some(notices::find(connection, *id).await?.ok_or_else(Problem::not_found)?),
            Subject::Parcel(_) => None,
        };
        let taken = notice.as_ref().map_or(Ok(()), |notice| notice.takes_comment(app.clock.now()));
        Ok(Self { subject, notice, taken })
    }

    /// What it is called, and in which language if not the reader's.
    pub fn title(&self, say: Say) -> (String, Option<&'static str>) {
        match (&self.notice, &self.subject) {
            (Some(notice), _) => {
                let reader = crate::comments::language(say);
                let found = notice.content.title.found(reader);
                let language = found.map(|(language, _)| language).filter(|&language| language != reader);
                (found.map_or_else(String::new, |(_, title)| title.to_owned()), language.map(dialogue::Language::tag))
            }
            (None, Subject::Parcel(code)) => (say.with("threads-parcel", &[("code", code.as_str())]), None),
            (None, Subject::Notice(_)) => (String::new(), None),
        }
    }

    /// Its own address.
    pub fn address(&self) -> String {
        address(&self.subject)
    }

    /// Whether comments take a stance: a notice proposes something, a parcel does not.
    pub fn asks_stance(&self) -> bool {
        self.notice.is_some()
    }

    /// Whether the place lies within what the thread is about: inside the parcel, or inside a parcel of the notice or
    /// its drawn area. An edge belongs to it.
    ///
    /// # Errors
    /// `position-outside`; `no-layer` before the first import.
    pub fn holds(&self, app: &App, place: Position) -> Result<(), Problem> {
        let published = app.published()?;
        let point = geo_types::Coord { x: place.longitude(), y: place.latitude() };
        let here = published.layer.at(point);
        let inside_one_of = |codes: &[dialogue::ParcelCode]| {
            here.iter().any(|parcel| codes.iter().any(|code| code.as_str() == parcel.code()))
        };
        let inside = match (&self.notice, &self.subject) {
            (Some(notice), _) => {
                let place = &notice.content.place;
                place.whole_city
                    || inside_one_of(&place.parcels)
                    || place.area.as_ref().is_some_and(|area| {
                        crate::notices::area::shape(area).is_some_and(|shape| {
                            use geo::Intersects;
                            shape.intersects(&geo_types::Point::from(point))
                        })
                    })
            }
            (None, Subject::Parcel(code)) => inside_one_of(std::slice::from_ref(code)),
            (None, Subject::Notice(_)) => false,
        };
        if inside { Ok(()) } else { Err(CommentRefused::PlaceOutside.into()) }
    }
}

/// The address of a subject.
pub fn address(subject: &Subject) -> String {
    match subject {
        Subject::Parcel(code) => format!("/parcels/{code}"),
        Subject::Notice(id) => format!("/notices/{id}"),
    }
}
