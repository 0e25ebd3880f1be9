//! The people of a city: each a browser with cookies of its own, or a program with a token.

use std::path::PathBuf;

use reqwest::{Client, Method, RequestBuilder, redirect};
use serde_json::{Value, json};

use crate::{Answer, City, Mail, PASSWORD};

/// Somebody who uses the city.
#[derive(Debug, Clone)]
pub struct Person {
    /// The name that others see.
    pub name: String,
    /// The address for signing in.
    pub email: String,
    client: Client,
    address: String,
    data: PathBuf,
    language: Option<String>,
    token: Option<String>,
}

impl Person {
    pub(crate) fn visitor(city: &City) -> Person {
        let client = Client::builder().cookie_store(true).redirect(redirect::Policy::none()).build().expect("a client");
        Person {
            name: String::new(),
            email: String::new(),
            client,
            address: city.address.clone(),
            data: city.data.clone(),
            language: None,
            token: None,
        }
    }

    pub(crate) fn named(city: &City, name: &str, number: u32) -> Person {
        Person { name: name.to_owned(), email: format!("person-{number}@example.org"), ..Person::visitor(city) }
    }

    /// Somebody in this browser who says this name and address.
    #[must_use]
    pub fn called(&self, name: &str, email: &str) -> Person {
        Person { name: name.to_owned(), email: email.to_owned(), ..self.clone() }
    }

    /// The same person on another device: no cookies yet.
    #[must_use]
    pub fn on_another_device(&self, city: &City) -> Person {
        Person { name: self.name.clone(), email: self.email.clone(), ..Person::visitor(city) }
    }

    /// The same browser after the program was started anew, perhaps on another port.
    #[must_use]
    pub fn back_in(&self, city: &City) -> Person {
        Person { address: city.address.clone(), ..self.clone() }
    }

    /// Reads in this language from now on.
    #[must_use]
    pub fn reading(mut self, language: &str) -> Person {
        self.language = Some(language.to_owned());
        self
    }

    /// A program that acts for this person with a token.
    #[must_use]
    pub fn by_program(&self, city: &City) -> Person {
        let token = city.command(&["token", "add", &self.email], "").is_well().stdout.trim().to_owned();
        Person { token: Some(token), ..self.on_another_device(city) }
    }

    /// Any request, to be sent with [`Person::sends`].
    pub fn asks(&self, method: Method, path: &str) -> RequestBuilder {
        let address = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.address) };
        let reading = method == Method::GET || method == Method::HEAD;
        let mut request = self.client.request(method, address);
        if !reading {
            // What a browser adds to a write from the page itself.
            request = request.header("Origin", &self.address);
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(language) = &self.language {
            request = request.header("Accept-Language", language);
        }
        request
    }

    /// Sends it and reads the answer whole.
    pub async fn sends(&self, request: RequestBuilder) -> Answer {
        self.tries(request).await.expect("the city answers")
    }

    /// The same, where no answer is an answer too.
    pub async fn tries(&self, request: RequestBuilder) -> reqwest::Result<Answer> {
        let request = request.build()?;
        let asked = format!("{} {}", request.method(), request.url());
        let answer = self.client.execute(request).await?;
        Ok(Answer {
            asked,
            status: answer.status(),
            headers: answer.headers().clone(),
            bytes: answer.bytes().await?.to_vec(),
        })
    }

    /// Opens a page as a browser does.
    pub async fn opens(&self, path: &str) -> Answer {
        self.sends(self.asks(Method::GET, path).header("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"))
            .await
    }

    /// Reads an address as a program does.
    pub async fn reads(&self, path: &str) -> Answer {
        self.sends(self.asks(Method::GET, path).header("Accept", "application/json")).await
    }

    /// Sends a form as a browser does.
    pub async fn submits(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.sends(self.asks(Method::POST, path).header("Accept", "text/html").form(fields)).await
    }

    /// Sends JSON as a program does.
    pub async fn posts(&self, path: &str, body: &Value) -> Answer {
        self.writes(Method::POST, path, body).await
    }

    /// Sends JSON with any method.
    pub async fn writes(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.sends(self.asks(method, path).header("Accept", "application/json").json(body)).await
    }

    /// `DELETE`
    pub async fn deletes(&self, path: &str) -> Answer {
        self.sends(self.asks(Method::DELETE, path).header("Accept", "application/json")).await
    }

    /// The letters that came for this person, oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        Mail::to(&self.data, &self.email)
    }

    /// The newest letter; waits a moment, because letters are written after the answer.
    pub async fn mail(&self, number: usize) -> Mail {
        for _ in 0..200 {
            if let Some(mail) = self.mails().into_iter().nth(number) {
                return mail;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("no letter {number} came for {}", self.email);
    }

    /// Signs up, confirms the address by the link of the letter, and is signed in.
    pub async fn signs_up(&self) {
        self.posts("/accounts", &json!({ "email": self.email, "password": PASSWORD, "display_name": self.name })).await;
        self.confirms(0).await.is_see_other();
    }

    /// Follows the link of a letter and presses the button there.
    pub async fn confirms(&self, letter: usize) -> Answer {
        let page = self.follows(&self.mail(letter).await.link("/accounts/confirmation")).await;
        page.is_ok().page().form("/accounts/confirmation");
        self.submits("/accounts/confirmation", &[]).await
    }

    /// Opens a page as a browser does, wherever it is sent.
    pub async fn follows(&self, path: &str) -> Answer {
        let mut answer = self.opens(path).await;
        for _ in 0..5 {
            if !answer.status.is_redirection() {
                break;
            }
            answer = self.opens(answer.header("location")).await;
        }
        answer
    }

    /// Signs in with the password of everybody here.
    pub async fn signs_in(&self) -> Answer {
        self.tries_to_sign_in(PASSWORD).await
    }

    /// Signs in with any password.
    pub async fn tries_to_sign_in(&self, password: &str) -> Answer {
        self.posts("/session", &json!({ "email": self.email, "password": password })).await
    }

    /// The thread of a parcel.
    pub async fn thread_of_parcel(&self, code: &str) -> String {
        let parcel = self.reads(&format!("/parcels/{code}")).await.is_ok().json();
        parcel["thread"]["id"].as_str().or(parcel["thread"].as_str()).expect("a parcel names its thread").to_owned()
    }

    /// Writes a comment about a parcel.
    pub async fn comments_on_parcel(&self, code: &str, body: &str) -> Answer {
        let thread = self.thread_of_parcel(code).await;
        self.comments(&thread, body).await
    }

    /// Writes a comment in a thread.
    pub async fn comments(&self, thread: &str, body: &str) -> Answer {
        self.posts(&format!("/threads/{thread}/comments"), &json!({ "body": body })).await
    }
}
