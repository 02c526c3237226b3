//! Words of model servers and their models.

use super::{decimal, short_time, thousands};
use crate::{
    language::{say, word, words},
    settings::BackendKind,
};

/// The same in every language.
pub const ADDRESS_HINT: &str = "http://127.0.0.1:11434";
pub const DOWNLOAD_HINT: &str = "llama3.2:3b";

words! {
    minds,
    minds_note,
    by_default,
    default,
    no_servers,
    add_server,
    new_server,
    add,
    keep,
    cancel,
    edit,
    test,
    remove,
    remove_it,
    keep_it,
    use_for_everyone,
    address,
    protocol,
    protocol_unknown,
    recognising,
    ask_again,
    server_name,
    name_hint,
    name_taken,
    address_wanted,
    model,
    model_hint,
    models_after_test,
    key,
    key_hint,
    new_key_hint,
    key_note,
    clear_text,
    not_encrypted,
    make_default,
    testing,
    offer_servers,
    add_found,
    found_here,
    well,
    resting,
    unknown,
    who_thinks,
    models,
    asking_models,
    no_models,
    loaded,
    load,
    unload,
    loading_model,
    unloading_model,
    choose,
    chosen,
    download_note,
    download,
    try_again,
    paused_download,
    downloaded,
    wants_key,
    still_loading,
    no_model_yet,
    no_model_in_ollama,
    able_tools,
    able_thinks,
    able_pictures,
    able_embeddings,
}

/// In the settings: a server on this machine, and why it can't answer yet.
pub fn server_here(label: &str, url: &str, trouble: Option<&str>) -> String {
    match trouble {
        Some(trouble) => say!(
            server_here_in_trouble,
            label = label,
            url = url,
            trouble = trouble
        ),
        None => say!(server_here, label = label, url = url),
    }
}

/// The server without a name, and any other by where it is.
pub fn server_at(kind: BackendKind, host: &str) -> String {
    say!(server_here, label = backend(kind), url = host)
}

/// A server of the settings, under its name: protocol, model, place.
pub fn server_line(kind: BackendKind, model: &str, host: &str) -> String {
    let model = if model.is_empty() {
        model_hint()
    } else {
        model
    };
    format!("{} · {model} · {host}", backend(kind))
}

pub fn speaks(kind: BackendKind) -> &'static str {
    match kind {
        BackendKind::Builtin => word!(speaks_builtin),
        BackendKind::Ollama => word!(speaks_ollama),
        BackendKind::Openai => word!(speaks_openai),
        BackendKind::Anthropic => word!(speaks_anthropic),
    }
}

/// How many requests a server answers now, of how many at most, and how many wait.
pub fn busy(running: u32, at_once: u32, waiting: usize) -> String {
    match waiting {
        0 => say!(server_busy, running = running, at_once = at_once),
        waiting => say!(
            server_busy_waiting,
            running = running,
            at_once = at_once,
            waiting = waiting
        ),
    }
}

/// What a server took since midnight UTC: each as used and, with a limit, the most. Empty for neither.
pub fn spent(tokens: Option<(u64, Option<u64>)>, cost: Option<(f64, Option<f64>)>) -> String {
    let tokens = tokens.map(|(used, most)| match most {
        None => say!(spent_tokens, used = thousands(used)),
        Some(most) => say!(
            spent_tokens_of,
            used = thousands(used),
            most = thousands(most)
        ),
    });
    let cost = cost.map(|(used, most)| match most {
        None => say!(spent_cost, used = decimal(used, 2)),
        Some(most) => say!(
            spent_cost_of,
            used = decimal(used, 2),
            most = decimal(most, 2)
        ),
    });
    let parts: Vec<String> = tokens.into_iter().chain(cost).collect();
    match parts.is_empty() {
        true => String::new(),
        false => say!(spent_today, parts = parts.join(", ")),
    }
}

/// What a server that was tried has shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tried<'a> {
    /// Server and model.
    pub name: &'a str,
    pub first_word_s: f64,
    pub tokens_per_second: Option<f64>,
    pub models: usize,
    pub tools: bool,
    pub context: Option<u32>,
}

/// In one line.
pub fn tried(server: &Tried) -> String {
    let (name, time) = (server.name, short_time(server.first_word_s));
    let answers = match server.tokens_per_second {
        None => say!(trial_answers, name = name, time = time),
        Some(rate) => say!(
            trial_answers_at,
            name = name,
            time = time,
            rate = decimal(rate, 0)
        ),
    };
    let tools = match server.tools {
        true => word!(trial_tools),
        false => word!(trial_no_tools),
    };
    let mut able = vec![say!(trial_models, count = server.models), tools.to_owned()];
    able.extend(server.context.map(super::context));
    format!("{answers}; {}", able.join(", "))
}

/// Asked once before a server is taken out.
pub fn remove_server(name: &str, users: usize) -> String {
    say!(remove_server, name = name, users = users)
}

/// In a list of servers to choose from.
pub fn the_default(name: &str) -> String {
    say!(the_default, name = name)
}

/// Somebody's server is in the settings no more.
pub fn server_gone(name: &str) -> String {
    say!(server_gone, name = name)
}

pub fn more_models(count: usize) -> String {
    say!(and_more, count = count)
}

pub fn backend(kind: BackendKind) -> &'static str {
    match kind {
        BackendKind::Builtin => word!(backend_builtin),
        BackendKind::Ollama => "Ollama",
        BackendKind::Openai => word!(backend_openai),
        BackendKind::Anthropic => "Anthropic",
    }
}

pub fn backend_note(kind: BackendKind) -> &'static str {
    match kind {
        BackendKind::Builtin => word!(backend_builtin_note),
        BackendKind::Ollama => word!(backend_ollama_note),
        BackendKind::Openai => word!(backend_openai_note),
        BackendKind::Anthropic => word!(backend_anthropic_note),
    }
}
