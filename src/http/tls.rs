//! Certificates of our own: an authority that lives ten years, so that browsers are told once, and a server certificate that lives
//! 397 days (the longest that browsers take) and is renewed by the starts of the server.
//!
//! The authority is name-constrained (RFC 5280, 4.2.1.10): whoever installs it lets it vouch for this server's names and for private
//! addresses, and for nothing else in the world. Keys are handed to the caller, who keeps them in the encrypted database.

use std::fs;
use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, NameConstraints, SanType,
};
use rocket::time::OffsetDateTime;
use serde::{Deserialize, Serialize};

use crate::config::Tls;
use crate::error::{Error, Result};

const AUTHORITY_DAYS: i64 = 3652;
const SERVER_DAYS: i64 = 397;
/// A start renews a server certificate that is older than so many days, because nobody knows when the next start will be.
const FRESH_DAYS: i64 = 60;
/// A certificate ends soon when it has so many days left.
const SOON_DAYS: i64 = 30;
/// Clocks in an office differ.
const EARLY: Duration = Duration::days(1);

/// Addresses that belong to nobody outside (RFC 1918, RFC 4193, loopback, link-local).
const PRIVATE: [(&str, u8); 8] = [
    ("10.0.0.0", 8),
    ("172.16.0.0", 12),
    ("192.168.0.0", 16),
    ("127.0.0.0", 8),
    ("169.254.0.0", 16),
    ("fc00::", 7),
    ("fe80::", 10),
    ("::1", 128),
];

/// Chain and key as Rocket takes them, PEM.
#[derive(Clone)]
pub struct Pem {
    pub chain: String,
    pub key: String,
}

/// The authority and its newest server certificate, as they are kept.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnCertificates {
    /// To be installed in browsers; PEM. Not secret.
    pub authority: String,
    authority_key: String,
    server: String,
    server_key: String,
    /// Names and addresses the authority may vouch for besides private addresses.
    constrained_to: Vec<String>,
    names: Vec<String>,
    expires_at: DateTime<Utc>,
}

impl std::fmt::Debug for OwnCertificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OwnCertificates").field("names", &self.names).field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

impl OwnCertificates {
    /// What is to be used from now on. Compare with `kept` to see whether it has to be stored anew.
    ///
    /// The authority stays as long as it may vouch for all `names`; a new one has to be installed in every browser again.
    /// `localhost` and the loopback addresses are always among the names.
    pub fn ensure(kept: Option<&Self>, names: &[String], now: DateTime<Utc>) -> Result<Self> {
        let names = complete(names);
        match kept {
            Some(kept) if kept.serves(&names, now) => Ok(kept.clone()),
            Some(kept) if kept.may_vouch_for(&names) => kept.renew(names, now),
            _ => Self::found(&names, now)?.renew(names, now),
        }
    }

    pub fn pem(&self) -> Pem {
        Pem { chain: format!("{}{}", self.server, self.authority), key: self.server_key.clone() }
    }

    pub fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
    }

    pub fn ends_soon(&self, now: DateTime<Utc>) -> bool {
        self.expires_at < now + Duration::days(SOON_DAYS)
    }

    fn serves(&self, names: &[String], now: DateTime<Utc>) -> bool {
        let left = self.expires_at - now;
        self.names == names && left >= Duration::days(SERVER_DAYS - FRESH_DAYS) && left < Duration::days(SERVER_DAYS + 1)
    }

    fn may_vouch_for(&self, names: &[String]) -> bool {
        names.iter().all(|name| self.constrained_to.contains(name) || name.parse().is_ok_and(is_private))
    }

    fn found(names: &[String], now: DateTime<Utc>) -> Result<Self> {
        let key = KeyPair::generate().map_err(Error::internal)?;
        let mut params = CertificateParams::default();
        // The key's fingerprint tells two authorities of two servers apart in a browser's list.
        let mark = data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(key.public_key_raw())[..4]);
        params.distinguished_name = named(&format!("Kedun CA {mark}"));
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.name_constraints = Some(NameConstraints { permitted_subtrees: permitted(names), excluded_subtrees: Vec::new() });
        (params.not_before, params.not_after) = span(now, AUTHORITY_DAYS)?;
        let authority = params.self_signed(&key).map_err(Error::internal)?;
        Ok(Self {
            authority: authority.pem(),
            authority_key: key.serialize_pem(),
            server: String::new(),
            server_key: String::new(),
            constrained_to: names.to_vec(),
            names: Vec::new(),
            expires_at: now,
        })
    }

    fn renew(&self, names: Vec<String>, now: DateTime<Utc>) -> Result<Self> {
        let authority_key = KeyPair::from_pem(&self.authority_key).map_err(Error::internal)?;
        let issuer = Issuer::from_ca_cert_pem(&self.authority, authority_key).map_err(Error::internal)?;
        let key = KeyPair::generate().map_err(Error::internal)?;
        let mut params = CertificateParams::default();
        params.subject_alt_names = names.iter().map(|name| alternative(name)).collect::<Result<_>>()?;
        params.distinguished_name = named("Kedun");
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        (params.not_before, params.not_after) = span(now, SERVER_DAYS - EARLY.num_days())?;
        let server = params.signed_by(&key, &issuer).map_err(Error::internal)?;
        let expires_at = DateTime::from_timestamp(params.not_after.unix_timestamp(), 0).unwrap_or(now);
        Ok(Self { server: server.pem(), server_key: key.serialize_pem(), names, expires_at, ..self.clone() })
    }
}

