//! Where a printer is: the way to it, and that way as one line of text.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a printer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Connection {
    /// `tcp://HOST:PORT`.
    Tcp {
        /// Name or address; IPv6 without brackets.
        host: String,
        /// Usually 9100.
        port: u16,
    },
    /// `serial:///dev/ttyUSB0?baud=19200&flow=none|rts|xon`, `serial://COM3?baud=9600`,
    /// `serial://usb:0403:6001:A50285BI?baud=19200`.
    Serial {
        /// Which port.
        port: SerialPort,
        /// Bits per second.
        baud: u32,
        /// Flow control.
        flow: Flow,
    },
    /// `usb:///dev/usb/lp0`.
    Usb(PathBuf),
    /// `spooler://NAME`.
    Spooler(String),
    /// `file:///PATH`, appended to.
    File(PathBuf),
}

/// A serial port, by its name or by what is plugged in there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SerialPort {
    /// Device path or COM name.
    Path(String),
    /// `usb:VENDOR:PRODUCT[:SERIAL]`: the port of a USB device, whatever number the system gives it today.
    Usb {
        /// Vendor.
        vendor: u16,
        /// Product.
        product: u16,
        /// Serial number; without one, the only such device.
        serial: Option<String>,
    },
}

/// Serial flow control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// None.
    None,
    /// RTS/CTS.
    Rts,
    /// XON/XOFF.
    Xon,
}

/// What is wrong with a printer's connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionFault {
    /// No known scheme.
    Scheme,
    /// `tcp://` without host or port.
    Tcp,
    /// `serial://` without a port.
    Serial,
    /// `serial://usb:` without vendor and product, four hexadecimal digits each.
    UsbSerial,
    /// An unusable `baud`.
    Baud,
    /// An unusable `flow`.
    Flow,
    /// An unknown word after `?`.
    Option,
    /// `usb://` or `file://` without an absolute path.
    Path,
    /// `spooler://` without a name.
    Name,
}

impl ConnectionFault {
    /// How it is written.
    pub fn cure(self) -> &'static str {
        match self {
            ConnectionFault::Scheme => {
                "tcp://192.168.0.50:9100, serial://COM3?baud=9600, serial://usb:0403:6001:A50285BI, usb:///dev/usb/lp0, spooler://NAME, file:///PATH"
            }
            ConnectionFault::Tcp => "tcp://192.168.0.50:9100",
            ConnectionFault::Serial => "serial:///dev/ttyUSB0?baud=19200, serial://COM3?baud=9600",
            ConnectionFault::UsbSerial => {
                "serial://usb:0403:6001:A50285BI?baud=19200, serial://usb:1a86:7523?baud=9600 (jumunbell printer scan)"
            }
            ConnectionFault::Baud => "baud=9600 (1200–921600)",
            ConnectionFault::Flow => "flow=none, flow=rts, flow=xon",
            ConnectionFault::Option => "serial://COM3?baud=9600&flow=none",
            ConnectionFault::Path => "usb:///dev/usb/lp0, file:///var/tmp/ticket.bin",
            ConnectionFault::Name => "spooler://EPSON TM-T82",
        }
    }
}

impl FromStr for Connection {
    type Err = ConnectionFault;

    fn from_str(text: &str) -> Result<Connection, ConnectionFault> {
        let (scheme, rest) = text.trim().split_once("://").ok_or(ConnectionFault::Scheme)?;
        match scheme.to_ascii_lowercase().as_str() {
            "tcp" => tcp(rest),
            "serial" => serial(rest),
            "usb" => absolute(rest).map(Connection::Usb),
            "spooler" if rest.is_empty() || rest.contains(char::is_control) => Err(ConnectionFault::Name),
            "spooler" => Ok(Connection::Spooler(rest.to_owned())),
            "file" => absolute(rest).map(Connection::File),
            _ => Err(ConnectionFault::Scheme),
        }
    }
}

