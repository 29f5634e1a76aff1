//! Practice in the window: all that it shows and begins goes to the practice's engine, while the counter's own is kept aside and
//! watched. A real order ends it at once.

use std::collections::HashSet;
use std::mem::{replace, take};
use std::sync::Arc;

use domain::Board;
use domain::Verb;
use domain::board::{Card, Ring};
use domain::order::phone as by_phone;
use iced::Task;

use super::{App, Message, Notice, Said, Screen};
use crate::engine::Handle;
use crate::language::Words;
use crate::ui::assistant::practice::Practice;
use crate::ui::feed::News;
use crate::ui::guard::Guard;
use crate::ui::held::Steps;
use crate::ui::practice::{self, Ended, Practicable, Seen, Tour};
use crate::ui::screen::counter::Counter;
use crate::ui::screen::phone::Phone;

/// A practice that is on, and what it stands before.
pub(super) struct Practising {
    /// It ends when this is dropped.
    pub(super) practice: Practice,
    /// The so many-th one, from 1.
    pub(super) which: u64,
    /// Orders that the real board had when it began.
    known: HashSet<String>,
    /// What the person is told to do next.
    pub(super) tour: Option<Tour>,
    real: Aside,
}

impl Practising {
    /// The form of an order by phone that was left at the real counter.
    pub(super) fn form_aside(&mut self) -> Option<&mut Box<Phone>> {
        self.real.form.as_mut()
    }
}

/// The real counter while a practice stands before it.
struct Aside {
    handle: Handle,
    board: Arc<Board>,
    words: Words,
    shop: String,
    counter: Counter,
    form: Option<Box<Phone>>,
    busy: HashSet<String>,
}

/// Whether an order waits for its answer.
fn waits(card: &Card) -> bool {
    card.possible.has(Verb::Accept)
}

/// Whether something real wants a person now.
fn calls(board: &Board) -> bool {
    board.alarm.ring != Ring::None || board.orders.iter().any(waits)
}

impl App {
    /// Which engine's turn it is: 0 is the real one, others are practices.
    pub(super) fn turn(&self) -> u64 {
        self.practice.as_ref().map_or(0, |practising| practising.which)
    }

    pub(super) fn practicable(&self) -> Practicable {
        match (&self.practice, &self.environment.practise) {
            (Some(_), _) => Practicable::On,
            (None, Some(_)) if self.begins => Practicable::Begins,
            (None, Some(_)) => Practicable::Yes,
            (None, None) => Practicable::No,
        }
    }

    /// The engine that is real, whichever is shown.
    pub(super) fn real_handle(&self) -> &Handle {
        self.practice.as_ref().map_or(&self.handle, |practising| &practising.real.handle)
    }

    /// Starts a practice, unless a real order wants a person.
    pub(super) fn begin_practice(&mut self) -> Option<Task<Message>> {
        let practise = self.environment.practise.clone()?;
        if self.begins || self.practice.is_some() || self.stopped {
            return None;
        }
        if calls(&self.board) {
            self.notify(Said::Practice("practice-later"));
            return Some(Task::none());
        }
        self.begins = true;
        Some(Task::perform(practise(self.words.clone()), |begun| {
            Message::Practice(practice::Message::Begun(begun))
        }))
    }

    pub(super) fn practise(&mut self, message: practice::Message) -> Task<Message> {
        use practice::Message as On;
        match message {
            On::Begun(begun) => return self.begun(begun),
            On::News(which, news) if which == self.turn() => match news {
                News::Board(board) => return self.redraw(board),
                News::Stopped => return self.end_practice(Ended::Broken),
                News::Raise | News::Stop | News::Shown(_) => {}
            },
            On::News(..) => {}
            On::More => {
                if let Some(more) = self.practice.as_ref().and_then(|on| on.practice.more.clone()) {
                    more();
                }
            }
            On::Skip => {
                if let Some(tour) = self.practice.as_mut().and_then(|on| on.tour.as_mut()) {
                    tour.skip();
                }
            }
            On::Guide(on) => {
                let tour = on.then(|| Tour::new(&self.board));
                if let Some(practising) = &mut self.practice {
                    practising.tour = tour;
                }
            }
            On::End => return self.end_practice(Ended::ByHand),
        }
        Task::none()
    }

