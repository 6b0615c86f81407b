//! The source as words, texts and marks, without comments and tests; enough of Rust's grammar to see who names whom.

use std::fs;
use std::iter::Peekable;
use std::path::Path;
use std::str::Chars;

#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    Word(String),
    /// The content of a string literal, escapes as written.
    Text(String),
    Mark(char),
}

#[derive(Debug)]
pub struct Source {
    /// From the project's root: `src/db/mod.rs`.
    pub path: String,
    /// `["db"]` for `src/db/mod.rs`; nothing for `src/lib.rs`.
    pub module: Vec<String>,
    pub text: String,
    pub tokens: Vec<Token>,
}

impl Token {
    pub fn is(&self, text: &str) -> bool {
        match self {
            Self::Word(word) => word == text,
            Self::Mark(mark) => text.chars().eq([*mark]),
            Self::Text(_) => false,
        }
    }

    pub fn text(self) -> Option<String> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// All modules of the library, tests left out.
pub fn all() -> Vec<Source> {
    let files = texts(&["src"]).into_iter().filter(|(path, _)| path.ends_with(".rs") && !path.ends_with("tests.rs"));
    files.map(|(path, text)| Source { module: module(&path), tokens: without_tests(&tokens(&text)), path, text }).collect()
}

/// All files below these folders that are text, by path.
pub fn texts(folders: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut next: Vec<_> = folders.iter().map(|folder| root.join(folder)).collect();
    while let Some(path) = next.pop() {
        if path.is_dir() {
            next.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push((path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), text));
        }
    }
    found.sort();
    found
}

fn module(path: &str) -> Vec<String> {
    let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
    inner.split('/').filter(|part| !matches!(*part, "mod" | "lib" | "main")).map(str::to_owned).collect()
}

impl Source {
    /// Every path that starts in this crate, from its root: `use super::{a, b::c}` in `x::y` gives `x::a` and `x::b::c`.
    pub fn paths(&self) -> Vec<Vec<String>> {
        let mut paths = Vec::new();
        for (i, token) in self.tokens.iter().enumerate() {
            let first = i == 0 || !self.tokens[i - 1].is(":");
            if first && (token.is("crate") || token.is("super") || token.is("self")) {
                self.follow(i, &[], &mut paths);
            }
        }
        paths.into_iter().filter_map(|path| self.resolve(&path)).collect()
    }

    /// Reads the path whose first word stands at `i`; returns where it ends.
    fn follow(&self, mut i: usize, before: &[String], paths: &mut Vec<Vec<String>>) -> usize {
        let mut path = before.to_vec();
        loop {
            match self.tokens.get(i) {
                Some(Token::Word(word)) => {
                    path.push(word.clone());
                    i += 1;
                }
                Some(Token::Mark('{')) => {
                    i += 1;
                    while self.tokens.get(i).is_some_and(|t| !t.is("}")) {
                        i = self.follow(i, &path, paths).max(i + 1);
                        if self.tokens.get(i).is_some_and(|t| t.is(",")) {
                            i += 1;
                        }
                    }
                    return i + 1;
                }
                _ => break,
            }
            match (self.tokens.get(i), self.tokens.get(i + 1)) {
                (Some(Token::Mark(':')), Some(Token::Mark(':'))) => i += 2,
                _ => break,
            }
        }
        paths.push(path);
        // `… as name` within braces.
        if self.tokens.get(i).is_some_and(|t| t.is("as")) { i + 2 } else { i }
    }

    fn resolve(&self, path: &[String]) -> Option<Vec<String>> {
        let mut at = self.module.clone();
        let mut rest = path;
        while let [first, more @ ..] = rest {
            match first.as_str() {
                "crate" => at.clear(),
                "super" => drop(at.pop()?),
                "self" => {}
                _ => break,
            }
            rest = more;
        }
        at.extend(rest.iter().cloned());
        Some(at)
    }

    /// The types that a file defines outside functions and implementations, by name.
    pub fn types(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut depth = 0_usize;
        for (i, token) in self.tokens.iter().enumerate() {
            match token {
                Token::Mark('{') => depth += 1,
                Token::Mark('}') => depth = depth.saturating_sub(1),
                Token::Word(word) if depth == 0 && ["struct", "enum", "trait", "type", "union"].contains(&word.as_str()) => {
                    if let Some(Token::Word(name)) = self.tokens.get(i + 1) {
                        names.push(name.clone());
                    }
                }
                _ => {}
            }
        }
        names
    }

    /// What stands between the next `open` behind `i` and its partner.
    pub fn enclosed(&self, i: usize, open: char) -> Vec<Token> {
        let Some(start) = (i..self.tokens.len()).find(|&j| self.tokens[j] == Token::Mark(open)) else { return Vec::new() };
        self.tokens[start + 1..partner(&self.tokens, start)].to_vec()
    }

