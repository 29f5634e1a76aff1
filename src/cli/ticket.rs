//! `jumunbell ticket`: one Open Delivery order as paper, without printer, store or clock.

use std::path::{Path, PathBuf};

use cause::Cause;
use domain::order::TicketKind;
use jiff::tz::{TimeZone, offset};
use open_delivery::Dialect;

use crate::file::write_private;
use crate::language::{self, Words};
use crate::printer::{self, encode, picture, png};
use crate::settings::app;
use crate::settings::{ProfileFault, SettingsError, layouts};
use crate::ticket::{Marks, ShopHead, TicketInput, compose, lay_out};

use super::{Context, Failure, act, output};

/// What is asked for.
#[derive(Debug, clap::Args)]
pub(super) struct TicketArgs {
    /// Open Delivery 주문 하나 (JSON) · one order
    #[arg(value_name = "FILE.json")]
    file: PathBuf,
    /// 프린터 프로필 이름 · printer profile
    #[arg(long, value_name = "P")]
    profile: String,
    /// kitchen, customer, rider, cancel, gather
    #[arg(long, value_name = "KIND", default_value = "kitchen", value_parser = act::ticket_kind)]
    kind: TicketKind,
    /// layouts/ 안의 폴더, 프린터의 layout처럼 · a folder in layouts/, as a printer's `layout`
    #[arg(long, value_name = "NAME")]
    layout: Option<String>,
    /// 나오는 꼴 · what comes out
    #[arg(long = "as", value_enum)]
    format: Format,
    /// 쓸 파일, 없거나 -이면 표준 출력 · where to; - or nothing: standard output
    #[arg(short, long, value_name = "OUT")]
    out: Option<PathBuf>,
}

/// What comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// The bytes a printer gets.
    Escpos,
    /// Rows of columns.
    Text,
    /// The printer's dots.
    Png,
}

