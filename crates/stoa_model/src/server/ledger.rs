//! The books of one server: what was spent today and in the last minute, and what is being spent.

use std::{collections::VecDeque, time::Duration};

use super::limits::{Limits, Spent};
use crate::Usage;

const MINUTE: Duration = Duration::from_secs(60);

/// What was spent, and what the requests under way may come to.
#[derive(Default)]
pub(super) struct Ledger {
    spent: Spent,
    /// When requests ended and the tokens they had cost, oldest first; those of one second together.
    minute: VecDeque<(Duration, u64)>,
    in_minute: u64,
    /// Tokens that requests under way may come to.
    held_prompt: u64,
    held_completion: u64,
}

/// Whether one more request may begin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Allowance {
    Now,
    /// Those under way may use up the rest: when one of them has ended, it shows.
    AfterOthers,
    /// Not before this time.
    At(Duration),
    /// Not today.
    Never(Cap),
}

/// Which limit of the day is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cap {
    Tokens,
    Cost,
}

impl Ledger {
    /// Goes on from what was spent before, if that was today.
    pub fn resume(&mut self, spent: Spent) {
        self.spent = spent;
    }

    pub fn spent(&mut self, today: u32) -> Spent {
        if self.spent.day != today {
            self.spent = Spent {
                day: today,
                ..Spent::default()
            };
        }
        self.spent
    }

    /// A limit holds back the request after the one that reaches it. Requests under way count with what they may come
    /// to, so that those that go side by side are no more than one beyond it either.
    pub fn allowance(&mut self, limits: &Limits, now: Duration, today: u32) -> Allowance {
        let spent = self.spent(today);
        let held_tokens = self.held_prompt.saturating_add(self.held_completion);
        let mut allowance = Allowance::Now;
        if let Some(cap) = limits.tokens_per_day {
            if spent.tokens() >= cap {
                return Allowance::Never(Cap::Tokens);
            }
            if spent.tokens().saturating_add(held_tokens) >= cap {
                allowance = Allowance::AfterOthers;
            }
        }
        if let Some(cap) = limits.cost_per_day {
            if spent.cost >= cap {
                return Allowance::Never(Cap::Cost);
            }
            if spent.cost + self.held_cost(limits) >= cap {
                allowance = Allowance::AfterOthers;
            }
        }
        if let Some(limit) = limits.tokens_per_minute {
            // Even the smallest request is more than nothing.
            let limit = limit.max(1);
            self.forget(now);
            if let Some(at) = self.below(limit) {
                return Allowance::At(at);
            }
            if self.in_minute.saturating_add(held_tokens) >= limit {
                allowance = Allowance::AfterOthers;
            }
        }
        allowance
    }

    /// A request begins that may come to this.
    pub fn hold(&mut self, usage: &Usage) {
        self.held_prompt += u64::from(usage.prompt_tokens);
        self.held_completion += u64::from(usage.completion_tokens);
    }

    /// It has ended, or is known better.
    pub fn release(&mut self, usage: &Usage) {
        self.held_prompt = self
            .held_prompt
            .saturating_sub(u64::from(usage.prompt_tokens));
        self.held_completion = self
            .held_completion
            .saturating_sub(u64::from(usage.completion_tokens));
    }

    /// A request has cost this.
    pub fn charge(&mut self, usage: &Usage, limits: &Limits, now: Duration, today: u32) {
        self.spent(today);
        self.spent.add(usage, &limits.prices);
        self.forget(now);
        let tokens = u64::from(usage.prompt_tokens) + u64::from(usage.completion_tokens);
        self.in_minute += tokens;
        match self.minute.back_mut() {
            Some((at, sum)) if at.as_secs() == now.as_secs() => *sum += tokens,
            _ => self.minute.push_back((now, tokens)),
        }
    }

    fn held_cost(&self, limits: &Limits) -> f64 {
        let narrow = |tokens| u32::try_from(tokens).unwrap_or(u32::MAX);
        limits.prices.cost(&Usage {
            prompt_tokens: narrow(self.held_prompt),
            completion_tokens: narrow(self.held_completion),
            cached_tokens: None,
        })
    }

    fn forget(&mut self, now: Duration) {
        while let Some((at, tokens)) = self.minute.front()
            && ends(*at) <= now
        {
            self.in_minute -= tokens;
            self.minute.pop_front();
        }
    }

