//! A list under a finger: a drag scrolls it or turns its page, and presses no button.
//!
//! In iced 0.14 a button takes the press, so that a list of buttons neither scrolls by finger nor lets a finger slide off
//! (<https://github.com/iced-rs/iced/issues/2004>). This widget stands around the list and sees every event first: a press
//! goes on to the button, and a drag takes it back.

use iced::advanced::{Shell, mouse};
use iced::{Element, Event, Point, Rectangle, Vector, touch};

use super::around::{Watch, Within, around};

/// A finger that moves less than this has tapped, in logical pixels.
const TAP: f32 = 12.0;
/// A finger that moves at least this far turns a page, in logical pixels.
const SWIPE: f32 = 48.0;
/// Width of a list's scroll bar, which is dragged the other way, in logical pixels.
const SCROLL_BAR: f32 = 14.0;

/// Scrolls `list`, a `scrollable`, by dragging what is in it.
pub fn scroll<'a, M: 'a>(list: impl Into<Element<'a, M>>) -> Element<'a, M> {
    around(list, Finger { turn: None })
}

/// Turns a page by swiping over it: `turn` is given -1 for the page before (to the right or down), 1 for the next one.
pub fn turn<'a, M: 'a>(page: impl Into<Element<'a, M>>, turn: impl Fn(isize) -> M + 'a) -> Element<'a, M> {
    around(page, Finger { turn: Some(Box::new(turn)) })
}

struct Finger<'a, M> {
    /// What a swipe does; `None`: it scrolls.
    turn: Option<Box<dyn Fn(isize) -> M + 'a>>,
}

/// The finger that is down.
#[derive(Clone, Copy, Debug)]
struct Down {
    from: Point,
    at: Point,
    dragging: bool,
}

/// What an event says of a finger, or of the mouse in its place.
enum Touch {
    Press,
    Move(Point),
    Lift,
    Lost,
}

impl Touch {
    fn of(event: &Event) -> Option<Touch> {
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerPressed { .. }) => Some(Touch::Press),
            Event::Mouse(mouse::Event::CursorMoved { position })
            | Event::Touch(touch::Event::FingerMoved { position, .. }) => Some(Touch::Move(*position)),
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerLifted { .. }) => Some(Touch::Lift),
            Event::Touch(touch::Event::FingerLost { .. }) => Some(Touch::Lost),
            _ => None,
        }
    }
}

/// Where a swipe over this way leads: the page before (-1), the next one (1), or nowhere.
fn swiped(way: Vector) -> Option<isize> {
    let far = if way.x.abs() > way.y.abs() { way.x } else { way.y };
    (far.abs() >= SWIPE).then_some(if far > 0.0 { -1 } else { 1 })
}

impl<M> Watch<M> for Finger<'_, M> {
    type State = Option<Down>;

    fn see(
        &self,
        down: &mut Option<Down>,
        event: &Event,
        cursor: mouse::Cursor,
        within: &mut Within<'_, '_, M>,
        shell: &mut Shell<'_, M>,
    ) {
        match (Touch::of(event), *down) {
            (Some(Touch::Press), _) => {
                let (bounds, bar) = (within.bounds(), if self.turn.is_none() { SCROLL_BAR } else { 0.0 });
                let inside = Rectangle { width: bounds.width - bar, ..bounds };
                *down = cursor.position_over(inside).map(|at| Down { from: at, at, dragging: false });
                within.pass(event, cursor, shell);
            }
            (Some(Touch::Move(to)), Some(was)) => {
                let far = to - was.from;
                let dragging = was.dragging || far.x.abs().max(far.y.abs()) > TAP;
                *down = Some(Down { at: to, dragging, ..was });
                if !dragging {
                    return within.pass(event, cursor, shell);
                }
                if !was.dragging {
                    // Lifted somewhere else, a button is not pressed and says nothing. It takes the event, in a shell of its own,
                    // because the list still has to see the next one.
                    let release = Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left));
                    let mut messages = Vec::new();
                    within.pass(&release, mouse::Cursor::Unavailable, &mut Shell::new(&mut messages));
                    shell.request_redraw();
                }
                if self.turn.is_none() {
                    let delta = mouse::ScrollDelta::Pixels { x: 0.0, y: to.y - was.at.y };
                    let over = mouse::Cursor::Available(was.from);
                    within.pass(&Event::Mouse(mouse::Event::WheelScrolled { delta }), over, shell);
                }
                shell.capture_event();
            }
            (Some(Touch::Lift), Some(was)) => {
                *down = None;
                if !was.dragging {
                    return within.pass(event, cursor, shell);
                }
                if let (Some(turn), Some(by)) = (&self.turn, swiped(was.at - was.from)) {
                    shell.publish(turn(by));
                }
                shell.capture_event();
            }
            (Some(Touch::Lost), _) => {
                *down = None;
                within.pass(event, cursor, shell);
            }
            _ => within.pass(event, cursor, shell),
        }
    }
}

