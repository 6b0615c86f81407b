//! A certificate that somebody else issued is the one that browsers are shown.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, ClientConnection, RootCertStore, Stream};

use crate::support::{Installation, Server};

/// A server with a certificate of somebody else's, and a client that trusts this one and no other.
pub(super) fn served_over_https() -> (Installation, Server, Arc<ClientConfig>, CertificateDer<'static>) {
    let issued = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let installation = Installation::new();
    let (cert, key) = (installation.beside("cert.pem"), installation.beside("key.pem"));
    fs::write(&cert, issued.cert.pem()).unwrap();
    fs::write(&key, issued.signing_key.serialize_pem()).unwrap();
    let tls = format!("listen = '127.0.0.1:0'\n[tls]\nmode = 'files'\ncert = {cert:?}\nkey = {key:?}\n");
    fs::write(installation.beside("kedun.toml"), tls).unwrap();
    let server = installation.serve();
    let mut trusted = RootCertStore::empty();
    trusted.add(issued.cert.der().clone()).unwrap();
    let versions = ClientConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions();
    let config = versions.unwrap().with_root_certificates(trusted).with_no_client_auth();
    (installation, server, Arc::new(config), issued.cert.der().clone())
}

#[test]
fn given_files_are_served_over_https() {
    let (installation, server, config, certificate) = served_over_https();
    let mut client = ClientConnection::new(config, "localhost".try_into().unwrap()).unwrap();
    let mut socket = TcpStream::connect(("127.0.0.1", server.browser.port)).unwrap();
    let mut stream = Stream::new(&mut client, &mut socket);
    stream.write_all(b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.to_ascii_lowercase().contains("\r\nstrict-transport-security: max-age="), "{answer}");
    assert_eq!(client.peer_certificates().unwrap(), [certificate]);
    // Ours was not even made.
    assert!(!installation.file("ca.pem").exists());
    assert!(server.stop().success());
}
