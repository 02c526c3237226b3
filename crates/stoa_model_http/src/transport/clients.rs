//! HTTP clients, made once for all servers.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use reqwest::{Certificate, Client, Url, redirect};
use stoa_model::{ErrorKind, ModelError};

use crate::fault::Server;

/// Redirects within one origin that are followed.
const MAX_REDIRECTS: usize = 4;
/// Longest file of certificates that is read, in bytes.
const MAX_CA_FILE: u64 = 4 << 20;

/// What a client is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub loopback: bool,
    pub connect: Duration,
    pub ca_file: Option<PathBuf>,
}

/// Why there is no client.
#[derive(Debug)]
pub(super) enum Trouble {
    Setup(reqwest::Error),
    /// The file of certificates, and what is wrong with it.
    CaFile(PathBuf, String),
}

/// The client for `wanted`. Connections are kept in clients, so that each is made once and shared by all servers.
pub(super) fn client(wanted: &Wanted) -> Result<Client, Trouble> {
    static CLIENTS: Mutex<Vec<(Wanted, Client)>> = Mutex::new(Vec::new());
    let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, client)) = clients.iter().find(|(known, _)| known == wanted) {
        return Ok(client.clone());
    }
    let client = build(wanted)?;
    clients.push((wanted.clone(), client.clone()));
    Ok(client)
}

impl Trouble {
    pub fn named(self, server: &Server) -> ModelError {
        match self {
            Self::Setup(error) => ModelError::new(
                ErrorKind::Tls,
                format!("Encrypted connections cannot be set up ({error})"),
                "Install the system's root certificates (package ca-certificates)",
            ),
            Self::CaFile(path, what) => ModelError::new(
                ErrorKind::Tls,
                format!(
                    "The certificates of {} for {} cannot be used ({what})",
                    path.display(),
                    server.url
                ),
                "Name a PEM file with certificates in the settings, or leave the field empty",
            ),
        }
    }
}

fn build(wanted: &Wanted) -> Result<Client, Trouble> {
    let builder = Client::builder()
        .user_agent(concat!("stoa/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(wanted.connect)
        .tcp_nodelay(true)
        .redirect(redirect::Policy::custom(|attempt| {
            let origin = attempt.previous().first().map(Url::origin);
            let same = origin.is_some_and(|origin| origin == attempt.url().origin());
            if same && attempt.previous().len() < MAX_REDIRECTS {
                attempt.follow()
            } else {
                attempt.stop()
            }
        }));
    // llama.cpp's server closes idle connections after five seconds.
    let builder = match wanted.loopback {
        true => builder.no_proxy().pool_idle_timeout(Duration::from_secs(4)),
        false => builder.pool_idle_timeout(Duration::from_secs(45)),
    };
    let builder = match &wanted.ca_file {
        Some(path) => builder.tls_certs_merge(certificates(path)?),
        None => builder,
    };
    builder.build().map_err(Trouble::Setup)
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, Trouble> {
    let bad = |what: String| Trouble::CaFile(path.to_owned(), what);
    let length = std::fs::metadata(path).map_err(|error| bad(error.to_string()))?;
    if length.len() > MAX_CA_FILE {
        return Err(bad("it is longer than 4 MiB".into()));
    }
    let text = std::fs::read(path).map_err(|error| bad(error.to_string()))?;
    let found = Certificate::from_pem_bundle(&text).map_err(|error| bad(error.to_string()))?;
    if found.is_empty() {
        return Err(bad("it holds no certificate".into()));
    }
    Ok(found)
}
