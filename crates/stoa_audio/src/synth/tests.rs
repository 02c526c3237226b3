use std::f32::consts::TAU;

use super::{
    RATE,
    ambience::{fountain, leaves},
    birds::phrase,
    level::{PEAK_DB, decibels, gain, peak, rms},
    samples,
    signals::{Signal, signal},
    steps::{Gait, Ground, step},
    throng::{murmur, patter},
    voice::{self, Colour, EXCLAIMED_DB, Manner, Onset, Timbre, syllables},
};

const TEXT: &str = "Mind the beds, please. Do you grow anything yourself? Wonderful!";

fn timbre(seed: u64) -> Timbre {
    Timbre::new(seed, None, 1.72)
}

/// Everything that is played once.
fn once() -> Vec<(String, Vec<f32>)> {
    let mut all = Vec::new();
    for of in Signal::ALL {
        all.push((format!("{of:?}"), signal(of)));
    }
    for seed in 0..12 {
        all.push((format!("bird {seed}"), phrase(seed)));
        let said = voice::line(TEXT, &timbre(seed), 4.0);
        all.push((format!("voice {seed}"), said));
    }
    for ground in Ground::ALL {
        for gait in [Gait::Walk, Gait::Run] {
            for seed in 0..3 {
                let name = format!("{ground:?} {gait:?} {seed}");
                all.push((name, step(ground, gait, seed)));
            }
        }
        for count in [4, 50] {
            let name = format!("{ground:?}, {count} steps");
            all.push((name, patter(ground, Gait::Walk, count, 1)));
        }
    }
    all
}

fn loops() -> Vec<(String, Vec<f32>)> {
    let make = |seed| {
        [
            (format!("fountain {seed}"), fountain(seed)),
            (format!("leaves {seed}"), leaves(seed)),
        ]
    };
    (0..3).flat_map(make).collect()
}

/// The largest step from one sample to the next.
fn largest_step(sound: &[f32]) -> f32 {
    let steps = sound.windows(2).map(|two| (two[1] - two[0]).abs());
    steps.fold(0.0, f32::max)
}

/// The share of the power of a band in the whole: a bank of Goertzel filters (G. Goertzel 1958), one every 50 Hz.
fn share(sound: &[f32], low_hz: f32, high_hz: f32) -> f32 {
    let power = |hz: f32| {
        let turn = 2.0 * (TAU * hz / RATE as f32).cos();
        let (mut a, mut b) = (0.0f32, 0.0f32);
        for x in sound {
            (a, b) = (x + turn * a - b, a);
        }
        a * a + b * b - turn * a * b
    };
    let all = (1..240).map(|n| n as f32 * 50.0);
    let (mut inside, mut whole) = (0.0, 0.0);
    for hz in all {
        let here = power(hz);
        whole += here;
        if (low_hz..high_hz).contains(&hz) {
            inside += here;
        }
    }
    inside / whole
}

#[test]
fn a_sound_would_clip_or_push_the_loudspeaker_out_or_be_empty() {
    for (name, sound) in once().into_iter().chain(loops()) {
        assert!(sound.iter().all(|x| x.is_finite()), "{name}");
        let most = decibels(peak(&sound));
        assert!(
            (-45.0..=PEAK_DB + 0.01).contains(&most),
            "{name}: {most} dB"
        );
        let mean = sound.iter().sum::<f32>() / sound.len() as f32;
        assert!(mean.abs() < 0.002 * peak(&sound).max(0.1), "{name}: {mean}");
    }
}

#[test]
fn a_sound_would_click_where_it_begins_or_ends() {
    for (name, sound) in once() {
        assert_eq!(sound.first(), Some(&0.0), "{name}");
        assert_eq!(sound.last(), Some(&0.0), "{name}");
        // Within a millisecond of either end there is nothing sudden.
        let edge = samples(0.001);
        let (head, tail) = (&sound[..edge], &sound[sound.len() - edge..]);
        let most = peak(&sound);
        assert!(largest_step(head) < 0.12 * most, "{name} begins");
        assert!(largest_step(tail) < 0.02 * most, "{name} ends");
        assert!(largest_step(&sound) < 0.9 * most, "{name}");
    }
}

#[test]
fn a_loop_would_be_heard_to_come_round() {
    for (name, sound) in loops() {
        let most = largest_step(&sound);
        let seam = (sound[0] - sound[sound.len() - 1]).abs();
        assert!(seam <= most, "{name}: a step of {seam}, elsewhere {most}");
        // As loud on both sides of the seam.
        let near = samples(0.1);
        let before = decibels(rms(&sound[sound.len() - near..]));
        let after = decibels(rms(&sound[..near]));
        assert!(
            (after - before).abs() < 3.0,
            "{name}: {before} dB, then {after} dB"
        );
    }
}

