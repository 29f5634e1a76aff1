//! What reaches the window by itself: the board as it changes, and the wish to see the window.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use domain::Board;
use iced::Subscription;
use iced::futures::{Stream, StreamExt, stream};
use tokio::sync::{Notify, watch};

use super::Shown;

/// What reaches the window.
#[derive(Clone, Debug)]
pub enum News {
    /// The board as it is now.
    Board(Arc<Board>),
    /// The engine has stopped, and its Board stays as it was.
    Stopped,
    /// The program was started a second time: this window is wanted.
    Raise,
    /// Another process ends the program.
    Stop,
    /// What the settings say of the window by now.
    Shown(Arc<Shown>),
}

/// The board now and whenever it changes, and at last that it has ended.
pub fn board(board: watch::Receiver<Arc<Board>>) -> Subscription<News> {
    Subscription::run_with(Feed(board, 0), |feed| watch_board(feed.0.clone()))
}

/// The same of a practice: the so many-th one, from 1, which comes with it.
pub fn practice(board: watch::Receiver<Arc<Board>>, which: u64) -> Subscription<(u64, News)> {
    Subscription::run_with(Feed(board, which), |feed| watch_board(feed.0.clone())).with(which)
}

/// Every time that the window is wanted.
pub fn raise(raise: Arc<Notify>) -> Subscription<News> {
    notified("raise", raise).map(|()| News::Raise)
}

/// The wish that the program ends.
pub fn stop(stop: Arc<Notify>) -> Subscription<News> {
    notified("stop", stop).map(|()| News::Stop)
}

/// Every time that it is notified.
fn notified(what: &'static str, notify: Arc<Notify>) -> Subscription<()> {
    Subscription::run_with(Wish(what, notify), |wish| {
        stream::unfold(wish.1.clone(), |notify| async {
            notify.notified().await;
            Some(((), notify))
        })
    })
}

/// What the settings say of the window whenever they are read again.
pub fn shown(shown: watch::Receiver<Arc<Shown>>) -> Subscription<News> {
    Subscription::run_with(Again(shown), |shown| {
        stream::unfold(shown.0.clone(), |mut shown| async {
            shown.changed().await.ok()?;
            let now = shown.borrow_and_update().clone();
            Some((News::Shown(now), shown))
        })
    })
}

/// The settings of the window as a subscription's identity: there is one.
struct Again(watch::Receiver<Arc<Shown>>);

impl Hash for Again {
    fn hash<H: Hasher>(&self, state: &mut H) {
        "shown".hash(state);
    }
}

/// An engine's board as a subscription's identity: there is one, and one of each practice.
struct Feed(watch::Receiver<Arc<Board>>, u64);

impl Hash for Feed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        ("board", self.1).hash(state);
    }
}

/// A wish about the window, as a subscription's identity: there is one of each name.
struct Wish(&'static str, Arc<Notify>);

impl Hash for Wish {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// The board now and whenever it changes, and at last that it has ended.
pub(super) fn watch_board(mut board: watch::Receiver<Arc<Board>>) -> impl Stream<Item = News> {
    // What changed before this began must be seen too.
    board.mark_changed();
    stream::unfold(board, |mut board| async {
        board.changed().await.ok()?;
        let now = board.borrow_and_update().clone();
        Some((News::Board(now), board))
    })
    .chain(stream::once(async { News::Stopped }))
}
