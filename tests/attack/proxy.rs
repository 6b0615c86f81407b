//! The real binary behind Debian's nginx and Caddy, configured as docs/operate/proxy.md says.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command};
use std::thread;
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::support::http::Browser;
use crate::support::{Installation, Server, eventually};

/// The browsers of the tests are at 127.0.0.1, unless they say otherwise.
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 5);

#[derive(Debug, Clone, Copy, PartialEq)]
enum ProxyKind {
    Nginx,
    Caddy,
}

const BOTH: [ProxyKind; 2] = [ProxyKind::Nginx, ProxyKind::Caddy];

impl ProxyKind {
    /// From where it asks: the one proxy that is believed.
    fn address(self) -> &'static str {
        match self {
            Self::Nginx => "127.0.0.7",
            // Debian's cannot be told.
            Self::Caddy => "127.0.0.1",
        }
    }

    /// The block of the guide, changed where it speaks of this machine; it packs answers as well, which may weaken their tags.
    fn config(self, port: u16, kedun: u16) -> String {
        let guide = include_str!("../../docs/operate/proxy.md");
        let (fence, changes) = match self {
            Self::Nginx => (
                "```nginx\n",
                vec![
                    ("listen 443 ssl;", format!("listen 127.0.0.1:{port};")),
                    ("http://127.0.0.1:8080;", format!("http://127.0.0.1:{kedun}; proxy_bind {};", self.address())),
                ],
            ),
            Self::Caddy => (
                "```caddyfile\n",
                vec![
                    ("{\n    servers", "{\n    admin off\n    auto_https off\n    servers".to_owned()),
                    ("crm.example.cn {", format!("http://localhost:{port} {{\n    bind 127.0.0.1\n    encode gzip")),
                    ("127.0.0.1:8080", format!("127.0.0.1:{kedun}")),
                ],
            ),
        };
        let block = guide.split(fence).nth(1).and_then(|rest| rest.split("```").next()).expect("the guide has a block");
        let own = |line: &&str| !line.trim_start().starts_with("ssl_");
        let block: String = block.lines().filter(own).map(|line| format!("{line}\n")).collect();
        changes.into_iter().fold(block, |block, (theirs, ours)| {
            assert!(block.contains(theirs), "{theirs} is not in the guide any more");
            block.replace(theirs, &ours)
        })
    }
}

struct Proxy(Child);

impl Proxy {
    fn start(kind: ProxyKind, installation: &Installation, port: u16, kedun: u16) -> Self {
        let (place, block) = (installation.beside("proxy"), kind.config(port, kedun));
        fs::create_dir_all(&place).expect("a directory");
        let (at, file) = (place.display(), place.join("config"));
        let mut command = match kind {
            ProxyKind::Nginx => {
                let config = format!(
                    "daemon off; master_process off; pid {at}/pid; error_log stderr;\nevents {{}}\n\
                     http {{ access_log off; gzip on; gzip_types application/json; gzip_min_length 1; gzip_proxied any;\n\
                     client_body_temp_path {at}/body; proxy_temp_path {at}/proxy; fastcgi_temp_path {at}/f; uwsgi_temp_path {at}/u; scgi_temp_path {at}/s;\n\
                     {block}\n}}\n"
                );
                fs::write(&file, config).expect("a configuration");
                // Where Debian puts it, whoever looks.
                let mut nginx = Command::new("/usr/sbin/nginx");
                nginx.arg("-p").arg(&place).arg("-c").arg(&file);
                nginx
            }
            ProxyKind::Caddy => {
                fs::write(&file, block).expect("a configuration");
                let mut caddy = Command::new("caddy");
                caddy.args(["run", "--adapter", "caddyfile", "--config"]).arg(&file);
                caddy.env("XDG_CONFIG_HOME", &place).env("XDG_DATA_HOME", &place);
                caddy
            }
        };
        let log = fs::File::create(place.join("log")).expect("a log");
        let proxy = Self(command.stderr(log).spawn().expect("the proxy is there (tools/setup.sh)"));
        eventually("the proxy", || TcpStream::connect(("127.0.0.1", port)).ok());
        proxy
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port()
}

fn behind(kind: ProxyKind) -> (Installation, Server, Proxy, Browser) {
    let installation = Installation::new();
    let port = free_port();
    let config = fs::read_to_string(installation.beside("kedun.toml")).expect("a configuration");
    let told = format!("public_url = 'http://localhost:{port}'\ntrusted_proxies = ['{}']\n{config}", kind.address());
    fs::write(installation.beside("kedun.toml"), told).expect("a configuration");
    let server = installation.serve();
    // It tells its public address; of its two sockets the door is the one that answers.
    let answers = |port: &u16| Browser { port: *port, ..server.browser.clone() }.get("/api/health").status == 200;
    let door = server.listening().into_iter().find(answers).expect("the door");
    let proxy = Proxy::start(kind, &installation, port, door);
    let browser = Browser { port, ..server.browser.clone() };
    (installation, server, proxy, browser)
}

fn each(test: impl Fn(ProxyKind, &Installation, &Browser)) {
    for kind in BOTH {
        let (installation, _server, _proxy, browser) = behind(kind);
        test(kind, &installation, &browser);
    }
}

#[test]
fn what_people_do_goes_through_a_proxy_as_it_comes() {
    each(as_it_comes);
}

fn as_it_comes(kind: ProxyKind, _: &Installation, browser: &Browser) {
    let origin = format!("http://localhost:{}", browser.port);
    let json_type = ("Content-Type", "application/json");
    let post = |path: &str, body: &Json| {
        browser.send("POST", path, &[json_type, ("Origin", &origin)], body.to_string().as_bytes()).expect("an answer")
    };
    // A change from another page is told from one of ours by the Host that the proxy passes on.
    let made = post("/api/records/customer", &json!({ "name": "恒通" }));
    assert_eq!(made.status, 201, "{}", made.body);
    let foreign = browser.send("POST", "/api/records/customer", &[json_type, ("Origin", "http://evil.example")], b"{\"name\":\"x\"}");
    assert_eq!(foreign.expect("an answer").status, 403);

    // Packed, its tag may be weak; it is taken back all the same.
    let path = format!("/api/records/customer/{}", made.body["id"].as_str().expect("its number"));
    let tag_of = |headers: &[(&str, &str)]| {
        let answer = browser.send("GET", &path, headers, b"").expect("an answer");
        answer.headers.into_iter().find(|(name, _)| name == "etag").expect("a tag").1
    };
    let tag = tag_of(&[("Accept-Encoding", "gzip")]);
    assert!(kind != ProxyKind::Nginx || tag == "W/\"1\"", "{tag}");
    let patch = |tag: &str, name: &str| {
        let body = json!({ "name": name }).to_string();
        browser.send("PATCH", &path, &[json_type, ("If-Match", tag)], body.as_bytes()).expect("an answer").status
    };
    assert_eq!((patch(&tag, "恒通贸易"), patch(&tag, "恒通集团"), patch("*", "恒通集团")), (200, 412, 200));

    // A file of nearly the limit, and one that is not let in.
    let line = "苏州恒通贸易有限公司,0512-65550001\n";
    let sheet = |megabytes: usize| format!("客户名称,电话\n{}", line.repeat(megabytes * 1_000_000 / line.len()));
    let bring = |sheet: String| {
        let path = "/api/imports?object=customer&filename=a.csv";
        browser.send("POST", path, &[("Content-Type", "text/csv")], sheet.as_bytes()).expect("an answer").status
    };
    let brought = bring(sheet(10));
    assert!(matches!(brought, 201 | 422), "it reached the server, which has its own limits for rows: {brought}");
    let status = refused_status(browser, 24_000_000);
    assert!(status.starts_with("HTTP/1.1 413 "), "{status}");
}

/// How a file of this length is refused: nginx says so as soon as it hears how long it is, behind Caddy Kedun when it has heard too much.
fn refused_status(browser: &Browser, length: usize) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", browser.port)).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("patience");
    let head = format!(
        "POST /api/imports?object=customer&filename=a.csv HTTP/1.1\r\nHost: localhost:{}\r\nCookie: kedun={}\r\nContent-Type: text/csv\r\nContent-Length: {length}\r\n\r\n",
        browser.port, browser.cookie
    );
    stream.write_all(head.as_bytes()).expect("a request");
    let mut body = stream.try_clone().expect("the same connection");
    // Whoever is refused is not listened to any more.
    let sender = thread::spawn(move || (0..length / 1000).try_for_each(|_| body.write_all(&[b'x'; 1000])).is_ok());
    let status = BufReader::new(stream).lines().next().expect("an answer").expect("a line");
    let _ = sender.join();
    status
}

