//! Keys, which can be sent and nothing else.

use std::fmt;

/// A server's key. It can be sent, and nothing else: neither `Debug` nor any error shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// Takes `key` without the blanks and line ends that come along when one is pasted.
    pub fn new(key: impl AsRef<str>) -> Self {
        Self(key.as_ref().trim().to_owned())
    }

    /// True when nothing is left of it: such a key is not sent.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The `Authorization` header's value.
    pub(crate) fn bearer(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// The key itself, for the header that wants it bare.
    pub(crate) fn plain(&self) -> &str {
        &self.0
    }

    /// What stands in the place of a key.
    pub(crate) const BLOT: &str = "[key]";

    /// False for a key of a few letters: it is a placeholder for servers that want any key, and would blot out
    /// ordinary words. Others than of ASCII can't be sent.
    pub(crate) fn is_worth_hiding(&self) -> bool {
        self.0.len() >= 8 && self.0.is_ascii()
    }

    /// `text` with every copy of the key blotted out, also of one that is written as in an address.
    pub(crate) fn blot(&self, text: &str) -> String {
        if !self.is_worth_hiding() {
            return text.to_owned();
        }
        let text = text.replace(&self.0, Self::BLOT);
        match text.contains('%') {
            true => text.replace(&self.in_address(), Self::BLOT),
            false => text,
        }
    }

    fn in_address(&self) -> String {
        let letters = self.0.bytes().map(|byte| match byte {
            b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        });
        letters.collect()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey([hidden])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_key_and_blot_finds_it() {
        let key = ApiKey::new("  sk-secret-12345\n");
        assert_eq!(format!("{key:?}"), "ApiKey([hidden])");
        assert_eq!(key.bearer(), "Bearer sk-secret-12345");
        assert_eq!(key.blot("wrong key sk-secret-12345!"), "wrong key [key]!");
        assert_eq!(ApiKey::new("none").blot("none"), "none");
        let odd = ApiKey::new("sk/secret+12345=");
        assert_eq!(odd.blot("?k=sk%2Fsecret%2B12345%3D&"), "?k=[key]&");
    }
}
