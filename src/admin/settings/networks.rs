//! From where people work, for policies to ask: as the configuration file says, until somebody who answers for access says otherwise.

use std::sync::Arc;

use diesel::sqlite::SqliteConnection;
use rocket::serde::json::{Json, Value};
use rocket::{State, get, put};
use serde::Deserialize;
use serde_json::json;

use super::{change, version};
use crate::access::AccessHandle;
use crate::config::{Cidr, Config, Networks};
use crate::db::{Db, Tx};
use crate::error::{Error, Invalid, Result};
use crate::http::{IfMatch, Input};
use crate::people::{AccessAdmin, AccessReader, settings};

const OFFICE: &str = "networks.office";
const VPN: &str = "networks.vpn";
/// Nobody has more places of work than this.
const MOST: usize = 100;

/// Nothing in a list: what the configuration file says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetworksInput {
    office: Option<Vec<String>>,
    vpn: Option<Vec<String>>,
}

/// Those of this moment.
pub fn networks(conn: &mut SqliteConnection, file: &Networks) -> Result<Networks> {
    let mut of = |name: &str, otherwise: &[Cidr]| -> Result<Vec<Cidr>> {
        match settings::get(conn, name)? {
            Some(text) => text.split_whitespace().map(|one| one.parse().map_err(|()| Error::internal("a stored network"))).collect(),
            None => Ok(otherwise.to_vec()),
        }
    };
    Ok(Networks { office: of(OFFICE, &file.office)?, vpn: of(VPN, &file.vpn)? })
}

#[get("/networks")]
pub(super) async fn show(_reader: AccessReader, db: &State<Db>, config: &State<Arc<Config>>) -> Result<Json<Value>> {
    let config = Arc::clone(config);
    db.read(move |reader| shown(reader.conn, &config)).await.map(Json)
}

/// Whoever works by a policy that asks for the network is let in or kept out by it from now on.
#[put("/networks", data = "<input>")]
pub(super) async fn put(
    admin: AccessAdmin,
    seen: IfMatch,
    db: &State<Db>,
    config: &State<Arc<Config>>,
    access: &State<Arc<AccessHandle>>,
    input: Input<NetworksInput>,
) -> Result<Json<Value>> {
    let NetworksInput { office, vpn } = input.into_inner();
    let lists = [(OFFICE, read("office", office.as_deref())), (VPN, read("vpn", vpn.as_deref()))];
    let wrong: Vec<Invalid> = lists.iter().filter_map(|(_, list)| list.as_ref().err().cloned()).collect();
    if !wrong.is_empty() {
        return Err(Error::Rejected(wrong));
    }
    let (seen, config, access) = (seen.version()?, Arc::clone(config), Arc::clone(access));
    let changed = move |tx: &mut Tx<'_>| {
        let before = told(&networks(tx.conn, &config.networks)?);
        for (name, list) in lists {
            match list.unwrap_or_default() {
                Some(list) => settings::set(tx, name, &told_list(&list))?,
                None => settings::remove(tx, name)?,
            }
        }
        let now = networks(tx.conn, &config.networks)?;
        change(tx, seen, "networks", (&before, &told(&now)))?;
        let shown = shown(tx.conn, &config)?;
        // In the order of the commits, so that the last one stands.
        tx.after_commit(move || access.set_networks(now));
        Ok(shown)
    };
    db.write(&admin.0, changed).await.map(Json)
}

fn read(field: &str, texts: Option<&[String]>) -> Result<Option<Vec<Cidr>>, Invalid> {
    let Some(texts) = texts else { return Ok(None) };
    let parsed = |text: &String| text.parse::<Cidr>().map_err(|()| Invalid::new(field, "settings.network").with("value", text));
    if texts.len() > MOST {
        return Err(Invalid::new(field, "settings.networks").with("max", MOST));
    }
    texts.iter().filter(|text| !text.trim().is_empty()).map(parsed).collect::<Result<_, _>>().map(Some)
}

fn shown(conn: &mut SqliteConnection, config: &Config) -> Result<Value> {
    let now = networks(conn, &config.networks)?;
    let list = |list: &[Cidr]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    let own = settings::get(conn, OFFICE)?.is_some() || settings::get(conn, VPN)?.is_some();
    Ok(json!({ "office": list(&now.office), "vpn": list(&now.vpn), "from_file": !own, "version": version(conn)? }))
}

fn told(networks: &Networks) -> String {
    format!("{} · {}", told_list(&networks.office), told_list(&networks.vpn))
}

fn told_list(list: &[Cidr]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
