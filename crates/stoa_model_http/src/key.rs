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

    /// `text` with every copy of the key blotted out. A key of a few letters is not looked for: it is a placeholder
    /// for servers that want any key, and would blot out ordinary words.
    pub(crate) fn blot(&self, text: &str) -> String {
        if self.0.len() < 8 {
            return text.to_owned();
        }
        text.replace(&self.0, "[key]")
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
    }
}