fn tcp(rest: &str) -> Result<Connection, ConnectionFault> {
    let (host, port) = rest.strip_suffix('/').unwrap_or(rest).rsplit_once(':').ok_or(ConnectionFault::Tcp)?;
    let port = port.parse().ok().filter(|&port: &u16| port > 0).ok_or(ConnectionFault::Tcp)?;
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let valid = match bare {
        Some(host) => host.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_')),
    };
    let host = bare.unwrap_or(host).to_owned();
    if valid { Ok(Connection::Tcp { host, port }) } else { Err(ConnectionFault::Tcp) }
}

fn serial(rest: &str) -> Result<Connection, ConnectionFault> {
    let (port, options) = rest.split_once('?').unwrap_or((rest, ""));
    let port: SerialPort = port.parse()?;
    let (mut baud, mut flow) = (9600, Flow::None);
    for option in options.split('&').filter(|option| !option.is_empty()) {
        match option.split_once('=') {
            Some(("baud", value)) => {
                let rate = value.parse().ok().filter(|rate| (1200..=921_600).contains(rate));
                baud = rate.ok_or(ConnectionFault::Baud)?;
            }
            Some(("flow", "none")) => flow = Flow::None,
            Some(("flow", "rts")) => flow = Flow::Rts,
            Some(("flow", "xon")) => flow = Flow::Xon,
            Some(("flow", _)) => return Err(ConnectionFault::Flow),
            _ => return Err(ConnectionFault::Option),
        }
    }
    Ok(Connection::Serial { port, baud, flow })
}

impl FromStr for SerialPort {
    type Err = ConnectionFault;

    fn from_str(text: &str) -> Result<SerialPort, ConnectionFault> {
        if text.is_empty() || text == "/" || text.contains(char::is_control) {
            return Err(ConnectionFault::Serial);
        }
        let Some(device) = text.strip_prefix("usb:") else { return Ok(SerialPort::Path(text.to_owned())) };
        let mut words = device.splitn(3, ':');
        let mut id = || {
            let word =
                words.next().filter(|word| word.len() == 4 && word.bytes().all(|b| b.is_ascii_hexdigit()))?;
            u16::from_str_radix(word, 16).ok()
        };
        let (Some(vendor), Some(product)) = (id(), id()) else { return Err(ConnectionFault::UsbSerial) };
        match words.next() {
            Some("") => Err(ConnectionFault::UsbSerial),
            serial => Ok(SerialPort::Usb { vendor, product, serial: serial.map(str::to_owned) }),
        }
    }
}

impl fmt::Display for SerialPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SerialPort::Path(path) => f.write_str(path),
            SerialPort::Usb { vendor, product, serial: None } => write!(f, "usb:{vendor:04x}:{product:04x}"),
            SerialPort::Usb { vendor, product, serial: Some(serial) } => {
                write!(f, "usb:{vendor:04x}:{product:04x}:{serial}")
            }
        }
    }
}

/// `/PATH`, or `/C:/PATH` as Windows spells it in an address.
fn absolute(rest: &str) -> Result<PathBuf, ConnectionFault> {
    let path = rest.strip_prefix('/').ok_or(ConnectionFault::Path)?;
    if path.is_empty() || path.contains(char::is_control) {
        return Err(ConnectionFault::Path);
    }
    let drive = path.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && path[1..].starts_with(':');
    Ok(PathBuf::from(if drive { path } else { rest }))
}

/// The connection as it is written in `settings.toml`.
impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Connection::Tcp { host, port } if host.contains(':') => write!(f, "tcp://[{host}]:{port}"),
            Connection::Tcp { host, port } => write!(f, "tcp://{host}:{port}"),
            Connection::Serial { port, baud, flow } => {
                let flow = match flow {
                    Flow::None => "none",
                    Flow::Rts => "rts",
                    Flow::Xon => "xon",
                };
                write!(f, "serial://{port}?baud={baud}&flow={flow}")
            }
            Connection::Usb(path) => write!(f, "usb://{}", slashed(path)),
            Connection::Spooler(name) => write!(f, "spooler://{name}"),
            Connection::File(path) => write!(f, "file://{}", slashed(path)),
        }
    }
}

