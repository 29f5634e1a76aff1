//! Which serial ports there are, and behind which of them a USB device is now.

use cause::{Cause, Why};
use serialport::{SerialPortInfo, SerialPortType};

use crate::printer::SerialPort;
use crate::printer::device_words::{UsbDevice, printable};
use crate::printer::{NotReady, UsbId};

/// The ports of this machine, with what is known of those on USB; or why they cannot be listed.
pub(in crate::printer) fn ports() -> Result<Vec<(String, Option<UsbDevice>)>, Cause> {
    // Without this folder (a container) the crate panics.
    if cfg!(target_os = "linux") && !std::path::Path::new("/sys/class/tty").is_dir() {
        return Err(Cause::of(Why::Missing).about("/sys/class/tty"));
    }
    let ports = serialport::available_ports().map_err(|error| super::cause(&error))?;
    let port = |port: SerialPortInfo| {
        let usb = match port.port_type {
            SerialPortType::UsbPort(usb) => {
                let words = [usb.manufacturer, usb.product].into_iter().flatten();
                let name = printable(&words.collect::<Vec<_>>().join(" "));
                let id = UsbId { vendor: usb.vid, product: Some(usb.pid) };
                Some(UsbDevice { id, serial: usb.serial_number.and_then(|text| serial_number(&text)), name })
            }
            _ => None,
        };
        (port.port_name, usb)
    };
    Ok(ports.into_iter().map(port).collect())
}

/// A serial number that is one. For a device without, Windows makes up `6&2a1f…` from where it is plugged in, of which
/// `serialport` hands on the first digit.
fn serial_number(text: &str) -> Option<String> {
    let text = printable(text);
    (text.len() > usize::from(cfg!(windows)) * 2).then_some(text)
}

/// The port that this is now. A device that is not there, or not the only one, is said with what there is instead.
pub(in crate::printer) fn resolve(
    wanted: &SerialPort,
    ports: &[(String, Option<UsbDevice>)],
) -> Result<String, NotReady> {
    let SerialPort::Usb { vendor, product, serial } = wanted else { return Ok(wanted.to_string()) };
    let id = UsbId { vendor: *vendor, product: Some(*product) };
    // Windows writes serial numbers in capitals.
    let same = |usb: &UsbDevice| match (serial, &usb.serial) {
        (None, _) => true,
        (Some(wanted), Some(serial)) => wanted.eq_ignore_ascii_case(serial),
        (Some(_), None) => false,
    };
    let fits = |usb: &UsbDevice| usb.id == id && same(usb);
    let found: Vec<_> = ports.iter().filter(|(_, usb)| usb.as_ref().is_some_and(fits)).collect();
    match *found.as_slice() {
        [(path, _)] => Ok(path.clone()),
        [] => {
            let usb: Vec<_> = ports.iter().filter(|(_, usb)| usb.is_some()).collect();
            let there = if usb.is_empty() { "none".to_owned() } else { listed(&usb) };
            let cause = Cause::of(Why::NotPluggedIn).about(wanted);
            Err(NotReady::Unreachable(cause.with(format!("USB serial ports: {there}"))))
        }
        ref several => {
            Err(NotReady::Unreachable(Cause::of(Why::SeveralDevices).about(wanted).with(listed(several))))
        }
    }
}

fn listed(ports: &[&(String, Option<UsbDevice>)]) -> String {
    let one = |(path, usb): &(String, Option<UsbDevice>)| match usb {
        Some(UsbDevice { id, serial: Some(serial), .. }) => format!("{path} (usb:{id}:{serial})"),
        Some(UsbDevice { id, serial: None, .. }) => format!("{path} (usb:{id})"),
        None => path.clone(),
    };
    ports.iter().take(8).map(|port| one(port)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(path: &str, product: u16, serial: Option<&str>) -> (String, Option<UsbDevice>) {
        let id = UsbId { vendor: 0x0403, product: Some(product) };
        (path.to_owned(), Some(UsbDevice { id, serial: serial.map(str::to_owned), name: String::new() }))
    }

    fn found(wanted: &str, ports: &[(String, Option<UsbDevice>)]) -> Result<String, String> {
        resolve(&wanted.parse().unwrap(), ports).map_err(|not_ready| match not_ready {
            NotReady::Unreachable(why) => why.to_string(),
            other => other.to_string(),
        })
    }

    #[test]
    fn a_device_is_found_whatever_number_its_port_has_now() {
        let wanted = "usb:0403:6001:A50285BI";
        let other = port("COM9", 0x6001, Some("B1"));
        for now in ["COM3", "COM12"] {
            let ports = [("COM1".to_owned(), None), other.clone(), port(now, 0x6001, Some("A50285BI"))];
            assert_eq!(found(wanted, &ports), Ok(now.to_owned()));
        }
        assert_eq!(found(wanted, &[port("COM4", 0x6001, Some("a50285bi"))]), Ok("COM4".to_owned()));
        // Pulled out, while another took its number.
        let why = found(wanted, &[port("COM3", 0x6001, Some("B1")), ("COM1".to_owned(), None)]).unwrap_err();
        assert_eq!(why, "not-plugged-in [usb:0403:6001:A50285BI]: USB serial ports: COM3 (usb:0403:6001:B1)");
        assert!(found(wanted, &[]).unwrap_err().ends_with("USB serial ports: none"));
        assert!(found(wanted, &[port("COM3", 0x6001, None)]).is_err(), "it may be anyone's");
    }

    #[test]
    fn without_a_serial_number_there_must_be_only_one() {
        let one = [port("COM3", 0x6001, None), port("COM4", 0x6015, Some("B1"))];
        assert_eq!(found("usb:0403:6001", &one), Ok("COM3".to_owned()));
        assert_eq!(found("usb:0403:6015", &one), Ok("COM4".to_owned()), "a serial number need not be said");
        let two = [port("COM3", 0x6001, Some("A1")), port("COM5", 0x6001, None)];
        let why = found("usb:0403:6001", &two).unwrap_err();
        let both = "several-devices [usb:0403:6001]: COM3 (usb:0403:6001:A1), COM5 (usb:0403:6001)";
        assert!(why.starts_with(both), "{why}");
        // Two ports of one adapter.
        let twin = [port("COM3", 0x6001, Some("A1")), port("COM4", 0x6001, Some("A1"))];
        assert!(found("usb:0403:6001:A1", &twin).is_err());
        assert_eq!(found("COM7", &[]), Ok("COM7".to_owned()));
    }
}