    /// It runs: it is shown, and the real counter goes aside.
    fn begun(&mut self, begun: Result<Practice, cause::Cause>) -> Task<Message> {
        self.begins = false;
        let practice = match begun {
            Ok(practice) => practice,
            Err(why) => {
                self.notify(Said::NoPractice(why));
                return Task::none();
            }
        };
        if calls(&self.board) || self.stopped {
            self.notify(Said::Practice("practice-later"));
            return Task::none();
        }
        // What was tapped at the real counter is not held back beyond it.
        let held = self.held.release_all(&self.board);
        let told: Vec<_> = held.into_iter().map(|(order, command)| self.send(order, command)).collect();
        self.practices += 1;
        let board = practice.handle.board().borrow().clone();
        let words = practice.words.speaking(self.words.language());
        let name = words.text("practice-band", &[]);
        self.go(Screen::Counter);
        let real = Aside {
            handle: replace(&mut self.handle, practice.handle.by(self.lock.by())),
            board: replace(&mut self.board, board.clone()),
            words: replace(&mut self.words, words),
            shop: replace(&mut self.shop, name),
            counter: take(&mut self.counter),
            form: self.form.take(),
            busy: take(&mut self.busy),
        };
        let known = real.board.orders.iter().map(|card| card.view.id.clone()).collect();
        let tour = Some(Tour::new(&board));
        self.practice = Some(Box::new(Practising { practice, which: self.practices, known, tour, real }));
        self.look_elsewhere();
        Task::batch(told)
    }

    /// The real board while a practice is on: what is new there ends it.
    pub(super) fn watch_real(&mut self, board: Arc<Board>) -> Task<Message> {
        let Some(practising) = &mut self.practice else { return Task::none() };
        let came = board.orders.iter().any(|card| waits(card) || !practising.known.contains(&card.view.id));
        let why = if came { Ended::NewOrder } else { Ended::Bell };
        let ends = came || calls(&board);
        practising.real.board = board;
        if ends { self.end_practice(why) } else { Task::none() }
    }

    /// The real engine has stopped, and with it what the practice prints on.
    pub(super) fn real_stopped(&mut self) {
        let _ = self.end_practice(Ended::ByHand);
        self.stopped = true;
        self.held = Steps::default();
    }

    /// Back to the real counter, with the order in front that ended it. What was aimed at the practice acts on nothing there.
    pub(super) fn end_practice(&mut self, why: Ended) -> Task<Message> {
        let Some(practising) = self.practice.take() else { return Task::none() };
        let Practising { known, real, .. } = *practising;
        self.handle = real.handle.by(self.lock.by());
        self.board = real.board;
        self.words = real.words.speaking(self.words.language());
        (self.shop, self.counter) = (real.shop, real.counter);
        (self.form, self.busy) = (real.form, real.busy);
        self.screen = Screen::Counter;
        self.found = None;
        self.look_elsewhere();
        self.notice = None;
        if let Some(told) = why.told() {
            self.notify(Said::Practice(told));
        }
        if !matches!(why, Ended::NewOrder | Ended::Bell) {
            return Task::none();
        }
        let new = self.waiting().next().or_else(|| {
            let mut all = self.board.orders.iter();
            all.find(|card| !known.contains(&card.view.id))
        });
        if let Some(order) = new.map(|card| card.view.id.clone()) {
            let others = self.board.orders.iter().filter(|card| card.view.id != order);
            let idle = others.into_iter().all(|card| card.view.status.is_final());
            self.counter.show_open(order.clone());
            self.announced = idle.then_some(order);
        }
        self.come_forward()
    }

    /// Nothing of the screen before is left over the next one, and no tap of it counts there.
    fn look_elsewhere(&mut self) {
        (self.drawer, self.announced) = (None, None);
        self.held = Steps::default();
        (self.leaving, self.asks_volume) = (false, false);
        self.guard = Guard::default();
        self.guard.changed(self.now);
    }

    /// What an engine answers whose turn is over. It is nothing to whom is shown now, except that the real counter is no longer
    /// waiting for it.
    pub(super) fn late(&mut self, of: u64, message: Message) -> Task<Message> {
        let real = self.practice.as_mut().map(|practising| &mut practising.real);
        // What the real one refuses is told whatever is shown.
        let refused = match message {
            Message::Answered(order, answer) => {
                real.map(|real| real.busy.remove(&order));
                answer.err()
            }
            Message::Wished(answer) => answer.err(),
            Message::Phoned(answer) => {
                if let Some(real) = real {
                    real.busy.remove(by_phone::CHANNEL);
                    if answer.is_ok() {
                        real.form = None;
                    }
                }
                answer.err()
            }
            // About the window, and not about an engine.
            Message::Saved(..)
            | Message::Settings(_)
            | Message::Reloaded(_)
            | Message::Sized(_)
            | Message::Screen(_)
            | Message::Maximized(_) => {
                return self.react(message);
            }
            _ => None,
        };
        if let Some(why) = refused.filter(|_| of == 0) {
            self.notify(Said::Refused(why));
        }
        Task::none()
    }

    /// Goes on in the tour where its step was done.
    pub(super) fn follow_tour(&mut self) {
        let seen = match self.screen {
            Screen::Order(_) => Seen::Order,
            Screen::Closing(_) => Seen::Closing,
            _ => Seen::Other,
        };
        if let Some(tour) = self.practice.as_mut().and_then(|practising| practising.tour.as_mut()) {
            tour.look(&self.board, seen);
        }
    }

    pub(super) fn notify(&mut self, said: Said) {
        self.notice = Some(Notice { said, since: self.now });
    }
}
