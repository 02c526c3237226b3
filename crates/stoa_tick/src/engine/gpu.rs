//! The engine on a graphics device, and on the processor from the tick on in which that fails.
//!
//! The twin rests in a state that the device had, with a journal of what every tick since was told. Every
//! [`CHECKPOINT_EVERY`] ticks the device's state is copied in a tick's own commands and comes back in its own time; the
//! twin takes it when all events before it were handed out, and its part of the journal goes. When the device fails,
//! the twin computes the journal's ticks anew, gives no event twice, and goes on.

use std::borrow::Cow;

use crate::EVENT_LAG;
use crate::commands::CommandTable;
use crate::error::{EventOverflow, GpuError};
use crate::gpu::{Checkpoint, GpuDevice, GpuTick, Landed, RING, Submitter};
use crate::hash::WorldHash;
use crate::rules::{Agent, Command, Event, Rules};

use super::{CpuEngine, Engine, EngineError, Status};

/// Ticks from one copy of the state to the next.
const CHECKPOINT_EVERY: u32 = 300;
/// Most ticks that are ever computed anew: a copy is back by the time that the events of its tick are.
const MOST_ANEW: u32 = CHECKPOINT_EVERY + RING;
/// A copy is made sooner where so many words of the place were replaced since the last, or as many as the place has.
const MOST_WORDS: usize = 1 << 20;

/// A world of agents under one rule set, ticked on a graphics device as long as that works.
pub struct GpuEngine<R: Rules> {
    /// While the device works: the state and what was told since.
    cpu: CpuEngine<R>,
    device: Option<Device<R>>,
}

struct Device<R: Rules> {
    tick: GpuTick<R>,
    checkpoint: Checkpoint,
    /// Words of the place that the journal replaces.
    words: usize,
}

impl<R: Rules> GpuEngine<R> {
    /// Goes on with a world on a graphics device, whatever tick it is in, or on the processor when the device can't: then
    /// [`Engine::notice`] says why. Commands go to the submitter and nowhere else; where that is another thread, what it
    /// learns of the device should be told to [`GpuDevice::report_lost`].
    pub fn new(cpu: CpuEngine<R>, gpu: &GpuDevice, submitter: Submitter) -> Self {
        Self::take_over(cpu, gpu, submitter).unwrap_or_else(|failed| {
            let (cpu, error) = *failed;
            let cpu = cpu.instead_of(&gpu.name(), &error);
            Self { cpu, device: None }
        })
    }

    /// As [`GpuEngine::new`], but gives the engine back when the device can't.
    ///
    /// # Errors
    /// With the engine, and what is wrong with the device.
    pub fn take_over(
        mut cpu: CpuEngine<R>,
        gpu: &GpuDevice,
        submitter: Submitter,
    ) -> Result<Self, Box<(CpuEngine<R>, GpuError)>> {
        cpu.catch_up(None);
        match Device::start(&cpu, gpu, submitter) {
            Ok(device) => {
                cpu.twin.rest();
                Ok(Self {
                    cpu,
                    device: Some(device),
                })
            }
            Err(error) => Err(Box::new((cpu, error))),
        }
    }

    /// Threads of the processor, for when it takes over.
    pub fn set_threads(&mut self, threads: usize) {
        self.cpu.set_threads(threads);
    }

    /// Ticks that the processor would have to compute anew if the device were lost now: at most 308.
    #[must_use]
    pub fn behind(&self) -> u32 {
        self.cpu.journal.len()
    }

    /// The device failed: the processor goes on.
    fn fall(&mut self, error: &GpuError) {
        if let Some(device) = self.device.take() {
            self.cpu.notice = Some(notice(&device.tick.gpu().name(), error, self.cpu.ticks()));
            self.cpu.settle();
        }
    }
}

impl<R: Rules> CpuEngine<R> {
    /// This engine, with a notice that it computes instead of an adapter that can't.
    #[must_use]
    pub fn instead_of(mut self, adapter: &str, error: &GpuError) -> Self {
        self.notice = Some(notice(adapter, error, self.ticks()));
        self
    }
}

/// One line, whatever lines the cause has.
fn notice(adapter: &str, error: &GpuError, tick: u32) -> String {
    let cause = error.to_string();
    let cause = cause.split_whitespace().collect::<Vec<_>>().join(" ");
    let named = if cause.contains(adapter) {
        cause
    } else {
        format!("{adapter}: {cause}")
    };
    format!("the processor computes the crowd from tick {tick} on, and nothing is lost: {named}")
}

impl<R: Rules> Device<R> {
    fn start(cpu: &CpuEngine<R>, gpu: &GpuDevice, submitter: Submitter) -> Result<Self, GpuError> {
        let tick = GpuTick::start(&cpu.twin.start(), gpu, submitter)?;
        Ok(Self {
            checkpoint: tick.checkpoint()?,
            tick,
            words: 0,
        })
    }

    fn is_ready(&mut self, cpu: &mut CpuEngine<R>) -> Result<bool, GpuError> {
        self.tick.gpu().check()?;
        let mut ready = self.has_come(cpu)?;
        if !ready {
            self.tick.gpu().poll()?;
            ready = self.has_come(cpu)?;
        }
        Ok(ready)
    }

    /// Whether what the next tick waits for is there.
    fn has_come(&mut self, cpu: &mut CpuEngine<R>) -> Result<bool, GpuError> {
        self.take_checkpoint(cpu)?;
        if cpu.journal.len() >= MOST_ANEW {
            return Ok(false);
        }
        let (held, next) = self.tick.under_way();
        // Those from before the device took over are at hand.
        if cpu.twin.held() > 0 || held <= EVENT_LAG {
            return Ok(true);
        }
        match next {
            Landed::Ready => Ok(true),
            Landed::UnderWay => Ok(false),
            Landed::Free | Landed::Failed => Err(GpuError::Lost("events never came".to_owned())),
        }
    }

