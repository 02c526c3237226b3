//! Which server an address leads to: keys are bound to that.

/// Scheme, host and port of an `http` or `https` address, for example `https://api.example.org:443`; `None` for
/// anything else. What it finds is never another host than the one that a browser's rules would lead to
/// (<https://url.spec.whatwg.org/>): what they read differently has no origin here.
pub fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.trim().split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let usual_port = match scheme.as_str() {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    // A backslash ends the host as a slash does.
    let authority = rest.split(['/', '\\', '?', '#']).next()?;
    if authority.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return None;
    }
    // A user and a password may stand before the host.
    let server = authority.rsplit('@').next()?;
    let (host, port) = match server.rsplit_once(':') {
        // The colons of `[::1]` divide no port off.
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (server, ""),
    };
    let port = match port {
        "" => usual_port,
        port => port.parse::<u16>().ok()?,
    };
    let host = host.to_lowercase();
    (!host.is_empty()).then(|| format!("{scheme}://{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn a_key_would_go_to_another_server_than_the_one_it_was_given_for() {
        for (url, expected) in [
            (
                "https://api.example.org/v1",
                Some("https://api.example.org:443"),
            ),
            (
                " HTTPS://API.example.org ",
                Some("https://api.example.org:443"),
            ),
            ("http://h", Some("http://h:80")),
            ("http://h:80?q", Some("http://h:80")),
            ("http://h:8080/v1", Some("http://h:8080")),
            ("http://[::1]:8080", Some("http://[::1]:8080")),
            ("http://[::1]", Some("http://[::1]:80")),
            ("http://good@evil.net/", Some("http://evil.net:80")),
            ("http://good:pass@evil.net", Some("http://evil.net:80")),
            (r"http://evil.net\@good", Some("http://evil.net:80")),
            ("http:evil.net/://good", None),
            ("http://good\t.evil.net", None),
            ("http://h:99999", None),
            ("http://", None),
            ("ftp://h", None),
            ("localhost:8080", None),
            ("", None),
        ] {
            assert_eq!(origin(url).as_deref(), expected, "{url:?}");
        }
    }
}
