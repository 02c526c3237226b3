//! Lives of people who come and go: made from a seed when somebody first speaks to them, the same each time.
//!
//! Everything is chosen from the lists in `names.txt` and `lines.txt`, and from what the place has: its own places and those
//! who live there. Who they are does not depend on when they are asked, nor on whom.

mod lists;
#[cfg(test)]
mod tests;

use stoa_model::Fact;

use crate::{
    mind::CastMember,
    persona::{Looks, Pastime, Persona, Relation, Round, Spot, Timbre, Voice},
    words::roll,
};
use lists::{fields, first_names, lines};

/// What others take somebody for at first sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seen {
    Woman,
    Man,
    /// Neither, or who could tell.
    Either,
}

/// What a life is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Birth<'a> {
    /// The world's seed.
    pub seed: u64,
    /// Their number among those who come and go.
    pub number: u32,
    pub seen: Seen,
    /// Grey-haired people are no longer young.
    pub grey: bool,
    /// Places of the world: id, name and kind.
    pub places: &'a [(String, String, String)],
    /// Those who live here.
    pub inhabitants: &'a [CastMember],
}

/// The id of somebody's persona.
pub fn persona_id(number: u32) -> String {
    format!("passer-by-{number}")
}

/// What somebody is called. No two among ten thousand have the same name.
pub fn name(seed: u64, number: u32, seen: Seen) -> String {
    let (first, last) = (first_names(gender(seed, number, seen)), lists::last_names());
    let all = (first.len() * last.len()) as u64;
    // A walk over all full names by a step that has no divisor in common with their number meets none twice.
    let step = coprime(roll(seed, 0, 0, "name step") % all, all);
    let begin = roll(seed, 0, 0, "name begin") % all;
    let at = ((begin + u64::from(number) % all * step) % all) as usize;
    format!("{} {}", first[at % first.len()], last[at / first.len()])
}

/// What somebody says in passing at a minute of the world; `chance` chooses.
pub fn greeting(minute: u32, chance: u64) -> &'static str {
    let all = lines(match minute % 1_440 / 60 {
        4..11 => "greeting morning",
        11..18 => "greeting day",
        _ => "greeting evening",
    });
    all[(chance % all.len() as u64) as usize]
}

