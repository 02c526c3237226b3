//! Worlds and people made from a seed: names, facts and places that no table of the mind can know.

use stoa_model::{Fact, Line, PersonView, PlaceView, SelfView, TurnContext};

/// A small generator of made-up words.
pub struct Maker(u64);

impl Maker {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66)
    }

    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % sides.max(1) as u64) as usize
    }

    /// A pronounceable word of so many syllables.
    pub fn word(&mut self, syllables: usize) -> String {
        const HEADS: [&str; 14] = [
            "b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "t", "v", "br", "tr",
        ];
        const HEARTS: [&str; 7] = ["a", "e", "i", "o", "u", "ai", "ou"];
        const TAILS: [&str; 6] = ["", "n", "l", "r", "s", "m"];
        let mut word = String::new();
        for at in 0..syllables {
            word += HEADS[self.roll(HEADS.len())];
            word += HEARTS[self.roll(HEARTS.len())];
            if at + 1 == syllables {
                word += TAILS[self.roll(TAILS.len())];
            }
        }
        word
    }

    pub fn name(&mut self) -> String {
        let word = self.word(3);
        word[..1].to_uppercase() + &word[1..]
    }

    pub fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.roll(items.len())]
    }
}

/// What a test asserts on: the made-up parts of a scene.
pub struct Scene {
    pub ctx: TurnContext,
    pub friend: String,
    pub stranger: String,
    pub founder: String,
    pub year: String,
    pub thing: String,
    pub place: String,
    pub way: String,
    pub feast: String,
}

pub const VISITOR: u32 = 100;

pub fn scene(seed: u64) -> Scene {
    let mut make = Maker::new(seed);
    let (friend, stranger, founder, feast) = (make.name(), make.name(), make.name(), make.name());
    let me = make.name();
    let year = (1100 + make.roll(800)).to_string();
    let thing = make
        .pick(&["lantern", "organ", "bell", "mosaic", "windmill", "aqueduct"])
        .to_owned();
    let place_word = make.word(2);
    let place = format!("the {place_word} court");
    let way = format!(
        "past the {} arch, then {}",
        make.word(2),
        make.pick(&["left", "right", "straight on"])
    );
    let temper = make
        .pick(&[
            "warm", "dry", "shy", "blunt", "playful", "solemn", "curious", "grumpy",
        ])
        .to_owned();
    let fact = |about: &[&str], says: String| Fact {
        about: about.iter().map(|w| (*w).to_owned()).collect(),
        says,
    };
    let place_view =
        |id: &str, name: &str, kind: &str, about: &str, distance_m: f32, way: &str| PlaceView {
            id: id.into(),
            name: name.into(),
            kind: kind.into(),
            about: about.into(),
            distance_m,
            way: way.into(),
        };
    let ctx = TurnContext {
        me: SelfView {
            id: 1,
            name: me.clone(),
            pronouns: "they/them".into(),
            age: Some(20 + make.roll(60) as u32),
            role: make
                .pick(&["weaver", "potter", "gardener", "clockmaker"])
                .into(),
            about: format!("I came here from {} as a child.", make.name()),
            temperament: vec![temper],
            wants: vec![format!("I want to see the towers of {}.", make.name())],
            style: "plain".into(),
            phrases: vec!["All in good time".into()],
            facts: vec![
                fact(
                    &[&thing, &format!("old {thing}")],
                    format!("The {thing} was made by {founder} in {year}."),
                ),
                fact(
                    &["breakfast", "favourite food"],
                    format!("For breakfast I eat {} porridge.", make.word(2)),
                ),
                fact(&["tools"], "My tools are older than I am.".into()),
            ],
            round: vec![
                format!("In the morning I work at {place}."),
                "At noon I rest in the shade.".into(),
                "In the evening I walk about and talk.".into(),
            ],
        },
        listener: Some(PersonView {
            id: VISITOR,
            ..PersonView::default()
        }),
        present: vec![
            PersonView {
                id: VISITOR,
                ..PersonView::default()
            },
            PersonView {
                id: 2,
                name: Some(friend.clone()),
                agent: true,
                role: Some("miller".into()),
                relation: Some("my dearest friend; we were children together".into()),
                doing: Some("leaning on the wall".into()),
                at: Some("the market".into()),
                distance_m: Some(6.0),
            },
        ],
        absent: vec![PersonView {
            id: 3,
            name: Some(stranger.clone()),
            agent: true,
            role: Some("astronomer".into()),
            at: Some(place.clone()),
            ..PersonView::default()
        }],
        here: Some(place_view(
            "market",
            "the market",
            "market",
            "Stalls stand here from dawn to dusk.",
            0.0,
            "",
        )),
        places: vec![
            place_view(
                "market",
                "the market",
                "market",
                "Stalls stand here from dawn to dusk.",
                0.0,
                "",
            ),
            place_view(
                "court",
                &place,
                "court",
                "A quiet yard with a sundial.",
                33.0,
                &way,
            ),
            place_view(
                "quay",
                "the quay",
                "harbour",
                "Boats bring salt and news.",
                80.0,
                "down the long stairs",
            ),
        ],
        world: "Stoa".into(),
        lore: vec![fact(
            &["feast", "festival"],
            format!("Each year we hold the feast of {feast}."),
        )],
        minute: 2 * 1440 + 600,
        activity: "mending a strap".into(),
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
        seed,
        ..TurnContext::default()
    };
    Scene {
        ctx,
        friend,
        stranger,
        founder,
        year,
        thing,
        place,
        way,
        feast,
    }
}

/// Adds a line of the visitor.
pub fn say(ctx: &mut TurnContext, text: &str) {
    let tick = ctx.transcript.len() as u64 * 60;
    ctx.transcript.push(Line {
        who: VISITOR,
        name: "someone".into(),
        text: text.into(),
        tick,
        cut: false,
    });
}

/// Says a line, takes the reply into the transcript, and gives its text back.
pub fn exchange(ctx: &mut TurnContext, text: &str) -> stoa_builtin::Reply {
    say(ctx, text);
    ctx.seed = ctx.seed.wrapping_add(1);
    let reply = stoa_builtin::reply(ctx);
    let line = reply.sentences.join(" ");
    let tick = ctx.transcript.len() as u64 * 60;
    ctx.transcript.push(Line {
        who: ctx.me.id,
        name: ctx.me.name.clone(),
        text: line,
        tick,
        cut: false,
    });
    reply
}
