//! A data directory with the real binary at work on it, as an administrator has it, and as an attacker with the key has it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, OnceLock};

use diesel::connection::SimpleConnection;
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, QueryableByName, RunQueryDsl};
use kedun::actor::Actor;
use kedun::app::{self, App, Purpose};
use kedun::audit::{Checkpoint, NoteSigner};
use kedun::auth::{Token, session};
use kedun::clock::SystemClock;
use kedun::config::{Config, Sources, load};
use kedun::ids::UserId;
use kedun::keys::{Keyring, Label, MasterKey, Unlock};
use kedun::people::{Login, NewUser, PasswordHash, Role, users};
use rand::rngs::SysRng;
use serde_json::Value as Json;

use super::Server;

/// Everything that tests decide: plain HTTP on this machine, any free port, no limit that gets in the way.
const CONFIG: &str =
    "listen = '127.0.0.1:0'\nlog = 'warn'\n[tls]\nmode = 'off'\n[limits]\nrequests_per_second = 1000000\nlogin_per_minute = 1000000\n";

pub struct Installation {
    /// The data directory, and beside it the configuration and whatever a test writes.
    folder: tempfile::TempDir,
    /// The session of the administrator `boss`.
    pub cookie: String,
    pub boss: UserId,
}

/// What a command has said and done.
#[derive(Debug)]
pub struct Said {
    pub exit: i32,
    pub out: String,
    pub err: String,
}

/// A file's rights and content, in short.
type Files = BTreeMap<PathBuf, (u32, String)>;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

impl Installation {
    /// A app of one administrator, copied from one that is founded once per run.
    pub fn new() -> Self {
        static TEMPLATE: OnceLock<Installation> = OnceLock::new();
        let template = TEMPLATE.get_or_init(Self::found);
        let new = Self { folder: tempfile::tempdir().expect("a directory"), cookie: template.cookie.clone(), boss: template.boss };
        fs::write(new.beside("kedun.toml"), CONFIG).expect("a configuration");
        new.copy_from(&template.data());
        new
    }

    /// No app yet: a configuration, and a data directory that is not there.
    pub fn empty() -> Self {
        let new = Self { folder: tempfile::tempdir().expect("a directory"), cookie: String::new(), boss: UserId(0) };
        fs::write(new.beside("kedun.toml"), CONFIG).expect("a configuration");
        new
    }

    fn found() -> Self {
        let mut new = Self::empty();
        let server = app::found(new.config(), Arc::new(SystemClock)).expect("a house");
        (new.boss, new.cookie) = (add(&server, "boss", "王总", Role::ADMIN), String::new());
        new.cookie = sign_in(&server, new.boss);
        new
    }

    /// Takes over what lies in another data directory, rights and all.
    pub fn copy_from(&self, other: &Path) {
        fs::create_dir_all(self.data()).expect("a directory");
        fs::set_permissions(self.data(), fs::Permissions::from_mode(0o700)).expect("its rights");
        for entry in fs::read_dir(other).expect("the template").flatten() {
            fs::copy(entry.path(), self.data().join(entry.file_name())).expect("a copy");
        }
    }

    pub fn data(&self) -> PathBuf {
        self.beside("data")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.data().join(name)
    }

