//! Whether another site makes a browser ask.
//!
//! Cookies are `SameSite=Strict`, so another site's request arrives without a session anyway; this is the second lock. Browsers say
//! themselves where a request comes from (`Sec-Fetch-Site`, Fetch Metadata; `Origin`, RFC 6454). Scripts say nothing, and may.

use std::sync::Arc;

use rocket::Request;
use rocket::http::Method;

use crate::config::Config;

/// Must this request be refused? Reading is never refused: it changes nothing, and the answer stays out of the other site's reach.
pub fn is_cross_site(request: &Request<'_>) -> bool {
    if matches!(request.method(), Method::Get | Method::Head | Method::Options) {
        return false;
    }
    // HTTP/2 has no Host header; Rocket knows where it put the name instead.
    let host = request.host().map(ToString::to_string).or_else(|| request.headers().get_one("Host").map(str::to_owned));
    let public = request.rocket().state::<Arc<Config>>().and_then(|config| config.public_url.as_ref());
    is_foreign(
        request.headers().get_one("Sec-Fetch-Site"),
        request.headers().get_one("Origin"),
        host.as_deref(),
        public.map(crate::config::PublicUrl::origin),
    )
}

fn is_foreign(fetch_site: Option<&str>, origin: Option<&str>, host: Option<&str>, public: Option<&str>) -> bool {
    // `same-site` is foreign, too: another host below the same domain is another site to us.
    if fetch_site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return true;
    }
    let Some(origin) = origin else { return false };
    let origin = origin.to_ascii_lowercase();
    let Some((scheme, authority)) = origin.split_once("://") else { return true };
    let usual = if scheme == "https" { ":443" } else { ":80" };
    let bare = |authority: &str| authority.strip_suffix(usual).unwrap_or(authority).to_ascii_lowercase();
    let ours = host.is_some_and(|host| bare(host) == bare(authority)) || public.is_some_and(|public| public == origin);
    !ours
}

#[cfg(test)]
mod tests {
    use super::is_foreign;

    #[test]
    fn a_browser_of_another_site_is_refused() {
        let host = Some("crm.local:8443");
        for (site, origin) in [
            (Some("cross-site"), None),
            (Some("same-site"), Some("https://crm.local:8443")),
            (None, Some("https://evil.example")),
            (None, Some("null")),
            (None, Some("https://crm.local")),
            (None, Some("https://crm.local:8443.evil.example")),
            (Some("none"), Some("https://evil.example")),
        ] {
            assert!(is_foreign(site, origin, host, None), "{site:?} {origin:?}");
        }
    }

    #[test]
    fn our_own_pages_and_scripts_pass() {
        assert!(!is_foreign(None, None, Some("crm.local:8443"), None));
        assert!(!is_foreign(Some("same-origin"), Some("https://CRM.local:8443"), Some("crm.local:8443"), None));
        assert!(!is_foreign(None, Some("https://crm.local"), Some("crm.local:443"), None));
        // Behind a proxy that changes the Host header.
        assert!(!is_foreign(None, Some("https://crm.example.cn"), Some("127.0.0.1:8080"), Some("https://crm.example.cn")));
    }
}
