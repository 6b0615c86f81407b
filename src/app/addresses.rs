//! The addresses that this machine has in the private networks, as its kernel tells them: by these a small office reaches the server.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::http::tls::is_private;

/// All of them but loopback and link-local ones; none where the kernel does not say.
pub(super) fn private() -> Vec<IpAddr> {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let v4 = v4(&read("/proc/net/fib_trie")).into_iter().filter(|address| !address.is_loopback() && !address.is_link_local());
    let v6 = v6(&read("/proc/net/if_inet6")).into_iter().filter(|address| !address.is_loopback() && !address.is_unicast_link_local());
    let mut all: Vec<IpAddr> = v4.map(IpAddr::from).chain(v6.map(IpAddr::from)).filter(|address| is_private(*address)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// In the kernel's routing table an address of our own is a leaf with `/32 host LOCAL` below it.
fn v4(table: &str) -> Vec<Ipv4Addr> {
    let mut leaf = None;
    let own = table.lines().filter_map(|line| match line.trim().strip_prefix("|-- ") {
        Some(address) => {
            leaf = address.parse().ok();
            None
        }
        None if line.trim() == "/32 host LOCAL" => leaf,
        None => None,
    });
    own.collect()
}

/// One line each: 32 hexadecimal digits, then what is said about them.
fn v6(table: &str) -> Vec<Ipv6Addr> {
    let address = |line: &str| u128::from_str_radix(line.split_whitespace().next()?, 16).ok().map(Ipv6Addr::from_bits);
    table.lines().filter_map(address).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_tables_are_read() {
        let table = "Local:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 0.0.0.0\n        /0 universe UNICAST\n     |-- 127.0.0.1\n        /32 host LOCAL\n     \
                     |-- 192.168.1.0\n        /24 link UNICAST\n     |-- 192.168.1.20\n        /32 host LOCAL\n     |-- 192.168.1.255\n        \
                     /32 link BROADCAST\n";
        assert_eq!(v4(table), [Ipv4Addr::LOCALHOST, Ipv4Addr::new(192, 168, 1, 20)]);
        let table = "fd000000000000000000000000000002 04 40 00 82     eth0\n00000000000000000000000000000001 01 80 10 80       lo\n";
        assert_eq!(v6(table), ["fd00::2".parse::<Ipv6Addr>().unwrap(), Ipv6Addr::LOCALHOST]);
    }
}
