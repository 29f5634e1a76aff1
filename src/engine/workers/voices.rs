//! Keeps what printers answer, and tells them before they print how much of a ticket a killed process left half sent.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::future::join_all;
use tokio::sync::watch;

use super::{STORE_FAILED, WorkerContext};
use crate::engine::paper::TicketRenderer;
use crate::printer::{Device, longest_command};
use crate::store::Voices;

/// Bytes of the longest command of a ticket that cannot be laid out any more: more than the largest line of a picture.
const UNKNOWN: usize = 4096;

/// Settles half-sent tickets, reports that to `recalled`, and stores every change of a printer's voice until the engine stops.
/// `devices`: by printer id, with their addresses.
pub async fn run(
    worker: WorkerContext,
    devices: BTreeMap<String, (String, Device)>,
    renderer: Arc<TicketRenderer>,
    recalled: watch::Sender<bool>,
) {
    if let Err(error) = recall(&worker, &devices, &renderer).await {
        tracing::error!(%error, "cannot tell which tickets were torn");
    }
    recalled.send_replace(true);
    let by_address: BTreeMap<String, Device> = devices.into_values().collect();
    let kept = by_address.into_iter().map(|(address, device)| keep(&worker, address, device));
    tokio::select! {
        _ = join_all(kept) => {}
        () = worker.stopped() => {}
    }
}

/// Tells each printer how much of a command may be missing in it. The bytes of a torn ticket are not kept, because writing
/// them down would make every ticket wait for the disk; they are laid out once more, as the order says now.
async fn recall(
    worker: &WorkerContext,
    devices: &BTreeMap<String, (String, Device)>,
    renderer: &TicketRenderer,
) -> Result<(), crate::store::StoreError> {
    let torn = worker.store.torn().await?;
    if torn.is_empty() {
        return Ok(());
    }
    for (order, ticket) in &torn {
        let job = order.tickets.iter().find(|job| job.id == *ticket);
        let Some((_, device)) = job.and_then(|job| devices.get(&job.printer)) else { continue };
        let laid_out = std::panic::catch_unwind(AssertUnwindSafe(|| renderer.bytes(order, ticket)));
        let longest = laid_out.unwrap_or_default().map_or(UNKNOWN, |bytes| longest_command(&bytes));
        tracing::info!(number = %order.head.number, %ticket, longest, "was being sent when the program ended");
        device.tear(longest).await;
    }
    let voices = devices.values().map(|(address, device)| (address.clone(), device.voice().borrow().clone()));
    worker.store.keep_voices(voices.collect(), true).await
}

/// Stores what one device answers.
async fn keep(worker: &WorkerContext, address: String, device: Device) {
    let mut voice = device.voice();
    loop {
        let news = voice.borrow_and_update().clone();
        while let Err(error) =
            worker.store.keep_voices(Voices::from([(address.clone(), news.clone())]), false).await
        {
            tracing::error!(%address, %error, "cannot keep what was heard of a printer");
            tokio::time::sleep(STORE_FAILED).await;
        }
        if voice.changed().await.is_err() {
            return;
        }
    }
}
