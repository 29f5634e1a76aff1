//! Asking the engine and the disk from the window: never without an end.

use std::future::Future;
use std::time::Duration;

use cause::{Cause, Why};
use domain::{Command, Done, Refused};
use iced::Task;
use iced::futures::{SinkExt, channel::mpsc};

use crate::engine::Handle;
use crate::language::{self, Words};

/// How long the window waits for the engine. Its answer is one commit away; a disk that takes longer is a fault.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Unanswered {
    /// The engine refused.
    Refused(Refused),
    /// The engine did not answer in time; the command may still be carried out.
    Silent,
}

impl Unanswered {
    /// In the owner's words.
    pub fn text(&self, words: &Words) -> String {
        match self {
            Unanswered::Refused(refused) => language::refused(words, refused),
            Unanswered::Silent => words.text("ui-engine-silent", &[]),
        }
    }
}

/// Tells the engine what to do with an order; the message says of which order its answer is.
pub fn tell<M: Send + 'static>(
    handle: &Handle,
    order: String,
    command: Command,
    answered: fn(String, Result<Done, Unanswered>) -> M,
) -> Task<M> {
    let (handle, name) = (handle.clone(), order.clone());
    let told = async move { ask(handle.command(&order, command)).await };
    Task::perform(told, move |answer| answered(name, answer))
}

/// Does what waits for the disk, or takes a processor's time, beside the window; but not for ever.
pub async fn beside<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> Result<T, Cause> + Send + 'static,
) -> Result<T, Cause> {
    match tokio::time::timeout(patience, tokio::task::spawn_blocking(work)).await {
        Ok(Ok(done)) => done,
        Ok(Err(broken)) => Err(Cause::of(Why::Program).with(broken)),
        Err(_) => Err(Cause::of(Why::NoAnswer)),
    }
}

/// Begins long work that tells how many of how many parts of it are done, and makes messages of that and of its outcome.
pub fn with_progress<M: Send + 'static, T: 'static, F: Future<Output = T> + Send + 'static>(
    begin: impl FnOnce(Box<dyn FnMut(usize, usize) + Send>) -> F,
    told: fn(usize, usize) -> M,
    came: fn(T) -> M,
) -> Task<M> {
    // As many as may wait to be drawn; what finds no room is told by the next one.
    let (mut sender, messages) = mpsc::channel(4);
    let mut said = sender.clone();
    let work = begin(Box::new(move |done, all| drop(said.try_send(told(done, all)))));
    let work = async move {
        let outcome = came(work.await);
        let _ = sender.send(outcome).await;
    };
    Task::batch([Task::perform(work, |()| ()).discard(), Task::run(messages, |message| message)])
}

/// Waits for the engine's answer, but not for ever.
pub async fn ask<T>(question: impl Future<Output = Result<T, Refused>>) -> Result<T, Unanswered> {
    ask_within(PATIENCE, question).await
}

/// Waits so long for the engine's answer.
pub async fn ask_within<T>(
    patience: Duration,
    question: impl Future<Output = Result<T, Refused>>,
) -> Result<T, Unanswered> {
    match tokio::time::timeout(patience, question).await {
        Ok(answer) => answer.map_err(Unanswered::Refused),
        Err(_) => Err(Unanswered::Silent),
    }
}
