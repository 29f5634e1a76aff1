//! What printers may be attached to this machine or stand in its network, for an installer. Only when asked: nothing
//! here runs by itself, and nothing is sent to what is found.

mod network;

use std::path::{Path, PathBuf};

use cause::Cause;
pub use network::{Network, NetworkFault, own_networks};

use super::connection::{serial, spooler};
use super::device_words::{UsbDevice, printable};
use super::{Profile, UsbId};
use crate::printer::{Connection, Flow, SerialPort};

/// Where raw printers listen.
pub const RAW_PORT: u16 = 9100;

/// Something that may be a printer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The way to it.
    pub connection: Connection,
    /// What it is on USB, where it is.
    pub usb: Option<UsbDevice>,
    /// What the system calls it, beyond the way to it.
    pub said: String,
    /// The profile that it seems to have.
    pub profile: Option<String>,
}

/// Serial ports, USB printers and print queues of this machine; with what could not be looked at.
pub async fn attached(profiles: &[(String, Profile)]) -> (Vec<Found>, Vec<Cause>) {
    let mut found = Vec::new();
    let mut failed = Vec::new();
    match serial::ports() {
        Ok(ports) => found.extend(ports.iter().map(|(path, usb)| {
            let port = lasting(path, usb.as_ref(), &ports);
            let usb = usb.clone();
            let profile = guess(profiles, usb.as_ref(), "");
            let factory = profiles.iter().find(|(name, _)| Some(name) == profile.as_ref());
            let factory = factory.and_then(|(_, profile)| profile.serial);
            let (baud, flow) = factory.map_or((9600, Flow::None), |serial| (serial.baud, serial.flow));
            let connection = Connection::Serial { port, baud, flow };
            Found { connection, usb, said: String::new(), profile }
        })),
        Err(why) => failed.push(why),
    }
    found.extend(usb_printers(Path::new("/dev/usb"), Path::new("/sys/class/usbmisc"), profiles));
    match spooler::queues().await {
        Ok(queues) => found.extend(queues.into_iter().map(|(name, device)| {
            let profile = guess(profiles, None, &format!("{name} {device}"));
            Found { connection: Connection::Spooler(name), usb: None, said: device, profile }
        })),
        Err(why) => failed.push(why),
    }
    (found, failed)
}

/// The hosts of a network that take a connection at `port`; tells `progress` how many were tried.
pub async fn listening(network: Network, port: u16, progress: impl FnMut(usize)) -> Vec<Found> {
    let hosts = network::answering(network, port, progress).await;
    let found = |host: std::net::Ipv4Addr| Found {
        connection: Connection::Tcp { host: host.to_string(), port },
        usb: None,
        said: String::new(),
        profile: None,
    };
    hosts.into_iter().map(found).collect()
}

/// The Linux driver's devices `lpN`.
fn usb_printers(devices: &Path, classes: &Path, profiles: &[(String, Profile)]) -> Vec<Found> {
    let Ok(entries) = std::fs::read_dir(devices) else { return Vec::new() };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("lp")).collect();
    names.sort();
    let found = names.into_iter().map(|name| {
        let usb = usb_device(&classes.join(&name).join("device"));
        let profile = guess(profiles, usb.as_ref(), "");
        Found { connection: Connection::Usb(devices.join(name)), usb, said: String::new(), profile }
    });
    found.collect()
}

/// The USB device that an interface in sysfs belongs to: the folder above it that has a vendor.
fn usb_device(interface: &Path) -> Option<UsbDevice> {
    let interface = interface.canonicalize().ok()?;
    let device = interface.ancestors().take(4).find(|folder| folder.join("idVendor").is_file())?;
    let word = |name: &str| {
        let text = std::fs::read_to_string(device.join(name)).ok()?;
        Some(printable(&text)).filter(|text| !text.is_empty())
    };
    let number = |name: &str| u16::from_str_radix(&word(name)?, 16).ok();
    let id = UsbId { vendor: number("idVendor")?, product: number("idProduct") };
    let names: Vec<String> = ["manufacturer", "product"].iter().filter_map(|name| word(name)).collect();
    Some(UsbDevice { id, serial: word("serial"), name: names.join(" ") })
}

