//! What a server may be asked for, what its tokens cost, and what was spent today.

use serde::{Deserialize, Serialize};

use crate::Usage;

/// How much of a server may be used. `None` is no limit, except for `at_once`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Requests at once, at least 1; `None` for as many as the server reports, else 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_once: Option<u32>,
    /// Tokens of prompts and answers within any 60 seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens_per_minute: Option<u64>,
    /// Tokens of prompts and answers a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens_per_day: Option<u64>,
    /// In the currency of `prices`. Without prices nothing costs anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_per_day: Option<f64>,
    pub prices: Prices,
}

impl Limits {
    /// Whether tokens or money are limited.
    pub(super) fn is_counted(&self) -> bool {
        self.tokens_per_minute.is_some()
            || self.tokens_per_day.is_some()
            || self.cost_per_day.is_some()
    }
}

/// What a million tokens cost, in a currency of the person's own.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Prices {
    /// Of the prompt.
    pub prompt: f64,
    /// Of the prompt, where the server has them in its cache; `None` for the same as any other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cached: Option<f64>,
    /// Of the answer.
    pub completion: f64,
}

impl Prices {
    /// What `usage` costs.
    pub fn cost(&self, usage: &Usage) -> f64 {
        let cached = usage.cached_tokens.unwrap_or(0).min(usage.prompt_tokens);
        let read = usage.prompt_tokens - cached;
        // `max` makes 0 of what is no number, too.
        let price = |price: f64, tokens: u32| price.max(0.0) * f64::from(tokens) / 1e6;
        price(self.prompt, read)
            + price(self.cached.unwrap_or(self.prompt), cached)
            + price(self.completion, usage.completion_tokens)
    }
}

/// What was spent at a server on one day. The caller keeps it from run to run.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Spent {
    /// Days since 1 January 1970.
    pub day: u32,
    pub requests: u64,
    pub prompt_tokens: u64,
    /// Of those, taken from the server's cache.
    pub cached_tokens: u64,
    pub completion_tokens: u64,
    /// In the currency of the prices that held when it was spent.
    pub cost: f64,
}

impl Spent {
    /// Tokens of prompts and answers.
    pub fn tokens(&self) -> u64 {
        self.prompt_tokens.saturating_add(self.completion_tokens)
    }

    pub(super) fn add(&mut self, usage: &Usage, prices: &Prices) {
        self.requests += 1;
        self.prompt_tokens += u64::from(usage.prompt_tokens);
        self.cached_tokens += u64::from(usage.cached_tokens.unwrap_or(0));
        self.completion_tokens += u64::from(usage.completion_tokens);
        self.cost += prices.cost(usage);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_from_the_cache_are_paid_in_full_or_not_at_all() {
        let with = |cached| Prices {
            prompt: 2.0,
            cached,
            completion: 10.0,
        };
        let usage = |cached_tokens| Usage {
            prompt_tokens: 1_000_000,
            completion_tokens: 100_000,
            cached_tokens,
        };
        for (cached, tokens, cost) in [
            (None, None, 3.0),
            (None, Some(900_000), 3.0),
            (Some(0.5), None, 3.0),
            (Some(0.5), Some(900_000), 1.65),
            (Some(0.5), Some(2_000_000), 1.5),
            (Some(f64::NAN), Some(1_000_000), 1.0),
        ] {
            let found = with(cached).cost(&usage(tokens));
            assert!((found - cost).abs() < 1e-9, "{cached:?} {tokens:?} {found}");
        }
    }

    #[test]
    fn what_was_spent_survives_the_disk() {
        let mut spent = Spent {
            day: 20_000,
            ..Spent::default()
        };
        let usage = Usage {
            prompt_tokens: 7,
            completion_tokens: 5,
            cached_tokens: Some(3),
        };
        let prices = Prices {
            prompt: 0.1,
            cached: None,
            completion: 0.3,
        };
        for _ in 0..3 {
            spent.add(&usage, &prices);
        }
        let text = serde_json::to_string(&spent).expect("plain data");
        let read: Spent = serde_json::from_str(&text).expect("written by us");
        assert_eq!(read, spent);
        assert_eq!(
            (read.requests, read.tokens(), read.cached_tokens),
            (3, 36, 9)
        );
    }
}
