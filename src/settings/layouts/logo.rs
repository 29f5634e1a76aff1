//! A shop's picture for its tickets: a PNG file in `layouts/`, read once at start and bounded before it grows.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use cause::Cause;
use domain::text::clean;
use png::{ColorType, Decoder, Limits, Transformations};

use crate::printer;
use crate::settings::fault::LogoFault;
use crate::ticket::Logo;

/// Largest file, bytes.
pub(in crate::settings) const MOST_BYTES: u64 = 512 * 1024;
/// Longest side, dots: several times the paper; more is a photograph by mistake.
pub(in crate::settings) const LONGEST_SIDE: u32 = 2000;

/// Reads the picture called `name` in `folder`. Where it is transparent the paper is white.
pub(super) fn read(folder: &Path, name: &str) -> Result<Logo, LogoFault> {
    let file_name =
        !name.starts_with('.') && !name.contains(['/', '\\', ':']) && !name.contains(char::is_control);
    if !file_name || name.len() > 64 || !name.to_ascii_lowercase().ends_with(".png") {
        return Err(LogoFault::Name);
    }
    let path = folder.join(name);
    let shown = || path.display().to_string();
    // Only a regular file is opened: opening a pipe would wait for ever.
    match std::fs::metadata(&path) {
        Ok(about) if about.is_file() => {}
        _ => return Err(LogoFault::NoFile(shown())),
    }
    let mut bytes = Vec::new();
    let read = File::open(&path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
    read.map_err(|error| LogoFault::Unreadable(Cause::from(error).to_string()))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(LogoFault::TooLarge);
    }
    let logo = decode(&bytes, clean(name))?;
    // A picture that shows nothing on the narrowest paper shows little on the widest.
    match printer::blackness(&logo, NARROWEST_DOTS) {
        black if black < PALEST => Err(LogoFault::Empty),
        black if black > BLACKEST => Err(LogoFault::Black),
        _ => Ok(logo),
    }
}

/// Dots across 58 mm paper.
const NARROWEST_DOTS: u32 = 384;
/// Parts of a picture's dots that are burnt, from which it shows something: a signature in thin strokes has more.
const PALEST: f64 = 0.002;
/// Parts of its dots above which a picture says nothing; white letters on black leave far more white. A black box costs
/// paper and heat, and stands for a picture that was meant to be transparent.
const BLACKEST: f64 = 0.995;

