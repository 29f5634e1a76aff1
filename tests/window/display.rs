//! A display of its own with a window manager, and the real window on it, driven by the pointer and the keys.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;

use super::picture::Picture;
use super::shop::{Shop, until};

/// Programs that the tests drive the window with; `packaging/dev/install-deps.sh test` installs them.
const PROGRAMS: [&str; 7] =
    ["Xvfb", "openbox", "xdotool", "xprop", "xwininfo", "ibus-daemon", "dbus-run-session"];

/// Whether the programs are here. Where nothing may be skipped (`CI`), they have to be.
pub fn can_be_driven() -> bool {
    let there = |program: &&str| {
        let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).output();
        found.is_ok_and(|found| found.status.success())
    };
    let missing: Vec<&str> = PROGRAMS.into_iter().filter(|program| !there(program)).collect();
    if !missing.is_empty() {
        assert!(env::var_os("CI").is_none(), "missing here: {missing:?}");
        println!("skipped: {missing:?} missing; packaging/dev/install-deps.sh test installs them");
    }
    missing.is_empty()
}

/// Displays are opened one after another: two servers that look for a free number at once may find the same.
static OPENING: Mutex<()> = Mutex::new(());

/// A process that ends with its owner.
struct Helper(Child);

impl Drop for Helper {
    fn drop(&mut self) {
        // Asked and not killed, so that a display takes its socket and its lock away.
        let asked = Command::new("kill").arg(self.0.id().to_string()).status();
        if !asked.is_ok_and(|asked| asked.success()) {
            let _ = self.0.kill();
        }
        let _ = self.0.wait();
    }
}

/// A screen of this size, and what runs on it.
pub struct Display {
    name: String,
    // The last one ends first.
    manager: Option<Helper>,
    _server: Helper,
}

impl Display {
    /// A screen with a window manager.
    pub fn open(size: (u32, u32)) -> Display {
        let opening = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                // Otherwise the server begins again whenever its last client leaves, and throws out one that has just come.
                "-noreset",
                "-nolisten",
                "tcp",
                "-screen",
                "0",
                &format!("{}x{}x24", size.0, size.1),
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        drop(opening);
        let mut display =
            Display { name: format!(":{}", number.trim()), manager: None, _server: Helper(server) };
        let mut manager = display.command("openbox", &["--sm-disable"]);
        manager.stdout(Stdio::null()).stderr(Stdio::null());
        display.manager = Some(Helper(manager.spawn().unwrap()));
        until("the window manager", || display.property(&["-root", "_NET_SUPPORTING_WM_CHECK"], "window id"));
        display
    }

    /// A program on this screen.
    pub fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).env("DISPLAY", &self.name).env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
        command
    }

    /// What `xprop` says, where it contains this.
    fn property(&self, arguments: &[&str], part: &str) -> Option<String> {
        let output = self.command("xprop", arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        said.contains(part).then_some(said)
    }

    fn xdotool(&self, arguments: &[&str]) -> Option<String> {
        let output = self.command("xdotool", arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        (output.status.success() && !said.is_empty()).then_some(said)
    }

    /// Starts the program with its window and waits until that fills the screen.
    pub fn start<'d>(&'d self, shop: &Shop) -> Window<'d> {
        self.start_with(shop, &["run"])
    }

    /// The same for any command that opens a window.
    pub fn start_with<'d>(&'d self, shop: &Shop, arguments: &[&str]) -> Window<'d> {
        let mut command = shop.jumunbell(arguments);
        command.env("DISPLAY", &self.name).env("LC_ALL", "C.UTF-8");
        // Where none runs, keys come as they are.
        command.env("XMODIFIERS", "@im=ibus");
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let process = Helper(command.spawn().unwrap());
        let id = until("the window", || self.xdotool(&["search", "--onlyvisible", "--class", "jumunbell"]));
        let id = id.lines().last().unwrap().to_owned();
        let window = Window { display: self, id, process };
        until("a window as large as its screen", || {
            let maximised = window.state("_NET_WM_STATE_MAXIMIZED_VERT");
            maximised.or_else(|| window.state("_NET_WM_STATE_FULLSCREEN"))
        });
        window
    }
}

/// A Korean input method on a display: ibus with its Hangul engine, over XIM, on a bus and with a home folder of its own.
pub struct InputMethod<'d> {
    display: &'d Display,
    home: TempDir,
    daemon: Helper,
}

