//! German words and what they are replied with.

use super::Pairs;

/// Words that German texts are full of, and English ones have not.
pub(super) const GERMAN: &[&str] = &[
    "ich",
    "du",
    "wir",
    "ihr",
    "sie",
    "es",
    "ist",
    "bist",
    "sind",
    "und",
    "oder",
    "aber",
    "nicht",
    "kein",
    "ein",
    "eine",
    "der",
    "das",
    "dem",
    "mit",
    "auf",
    "für",
    "von",
    "zu",
    "wie",
    "wer",
    "hier",
    "dort",
    "mein",
    "dein",
    "dich",
    "dir",
    "mich",
    "mir",
    "uns",
    "hallo",
    "guten",
    "tag",
    "morgen",
    "abend",
    "danke",
    "bitte",
    "gern",
    "ja",
    "nein",
    "auch",
    "noch",
    "schon",
    "wenn",
    "dass",
    "tschüss",
    "willkommen",
    "woher",
    "wohin",
    "warum",
    "wann",
    "denn",
    "einen",
    "zum",
    "zur",
    "im",
    "kommst",
    "möchtest",
];
/// As many for English.
pub(super) const ENGLISH: &[&str] = &[
    "i", "you", "we", "they", "it", "is", "are", "and", "or", "but", "not", "no", "a", "an", "the",
    "with", "on", "for", "of", "to", "how", "who", "here", "there", "my", "your", "me", "us",
    "hello", "good", "day", "thanks", "please", "yes", "also", "if", "that", "this", "what", "do",
    "goodbye", "welcome",
];

/// What a question begins with that is answered by yes or no, where something is offered.
pub(super) const OFFERS: &[&str] = &[
    "möchtest du",
    "möchten sie",
    "magst du",
    "willst du",
    "wollen wir",
    "sollen wir",
    "soll ich",
    "darf ich",
    "kann ich",
    "hast du lust",
    "kommst du",
    "kommen sie",
    "gehst du mit",
    "brauchst du",
    "gehen wir",
];
/// The other words that such a question begins with.
pub(super) const VERBS: &[&str] = &[
    "bist", "ist", "sind", "war", "warst", "waren", "hast", "hat", "habt", "haben", "kannst",
    "kann", "können", "willst", "wollen", "wollt", "magst", "mögen", "kennst", "kennen", "weißt",
    "wissen", "siehst", "suchst", "wirst", "wird", "werden", "wohnst", "lebst", "gefällt",
    "hättest", "würdest", "darf", "soll", "sollen", "stimmt", "geht",
];
/// Words before the sentence proper.
pub(super) const FILLERS: &[&str] = &[
    "und", "also", "na", "ach", "oh", "nun", "ja", "aber", "dann", "hm", "sag", "bitte",
];

/// What an open question begins with, and short answers; the first that fits counts.
pub(super) const OPEN: &[(&[&str], Pairs)] = &[
    (
        &["wie geht", "wie fühlst"],
        &[
            ("Gut, danke.", "Gut, danke."),
            ("Nicht so gut.", "Heute nicht so gut."),
            ("Und dir?", "Und wie geht es dir?"),
        ],
    ),
    (
        &["wie heißt", "wer bist", "wer sind sie", "wie ist dein name"],
        &[
            ("Nur zu Besuch.", "Ich bin nur zu Besuch."),
            ("Und du?", "Und wer bist du?"),
        ],
    ),
    (
        &["woher"],
        &[
            ("Von weit her.", "Ich komme von weit her."),
            ("Aus der Nähe.", "Ich komme aus der Nähe."),
        ],
    ),
    (
        &[
            "was führt",
            "was suchst",
            "was möchtest",
            "was kann ich",
            "womit kann",
            "wie kann ich",
        ],
        &[
            ("Ich sehe mich um.", "Ich sehe mich nur um."),
            ("Zeig mir alles.", "Kannst du mich herumführen?"),
            ("Ein gutes Gespräch", "Ich möchte mit jemandem sprechen."),
        ],
    ),
    (
        &["worüber", "wovon"],
        &[
            ("Über diesen Ort.", "Erzähl mir von diesem Ort."),
            ("Über dich.", "Erzähl mir von dir."),
            ("Über die Leute.", "Wer ist sonst noch hier?"),
        ],
    ),
    (
        &["wo", "wohin"],
        &[
            ("Hier.", "Genau hier."),
            ("Dort drüben.", "Dort drüben."),
            ("Wo du willst.", "Wo immer du willst."),
        ],
    ),
    (
        &["wann"],
        &[
            ("Jetzt.", "Jetzt gleich."),
            ("Später.", "Vielleicht später."),
            ("Morgen.", "Morgen."),
        ],
    ),
    (
        &["warum", "wieso", "weshalb"],
        &[
            ("Aus Neugier.", "Ich bin nur neugierig."),
            ("Nur so.", "Aus keinem besonderen Grund."),
        ],
    ),
    (
        &[
            "was hältst",
            "was denkst",
            "was meinst",
            "wie gefällt",
            "wie findest",
        ],
        &[
            ("Es gefällt mir.", "Es gefällt mir."),
            ("Nicht so sehr.", "Ehrlich gesagt, nicht so sehr."),
            ("Und dir?", "Und was meinst du?"),
        ],
    ),
    (
        &[""],
        &[
            ("Nichts Besonderes.", "Nichts Besonderes."),
            ("Was meinst du?", "Was meinst du?"),
        ],
    ),
];
/// What a remark begins with, and what is said to it.
pub(super) const REMARKS: &[(&[&str], Pairs)] = &[
    (
        &[
            "komm mit",
            "folge mir",
            "folg mir",
            "lass uns",
            "gehen wir",
            "hier entlang",
        ],
        &[
            ("Ich komme.", "Ich komme."),
            ("Jetzt nicht.", "Jetzt nicht, danke."),
            ("Wohin?", "Wohin gehen wir?"),
        ],
    ),
    (
        &[
            "tschüss",
            "auf wiedersehen",
            "bis bald",
            "bis später",
            "leb wohl",
            "mach's gut",
            "gute nacht",
        ],
        &[
            ("Bis bald.", "Bis bald."),
            ("Warte kurz!", "Warte bitte kurz."),
        ],
    ),
    (
        &["danke", "vielen dank", "ich danke"],
        &[
            ("Gern geschehen.", "Gern geschehen."),
            ("Erzähl mehr", "Erzähl mir mehr."),
        ],
    ),
    (
        &[
            "entschuldige",
            "entschuldigung",
            "verzeih",
            "es tut mir leid",
            "tut mir leid",
        ],
        &[
            ("Schon gut.", "Schon gut."),
            ("Was ist passiert?", "Was ist passiert?"),
        ],
    ),
    (
        &[
            "hallo",
            "hi",
            "hey",
            "guten tag",
            "guten morgen",
            "guten abend",
            "grüß",
            "servus",
            "moin",
            "willkommen",
        ],
        &[
            ("Hallo!", "Hallo!"),
            ("Freut mich.", "Freut mich, dich zu treffen."),
            ("Wie geht's?", "Wie geht es dir?"),
        ],
    ),
];
pub(super) const UNSURE: (&str, &str) = ("Ich weiß nicht.", "Ich weiß es nicht.");
pub(super) const MORE: (&str, &str) = ("Erzähl mehr", "Erzähl mir mehr.");