fn decode(bytes: &[u8], name: String) -> Result<Logo, LogoFault> {
    let no_png = |error: png::DecodingError| LogoFault::NoPng(error.to_string());
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: 32 * 1024 * 1024 });
    decoder.set_transformations(Transformations::normalize_to_color8());
    let (width, height) = decoder.read_header_info().map_err(no_png)?.size();
    if width.max(height) > LONGEST_SIDE {
        return Err(LogoFault::TooManyDots);
    }
    let mut reader = decoder.read_info().map_err(no_png)?;
    let size = reader.output_buffer_size().ok_or(LogoFault::TooManyDots)?;
    let mut samples = vec![0; size];
    let frame = reader.next_frame(&mut samples).map_err(no_png)?;
    let luma = |rgb: &[u8]| {
        let sum = 299 * u32::from(rgb[0]) + 587 * u32::from(rgb[1]) + 114 * u32::from(rgb[2]);
        (sum / 1000) as u8
    };
    let on_white = |shade: u8, alpha: u8| {
        let (shade, alpha) = (u32::from(shade), u32::from(alpha));
        ((shade * alpha + 255 * (255 - alpha)) / 255) as u8
    };
    let samples = &samples[..frame.buffer_size()];
    let shades: Vec<u8> = match frame.color_type {
        ColorType::Grayscale => samples.to_vec(),
        ColorType::GrayscaleAlpha => samples.chunks_exact(2).map(|p| on_white(p[0], p[1])).collect(),
        ColorType::Rgb => samples.chunks_exact(3).map(luma).collect(),
        ColorType::Rgba => samples.chunks_exact(4).map(|p| on_white(luma(p), p[3])).collect(),
        ColorType::Indexed => return Err(LogoFault::NoPng("palette".to_owned())),
    };
    Ok(Logo { name, width: frame.width, height: frame.height, shades })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(color: ColorType, width: u32, height: u32, samples: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(color);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header().unwrap().write_image_data(samples).unwrap();
        file
    }

    #[test]
    fn colours_become_shades_and_glass_is_white() {
        let rgba =
            png(ColorType::Rgba, 2, 2, &[0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255, 255, 255, 255, 255]);
        let logo = decode(&rgba, "a.png".into()).unwrap();
        assert_eq!((logo.width, logo.height, logo.shades), (2, 2, vec![0, 255, 76, 255]));
        let grey = png(ColorType::GrayscaleAlpha, 2, 1, &[0, 128, 40, 255]);
        assert_eq!(decode(&grey, "a.png".into()).unwrap().shades, [127, 40]);
        let rgb = png(ColorType::Rgb, 1, 1, &[0, 255, 0]);
        assert_eq!(decode(&rgb, "a.png".into()).unwrap().shades, [149]);
    }

    #[test]
    fn what_is_no_logo_is_refused() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("layouts");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(data.path().join("out.png"), png(ColorType::Grayscale, 1, 1, &[0])).unwrap();
        std::fs::write(folder.join("text.png"), "not a picture").unwrap();
        std::fs::write(folder.join("large.png"), vec![0; MOST_BYTES as usize + 1]).unwrap();
        std::fs::write(folder.join("wide.png"), png(ColorType::Grayscale, 2001, 1, &[0; 2001])).unwrap();
        let drawn: Vec<u8> = (0..64).map(|i| if i % 8 < 4 { 7 } else { 250 }).collect();
        let whole = png(ColorType::Grayscale, 8, 8, &drawn);
        std::fs::write(folder.join("cut.png"), &whole[..whole.len() - 20]).unwrap();
        std::fs::write(folder.join("로고.PNG"), &whole).unwrap();
        std::fs::create_dir(folder.join("folder.png")).unwrap();
        let fault = |name| read(&folder, name).map(|logo| logo.name).unwrap_err();
        for name in
            ["../out.png", "..\\out.png", "C:out.png", "/etc/out.png", ".png", "logo.jpg", "", "a\n.png"]
        {
            assert_eq!(fault(name), LogoFault::Name, "{name}");
        }
        for name in ["none.png", "folder.png"] {
            assert!(matches!(fault(name), LogoFault::NoFile(path) if path.contains(name)), "{name}");
        }
        assert_eq!(fault("large.png"), LogoFault::TooLarge);
        assert_eq!(fault("wide.png"), LogoFault::TooManyDots);
        for name in ["text.png", "cut.png"] {
            assert!(matches!(fault(name), LogoFault::NoPng(_)), "{name}");
        }
        assert_eq!(read(&folder, "로고.PNG").unwrap().shades, drawn);
    }

    /// Reads a picture of 400 × 100 dots, each as `rgba` says.
    fn of_dots(rgba: impl Fn(u32, u32) -> [u8; 4]) -> Result<(), LogoFault> {
        let data = tempfile::tempdir().unwrap();
        let samples: Vec<u8> = (0..400 * 100).flat_map(|i| rgba(i % 400, i / 400)).collect();
        std::fs::write(data.path().join("logo.png"), png(ColorType::Rgba, 400, 100, &samples)).unwrap();
        read(data.path(), "logo.png").map(|_| ())
    }

    #[test]
    fn a_logo_of_which_nothing_would_show_is_refused() {
        let letters = |x: u32, y: u32| (40..60).contains(&y) && x % 40 < 12;
        for (what, ink, ground) in [
            ("white on white", [255; 4], [255; 4]),
            ("white on glass", [255; 4], [0, 0, 0, 0]),
            ("pale yellow on white", [255, 250, 200, 255], [255; 4]),
            ("pale grey on white", [225, 225, 225, 255], [250, 250, 250, 255]),
            ("black, almost glass", [0, 0, 0, 20], [0, 0, 0, 0]),
        ] {
            let read = of_dots(|x, y| if letters(x, y) { ink } else { ground });
            assert_eq!(read, Err(LogoFault::Empty), "{what}");
        }
        for (what, ink, ground) in [
            ("black on black", [0, 0, 0, 255], [0, 0, 0, 255]),
            ("red on black", [60, 0, 0, 255], [0, 0, 0, 255]),
        ] {
            let read = of_dots(|x, y| if letters(x, y) { ink } else { ground });
            assert_eq!(read, Err(LogoFault::Black), "{what}");
        }
    }

    #[test]
    fn a_logo_that_shows_is_taken_however_sparse() {
        let stroke = |x: u32, y: u32| x / 4 == y;
        for (what, ink, ground) in [
            ("a thin stroke on glass", [0, 0, 0, 255], [0, 0, 0, 0]),
            ("a thin stroke on white", [40, 0, 0, 255], [255; 4]),
            ("a white stroke on black", [255; 4], [0, 0, 0, 255]),
        ] {
            assert_eq!(of_dots(|x, y| if stroke(x, y) { ink } else { ground }), Ok(()), "{what}");
        }
        assert_eq!(of_dots(|_, _| [160, 160, 160, 255]), Ok(()), "an even grey is spread in dots");
    }
}
