//! The real binary behind Debian's nginx, configured as docs/operate/proxy.md says.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command};
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::support::http::Browser;
use crate::support::{Installation, Server, eventually};

/// From where nginx asks: the one proxy that is believed. The browsers of the tests are at 127.0.0.1.
const PROXY: &str = "127.0.0.7";

struct Nginx(Child);

impl Nginx {
    /// With the block of the guide, changed where it speaks of this machine; it packs answers as well, which weakens their tags.
    fn start(installation: &Installation, port: u16, kedun: u16) -> Self {
        let guide = include_str!("../../docs/operate/proxy.md");
        let block = guide.split("```nginx\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the guide has a block");
        let own = |line: &&str| !line.trim_start().starts_with("ssl_");
        let block: String = block.lines().filter(own).map(|line| format!("{line}\n")).collect();
        let block = block
            .replace("listen 443 ssl;", &format!("listen 127.0.0.1:{port};"))
            .replace("http://127.0.0.1:8080;", &format!("http://127.0.0.1:{kedun}; proxy_bind {PROXY};"));
        let place = installation.beside("nginx");
        fs::create_dir_all(&place).expect("a directory");
        let at = place.display();
        let config = format!(
            "daemon off; master_process off; pid {at}/pid; error_log stderr;\nevents {{}}\n\
             http {{ access_log off; gzip on; gzip_types application/json; gzip_min_length 1; gzip_proxied any;\n\
             client_body_temp_path {at}/body; proxy_temp_path {at}/proxy; fastcgi_temp_path {at}/f; uwsgi_temp_path {at}/u; scgi_temp_path {at}/s;\n\
             {block}\n}}\n"
        );
        fs::write(place.join("nginx.conf"), config).expect("a configuration");
        // Where Debian puts it, whoever looks.
        let log = fs::File::create(place.join("log")).expect("a log");
        let child = Command::new("/usr/sbin/nginx").arg("-p").arg(&place).arg("-c").arg(place.join("nginx.conf")).stderr(log).spawn();
        let nginx = Self(child.expect("nginx is there (tools/setup.sh)"));
        eventually("nginx", || TcpStream::connect(("127.0.0.1", port)).ok());
        nginx
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port()
}

fn behind_nginx() -> (Installation, Server, Nginx, Browser) {
    let installation = Installation::new();
    let port = free_port();
    let config = fs::read_to_string(installation.beside("kedun.toml")).expect("a configuration");
    let told = format!("public_url = 'http://localhost:{port}'\ntrusted_proxies = ['{PROXY}']\n{config}");
    fs::write(installation.beside("kedun.toml"), told).expect("a configuration");
    let server = installation.serve();
    // It tells its public address; of its two sockets the door is the one that answers.
    let answers = |port: &u16| Browser { port: *port, ..server.browser.clone() }.get("/api/health").status == 200;
    let door = server.listening().into_iter().find(answers).expect("the door");
    let nginx = Nginx::start(&installation, port, door);
    let browser = Browser { port, cookie: installation.cookie.clone() };
    (installation, server, nginx, browser)
}

#[test]
fn what_people_do_goes_through_nginx_as_it_comes() {
    let (_installation, _server, _nginx, browser) = behind_nginx();
    let origin = format!("http://localhost:{}", browser.port);
    let json_type = ("Content-Type", "application/json");
    let post = |path: &str, body: &Json| {
        browser.send("POST", path, &[json_type, ("Origin", &origin)], body.to_string().as_bytes()).expect("an answer")
    };
    // A change from another page is told from one of ours by the Host that nginx passes on.
    let made = post("/api/records/customer", &json!({ "name": "恒通" }));
    assert_eq!(made.status, 201, "{}", made.body);
    let foreign = browser.send("POST", "/api/records/customer", &[json_type, ("Origin", "http://evil.example")], b"{\"name\":\"x\"}");
    assert_eq!(foreign.expect("an answer").status, 403);

    // Packed, its tag is weak; it is taken back all the same.
    let path = format!("/api/records/customer/{}", made.body["id"].as_str().expect("its number"));
    let tag_of = |headers: &[(&str, &str)]| {
        let answer = browser.send("GET", &path, headers, b"").expect("an answer");
        answer.headers.into_iter().find(|(name, _)| name == "etag").expect("a tag").1
    };
    let weak = tag_of(&[("Accept-Encoding", "gzip")]);
    assert_eq!(weak, "W/\"1\"");
    let patch = |tag: &str, name: &str| {
        let body = json!({ "name": name }).to_string();
        browser.send("PATCH", &path, &[json_type, ("If-Match", tag)], body.as_bytes()).expect("an answer").status
    };
    assert_eq!((patch(&weak, "恒通贸易"), patch(&weak, "恒通集团"), patch("*", "恒通集团")), (200, 412, 200));

    // A file of nearly the limit, and one that nginx does not let in.
    let line = "苏州恒通贸易有限公司,0512-65550001\n";
    let sheet = |megabytes: usize| format!("客户名称,电话\n{}", line.repeat(megabytes * 1_000_000 / line.len()));
    let bring = |sheet: String| {
        let path = "/api/imports?object=customer&filename=a.csv";
        browser.send("POST", path, &[("Content-Type", "text/csv")], sheet.as_bytes()).expect("an answer").status
    };
    let brought = bring(sheet(10));
    assert!(matches!(brought, 201 | 422), "it reached the server, which has its own limits for rows: {brought}");
    // Nginx says no as soon as it hears how long it is.
    let mut stream = TcpStream::connect(("127.0.0.1", browser.port)).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("patience");
    let head = format!(
        "POST /api/imports?object=customer&filename=a.csv HTTP/1.1\r\nHost: localhost:{}\r\nCookie: kedun={}\r\nContent-Type: text/csv\r\nContent-Length: {}\r\n\r\n",
        browser.port, browser.cookie, 24_000_000
    );
    stream.write_all(head.as_bytes()).expect("a request");
    let status = BufReader::new(stream).lines().next().expect("an answer").expect("a line");
    assert!(status.starts_with("HTTP/1.1 413 "), "{status}");
}

#[test]
fn who_asks_is_whom_the_proxy_saw_and_not_whom_somebody_claims_to_be() {
    let (installation, server, _nginx, browser) = behind_nginx();
    let secret = "seven purple trams hum";
    installation.kedun_hears(&["user", "add", "lin", "--name", "林晓东", "--password-stdin"], secret).exits(0);
    let body = json!({ "login": "lin", "password": secret }).to_string();
    let sign_in = |headers: &[(&str, &str)]| {
        let answer = browser.send("POST", "/api/session", headers, body.as_bytes()).expect("an answer");
        assert_eq!(answer.status, 200, "{}", answer.body);
        let cookie = answer.headers.iter().find_map(|(name, value)| (name == "set-cookie").then(|| value.strip_prefix("kedun="))?);
        let cookie = cookie.and_then(|cookie| cookie.split(';').next()).expect("a session").to_owned();
        let sessions = Browser { cookie, ..browser.clone() }.get("/api/session/all").body;
        let current = sessions.as_array().expect("sessions").iter().find(|session| session["current"] == true).expect("this one");
        current["ip"].as_str().expect("an address").to_owned()
    };
    let json_type = ("Content-Type", "application/json");
    assert_eq!(sign_in(&[json_type]), "127.0.0.1");
    assert_eq!(sign_in(&[json_type, ("X-Forwarded-For", "198.51.100.9")]), "127.0.0.1");
    assert_eq!(sign_in(&[json_type, ("X-Forwarded-For", "[2001:db8::9]:443, 198.51.100.9:80")]), "127.0.0.1");
    drop(server);
}

#[test]
fn events_come_through_nginx_as_they_happen() {
    let (_installation, _server, _nginx, browser) = behind_nginx();
    let mut stream = TcpStream::connect(("127.0.0.1", browser.port)).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("patience");
    let head = format!("GET /api/events HTTP/1.1\r\nHost: localhost:{}\r\nCookie: kedun={}\r\n\r\n", browser.port, browser.cookie);
    stream.write_all(head.as_bytes()).expect("a request");
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    assert!(lines.by_ref().take_while(|line| !line.is_empty()).any(|line| line.starts_with("HTTP/1.1 200")));
    let asked = json!({ "object": "customer", "format": "csv" });
    assert_eq!(browser.post("/api/exports", &asked).status, 202);
    // nginx would gather 8 kB first, and a job tells far less.
    assert!(lines.any(|line| line.contains("event:job")), "the stream ended without telling of the job");
}
