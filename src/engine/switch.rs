//! A handle that outlives engines: where settings change, another engine takes the place of the old one behind it, and the window,
//! screens of other processes and commands keep what they hold.

use std::sync::Arc;
use std::time::Duration;

use domain::Board;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};

use super::handle::{Exchange, Handle, handle};

/// Requests that were passed on before an engine is taken away are begun within this time.
const SETTLES_WITHIN: Duration = Duration::from_secs(2);
/// Between two looks at that.
const SETTLES: Duration = Duration::from_millis(5);

/// Which engine is behind the handle that outlives it. Dropped, it leaves that handle to the last engine alone.
#[derive(Debug)]
pub struct Switch {
    /// `None` while one engine has gone and the next has not come.
    engine: watch::Sender<Option<Handle>>,
}

/// A handle that leads to `first`, and the switch to lead it to another engine. Must be called within a tokio runtime.
pub fn switch(first: Handle) -> (Handle, Switch) {
    let board = Board::clone(&first.board().borrow());
    let (outer, calls, shown) = handle(board);
    let (engine, seen) = watch::channel(Some(first));
    tokio::spawn(pass(calls, seen.clone()));
    tokio::spawn(show(seen, shown));
    (outer, Switch { engine })
}

impl Switch {
    /// Leads to no engine: the Board stays as it is, and what is asked waits. Returns once the engine has begun all that it was asked
    /// before, and may be stopped.
    pub async fn detach(&self) {
        let Some(engine) = self.engine.send_replace(None) else { return };
        let settled = async {
            while !engine.is_idle() {
                sleep(SETTLES).await;
            }
        };
        // What is left then is told that the engine stops.
        let _ = timeout(SETTLES_WITHIN, settled).await;
    }

    /// Leads to this engine from now on.
    pub fn attach(&self, engine: Handle) {
        self.engine.send_replace(Some(engine));
    }
}

/// Passes requests on, in their order. Where an engine ends by itself, what it was asked is dropped, which says that it stops.
async fn pass(mut calls: mpsc::Receiver<Exchange>, mut engine: watch::Receiver<Option<Handle>>) {
    while let Some(mut exchange) = calls.recv().await {
        loop {
            let Ok(now) = engine.wait_for(Option::is_some).await.map(|engine| engine.clone()) else { return };
            let Some(now) = now else { break };
            // Nothing is done once it was told to its asker that there is no answer.
            if exchange.reply.is_closed() {
                break;
            }
            match now.pass(exchange).await {
                Ok(()) => break,
                // It was taken away in this moment; the next one is asked.
                Err(back) if engine.has_changed().unwrap_or(false) => exchange = back,
                Err(_) => break,
            }
        }
    }
}

/// Shows the Board of the engine that is there; ends where that ends by itself.
async fn show(mut engine: watch::Receiver<Option<Handle>>, shown: watch::Sender<Arc<Board>>) {
    loop {
        let Ok(now) = engine.wait_for(Option::is_some).await.map(|engine| engine.clone()) else { return };
        let Some(mut board) = now.map(|engine| engine.board()) else { return };
        let mut switched = false;
        while !switched {
            let drawn = board.borrow_and_update().clone();
            shown.send_replace(drawn);
            tokio::select! {
                changed = engine.changed() => match changed {
                    Ok(()) => switched = true,
                    Err(_) => break,
                },
                changed = board.changed() => if changed.is_err() {
                    switched = engine.has_changed().unwrap_or(false);
                    if !switched {
                        return;
                    }
                },
            }
        }
        if !switched {
            // The switch is gone; the engine that it led to last is followed to its end, and not kept from it.
            drop(engine);
            while board.changed().await.is_ok() {
                let drawn = board.borrow_and_update().clone();
                shown.send_replace(drawn);
            }
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{Command, Done, Refused};

    use super::*;
    use crate::engine::protocol::Reply;

    /// Time within which a task of the same process does what is there to be done.
    const SOON: Duration = Duration::from_secs(10);

    /// An engine that answers everything, and whose Board says that it cannot be heard because of `name`.
    fn engine(name: &str) -> (Handle, tokio::task::JoinHandle<Vec<String>>) {
        let board = Board { mute: Some(name.to_owned()), ..Board::default() };
        let (handle, mut calls, shown) = handle(board);
        let answers = tokio::spawn(async move {
            let mut asked = Vec::new();
            while let Some(call) = calls.recv().await {
                asked.push(format!("{:?}", call.request));
                let _ = call.reply.send(Ok(Reply::Done(Done::Committed)));
            }
            drop(shown);
            asked
        });
        (handle, answers)
    }

    async fn shows(board: &mut watch::Receiver<Arc<Board>>, name: &str) {
        let seen = board.wait_for(|board| board.mute.as_deref() == Some(name));
        timeout(SOON, seen).await.expect("shown in time").expect("there");
    }

    #[tokio::test]
    async fn what_is_asked_during_a_switch_waits_for_the_next() {
        let (first, answered) = engine("first");
        let (outer, switch) = switch(first);
        let mut board = outer.board();
        shows(&mut board, "first").await;
        assert_eq!(outer.command("1", Command::Ready).await, Ok(Done::Committed));
        switch.detach().await;
        // The first engine ends with its last handle.
        assert_eq!(answered.await.unwrap().len(), 1);
        let waiting = tokio::spawn({
            let outer = outer.clone();
            async move { outer.command("2", Command::Ready).await }
        });
        let (second, answered) = engine("second");
        switch.attach(second);
        assert_eq!(timeout(SOON, waiting).await.expect("answered").unwrap(), Ok(Done::Committed));
        shows(&mut board, "second").await;
        drop((switch, outer));
        let asked = timeout(SOON, answered).await.expect("ended").unwrap();
        assert!(asked.len() == 1 && asked[0].contains('2'), "{asked:?}");
    }

    #[tokio::test]
    async fn an_engine_that_ends_by_itself_is_told_as_stopping() {
        let (first, calls, shown) = handle(Board::default());
        let (outer, _switch) = switch(first);
        let mut board = outer.board();
        drop((calls, shown));
        let ended = async { while board.changed().await.is_ok() {} };
        timeout(SOON, ended).await.expect("the Board ends");
        let asked = timeout(SOON, outer.command("1", Command::Ready)).await.expect("answered");
        assert_eq!(asked, Err(Refused::Stopping));
    }
}
