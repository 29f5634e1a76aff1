//! What a profile says about a model besides its text: plugs, bell, drawer, codes. Every word is checked while it is
//! read, so that a wrong one is refused with its line.

use std::fmt;

use serde::Deserialize;

use crate::printer::Flow;

/// How the printer is brought to read Hangul.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TwoByteMode {
    /// `FS &` after every `ESC @`. Korean models may start in either mode, so it is sent to all that know it.
    #[default]
    FsAmpersand,
    /// It always reads Hangul, and prints `FS &` as rubbish.
    Always,
}

/// How it is made to beep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BuzzerCommand {
    /// `ESC B n t`.
    #[default]
    EscB,
    /// `ESC ( A` function 97 (Epson's TM-U230 and what follows it).
    EscParenA,
}

/// How it draws a QR code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QrCommand {
    /// As a picture of ours; works on every printer.
    #[default]
    Raster,
    /// `GS ( k`, fewer bytes. A printer that does not know it prints it as rubbish.
    Native,
}

/// Codes that `FS 2` may define: one row of the two user-defined rows of KS X 1001.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct UserCodes {
    /// C9 or FE.
    pub lead: u8,
    /// Within A1 to FE.
    pub trails: std::ops::RangeInclusive<u8>,
}

impl Default for UserCodes {
    fn default() -> UserCodes {
        UserCodes { lead: 0xFE, trails: 0xA1..=0xFE }
    }
}

impl TryFrom<String> for UserCodes {
    type Error = String;

    fn try_from(text: String) -> Result<UserCodes, String> {
        let code = |text: &str| u16::from_str_radix(text, 16).ok().map(u16::to_be_bytes);
        match text.split_once('-').map(|(first, last)| (code(first), code(last))) {
            Some((Some([lead @ (0xC9 | 0xFE), first @ 0xA1..=0xFE]), Some([same, last @ 0xA1..=0xFE])))
                if lead == same && first <= last =>
            {
                Ok(UserCodes { lead, trails: first..=last })
            }
            _ => Err(format!("\"{text}\" is not a range within C9A1-C9FE or FEA1-FEFE")),
        }
    }
}

/// How the drawer is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "DrawerFile")]
pub struct Drawer {
    /// Pin of the plug, 2 or 5.
    pub pin: u8,
    /// Length of the pulse, milliseconds.
    pub on_ms: u16,
    /// Rest after it, milliseconds.
    pub off_ms: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DrawerFile {
    pin: u8,
    on_ms: u16,
    off_ms: u16,
}

impl TryFrom<DrawerFile> for Drawer {
    type Error = String;

    fn try_from(DrawerFile { pin, on_ms, off_ms }: DrawerFile) -> Result<Drawer, String> {
        if !matches!(pin, 2 | 5) {
            return Err(format!("pin {pin} is not 2 or 5"));
        }
        if [on_ms, off_ms].iter().any(|ms| !(2..=510).contains(ms)) {
            return Err("`on_ms` and `off_ms` are between 2 and 510".to_owned());
        }
        Ok(Drawer { pin, on_ms, off_ms })
    }
}

impl Drawer {
    /// `ESC p m t1 t2`, times in steps of 2 ms.
    pub fn pulse(self) -> [u8; 5] {
        let [on, off] = [self.on_ms, self.off_ms].map(|ms| (ms / 2).clamp(1, 255) as u8);
        [0x1B, b'p', u8::from(self.pin == 5), on, off]
    }
}

/// A USB vendor, or one of its products.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct UsbId {
    /// Vendor id.
    pub vendor: u16,
    /// Product id; `None`: any of the vendor's.
    pub product: Option<u16>,
}

impl TryFrom<String> for UsbId {
    type Error = String;

    fn try_from(text: String) -> Result<UsbId, String> {
        let number = |text: &str| {
            u16::from_str_radix(text, 16).ok().filter(|_| text.len() == 4 && !text.starts_with('+'))
        };
        let id = match text.split_once(':') {
            Some((vendor, product)) => number(vendor)
                .zip(number(product))
                .map(|(vendor, product)| UsbId { vendor, product: Some(product) }),
            None => number(&text).map(|vendor| UsbId { vendor, product: None }),
        };
        id.ok_or_else(|| format!("\"{text}\" is not a USB id like \"04b8:0202\" or \"04b8\""))
    }
}

impl fmt::Display for UsbId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04x}", self.vendor)?;
        self.product.map_or(Ok(()), |product| write!(f, ":{product:04x}"))
    }
}

/// How its serial port is set when it leaves the factory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "SerialFile")]
pub struct SerialDefaults {
    /// Bits per second.
    pub baud: u32,
    /// Flow control.
    pub flow: Flow,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SerialFile {
    baud: u32,
    flow: FlowWord,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FlowWord {
    None,
    Rts,
    Xon,
}

impl TryFrom<SerialFile> for SerialDefaults {
    type Error = String;

    fn try_from(file: SerialFile) -> Result<SerialDefaults, String> {
        if !(1200..=921_600).contains(&file.baud) {
            return Err(format!("`baud` {} is not between 1200 and 921600", file.baud));
        }
        let flow = match file.flow {
            FlowWord::None => Flow::None,
            FlowWord::Rts => Flow::Rts,
            FlowWord::Xon => Flow::Xon,
        };
        Ok(SerialDefaults { baud: file.baud, flow })
    }
}