impl<'d> InputMethod<'d> {
    /// Starts it and waits until it composes Hangul.
    pub fn start(display: &'d Display) -> InputMethod<'d> {
        let home = tempfile::tempdir().unwrap();
        let daemon = ["--", "ibus-daemon", "--xim", "--panel", "disable", "--emoji-extension", "disable"];
        let mut daemon = display.command("dbus-run-session", &daemon);
        daemon.env("HOME", home.path()).env("XDG_RUNTIME_DIR", home.path());
        daemon.stdout(Stdio::null()).stderr(Stdio::null());
        let daemon = Helper(daemon.spawn().unwrap());
        let method = InputMethod { display, home, daemon };
        until("the Hangul engine", || {
            method.ibus(&["engine", "hangul"]);
            (method.ibus(&["engine"]) == "hangul").then_some(())
        });
        method
    }

    fn ibus(&self, arguments: &[&str]) -> String {
        let mut ibus = self.display.command("ibus", arguments);
        let output = ibus.env("HOME", self.home.path()).env("XDG_RUNTIME_DIR", self.home.path()).output();
        String::from_utf8_lossy(&output.unwrap().stdout).trim().to_owned()
    }
}

impl Drop for InputMethod<'_> {
    fn drop(&mut self) {
        // The bus ends with the daemon that it was started for.
        self.ibus(&["exit"]);
        let _ = self.daemon.0.wait();
    }
}

/// The counter's window.
pub struct Window<'d> {
    display: &'d Display,
    id: String,
    process: Helper,
}

impl Window<'_> {
    /// What the window manager says of it, where it says this.
    pub fn state(&self, part: &str) -> Option<String> {
        self.display.property(&["-id", &self.id, "_NET_WM_STATE", "WM_STATE", "WM_HINTS"], part)
    }

    /// Left and upper edge, width and height, in pixels of the screen.
    pub fn place(&self) -> [i32; 4] {
        let output = self.display.command("xwininfo", &["-id", &self.id]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        ["Absolute upper-left X:", "Absolute upper-left Y:", "Width:", "Height:"].map(|name| {
            let value = said.lines().find_map(|line| line.trim().strip_prefix(name)).unwrap();
            value.trim().parse().unwrap()
        })
    }

    /// Presses a key, as `xdotool` spells it.
    pub fn key(&self, key: &str) {
        let pressed = self.display.command("xdotool", &["key", key]).status().unwrap();
        assert!(pressed.success());
    }

    /// Types a text.
    pub fn text(&self, text: &str) {
        let typed = self.display.command("xdotool", &["type", "--delay", "15", text]).status().unwrap();
        assert!(typed.success());
    }

    /// Types these keys of the keyboard one after another.
    pub fn keys(&self, keys: &str) {
        keys.chars().for_each(|key| self.key(&key.to_string()));
    }

    /// Puts it away, as a person does who looks something up.
    pub fn minimize(&self) {
        let done = self.display.command("xdotool", &["windowminimize", &self.id]).status().unwrap();
        assert!(done.success());
        until("an iconified window", || self.state("Iconic"));
    }

    /// A finger that comes down at the first point of the window, passes the others and is lifted at the last.
    pub fn drag(&self, way: &[(i32, i32)]) {
        let mut script = String::new();
        for (at, (x, y)) in way.iter().enumerate() {
            // As fast as a hand, so that each point is an event of its own.
            script += &format!("mousemove --window {} {x} {y} sleep 0.05 ", self.id);
            script += if at == 0 { "mousedown 1 " } else { "" };
        }
        script += "mouseup 1";
        let script: Vec<&str> = script.split_whitespace().collect();
        assert!(self.display.command("xdotool", &script).status().unwrap().success());
    }

    /// A tap at this point of the window.
    pub fn tap(&self, at: (i32, i32)) {
        self.drag(&[at]);
    }

    /// What it shows now.
    pub fn picture(&self) -> Picture {
        self.shown().unwrap()
    }

    fn shown(&self) -> Option<Picture> {
        Picture::of(&self.display.name, self.id.parse().ok()?)
    }

    /// Memory of the program's own, in KiB: what is mapped of its file does not count.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.0.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Whether the program still runs.
    pub fn is_running(&mut self) -> bool {
        self.process.0.try_wait().unwrap().is_none()
    }
}

/// What a failed test saw last, for the person who looks into it.
impl Drop for Window<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        if let Some(shown) = self.shown() {
            let test = std::thread::current().name().unwrap_or("window").replace("::", "-");
            let path = format!("{}/{test}.png", env!("CARGO_TARGET_TMPDIR"));
            println!("── the window: {path}");
            shown.write(&path);
        }
    }
}
