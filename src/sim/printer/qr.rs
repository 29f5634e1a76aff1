//! QR codes by the printer's own command (`GS ( k`): what it was told, and the dots it draws.

use fast_qr::{ECL, QRBuilder};

use crate::printer::Bitmap;

/// One function of `GS ( k` for QR codes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum QrStep {
    /// 167: dots of one module.
    Module(u8),
    /// 169: error correction, 0 (L) to 3 (H).
    Level(u8),
    /// 180: the text.
    Store(Vec<u8>),
    /// 181.
    Print,
}

/// What is set and stored.
#[derive(Clone, Debug)]
pub(super) struct QrMemory {
    module: u32,
    level: ECL,
    text: Vec<u8>,
}

impl QrMemory {
    /// The settings with which Epson's printers start.
    pub(super) fn new() -> QrMemory {
        QrMemory { module: 3, level: ECL::L, text: Vec::new() }
    }

    /// Does one step; what is printed, without a quiet zone.
    pub(super) fn step(&mut self, step: QrStep) -> Result<Option<Bitmap>, String> {
        match step {
            QrStep::Module(dots) => self.module = u32::from(dots),
            QrStep::Level(level) => self.level = [ECL::L, ECL::M, ECL::Q, ECL::H][usize::from(level % 4)],
            QrStep::Store(text) => self.text = text,
            QrStep::Print => return self.drawn().map(Some),
        }
        Ok(None)
    }

    fn drawn(&self) -> Result<Bitmap, String> {
        if self.text.is_empty() {
            return Err("GS ( k prints, but nothing is stored".to_owned());
        }
        let code = QRBuilder::new(self.text.as_slice()).ecl(self.level).build();
        let code = code.map_err(|error| format!("GS ( k: {error}"))?;
        let side = code.size as u32 * self.module;
        let black = |i: u32| {
            let (x, y) = (i % side / self.module, i / side / self.module);
            code[y as usize][x as usize].value()
        };
        let dots = (0..side * side).map(|i| if black(i) { 0 } else { 255 }).collect();
        Ok(Bitmap { width: side, height: side, dots })
    }
}
