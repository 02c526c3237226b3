//! Who holds the input, and the keys that the panels answer to themselves.

use bevy::{
    prelude::*,
    window::{CursorGrabMode, CursorOptions, PrimaryWindow},
};
use bevy_egui::{
    EguiContextSettings, EguiContexts, EguiPreUpdateSet, EguiPrimaryContextPass,
    PrimaryEguiContext, egui, input::EguiInputEvent,
};
use egui::{Modifiers, PointerButton};

use crate::{
    Action, Actions, Focus, InputOwner, InputOwners, LeaveTalk, Loading, PanelSystems, Screen,
    Screens, bindings::Typing, chat::ChatLine,
};

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<CursorCaught>()
        .init_resource::<Building>()
        .add_systems(
            PreUpdate,
            follow_cursor
                .after(EguiPreUpdateSet::InitContexts)
                .before(EguiPreUpdateSet::ProcessInput),
        )
        .add_systems(
            EguiPrimaryContextPass,
            route_keys
                .in_set(PanelSystems::Keys)
                .run_if(not(crate::away::is_away)),
        )
        .add_systems(
            EguiPrimaryContextPass,
            count_owners.in_set(PanelSystems::Owners),
        );
}

/// Whether the game has caught the cursor: then nothing can be pointed at.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CursorCaught(pub bool);

/// While the cursor is caught, its movements turn the view: panels must not feel it (on X11 a caught cursor still
/// reports places).
fn follow_cursor(
    windows: Query<&CursorOptions, With<PrimaryWindow>>,
    mut contexts: Query<(Entity, &mut EguiContextSettings), With<PrimaryEguiContext>>,
    mut caught: ResMut<CursorCaught>,
    mut events: MessageWriter<EguiInputEvent>,
) {
    let now = windows
        .iter()
        .any(|cursor| !cursor.visible || cursor.grab_mode != CursorGrabMode::None);
    let changed = caught.0 != now;
    caught.set_if_neq(CursorCaught(now));
    for (context, mut settings) in &mut contexts {
        let input = &settings.input_system_settings;
        if input.run_write_pointer_button_messages == now {
            let input = &mut settings.input_system_settings;
            input.run_write_pointer_button_messages = !now;
            input.run_write_window_pointer_moved_messages = !now;
            input.run_write_mouse_wheel_messages_system = !now;
        }
        if changed && now {
            for event in let_go() {
                events.write(EguiInputEvent { context, event });
            }
        }
    }
}

/// The click that caught the cursor is never seen to end: egui is told that it did, far from every panel.
fn let_go() -> impl Iterator<Item = egui::Event> {
    let buttons = [
        PointerButton::Primary,
        PointerButton::Secondary,
        PointerButton::Middle,
    ];
    let up = buttons
        .into_iter()
        .map(|button| egui::Event::PointerButton {
            pos: egui::Pos2::new(-1.0, -1.0),
            button,
            pressed: false,
            modifiers: Modifiers::NONE,
        });
    up.chain([egui::Event::PointerGone])
}

/// Whether a control of the editor of places had the keyboard at the end of the last frame.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Building(bool);

/// What a key asks of the panels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    OpenChat,
    CloseChat,
    CloseSearch,
    Leave,
    Open(Screen),
    CloseScreen,
    /// The keyboard goes back to the game.
    LetGo,
    Inspector,
}

/// What the panels are in, as far as keys depend on it.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    typing: bool,
    /// A control of the editor of places has the keyboard.
    building: bool,
    draft: bool,
    searching: bool,
    screen: Option<Screen>,
    talking: bool,
}

