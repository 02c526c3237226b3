//! Talk to the built-in mind from a terminal: `cargo run -p stoa_builtin --example talk`. Lines from standard input
//! are said by a visitor; `/again MINUTES` ends the talk and begins the next one so much later.

#![allow(
    clippy::print_stdout,
    reason = "this program is a conversation on a terminal"
)]

use std::io::BufRead;

use stoa_builtin::reply;
use stoa_mind::{acquaintance::Known, actions};
use stoa_model::{Fact, Line, MemoryView, PersonView, PlaceView, SelfView, TurnContext};

fn fact(about: &[&str], says: &str) -> Fact {
    Fact {
        about: about.iter().map(|word| (*word).to_owned()).collect(),
        says: says.to_owned(),
    }
}

fn place(id: &str, name: &str, kind: &str, about: &str, distance_m: f32, way: &str) -> PlaceView {
    PlaceView {
        id: id.into(),
        name: name.into(),
        kind: kind.into(),
        about: about.into(),
        distance_m,
        way: way.into(),
    }
}

fn person(
    id: u32,
    name: &str,
    role: &str,
    relation: &str,
    doing: Option<&str>,
    at: &str,
) -> PersonView {
    PersonView {
        id,
        name: Some(name.into()),
        agent: true,
        role: Some(role.into()),
        relation: Some(relation.into()),
        doing: doing.map(str::to_owned),
        at: Some(at.into()),
        distance_m: doing.map(|_| 7.0),
    }
}

fn iris() -> SelfView {
    let list = |items: &[&str]| {
        items
            .iter()
            .map(|item| (*item).to_owned())
            .collect::<Vec<String>>()
    };
    SelfView {
        id: 1,
        name: "Iris Vale".into(),
        pronouns: "she/her".into(),
        age: Some(58),
        role: "gardener".into(),
        about: "I keep the beds and the olive trees of this place. I came for a week and stayed nineteen years.".into(),
        temperament: list(&["warm", "dry", "patient"]),
        wants: list(&["I want to see the old olive tree bear fruit once more."]),
        style: "short sentences, garden metaphors".into(),
        phrases: list(&["Everything in its season"]),
        facts: vec![
            fact(&["olive tree", "old olive", "oldest tree"], "The old olive by the steps was planted by Tarn in 1843. It has not borne fruit for six years."),
            fact(&["roses", "favourite flower"], "My favourite flower is the dog rose, because nobody has to ask it to grow."),
            fact(&["watering", "when to water"], "I water before the sun is over the roof, never at noon."),
            fact(&["bees", "hives"], "There are three hives behind the portico, and the bees know me by my hat."),
            fact(&["Dario", "bread"], "Dario gives me yesterday's loaves for the compost, and a fresh one for my silence about it."),
        ],
        round: list(&["In the morning I water the beds by the fountain.", "At noon I rest under the olive tree.", "In the evening I sit on the steps and look at the light."]),
    }
}

fn scene() -> TurnContext {
    TurnContext {
        me: iris(),
        listener: Some(PersonView {
            id: 100,
            name: None,
            agent: false,
            ..PersonView::default()
        }),
        present: vec![
            PersonView {
                id: 100,
                name: None,
                agent: false,
                ..PersonView::default()
            },
            person(
                2,
                "Dario",
                "baker",
                "my neighbour; we quarrel about crumbs",
                Some("sitting by the fountain"),
                "the fountain",
            ),
        ],
        absent: vec![person(
            3,
            "Mira Holt",
            "librarian",
            "my oldest friend here; she beats me at chess",
            None,
            "the library",
        )],
        here: Some(place(
            "olive",
            "the olive tree",
            "garden",
            "The oldest tree of the place, with a bench around its trunk.",
            0.0,
            "",
        )),
        places: vec![
            place(
                "olive",
                "the olive tree",
                "garden",
                "The oldest tree of the place, with a bench around its trunk.",
                0.0,
                "",
            ),
            place(
                "fountain",
                "the fountain",
                "fountain",
                "Its water comes from the hill, and it is good to drink.",
                14.0,
                "straight across the square",
            ),
            place(
                "library",
                "the library",
                "building",
                "A cool room full of scrolls and silence.",
                42.0,
                "up the steps, then left behind the portico",
            ),
            place(
                "bakery",
                "the bakery",
                "shop",
                "Dario sells flat bread and honey cakes there.",
                60.0,
                "down the lane past the fountain",
            ),
        ],
        world: "Stoa".into(),
        lore: vec![fact(
            &["festival", "feast of lamps"],
            "Once a year we hold the Feast of Lamps, when everybody hangs a light in the portico.",
        )],
        minute: 3 * 1440 + 9 * 60 + 12,
        activity: "tying up the beans".into(),
        actions: [
            "follow",
            "lead_to",
            "go_to",
            "come_here",
            "stop",
            "sit",
            "stand",
            "wave",
            "point_at",
            "introduce",
            "gesture",
            "end_talk",
        ]
        .map(str::to_owned)
        .to_vec(),
        ..TurnContext::default()
    }
}

fn main() {
    let mut ctx = scene();
    let mut known = Known::default();
    let mut memories: Vec<MemoryView> = Vec::new();
    for (turn, line) in std::io::stdin()
        .lock()
        .lines()
        .map_while(Result::ok)
        .enumerate()
    {
        if let Some(minutes) = line.strip_prefix("/again ") {
            known.talked(turn as u64, ctx.minute);
            ctx.minute += minutes.trim().parse::<u32>().unwrap_or(10);
            ctx.transcript.clear();
            println!("--- {minutes} minutes later");
            continue;
        }
        println!("> {line}");
        known.hear(&line);
        memories.push(MemoryView {
            who: 100,
            name: "someone".into(),
            text: line.clone(),
            minute: ctx.minute,
            mine: false,
        });
        ctx.transcript.push(Line {
            who: 100,
            name: "someone".into(),
            text: line,
            tick: turn as u64 * 60,
            cut: false,
        });
        ctx.acquaintance.told.clone_from(&known.told);
        ctx.acquaintance.talks = known.talks;
        ctx.acquaintance.last_minute = known.last_minute;
        ctx.memories = memories.iter().rev().skip(1).take(8).cloned().collect();
        ctx.seed = turn as u64;
        let reply = reply(&ctx);
        let text = reply.sentences.join(" ");
        println!("  {text}");
        for call in &reply.calls {
            match actions::Action::from_call(call, &ctx) {
                Ok(_) => println!("  [{} {}]", call.name, call.arguments),
                Err(error) => println!("  [{} {}: REFUSED {error}]", call.name, call.arguments),
            }
        }
        known.said(&text);
        ctx.said_lately.extend(reply.sentences);
        ctx.transcript.push(Line {
            who: 1,
            name: "Iris".into(),
            text,
            tick: turn as u64 * 60 + 30,
            cut: false,
        });
        ctx.minute += 1;
    }
}
