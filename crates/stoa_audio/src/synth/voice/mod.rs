//! Voices without words: a line of text becomes pitched syllables in somebody's timbre, in time with its letters.
//!
//! Source and filter, after D. Klatt, "Software for a cascade/parallel formant synthesizer" (1980): pulses of the vocal
//! folds (A. Rosenberg 1971, his form C) and breath, through four formants in a row that glide from vowel to vowel.

mod text;
mod timbre;

use std::f32::consts::PI;

pub use text::{Ending, Onset, Syllable, Vowel, syllables};
pub use timbre::{Colour, Manner, Timbre};

use super::{
    RATE,
    filter::{Biquad, Resonator},
    level,
    noise::Rng,
    samples, seconds,
};

/// Shortest and longest line, in seconds.
const LINE_S: (f32, f32) = (0.3, 120.0);
/// The longest that a syllable sounds, in seconds.
const SYLLABLE_S: f32 = 0.32;
/// How loud a statement is, in dBFS.
const RMS_DB: f32 = -23.0;
/// How much louder an exclamation is, in decibels.
pub const EXCLAIMED_DB: f32 = 4.0;
/// Samples between two tunings of the formants.
const TUNING: usize = 48;

/// One line, spoken in `duration_s` (0.3 to 120 s): a syllable's vowel sounds when its letter is due.
///
/// A text without a syllable is silent.
pub fn line(text: &str, timbre: &Timbre, duration_s: f32) -> Vec<f32> {
    let duration_s = duration_s.clamp(LINE_S.0, LINE_S.1);
    let notes = notes(&syllables(text), text.chars().count(), timbre, duration_s);
    let count = samples(duration_s + 0.15);
    let mut loudness = vec![0.0; count];
    let mut sound = vec![0.0; count];
    if notes.is_empty() {
        return sound;
    }
    for note in &notes {
        shape(&mut loudness, note);
    }
    voiced(&mut sound, &notes, timbre, &loudness);
    level::take_direct_current(&mut sound);
    level::as_loud_as(&mut sound, RMS_DB - 2.0);
    let mut noise = Rng::of(timbre.seed, 33);
    for note in &notes {
        lead_in(&mut sound, note, &mut noise);
    }
    exclaim(&mut sound, &notes);
    level::fade(&mut sound, 0.004, 0.03);
    let most = level::peak(&sound);
    let allowed = level::gain(level::PEAK_DB);
    if most > allowed {
        sound.iter_mut().for_each(|x| *x *= allowed / most);
    }
    sound
}

/// One syllable to be sung.
struct Note {
    /// Seconds at which its vowel begins and ends.
    from_s: f32,
    to_s: f32,
    /// Seconds at which the next vowel begins.
    next_s: f32,
    /// Pitch at its beginning and end, in Hz.
    hz: (f32, f32),
    loud: f32,
    syllable: Syllable,
}

fn notes(all: &[Syllable], chars: usize, timbre: &Timbre, duration_s: f32) -> Vec<Note> {
    let mut rng = Rng::of(timbre.seed, 32);
    let due = |one: &Syllable| 0.02 + (duration_s - 0.04) * one.at as f32 / chars.max(1) as f32;
    let mut made = Vec::with_capacity(all.len());
    for (at, one) in all.iter().enumerate() {
        let from_s = due(one);
        let next_s = all.get(at + 1).map_or(duration_s, due);
        let drawn = if one.left == 0 { 0.95 } else { timbre.drawn };
        let sounds = ((next_s - from_s) * drawn).clamp(0.04, SYLLABLE_S);
        let stress = if one.first { 1.0 } else { 0.75 };
        let (start, end) = melody(one, timbre.lively, rng.white());
        let hz = |semitones: f32| timbre.pitch_hz * 2f32.powf(semitones / 12.0);
        made.push(Note {
            from_s,
            to_s: from_s + sounds,
            next_s,
            hz: (hz(start), hz(end)),
            loud: stress * rng.range(0.85, 1.0),
            syllable: *one,
        });
    }
    made
}

/// The pitch of a syllable in semitones from one's own, at its beginning and its end. Sentences fall; a question rises
/// at its end, an exclamation begins high.
fn melody(one: &Syllable, lively: f32, chance: f32) -> (f32, f32) {
    let mut start = 2.0 - 4.0 * one.part + 1.2 * chance;
    if one.first {
        start += 1.2;
    }
    let mut end = start - 0.6;
    match one.ending {
        Ending::Question if one.left == 0 => (start, end) = (2.0, 8.0),
        Ending::Question if one.left == 1 => end = start + 0.5,
        Ending::Exclamation => {
            (start, end) = (start + 3.0 - 2.0 * one.part, end + 2.0 - 2.5 * one.part)
        }
        Ending::Statement if one.left == 0 => end = start - 2.5,
        _ if one.pause => end = start + 1.8,
        _ => {}
    }
    (start * lively, end * lively)
}

/// The loudness of one syllable over time.
fn shape(loudness: &mut [f32], note: &Note) {
    let hum_s = match note.syllable.onset {
        Onset::Hum => 0.05,
        _ => 0.0,
    };
    let rise_s = match note.syllable.onset {
        Onset::Stop => 0.012,
        Onset::Hum => 0.07,
        _ => 0.028,
    };
    let from = samples(note.from_s - hum_s);
    let to = samples(note.to_s + 0.04);
    let fall_s = 0.05 + 0.25 * (note.to_s - note.from_s);
    for (at, x) in loudness.iter_mut().enumerate().take(to).skip(from) {
        let (since, left) = (seconds(at - from), seconds(to - at));
        let now = note.loud * level::swell(since / rise_s) * level::swell(left / fall_s);
        *x = x.max(now);
    }
}

