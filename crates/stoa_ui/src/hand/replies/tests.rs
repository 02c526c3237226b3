use super::*;

const PLACES: [&str; 5] = [
    "the fountain",
    "the café",
    "the old olive tree",
    "the olive",
    "Quay",
];
const PEOPLE: [&str; 4] = ["Iris", "Mara", "Will", "Bartholomew Longname"];

fn labels(text: &str) -> Vec<String> {
    let heard = Heard { by: "Iris", text };
    let replies = replies(Some(&heard), &PLACES, &PEOPLE);
    replies.into_iter().map(|reply| reply.label).collect()
}

/// The replies to `text`, less the goodbye, as `a | b`.
fn check(text: &str, expected: &str) {
    let labels = labels(text);
    let (last, first) = labels.split_last().expect("there are replies");
    assert_eq!(last, "Goodbye.");
    assert_eq!(first.join(" | "), expected, "{text:?}");
}

const YES: &str = "Yes. | No. | I'm not sure.";
const OFFER: &str = "Yes. | No. | Maybe later.";
const MORE: &str = "Tell me more | I see. | Why?";
const FOREIGN: &str = "Yes. | No. | In English?";

#[test]
fn a_yes_or_no_question_would_get_other_replies() {
    for text in [
        "Do you like it here?",
        "DO YOU LIKE IT HERE?!",
        "So, are you new here?",
        "New here?",
        "You like it, don't you?",
        "It's a fine day, isn't it?",
        "It’s a fine day, isn’t it?",
        "You are from the north, right?",
        "When you arrived, did you see the sea?",
        "Have you heard the news? I have.",
        "I keep the books. Can you read?",
        "Can you read? 😊",
        "Can you read?😊😊",
        "\"Can you read?\"",
        "(Is that so?)",
        "Is it 3.5 or so?",
        "Are you cold or not?",
        "Do you hear it",
        "¿Te gusta el mar?",
        "Ready?…",
    ] {
        check(text, YES);
    }
    check(
        "Have you seen the fountain?",
        "Yes. | No. | Take me there | I'm not sure.",
    );
    check(
        "Do you know Mara?",
        "Yes. | No. | Who is Mara? | I'm not sure.",
    );
    check(
        "Did Mara show you the café?",
        "Yes. | No. | Who is Mara? | Take me there",
    );
}

#[test]
fn an_offer_could_not_be_taken_or_put_off() {
    for text in [
        "Would you like some tea?",
        "Shall I show you around?",
        "How about a walk?",
        "Why don't we sit down?",
        "Well, do you want to rest? The bench is free.",
        "The sun is out, shall we go?",
    ] {
        check(text, OFFER);
    }
    check(
        "Shall we go to the café?",
        "Yes. | No. | Maybe later. | Take me there",
    );
}

#[test]
fn a_choice_of_two_would_be_answered_by_yes() {
    for (text, expected) in [
        ("Tea or coffee?", "Tea. | Coffee."),
        ("Would you like tea or coffee?", "Tea. | Coffee."),
        ("Are you happy or sad?", "Happy. | Sad."),
        ("What do you like, summer or winter?", "Summer. | Winter."),
        ("Green tea or black tea?", "Green tea. | Black tea."),
        (
            "Is it antidisestablishmentarianism or tea?",
            "Antidisestablish…. | Tea.",
        ),
    ] {
        check(text, &format!("{expected} | I don't know."));
    }
}

#[test]
fn an_open_question_would_get_no_fitting_answer() {
    for (text, expected) in [
        ("How are you?", "I'm fine. | Not so well. | And you?"),
        ("Hello! How are you?", "I'm fine. | Not so well. | And you?"),
        ("I'm well. And you?", "The same. | Not me."),
        ("I like figs, what about you?", "The same. | Not me."),
        ("What is your name?", "Just a visitor. | And you?"),
        ("Who are you?", "Just a visitor. | And you?"),
        ("May I ask your name?", "Just a visitor. | And you?"),
        (
            "What do you mean by that?",
            "Never mind. | What do you think?",
        ),
        (
            "What would you like to talk about?",
            "This place. | You. | The people here.",
        ),
        (
            "My favourite is the fig. What is yours?",
            "The same. | Not me.",
        ),
        ("Tell me about yourself.", "Just a visitor. | And you?"),
        ("Where are you from?", "From far away. | From nearby."),
        (
            "Tell me, what brings you here?",
            "Just looking. | Show me around. | A good talk.",
        ),
        (
            "Good day. What can I do for you?",
            "Just looking. | Show me around. | A good talk.",
        ),
        (
            "Where shall I put it?",
            "Right here. | Over there. | You choose.",
        ),
        ("When do you leave?", "Now. | Later. | Tomorrow."),
        ("When did you arrive?", "Just now. | A while ago."),
        ("Why do you ask?", "I'm curious. | No reason."),
        ("Why, friend?", "I'm curious. | No reason."),
        ("How many were there?", "A few. | A lot. | None."),
        ("How often is that?", "Often. | Now and then. | Never."),
        ("How long will you stay?", "Not long. | A long time."),
        ("How old are you?", "Guess! | That's a secret."),
        (
            "What do you think of the fountain?",
            "I like it. | Not so much. | And you?",
        ),
        (
            "What would you like to drink?",
            "You choose. | Surprise me. | Nothing, thanks.",
        ),
        ("What are you doing?", "Just visiting. | Not much."),
        ("With whom did you talk?", "A friend. | Nobody."),
        ("How would one build that?", "Somehow. | How would you?"),
        ("What is that?", "Nothing special. | What do you think?"),
        ("You saw what?", "Nothing special. | What do you think?"),
    ] {
        check(text, &format!("{expected} | I don't know."));
    }
}

