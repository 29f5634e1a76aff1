//! Colours and sizes. Large, one colour per step of an order, so that the counter reads from a metre away; dark on light, or
//! light on dark for a dim kitchen.

use iced::widget::{button, container, text, text_input};
use iced::{Background, Border, Color, Font, Theme, font};

/// Everything that is read or tapped often.
pub const FONT: Font = Font::with_name("NanumGothic");
/// Numbers, headings, buttons. The file NanumGothicBold says it weighs 600; asking for 700 would find another font.
pub const BOLD: Font = Font { weight: font::Weight::Semibold, ..FONT };

/// Least height of anything to tap, for a finger that does not aim.
pub const TARGET: f32 = 56.0;

/// Side notes.
pub const SMALL: f32 = 16.0;
/// Running text.
pub const BODY: f32 = 19.0;
/// Headings and buttons.
pub const LARGE: f32 = 24.0;
/// Sums that are compared with one another.
pub const FIGURE: f32 = 30.0;
/// Order numbers and countdowns.
pub const HUGE: f32 = 40.0;

/// What a colour is for. Which one that is, the window's theme says: every style asks it, so that nothing is drawn in the
/// colours of another theme after a switch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Role {
    light: Color,
    /// As a text or an edge, in the dark theme.
    dark: Color,
    /// As the ground below a text, in the dark theme: darker than the text, so that a large area does not dazzle.
    dark_ground: Color,
}

impl Role {
    const fn new(light: [u8; 3], dark: [u8; 3], dark_ground: [u8; 3]) -> Role {
        const fn color([red, green, blue]: [u8; 3]) -> Color {
            Color::from_rgb8(red, green, blue)
        }
        Role { light: color(light), dark: color(dark), dark_ground: color(dark_ground) }
    }

    /// One that is the same in every theme, such as an app's own colour.
    const fn fixed(color: Color) -> Role {
        Role { light: color, dark: color, dark_ground: color }
    }

    /// As the colour of a text or an edge.
    pub fn text(self, theme: &Theme) -> Color {
        if is_dark(theme) { self.dark } else { self.light }
    }

    /// As the ground below a text.
    pub fn ground(self, theme: &Theme) -> Color {
        if is_dark(theme) { self.dark_ground } else { self.light }
    }
}

fn is_dark(theme: &Theme) -> bool {
    theme.extended_palette().is_dark
}

/// Text.
pub const INK: Role = Role::new([0x11, 0x18, 0x27], [0xe3, 0xe8, 0xef], [0x3f, 0x4d, 0x61]);
/// Text beside the matter; still 6:1 on every ground.
pub const MUTED: Role = Role::new([0x47, 0x50, 0x5f], [0xaa, 0xb4, 0xc2], [0x47, 0x50, 0x5f]);
/// Behind everything.
pub const DESK: Role = Role::new([0xe7, 0xea, 0xef], [0x12, 0x16, 0x1c], [0x12, 0x16, 0x1c]);
/// Cards, panels, buttons that do not ask to be pressed.
pub const SURFACE: Role = Role::new([0xff, 0xff, 0xff], [0x1d, 0x24, 0x2e], [0x1d, 0x24, 0x2e]);
/// Borders.
pub const LINE: Role = Role::new([0xb8, 0xc0, 0xcc], [0x4a, 0x56, 0x66], [0x4a, 0x56, 0x66]);
/// New orders.
pub const NEW: Role = Role::new([0xc2, 0x41, 0x0c], [0xff, 0x9d, 0x66], [0xa8, 0x38, 0x0a]);
/// In the kitchen.
pub const COOKING: Role = Role::new([0x1d, 0x4e, 0xd8], [0x8f, 0xb4, 0xff], [0x1d, 0x4e, 0xd8]);
/// Ready or on the road.
pub const AWAY: Role = Role::new([0x0f, 0x6b, 0x4a], [0x5f, 0xd3, 0xa4], [0x0f, 0x6b, 0x4a]);
/// Finished.
pub const DONE: Role = Role::new([0x4b, 0x55, 0x63], [0xb3, 0xbc, 0xc9], [0x4b, 0x55, 0x63]);
/// All is well.
pub const GOOD: Role = Role::new([0x15, 0x6f, 0x3a], [0x6e, 0xd4, 0x8c], [0x15, 0x6f, 0x3a]);
/// Look soon.
pub const WARN: Role = Role::new([0xa1, 0x53, 0x00], [0xf2, 0xb0, 0x4c], [0x8a, 0x47, 0x00]);
/// Look now.
pub const DANGER: Role = Role::new([0xb9, 0x1c, 0x1c], [0xff, 0x9c, 0x94], [0xb9, 0x1c, 0x1c]);
/// Practice, which is nothing of all that.
pub const PRACTICE: Role = Role::new([0x6b, 0x21, 0xa8], [0xd4, 0xb0, 0xfa], [0x5b, 0x1d, 0x91]);
/// Ground of a warning.
pub const WARN_GROUND: Role = Role::new([0xff, 0xf3, 0xd6], [0x3a, 0x2d, 0x10], [0x3a, 0x2d, 0x10]);
/// Ground of an alarm.
pub const DANGER_GROUND: Role = Role::new([0xff, 0xe4, 0xe4], [0x45, 0x19, 0x1c], [0x45, 0x19, 0x1c]);
/// The paper of a ticket, which is white in every theme because it is white in the printer.
pub const PAPER: Role = Role::fixed(Color::WHITE);

