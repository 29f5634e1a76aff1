//! `printer scan` and `printer speed`: where printers are, for an installer with twenty minutes.

use serde::Serialize;

use crate::cli::{Context, Failure, runtime, say};
use crate::language;
use crate::printer::Network;
use crate::printer::{Connection, Flow, SerialPort};
use crate::printer::{
    Found, Heard, NetworkFault, Profile, RAW_PORT, attached, find_speed, listening, own_networks,
};
use crate::settings::Language;

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
    let language = context.language();
    let networks = args.network.as_deref().map(|text| networks(text, language)).transpose()?;
    let (mut found, failed) = runtime()?.block_on(attached(&Profile::available(Some(&context.data_folder))));
    for cause in failed {
        let words = context.words();
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
        println!("{}", entry(&row(one), language));
    }
    if found.is_empty() {
        println!("{}", say(language, "아무것도 찾지 못했습니다.", "Nothing found."));
    }
    println!("{}", hint(networks.is_some(), language));
    Ok(())
}

fn networks(text: &str, language: Language) -> Result<Vec<Network>, Failure> {
    if text.is_empty() {
        let own = own_networks();
        if own.is_empty() {
            let why = (
                "이 컴퓨터의 사설 네트워크를 찾지 못했습니다. --network 192.168.0.0/24처럼 적어 주세요.",
                "No private network of this machine was found; say --network 192.168.0.0/24.",
            );
            return Err(Failure::Failed(say(language, why.0, why.1)));
        }
        return Ok(own);
    }
    let network = text.parse().map_err(|fault| {
        let korean = match fault {
            NetworkFault::Form => "192.168.0.0/24 같은 IPv4 네트워크가 아닙니다",
            NetworkFault::Wide => "1,024대보다 넓습니다. /22까지만 찾습니다",
            NetworkFault::Public => "사설 네트워크가 아닙니다. 가게 안만 찾습니다",
        };
        Failure::Wrong(format!("--network {text}: {}", say(language, korean, fault.to_string())))
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
fn entry(row: &Row<'_>, language: Language) -> String {
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
            let note = say(language, "기종을 모름: 시험 인쇄로 확인", "model not known: see the test page");
            format!("profile = \"generic-80mm\"   # {note}")
        }
    };
    format!("# {}\nconnection = {quoted}\n{profile}\n", about.join(" · "))
}

fn hint(network: bool, language: Language) -> String {
    let first = match network {
        true => String::new(),
        false => say(
            language,
            "네트워크 프린터도 찾으려면: jumunbell printer scan --network\n",
            "To look for network printers too: jumunbell printer scan --network\n",
        ),
    };
    first
        + &say(
            language,
            "랜 프린터가 보이지 않으면 공장 주소(192.168.123.100, 192.168.192.168 같은)일 수 있습니다. 급지 버튼을 누른 채\n\
         전원을 켜면 나오는 시험지에 IP가 적혀 있습니다. 이 컴퓨터의 랜 카드에 그 대역의 주소(예: 192.168.123.10/24)를\n\
         잠시 더하고 브라우저로 그 IP를 열어 가게 대역의 주소로 바꾼 뒤 다시 찾으세요.\n\
         직렬 프린터의 속도는 jumunbell printer speed로 찾습니다.",
            "A network printer that is missing may still have its factory address (such as 192.168.123.100 or 192.168.192.168).\n\
         Switch it on with the feed button held: its self-test names the IP. Give this machine a second address there for a\n\
         moment (192.168.123.10/24, say), open that IP in a browser, give it an address of the shop, and scan again.\n\
         The speed of a serial printer is found by jumunbell printer speed.",
        )
}

pub fn speed(context: &Context, args: SpeedArgs) -> Result<(), Failure> {
    let language = context.language();
    let (port, flow) = serial_port(context, &args.printer)?;
    let tried = runtime()?
        .block_on(find_speed(&port, flow))
        .map_err(|not_ready| context.failed(&not_ready.cause()))?;
    for (baud, heard) in &tried {
        let heard = match heard {
            Heard::Answer => say(language, "알아듣고 대답함", "understood"),
            Heard::Noise => say(language, "알 수 없는 대답", "an answer that makes no sense"),
            Heard::Nothing => say(language, "대답 없음", "no answer"),
        };
        eprintln!("{baud}\t{heard}");
    }
    match tried.last() {
        Some((baud, Heard::Answer)) => {
            let connection = Connection::Serial { port, baud: *baud, flow }.to_string();
            println!("connection = {}", toml::Value::String(connection));
            Ok(())
        }
        _ => Err(Failure::Failed(say(
            language,
            "어느 속도에서도 알아듣지 못했습니다. 케이블과 전원을 보고, 프린터 자가 시험지(급지 버튼을 누른 채 켜기)의 속도를 보세요.\n\
             상태 요청에 대답하지 않는 프린터도 있습니다: 그때는 속도마다 시험 인쇄를 해 보세요.",
            "Not understood at any rate. Check cable and power; the self-test (switched on with the feed button held) names the\n\
             rate. Some printers answer no status request: then try the test page at each rate.",
        ))),
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
        _ => Err(Failure::Wrong(say(
            context.language(),
            format!(
                "{printer}: 직렬 프린터가 아닙니다. settings.toml의 id나 serial:///dev/ttyUSB0, serial://COM3을 주세요"
            ),
            format!(
                "{printer}: not a serial printer; give its id in settings.toml, or serial:///dev/ttyUSB0, serial://COM3"
            ),
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printer::{UsbDevice, UsbId};

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
        let text = entry(&row(&found), Language::English);
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
        let table: toml::Table = entry(&row(&queue), Language::Korean).parse().unwrap();
        assert_eq!(table["connection"].as_str(), Some("spooler://주방 \"1\""));
        assert_eq!(table["profile"].as_str(), Some("generic-80mm"));
    }
}
