//! How a part looks where a form says nothing about it, found by writing it: so what is told of a look is what is printed.

use super::{Discreet, Look, Show, Size, Style, TicketInput, Writer};
use crate::ticket::Block;

/// The look that a part has of itself on this ticket; `None` where the order gives it nothing to say.
pub fn own_look(input: &TicketInput<'_>, show: Show) -> Option<Look> {
    let styles = |look: Look| {
        let discreet = Discreet::of(input.order);
        let mut writer = Writer { input, discreet, blocks: Vec::new(), look, reversed: false };
        writer.show(show);
        let style = |block: &Block| match block {
            Block::Text { style, .. } | Block::Pair { style, .. } | Block::Rule { style, .. } => Some(*style),
            Block::Figure(_) => None,
        };
        writer.blocks.iter().filter_map(style).collect::<Vec<Style>>()
    };
    let own = styles(Look::default());
    // What a size changes is the part itself; a stall's name above it is not.
    let changed = |one: Look, other: Look| {
        let (one, other) = (styles(one), styles(other));
        let at = one.iter().zip(&other).position(|(one, other)| one.size != other.size)?;
        own.get(at).copied()
    };
    let sized = |size| Look { size: Some(size), ..Look::default() };
    let optional = |size| Look { options: Some(size), ..Look::default() };
    let first = changed(sized(Size::Normal), sized(Size::Large))?;
    Some(Look {
        size: Some(first.size),
        options: changed(optional(Size::Normal), optional(Size::Large)).map(|style| style.size),
        reversed: Some(first.reversed),
        centred: Some(first.centred),
    })
}
