//! The line to the engine, which runs in another process: made, followed, and made again when it breaks.

use std::hash::{Hash, Hasher};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use domain::Board;
use iced::Subscription;
use iced::futures::{Stream, stream};
use tokio::sync::watch;

use crate::engine::Handle;

/// Between two tries to reach the engine.
const PAUSE: Duration = Duration::from_secs(2);

/// Reaches the engine, or says in the person's language why not. It ends within seconds.
pub type Connect = dyn Fn() -> Pin<Box<dyn Future<Output = Result<Handle, String>> + Send>> + Send + Sync;

/// What comes by the line.
#[derive(Clone, Debug)]
pub enum Line {
    /// The engine is there, with the Board as it is now: nothing is told before that is known.
    Up(Handle, Arc<Board>),
    /// The Board as it is now.
    Board(Arc<Board>),
    /// It is not reached, and why; it is tried again.
    Down(String),
    /// It was there, and has ended or been cut off.
    Lost,
}

/// Everything that comes by the line, for as long as the window is open.
pub fn follow(connect: &Arc<Connect>) -> Subscription<Line> {
    Subscription::run_with(Identity(connect.clone()), |identity| lines(identity.0.clone(), PAUSE))
}

/// The line as a subscription's identity: there is one.
struct Identity(Arc<Connect>);

impl Hash for Identity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        "line".hash(state);
    }
}

enum State {
    Connect { pause: bool },
    Follow(watch::Receiver<Arc<Board>>),
}

/// The line, with this pause between two tries.
fn lines(connect: Arc<Connect>, between: Duration) -> impl Stream<Item = Line> {
    stream::unfold(State::Connect { pause: false }, move |state| {
        let connect = connect.clone();
        async move {
            Some(match state {
                State::Connect { pause } => {
                    if pause {
                        tokio::time::sleep(between).await;
                    }
                    match connect().await {
                        Ok(handle) => {
                            let mut board = handle.board();
                            let now = board.borrow_and_update().clone();
                            (Line::Up(handle, now), State::Follow(board))
                        }
                        Err(why) => (Line::Down(why), State::Connect { pause: true }),
                    }
                }
                State::Follow(mut board) => match board.changed().await {
                    Ok(()) => {
                        let now = board.borrow_and_update().clone();
                        (Line::Board(now), State::Follow(board))
                    }
                    Err(_) => (Line::Lost, State::Connect { pause: true }),
                },
            })
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use iced::futures::StreamExt;

    use super::*;
    use crate::engine;
    use domain::sample;

    #[tokio::test]
    async fn a_line_that_breaks_is_made_again() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let tries = Arc::new(AtomicUsize::new(0));
        let (handle, _calls, show) = engine::handle(sample::quiet(now));
        let (count, first) = (tries.clone(), std::sync::Mutex::new(Some(handle)));
        let connect: Arc<Connect> = Arc::new(move || {
            count.fetch_add(1, Ordering::SeqCst);
            let reached = first.lock().unwrap().take().ok_or_else(|| "none runs".to_owned());
            Box::pin(async move { reached })
        });
        let mut lines = std::pin::pin!(lines(connect, Duration::ZERO));
        assert!(matches!(lines.next().await, Some(Line::Up(_, board)) if board.orders.is_empty()));
        show.send_replace(Arc::new(sample::rush(now)));
        assert!(matches!(lines.next().await, Some(Line::Board(board)) if !board.orders.is_empty()));
        drop(show);
        assert!(matches!(lines.next().await, Some(Line::Lost)));
        for _ in 0..3 {
            assert!(matches!(lines.next().await, Some(Line::Down(why)) if why == "none runs"));
        }
        assert_eq!(tries.load(Ordering::SeqCst), 4);
    }
}
