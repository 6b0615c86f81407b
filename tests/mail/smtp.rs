//! The real binary and a real mail server (Debian's python3-aiosmtpd).

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::support::installation::number;
use crate::support::{Installation, Server, eventually};

/// Says each mail that it takes as a line of JSON. One user may send.
const SERVER: &str = r#"
import asyncio, json, sys
from email import message_from_bytes, policy
from aiosmtpd.smtp import SMTP, AuthResult

class Keep:
    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        said = {name: str(mail[name]) for name in ("From", "To", "Subject", "Message-ID", "Date", "Auto-Submitted")}
        print(json.dumps(said | {"type": mail["Content-Type"], "body": mail.get_content()}), flush=True)
        return "250 OK"

def knows(server, session, envelope, mechanism, who):
    return AuthResult(success=(who.login, who.password) == (b"crm", b"right"), handled=False)

async def main():
    make = lambda: SMTP(Keep(), authenticator=knows, auth_required=True, auth_require_tls=False)
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", int(sys.argv[1]))
    print("{}", flush=True)
    await server.serve_forever()

asyncio.run(main())
"#;

struct MailServer {
    child: Child,
    mails: Receiver<Json>,
}

impl MailServer {
    fn start(port: u16) -> Self {
        // Debian's own, which its packages belong to.
        let python = Command::new("/usr/bin/python3").args(["-c", SERVER, &port.to_string()]).stdout(Stdio::piped()).spawn();
        let mut child = python.expect("python3 runs");
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let (says, mails) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let _ = says.send(serde_json::from_str(&line).expect("JSON"));
            }
        });
        let server = Self { child, mails };
        assert_eq!(server.next(), json!({}), "python3-aiosmtpd is there (tools/setup.sh)");
        server
    }

    fn next(&self) -> Json {
        self.mails.recv_timeout(Duration::from_secs(60)).expect("a mail")
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port()
}

/// A app that sends over a port of this machine.
fn installation(port: u16) -> Installation {
    let (installation, own) = (Installation::new(), free_port());
    fs::write(installation.beside("password"), "right\n").expect("a password");
    let config = format!(
        "listen = '127.0.0.1:{own}'\npublic_url = 'http://127.0.0.1:{own}'\nlog = 'warn'\n[tls]\nmode = 'off'\n\
         [mail]\nhost = '127.0.0.1'\nport = {port}\nsecurity = 'none'\nuser = 'crm'\nfrom = '客盾 <crm@example.cn>'\npassword_file = '{}'\n",
        installation.beside("password").display()
    );
    fs::write(installation.beside("kedun.toml"), config).expect("a configuration");
    installation
}

/// Waits until a question has this answer.
fn counted(installation: &Installation, expected: i64, query: &str) {
    let mut conn = installation.raw();
    eventually(query, || (number(&mut conn, query) == expected).then_some(()));
}

#[test]
fn a_mail_waits_for_the_mail_server_and_arrives_as_it_was_written() {
    let port = free_port();
    let installation = installation(port);
    let server = Server::start(&installation);
    let invite = |login: &str| {
        let draft = json!({ "login": login, "name": "林晓东", "email": format!("{login}@example.cn"), "invite": "mail" });
        assert_eq!(server.browser.post("/api/users", &draft).status, 201);
    };
    invite("lin");
    counted(&installation, 1, "SELECT attempts AS number FROM mail");
    let mails = MailServer::start(port);
    installation.tamper("UPDATE mail SET next_at = 0");
    invite("he");
    let (first, second) = (mails.next(), mails.next());
    assert_eq!((&first["To"], &second["To"]), (&json!("lin@example.cn"), &json!("he@example.cn")));
    assert_eq!((&first["From"], &first["Auto-Submitted"]), (&json!("客盾 <crm@example.cn>"), &json!("auto-generated")));
    assert!(first["Subject"].as_str().is_some_and(|subject| subject.ends_with("邀请您使用客盾")), "{first}");
    assert!(first["type"].as_str().is_some_and(|kind| kind.contains("utf-8")), "{first}");
    assert!(first["body"].as_str().is_some_and(|body| body.contains("林晓东，您好") && body.contains("/invite#")), "{first}");
    assert_ne!(first["Message-ID"], second["Message-ID"]);
    counted(&installation, 2, "SELECT count(*) AS number FROM mail WHERE body = ''");
    assert!(server.stop().success());
    // Whoever runs the server tries it by hand, and is told what is wrong.
    installation.kedun(&["mail", "test", "he@example.cn"]).exits(0);
    assert_eq!(mails.next()["Subject"], "客盾测试邮件");
    fs::write(installation.beside("password"), "wrong").expect("a password");
    let said = installation.kedun(&["mail", "test", "he@example.cn"]);
    assert!(said.err.contains("mail.user and the password"), "{said:?}");
    said.advises(1, "535");
    drop(mails);
    installation.kedun(&["mail", "test", "he@example.cn"]).advises(1, "Connection refused");
}