/// The nearest number from `from` on that has no divisor in common with `all`.
fn coprime(from: u64, all: u64) -> u64 {
    let divisor = |mut a: u64, mut b: u64| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    let mut step = from.max(all / 3);
    while divisor(step, all) != 1 {
        step += 1;
    }
    step
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gender {
    Her,
    Him,
    Them,
}

fn gender(seed: u64, number: u32, seen: Seen) -> Gender {
    let chance = roll(seed, number, 0, "gender") % 100;
    match seen {
        Seen::Woman if chance < 97 => Gender::Her,
        Seen::Man if chance < 97 => Gender::Him,
        Seen::Either if chance < 48 => Gender::Her,
        Seen::Either if chance < 96 => Gender::Him,
        _ => Gender::Them,
    }
}

impl Birth<'_> {
    /// The whole life. Its looks are what the seed gives; those of the body are the crowd's own.
    pub fn life(&self) -> Persona {
        let gender = gender(self.seed, self.number, self.seen);
        let trade = fields(self.pick("trade"));
        let (role, home) = (trade[0], self.pick("home"));
        let errand = self.pick("errand");
        let about = self
            .pick("about")
            .replace("{role}", &with_article(role))
            .replace("{home}", home)
            .replace("{errand}", errand);
        let acquaintances = self.acquaintances();
        let relations = acquaintances.iter().map(|(_, relation)| relation.clone());
        let seed = roll(self.seed, self.number, 0, "looks");
        let temperament = self.pick("temperament").split(", ").map(str::to_owned);
        Persona {
            id: persona_id(self.number),
            name: name(self.seed, self.number, self.seen),
            pronouns: pronouns(gender).to_owned(),
            age: Some(self.age(role)),
            role: role.to_owned(),
            about,
            temperament: temperament.collect(),
            wants: vec![self.pick("dream").to_owned()],
            style: self.pick("style").to_owned(),
            phrases: vec![self.pick("phrase").to_owned()],
            knows: self.knows(&trade, home, errand, &acquaintances),
            opinions: self.opinions(),
            round: self.round(),
            relations: relations.collect(),
            voice: self.voice(gender),
            looks: Looks::from_seed(seed),
            file: String::new(),
        }
    }

    fn roll(&self, what: &str) -> u64 {
        roll(self.seed, self.number, 1, what)
    }

    fn pick(&self, section: &str) -> &'static str {
        self.pick_for(section, section)
    }

    /// An entry of a section; `what` keeps two choices of the same section apart.
    fn pick_for(&self, section: &str, what: &str) -> &'static str {
        let all = lines(section);
        all[(self.roll(what) % all.len() as u64) as usize]
    }

    fn age(&self, role: &str) -> u32 {
        let chance = self.roll("age");
        let (from, years) = match (role, self.grey) {
            (role, _) if role.starts_with("retired") => (66, 18),
            ("student" | "carpenter's apprentice", _) => (18, 9),
            (_, true) => (52, 27),
            (_, false) => (24, 32),
        };
        from + (chance % years) as u32
    }

    fn voice(&self, gender: Gender) -> Voice {
        let voice = Voice::from_seed(self.roll("voice"));
        let (low, high) = match gender {
            Gender::Her => (0.5, 0.95),
            Gender::Him => (0.05, 0.5),
            Gender::Them => (0.3, 0.7),
        };
        let timbre = if gender == Gender::Her && voice.timbre == Timbre::Deep {
            Timbre::Warm
        } else {
            voice.timbre
        };
        Voice {
            pitch: low + (high - low) * voice.pitch,
            timbre,
            ..voice
        }
    }

    fn knows(
        &self,
        trade: &[&str],
        home: &str,
        errand: &str,
        acquaintances: &[(Fact, Relation)],
    ) -> Vec<Fact> {
        let work = ["work", "job", "trade", "do you do", "living"];
        let matter = trade[1].split(", ");
        let family = self.family(self.age(trade[0]));
        let childhood = self.pick("childhood");
        let food = self.pick("food");
        let pastime = fields(self.pick("pastime"));
        let leisure = ["free time", "hobby", "fun", "pastime", "evenings"];
        let leisure = leisure.into_iter().chain(pastime[1].split(", "));
        let mut knows = vec![
            fact(work.into_iter().chain(matter), trade[2]),
            fact(
                ["come from", "home", "born", "grow up", "village", "town"],
                &format!("I come from {home}."),
            ),
            fact(
                ["childhood", "child", "school", "young", "small"],
                childhood,
            ),
            fact(
                [
                    "family", "married", "children", "sister", "brother", "mother", "father",
                    "wife", "husband",
                ],
                &family,
            ),
            fact(
                [
                    "here today",
                    "doing here",
                    "why are you here",
                    "errand",
                    "waiting",
                    "visit",
                ],
                errand,
            ),
            fact(
                ["food", "eat", "meal", "dish", "hungry", "favourite food"],
                &format!("What I like best is {food}."),
            ),
            fact(leisure, &format!("In my free time I {}.", pastime[0])),
        ];
        knows.extend(self.favourite());
        knows.extend(acquaintances.iter().map(|(fact, _)| fact.clone()));
        knows
    }

    /// What somebody of this age says of their family.
    fn family(&self, age: u32) -> String {
        let within = |line: &&&'static str| {
            let parts = fields(line);
            let bound = |part: &str| part.parse::<u32>().ok();
            bound(parts[0]).is_some_and(|from| from <= age)
                && bound(parts[1]).is_some_and(|to| age <= to)
        };
        let all: Vec<&&str> = lines("family").iter().filter(within).collect();
        let says = fields(all[(self.roll("family") % all.len() as u64) as usize])[2];
        let male = ["brother, {kin}", "son {kin}", "uncle", "husband", "father"];
        let is_male = male.iter().any(|word| says.contains(word));
        let names = first_names(if is_male { Gender::Him } else { Gender::Her });
        let kin = names[(self.roll("kin") % names.len() as u64) as usize];
        says.replace("{kin}", kin)
    }

    fn favourite(&self) -> Option<Fact> {
        let (_, name, kind) = self.place("favourite")?;
        let says = capitalised(&self.pick("favourite").replace("{place}", name));
        Some(fact(
            [
                "favourite place",
                "favourite",
                "where to sit",
                "recommend",
                kind.as_str(),
            ],
            &says,
        ))
    }

    fn place(&self, what: &str) -> Option<&(String, String, String)> {
        let count = self.places.len() as u64;
        (count > 0).then(|| &self.places[(self.roll(what) % count) as usize])
    }

    fn opinions(&self) -> Vec<Fact> {
        let all = lines("opinion");
        let first = (self.roll("opinion") % all.len() as u64) as usize;
        let apart = 1 + (self.roll("another opinion") % (all.len() as u64 - 1)) as usize;
        [first, (first + apart) % all.len()]
            .into_iter()
            .map(|at| {
                let parts = fields(all[at]);
                fact(parts[0].split(", "), parts[1])
            })
            .collect()
    }

    /// One or two of those who live here, as far as there are any.
    fn acquaintances(&self) -> Vec<(Fact, Relation)> {
        let count = self.inhabitants.len();
        let known = (1 + self.roll("acquaintances") as usize % 2).min(count);
        let first = self.roll("acquaintance") as usize % count.max(1);
        (0..known)
            .map(|more| {
                let member = &self.inhabitants[(first + more * (1 + count / 2)) % count];
                let how = self.pick_for("acquaintance", ["one", "two"][more]);
                let how = fields(how);
                let is = how[0].replace("{name}", &member.name);
                let says = format!("{}, the {}: {is}.", member.name, member.role);
                let relation = Relation {
                    who: member.persona.clone(),
                    is,
                    warmth: how[1].parse().unwrap_or(0),
                    spot: Spot::default(),
                };
                (
                    fact([member.name.as_str(), member.role.as_str()], &says),
                    relation,
                )
            })
            .collect()
    }

    fn round(&self) -> Vec<Round> {
        [("morning", 360), ("midday", 720), ("evening", 1_080)]
            .into_iter()
            .filter_map(|(hour, from_minute)| {
                let (id, name, _) = self.place(hour)?;
                Some(Round {
                    from_minute,
                    place: id.clone(),
                    activity: Pastime::Stroll,
                    says: self.pick(hour).replace("{place}", name),
                    spot: Spot::default(),
                })
            })
            .collect()
    }
}

fn fact<'a>(about: impl IntoIterator<Item = &'a str>, says: &str) -> Fact {
    Fact {
        about: about.into_iter().map(str::to_owned).collect(),
        says: says.to_owned(),
    }
}

fn pronouns(gender: Gender) -> &'static str {
    match gender {
        Gender::Her => "she/her",
        Gender::Him => "he/him",
        Gender::Them => "they/them",
    }
}

fn with_article(role: &str) -> String {
    let article = if role.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {role}")
}

fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + rest.as_str()
}