#[test]
fn a_murmur_would_be_words_or_come_and_go() {
    let sound = murmur(1);
    assert_eq!(sound, murmur(1));
    assert!((decibels(rms(&sound)) + 25.0).abs() < 0.3);
    assert!(decibels(peak(&sound)) < -6.0, "{}", decibels(peak(&sound)));
    let seam = (sound[0] - sound[sound.len() - 1]).abs();
    assert!(seam <= largest_step(&sound), "a step of {seam}");
    for half in sound.chunks(samples(0.5)) {
        let level = decibels(rms(half));
        assert!(
            (-33.0..-19.0).contains(&level),
            "{level} dB in half a second"
        );
    }
    // The tones of voices, little of what makes words.
    let second = &sound[..samples(1.0)];
    let (tones, clear) = (
        share(second, 100.0, 1_300.0),
        share(second, 2_500.0, 12_000.0),
    );
    assert!(tones > 0.8 && clear < 0.05, "tones {tones}, clear {clear}");
}

#[test]
fn many_feet_would_be_as_soft_as_one_or_tread_in_step() {
    let power = |count| {
        let sound = patter(Ground::Paving, Gait::Walk, count, 1);
        sound.iter().map(|x| x * x).sum::<f32>()
    };
    let more = 10.0 * (power(50) / power(4)).log10();
    assert!(
        (more - 11.0).abs() < 2.0,
        "{more} dB for twelve times as many"
    );
    let sound = patter(Ground::Paving, Gait::Walk, 14, 2);
    let tenths = sound[..samples(1.0)].chunks(samples(0.1));
    let heard = tenths.filter(|part| peak(part) > 0.02).count();
    assert!(heard >= 9, "{heard} tenths of a second with feet");
}

#[test]
fn one_seed_would_give_two_sounds() {
    assert_eq!(fountain(7), fountain(7));
    assert_eq!(leaves(7), leaves(7));
    assert_eq!(phrase(7), phrase(7));
    let tread = |seed| step(Ground::Gravel, Gait::Walk, seed);
    assert_eq!(tread(7), tread(7));
    assert_ne!(tread(7), tread(8));
    assert_ne!(fountain(7), fountain(8));
    assert_ne!(phrase(7), phrase(8));
    let say = |seed| voice::line(TEXT, &timbre(seed), 4.0);
    assert_eq!(say(7), say(7));
    assert_ne!(say(7), say(8));
}

#[test]
fn all_grounds_would_sound_alike_underfoot() {
    let high = |ground| share(&step(ground, Gait::Walk, 1), 2_000.0, 12_000.0);
    let (grass, paving, gravel) = (
        high(Ground::Grass),
        high(Ground::Paving),
        high(Ground::Gravel),
    );
    let marble = high(Ground::Marble);
    assert!(grass < 0.6 * paving, "grass {grass}, paving {paving}");
    assert!(gravel > 1.5 * paving, "gravel {gravel}, paving {paving}");
    assert!(marble > paving, "marble {marble}, paving {paving}");
    let level = |ground, gait| decibels(peak(&step(ground, gait, 1)));
    for ground in Ground::ALL {
        let louder = level(ground, Gait::Run) - level(ground, Gait::Walk);
        assert!((4.9..5.1).contains(&louder), "{ground:?}: {louder} dB");
    }
    assert!(level(Ground::Grass, Gait::Walk) < level(Ground::Paving, Gait::Walk) - 3.0);
}

#[test]
fn the_fountain_would_not_be_told_from_leaves() {
    let (water, wind) = (fountain(1), leaves(1));
    assert!((decibels(rms(&water)) + 25.0).abs() < 0.2);
    assert!((decibels(rms(&wind)) + 30.0).abs() < 0.2);
    let low = |sound: &[f32]| share(&sound[..samples(1.0)], 0.0, 1_000.0);
    let (water, wind) = (low(&water), low(&wind));
    assert!(water > 2.0 * wind, "water {water}, wind {wind}");
}