/// Letters on a coloured ground, the first of these that can be read there: on any ground one of them can.
const LETTERS: [Color; 3] = [Color::WHITE, INK.light, Color::BLACK];
/// The same in the dark theme, where pure white comes last.
const DARK_LETTERS: [Color; 4] = [Color::from_rgb8(0xf1, 0xf4, 0xf8), INK.light, Color::BLACK, Color::WHITE];

/// The window's theme, for what iced draws by itself too, such as scrollbars and text fields.
pub fn theme(dark: bool) -> Theme {
    let color = |role: Role| if dark { role.dark } else { role.light };
    let palette = iced::theme::Palette {
        background: color(DESK),
        text: color(INK),
        primary: color(COOKING),
        success: color(GOOD),
        warning: color(WARN),
        danger: color(DANGER),
    };
    Theme::custom(if dark { "jumunbell dark" } else { "jumunbell" }, palette)
}

/// A channel's `#rrggbb`; grey if it is none.
pub fn channel_color(text: &str) -> Role {
    text.parse().map_or(DONE, Role::fixed)
}

/// Least contrast of a text with its ground (WCAG 2.1, 1.4.3).
const READABLE: f32 = 4.5;

/// Letters that can be read on `ground`.
fn readable_on(ground: Color, theme: &Theme) -> Color {
    let letters: &[Color] = if is_dark(theme) { &DARK_LETTERS } else { &LETTERS };
    letters.iter().copied().find(|color| contrast(*color, ground) >= READABLE).unwrap_or(Color::BLACK)
}

/// Contrast as WCAG counts it, 1 to 21.
fn contrast(a: Color, b: Color) -> f32 {
    let (a, b) = (a.relative_luminance() + 0.05, b.relative_luminance() + 0.05);
    a.max(b) / a.min(b)
}

/// Style of a text in the colour of this role.
pub fn ink(role: Role) -> impl Fn(&Theme) -> text::Style {
    move |theme| text::Style { color: Some(role.text(theme)) }
}

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tone {
    /// The step that comes next, in the colour of that step.
    Main(Role),
    /// Possible.
    Plain,
    /// Cannot be undone for the customer: a rejection or a cancellation.
    Grave,
    /// A choice that is on.
    Chosen,
}

impl Tone {
    /// Of one of several choices: whether it is the one that is on.
    pub fn choice(on: bool) -> Tone {
        if on { Tone::Chosen } else { Tone::Plain }
    }
}

