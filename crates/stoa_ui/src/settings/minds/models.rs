//! The models of an Ollama server: what is there, what is in memory, and fetching more.

use bevy_egui::egui;
use egui::{Align, Button, Key, Label, Layout, RichText, ScrollArea, TextEdit, Ui};

use super::{Asks, MindsPanel, Seen, waiting};
use crate::{
    Download, DownloadState, ModelView,
    clean::clean,
    settings::{NamedServer, UiSettings},
    text, theme,
};

/// How many are shown; the others are counted.
const SHOWN: usize = 100;

pub fn show(
    ui: &mut Ui,
    server: &NamedServer,
    settings: &mut UiSettings,
    panel: &mut MindsPanel,
    seen: &Seen,
    asks: &mut Asks,
) {
    let url = server.address().to_owned();
    if let Some(trouble) = seen.troubles.0.get(&url) {
        // What was waited for has failed.
        panel.waiting.retain(|(of, _), _| *of != url);
        theme::problem(ui, trouble);
    }
    match seen.models.0.get(&url) {
        Some(models) if models.is_empty() => theme::note(ui, text::no_models()),
        Some(models) => list(ui, server, models, settings, panel, asks),
        None if seen.troubles.0.contains_key(&url) => {}
        None => waiting(ui, text::asking_models()),
    }
    fetch(ui, &url, &mut panel.wanted_model, asks);
    let of_this = |((of, _), _): &(&(String, String), &Download)| *of == url;
    for ((_, model), download) in seen.downloads.0.iter().filter(of_this) {
        ui.push_id(model, |ui| one_download(ui, &url, model, download, asks));
        let key = (url.clone(), model.clone());
        if download.state == DownloadState::Running {
            panel.running.insert(key);
        } else if panel.running.remove(&key) && download.state == DownloadState::Done {
            asks.list_models(&url);
        }
    }
}

fn list(
    ui: &mut Ui,
    server: &NamedServer,
    models: &[ModelView],
    settings: &mut UiSettings,
    panel: &mut MindsPanel,
    asks: &mut Asks,
) {
    ScrollArea::vertical()
        .id_salt("stoa models of a server")
        .max_height(260.0)
        .show(ui, |ui| {
            for (i, model) in models.iter().take(SHOWN).enumerate() {
                ui.push_id(i, |ui| one_model(ui, server, model, settings, panel, asks));
            }
            if models.len() > SHOWN {
                theme::note(ui, &text::more_models(models.len() - SHOWN));
            }
        });
}

fn one_model(
    ui: &mut Ui,
    server: &NamedServer,
    model: &ModelView,
    settings: &mut UiSettings,
    panel: &mut MindsPanel,
    asks: &mut Asks,
) {
    let key = (server.address().to_owned(), model.name.clone());
    if panel.waiting.get(&key) == Some(&model.loaded) {
        panel.waiting.remove(&key);
    }
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let load = !model.loaded;
            let label = match panel.waiting.get(&key) {
                Some(true) => text::loading_model(),
                Some(false) => text::unloading_model(),
                None if load => text::load(),
                None => text::unload(),
            };
            let idle = !panel.waiting.contains_key(&key);
            if ui.add_enabled(idle, Button::new(label)).clicked() {
                asks.load(&key.0, &key.1, load);
                panel.waiting.insert(key.clone(), load);
            }
            if server.model == model.name {
                let chosen = format!("✔ {}", text::chosen());
                ui.label(RichText::new(chosen).size(theme::SMALL).color(theme::GOOD));
            } else if theme::secondary(ui, text::choose()).clicked() {
                let model = model.name.clone();
                settings.put(
                    Some(&server.name),
                    NamedServer {
                        model,
                        ..server.clone()
                    },
                );
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                let name = RichText::new(clean(&model.name, 80)).color(theme::TEXT);
                ui.add(Label::new(name).truncate());
                facts(ui, model);
            });
        });
    });
}

fn facts(ui: &mut Ui, model: &ModelView) {
    let mut facts = vec![clean(&model.size, 20)];
    facts.extend(model.context.map(text::context));
    facts.extend(
        model
            .capabilities
            .iter()
            .take(8)
            .map(|word| clean(word, 20)),
    );
    facts.extend(model.loaded.then(|| text::loaded().to_owned()));
    facts.retain(|fact| !fact.is_empty());
    let colour = if model.loaded {
        theme::GOOD
    } else {
        theme::WEAK
    };
    theme::small(ui, &facts.join(" · "), colour);
}

fn fetch(ui: &mut Ui, url: &str, wanted: &mut String, asks: &mut Asks) {
    theme::note(ui, text::download_note());
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(wanted)
            .char_limit(200)
            // Room for the button.
            .desired_width((ui.available_width() - 160.0).clamp(80.0, 300.0))
            .hint_text(text::DOWNLOAD_HINT)
            .margin(egui::Margin::symmetric(10, 7));
        let field = ui.add(field);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let model = wanted.trim().to_owned();
        let button = Button::new(text::download());
        let pressed = ui.add_enabled(!model.is_empty(), button).clicked();
        if (pressed || entered) && !model.is_empty() {
            asks.pull(url, &model);
            wanted.clear();
        }
    });
}

fn one_download(ui: &mut Ui, url: &str, model: &str, download: &Download, asks: &mut Asks) {
    let amount = text::fetched(download.done, download.total);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            match &download.state {
                DownloadState::Running => {
                    if theme::secondary(ui, text::cancel()).clicked() {
                        asks.stop_pull(url, model);
                    }
                }
                DownloadState::Paused => {
                    if theme::secondary(ui, text::resume()).clicked() {
                        asks.pull(url, model);
                    }
                }
                DownloadState::Failed(_) => {
                    if theme::secondary(ui, text::try_again()).clicked() {
                        asks.pull(url, model);
                    }
                }
                DownloadState::Done => {}
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 3.0;
                let name = RichText::new(clean(model, 80)).color(theme::TEXT);
                ui.add(Label::new(name).truncate());
                state(ui, download, &amount);
            });
        });
    });
    if let DownloadState::Failed(problem) = &download.state {
        theme::problem(ui, problem);
    }
}

fn state(ui: &mut Ui, download: &Download, amount: &str) {
    let doing = clean(&download.doing, 80);
    let line = match &download.state {
        DownloadState::Running if doing.is_empty() => amount.to_owned(),
        DownloadState::Running => format!("{amount} · {doing}"),
        DownloadState::Paused => format!("{amount} · {}", text::paused_download()),
        DownloadState::Failed(_) => amount.to_owned(),
        DownloadState::Done => {
            let done = format!("✔ {}", text::downloaded());
            theme::small(ui, &done, theme::GOOD);
            return;
        }
    };
    if let Some(total) = download.total.filter(|total| *total > 0) {
        theme::progress(ui, (download.done as f64 / total as f64) as f32);
    }
    theme::note(ui, &line);
}