    /// A path outside the data directory that goes with the test.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn config(&self) -> Arc<Config> {
        let flags = vec![("data", self.data().display().to_string())];
        Arc::new(load(&Sources { file: Some(self.beside("kedun.toml")), environment: Vec::new(), flags }).expect("a configuration"))
    }

    /// Opens the app in this process, as a command does.
    pub fn server(&self) -> App {
        app::open(self.config(), Purpose::Command, Arc::new(SystemClock)).expect("the house opens")
    }

    /// The binary with its arguments; what it is to do with them is the caller's.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kedun"));
        command.args(arguments).arg("--data").arg(self.data()).arg("--config").arg(self.beside("kedun.toml"));
        command.env_clear().stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn kedun(&self, arguments: &[&str]) -> Said {
        Said::of(self.command(arguments).output().expect("the binary runs"))
    }

    /// The same with something on standard input.
    pub fn kedun_hears(&self, arguments: &[&str], input: &str) -> Said {
        use std::io::Write;
        let mut child =
            self.command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
        child.stdin.take().expect("its input").write_all(input.as_bytes()).expect("it listens");
        Said::of(child.wait_with_output().expect("it ends"))
    }

    pub fn serve(&self) -> Server {
        Server::start(self)
    }

    /// All files with their rights and a digest of their content.
    pub fn files(&self) -> Files {
        let mut files = Files::new();
        let mut next = vec![self.data()];
        while let Some(path) = next.pop() {
            let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
            let content = if metadata.is_dir() {
                next.extend(fs::read_dir(&path).expect("a directory").flatten().map(|entry| entry.path()));
                String::from("directory")
            } else {
                digest(&fs::read(&path).expect("a file"))
            };
            files.insert(path, (metadata.permissions().mode() & 0o7777, content));
        }
        files
    }

    pub fn master(&self) -> MasterKey {
        let keyring = Keyring::load(&self.file(app::KEYRING)).expect("a keyring");
        keyring.unlock(&Unlock::KeyFile(&self.file("master.key"))).expect("it opens")
    }

    /// The key that signs this installation's log.
    pub fn signer(&self) -> NoteSigner {
        #[derive(QueryableByName)]
        struct Text {
            #[diesel(sql_type = diesel::sql_types::Text)]
            value: String,
        }
        let found: Text =
            diesel::sql_query("SELECT value FROM setting WHERE name = 'installation'").get_result(&mut self.raw()).expect("its number");
        NoteSigner::new(Checkpoint::origin_of(&found.value), self.master().derive(Label::AuditSigning).signing_key()).expect("a signer")
    }

    /// The bare database, past all doors.
    pub fn raw(&self) -> SqliteConnection {
        let mut conn = SqliteConnection::establish(self.file("kedun.db").to_str().expect("a path")).expect("the file opens");
        let key = self.master().derive(Label::Database).to_hex();
        conn.batch_execute(&format!("PRAGMA key = \"x'{}'\"; PRAGMA busy_timeout = 20000;", *key)).expect("the key fits");
        conn
    }

    /// Does to the database what somebody with the key can do.
    pub fn tamper(&self, sql: &str) {
        self.raw().batch_execute(sql).expect("the statements run");
    }
}

/// The one number that a query answers: `SELECT … AS number`.
pub fn number(conn: &mut SqliteConnection, query: &str) -> i64 {
    diesel::sql_query(query).get_result::<Number>(conn).unwrap_or_else(|error| panic!("{query}: {error}")).number
}

pub fn numbers(conn: &mut SqliteConnection, query: &str) -> Vec<i64> {
    let rows: Vec<Number> = diesel::sql_query(query).load(conn).unwrap_or_else(|error| panic!("{query}: {error}"));
    rows.into_iter().map(|row| row.number).collect()
}

/// An account that no password opens.
pub fn add(server: &App, login: &str, name: &str, role: Role) -> UserId {
    let new = NewUser {
        login: Login::parse(login).expect("a login"),
        name: name.to_owned(),
        roles: [role].into(),
        department: None,
        password: PasswordHash("-".into()),
    };
    server.db.write_blocking(&Actor::system("test"), move |tx| users::create(tx, new)).expect("a user")
}

/// A session without a password: the value of its cookie.
pub fn sign_in(server: &App, user: UserId) -> String {
    let token = Token::random(&mut SysRng).expect("a token");
    let cookie = token.reveal().to_owned();
    let terms = server.config.session.clone();
    let origin = session::Origin { ip: [127, 0, 0, 1].into(), agent: None };
    server.db.write_blocking(&Actor::system("test"), move |tx| session::start(tx, &token, user, &origin, &terms)).expect("a session");
    cookie
}

fn digest(bytes: &[u8]) -> String {
    use sha2::Digest;
    data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(bytes))
}

impl Said {
    fn of(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { exit: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    #[track_caller]
    pub fn exits(self, exit: i32) -> Self {
        assert_eq!(self.exit, exit, "{self:?}");
        self
    }

    /// What happened and what to do, on lines of their own.
    #[track_caller]
    pub fn advises(self, exit: i32, what: &str) -> Self {
        let said = self.exits(exit);
        let lines: Vec<&str> = said.err.lines().collect();
        let told = lines.iter().position(|line| line.starts_with("kedun: "));
        let advice = told.and_then(|at| lines.get(at + 1)).map_or("", |line| line.trim());
        assert!(said.err.contains(what) && advice.len() > 10, "{said:?}");
        said
    }

    /// The last line of the answer.
    #[track_caller]
    pub fn json(&self) -> Json {
        let last = self.out.lines().last().unwrap_or_default();
        serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}
