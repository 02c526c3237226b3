use std::{
    sync::mpsc::{Receiver, Sender, channel},
    time::Duration,
};

use super::*;

/// Longer than any of this takes.
const SOON: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(2);

/// A device that is there or not, as a test says; it hands what is opened to the test.
struct Plugged {
    there: Receiver<bool>,
    opened: Sender<(Player, Lost)>,
    closed: Sender<()>,
}

/// Tells when it is dropped.
struct Open(Sender<()>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.send(()).expect("the test listens");
    }
}

impl Sink for Plugged {
    type Stream = Open;

    fn open(&mut self, player: Player, lost: Lost) -> Result<(Open, Opened), String> {
        if !self.there.recv().unwrap_or(false) {
            return Err("unplugged".to_owned());
        }
        player.set_rate(RATE);
        self.opened.send((player, lost)).expect("the test listens");
        let opened = Opened {
            name: "test".to_owned(),
            rate: RATE,
            channels: 2,
        };
        Ok((Open(self.closed.clone()), opened))
    }
}

struct Bench {
    mixer: Mixer<Device<Plugged>>,
    plug: Sender<bool>,
    opened: Receiver<(Player, Lost)>,
    closed: Receiver<()>,
}

fn bench() -> Bench {
    let (plug, there) = channel();
    let (opens, opened) = channel();
    let (closes, closed) = channel();
    let sink = Plugged {
        there,
        opened: opens,
        closed: closes,
    };
    let settings = DeviceSettings { sink, retry: SHORT };
    Bench {
        mixer: Mixer::new(settings).expect("a thread"),
        plug,
        opened,
        closed,
    }
}

impl Bench {
    /// Waits until the mixer is as it should be.
    fn until(&mut self, open: bool) {
        let start = std::time::Instant::now();
        while self.mixer.is_open() != open {
            assert!(start.elapsed() < SOON, "{:?}", self.mixer.output().state());
            std::thread::yield_now();
        }
    }

    fn plug_in(&mut self) -> (Player, Lost) {
        self.plug.send(true).expect("the thread lives");
        let opened = self.opened.recv_timeout(SOON).expect("it is opened");
        self.until(true);
        opened
    }
}

fn loudest(player: &Player) -> f32 {
    let mut buffer = vec![0.0; 4_800];
    player.fill(&mut buffer, 2);
    peak(&buffer)
}

fn here() -> Placing {
    Placing::new(Group::Voices, [0.0, 0.0, -1.0], 20.0)
}

#[test]
fn a_device_that_vanishes_would_stop_everything_or_never_come_back() {
    let mut bench = bench();
    // None at first, and none at the next try: whoever plays goes on.
    assert!(bench.mixer.play(&tone(400), here()).is_none());
    bench.plug.send(false).expect("the thread lives");
    bench.plug.send(false).expect("the thread lives");
    bench.mixer.update();
    bench.mixer.duck(true);
    bench.mixer.set_volumes(Volumes {
        all: 0.9,
        ..Volumes::default()
    });
    let (player, lost) = bench.plug_in();
    bench.mixer.duck(false);
    assert_eq!(loudest(&player), 0.0);
    let id = bench.mixer.play(&tone(400), here()).expect("a device");
    assert!(loudest(&player) > 0.1);
    // It vanishes: its stream is closed, the sound is forgotten, and nothing new begins.
    lost.tell("pulled out".to_owned());
    bench.closed.recv_timeout(SOON).expect("it is closed");
    bench.until(false);
    assert_eq!(
        bench.mixer.output().state(),
        DeviceState::Missing("pulled out".to_owned())
    );
    for _ in 0..500 {
        bench.mixer.update();
        assert!(bench.mixer.play(&tone(400), here()).is_none());
    }
    assert!(!bench.mixer.is_playing(id));
    // It returns: silence, then what is new.
    let (player, _) = bench.plug_in();
    assert_eq!(loudest(&player), 0.0);
    assert!(bench.mixer.play(&tone(400), here()).is_some());
    assert!(loudest(&player) > 0.1);
    // A late word of the stream that is gone does not close the one that is open.
    lost.tell("again".to_owned());
    assert!(bench.closed.recv_timeout(SHORT * 10).is_err());
    assert!(bench.mixer.is_open());
}

#[test]
fn the_end_of_the_program_would_wait_for_the_device() {
    // It hangs while it is being opened.
    let hanging = bench();
    drop(hanging.mixer);
    // It is open: its stream is closed soon after.
    let mut playing = bench();
    let _opened = playing.plug_in();
    drop(playing.mixer);
    playing.closed.recv_timeout(SOON).expect("it is closed");
}

#[test]
fn a_device_that_asks_while_another_holds_the_renderer_would_wait() {
    let mut bench = bench();
    let (player, _lost) = bench.plug_in();
    let mut buffer = vec![1.0; 64];
    player.fill(&mut buffer, 0);
    assert!(buffer.iter().all(|x| *x == 0.0));
    // One loudspeaker, and six.
    assert!(bench.mixer.play(&tone(400), here()).is_some());
    for channels in [1, 6] {
        let mut buffer = vec![1.0; 600];
        player.fill(&mut buffer, channels);
        player.fill(&mut buffer, channels);
        assert!(peak(&buffer) > 0.05 && peak(&buffer) < 0.6, "{channels}");
        if channels == 6 {
            assert!(buffer.chunks(6).all(|frame| frame[2..] == [0.0; 4]));
        }
    }
}
