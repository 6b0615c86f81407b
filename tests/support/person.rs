//! Somebody at a keyboard: requests in their name, and what one may say of the answers.

use kedun::ids::UserId;
use rocket::http::{ContentType, Cookie, Header, Method, Status};
use serde_json::Value as Json;

use super::TestApp;

pub struct Person<'a> {
    app: &'a TestApp,
    pub id: UserId,
    cookie: String,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Json,
    pub headers: Vec<(String, String)>,
}

impl<'a> Person<'a> {
    pub fn new(app: &'a TestApp, id: UserId, cookie: String) -> Self {
        Self { app, id, cookie }
    }

    /// The token of the session, for requests that are made by hand.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    pub fn request(&self, method: Method, path: &str, body: Option<&Json>, headers: &[(&'static str, &str)]) -> Answer {
        let mut request = self.app.client.req(method, path).cookie(Cookie::new("kedun", self.cookie.clone()));
        if let Some(body) = body {
            request = request.header(ContentType::JSON).body(body.to_string());
        }
        for (name, value) in headers {
            request = request.header(Header::new(*name, (*value).to_owned()));
        }
        let answer = request.dispatch();
        let headers = answer.headers().iter().map(|h| (h.name().to_string(), h.value().to_owned())).collect();
        let status = answer.status().code;
        let text = answer.into_string().unwrap_or_default();
        Answer { status, body: serde_json::from_str(&text).unwrap_or(Json::String(text)), headers }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.request(Method::Get, path, None, &[])
    }

    pub fn post(&self, path: &str, body: Json) -> Answer {
        self.request(Method::Post, path, Some(&body), &[])
    }

    /// Creates a record and returns it.
    pub fn create(&self, object: &str, body: Json) -> Json {
        self.post(&format!("/api/records/{object}"), body).assert(Status::Created).body
    }

    pub fn one(&self, object: &str, record: &Json) -> Answer {
        self.get(&format!("/api/records/{object}/{}", id(record)))
    }

    /// Changes a record at the version that it has in hand.
    pub fn update(&self, object: &str, record: &Json, body: Json) -> Answer {
        let path = format!("/api/records/{object}/{}", id(record));
        self.request(Method::Patch, &path, Some(&body), &[("If-Match", &format!("\"{}\"", record["version"]))])
    }

    pub fn delete(&self, object: &str, record: &Json) -> Answer {
        let path = format!("/api/records/{object}/{}", id(record));
        self.request(Method::Delete, &path, None, &[("If-Match", &format!("\"{}\"", record["version"]))])
    }

    pub fn act(&self, object: &str, record: &Json, action: &str, input: Json) -> Answer {
        self.post(&format!("/api/records/{object}/{}/actions/{action}", id(record)), input)
    }

    /// The items of a list; `query` as it stands in the address.
    pub fn list(&self, object: &str, query: &str) -> Vec<Json> {
        let answer = self.get(&format!("/api/records/{object}?{query}")).assert(Status::Ok);
        answer.body["items"].as_array().cloned().unwrap_or_default()
    }

    pub fn search(&self, q: &str) -> Vec<Json> {
        let answer = self.get(&format!("/api/search?q={}", encode(q))).assert(Status::Ok);
        answer.body["groups"].as_array().cloned().unwrap_or_default()
    }
}

impl Answer {
    #[track_caller]
    pub fn assert(self, status: Status) -> Self {
        assert_eq!(self.status, status.code, "{}", self.body);
        self
    }

    #[track_caller]
    pub fn assert_code(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
    }

    /// The code of a field's error.
    pub fn field_code(&self, field: &str) -> Option<&str> {
        self.body["errors"].as_array()?.iter().find(|e| e["field"] == field)?["code"].as_str()
    }
}

pub fn id(record: &Json) -> &str {
    record["id"].as_str().unwrap_or_default()
}

pub fn encode(text: &str) -> String {
    rocket::http::RawStr::percent_encode(rocket::http::RawStr::new(text)).to_string()
}
