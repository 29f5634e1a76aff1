//! `printer scan` and `printer speed`: where printers are, for an installer with twenty minutes.

use serde::Serialize;

use crate::cli::{Context, Failure, runtime};
use crate::language::{self, Words};
use crate::printer::Network;
use crate::printer::{Connection, Flow, SerialPort};
use crate::printer::{
    Found, Heard, NetworkFault, Profile, RAW_PORT, attached, find_speed, listening, own_networks,
};

#[derive(Debug, clap::Args)]
pub struct ScanArgs {
    /// 네트워크에서도 찾기: 이 컴퓨터의 대역, 또는 192.168.0.0/24 (1,024대까지) · look in the network too
    #[arg(long, value_name = "CIDR", num_args = 0..=1, default_missing_value = "")]
    network: Option<String>,
    /// JSON으로 · as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct SpeedArgs {
    /// settings.toml의 프린터 id, 또는 serial:///dev/ttyUSB0, serial://COM3
    #[arg(value_name = "ID|serial://PORT")]
    printer: String,
}

/// What is printed as JSON for each.
#[derive(Serialize)]
struct Row<'a> {
    kind: &'static str,
    connection: String,
    usb: Option<String>,
    serial_number: Option<&'a str>,
    name: &'a str,
    profile: Option<&'a str>,
}

pub fn scan(context: &Context, args: ScanArgs) -> Result<(), Failure> {
    let words = context.words();
    let networks = args.network.as_deref().map(|text| networks(text, &words)).transpose()?;
    let (mut found, failed) = runtime()?.block_on(attached(&Profile::available(Some(&context.data_folder))));
    for cause in failed {
        tracing::warn!(%cause, "not looked at");
        eprintln!("{}", language::cause(&words, &cause));
    }
    for network in networks.iter().flatten() {
        let hosts = network.hosts().len();
        let progress = |count: usize| {
            if count.is_multiple_of(16) || count == hosts {
                eprint!("\r{network} port {RAW_PORT}: {count}/{hosts}");
            }
        };
        found.extend(runtime()?.block_on(listening(*network, RAW_PORT, progress)));
        eprintln!();
    }
    if args.json {
        let rows: Vec<Row<'_>> = found.iter().map(row).collect();
        println!("{}", serde_json::to_string_pretty(&rows).map_err(anyhow::Error::from)?);
        return Ok(());
    }
    for one in &found {
        println!("{}", entry(&row(one), &words));
    }
    if found.is_empty() {
        println!("{}", words.text("scan-nothing", &[]));
    }
    if networks.is_none() {
        println!("{}", words.text("scan-network-too", &[]));
    }
    println!("{}", words.text("scan-hint", &[]));
    Ok(())
}

fn networks(text: &str, words: &Words) -> Result<Vec<Network>, Failure> {
    if text.is_empty() {
        let own = own_networks();
        if own.is_empty() {
            return Err(Failure::Failed(words.text("scan-no-network", &[])));
        }
        return Ok(own);
    }
    let network = text.parse().map_err(|fault| {
        let why = match fault {
            NetworkFault::Form => "scan-network-form",
            NetworkFault::Wide => "scan-network-wide",
            NetworkFault::Public => "scan-network-public",
        };
        Failure::Wrong(format!("--network {text}: {}", words.text(why, &[])))
    })?;
    Ok(vec![network])
}

fn row(found: &Found) -> Row<'_> {
    let kind = match found.connection {
        Connection::Serial { .. } => "serial",
        Connection::Usb(_) => "usb",
        Connection::Spooler(_) => "spooler",
        Connection::Tcp { .. } => "network",
        Connection::File(_) => "file",
    };
    Row {
        kind,
        connection: found.connection.to_string(),
        usb: found.usb.as_ref().map(|usb| usb.id.to_string()),
        serial_number: found.usb.as_ref().and_then(|usb| usb.serial.as_deref()),
        name: found.usb.as_ref().map_or(found.said.as_str(), |usb| &usb.name),
        profile: found.profile.as_deref(),
    }
}

