//! A browser's side of HTTP/1.1, no more than the bench needs: one connection that stays open, one request after the other.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use super::dataset::Asker;
use super::figures::{self, Figures};
use super::works::{self, Request, Work};

pub struct Connection {
    stream: BufReader<TcpStream>,
    cookie: String,
}

impl Connection {
    pub fn open(port: u16, cookie: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        Self { stream: BufReader::new(stream), cookie: format!("kedun={cookie}") }
    }

    /// Sends a request and reads the whole answer; returns its status.
    pub fn ask(&mut self, request: &Request) -> u16 {
        let mut head = format!(
            "{} {} HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\nAccept: application/json\r\n",
            request.method, request.path, self.cookie
        );
        if let Some(seen) = request.seen {
            head += &format!("If-Match: \"{seen}\"\r\n");
        }
        let body = request.body.as_deref().unwrap_or_default();
        if !body.is_empty() {
            head += &format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        }
        self.stream.get_mut().write_all(format!("{head}\r\n{body}").as_bytes()).expect("the request goes out");
        self.answer()
    }

    fn answer(&mut self) -> u16 {
        let mut line = String::new();
        self.stream.read_line(&mut line).expect("an answer");
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        let (mut length, mut chunked) = (0, false);
        loop {
            line.clear();
            self.stream.read_line(&mut line).expect("a header");
            let header = line.trim().to_ascii_lowercase();
            match header.split_once(':') {
                Some(("content-length", value)) => length = value.trim().parse().expect("a length"),
                Some(("transfer-encoding", value)) => chunked = value.trim() == "chunked",
                Some(_) => {}
                None => break,
            }
        }
        if chunked {
            self.skip_chunks()
        } else {
            self.skip(length)
        }
        status
    }

    fn skip(&mut self, length: usize) {
        let skipped = std::io::copy(&mut (&mut self.stream).take(length as u64), &mut std::io::sink()).expect("a body");
        assert_eq!(skipped, length as u64);
    }

    fn skip_chunks(&mut self) {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).expect("a chunk");
            let length = usize::from_str_radix(line.trim(), 16).expect("a chunk's length");
            self.skip(length + 2);
            if length == 0 {
                return;
            }
        }
    }
}

/// So many connections of as many people, each as fast as it is answered.
pub fn drive(port: u16, work: Work, people: &[Asker], connections: usize, turn: usize) -> Figures {
    figures::together(connections, work.at_most(connections), |n| {
        let asker = &people[n];
        let mut connection = Connection::open(port, &asker.cookie);
        let first = works::first_round(connections, turn);
        move |round| {
            let request = work.request(asker, first + round);
            let status = connection.ask(&request);
            assert_eq!(status, request.expected, "{} {}", request.method, request.path);
        }
    })
}