    /// When so much of the last minute will be over that fewer than `limit` tokens are left of it; `None` for now.
    fn below(&self, limit: u64) -> Option<Duration> {
        let mut left = self.in_minute;
        let mut at = None;
        for (ended, tokens) in &self.minute {
            if left < limit {
                break;
            }
            left -= tokens;
            at = Some(ends(*ended));
        }
        at
    }
}

/// When all that ended within the same second as `at` is a minute old.
fn ends(at: Duration) -> Duration {
    Duration::from_secs(at.as_secs() + 1) + MINUTE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::limits::Prices;

    const DAY: u32 = 20_000;

    fn usage(prompt_tokens: u32, completion_tokens: u32) -> Usage {
        Usage {
            prompt_tokens,
            completion_tokens,
            cached_tokens: None,
        }
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_day_ends_never_or_begins_with_yesterdays_tokens() {
        let limits = Limits {
            tokens_per_day: Some(100),
            ..Limits::default()
        };
        let mut ledger = Ledger::default();
        ledger.resume(Spent {
            day: DAY,
            prompt_tokens: 90,
            ..Spent::default()
        });
        let at = |ledger: &mut Ledger, day| ledger.allowance(&limits, seconds(1), day);
        assert_eq!(at(&mut ledger, DAY), Allowance::Now);
        ledger.charge(&usage(5, 5), &limits, seconds(1), DAY);
        assert_eq!(at(&mut ledger, DAY), Allowance::Never(Cap::Tokens));
        assert_eq!(ledger.spent(DAY).tokens(), 100);
        assert_eq!(at(&mut ledger, DAY + 1), Allowance::Now);
        assert_eq!(ledger.spent(DAY + 1).tokens(), 0);
    }

    #[test]
    fn requests_side_by_side_pass_the_cap_together() {
        let limits = Limits {
            cost_per_day: Some(1.0),
            prices: Prices {
                prompt: 1.0,
                cached: None,
                completion: 1.0,
            },
            ..Limits::default()
        };
        let mut ledger = Ledger::default();
        let call = usage(400_000, 100_000);
        for expected in [Allowance::Now, Allowance::Now, Allowance::AfterOthers] {
            assert_eq!(ledger.allowance(&limits, seconds(0), DAY), expected);
            ledger.hold(&call);
        }
        for _ in 0..3 {
            ledger.release(&call);
        }
        // They were cheaper than feared: it goes on, until the cap is really reached.
        ledger.charge(&usage(0, 400_000), &limits, seconds(0), DAY);
        assert_eq!(ledger.allowance(&limits, seconds(0), DAY), Allowance::Now);
        ledger.charge(&usage(0, 600_000), &limits, seconds(0), DAY);
        let spent = ledger.allowance(&limits, seconds(0), DAY);
        assert_eq!(spent, Allowance::Never(Cap::Cost));
    }

    #[test]
    fn a_minute_lasts_for_ever_or_forgets_what_it_holds() {
        let limits = Limits {
            tokens_per_minute: Some(100),
            ..Limits::default()
        };
        let mut ledger = Ledger::default();
        let check = |ledger: &mut Ledger, now, expected| {
            let found = ledger.allowance(&limits, seconds(now), DAY);
            assert_eq!(found, expected, "at {now} s");
        };
        let charge = |ledger: &mut Ledger, now, tokens| {
            ledger.charge(&usage(tokens, 0), &Limits::default(), seconds(now), DAY);
        };
        check(&mut ledger, 0, Allowance::Now);
        charge(&mut ledger, 0, 60);
        check(&mut ledger, 10, Allowance::Now);
        charge(&mut ledger, 10, 30);
        charge(&mut ledger, 10, 30);
        check(&mut ledger, 10, Allowance::At(seconds(61)));
        check(&mut ledger, 60, Allowance::At(seconds(61)));
        check(&mut ledger, 61, Allowance::Now);
        ledger.hold(&usage(20, 20));
        check(&mut ledger, 61, Allowance::AfterOthers);
        charge(&mut ledger, 62, 200);
        check(&mut ledger, 62, Allowance::At(seconds(123)));
        ledger.release(&usage(20, 20));
        check(&mut ledger, 123, Allowance::Now);
    }
}