/// One find, its lines ready for `settings.toml`.
fn entry(row: &Row<'_>, words: &Words) -> String {
    let mut about = vec![row.kind.to_owned()];
    about.extend(row.usb.as_ref().map(|id| format!("USB {id}")));
    about.extend(row.serial_number.map(|number| format!("S/N {number}")));
    if !row.name.is_empty() {
        about.push(row.name.to_owned());
    }
    let quoted = toml::Value::String(row.connection.clone());
    let profile = match row.profile {
        Some(name) => format!("profile = \"{name}\""),
        None => {
            let note = words.text("scan-model-unknown", &[]);
            format!("profile = \"generic-80mm\"   # {note}")
        }
    };
    format!("# {}\nconnection = {quoted}\n{profile}\n", about.join(" · "))
}

pub fn speed(context: &Context, args: SpeedArgs) -> Result<(), Failure> {
    let words = context.words();
    let (port, flow) = serial_port(context, &args.printer)?;
    let tried = runtime()?
        .block_on(find_speed(&port, flow))
        .map_err(|not_ready| context.failed(&not_ready.cause()))?;
    for (baud, heard) in &tried {
        let heard = match heard {
            Heard::Answer => "speed-understood",
            Heard::Noise => "speed-noise",
            Heard::Nothing => "speed-no-answer",
        };
        eprintln!("{baud}\t{}", words.text(heard, &[]));
    }
    match tried.last() {
        Some((baud, Heard::Answer)) => {
            let connection = Connection::Serial { port, baud: *baud, flow }.to_string();
            println!("connection = {}", toml::Value::String(connection));
            Ok(())
        }
        _ => Err(Failure::Failed(words.text("speed-none", &[]))),
    }
}

/// A port by its address, or that of a configured printer.
fn serial_port(context: &Context, printer: &str) -> Result<(SerialPort, Flow), Failure> {
    let connection = match printer.contains("://") {
        true => printer.parse().ok(),
        false => {
            let settings = context.settings()?;
            settings.printers.into_iter().find(|known| known.id == printer).map(|known| known.connection)
        }
    };
    match connection {
        Some(Connection::Serial { port, flow, .. }) => Ok((port, flow)),
        _ => {
            let args = [("printer", printer.into())];
            Err(Failure::Wrong(context.words().text("speed-not-serial", &args)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printer::{UsbDevice, UsbId};
    use crate::settings::Language;

    #[test]
    fn what_is_found_can_be_copied_into_settings() {
        let usb = UsbDevice {
            id: UsbId { vendor: 0x1504, product: Some(6) },
            serial: Some("A1".into()),
            name: "BIXOLON SRP-350III".into(),
        };
        let found = Found {
            connection: Connection::Usb("/dev/usb/lp0".into()),
            usb: Some(usb),
            said: String::new(),
            profile: Some("bixolon-srp-350iii".into()),
        };
        let text = entry(&row(&found), &Words::new(Language::English));
        assert!(text.starts_with("# usb · USB 1504:0006 · S/N A1 · BIXOLON SRP-350III\n"), "{text}");
        let table: toml::Table = text.parse().unwrap();
        assert_eq!(table["connection"].as_str(), Some("usb:///dev/usb/lp0"));
        assert_eq!(table["profile"].as_str(), Some("bixolon-srp-350iii"));
        let queue = Found {
            connection: Connection::Spooler("주방 \"1\"".into()),
            usb: None,
            said: "socket://x".into(),
            profile: None,
        };
        let table: toml::Table = entry(&row(&queue), &Words::new(Language::Korean)).parse().unwrap();
        assert_eq!(table["connection"].as_str(), Some("spooler://주방 \"1\""));
        assert_eq!(table["profile"].as_str(), Some("generic-80mm"));
    }
}