/// One key does the nearest thing: close the line, leave the talk, close the screen, pause.
fn step(action: Action, state: State) -> Option<Step> {
    let toggle = |screen| match state.screen {
        Some(open) if open == screen => Step::CloseScreen,
        _ => Step::Open(screen),
    };
    Some(match action {
        Action::Help => toggle(Screen::Help),
        Action::Settings => toggle(Screen::Settings),
        Action::Inspector => Step::Inspector,
        Action::Leave => match state {
            State { building: true, .. } => Step::LetGo,
            State {
                screen: Some(_), ..
            } => Step::CloseScreen,
            State {
                typing: true,
                searching: true,
                ..
            } => Step::CloseSearch,
            // The first press saves the talk from a slip of the finger; the draft is kept.
            State {
                typing: true,
                draft: true,
                ..
            } => Step::CloseChat,
            State { talking: true, .. } => Step::Leave,
            State { typing: true, .. } => Step::CloseChat,
            _ => Step::Open(Screen::Pause),
        },
        Action::Chat if !state.typing && state.screen.is_none() => Step::OpenChat,
        _ => return None,
    })
}

fn route_keys(
    mut contexts: EguiContexts,
    actions: Res<Actions>,
    focus: Res<Focus>,
    loading: Res<Loading>,
    mut screens: ResMut<Screens>,
    mut line: ResMut<ChatLine>,
    mut leave: MessageWriter<LeaveTalk>,
    building: Res<Building>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if !loading.drawn {
        return Ok(());
    }
    // A list that hangs open takes the key that closes it.
    if ctx.any_popup_open() {
        return Ok(());
    }
    let state = State {
        building: building.0,
        typing: line.is_open(),
        draft: !line.draft.trim().is_empty(),
        searching: line.is_searching(),
        screen: screens.open,
        talking: focus.talking_to.is_some(),
    };
    let all = [
        Action::Help,
        Action::Settings,
        Action::Inspector,
        Action::Leave,
        Action::Chat,
    ];
    let mut begun = all.into_iter().filter(|action| actions.begun(*action));
    let taken = begun.find_map(|action| Some((action, step(action, state)?)));
    if let Some((action, step)) = taken
        && let Some(key) = actions.key(action)
        // The line itself finds out what of this frame is meant for it.
        && step != Step::OpenChat
    {
        ctx.input_mut(|input| input.events.retain(|event| !is_press(event, key)));
    }
    let chat_key = actions.key(Action::Chat);
    match taken.map(|(_, step)| step) {
        Some(Step::OpenChat) => line.open(focus.talking_to.or(focus.whom), chat_key),
        Some(Step::CloseChat) => line.close(),
        Some(Step::CloseSearch) => line.toggle_search(),
        Some(Step::Leave) => {
            line.close();
            leave.write_batch(focus.talking_to.map(|whom| LeaveTalk { whom }));
        }
        Some(Step::Open(screen)) => {
            line.close();
            screens.open = Some(screen);
        }
        Some(Step::CloseScreen) => screens.open = None,
        // egui has let go of it by itself.
        Some(Step::LetGo) => {}
        Some(Step::Inspector) => screens.inspector = !screens.inspector,
        None => {}
    }
    // Nothing is to be walked through with Tab while the game has the keys.
    if screens.open.is_none() && !line.is_open() {
        ctx.input_mut(|input| input.consume_key(Modifiers::NONE, egui::Key::Tab));
    }
    Ok(())
}

/// Whether `event` is a press of `key`, by its place on the keyboard where that is known.
fn is_press(event: &egui::Event, key: egui::Key) -> bool {
    match event {
        egui::Event::Key {
            key: logical,
            physical_key,
            pressed: true,
            ..
        } => physical_key.unwrap_or(*logical) == key,
        _ => false,
    }
}

