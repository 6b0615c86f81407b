//! A browser of thirty lines: one request per connection, over a real socket.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use rocket::tokio::net::TcpSocket;
use rocket::tokio::runtime::Builder;
use serde_json::Value as Json;

use super::person::Answer;

/// Long enough for a busy machine; a server that says nothing for so long has stopped.
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody with a session, at a port of this machine.
#[derive(Clone)]
pub struct Browser {
    pub port: u16,
    pub cookie: String,
    /// Where it is itself: any address of this machine's own net.
    pub from: Ipv4Addr,
}

impl Browser {
    /// Sends one request. An answer that breaks off is an error, like no answer at all.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Answer> {
        let mut stream = self.connect()?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\nContent-Length: {}\r\n", self.port, body.len());
        head.push_str(&format!("Cookie: kedun={}\r\n", self.cookie));
        headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
        head.push_str("\r\n");
        stream.write_all(&[head.as_bytes(), body].concat())?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        parse(&bytes).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn connect(&self) -> io::Result<TcpStream> {
        let runtime = Builder::new_current_thread().enable_io().build()?;
        let stream = runtime.block_on(async {
            let socket = TcpSocket::new_v4()?;
            socket.bind(SocketAddr::from((self.from, 0)))?;
            socket.connect(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))).await
        });
        let stream = stream?.into_std()?;
        stream.set_nonblocking(false)?;
        Ok(stream)
    }

    pub fn try_post(&self, path: &str, body: &Json) -> io::Result<Answer> {
        self.send("POST", path, &[("Content-Type", "application/json")], body.to_string().as_bytes())
    }

    #[track_caller]
    pub fn post(&self, path: &str, body: &Json) -> Answer {
        self.try_post(path, body).expect("an answer")
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"").expect("an answer")
    }
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let (head, body) = (std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 4..]);
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    let header = |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let body = match header("content-length") {
        Some(length) => body.get(..length.parse().ok()?)?.to_vec(),
        None if header("transfer-encoding") == Some("chunked") => whole(body)?,
        None => body.to_vec(),
    };
    let text = String::from_utf8_lossy(&body).into_owned();
    Some(Answer { status, body: serde_json::from_str(&text).unwrap_or(Json::String(text)), headers })
}

/// Puts the pieces of a chunked body together; nothing when its end is missing.
fn whole(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|window| window == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..line]).ok()?, 16).ok()?;
        let piece = rest.get(line + 2..line + 2 + length)?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(piece);
        rest = rest.get(line + 4 + length..)?;
    }
}
