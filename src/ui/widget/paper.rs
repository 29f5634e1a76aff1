//! A ticket as a picture. It is in memory alone: no file of it is written.

use iced::widget::{container, image, scrollable};
use iced::{Element, Fill};

use super::finger;
use crate::engine::Bitmap;
use crate::ui::theme;

/// A ticket's dots as pixels.
pub fn pixels(picture: &Bitmap) -> image::Handle {
    let rgba: Vec<u8> = picture.dots.iter().flat_map(|dot| [*dot, *dot, *dot, u8::MAX]).collect();
    image::Handle::from_rgba(picture.width, picture.height, rgba)
}

/// The ticket as wide as its place, scrolled where it is longer.
pub fn paper<'a, M: 'a>(picture: &image::Handle) -> Element<'a, M> {
    let paper = container(image(picture.clone()).width(Fill)).padding(6);
    finger::scroll(scrollable(paper.style(theme::band(theme::PAPER))).height(Fill))
}
