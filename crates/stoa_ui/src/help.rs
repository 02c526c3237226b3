//! The help: every key as it is bound now.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Grid, RichText};

use crate::{
    Action, Device, Loading, PanelSystems, Prompts, Screen, Screens, cover::cover, text, theme,
};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, show.in_set(PanelSystems::Cover));
}

fn show(
    mut contexts: EguiContexts,
    mut screens: ResMut<Screens>,
    prompts: Res<Prompts>,
    loading: Res<Loading>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if screens.open != Some(Screen::Help) || !loading.drawn {
        return Ok(());
    }
    let closed = cover(ctx, text::help(), 560.0, |ui| {
        for (title, lines) in lines(&prompts) {
            theme::section(ui, title);
            Grid::new(title)
                .num_columns(2)
                .min_col_width(120.0)
                .spacing([18.0, 8.0])
                .show(ui, |ui| {
                    for (keys, deed) in lines {
                        theme::keycaps(ui, keys);
                        ui.label(RichText::new(deed).color(theme::TEXT));
                        ui.end_row();
                    }
                });
        }
        ui.add_space(8.0);
        theme::note(ui, text::help_note());
    });
    if closed {
        screens.open = None;
    }
    Ok(())
}

/// Keys, and what they do.
type Line<'a> = (Vec<&'a str>, &'static str);

/// In groups with a title.
fn lines(prompts: &Prompts) -> Vec<(&'static str, Vec<Line<'_>>)> {
    use Action::*;
    let line = |action: Action| (vec![prompts.of(action)], text::action(action));
    let mut moving = vec![
        (prompts.walk(), text::walk()),
        (vec![prompts.look()], text::look()),
    ];
    moving.extend([Run, Jump, Crouch, Sit, Way, View].map(line));
    let mut talking: Vec<Line> = [Talk, Chat].map(line).into();
    talking.push((vec![prompts.of(Chat)], text::hands_free()));
    talking.push(line(Leave));
    if prompts.device == Device::Keys {
        talking.extend([
            (vec![text::key_control(), "↑", "↓"], text::change_volume()),
            (vec!["↑"], text::last_line()),
            (vec![text::key_control(), "F"], text::search_chat()),
        ]);
    }
    talking.extend([Wave, People].map(line));
    let panels = [
        Help,
        Settings,
        Inspector,
        TakeOffer,
        WholeScreen,
        Photo,
        Picture,
        Headset,
    ];
    let mut groups = vec![
        (text::help_move(), moving),
        (text::help_talk(), talking),
        (text::help_panels(), panels.map(line).into()),
    ];
    for (_, lines) in &mut groups {
        // A deed that nothing is bound to is not offered.
        lines.retain(|(keys, _)| keys.iter().any(|key| !key.is_empty()));
    }
    groups
}
