//! One number for a whole world: equal worlds hash alike whatever the order of agents.

use crate::random::mix;
use crate::rules::Agent;

/// Two wrapping sums over all agents. The GPU computes the same (`shaders/tick/hash.wgsl`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct WorldHash(pub u32, pub u32);

impl std::fmt::Display for WorldHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:08x}{:08x}", self.0, self.1)
    }
}

/// Hash of a set of agents.
#[must_use]
pub fn hash(agents: &[Agent]) -> WorldHash {
    agents.iter().fold(WorldHash::default(), |sum, agent| {
        let WorldHash(a, b) = hash_agent(agent);
        WorldHash(sum.0.wrapping_add(a), sum.1.wrapping_add(b))
    })
}

/// Two chains over every word of the state.
fn hash_agent(agent: &Agent) -> WorldHash {
    let words = [
        agent.x as u32,
        agent.y as u32,
        agent.velocity,
        agent.word,
        agent.own[0],
        agent.own[1],
        agent.own[2],
    ];
    let chain = |start: u32, factor: u32| {
        words.iter().fold(mix(agent.id ^ start), |chain, &word| {
            mix(chain.wrapping_mul(factor).wrapping_add(word))
        })
    };
    WorldHash(chain(0x5bd1_e995, 31), chain(0x9e37_79b9, 37))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_counts_and_order_does_not() {
        let agents: Vec<Agent> = (0..3)
            .map(|id| Agent {
                id,
                x: 5,
                ..Agent::default()
            })
            .collect();
        let whole = hash(&agents);
        let mut turned = agents.clone();
        turned.rotate_left(1);
        assert_eq!(hash(&turned), whole);
        let changes: [fn(&mut Agent); 8] = [
            |a| a.x += 1,
            |a| a.y += 1,
            |a| a.velocity ^= 1 << 31,
            |a| a.word ^= 1,
            |a| a.id += 9,
            |a| a.own[0] ^= 1,
            |a| a.own[1] ^= 1,
            |a| a.own[2] ^= 1,
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut other = agents.clone();
            change(&mut other[1]);
            let changed = hash(&other);
            assert!(
                changed.0 != whole.0 && changed.1 != whole.1,
                "word {i} does not count"
            );
        }
    }
}