/// A certificate that somebody else issued. Whether key and chain fit each other shows when the server starts.
pub fn from_files(tls: &Tls) -> Result<Pem> {
    let read = |path: &Option<std::path::PathBuf>, key: &str| {
        let path = path.as_ref().ok_or_else(|| Error::internal(format!("{key} is not set")))?;
        fs::read_to_string(path).map_err(|error| Error::internal(format!("{key}: {}: {error}", path.display())))
    };
    Ok(Pem { chain: read(&tls.cert, "tls.cert")?, key: read(&tls.key, "tls.key")? })
}

fn complete(names: &[String]) -> Vec<String> {
    let usable = |name: &String| {
        let usable = alternative(name).is_ok();
        if !usable {
            tracing::warn!(%name, "this name cannot stand in a certificate");
        }
        usable
    };
    let names = names.iter().map(|name| name.to_ascii_lowercase()).filter(|name| !name.is_empty());
    let mut names: Vec<String> = names.filter(usable).collect();
    names.extend(["localhost", "127.0.0.1", "::1"].map(String::from));
    names.sort();
    names.dedup();
    names
}

fn alternative(name: &str) -> Result<SanType> {
    match name.parse() {
        Ok(address) => Ok(SanType::IpAddress(address)),
        Err(_) => Ok(SanType::DnsName(name.to_owned().try_into().map_err(Error::internal)?)),
    }
}

fn permitted(names: &[String]) -> Vec<GeneralSubtree> {
    let private = PRIVATE.iter().filter_map(|(network, prefix)| Some((network.parse().ok()?, *prefix)));
    let given = names.iter().filter_map(|name| name.parse().ok()).filter(|address| !is_private(*address));
    let addresses = private.chain(given.map(|address: IpAddr| (address, if address.is_ipv4() { 32 } else { 128 })));
    let hosts = names.iter().filter(|name| name.parse::<IpAddr>().is_err());
    addresses
        .map(|(address, prefix)| GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, prefix)))
        .chain(hosts.map(|name| GeneralSubtree::DnsName(name.clone())))
        .collect()
}

/// Whether an address belongs to nobody outside.
pub fn is_private(address: IpAddr) -> bool {
    PRIVATE
        .iter()
        .any(|(network, prefix)| format!("{network}/{prefix}").parse::<crate::config::Cidr>().is_ok_and(|net| net.contains(address)))
}

fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

fn span(now: DateTime<Utc>, days: i64) -> Result<(OffsetDateTime, OffsetDateTime)> {
    let at = |moment: DateTime<Utc>| OffsetDateTime::from_unix_timestamp(moment.timestamp()).map_err(Error::internal);
    Ok((at(now - EARLY)?, at(now + Duration::days(days))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap() + Duration::days(day)
    }

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_authority_stays_and_the_certificate_renews_itself() {
        let first = OwnCertificates::ensure(None, &names(&["crm.local", "192.168.1.5"]), at(0)).unwrap();
        assert_eq!(first.expires_at(), at(396));
        assert_eq!(first.pem().chain.matches("BEGIN CERTIFICATE").count(), 2);
        let same = OwnCertificates::ensure(Some(&first), &names(&["192.168.1.5", "CRM.local", "客户机"]), at(59)).unwrap();
        assert_eq!(same, first);
        let renewed = OwnCertificates::ensure(Some(&first), &names(&["crm.local", "192.168.1.5"]), at(60)).unwrap();
        assert_eq!((&renewed.authority, renewed.server == first.server), (&first.authority, false));
        assert!(first.ends_soon(at(367)) && !first.ends_soon(at(365)));
        // Another private address is within what the authority may vouch for; another name is not.
        let moved = OwnCertificates::ensure(Some(&first), &names(&["crm.local", "10.0.0.7"]), at(1)).unwrap();
        assert_eq!(moved.authority, first.authority);
        let renamed = OwnCertificates::ensure(Some(&first), &names(&["other.local"]), at(1)).unwrap();
        assert_ne!(renamed.authority, first.authority);
    }

    #[test]
    fn what_is_kept_survives_its_storage_and_shows_no_key() {
        let made = OwnCertificates::ensure(None, &[], at(0)).unwrap();
        let json = serde_json::to_string(&made).unwrap();
        assert_eq!(serde_json::from_str::<OwnCertificates>(&json).unwrap(), made);
        assert!(!format!("{made:?}").contains("KEY"));
    }
}
