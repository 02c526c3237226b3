//! The help: every key as it is bound now.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Grid, RichText};

use crate::{KeyLabels, Loading, PanelSystems, Screen, Screens, UiKeys, cover::cover, text, theme};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, show.in_set(PanelSystems::Cover));
}

fn show(
    mut contexts: EguiContexts,
    mut screens: ResMut<Screens>,
    labels: Res<KeyLabels>,
    keys: Res<UiKeys>,
    loading: Res<Loading>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if screens.open != Some(Screen::Help) || !loading.drawn {
        return Ok(());
    }
    let closed = cover(ctx, text::HELP, 560.0, |ui| {
        for (title, lines) in lines(&labels, &keys) {
            theme::section(ui, title);
            Grid::new(title)
                .num_columns(2)
                .min_col_width(120.0)
                .spacing([18.0, 8.0])
                .show(ui, |ui| {
                    for (key, deed) in lines {
                        ui.horizontal(|ui| {
                            for part in key.split(' ').filter(|part| !part.is_empty()) {
                                ui.spacing_mut().item_spacing.x = 4.0;
                                theme::keycap(ui, part);
                            }
                        });
                        ui.label(RichText::new(deed).color(theme::TEXT));
                        ui.end_row();
                    }
                });
        }
        ui.add_space(8.0);
        theme::note(ui, text::HELP_NOTE);
    });
    if closed {
        screens.open = None;
    }
    Ok(())
}

/// Groups of (key, what it does).
fn lines(labels: &KeyLabels, keys: &UiKeys) -> Vec<(&'static str, Vec<(String, String)>)> {
    let line = |key: &str, deed: &str| (key.to_owned(), deed.to_owned());
    let moving = vec![
        line(&labels.walk, text::WALK),
        line(&labels.look, text::LOOK),
        line(&labels.run, text::RUN),
        line(&labels.jump, text::JUMP),
        line(&labels.sit, text::SIT),
        line(&labels.way, text::SHOW_WAY),
        line(&labels.view, text::CHANGE_VIEW),
    ];
    let talking = vec![
        line(&labels.talk, text::TALK),
        line(theme::key_label(keys.chat), text::SPEAK),
        line(theme::key_label(keys.chat), text::HANDS_FREE),
        line(theme::key_label(keys.leave), text::LEAVE_TALK),
        line("Ctrl ↑ ↓", text::CHANGE_VOLUME),
        line("↑", text::LAST_LINE),
        line("Ctrl F", text::SEARCH_CHAT),
        line(&labels.people, text::SHOW_PEOPLE),
    ];
    let mut panels = vec![
        line(theme::key_label(keys.help), text::SHOW_HELP),
        line(theme::key_label(keys.settings), text::SHOW_SETTINGS),
        line(theme::key_label(keys.inspector), text::SHOW_INSPECTOR),
        line(theme::key_label(keys.take_offer), text::TAKE_OFFER),
    ];
    panels.extend(labels.more.iter().cloned());
    let mut groups = vec![
        (text::HELP_MOVE, moving),
        (text::HELP_TALK, talking),
        (text::HELP_PANELS, panels),
    ];
    for (_, lines) in &mut groups {
        // A deed without a key is not offered.
        lines.retain(|(key, _)| !key.is_empty());
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_would_show_keys_that_are_not_bound() {
        let labels = KeyLabels {
            talk: "Q".into(),
            sit: String::new(),
            ..default()
        };
        let keys = UiKeys {
            help: egui::Key::F10,
            ..default()
        };
        let all: Vec<_> = lines(&labels, &keys)
            .into_iter()
            .flat_map(|(_, lines)| lines)
            .collect();
        let has = |key: &str, deed: &str| all.iter().any(|(k, d)| k == key && d == deed);
        assert!(has("Q", text::TALK) && has("F10", text::SHOW_HELP));
        assert!(!all.iter().any(|(_, deed)| deed == text::SIT));
    }
}
