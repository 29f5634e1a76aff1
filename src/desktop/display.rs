//! Whether a window can be opened at all. Where none can, the window's library ends the whole program.

/// Whether the display that these variables of the environment name answers. Windows and macOS always have one.
pub fn answers(variable: impl Fn(&str) -> Option<String>) -> bool {
    #[cfg(all(unix, not(target_os = "macos")))]
    return unix::answers(|name| variable(name).filter(|value| !value.is_empty()));
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    {
        let _ = variable;
        true
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod unix {
    use std::net::{TcpStream, ToSocketAddrs};
    use std::os::unix::net::UnixStream;
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    /// Longest wait for an answer, enough for an X server on another machine.
    const PATIENCE: Duration = Duration::from_secs(3);
    /// Port of display 0, by X's own convention.
    const FIRST_PORT: u16 = 6_000;

    pub fn answers(variable: impl Fn(&str) -> Option<String>) -> bool {
        let wayland = variable("WAYLAND_DISPLAY").and_then(|name| socket(&name, variable("XDG_RUNTIME_DIR")));
        variable("WAYLAND_SOCKET").is_some()
            || wayland.is_some_and(|path| UnixStream::connect(path).is_ok())
            || variable("DISPLAY").is_some_and(|display| x_answers(&display))
    }

    /// Where a Wayland display listens: a path, or a name in the folder for such.
    fn socket(name: &str, folder: Option<String>) -> Option<PathBuf> {
        if Path::new(name).is_absolute() { Some(name.into()) } else { Some(Path::new(&folder?).join(name)) }
    }

    /// `[HOST]:NUMBER[.SCREEN]`.
    fn x_answers(display: &str) -> bool {
        let Some((host, number)) = display.rsplit_once(':') else { return false };
        let Ok(number) = number.split('.').next().unwrap_or_default().parse::<u16>() else { return false };
        if host.is_empty() || host == "unix" {
            return at_home(number);
        }
        let Some(port) = FIRST_PORT.checked_add(number) else { return false };
        let mut places = (host, port).to_socket_addrs().into_iter().flatten();
        places.any(|place| TcpStream::connect_timeout(&place, PATIENCE).is_ok())
    }

    /// A file, or on Linux a name without one.
    fn at_home(number: u16) -> bool {
        let path = format!("/tmp/.X11-unix/X{number}");
        UnixStream::connect(&path).is_ok() || without_file(&path)
    }

    #[cfg(target_os = "linux")]
    fn without_file(name: &str) -> bool {
        use std::os::linux::net::SocketAddrExt;
        let place = std::os::unix::net::SocketAddr::from_abstract_name(name);
        place.and_then(|place| UnixStream::connect_addr(&place)).is_ok()
    }

    #[cfg(not(target_os = "linux"))]
    fn without_file(_: &str) -> bool {
        false
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::net::TcpListener;
        use std::os::unix::net::UnixListener;

        fn asked(variables: &[(&str, &str)]) -> bool {
            let found = |name: &str| variables.iter().find(|(known, _)| *known == name);
            answers(|name| found(name).map(|(_, value)| (*value).to_owned()))
        }

        #[test]
        fn only_a_display_that_somebody_serves_answers() {
            assert!(!asked(&[]));
            assert!(!asked(&[("DISPLAY", ":61234"), ("WAYLAND_DISPLAY", "wayland-0")]));
            for nonsense in ["", "0", ":", "unix:x", "127.0.0.1:70000", ":-1"] {
                assert!(!asked(&[("DISPLAY", nonsense)]), "{nonsense:?}");
            }
            let folder = tempfile::tempdir().unwrap();
            let at = folder.path().join("wayland-7");
            let _served = UnixListener::bind(&at).unwrap();
            let folder = folder.path().to_str().unwrap();
            assert!(asked(&[("WAYLAND_DISPLAY", "wayland-7"), ("XDG_RUNTIME_DIR", folder)]));
            assert!(asked(&[("WAYLAND_DISPLAY", at.to_str().unwrap())]));
            assert!(!asked(&[("WAYLAND_DISPLAY", "wayland-7")]), "in no folder");
        }

        #[test]
        fn a_display_of_another_machine_is_asked_at_its_port() {
            let served = TcpListener::bind("127.0.0.1:0").unwrap();
            let number = served.local_addr().unwrap().port() - FIRST_PORT;
            let display = format!("127.0.0.1:{number}.0");
            assert!(asked(&[("DISPLAY", &display)]));
            drop(served);
            assert!(!asked(&[("DISPLAY", &display)]));
        }
    }
}
