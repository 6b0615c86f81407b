//! One operation, as the table of [`super::operations`] writes it down: `post(…).takes(…).answers(…).fails(…)`.
//!
//! What goes for many (a session, a JSON body, a number in the path) is added by [`Operation::codes`], not repeated there.

use serde_json::{Value as Json, json};

use super::shapes;
use crate::people::AdminRight;

/// Who may ask at all. What they may see and do with a record is decided by the policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    Session,
    AdminRight(AdminRight),
}

pub struct Operation {
    pub id: &'static str,
    pub method: &'static str,
    pub path: &'static str,
    pub summary: &'static str,
    pub needs: Needs,
    pub parameters: Vec<Parameter>,
    pub body: Option<MediaContent>,
    pub answers: Vec<ResponseDescription>,
    fails: Vec<(u16, &'static str)>,
}

pub struct Parameter {
    pub name: &'static str,
    pub place: &'static str,
    pub required: bool,
    pub content: MediaContent,
    pub about: &'static str,
}

/// What a body, an answer or a parameter holds.
pub enum MediaContent {
    Nothing,
    /// Names of schemas joined by `|`; `{object}` and its like are filled in.
    Json(&'static str),
    Plain(Json),
    /// Bytes or text of a media type.
    File(&'static str),
}

pub struct ResponseDescription {
    pub status: u16,
    pub content: MediaContent,
    pub headers: Vec<&'static str>,
}

macro_rules! methods {
    ($($name:ident => $method:literal),*) => { $(
        pub fn $name(id: &'static str, path: &'static str, summary: &'static str) -> Operation {
            Operation::new($method, id, path, summary)
        }
    )* };
}
methods!(get => "get", post => "post", put => "put", patch => "patch", delete => "delete");

impl Operation {
    fn new(method: &'static str, id: &'static str, path: &'static str, summary: &'static str) -> Self {
        let (parameters, answers, fails) = (Vec::new(), Vec::new(), Vec::new());
        Self { id, method, path, summary, needs: Needs::Session, parameters, body: None, answers, fails }
    }

    pub fn needs(mut self, needs: Needs) -> Self {
        self.needs = needs;
        self
    }

    pub fn takes(mut self, schema: &'static str) -> Self {
        self.body = Some(MediaContent::Json(schema));
        self
    }

    pub fn takes_file(mut self, media_type: &'static str) -> Self {
        self.body = Some(MediaContent::File(media_type));
        self
    }

    pub fn query(self, name: &'static str, schema: Json, about: &'static str) -> Self {
        self.parameter(name, "query", MediaContent::Plain(schema), about)
    }

    /// A word in the path.
    pub fn path(self, name: &'static str, schema: Json, about: &'static str) -> Self {
        self.parameter(name, "path", MediaContent::Plain(schema), about)
    }

    fn parameter(mut self, name: &'static str, place: &'static str, content: MediaContent, about: &'static str) -> Self {
        self.parameters.push(Parameter { name, place, required: place != "query", content, about });
        self
    }

    /// The last parameter has to be given.
    pub fn required(mut self) -> Self {
        if let Some(last) = self.parameters.last_mut() {
            last.required = true;
        }
        self
    }

    /// The parameters of a list of `{object}` or `{other}`, whose schemas these are.
    pub fn listing(self, filter: &'static str, sort: &'static str, view: &'static str) -> Self {
        let limit = json!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 50 });
        self.parameter("filter", "query", MediaContent::Json(filter), "A tree of tests, as JSON.")
            .parameter(
                "sort",
                "query",
                MediaContent::Plain(shapes::named(sort)),
                "Fields joined by commas, a minus before one for descending.",
            )
            .parameter("view", "query", MediaContent::Plain(shapes::named(view)), "A named filter of the object.")
            .query("q", shapes::text(), "Searches; two characters or more, also pinyin initials and digits.")
            .query("fields", shapes::text(), "Names joined by commas; the object's list fields where none are named.")
            .query("limit", limit, "Records on a page.")
            .query("cursor", shapes::text(), "The `next` of the page before.")
            .filtering()
            .fails(400, "query.sort")
            .fails(400, "query.limit")
            .fails(400, "query.cursor")
    }

    /// What is said to a filter, a view or a list of fields that cannot be.
    pub fn filtering(self) -> Self {
        ["filter.shape", "filter.field", "filter.op", "filter.value", "filter.too_large", "query.view", "query.field"]
            .into_iter()
            .fold(self, |operation, code| operation.fails(400, code))
            .fails(422, "read.too_long")
    }

    /// Changes the version that the writer has seen, and no other.
    pub fn seen(self) -> Self {
        let tag = json!({ "type": "string", "pattern": "^(\\*|(W/)?\"?[0-9]+\"?)$" });
        self.parameter("If-Match", "header", MediaContent::Plain(tag), "The version of the record that the writer has seen, in quotes.")
            .fails(412, "record.stale")
            .fails(428, "request.precondition")
    }

    pub fn answers(mut self, status: u16, schema: &'static str) -> Self {
        self.answers.push(ResponseDescription { status, content: MediaContent::Json(schema), headers: Vec::new() });
        self
    }

    pub fn answers_list(mut self, items: &'static str) -> Self {
        let content = MediaContent::Plain(shapes::list(shapes::named(items)));
        self.answers.push(ResponseDescription { status: 200, content, headers: Vec::new() });
        self
    }

    pub fn answers_file(mut self, media_type: &'static str) -> Self {
        self.answers.push(ResponseDescription { status: 200, content: MediaContent::File(media_type), headers: Vec::new() });
        self
    }

    pub fn done(mut self) -> Self {
        self.answers.push(ResponseDescription { status: 204, content: MediaContent::Nothing, headers: Vec::new() });
        self
    }

    /// The last answer carries a header.
    pub fn with(mut self, header: &'static str) -> Self {
        if let Some(last) = self.answers.last_mut() {
            last.headers.push(header);
        }
        self
    }

    pub fn fails(mut self, status: u16, code: &'static str) -> Self {
        self.fails.push((status, code));
        self
    }

    /// All refusals: its own and those that come with what it is.
    pub fn codes(&self) -> Vec<(u16, &'static str)> {
        let mut codes = self.fails.clone();
        match self.needs {
            Needs::Nothing => {}
            Needs::Session => codes.push((401, "session.required")),
            Needs::AdminRight(_) => codes.extend([(401, "session.required"), (403, "access.forbidden")]),
        }
        if self.method != "get" {
            codes.push((403, "request.cross_site"));
        }
        match self.body {
            None | Some(MediaContent::Nothing) => {}
            Some(MediaContent::File(_)) => codes.push((413, "request.too_large")),
            Some(_) => codes.extend([(400, "request.malformed"), (413, "request.too_large"), (415, "request.media_type")]),
        }
        if self.path.contains("{object}") {
            codes.extend([(403, "access.forbidden"), (404, "object.unknown")]);
        }
        if self.path.contains("{id}") {
            codes.extend([(404, "record.not_found"), (404, "request.unknown_path")]);
        }
        if !matches!(self.needs, Needs::Nothing) || self.method != "get" {
            codes.push((429, "request.too_many"));
        }
        if self.method != "get" {
            // No form is taken, whatever it is about.
            codes.extend([(415, "request.media_type"), (507, "storage.full")]);
        }
        codes.push((500, "internal"));
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}