/// The name of a port that stays when ports are renumbered: that of its USB device, if no other port has it; else, on
/// Linux, that of the socket it is plugged into.
fn lasting(path: &str, usb: Option<&UsbDevice>, ports: &[(String, Option<UsbDevice>)]) -> SerialPort {
    let device = usb.and_then(|usb| {
        let UsbDevice { id: UsbId { vendor, product }, serial, .. } = usb;
        let port = SerialPort::Usb { vendor: *vendor, product: (*product)?, serial: serial.clone() };
        let alone = serial::resolve(&port, ports).is_ok_and(|found| found == path);
        // A serial number that cannot be written into an address is of no use there.
        (alone && !port.to_string().contains('?')).then_some(port)
    });
    device.unwrap_or_else(|| {
        let link = stable(Path::new("/dev/serial/by-path"), Path::new(path));
        SerialPort::Path(link.unwrap_or_else(|| path.to_owned()))
    })
}

/// The link in `links` that leads to this device.
fn stable(links: &Path, device: &Path) -> Option<String> {
    let device = device.canonicalize().ok()?;
    let mut links: Vec<PathBuf> =
        std::fs::read_dir(links).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    links.sort();
    let link = links.into_iter().find(|link| link.canonicalize().is_ok_and(|target| target == device))?;
    link.into_os_string().into_string().ok()
}