fn count_owners(
    mut contexts: EguiContexts,
    loading: Res<Loading>,
    screens: Res<Screens>,
    line: Res<ChatLine>,
    caught: Res<CursorCaught>,
    mut owners: ResMut<InputOwners>,
    mut typing: ResMut<Typing>,
    mut building: ResMut<Building>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let pointing = !caught.0 && (ctx.egui_wants_pointer_input() || ctx.any_popup_open());
    typing.set_if_neq(Typing(ctx.text_edit_focused() || line.is_open()));
    let mut now = InputOwners::default();
    now.set(InputOwner::Title, !loading.drawn);
    now.set(InputOwner::Chat, line.is_open());
    let places = screens.open == Some(Screen::Places);
    now.set(InputOwner::Places, places);
    now.set(InputOwner::Screen, screens.open.is_some() && !places);
    // Space presses the button that has the keyboard; it is no jump then.
    let pressing = places && ctx.memory(|memory| memory.focused()).is_some();
    building.set_if_neq(Building(pressing));
    now.set(
        InputOwner::Panel,
        pointing || pressing || (ctx.text_edit_focused() && !line.is_open()),
    );
    owners.set_if_neq(now);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_would_close_the_wrong_thing() {
        let free = State::default();
        let talking = State {
            talking: true,
            ..free
        };
        let typing = State {
            typing: true,
            ..free
        };
        let paused = State {
            screen: Some(Screen::Pause),
            ..free
        };
        for (action, state, expected) in [
            (Action::Leave, free, Some(Step::Open(Screen::Pause))),
            (Action::Leave, talking, Some(Step::Leave)),
            (Action::Leave, typing, Some(Step::CloseChat)),
            (
                Action::Leave,
                State {
                    talking: true,
                    ..typing
                },
                Some(Step::Leave),
            ),
            (
                Action::Leave,
                State {
                    talking: true,
                    draft: true,
                    ..typing
                },
                Some(Step::CloseChat),
            ),
            (
                Action::Leave,
                State {
                    talking: true,
                    draft: true,
                    searching: true,
                    ..typing
                },
                Some(Step::CloseSearch),
            ),
            (
                Action::Leave,
                State {
                    talking: true,
                    ..paused
                },
                Some(Step::CloseScreen),
            ),
            (
                Action::Leave,
                State {
                    building: true,
                    screen: Some(Screen::Places),
                    ..free
                },
                Some(Step::LetGo),
            ),
            (Action::Chat, free, Some(Step::OpenChat)),
            (Action::Chat, typing, None),
            (Action::Chat, paused, None),
            (Action::Settings, paused, Some(Step::Open(Screen::Settings))),
            (
                Action::Settings,
                State {
                    screen: Some(Screen::Settings),
                    ..free
                },
                Some(Step::CloseScreen),
            ),
            (Action::Help, typing, Some(Step::Open(Screen::Help))),
            (Action::Inspector, free, Some(Step::Inspector)),
            (Action::Talk, free, None),
        ] {
            assert_eq!(step(action, state), expected, "{action:?} in {state:?}");
        }
    }

    #[test]
    fn the_click_that_catches_the_cursor_would_hold_egui_for_ever() {
        let ctx = egui::Context::default();
        let pass = |events: Vec<egui::Event>| {
            let input = egui::RawInput {
                events,
                ..default()
            };
            ctx.run_ui(input, |_| {}).drop_without_applying_deltas();
            ctx.input(|input| (input.pointer.any_down(), input.pointer.hover_pos()))
        };
        let pos = egui::Pos2::new(40.0, 40.0);
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        let press = egui::Event::PointerButton {
            pos,
            button,
            pressed: true,
            modifiers,
        };
        assert_eq!(
            pass(vec![egui::Event::PointerMoved(pos), press]),
            (true, Some(pos))
        );
        assert_eq!(pass(let_go().collect()), (false, None));
    }

    #[test]
    fn one_owner_leaving_would_free_the_input_of_another() {
        let mut owners = InputOwners::default();
        assert!(owners.is_game());
        owners.set(InputOwner::Chat, true);
        owners.set(InputOwner::Screen, true);
        owners.set(InputOwner::Screen, false);
        assert!(!owners.is_game());
        owners.set(InputOwner::Chat, false);
        assert!(owners.is_game());
    }
}
