//! Everybody's body at the shown tick and at the one before, kept by the processor.

use std::sync::Arc;

use stoa_tick::rules::Agent;

use crate::crowd::{
    extract::Shown,
    feed::{Due, RING, Ring},
    marked::Marked,
    people::Look,
    twin::body::Body,
};

pub(super) struct Bodies {
    /// The number of the ring whose people these are.
    pub(super) ring: u32,
    pub(super) old: Vec<Body>,
    pub(super) new: Vec<Body>,
    pub(super) looks: Vec<Look>,
    marked: Marked,
    /// The tick of the newer ones, and how many are known without a gap.
    tick: Option<u32>,
    pub(super) known: u32,
}

impl Bodies {
    pub(super) fn new(ring: &Ring) -> Self {
        let nobody = vec![Body::default(); ring.count as usize];
        Self {
            ring: ring.number,
            old: nobody.clone(),
            new: nobody,
            looks: (0..ring.count).map(Look::of).collect(),
            marked: Marked::default(),
            tick: None,
            known: 0,
        }
    }

    /// Brings them to the shown tick; `agents` are those of the ring.
    pub(super) fn follow(&mut self, ring: &Ring, agents: &[Arc<[Agent]>], shown: &Shown) {
        let now = &shown.marked;
        for index in now.changed(&self.marked, ring.count) {
            self.looks[index as usize] = now.look(index);
        }
        self.marked.clone_from(now);
        let Due { ticks, mut anew } = ring.due(self.tick, shown.tick);
        for tick in ticks {
            std::mem::swap(&mut self.old, &mut self.new);
            if std::mem::take(&mut anew) {
                self.old.fill(Body::default());
                self.known = 0;
            }
            self.advance(ring, &agents[(tick % RING) as usize], shown);
            self.known += 1;
            self.tick = Some(tick);
        }
    }

    fn advance(&mut self, ring: &Ring, agents: &[Agent], shown: &Shown) {
        let origin = ring.origin_m();
        for agent in agents {
            let Some(who) = agent.id.checked_sub(ring.first).map(|who| who as usize) else {
                continue;
            };
            let (Some(old), Some(new), Some(look)) = (
                self.old.get(who),
                self.new.get_mut(who),
                self.looks.get(who),
            ) else {
                continue;
            };
            *new = old.advance(agent, origin, &shown.heights, look.scale);
        }
    }
}
