//! What computes the agent tick: the processor, or a graphics device. The result is the same to the bit, so that is a
//! matter of speed alone.

#[cfg(test)]
mod tests;

use bevy::{
    prelude::*,
    render::{
        Render, RenderApp, RenderSystems,
        error_handler::{RenderError, RenderErrorHandler, RenderErrorPolicy},
        renderer::{RenderAdapterInfo, RenderDevice, RenderQueue},
    },
};
use clap::ValueEnum;
use stoa_render::crowd::TickCommands;
use stoa_tick::{
    engine::{self, Adapter, Choice, Engine, GpuEngine, Wish},
    gpu::{GpuDevice, SubmitQueue, Submitter},
};
use stoa_world::sim::{BodyTick, Notice, WorldRemade};

/// What computes the agent tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum EngineChoice {
    /// The graphics card, where there is one; without a window the processor.
    #[default]
    Auto,
    /// The processor.
    Cpu,
    /// The graphics device, even one that the processor pretends to be.
    Gpu,
}

impl From<EngineChoice> for Wish {
    fn from(choice: EngineChoice) -> Self {
        match choice {
            EngineChoice::Auto => Self::Auto,
            EngineChoice::Cpu => Self::Cpu,
            EngineChoice::Gpu => Self::Gpu,
        }
    }
}

/// Without a window: on a device of its own, where one is asked for. A person who asked for what there is not is told so.
pub fn without_window(world: &mut World, choice: EngineChoice) -> Option<String> {
    if choice != EngineChoice::Gpu {
        return None;
    }
    match GpuDevice::open() {
        Ok(device) => {
            let submitter = device.submitter();
            give(world, &device, &submitter);
            None
        }
        Err(error) => Some(without_device(&format!("the processor: {error}"))),
    }
}

/// In one line, that the graphics device which a person asked for does not move the bodies.
fn without_device(why: &str) -> String {
    format!("no graphics device moves the bodies, but {}", one_line(why))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Says in the log what moves the bodies at the end: a device may have failed on the way.
pub fn say(world: &mut World) {
    if let Some(mut tick) = world.get_resource_mut::<BodyTick>() {
        let status = tick.engine().status();
        info!(
            "at the end bodies are moved by the {} engine ({})",
            status.engine, status.adapter
        );
    }
}

/// In a window: on the device that draws, where it is faster. Only the render world submits to its queue.
pub fn in_window(app: &mut App, choice: EngineChoice) {
    let waiting = Waiting(SubmitQueue::default());
    app.insert_resource(RenderErrorHandler(end))
        .insert_resource(Wished(choice.into()))
        .insert_resource(waiting.clone())
        .add_systems(PreStartup, begin)
        .add_systems(PreUpdate, go_on.run_if(on_message::<WorldRemade>))
        .add_systems(Last, say.run_if(on_message::<AppExit>));
    if let Some(render) = app.get_sub_app_mut(RenderApp) {
        render
            .insert_resource(waiting)
            .add_systems(Render, submit.in_set(RenderSystems::PrepareResources));
    }
}

#[derive(Resource)]
struct Wished(Wish);

/// The device that computes the tick.
#[derive(Resource)]
struct OnDevice(GpuDevice);

/// A picture that can't go on ends the program in good order: the tick learns of it, so that the processor has what is
/// to be saved.
fn end(error: &RenderError, main: &mut World, _: &mut World) -> RenderErrorPolicy {
    error!("the picture ends: {:?}: {}", error.ty, error.description);
    if let Some(device) = main.get_resource::<OnDevice>() {
        device.0.report_lost(&error.description);
    }
    main.write_message(AppExit::error());
    RenderErrorPolicy::StopRendering
}

/// Commands on their way to the render world.
#[derive(Resource, Clone)]
struct Waiting(SubmitQueue);

fn submit(waiting: Res<Waiting>, queue: Res<RenderQueue>) {
    let commands = waiting.0.drain();
    if !commands.is_empty() {
        queue.submit(commands);
    }
}

fn begin(world: &mut World) {
    let wish = world.resource::<Wished>().0;
    let info = world.get_resource::<RenderAdapterInfo>();
    let info = info.map(|info| wgpu::AdapterInfo::clone(info));
    let adapter = info.as_ref().map(Adapter::from);
    let Choice { gpu, why } = engine::choose(adapter.as_ref(), wish);
    info!("bodies are moved by {why}");
    if wish == Wish::Gpu && !gpu {
        let notice = Notice::warning(without_device(&why), "The world is the same, only slower.");
        world.write_message(notice.named("no_device", [("why", one_line(&why))]));
    }
    let (true, Some(info)) = (gpu, info) else {
        return;
    };
    let (Some(device), Some(queue)) = (
        world.get_resource::<RenderDevice>(),
        world.get_resource::<RenderQueue>(),
    ) else {
        return;
    };
    let device = GpuDevice::new(
        device.wgpu_device().clone(),
        wgpu::Queue::clone(&queue.0),
        info,
    );
    let submitter = world.resource::<Waiting>().0.submitter();
    give(world, &device, &submitter);
    world.insert_resource(OnDevice(device));
    // The picture of the crowd stays on the device.
    world.insert_resource(TickCommands(submitter));
}

/// A world whose file changed begins on the processor, and goes on where the one before it was.
fn go_on(world: &mut World) {
    let Some(device) = world.remove_resource::<OnDevice>() else {
        return;
    };
    let submitter = world.resource::<Waiting>().0.submitter();
    give(world, &device.0, &submitter);
    world.insert_resource(device);
}

/// From now on this device computes the tick; where it can't, the processor goes on and says so.
fn give(world: &mut World, device: &GpuDevice, submitter: &Submitter) {
    if let Some(tick) = world.remove_resource::<BodyTick>() {
        let tick = tick.with_engine(|cpu| {
            let engine: Box<dyn Engine> = Box::new(GpuEngine::new(cpu, device, submitter.clone()));
            engine
        });
        world.insert_resource(tick);
    }
}