    /// The arguments of the call whose name stands at `i`; none when it is not called there.
    pub fn arguments(&self, i: usize) -> Vec<Vec<Token>> {
        if !self.tokens.get(i + 1).is_some_and(|t| t.is("(")) {
            return Vec::new();
        }
        let mut arguments = vec![Vec::new()];
        let mut depth = 0;
        for token in self.enclosed(i, '(') {
            match token {
                Token::Mark('(' | '[' | '{') => depth += 1,
                Token::Mark(')' | ']' | '}') => depth -= 1,
                Token::Mark(',') if depth == 0 => {
                    arguments.push(Vec::new());
                    continue;
                }
                _ => {}
            }
            if let Some(last) = arguments.last_mut() {
                last.push(token);
            }
        }
        arguments
    }
}

/// Where the bracket that opens at `start` closes.
fn partner(tokens: &[Token], start: usize) -> usize {
    let mut depth = 0;
    for (i, token) in tokens.iter().enumerate().skip(start) {
        match token {
            Token::Mark('(' | '[' | '{') => depth += 1,
            Token::Mark(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return i;
        }
    }
    tokens.len()
}

/// Leaves out what stands under `#[cfg(test)]`, and what `#![cfg_attr(test, …)]` says.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        if ["#", "[", "cfg", "(", "test", ")", "]"].iter().enumerate().all(|(n, text)| tokens.get(i + n).is_some_and(|t| t.is(text))) {
            i += 7;
            while i < tokens.len() && !tokens[i].is(";") && !tokens[i].is("{") {
                i += 1;
            }
            if i < tokens.len() && tokens[i].is("{") {
                i = partner(tokens, i);
            }
            i += 1;
        } else if ["[", "cfg_attr", "(", "test"].iter().enumerate().all(|(n, text)| tokens.get(i + n).is_some_and(|t| t.is(text))) {
            i = partner(tokens, i) + 1;
        } else {
            kept.push(tokens[i].clone());
            i += 1;
        }
    }
    kept
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_whitespace() => {}
            '/' if chars.peek() == Some(&'/') => drop(chars.by_ref().find(|c| *c == '\n')),
            '/' if chars.peek() == Some(&'*') => block_comment(&mut chars),
            '"' => tokens.push(Token::Text(quoted(&mut chars, '"'))),
            '\'' => character_or_lifetime(&mut chars),
            c if c.is_alphanumeric() || c == '_' => {
                let mut word = String::from(c);
                while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    word.push(c);
                }
                match (word.as_str(), chars.peek()) {
                    ("r" | "br", Some('"' | '#')) => tokens.push(Token::Text(raw(&mut chars))),
                    ("b", Some('"')) => {}
                    _ => tokens.push(Token::Word(word)),
                }
            }
            mark => tokens.push(Token::Mark(mark)),
        }
    }
    tokens
}

fn block_comment(chars: &mut Peekable<Chars<'_>>) {
    let mut last = ' ';
    for c in chars.by_ref().skip(1) {
        if last == '*' && c == '/' {
            break;
        }
        last = c;
    }
}

fn quoted(chars: &mut Peekable<Chars<'_>>, end: char) -> String {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        if c == end {
            break;
        }
        text.push(c);
        if c == '\\' {
            text.extend(chars.next());
        }
    }
    text
}

/// Behind `r`: `#`s, a quote, and all up to a quote with as many `#`s.
fn raw(chars: &mut Peekable<Chars<'_>>) -> String {
    let mut hashes = 0;
    while chars.next_if_eq(&'#').is_some() {
        hashes += 1;
    }
    if chars.next_if_eq(&'"').is_none() {
        return String::new();
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let mut text = String::new();
    for c in chars.by_ref() {
        text.push(c);
        if text.ends_with(&end) {
            text.truncate(text.len() - end.len());
            break;
        }
    }
    text
}

/// `'a'` and `'\n'` end with a quote, `'a` does not; neither is of interest here.
fn character_or_lifetime(chars: &mut Peekable<Chars<'_>>) {
    if chars.next_if_eq(&'\\').is_some() {
        chars.next();
        let _ = chars.by_ref().find(|c| *c == '\'');
    } else if chars.next().is_some() {
        let _ = chars.next_if_eq(&'\'');
    }
}

#[test]
fn source_is_read_as_it_is_meant() {
    let text = r##"
        //! use crate::comment;
        use super::{self, a, b::{c, d as e}}; /* crate::no */
        fn code<'a>(&'a self) -> &'static str { match self { Self::X => "x.y", _ => r#"z."q""# } }
        #[cfg(test)] mod tests { use crate::never; }
        fn f() { let _ = '"'; let _ = Invalid::new(g(1, 2), "h.i"); crate::k::l(); }
    "##;
    let file = Source { path: "src/x/y.rs".into(), module: module("src/x/y.rs"), tokens: without_tests(&tokens(text)), text: text.into() };
    let defined = "pub(super) struct A; enum B { C } fn f() { struct D; } impl X for A { type E = A; } type F<'a> = &'a str;";
    let defined = Source { path: String::new(), module: Vec::new(), text: String::new(), tokens: tokens(defined) };
    assert_eq!(defined.types(), ["A", "B", "F"]);
    let paths: Vec<String> = file.paths().iter().map(|p| p.join("::")).filter(|p| p != "x::y").collect();
    assert_eq!(paths, ["x", "x::a", "x::b::c", "x::b::d", "k::l"]);
    assert_eq!(super::codes(&file), ["x.y", r#"z."q""#, "h.i"]);
}
