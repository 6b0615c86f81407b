//! `kedun serve`: the server.

use std::sync::Arc;

use clap::Args;
use rocket::{Build, Rocket};

use super::{Common, Failure};
use crate::app::{self, App, PageScan, Purpose};
use crate::auth::setup;
use crate::clock::SystemClock;
use crate::config::{Config, TlsMode};
use crate::http::address;
use crate::http::front::{self, Connections};

#[derive(Args)]
pub struct ServeArguments {
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
}

pub fn run(common: &Common, arguments: &ServeArguments) -> Result<(), Failure> {
    let flags = arguments.listen.iter().map(|listen| ("listen", listen.clone())).collect();
    let config = Arc::new(common.config(flags)?);
    start_log(&config);
    app::keep_memory_private();
    port_is_free(&config, ANOTHER_ADDRESS)?;
    let clock = Arc::new(SystemClock);
    let app = match app::is_empty(&config.data) {
        true => app::found(config.clone(), clock)?,
        false => app::open(config.clone(), Purpose::Serve, clock)?,
    };
    let common = common.clone();
    serve(app, move |address, link| {
        common.say(&serde_json::json!({ "address": address, "setup": link }), || match &link {
            Some(link) => format!(
                "Kedun {} is listening on {address}\nSet it up with this link, which works once:\n  {link}",
                env!("CARGO_PKG_VERSION")
            ),
            None => format!("Kedun {} is listening on {address}", env!("CARGO_PKG_VERSION")),
        });
    })
}

/// Serves until the process is told to stop. `ready` hears the address, and the set-up link where one is waiting.
pub(super) fn serve(app: App, ready: impl FnOnce(&str, Option<String>) + Send + Sync + 'static) -> Result<(), Failure> {
    let mut look = None;
    let served = serve_in(&app, &mut look, ready);
    // First the file is closed; only then is waited for whatever still reads it.
    drop(app);
    drop(look);
    served
}

fn serve_in(
    app: &App,
    look: &mut Option<PageScan>,
    ready: impl FnOnce(&str, Option<String>) + Send + Sync + 'static,
) -> Result<(), Failure> {
    let listener = std::net::TcpListener::bind(app.config.listen).map_err(|error| no_address(&error, ANOTHER_ADDRESS))?;
    let connections = Connections::new(&app.config, app::raise_descriptors());
    let runtime = rocket::tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let link = runtime.block_on(setup::open(&app.db))?;
    // Not inside the runtime: a certificate that is made or renewed waits for the writer.
    let rocket = behind(app::rocket(app, link.is_some())?, &connections);
    let port = listener.local_addr()?.port();
    runtime.block_on(async {
        let config = app.config.clone();
        let rocket = rocket.attach(rocket::fairing::AdHoc::on_liftoff("Ready", move |rocket| {
            // Whoever asks for port 0 is given one, and is told which.
            let address = address(&config, port);
            let link = link.map(|token| format!("{address}/setup?token={}", token.reveal()));
            let (inner, shutdown) = (rocket.config().port, rocket.shutdown());
            Box::pin(async move {
                rocket::tokio::spawn(async move {
                    if let Err(error) = front::receive(listener, connections, inner, shutdown.clone()).await {
                        tracing::error!(%error, "the server cannot be reached; it stops");
                        shutdown.notify();
                    }
                });
                ready(&address, link);
            })
        }));
        let rocket = rocket.ignite().await.map_err(|error| launch_failure(error, &app.config))?;
        stop_on_signals(rocket.shutdown())?;
        app::start_tasks(app, rocket.shutdown()).await?;
        let look = look.insert(PageScan::begin(app, rocket.shutdown())?);
        let served = rocket.launch().await.map(drop).map_err(|error| launch_failure(error, &app.config));
        look.found()?;
        app::stop(app).await?;
        served
    })
}