fn slashed(path: &std::path::Path) -> String {
    let path = path.display().to_string();
    if path.starts_with('/') { path } else { format!("/{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(host: &str, port: u16) -> Connection {
        Connection::Tcp { host: host.into(), port }
    }

    #[test]
    fn reads_every_kind_and_writes_it_back() {
        let serial =
            |path: &str, baud, flow| Connection::Serial { port: SerialPort::Path(path.into()), baud, flow };
        let usb = |serial: Option<&str>| Connection::Serial {
            port: SerialPort::Usb { vendor: 0x0403, product: 0x6001, serial: serial.map(str::to_owned) },
            baud: 19200,
            flow: Flow::None,
        };
        for (text, connection) in [
            ("tcp://192.168.0.50:9100", tcp("192.168.0.50", 9100)),
            ("tcp://kitchen-printer.local:9100", tcp("kitchen-printer.local", 9100)),
            ("tcp://[fe80::1]:9100", tcp("fe80::1", 9100)),
            ("serial:///dev/ttyUSB0?baud=19200&flow=rts", serial("/dev/ttyUSB0", 19200, Flow::Rts)),
            ("serial://COM3?baud=9600&flow=none", serial("COM3", 9600, Flow::None)),
            ("serial://COM12?baud=115200&flow=xon", serial("COM12", 115_200, Flow::Xon)),
            ("serial://usb:0403:6001:A50285BI?baud=19200&flow=none", usb(Some("A50285BI"))),
            ("serial://usb:0403:6001:a:b c?baud=19200&flow=none", usb(Some("a:b c"))),
            ("serial://usb:0403:6001?baud=19200&flow=none", usb(None)),
            ("usb:///dev/usb/lp0", Connection::Usb("/dev/usb/lp0".into())),
            ("spooler://주방 EPSON TM-T82", Connection::Spooler("주방 EPSON TM-T82".into())),
            ("file:///var/tmp/ticket.bin", Connection::File("/var/tmp/ticket.bin".into())),
            ("file:///C:/jumunbell/ticket.bin", Connection::File("C:/jumunbell/ticket.bin".into())),
        ] {
            assert_eq!(text.parse::<Connection>(), Ok(connection.clone()), "{text}");
            assert_eq!(connection.to_string(), text);
        }
    }

    #[test]
    fn refuses_what_leads_nowhere() {
        use ConnectionFault::*;
        for (text, fault) in [
            ("", Scheme),
            ("192.168.0.50:9100", Scheme),
            ("http://192.168.0.50", Scheme),
            ("tcp://192.168.0.50", Tcp),
            ("tcp://:9100", Tcp),
            ("tcp://host:0", Tcp),
            ("tcp://host:70000", Tcp),
            ("tcp://fe80::1:9100", Tcp),
            ("tcp://a b:9100", Tcp),
            ("serial://", Serial),
            ("serial://usb:", UsbSerial),
            ("serial://usb:0403?baud=9600", UsbSerial),
            ("serial://usb:403:6001", UsbSerial),
            ("serial://usb:0403:60g1", UsbSerial),
            ("serial://usb:0403:+601", UsbSerial),
            ("serial://usb:0403:6001:", UsbSerial),
            ("serial://COM3?baud=fast", Baud),
            ("serial://COM3?baud=0", Baud),
            ("serial://COM3?flow=maybe", Flow),
            ("serial://COM3?parity=even", Option),
            ("usb://lp0", Path),
            ("file://", Path),
            ("file:///", Path),
            ("spooler://", Name),
        ] {
            assert_eq!(text.parse::<Connection>(), Err(fault), "{text}");
        }
    }
}