/// Style of a button.
pub fn button_style(tone: Tone) -> impl Fn(&Theme, button::Status) -> button::Style {
    move |theme, status| {
        let filled = |role: Role| (role.ground(theme), readable_on(role.ground(theme), theme), role);
        let (ground, text, edge) = match tone {
            Tone::Main(role) => filled(role),
            Tone::Plain => (SURFACE.ground(theme), INK.text(theme), DONE),
            Tone::Grave => (SURFACE.ground(theme), DANGER.text(theme), DANGER),
            Tone::Chosen => filled(INK),
        };
        let (ground, text, edge) = match status {
            button::Status::Disabled => (DESK.ground(theme), MUTED.text(theme), LINE),
            button::Status::Hovered => (mix(ground, INK.text(theme), 0.06), text, edge),
            button::Status::Pressed => (mix(ground, INK.text(theme), 0.2), text, edge),
            button::Status::Active => (ground, text, edge),
        };
        button::Style {
            background: Some(Background::Color(ground)),
            text_color: text,
            border: Border { color: edge.text(theme), width: 2.0, radius: 8.0.into() },
            ..button::Style::default()
        }
    }
}

/// Style of a card that is one big button: its ground and edge say how it stands.
pub fn card_style(
    ground: Role,
    edge: Role,
    selected: bool,
) -> impl Fn(&Theme, button::Status) -> button::Style {
    move |theme, status| button::Style {
        background: Some(Background::Color(pressed(ground, status, theme))),
        text_color: INK.text(theme),
        border: Border {
            color: if selected { INK } else { edge }.text(theme),
            width: if selected { 4.0 } else { 2.0 },
            radius: 10.0.into(),
        },
        ..button::Style::default()
    }
}

/// Style of a chip on the bar: as a card, with a thin edge, so that it reads as a state and not as a step.
pub fn chip_style() -> impl Fn(&Theme, button::Status) -> button::Style {
    move |theme, status| button::Style {
        background: Some(Background::Color(pressed(SURFACE, status, theme))),
        text_color: INK.text(theme),
        border: Border { color: LINE.text(theme), width: 1.0, radius: 8.0.into() },
        ..button::Style::default()
    }
}

/// A ground under a finger.
fn pressed(ground: Role, status: button::Status, theme: &Theme) -> Color {
    match status {
        button::Status::Pressed => mix(ground.ground(theme), INK.text(theme), 0.12),
        _ => ground.ground(theme),
    }
}

/// A box with a ground, an edge and its text colour.
pub fn panel(ground: Role, edge: Role, text: Role) -> impl Fn(&Theme) -> container::Style {
    move |theme| container::Style {
        background: Some(Background::Color(ground.ground(theme))),
        text_color: Some(text.text(theme)),
        border: Border { color: edge.text(theme), width: 2.0, radius: 8.0.into() },
        ..container::Style::default()
    }
}

/// A field to write in: as bright as a card, so that it does not look switched off.
pub fn field(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let focused = matches!(status, text_input::Status::Focused { .. });
    let edge = if focused { COOKING } else { LINE };
    text_input::Style {
        background: Background::Color(SURFACE.ground(theme)),
        border: Border { color: edge.text(theme), width: 2.0, radius: 6.0.into() },
        ..text_input::default(theme, status)
    }
}

/// A box filled with one colour.
pub fn filled(role: Role) -> impl Fn(&Theme) -> container::Style {
    move |theme| container::Style {
        border: Border { radius: 8.0.into(), ..Border::default() },
        ..fill(role, theme)
    }
}

/// The app's colour along a card's left edge, in the card's round corners.
pub fn stripe(role: Role) -> impl Fn(&Theme) -> container::Style {
    move |theme| container::Style {
        border: Border { radius: iced::border::left(6.0), ..Border::default() },
        ..fill(role, theme)
    }
}

/// A square-cornered band of one colour.
pub fn band(role: Role) -> impl Fn(&Theme) -> container::Style {
    move |theme| fill(role, theme)
}

fn fill(role: Role, theme: &Theme) -> container::Style {
    let ground = role.ground(theme);
    container::Style {
        background: Some(Background::Color(ground)),
        text_color: Some(readable_on(ground, theme)),
        ..container::Style::default()
    }
}

/// What lies behind a question, over the screen that it stands on.
pub fn shade(theme: &Theme) -> container::Style {
    let (color, part) = if is_dark(theme) { (Color::BLACK, 0.7) } else { (INK.light, 0.55) };
    container::Style {
        background: Some(Background::Color(Color { a: part, ..color })),
        ..container::Style::default()
    }
}

