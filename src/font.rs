//! The fonts that ship, each in the program once: constants of a file are copied to wherever they are used, statics are not.
//! Licence and origin: `assets/fonts/OFL.txt`.

/// NanumGothic: the window, and on paper Hanja and the few signs that NanumGothicCoding lacks.
pub static GOTHIC: &[u8] = include_bytes!("../assets/fonts/NanumGothic.ttf");
/// NanumGothic, bold: the window.
pub static GOTHIC_BOLD: &[u8] = include_bytes!("../assets/fonts/NanumGothicBold.ttf");
/// NanumGothicCoding: Hangul twice as wide as Latin, as on paper. Its characters are drawn beforehand (`cells.bin`); the font
/// itself is for drawing them again, and for simulated printers.
#[cfg(any(test, feature = "demo"))]
pub static CODING: &[u8] = include_bytes!("../assets/fonts/NanumGothicCoding.ttf");
/// What CP949 has no code for, in 16 dots: glyphs of GNU Unifont in the order of `text::drawn`, 64 in a row.
pub static DRAWN: &[u8] = include_bytes!("../assets/fonts/unifont.png");
