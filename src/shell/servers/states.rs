//! How the servers of the settings do, for the panel.

use std::time::Duration;

use bevy::{prelude::*, time::common_conditions::on_timer};
use stoa_agents::Cast;
use stoa_model::{Capabilities, Circuit, Limits, Load, Server, Spent};
use stoa_ui::{Health, Inhabitants, Screen, Screens, ServerState, ServerStates, text};
use stoa_world::sim::is_crowd;

use crate::{minds::KnownServers, trouble::problem};

pub fn plugin(app: &mut App) {
    let shown = |screens: Res<Screens>| screens.open == Some(Screen::Settings);
    app.add_systems(
        Update,
        (
            fill.run_if(shown)
                .run_if(on_timer(Duration::from_millis(250))),
            name_inhabitants.run_if(resource_changed::<Cast>),
        ),
    );
}

fn fill(servers: Res<KnownServers>, mut shown: ResMut<ServerStates>) {
    let states = servers.iter();
    let now = ServerStates(
        states
            .map(|(name, server)| (name.to_owned(), state(server)))
            .collect(),
    );
    shown.set_if_neq(now);
}

fn name_inhabitants(cast: Res<Cast>, mut shown: ResMut<Inhabitants>) {
    // Those of the crowd come and go too often to be listed.
    let all = cast.iter().filter(|(id, _)| !is_crowd(*id));
    shown.0 = all
        .map(|(_, persona)| (persona.id.clone(), persona.name.clone()))
        .collect();
}

fn state(server: &Server) -> ServerState {
    let asked = server.spent().requests > 0 || server.known() != Capabilities::default();
    ServerState {
        health: match server.circuit() {
            Circuit::Open(error) | Circuit::HalfOpen(error) => Health::Resting(problem(&error)),
            Circuit::Closed if asked => Health::Well,
            Circuit::Closed => Health::Unknown,
        },
        load: load(&server.load()),
        spent: spent(&server.spent(), &server.limits()),
    }
}

fn load(load: &Load) -> String {
    match load {
        Load {
            running: 0,
            waiting: 0,
            ..
        } => String::new(),
        load => text::busy(load.running, load.at_once, load.waiting),
    }
}

/// A day ends at midnight UTC.
fn spent(spent: &Spent, limits: &Limits) -> String {
    let (tokens, cost) = (spent.tokens(), spent.cost);
    let most = limits.tokens_per_day;
    let tokens = (tokens > 0 || most.is_some()).then_some((tokens, most));
    let most = limits.cost_per_day;
    let cost = (cost > 0.0 || most.is_some()).then_some((cost, most));
    text::spent(tokens, cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_would_be_reached_without_a_sign_of_it() {
        let one = Spent {
            prompt_tokens: 12_000,
            completion_tokens: 400,
            cost: 0.034,
            ..Spent::default()
        };
        let limits = |tokens_per_day, cost_per_day| Limits {
            tokens_per_day,
            cost_per_day,
            ..Limits::default()
        };
        for (used, limits, words) in [
            (Spent::default(), limits(None, None), ""),
            (
                Spent::default(),
                limits(Some(1_000_000), None),
                "0 of 1,000,000 tokens today (UTC)",
            ),
            (
                one,
                limits(Some(1_000_000), Some(1.0)),
                "12,400 of 1,000,000 tokens, 0.03 of 1.00 in your currency today (UTC)",
            ),
        ] {
            assert_eq!(spent(&used, &limits), words);
        }
    }

    #[test]
    fn a_queue_would_not_be_seen() {
        for (running, waiting, words) in [
            (0, 0, ""),
            (2, 0, "2 of 4 busy"),
            (4, 1, "4 of 4 busy, 1 waits"),
            (4, 7, "4 of 4 busy, 7 wait"),
        ] {
            let shown = load(&Load {
                running,
                waiting,
                at_once: 4,
            });
            assert_eq!(shown, words);
        }
    }
}