#[test]
fn a_statement_would_lead_nowhere() {
    for (text, expected) in [
        ("The sea is calm today.", MORE),
        ("the sea is calm today", MORE),
        ("I will go. It is late. That is all.", MORE),
        ("\"Are you there?\" he asked.", MORE),
        ("What a day!", MORE),
        ("He never said goodbye to me.", MORE),
        ("I know a fountainhead.", MORE),
        ("I thought that it will rain.", MORE),
        ("I am Iris.", MORE),
        ("The well? I know nothing of that.", MORE),
        ("Is it? I know nothing of that.", YES),
        (
            "The fountain is old.",
            "Tell me more | Show me | Take me there",
        ),
        (
            "We sat by THE FOUNTAIN!",
            "Tell me more | Show me | Take me there",
        ),
        ("Mara keeps the bees.", "Tell me more | Who is Mara?"),
        (
            "That is Bartholomew Longname.",
            "Tell me more | Who is that?",
        ),
        (
            "Mara sits at the café.",
            "Tell me more | Show me | Take me there | Who is Mara?",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_courtesy_would_not_be_returned() {
    for (text, expected) in [
        ("Hello!", "Hello! | Nice to meet you. | How are you?"),
        ("Hi there 👋", "Hello! | Nice to meet you. | How are you?"),
        (
            "Oh, hello. I'm Iris.",
            "Hello! | Nice to meet you. | How are you?",
        ),
        (
            "Good morning.",
            "Good morning! | Nice to meet you. | How are you?",
        ),
        (
            "Good evening, stranger.",
            "Good evening! | Nice to meet you. | How are you?",
        ),
        ("Goodbye!", "See you later. | Wait a moment!"),
        (
            "It was a pleasure. See you soon.",
            "See you later. | Wait a moment!",
        ),
        ("Thank you.", "You're welcome. | Tell me more"),
        ("I'm sorry.", "That's all right. | What happened?"),
        ("Follow me!", "I'm coming. | Not now. | Where to?"),
        (
            "Let's go to the quay.",
            "I'm coming. | Not now. | Where to? | Take me there",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn another_script_would_be_taken_for_english() {
    check("هل تحب القهوة؟", FOREIGN);
    check("מה שלומך?", FOREIGN);
    check("お元気ですか？", FOREIGN);
    check("今日は。元気ですか？", FOREIGN);
    check("Как дела?", FOREIGN);
    check("السلام عليكم", "Tell me more | In English?");
    check("你好。", "Tell me more | In English?");
}

#[test]
fn nothing_said_would_leave_one_speechless() {
    let opening = [
        "Hello!",
        "How are you?",
        "Who are you?",
        "Where am I?",
        "Goodbye.",
    ];
    for text in ["", "   \n", "…", "😊", "?", "\u{202e}"] {
        assert_eq!(labels(text), opening, "{text:?}");
    }
    let none: [&str; 0] = [];
    let first: Vec<String> = replies(None, &none, &none)
        .into_iter()
        .map(|reply| reply.label)
        .collect();
    assert_eq!(first, opening);
}

#[test]
fn what_is_said_would_not_name_what_was_meant() {
    for (text, label, said) in [
        (
            "The old olive tree is near.",
            "Take me there",
            "Take me to the old olive tree, please.",
        ),
        (
            "The olive is near the fountain.",
            "Show me",
            "Show me the fountain, please.",
        ),
        ("The quay is near.", "Show me", "Show me Quay, please."),
        (
            "That is Bartholomew Longname.",
            "Who is that?",
            "Who is Bartholomew Longname?",
        ),
        ("Would you like tea?", "Yes.", "Yes, please."),
        ("Tea or coffee?", "Coffee.", "Coffee."),
        ("How are you?", "And you?", "And how are you?"),
    ] {
        let heard = Heard { by: "Iris", text };
        let replies = replies(Some(&heard), &PLACES, &PEOPLE);
        let reply = replies.iter().find(|reply| reply.label == label);
        assert_eq!(
            reply.map(|reply| reply.text.as_str()),
            Some(said),
            "{text:?}"
        );
    }
}

#[test]
fn a_long_or_hostile_answer_would_hang_or_break_the_panel() {
    let names = ["", "  ", "\n", "?", "a", "the ", "\u{301}"];
    let long_name = "x".repeat(10_000);
    for text in [
        "word ".repeat(20_000),
        "x".repeat(100_000),
        "é".repeat(50_001),
        "?".repeat(100_000),
        "\n".repeat(100_000),
        "a.b?c!".repeat(16_000),
        "👩‍👩‍👧‍👦".repeat(4_000),
        "\u{301}".repeat(50_000),
        "or ".repeat(30_000) + "?",
        ", ".repeat(50_000) + "?",
        "مرحبا ".repeat(10_000),
        long_name.clone() + "?",
    ] {
        let heard = Heard {
            by: "",
            text: &text,
        };
        let places: Vec<&str> = names.into_iter().chain([long_name.as_str()]).collect();
        let replies = replies(Some(&heard), &places, &names);
        let shown: String = text.chars().take(12).collect();
        assert!((3..=5).contains(&replies.len()), "{shown}: {replies:?}");
        assert_eq!(replies[replies.len() - 1].text, "Goodbye.");
        for (at, reply) in replies.iter().enumerate() {
            assert!(reply.label.chars().count() <= LABEL_CHARS, "{reply:?}");
            assert!(reply.text.chars().count() <= 100, "{shown}: {reply:?}");
            assert!(!replies[..at].iter().any(|other| other.label == reply.label));
            assert!(!replies[..at].iter().any(|other| other.text == reply.text));
        }
    }
    check(&("word ".repeat(20_000) + "Do you hear me?"), YES);
}
