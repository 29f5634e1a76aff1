//! What reaches the window by itself: the board as it changes, and the wish to see the window.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use domain::Board;
use iced::Subscription;
use iced::futures::{Stream, StreamExt, stream};
use tokio::sync::{Notify, watch};

/// What reaches the window.
#[derive(Clone, Debug)]
pub enum News {
    /// The board as it is now.
    Board(Arc<Board>),
    /// The engine has stopped, and its Board stays as it was.
    Stopped,
    /// The program was started a second time: this window is wanted.
    Raise,
}

/// The board now and whenever it changes, and at last that it has ended.
pub fn board(board: watch::Receiver<Arc<Board>>) -> Subscription<News> {
    Subscription::run_with(Feed(board), |feed| watch_board(feed.0.clone()))
}

/// Every time that the window is wanted.
pub fn raise(raise: Arc<Notify>) -> Subscription<News> {
    Subscription::run_with(Raise(raise), |raise| {
        stream::unfold(raise.0.clone(), |raise| async {
            raise.notified().await;
            Some((News::Raise, raise))
        })
    })
}

/// The engine's board as a subscription's identity: there is one.
struct Feed(watch::Receiver<Arc<Board>>);

impl Hash for Feed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        "board".hash(state);
    }
}

/// The wish to see the window, as a subscription's identity: there is one.
struct Raise(Arc<Notify>);

impl Hash for Raise {
    fn hash<H: Hasher>(&self, state: &mut H) {
        "raise".hash(state);
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