/// The server behind the door that takes connections in: on any port of loopback.
fn behind(rocket: Rocket<Build>, connections: &Connections) -> Rocket<Build> {
    let figment = rocket.figment().clone().merge(("address", "127.0.0.1")).merge(("port", 0));
    rocket.configure(figment).manage(connections.clone()).attach(address::FrontDoor(connections.clone()))
}

/// Asked before anything is opened or founded, so that a start which cannot succeed leaves no trace.
pub(super) fn port_is_free(config: &Config, advice: &str) -> Result<(), Failure> {
    std::net::TcpListener::bind(config.listen).map(drop).map_err(|error| no_address(&error, advice))
}

const ANOTHER_ADDRESS: &str = "Choose another address with --listen, or stop what uses it.";

fn no_address(error: &std::io::Error, advice: &str) -> Failure {
    Failure::new(super::Exit::Failed, format!("the address cannot be used: {error}"), advice)
}

/// Listens for the signals before anybody is told that the server is ready: one that comes early must stop it in good order, too.
fn stop_on_signals(shutdown: rocket::Shutdown) -> std::io::Result<()> {
    use rocket::tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    rocket::tokio::spawn(async move {
        rocket::tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        shutdown.notify();
    });
    Ok(())
}

pub(super) fn start_log(config: &Config) {
    let filter = tracing_subscriber::EnvFilter::try_new(config.log_filter()).unwrap_or_else(|_| "info".into());
    // Only what is told by `tracing`: libraries that speak by `log` (Rocket's routes among them) tell what people typed.
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).finish();
    // A second start in one process keeps the first log; that is what tests do.
    let _ = tracing::subscriber::set_global_default(log);
}

/// How browsers reach the server, for printing.
fn address(config: &Config, port: u16) -> String {
    if let Some(url) = &config.public_url {
        return url.origin().to_owned();
    }
    let scheme = if config.tls.mode == TlsMode::Off { "http" } else { "https" };
    let host = match config.listen.ip() {
        ip if ip.is_unspecified() || ip.is_loopback() => "localhost".to_owned(),
        std::net::IpAddr::V6(ip) => format!("[{ip}]"),
        ip => ip.to_string(),
    };
    format!("{scheme}://{host}:{port}")
}

fn launch_failure(error: rocket::Error, config: &Config) -> Failure {
    use rocket::error::ErrorKind;
    let failure = match error.kind() {
        // The address was tried before anything was opened.
        ErrorKind::Bind(error) if config.tls.mode == TlsMode::Files && error.kind() != std::io::ErrorKind::AddrInUse => {
            let what = format!("tls.cert and tls.key cannot be used: {error}");
            Failure::new(super::Exit::Usage, what, "Give a certificate chain and the private key that belongs to it, both in PEM form.")
        }
        ErrorKind::Bind(error) => no_address(error, ANOTHER_ADDRESS),
        other => Failure::new(super::Exit::Failed, other, "See the log for what went wrong."),
    };
    // Rocket prints a long report when an error is dropped unread; ours is enough.
    std::mem::forget(error);
    failure
}

impl From<app::Closed> for Failure {
    fn from(closed: app::Closed) -> Self {
        use super::Exit;
        use app::Closed;
        match closed {
            Closed::Key(error) => error.into(),
            Closed::Database(error) => error.into(),
            Closed::Inside(error) => error.into(),
            Closed::Empty(_) => Self::new(Exit::Failed, &closed, "Run kedun init, or kedun serve and open the link that it prints."),
            Closed::NotEmpty(_) | Closed::Foreign(_) => Self::new(Exit::InUse, &closed, "Choose an empty directory with --data."),
            Closed::InUse(_) => Self::new(Exit::InUse, &closed, "Stop the other kedun first; one server per directory."),
            Closed::Log(_) => Self::new(
                Exit::Corrupt,
                &closed,
                "Nothing was changed. Keep a copy of the directory as evidence, run kedun audit verify, and restore the newest backup that verifies.",
            ),
            Closed::Io { .. } => Self::new(Exit::Failed, &closed, "See whether the directory exists and belongs to this user."),
        }
    }
}
