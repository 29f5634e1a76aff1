//! Where the control endpoint is: a Unix socket that only its owner may write to, or an owner-only named pipe.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use interprocess::local_socket::{ListenerOptions, tokio::Listener};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::file::{create_anew, read_text};

/// What `control.json` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Endpoint {
    /// Path of the socket, or name of the pipe.
    pub endpoint: String,
    /// The instance's process, for people.
    pub process: u32,
    /// The instance's version, for people.
    pub version: String,
}

impl Endpoint {
    pub fn new(endpoint: String) -> Endpoint {
        Endpoint { endpoint, process: std::process::id(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }

    /// Where `control.json` is.
    pub fn file(data_folder: &Path) -> PathBuf {
        data_folder.join("control.json")
    }

    /// Reads `control.json`; `None` if there is none, or one that says nothing.
    pub fn read(data_folder: &Path) -> Option<Endpoint> {
        let text = read_text(&Endpoint::file(data_folder)).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Writes `control.json` in one piece.
    pub fn write(&self, data_folder: &Path) -> io::Result<()> {
        let file = Endpoint::file(data_folder);
        let fresh = file.with_extension("json.new");
        let mut file_of_ours = create_anew(&fresh)?;
        file_of_ours.write_all(&serde_json::to_vec(self)?)?;
        std::fs::rename(&fresh, &file)
    }
}

/// Different for every data folder, and the same for every start on it.
fn name_of(data_folder: &Path) -> String {
    let folder = std::fs::canonicalize(data_folder).unwrap_or_else(|_| data_folder.to_owned());
    let hash = Sha256::digest(folder.to_string_lossy().as_bytes());
    let hex: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("jumunbell-{hex}")
}

pub(super) use system::{connect, listen};

#[cfg(unix)]
mod system {
    use interprocess::local_socket::GenericFilePath;
    use interprocess::local_socket::tokio::{Stream, prelude::*};
    use interprocess::os::unix::local_socket::ListenerOptionsExt;

    use super::*;

    /// What `sun_path` holds without its final zero.
    const LONGEST: usize = 107;

    /// Listens in the data folder or, where its path is too long or its file system has no sockets, in a folder of
    /// our own among the temporary files. The caller holds the instance's lock, so a socket found there is a dead
    /// one's.
    pub fn listen(data_folder: &Path) -> io::Result<(Listener, String)> {
        // The client may run in another working folder than the instance.
        let near = std::path::absolute(data_folder)?.join("control.sock");
        let private = std::env::temp_dir().join(name_of(data_folder));
        let first = bind(&near);
        first.or_else(|_| {
            crate::file::create_private(&private)?;
            is_ours(&private, data_folder)?;
            bind(&private.join("control.sock"))
        })
    }

    fn bind(path: &Path) -> io::Result<(Listener, String)> {
        let text = path.to_str().filter(|text| text.len() <= LONGEST);
        let text = text.ok_or_else(|| io::Error::other(format!("{} is too long", path.display())))?;
        if let Err(error) = std::fs::remove_file(path)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(error);
        }
        let options = ListenerOptions::new().name(path.to_fs_name::<GenericFilePath>()?).mode(0o600);
        Ok((options.create_tokio()?, text.to_owned()))
    }

    /// A folder among the temporary files may have been put there by another user.
    fn is_ours(private: &Path, data_folder: &Path) -> io::Result<()> {
        use std::os::unix::fs::MetadataExt;
        let found = std::fs::symlink_metadata(private)?;
        // The lock in the data folder is a file that this user created or owns.
        let ours = std::fs::metadata(data_folder.join("instance.lock")).or(std::fs::metadata(data_folder))?;
        let private_folder = found.is_dir() && found.mode() & 0o077 == 0 && found.uid() == ours.uid();
        let foreign = || io::Error::other(format!("{} belongs to somebody else", private.display()));
        private_folder.then_some(()).ok_or_else(foreign)
    }

    pub async fn connect(endpoint: &str) -> io::Result<Stream> {
        Stream::connect(Path::new(endpoint).to_fs_name::<GenericFilePath>()?).await
    }
}

#[cfg(windows)]
mod system {
    use interprocess::local_socket::GenericNamespaced;
    use interprocess::local_socket::tokio::{Stream, prelude::*};
    use interprocess::os::windows::local_socket::ListenerOptionsExt;
    use interprocess::os::windows::security_descriptor::SecurityDescriptor;

    use super::*;

    /// Everything for the owner, nothing for anybody else, nothing inherited.
    const OWNER_ONLY: &str = "D:P(A;;GA;;;OW)";

    pub fn listen(data_folder: &Path) -> io::Result<(Listener, String)> {
        let name = name_of(data_folder);
        let owner_only = widestring::U16CString::from_str(OWNER_ONLY).map_err(io::Error::other)?;
        let options = ListenerOptions::new()
            .name(name.as_str().to_ns_name::<GenericNamespaced>()?)
            .security_descriptor(SecurityDescriptor::deserialize(&owner_only)?);
        Ok((options.create_tokio()?, name))
    }

    pub async fn connect(endpoint: &str) -> io::Result<Stream> {
        Stream::connect(endpoint.to_ns_name::<GenericNamespaced>()?).await
    }
}