/// Vocal folds and tract.
fn voiced(sound: &mut [f32], notes: &[Note], timbre: &Timbre, loudness: &[f32]) {
    let mut rng = Rng::of(timbre.seed, 34);
    let mut edge = Biquad::low(timbre.edge_hz, 0.5);
    let mut air = Biquad::high(1_200.0, 0.6);
    let mut tract = [Resonator::default(); 4];
    let mut formants = formants(notes[0].syllable.vowel);
    let (mut phase, mut pulse_before, mut shake) = (0.0f32, 0.0f32, 0.0f32);
    let mut hz = notes[0].hz.0;
    let mut now = 0;
    for (at, x) in sound.iter_mut().enumerate() {
        let t = seconds(at);
        while now + 1 < notes.len() && t >= notes[now + 1].from_s - 0.05 {
            now += 1;
        }
        let note = &notes[now];
        if at % TUNING == 0 {
            let way = ((t - note.from_s) / (note.to_s - note.from_s)).clamp(0.0, 1.0);
            let aim = note.hz.0 * (note.hz.1 / note.hz.0).powf(way);
            hz += (aim - hz) * 0.06;
            shake += (rng.white() * 0.012 - shake) * 0.1;
            glide(&mut formants, note.syllable.vowel);
            tune(&mut tract, &formants, timbre.tract);
        }
        phase = (phase + hz * (1.0 + shake) / RATE as f32).fract();
        let pulse = fold(phase);
        let flow = (pulse - pulse_before) * RATE as f32 / (hz * 10.0);
        pulse_before = pulse;
        let breath = timbre.breath * (0.3 + pulse) * air.next(rng.white());
        let source = edge.next(flow) + 0.5 * breath;
        let driven = source * loudness[at];
        *x = tract.iter_mut().fold(driven, |x, formant| formant.next(x));
    }
}

/// The opening of the vocal folds over one period: they open slowly and close fast.
fn fold(phase: f32) -> f32 {
    const OPENS: f32 = 0.42;
    const CLOSED: f32 = 0.62;
    if phase < OPENS {
        0.5 - 0.5 * (PI * phase / OPENS).cos()
    } else if phase < CLOSED {
        (0.5 * PI * (phase - OPENS) / (CLOSED - OPENS)).cos()
    } else {
        0.0
    }
}

/// The first four formants of a man's vowels in Hz: G. Peterson and H. Barney 1952, the fourth as usual.
fn formants(vowel: Vowel) -> [f32; 4] {
    match vowel {
        Vowel::A => [730.0, 1_090.0, 2_440.0, 3_400.0],
        Vowel::E => [530.0, 1_840.0, 2_480.0, 3_500.0],
        Vowel::I => [290.0, 2_290.0, 3_010.0, 3_600.0],
        Vowel::O => [540.0, 880.0, 2_410.0, 3_300.0],
        Vowel::U => [320.0, 900.0, 2_240.0, 3_300.0],
    }
}

/// Towards another vowel, with a time constant of 20 ms.
fn glide(now: &mut [f32; 4], to: Vowel) {
    for (hz, aim) in now.iter_mut().zip(formants(to)) {
        *hz += (aim - *hz) * 0.05;
    }
}

fn tune(tract: &mut [Resonator; 4], formants: &[f32; 4], size: f32) {
    const WIDTHS: [f32; 4] = [75.0, 100.0, 150.0, 220.0];
    for ((formant, hz), width) in tract.iter_mut().zip(formants).zip(WIDTHS) {
        formant.tune(hz * size, width);
    }
}

/// The noise of what leads into a vowel.
fn lead_in(sound: &mut [f32], note: &Note, rng: &mut Rng) {
    let (hz, quality, length_s, loud) = match note.syllable.onset {
        Onset::Open | Onset::Hum => return,
        Onset::Stop => (2_400.0, 0.8, 0.018, 0.10),
        Onset::Breath(hz) => (f32::from(hz), 1.0, 0.065, 0.055),
    };
    let mut band = Biquad::band(hz, quality);
    let from = samples(note.from_s - length_s + 0.012);
    let count = samples(length_s);
    for (at, x) in sound.iter_mut().skip(from).take(count).enumerate() {
        let part = at as f32 / count as f32;
        let rise = if note.syllable.onset == Onset::Stop {
            6.0
        } else {
            2.5
        };
        let loud = loud * note.loud * level::swell(part * rise) * level::swell((1.0 - part) * 2.0);
        *x += loud * band.next(rng.white());
    }
}

/// Makes sentences that end in an exclamation louder, swelling in between two syllables.
fn exclaim(sound: &mut [f32], notes: &[Note]) {
    let (mut now, mut by) = (0, 1.0f32);
    for (at, x) in sound.iter_mut().enumerate() {
        let t = seconds(at);
        while now + 1 < notes.len() && t >= notes[now].next_s - 0.03 {
            now += 1;
        }
        let aim = match notes[now].syllable.ending {
            Ending::Exclamation => level::gain(EXCLAIMED_DB),
            _ => 1.0,
        };
        by += (aim - by) * 0.002;
        *x *= by;
    }
}