/// The profile whose model stands in the device's words, the longest first; else the one with its USB product; else with
/// its vendor.
fn guess(profiles: &[(String, Profile)], usb: Option<&UsbDevice>, said: &str) -> Option<String> {
    let squeeze = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let words = squeeze(&format!("{said} {}", usb.map_or("", |usb| &usb.name)));
    let by_words = profiles
        .iter()
        .flat_map(|(name, profile)| profile.models.iter().map(move |model| (squeeze(model), name)))
        .filter(|(model, _)| model.len() >= 4 && words.contains(model.as_str()))
        .max_by_key(|(model, _)| model.len());
    let by_id = |matches: &dyn Fn(&UsbId, UsbId) -> bool| {
        let id = usb?.id;
        profiles.iter().find(|(_, profile)| profile.usb.iter().any(|known| matches(known, id)))
    };
    by_words
        .map(|(_, name)| name)
        .or_else(|| by_id(&|known, id| *known == id).map(|(name, _)| name))
        .or_else(|| {
            by_id(&|known, id| known.product.is_none() && known.vendor == id.vendor).map(|(name, _)| name)
        })
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profiles() -> Vec<(String, Profile)> {
        Profile::available(None)
    }

    fn usb(vendor: u16, product: u16, name: &str) -> UsbDevice {
        UsbDevice { id: UsbId { vendor, product: Some(product) }, serial: None, name: name.to_owned() }
    }

    #[test]
    fn a_model_is_guessed_by_its_name_then_product_then_vendor() {
        let guess = |usb: Option<&UsbDevice>, said| guess(&profiles(), usb, said);
        let named = |name: &str| Some(name.to_owned());
        // 04b8:0202 is what several Epson models say; the name tells them apart.
        assert_eq!(guess(Some(&usb(0x04b8, 0x0202, "EPSON TM-T82II")), ""), named("epson-tm-t82"));
        assert_eq!(guess(Some(&usb(0x04b8, 0x0202, "")), ""), named("epson-tm-t88"));
        assert_eq!(guess(Some(&usb(0x0519, 0x0003, "")), ""), named("star-escpos"));
        assert_eq!(guess(Some(&usb(0x1504, 0x006e, "")), ""), named("bixolon-srp-330ii"));
        assert_eq!(guess(None, "kitchen usb://BIXOLON/SRP-350III?serial=1"), named("bixolon-srp-350iii"));
        assert_eq!(guess(None, "hall usb://SEWOO/SLK_TS400"), named("sewoo-slk-ts400"));
        assert_eq!(guess(Some(&usb(0x1a86, 0x7523, "USB Serial")), "office laser"), None);
    }

    #[cfg(unix)]
    #[test]
    fn usb_printers_are_read_from_sysfs() {
        let root = tempfile::tempdir().unwrap();
        let (devices, classes) = (root.path().join("dev"), root.path().join("class"));
        let device = root.path().join("1-2");
        let interface = device.join("1-2:1.0");
        std::fs::create_dir_all(&interface).unwrap();
        std::fs::create_dir_all(classes.join("lp0")).unwrap();
        std::fs::create_dir(&devices).unwrap();
        for name in ["lp0", "lp1", "hiddev0"] {
            std::fs::write(devices.join(name), "").unwrap();
        }
        for (name, text) in [
            ("idVendor", "1504\n"),
            ("idProduct", "0006\n"),
            ("serial", "A1\x1b[2J\n"),
            ("product", "SRP-350III\n"),
        ] {
            std::fs::write(device.join(name), text).unwrap();
        }
        std::os::unix::fs::symlink(&interface, classes.join("lp0/device")).unwrap();
        let found = usb_printers(&devices, &classes, &profiles());
        assert_eq!(found.len(), 2);
        let first = found[0].usb.as_ref().unwrap();
        assert_eq!((first.id.to_string(), first.name.as_str()), ("1504:0006".to_owned(), "SRP-350III"));
        assert_eq!(first.serial.as_deref(), Some("A1[2J"), "no escape reaches the terminal");
        assert_eq!(found[0].profile.as_deref(), Some("bixolon-srp-350iii"));
        assert_eq!((&found[1].usb, &found[1].profile), (&None, &None));
        assert_eq!(usb_printers(&root.path().join("none"), &classes, &profiles()), []);
    }

    #[test]
    fn a_port_is_called_by_its_device_if_that_is_its_alone() {
        let with = |path: &str, serial: Option<&str>| {
            let device = UsbDevice { serial: serial.map(str::to_owned), ..usb(0x0403, 0x6001, "") };
            (path.to_owned(), Some(device))
        };
        let names = |ports: &[(String, Option<UsbDevice>)]| -> Vec<String> {
            ports.iter().map(|(path, usb)| lasting(path, usb.as_ref(), ports).to_string()).collect()
        };
        let three = [with("COM3", Some("A1")), with("COM4", Some("B1")), ("COM1".to_owned(), None)];
        assert_eq!(names(&three), ["usb:0403:6001:A1", "usb:0403:6001:B1", "COM1"]);
        assert_eq!(names(&[with("COM3", None)]), ["usb:0403:6001"]);
        assert_eq!(names(&[with("COM3", None), with("COM4", None)]), ["COM3", "COM4"]);
        assert_eq!(names(&[with("COM3", Some("A1")), with("COM4", None)]), ["usb:0403:6001:A1", "COM4"]);
        assert_eq!(names(&[with("COM3", Some("A?1"))]), ["COM3"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_port_is_called_by_the_name_that_stays() {
        let root = tempfile::tempdir().unwrap();
        let port = root.path().join("ttyUSB3");
        let links = root.path().join("by-path");
        std::fs::write(&port, "").unwrap();
        std::fs::create_dir(&links).unwrap();
        assert_eq!(stable(&links, &port), None);
        let link = links.join("pci-0000:00:14.0-usb-0:2:1.0-port0");
        std::os::unix::fs::symlink("../ttyUSB3", &link).unwrap();
        assert_eq!(stable(&links, &port).map(PathBuf::from), Some(link));
    }
}