#[cfg(test)]
mod tests {
    use iced::widget::{button, column, scrollable, text};
    use iced::{Fill, Settings};
    use iced_test::Simulator;

    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    enum Message {
        Pressed(usize),
        Turned(isize),
    }

    fn rows() -> Element<'static, Message> {
        let rows = (0..20).map(|n| {
            button(text(format!("row {n}"))).width(Fill).height(50).on_press(Message::Pressed(n)).into()
        });
        column(rows).into()
    }

    /// A list of 1,000 pixels seen through 200.
    fn list() -> Simulator<'static, Message> {
        Simulator::with_size(Settings::default(), (300.0, 200.0), scroll(scrollable(rows()).height(200)))
    }

    fn page() -> Simulator<'static, Message> {
        Simulator::with_size(Settings::default(), (300.0, 200.0), turn(rows(), Message::Turned))
    }

    fn press() -> Event {
        Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
    }

    fn lift() -> Event {
        Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
    }

    /// A finger comes down at the first point, passes the others and is lifted at the last.
    fn drag(screen: &mut Simulator<'_, Message>, way: &[(f32, f32)]) {
        screen.point_at(way[0]);
        screen.simulate([press()]);
        for &point in &way[1..] {
            screen.point_at(point);
            screen.simulate([Event::Mouse(mouse::Event::CursorMoved { position: point.into() })]);
        }
        screen.simulate([lift()]);
    }

    fn tap(screen: &mut Simulator<'_, Message>, point: (f32, f32)) {
        drag(screen, &[point]);
    }

    fn messages(screen: Simulator<'_, Message>) -> Vec<Message> {
        screen.into_messages().collect()
    }

    #[test]
    fn a_tap_that_trembles_presses_the_button() {
        let mut screen = list();
        drag(&mut screen, &[(100.0, 80.0), (104.0, 91.0), (100.0, 84.0)]);
        assert_eq!(messages(screen), [Message::Pressed(1)]);
    }

    #[test]
    fn a_drag_scrolls_as_far_as_the_finger_and_presses_nothing() {
        let mut screen = list();
        drag(&mut screen, &[(100.0, 180.0), (100.0, 150.0), (100.0, 80.0)]);
        tap(&mut screen, (100.0, 10.0));
        assert_eq!(messages(screen), [Message::Pressed(2)], "100 pixels further down");
    }

    #[test]
    fn a_drag_of_13_pixels_is_no_tap_even_back_where_it_began() {
        let mut screen = list();
        drag(&mut screen, &[(100.0, 80.0), (100.0, 93.0), (100.0, 80.0)]);
        assert_eq!(messages(screen), []);
    }

    #[test]
    fn a_finger_scrolls_as_the_mouse_does() {
        let mut screen = list();
        let id = touch::Finger(1);
        let at = |y: f32| Point::new(100.0, y);
        screen.point_at(at(180.0));
        screen.simulate([Event::Touch(touch::Event::FingerPressed { id, position: at(180.0) })]);
        for y in [160.0, 80.0] {
            screen.point_at(at(y));
            screen.simulate([Event::Touch(touch::Event::FingerMoved { id, position: at(y) })]);
        }
        screen.simulate([Event::Touch(touch::Event::FingerLifted { id, position: at(80.0) })]);
        tap(&mut screen, (100.0, 10.0));
        assert_eq!(messages(screen), [Message::Pressed(2)]);
    }

    #[test]
    fn the_scroll_bar_is_dragged_the_other_way() {
        let mut screen = list();
        drag(&mut screen, &[(297.0, 10.0), (297.0, 60.0), (297.0, 110.0)]);
        tap(&mut screen, (100.0, 10.0));
        let [Message::Pressed(row)] = messages(screen)[..] else { panic!("one row") };
        assert!(row > 5, "half of the list further: {row}");
    }

    #[test]
    fn a_swipe_turns_the_page() {
        for (way, by) in [
            ([(250.0, 80.0), (200.0, 84.0), (150.0, 80.0)], 1),
            ([(50.0, 80.0), (80.0, 84.0), (150.0, 80.0)], -1),
            ([(50.0, 180.0), (54.0, 100.0), (50.0, 80.0)], 1),
            ([(50.0, 20.0), (54.0, 100.0), (50.0, 150.0)], -1),
        ] {
            let mut screen = page();
            drag(&mut screen, &way);
            assert_eq!(messages(screen), [Message::Turned(by)], "{way:?}");
        }
    }

    #[test]
    fn a_short_drag_over_a_page_does_nothing() {
        let mut screen = page();
        drag(&mut screen, &[(100.0, 80.0), (125.0, 80.0)]);
        assert_eq!(messages(screen), []);
        let mut screen = page();
        tap(&mut screen, (100.0, 80.0));
        assert_eq!(messages(screen), [Message::Pressed(1)]);
    }
}
