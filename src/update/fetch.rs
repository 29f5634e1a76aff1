//! What is loaded from the folder of the settings: bounded in time and size, and nothing is kept that does not fit the manifest.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use cause::{Cause, Why};
use open_delivery::http::{self, TOTAL_TIMEOUT, is_loopback};
use reqwest::header::LOCATION;
use reqwest::{Client, Response, Url};
use sha2::{Digest, Sha256};

use super::manifest::{Manifest, Offered, Untrusted, manifest_name};
use crate::file::create_anew;
use crate::language::{self, Words};
use crate::settings::UpdateSettings;

/// The largest manifest and signature, bytes.
const MOST_MANIFEST: usize = 64 * 1024;
/// How long a program may take to load: two hundred megabytes over a poor line.
const LOADS_WITHIN: Duration = Duration::from_secs(30 * 60);
/// How often a server may point to another place.
const MOST_REDIRECTS: usize = 5;

/// Why there is nothing to install.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The server does not hand it out.
    #[error("{name}: {cause}")]
    Unreachable {
        /// The file that was asked for.
        name: String,
        /// Why.
        cause: Cause,
    },
    /// The server points to a place without TLS.
    #[error("pointed to a place without TLS")]
    Insecure,
    /// The manifest is not to be followed.
    #[error(transparent)]
    Untrusted(#[from] Untrusted),
    /// The file is not the one of the manifest.
    #[error("{name} is not the file of the manifest")]
    OtherFile {
        /// Its name.
        name: String,
    },
    /// The disk does not take it.
    #[error("disk: {0}")]
    Disk(Cause),
}

impl FetchError {
    /// What happened and what to do.
    pub fn worded(&self, words: &Words) -> String {
        tracing::warn!(error = %self, "no update");
        let because = |id: &str, name: &str, cause: &Cause| {
            let reason = language::cause(words, cause);
            let why = words.text(id, &[("name", name.into()), ("reason", reason.into())]);
            match language::cure(words, cause) {
                Some(cure) => format!("{why}\n{cure}"),
                None => why,
            }
        };
        match self {
            FetchError::Unreachable { name, cause } => because("update-unreachable", name, cause),
            FetchError::Disk(cause) => because("update-disk", "", cause),
            FetchError::Insecure => words.text("update-insecure", &[]),
            FetchError::Untrusted(Untrusted::Signature) => words.text("update-not-signed", &[]),
            FetchError::Untrusted(Untrusted::Unreadable) => words.text("update-not-understood", &[]),
            FetchError::OtherFile { name } => words.text("update-other-file", &[("name", name.into())]),
        }
    }
}

/// The manifest that lies there: of the pinned version, or of the newest. What changes nothing on this computer.
///
/// # Errors
/// None is there within fifteen seconds for each of its two files, or its signature is wrong.
pub async fn newest(update: &UpdateSettings) -> Result<Manifest, FetchError> {
    let client = client(update)?;
    let name = manifest_name(update.pin);
    let manifest = small(&client, update, &name).await?;
    let signature = small(&client, update, &format!("{name}.minisig")).await?;
    Ok(Manifest::read(&update.public_key, &manifest, &signature)?)
}

/// Loads a file of the manifest to `path`, and checks its size and sum on the way. What does not fit is deleted.
///
/// # Errors
/// It does not come, is another one, or the disk does not take it.
pub async fn load(update: &UpdateSettings, offered: &Offered, path: &Path) -> Result<(), FetchError> {
    let disk = |error: io::Error| FetchError::Disk(error.into());
    let file = create_anew(path).map_err(disk)?;
    let loaded = match tokio::time::timeout(LOADS_WITHIN, stream(update, offered, file)).await {
        Ok(loaded) => loaded,
        Err(_) => Err(unreachable(&offered.name, Why::NoAnswer.into())),
    };
    if loaded.is_err() {
        // Gone or not: it is loaded from its first byte the next time.
        let _ = std::fs::remove_file(path);
    }
    loaded
}