/// Why no ticket came out.
#[derive(Debug, thiserror::Error)]
pub(super) enum RenderError {
    /// The file is not JSON.
    #[error(transparent)]
    Json(#[from] open_delivery::repair::NotJson),
    /// The file is JSON, but not an order.
    #[error("not an Open Delivery order: {0}")]
    Order(#[from] open_delivery::ReadError),
    /// The printer profile.
    #[error(transparent)]
    Printer(#[from] printer::ProfileError),
    /// A layout of the data folder.
    #[error(transparent)]
    Layout(#[from] SettingsError),
    /// The profile of apps in general.
    #[error(transparent)]
    Channel(#[from] app::ProfileError),
    /// The picture did not become a file.
    #[error("cannot write the picture: {0}")]
    Png(#[from] png::EncodingError),
}

/// Reads the file, renders it, writes it.
pub(super) fn run(context: &Context, args: TicketArgs) -> Result<(), Failure> {
    let language = context.asked_language.unwrap_or_default();
    let words = Words::new(language);
    let unusable = |path: &Path, reason: String| {
        let args = [("path", path.display().to_string().into()), ("reason", reason.into())];
        Failure::Failed(words.text("order-file-unusable", &args))
    };
    let untouchable =
        |path: &Path, error: std::io::Error| unusable(path, language::cause(&words, &Cause::from(&error)));
    let about = |id: &str, error: &RenderError| {
        unusable(&args.file, words.text(id, &[("said", error.to_string().into())]))
    };
    let json = std::fs::read(&args.file).map_err(|error| untouchable(&args.file, error))?;
    let json = String::from_utf8_lossy(&json);
    let data = Data { folder: Some(&context.data_folder), layout: args.layout.as_deref() };
    let ticket = render(&json, &args.profile, data, args.kind, args.format);
    let ticket = ticket.map_err(|error| match error {
        RenderError::Printer(error) => Failure::Wrong(ProfileFault::from(error).worded(&words)),
        RenderError::Channel(error) => Failure::Wrong(ProfileFault::from(error).worded(&words)),
        RenderError::Layout(error) => Failure::Wrong(error.worded(language)),
        error @ RenderError::Json(_) => about("order-file-not-json", &error),
        error @ RenderError::Order(_) => about("order-file-no-order", &error),
        error @ RenderError::Png(_) => about("order-file-no-picture", &error),
    })?;
    match &args.out {
        Some(out) if out.as_os_str() != "-" => {
            write_private(out, &ticket).map_err(|error| untouchable(out, error))
        }
        _ => Ok(output::write(&ticket)?),
    }
}

/// Where profiles and layouts are looked for before those that ship.
#[derive(Clone, Copy, Default)]
pub(super) struct Data<'a> {
    /// The data folder.
    pub(super) folder: Option<&'a Path>,
    /// The layout of one printer in it.
    pub(super) layout: Option<&'a str>,
}

/// Renders the order in `json` as it would stand on paper of printer `profile` (a name). Its number is its display
/// id, its times are the app's, in Korean time; the shop is what the app calls it, since no settings are read.
pub(super) fn render(
    json: &str,
    profile: &str,
    data: Data<'_>,
    kind: TicketKind,
    format: Format,
) -> Result<Vec<u8>, RenderError> {
    let profile = printer::Profile::load(profile, data.folder)?;
    let forms = match data.folder {
        Some(folder) => layouts::load(folder, data.layout)?,
        None => layouts::shipped().clone(),
    };
    let json = open_delivery::repair::document(json.as_bytes())?;
    let (app, dialect) = any_app()?;
    let zone = TimeZone::fixed(offset(9));
    let order = open_delivery::read_document(&json, &dialect, &zone)?;
    let name = open_delivery::merchant_name(&json.value).unwrap_or_default();
    let shop = ShopHead { name, ..ShopHead::default() };
    let input = TicketInput {
        tracking: None,
        several_shops: false,
        kind,
        number: &order.display_id,
        channel: &app.name,
        shop: &shop,
        zone,
        received_at: order.placed_at,
        ready_at: None,
        agency: None,
        again: None,
        marks: Marks::default(),
        stands_in_for: None,
        short: Default::default(),
        station: None,
        order: &order,
    };
    let layout = lay_out(&compose(&input, &forms), profile.columns);
    Ok(match format {
        Format::Escpos => encode(&layout, &profile),
        Format::Text => layout.to_text().into_bytes(),
        Format::Png => png(&picture(&layout, &profile))?,
    })
}

/// The file does not say which app it came from, so every app's payments are known by their names.
fn any_app() -> Result<(app::Profile, Dialect), app::ProfileError> {
    let any = app::Profile::load("open-delivery", None)?;
    let mut dialect = any.dialect();
    for name in app::Profile::shipped() {
        dialect.payments.extend(app::Profile::load(name, None)?.dialect().payments);
    }
    Ok((any, dialect))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: &str = r#"{"id": "0199-0000", "displayId": "B7K2", "type": "TAKEOUT", "createdAt": "2026-11-21T10:02:00Z",
        "merchant": {"id": "m", "name": "한옥국밥 서구점"},
        "items": [{"id": "1", "name": "똠얌꿍", "quantity": 2, "unit": "UN", "unitPrice": {"value": 9000, "currency": "KRW"},
                   "totalPrice": {"value": 18000, "currency": "KRW"}}]}"#;

    fn text(kind: TicketKind) -> String {
        String::from_utf8(render(ORDER, "generic-80mm", Data::default(), kind, Format::Text).unwrap())
            .unwrap()
    }

    #[test]
    fn one_order_in_three_formats() {
        let kitchen = text(TicketKind::Kitchen);
        assert!(kitchen.starts_with("포장   B7K2\n") && kitchen.contains("2  똠얌꿍"), "{kitchen}");
        assert!(kitchen.contains("접수 11/21 19:02"), "{kitchen}");
        assert!(text(TicketKind::Customer).contains("한옥국밥 서구점"));
        let bytes =
            render(ORDER, "generic-58mm", Data::default(), TicketKind::Kitchen, Format::Escpos).unwrap();
        assert!(bytes.starts_with(b"\x1b@\x1c&"));
        let picture =
            render(ORDER, "generic-58mm", Data::default(), TicketKind::Kitchen, Format::Png).unwrap();
        assert!(picture.starts_with(b"\x89PNG"));
    }

    #[test]
    fn the_data_folders_layout_is_the_one_that_prints() {
        let data = tempfile::tempdir().unwrap();
        std::fs::create_dir(data.path().join("layouts")).unwrap();
        let own = data.path().join("layouts/customer.toml");
        let written = |text: &str| {
            std::fs::write(&own, text).unwrap();
            let data = Data { folder: Some(data.path()), layout: None };
            render(ORDER, "generic-80mm", data, TicketKind::Customer, Format::Text)
        };
        let blocks =
            r#"blocks = [{ show = "reference" }, { text = "단골이 되어 주세요" }, { show = "footer" }]"#;
        let paper = String::from_utf8(written(blocks).unwrap()).unwrap();
        assert_eq!(paper.lines().nth(1), Some("단골이 되어 주세요"), "{paper}");
        let error = written("blocks = [{ show = \"reference\" }]").unwrap_err().to_string();
        assert!(error.contains("customer.toml:1: blocks: ") && error.contains("footer"), "{error}");
    }

    #[test]
    fn a_printers_layout_and_what_is_drawn_can_be_looked_at() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("layouts");
        std::fs::create_dir_all(folder.join("small")).unwrap();
        let logo = include_bytes!("../../docs/layouts/logo-and-qr/logo.png");
        std::fs::write(folder.join("logo.png"), logo).unwrap();
        let blocks = r#"blocks = [{ image = "logo.png" }, { show = "reference" }, { show = "footer" },
            { qr = "https://app.example/{external_id}" }]"#;
        std::fs::write(folder.join("small/customer.toml"), blocks).unwrap();
        let paper = |layout, format| {
            let data = Data { folder: Some(data.path()), layout };
            render(ORDER, "generic-58mm", data, TicketKind::Customer, format)
        };
        let text = String::from_utf8(paper(Some("small"), Format::Text).unwrap()).unwrap();
        assert!(text.starts_with("[logo.png]\n"), "{text}");
        assert!(text.ends_with("[QR https://app.example/0199-0000]\n"), "{text}");
        assert!(paper(Some("small"), Format::Png).unwrap().starts_with(b"\x89PNG"));
        let shipped = String::from_utf8(paper(None, Format::Text).unwrap()).unwrap();
        assert!(!shipped.contains("[QR"), "{shipped}");
        let error = paper(Some("tiny"), Format::Text).unwrap_err().to_string();
        assert!(error.contains("tiny: ") && error.contains("small"), "{error}");
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let error = |json, profile| {
            render(json, profile, Data::default(), TicketKind::Kitchen, Format::Text).unwrap_err().to_string()
        };
        assert!(error("{", "generic-80mm").starts_with("not JSON"));
        assert!(error("{}", "generic-80mm").starts_with("not an Open Delivery order"));
        assert!(error(ORDER, "generic-81mm").contains("generic-80mm-48"));
    }
}
