//! A market town of three people, asked in many words.

use serde_json::json;
use stoa_model::TurnContext;

/// Nell the baker at her stall, with Otto the carpenter and Pia the physician in the town.
fn town() -> TurnContext {
    let fact = |about: &[&str], says: &str| json!({ "about": about, "says": says });
    let place = |id: &str, kind: &str, about: &str, way: &str| json!({ "id": id, "name": format!("the {id}"), "kind": kind, "about": about, "distance_m": 20.0, "way": way });
    let stall = json!({
        "id": "stall", "name": "the stall", "kind": "bakery", "about": "Nell's bread stall.",
        "distance_m": 0.0, "way": ""
    });
    let context = json!({
        "purpose": "answer",
        "me": {
            "id": 1, "name": "Nell", "pronouns": "she/her", "age": 40, "role": "baker",
            "about": "I bake for the whole town.",
            "temperament": ["plain"], "wants": ["I want to build a windmill before I am old."],
            "style": "plain", "phrases": [],
            "facts": [
                fact(&["bread", "loaf", "bake"], "I bake rye and spelt every day."),
                fact(&["born", "home", "come from"], "I was a postwoman in the salt marshes, and I came here on foot."),
                fact(&["sister", "family"], "My sister Jule keeps eleven goats."),
                fact(&["chess", "game"], "Otto has beaten me at chess for nine years."),
            ],
            "round": [
                "Before dawn I light the oven.",
                "At noon I eat my soup on the harbour wall.",
                "In the evening I count the stars from the tower.",
            ]
        },
        "listener": { "id": 9, "agent": false },
        "acquaintance": { "talks": 0, "told": [], "warmth": 0 },
        "present": [{ "id": 9, "agent": false }],
        "absent": [
            { "id": 2, "name": "Otto", "agent": true, "role": "carpenter", "at": "the yard" },
            { "id": 3, "name": "Pia", "agent": true, "role": "physician", "at": "the harbour" },
        ],
        "here": stall.clone(),
        "places": [
            stall,
            place("inn", "cafe", "Coffee, tea and stew under a low roof.", "head west"),
            place("tower", "terrace", "A tower with a view over the marshes.", "head north"),
            place("harbour", "harbour", "A wall and two benches by the water.", "head east"),
            place("gate", "gate", "The gate of the town.", "head south"),
        ],
        "world": "Saltby",
        "lore": [fact(&["money", "pay", "price"], "In Saltby one pays with a song.")],
        "minute": 600, "transcript": [], "memories": [], "activity": "standing at the stall",
        "actions": ["lead_to"], "deeds": [], "said_lately": [], "seed": 7
    });
    serde_json::from_value(context).expect("the town is written as a turn's context is")
}

/// Says each line to Nell and wants the part in her answer.
fn check(wanted: &str, lines: &[&str]) {
    for line in lines {
        let mut ctx = town();
        let said = json!({ "who": 9, "name": "someone", "text": line, "tick": 1, "cut": false });
        ctx.transcript
            .push(serde_json::from_value(said).expect("a line"));
        let answer = crate::reply(&ctx).sentences.join(" ");
        assert!(
            answer.contains(wanted),
            "{line}\n→ {answer}\nwants {wanted}"
        );
    }
}

#[test]
fn my_hours_and_meals_are_not_read_from_my_day() {
    check(
        "Before dawn",
        &[
            "When do you get up?",
            "what time do u start in the morning",
            "At what hour do you usually get out of bed?",
        ],
    );
    check(
        "soup",
        &[
            "hey where do you normally have lunch",
            "Where do you eat at midday?",
            "What are you usually up to around noon?",
        ],
    );
    check(
        "stars",
        &[
            "What do you do in the evenings?",
            "Where would I find you at nine in the evening?",
        ],
    );
}

#[test]
fn my_past_and_kin_are_not_found() {
    check(
        "postwoman",
        &[
            "Were you always a baker?",
            "What was your trade before you came here?",
            "So how does somebody like you end up in a place like this?",
            "Did you grow up around here?",
        ],
    );
    check(
        "goats",
        &["Have you got any sisters?", "do you have any siblings"],
    );
    check(
        "windmill",
        &[
            "If you had one wish, what would it be?",
            "What would you build if you had all the time in the world?",
        ],
    );
}

#[test]
fn nobody_is_known_by_what_they_do() {
    check(
        "Otto",
        &[
            "my chair is broken, who can fix it?",
            "Is there anybody here who could mend a table?",
            "I need to talk to whoever makes the furniture.",
            "who is the best chess player round here",
        ],
    );
    check(
        "Pia",
        &[
            "is there a doctor around?",
            "Whom should I see about a fever?",
            "Where's the physician at this hour?",
        ],
    );
    check(
        "the baker",
        &[
            "Who bakes the bread here?",
            "Is it you who runs the bakery?",
        ],
    );
}

#[test]
fn a_need_is_sent_nowhere() {
    check(
        "The inn",
        &[
            "I could murder a coffee.",
            "We walked all the way from the station and are tired. Where would you send us for a hot drink?",
            "Anywhere round here to get a bite?",
            "I'm gasping for a cup of tea.",
        ],
    );
    check("gate", &["which way is out?", "How do we get out of here?"]);
    check(
        "tower",
        &[
            "where's the best spot to watch the sunset",
            "Is there somewhere with a nice view?",
        ],
    );
    check(
        "harbour",
        &["My feet ache. Where might an old woman sit down?"],
    );
}

#[test]
fn a_hole_in_my_knowledge_is_papered_over() {
    check(
        "know",
        &[
            "Who won the World Cup last year?",
            "When does the next bus leave?",
            "how many legs does a spider have",
            "What is Otto's surname?",
            "is there a loo here",
            "How long have I got to live?",
        ],
    );
}

#[test]
fn a_torn_phrase_is_repeated() {
    for (topic, fit) in [
        ("the capital of Mongolia", true),
        ("a good dentist", true),
        ("where would that be", false),
        ("take you to build", false),
        ("your observatory", false),
        ("coming", false),
        ("", false),
    ] {
        assert_eq!(super::super::facts::fit_to_repeat(topic), fit, "{topic}");
    }
}