    /// Lets the twin have the state that came back, if one did and all events before it were handed out.
    fn take_checkpoint(&mut self, cpu: &mut CpuEngine<R>) -> Result<(), GpuError> {
        let Some(ticks) = self.checkpoint.ticks() else {
            return Ok(());
        };
        if cpu.twin.held() > 0 || self.tick.ticks() < ticks + EVENT_LAG {
            return Ok(());
        }
        let gpu = self.tick.gpu();
        let Some(taken) = self
            .checkpoint
            .take(gpu, |state| cpu.twin.set_state(&state))?
        else {
            return Ok(());
        };
        taken.map_err(|what| GpuError::Invalid(format!("it gave back {what}")))?;
        let seen = cpu.journal.entries.len() - (self.tick.ticks() - ticks) as usize;
        for entry in cpu.journal.entries.drain(..seen) {
            entry.place.apply(&mut cpu.twin);
            self.words -= entry.place.words();
        }
        Ok(())
    }

    /// Hands a tick to the device, and gives the events due after it.
    fn tick(
        &mut self,
        cpu: &mut CpuEngine<R>,
        commands: &CommandTable,
    ) -> Result<Result<Vec<Event>, EventOverflow>, GpuError> {
        if !self.is_ready(cpu)? {
            self.wait(cpu)?;
        }
        let changes = &cpu.journal.next;
        let words = self.words + changes.words();
        let many = words > MOST_WORDS.max(cpu.twin.place_words());
        let asked = cpu.journal.len() + 1 >= CHECKPOINT_EVERY || many;
        let free = self.checkpoint.ticks().is_none();
        let checkpoint = (asked && free).then_some(&mut self.checkpoint);
        self.tick.tick_told(commands, changes, checkpoint)?;
        let events = self.take_events(cpu)?;
        self.words = words;
        cpu.journal.push(commands.clone());
        Ok(events)
    }

    fn wait(&mut self, cpu: &mut CpuEngine<R>) -> Result<(), GpuError> {
        while !self.is_ready(cpu)? {
            self.tick
                .wait_until(|| self.tick.under_way().1 != Landed::UnderWay)?;
        }
        Ok(())
    }

    /// The events due after the last tick: first those that the twin held when the device took over.
    fn take_events(
        &mut self,
        cpu: &mut CpuEngine<R>,
    ) -> Result<Result<Vec<Event>, EventOverflow>, GpuError> {
        if cpu.twin.held() > 0 {
            return Ok(cpu.take_events_beyond(EVENT_LAG.saturating_sub(self.tick.held())));
        }
        match self.tick.try_events() {
            Ok(Some(events)) => Ok(Ok(events)),
            Ok(None) => Err(GpuError::Lost("events never came".to_owned())),
            Err(GpuError::Events(overflow)) => Ok(Err(overflow)),
            Err(error) => Err(error),
        }
    }

    fn memory_bytes(&self) -> u64 {
        self.tick.memory_bytes() + self.checkpoint.bytes()
    }
}

impl<R: Rules> GpuEngine<R> {
    /// Does something with the device, if there is one. When that fails, the device is given up.
    fn on_device<T>(
        &mut self,
        work: impl FnOnce(&mut Device<R>, &mut CpuEngine<R>) -> Result<T, GpuError>,
    ) -> Option<T> {
        let done = work(self.device.as_mut()?, &mut self.cpu);
        done.map_err(|error| self.fall(&error)).ok()
    }
}

impl<R: Rules> Engine for GpuEngine<R> {
    fn is_ready(&mut self) -> bool {
        self.on_device(|device, cpu| device.is_ready(cpu))
            .unwrap_or_else(|| self.cpu.is_ready())
    }

    fn tick(&mut self, commands: &[Command]) -> Result<Vec<Event>, EngineError> {
        let commands = CommandTable::new(commands)?;
        match self.on_device(|device, cpu| device.tick(cpu, &commands)) {
            Some(events) => Ok(events?),
            None => self.cpu.tick_told(&commands),
        }
    }

    fn set_place(&mut self, first: usize, words: &[u32]) {
        let room = self.cpu.twin.place_words();
        self.cpu.journal.set_place(room, first, words);
        if self.device.is_none() {
            self.cpu.settle();
        }
    }

    fn ticks(&self) -> u32 {
        self.cpu.ticks()
    }

    fn save(&mut self) -> Vec<u8> {
        self.cpu.save()
    }

    fn status(&self) -> Status {
        let Some(device) = &self.device else {
            return self.cpu.status();
        };
        Status {
            engine: "gpu",
            adapter: device.tick.gpu().name(),
            threads: 0,
            memory_bytes: device.memory_bytes() + self.cpu.twin.memory_bytes() as u64,
        }
    }

    fn notice(&mut self) -> Option<String> {
        self.cpu.notice()
    }

    fn agents(&mut self) -> Cow<'_, [Agent]> {
        match self.on_device(|device, _| device.tick.read_agents()) {
            Some(agents) => Cow::Owned(agents),
            None => self.cpu.agents(),
        }
    }

    fn hash(&mut self) -> WorldHash {
        self.on_device(|device, _| device.tick.hash())
            .unwrap_or_else(|| self.cpu.hash())
    }

    fn agents_buffer(&self) -> Option<&wgpu::Buffer> {
        Some(self.device.as_ref()?.tick.agents_buffer())
    }
}