async fn stream(update: &UpdateSettings, offered: &Offered, mut file: File) -> Result<(), FetchError> {
    let client = client(update)?;
    let mut response = get(&client, update, &offered.name, LOADS_WITHIN).await?;
    let disk = |error: io::Error| FetchError::Disk(error.into());
    let other = || FetchError::OtherFile { name: offered.name.clone() };
    let (mut sum, mut bytes) = (Sha256::new(), 0_u64);
    loop {
        let chunk = response.chunk().await;
        let Some(chunk) = chunk.map_err(|error| unreachable(&offered.name, http::cause(&error)))? else {
            break;
        };
        bytes += chunk.len() as u64;
        if bytes > offered.bytes {
            return Err(other());
        }
        sum.update(&chunk);
        file.write_all(&chunk).map_err(disk)?;
    }
    file.sync_all().map_err(disk)?;
    let sum: String = sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    if bytes == offered.bytes && sum == offered.sha256 { Ok(()) } else { Err(other()) }
}

fn client(update: &UpdateSettings) -> Result<Client, FetchError> {
    http::client(&update.address)
        .map_err(|error| unreachable(&manifest_name(update.pin), Cause::of(Why::BadAddress).with(error)))
}

/// A small file as a whole.
async fn small(client: &Client, update: &UpdateSettings, name: &str) -> Result<Vec<u8>, FetchError> {
    let response = get(client, update, name, TOTAL_TIMEOUT).await?;
    let body = http::body(response, MOST_MANIFEST).await;
    body.map_err(|error| {
        let why = match error {
            http::BodyError::TooLarge { .. } => Why::TooLarge,
            http::BodyError::Broken { .. } => Why::Cut,
        };
        unreachable(name, Cause::of(why).with(error))
    })
}

/// The answer with a file of the folder. A server that hands out files often points to another one; the signature is worth the same
/// from wherever it comes, and still no step leaves TLS.
async fn get(
    client: &Client,
    update: &UpdateSettings,
    name: &str,
    patience: Duration,
) -> Result<Response, FetchError> {
    let failed = |cause: Cause| unreachable(name, cause);
    let mut url = Url::parse(&format!("{}/{name}", update.address));
    for _ in 0..=MOST_REDIRECTS {
        let at = url.map_err(|error| failed(Cause::of(Why::BadAddress).with(error)))?;
        let asked = client.get(at.clone()).timeout(patience).send().await;
        let response = asked.map_err(|error| failed(http::cause(&error)))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let location = response.headers().get(LOCATION).and_then(|place| place.to_str().ok());
        let Some(location) = location.filter(|_| status.is_redirection()) else {
            return Err(failed(Why::Http(status.as_u16()).into()));
        };
        url = at.join(location);
        if let Ok(next) = &url
            && !may_follow(&at, next)
        {
            return Err(FetchError::Insecure);
        }
    }
    Err(failed(Why::BadAddress.into()))
}

/// Whether one address may point to another: to TLS always, without it only within this computer.
fn may_follow(from: &Url, to: &Url) -> bool {
    let inside = |url: &Url| url.scheme() == "http" && is_loopback(url.as_str());
    to.scheme() == "https" || (inside(from) && inside(to))
}

fn unreachable(name: &str, cause: Cause) -> FetchError {
    FetchError::Unreachable { name: name.to_owned(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_redirect_leaves_tls() {
        let follows = |from: &str, to: &str| may_follow(&Url::parse(from).unwrap(), &Url::parse(to).unwrap());
        assert!(follows("https://a.example/x", "https://b.example/y"));
        assert!(follows("http://127.0.0.1:1/x", "http://127.0.0.1:2/y"));
        for to in ["http://b.example/", "http://127.0.0.1/", "ftp://b.example/", "file:///etc/passwd"] {
            assert!(!follows("https://a.example/x", to), "{to}");
        }
        assert!(!follows("http://127.0.0.1:1/x", "http://b.example/"));
    }
}
