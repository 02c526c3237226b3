//! Addresses as people write them: what may be shown of one, and whether it can be overheard.
//!
//! Only for what the panels say; what is asked is decided by who asks.

use std::net::IpAddr;

/// True when what is sent to `url` can be read on the way: it is not encrypted, and it leaves this machine. An
/// address that is not understood counts as overheard; an empty one leads nowhere.
pub fn is_clear_text(url: &str) -> bool {
    let url = url.trim();
    if url.is_empty() || scheme(url).eq_ignore_ascii_case("https") {
        return false;
    }
    !is_this_machine(authority(url))
}

/// `url` with the scheme that it lacks. Without one, it is the one of a server nearby.
pub fn with_scheme(url: &str) -> String {
    let url = url.trim();
    if url.is_empty() || url.contains("://") {
        url.to_owned()
    } else {
        format!("http://{url}")
    }
}

/// True when there is a host to ask.
pub fn can_be_asked(url: &str) -> bool {
    let known = ["http", "https"].map(|known| scheme(url).eq_ignore_ascii_case(known));
    known.contains(&true) && !host(url).is_empty()
}

/// Host and port, without a user and a password that may stand before them: `127.0.0.1:11434`.
pub fn host(url: &str) -> &str {
    let authority = authority(url.trim());
    authority.rsplit('@').next().unwrap_or_default()
}

/// Two addresses of one origin share a key: scheme, host and port.
pub fn is_same_server(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(with_scheme);
    scheme(&one).eq_ignore_ascii_case(scheme(&other))
        && authority(&one).eq_ignore_ascii_case(authority(&other))
}

fn scheme(url: &str) -> &str {
    url.trim()
        .split_once("://")
        .map_or("", |(scheme, _)| scheme)
}

/// What stands between the scheme and the path. A backslash ends it as a slash does (<https://url.spec.whatwg.org/>).
fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '\\', '?', '#']).next().unwrap_or_default()
}

fn is_this_machine(authority: &str) -> bool {
    // What stands before an `@` is no host.
    let server = authority.rsplit('@').next().unwrap_or_default();
    let host = match server.rsplit_once(':') {
        // The colons of `[::1]` divide no port off.
        Some((host, port)) if !port.ends_with(']') => host,
        _ => server,
    };
    let host = host.to_ascii_lowercase();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_would_be_sent_where_all_can_read_it_without_a_warning() {
        for (url, overheard) in [
            ("http://192.168.1.20:11434", true),
            ("http://models.example.org/v1", true),
            ("HTTP://models.example.org", true),
            (" http://10.0.0.1 ", true),
            ("http://127.0.0.1@evil.net/", true),
            ("http://user:localhost@evil.net", true),
            (r"http://evil.net\@127.0.0.1", true),
            ("http://127.0.0.1.evil.net", true),
            ("http://localhost.evil.net", true),
            ("http://127.0.0.1\t.evil.net", true),
            ("http://notlocalhost", true),
            ("http://0.0.0.0:11434", true),
            ("http://[fe80::1]:80", true),
            ("ws://evil.net", true),
            ("evil.net/https://", true),
            ("192.168.1.20", true),
            ("https://models.example.org", false),
            ("HTTPS://192.168.1.20", false),
            ("http://127.0.0.1:11434", false),
            ("http://127.8.9.10", false),
            ("http://LocalHost:8080/v1", false),
            ("http://models.localhost", false),
            ("http://[::1]:8080", false),
            ("http://[::1]", false),
            ("127.0.0.1:8080", false),
            ("", false),
        ] {
            assert_eq!(is_clear_text(url), overheard, "{url:?}");
        }
    }

    #[test]
    fn a_password_in_an_address_would_be_shown() {
        for (url, shown) in [
            ("http://me:secret@h:80/v1?key=k", "h:80"),
            ("https://models.example.org/v1", "models.example.org"),
            ("http://a@b@c", "c"),
            ("localhost:8080", "localhost:8080"),
            ("", ""),
        ] {
            assert_eq!(host(url), shown, "{url:?}");
        }
    }

    #[test]
    fn half_an_address_would_be_asked_or_a_whole_one_would_not() {
        for (typed, url, asked) in [
            ("localhost:8080", "http://localhost:8080", true),
            (" https://h/v1 ", "https://h/v1", true),
            ("http://", "http://", false),
            ("ftp://h", "ftp://h", false),
            ("", "", false),
        ] {
            assert_eq!(with_scheme(typed), url);
            assert_eq!(can_be_asked(url), asked, "{url:?}");
        }
        assert!(is_same_server("http://h:1/v1", "H:1"));
        assert!(!is_same_server("http://h:1", "https://h:1"));
        assert!(!is_same_server("http://h:1", "http://h:2"));
    }
}
