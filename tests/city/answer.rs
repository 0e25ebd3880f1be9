//! What the program answered, and what a test may ask of it.

use reqwest::{StatusCode, header::HeaderMap};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

/// One answer, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was asked, for messages.
    pub asked: String,
    /// Its status.
    pub status: StatusCode,
    /// Its head.
    pub headers: HeaderMap,
    /// Its body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A line of the head, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{self} is no JSON: {error}"))
    }

    /// The body as a page.
    pub fn page(&self) -> Page {
        Page { asked: self.asked.clone(), html: Html::parse_document(&self.text()) }
    }

    /// It has this status.
    #[track_caller]
    pub fn is(&self, status: u16) -> &Answer {
        assert_eq!(self.status.as_u16(), status, "{self}");
        self
    }

    /// 200.
    #[track_caller]
    pub fn is_ok(&self) -> &Answer {
        self.is(200)
    }

    /// 201 with a `Location`: what a program is told.
    #[track_caller]
    pub fn is_created(&self) -> &Answer {
        assert_eq!(self.status.as_u16(), 201, "{self}");
        assert!(!self.header("location").is_empty(), "201 without Location: {self}");
        self
    }

    /// 303: what a form is told.
    #[track_caller]
    pub fn is_see_other(&self) -> &Answer {
        assert_eq!(self.status.as_u16(), 303, "{self}");
        self
    }

    /// A problem (RFC 9457) of this status and code; gives the whole of it.
    #[track_caller]
    pub fn is_problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{self}");
        assert_eq!(self.header("content-type").split(';').next(), Some("application/problem+json"), "{self}");
        let problem = self.json();
        assert_eq!(problem["code"], code, "{self}");
        assert_eq!(problem["status"], status, "{self}");
        for member in ["type", "title"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{member} is missing: {self}");
        }
        problem
    }

    /// The last part of `Location`: the id of what was made.
    #[track_caller]
    pub fn id(&self) -> String {
        let location = self.header("location");
        assert!(!location.is_empty(), "no Location: {self}");
        let path = location.split(['?', '#']).next().expect("a first part");
        path.rsplit('/').next().expect("a last part").to_owned()
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.text();
        let shown: String = text.chars().take(1500).collect();
        write!(f, "{} answered {}\n{shown}", self.asked, self.status)
    }
}

/// A page, looked at by CSS selectors.
#[derive(Debug)]
pub struct Page {
    asked: String,
    html: Html,
}

impl Page {
    /// The first element that fits.
    #[track_caller]
    pub fn find(&self, selector: &str) -> ElementRef<'_> {
        self.all(selector)
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("{}: no {selector} in\n{}", self.asked, self.text()))
    }

    /// Every element that fits.
    pub fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        let selector = Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"));
        self.html.select(&selector).collect()
    }

    /// Whether anything fits.
    pub fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// The words of the first element that fits, blanks made single.
    #[track_caller]
    pub fn words(&self, selector: &str) -> String {
        words(self.find(selector))
    }

    /// All the words of the page.
    pub fn text(&self) -> String {
        words(self.html.root_element())
    }

    /// The value of a hidden or filled-in field.
    #[track_caller]
    pub fn value(&self, name: &str) -> String {
        self.find(&format!("[name=\"{name}\"]")).value().attr("value").unwrap_or("").to_owned()
    }

    /// A form by its `action`, with what stands in its fields: what a browser would send.
    #[track_caller]
    pub fn form(&self, action: &str) -> Vec<(String, String)> {
        let form = self.find(&format!("form[action=\"{action}\"]"));
        let fields = Selector::parse("input, textarea, select").expect("a selector");
        let mut values = Vec::new();
        for field in form.select(&fields) {
            let element = field.value();
            let Some(name) = element.attr("name") else { continue };
            match (element.name(), element.attr("type")) {
                ("input", Some("submit" | "button" | "file")) => {}
                ("input", Some("checkbox" | "radio")) if element.attr("checked").is_none() => {}
                ("textarea", _) => values.push((name.to_owned(), field.text().collect())),
                ("select", _) => {
                    let options = Selector::parse("option").expect("a selector");
                    let chosen = field
                        .select(&options)
                        .find(|option| option.value().attr("selected").is_some())
                        .or_else(|| field.select(&options).next());
                    if let Some(option) = chosen {
                        values.push((name.to_owned(), option.value().attr("value").unwrap_or("").to_owned()));
                    }
                }
                _ => values.push((name.to_owned(), element.attr("value").unwrap_or("").to_owned())),
            }
        }
        values
    }
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}