/// The pitch of a stretch in Hz, between 60 and 700: where it is most like itself a period later.
fn pitch_hz(sound: &[f32]) -> f32 {
    let like = |lag: usize| {
        let (mut both, mut a, mut b) = (0.0f64, 0.0f64, 0.0f64);
        for (x, y) in sound.iter().zip(&sound[lag..]) {
            both += f64::from(x * y);
            a += f64::from(x * x);
            b += f64::from(y * y);
        }
        both / (a * b).sqrt().max(1e-9)
    };
    let lags = RATE as usize / 700..RATE as usize / 60;
    let scores: Vec<(usize, f64)> = lags.map(|lag| (lag, like(lag))).collect();
    let best = scores
        .iter()
        .fold(0.0, |most: f64, (_, score)| most.max(*score));
    // The shortest lag that is nearly as good: not one of its multiples.
    let lag = scores.iter().find(|(_, score)| *score > 0.93 * best);
    RATE as f32 / lag.map_or(1, |(lag, _)| *lag) as f32
}

fn spoken(text: &str, pitch: f32, seed: u64) -> Vec<f32> {
    let manner = Manner {
        pitch,
        pace_wpm: 150.0,
        colour: Colour::Clear,
    };
    voice::line(text, &Timbre::new(seed, Some(manner), 1.72), 1.2)
}

#[test]
fn two_people_would_speak_with_one_voice() {
    let [low, high] = [0.1, 0.9].map(|pitch| {
        let vowel = spoken("aaaa", pitch, 5);
        pitch_hz(&vowel[samples(0.1)..samples(0.22)])
    });
    assert!((80.0..130.0).contains(&low), "{low} Hz");
    assert!((190.0..330.0).contains(&high), "{high} Hz");
    let a = Timbre::new(1000, None, 1.6);
    let b = Timbre::new(1001, None, 1.6);
    assert_ne!(a, b);
    let taller = Timbre::new(1000, None, 1.95);
    assert!(taller.tract < a.tract, "{} and {}", taller.tract, a.tract);
}

#[test]
fn a_syllable_would_sound_when_its_letter_is_not_due() {
    // Four words of one vowel, evenly set: four swells, each at its letter.
    let text = "ta    ta    ta    ta    ";
    let duration = 2.4;
    let sound = voice::line(text, &timbre(3), duration);
    for (at, sign) in text.chars().enumerate() {
        let start = 0.02 + (duration - 0.04) * at as f32 / text.len() as f32;
        let here = rms(&sound[samples(start)..samples(start + 0.08)]);
        match sign {
            'a' => assert!(here > gain(-34.0), "{} dB at {at}", decibels(here)),
            _ if at % 6 == 5 => assert!(here < gain(-42.0), "{} dB at {at}", decibels(here)),
            _ => {}
        }
    }
}

#[test]
fn a_question_would_fall_and_an_exclamation_whisper() {
    let last = |text: &str| {
        let sound = spoken(text, 0.4, 9);
        let at = syllables(text).last().map_or(0, |one| one.at);
        let start = 0.02 + 1.16 * at as f32 / text.chars().count() as f32;
        let part =
            |from: f32| pitch_hz(&sound[samples(start + from)..samples(start + from + 0.06)]);
        part(0.16) / part(0.03)
    };
    let (asked, stated) = (last("so you do    ?"), last("so you do    ."));
    assert!(
        asked > 1.12,
        "a question's end goes to {asked} of its pitch"
    );
    assert!(
        stated < 1.0,
        "a statement's end goes to {stated} of its pitch"
    );
    let loud = |text: &str| decibels(rms(&spoken(text, 0.4, 9)));
    let louder = loud("so you do!") - loud("so you do.");
    assert!((louder - EXCLAIMED_DB).abs() < 1.2, "{louder} dB");
}

#[test]
fn a_text_would_have_other_syllables_than_one_reads() {
    let rows = [
        ("", 0),
        ("…!?", 0),
        ("brrr", 0),
        ("Hello there", 4),
        ("queue", 1),
        ("It's 42.", 3),
        ("Καλημέρα", 4),
        ("Здравствуйте", 3),
        ("こんにちは", 5),
        ("你好", 2),
        ("שלום", 2),
        ("Größe, naïve", 4),
    ];
    for (text, count) in rows {
        let found = syllables(text);
        assert_eq!(found.len(), count, "{text}: {found:?}");
    }
    let two = syllables("say mo");
    assert_eq!((two[0].at, two[1].at), (1, 5));
    assert_eq!(two[0].onset, Onset::Breath(5_600));
    assert_eq!(two[1].onset, Onset::Hum);
    assert_eq!((two[0].left, two[1].left), (1, 0));
    assert!(peak(&voice::line("…", &timbre(1), 1.0)) == 0.0);
}

#[test]
fn a_word_of_a_persona_would_mean_no_colour() {
    for (word, colour) in ["warm", "bright", "soft", "husky", "clear", "deep"]
        .into_iter()
        .zip(Colour::ALL)
    {
        assert_eq!(Colour::named(word), Some(colour));
    }
    assert_eq!(Colour::named("loud"), None);
}
