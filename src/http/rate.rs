//! How often is too often: per session, or per address where there is no session. Kept in memory; a restart forgives.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::config::Limits;
use crate::error::{Error, Result};
use crate::ids::SessionId;

/// After so many checks the addresses that have been quiet are forgotten.
const SWEEP_EVERY: u32 = 10_000;

/// Whose requests are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Client {
    Session(SessionId),
    Address(IpAddr),
}

impl Client {
    /// Whoever has an IPv6 address has a whole /64 of them.
    pub fn at(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
            v4 => v4,
        })
    }
}

pub struct Rate {
    requests: DefaultKeyedRateLimiter<Client>,
    logins: DefaultKeyedRateLimiter<Client>,
    checks: AtomicU32,
}

impl Rate {
    pub fn new(limits: &Limits) -> Self {
        // Twice a second's worth may come at once: a page that opens asks for a dozen things.
        let burst = limits.requests_per_second.saturating_mul(NonZeroU32::MIN.saturating_add(1));
        Self {
            requests: DefaultKeyedRateLimiter::keyed(Quota::per_second(limits.requests_per_second).allow_burst(burst)),
            logins: DefaultKeyedRateLimiter::keyed(Quota::per_minute(limits.login_per_minute)),
            checks: AtomicU32::new(0),
        }
    }

    /// Counts a request.
    pub fn request(&self, client: Client) -> Result<()> {
        self.sweep();
        check(&self.requests, client)
    }

    /// Counts an attempt to sign in or to set up.
    pub fn login(&self, address: IpAddr) -> Result<()> {
        self.sweep();
        check(&self.logins, Client::at(address))
    }

    fn sweep(&self) {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.requests.retain_recent();
            self.logins.retain_recent();
        }
    }
}

fn check(limiter: &DefaultKeyedRateLimiter<Client>, client: Client) -> Result<()> {
    limiter.check_key(&client).map_err(|not_until| {
        let wait = not_until.wait_time_from(DefaultClock::default().now());
        Error::TooMany { retry_after: wait.max(Duration::from_secs(1)) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_use_up_another_ones_share() {
        let rate = Rate::new(&Limits { login_per_minute: NonZeroU32::MIN, ..Limits::default() });
        let (a, b): (IpAddr, IpAddr) = ("192.168.1.1".parse().unwrap(), "192.168.1.2".parse().unwrap());
        assert!(rate.login(a).is_ok());
        assert!(matches!(rate.login(a), Err(Error::TooMany { retry_after }) if retry_after <= Duration::from_secs(60)));
        assert!(rate.login(b).is_ok());
    }

    #[test]
    fn an_ipv6_network_counts_as_one() {
        let at = |text: &str| Client::at(text.parse().unwrap());
        assert_eq!(at("2001:db8:0:1::1"), at("2001:db8:0:1:ffff::2"));
        assert_ne!(at("2001:db8:0:1::1"), at("2001:db8:0:2::1"));
        assert_eq!(at("::ffff:10.0.0.1"), at("10.0.0.1"));
    }
}