#[test]
fn who_asks_is_whom_the_proxy_saw_and_not_whom_somebody_claims_to_be() {
    each(known_by_the_proxys_word);
}

fn known_by_the_proxys_word(_: ProxyKind, installation: &Installation, browser: &Browser) {
    let secret = "seven purple trams hum";
    installation.kedun_hears(&["user", "add", "lin", "--name", "林晓东", "--password-stdin"], secret).exits(0);
    let body = json!({ "login": "lin", "password": secret }).to_string();
    let sign_in = |headers: &[(&str, &str)]| {
        let browser = Browser { from: ELSEWHERE, ..browser.clone() };
        let answer = browser.send("POST", "/api/session", headers, body.as_bytes()).expect("an answer");
        assert_eq!(answer.status, 200, "{}", answer.body);
        let cookie = answer.headers.iter().find_map(|(name, value)| (name == "set-cookie").then(|| value.strip_prefix("kedun="))?);
        let cookie = cookie.and_then(|cookie| cookie.split(';').next()).expect("a session").to_owned();
        let sessions = Browser { cookie, ..browser.clone() }.get("/api/session/all").body;
        let current = sessions.as_array().expect("sessions").iter().find(|session| session["current"] == true).expect("this one");
        current["ip"].as_str().expect("an address").to_owned()
    };
    let json_type = ("Content-Type", "application/json");
    let claims = ["198.51.100.9", "[2001:db8::9]:443, 198.51.100.9:80", "127.0.0.1"];
    assert_eq!(sign_in(&[json_type]), ELSEWHERE.to_string());
    for claim in claims {
        assert_eq!(sign_in(&[json_type, ("X-Forwarded-For", claim)]), ELSEWHERE.to_string(), "{claim}");
    }
}

#[test]
fn events_come_through_a_proxy_as_they_happen() {
    each(as_they_happen);
}

fn as_they_happen(_: ProxyKind, _: &Installation, browser: &Browser) {
    let mut stream = TcpStream::connect(("127.0.0.1", browser.port)).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("patience");
    let head = format!("GET /api/events HTTP/1.1\r\nHost: localhost:{}\r\nCookie: kedun={}\r\n\r\n", browser.port, browser.cookie);
    stream.write_all(head.as_bytes()).expect("a request");
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    assert!(lines.by_ref().take_while(|line| !line.is_empty()).any(|line| line.starts_with("HTTP/1.1 200")));
    let asked = json!({ "object": "customer", "format": "csv" });
    assert_eq!(browser.post("/api/exports", &asked).status, 202);
    // A proxy that gathers would wait for 8 kB, and a job tells far less.
    assert!(lines.any(|line| line.contains("event:job")), "the stream ended without telling of the job");
}