fn mix(a: Color, b: Color, part: f32) -> Color {
    let blend = |a: f32, b: f32| a + (b - a) * part;
    Color { r: blend(a.r, b.r), g: blend(a.g, b.g), b: blend(a.b, b.b), a: a.a }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What both themes are measured with.
    fn themes() -> [Theme; 2] {
        [theme(false), theme(true)]
    }

    #[test]
    fn both_themes_are_what_they_are_called() {
        let [light, dark] = themes();
        assert!(!is_dark(&light) && is_dark(&dark));
        assert!(INK.text(&light) != INK.text(&dark) && INK.ground(&light) == INK.text(&light));
    }

    #[test]
    fn every_text_reads_on_its_ground() {
        let states = [INK, MUTED, COOKING, AWAY, DONE, GOOD, WARN, DANGER, PRACTICE];
        let grounds = [DESK, SURFACE, WARN_GROUND, DANGER_GROUND];
        // A new order's countdown is red where its card is.
        let own = [(NEW, SURFACE), (NEW, WARN_GROUND)];
        let all = states.into_iter().flat_map(|state| grounds.map(|ground| (state, ground)));
        for (text, ground) in all.chain(own) {
            for theme in &themes() {
                let seen = contrast(text.text(theme), ground.ground(theme));
                assert!(seen >= READABLE, "{text:?} on {ground:?}: {seen} ({theme})");
            }
        }
    }

    #[test]
    fn every_button_and_tag_reads_in_both_themes() {
        let filled = [INK, MUTED, NEW, COOKING, AWAY, DONE, GOOD, WARN, DANGER, PRACTICE, PAPER];
        for theme in &themes() {
            for role in filled {
                let ground = role.ground(theme);
                let seen = contrast(readable_on(ground, theme), ground);
                assert!(seen >= READABLE, "{role:?}: {seen} ({theme})");
            }
            for tone in filled.map(Tone::Main).into_iter().chain([Tone::Plain, Tone::Grave, Tone::Chosen]) {
                use button::Status::*;
                for status in [Active, Hovered, Disabled] {
                    let style = button_style(tone)(theme, status);
                    let Some(Background::Color(ground)) = style.background else { panic!("no ground") };
                    let seen = contrast(style.text_color, ground);
                    assert!(seen >= READABLE, "{tone:?} {status:?}: {seen} ({theme})");
                }
            }
        }
    }

    #[test]
    fn nothing_but_paper_dazzles_in_the_dark() {
        let dark = theme(true);
        let roles = [INK, MUTED, DESK, SURFACE, LINE, NEW, COOKING, AWAY, DONE, GOOD, WARN, DANGER, PRACTICE];
        for role in roles.into_iter().chain([WARN_GROUND, DANGER_GROUND]) {
            assert!(role.ground(&dark).relative_luminance() < 0.15, "{role:?} as a ground");
            assert!(role.text(&dark).relative_luminance() < 0.85, "{role:?} as a text");
        }
        assert_eq!(PAPER.ground(&dark), Color::WHITE);
    }

    #[test]
    fn every_apps_name_reads_on_its_badge() {
        // The shipped apps' colours, and some that their owners may choose.
        let shipped = std::fs::read_dir("assets/channels").unwrap().filter_map(|file| {
            let text = std::fs::read_to_string(file.unwrap().path()).ok()?;
            Some(text.split_once("color = \"")?.1[..7].to_owned())
        });
        let others = ["#ff3c6f", "#ffd400", "#1aa7ec", "#e60012", "#222222", "#00c73c", "#777777", "#757575"];
        let greys = (0..=255).map(|grey: u8| format!("#{grey:02x}{grey:02x}{grey:02x}"));
        let all: Vec<String> = shipped.chain(others.map(str::to_owned)).chain(greys).collect();
        assert!(all.len() > 15 + 256);
        for app in all {
            for theme in &themes() {
                let ground = channel_color(&app).ground(theme);
                assert!(contrast(ground, readable_on(ground, theme)) >= READABLE, "{app} ({theme})");
            }
        }
    }
}
