//! The loop: starts the workers, wakes what is due, answers calls, draws the Board, rings the bell.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use cause::{Cause, Why};
use domain::board::{Alarm, Board, ConnectionStatus, Sound, Warning};
use domain::settlement::{Period, Settlement};
use domain::{CodeAnswer, Done, OrderState, Refused};
use jiff::SignedDuration;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinSet;

use super::awake::Awake;
use super::beside::Printers;
use super::clock::{Clock, Drift};
use super::handle::{Exchange, Handle, handle};
use super::health::{Health, HealthBook};
use super::housekeeping;
use super::paper::TicketRenderer;
use super::protocol::{MOST_DIFFERENCES, Reply, Request, Taken};
use super::show;
use super::timekeeper::Timekeeper;
use super::views::Views;
use super::workers::{self, AgencyContext, Pace, WorkerContext};
use crate::agency::DeliveryAgency;
use crate::channel::{Channel, CodeCheck};
use crate::printer::{Device, Printer};
use crate::settings::Settings;
use crate::store::{Orders, Store};

/// The bell's urgency grows with time, so the Board is drawn at least this often.
const DRAW_EVERY: Duration = Duration::from_secs(1);
/// Wakes are looked for at least this often, also when the clock was set.
const WAKE_EVERY: Duration = Duration::from_secs(5);
/// Work under way at a stop gets this long; what is left is found at the next start.
const GRACE: Duration = Duration::from_secs(10);
/// Closing the store gets this long beside it.
const CLOSE: Duration = Duration::from_secs(4);
/// A large store is checked only after this, so that a start is quick.
const CHECK_AFTER: Duration = Duration::from_secs(600);
/// Everything the engine joins. A line that cannot be used (no secret) is an `Err` that says why.
pub struct Parts {
    /// The settings.
    pub settings: Arc<Settings>,
    /// The store.
    pub store: Store,
    /// By channel id.
    pub channels: BTreeMap<String, Result<Arc<dyn Channel>, String>>,
    /// By printer id.
    pub printers: BTreeMap<String, Arc<dyn Printer>>,
    /// The devices behind them with their addresses, by printer id: what is heard of them is kept.
    pub devices: BTreeMap<String, (String, Device)>,
    /// By agency id.
    pub agencies: BTreeMap<String, Result<Arc<dyn DeliveryAgency>, String>>,
    /// The time.
    pub clock: Clock,
    /// How far that clock is off, shared with those who were given it before anything was measured.
    pub drift: Drift,
    /// Keeps `clock` from jumping where the machine's clock is set; `None` where it cannot be set.
    pub timekeeper: Option<Timekeeper>,
    /// Keeps the computer awake; `None` for an engine beside another one.
    pub awake: Option<Awake>,
    /// What a person should look at from the start on.
    pub warnings: Vec<Warning>,
    /// Plays the alarm.
    pub speaker: Speaker,
    /// For jitter.
    pub rng: fastrand::Rng,
}

/// The bell, as far as the engine knows it.
pub struct Speaker {
    /// Plays this from now on. Never waits.
    pub play: Box<dyn Fn(Alarm) + Send>,
    /// Plays a sound once, unless the bell rings. Never waits.
    pub hear: Box<dyn Fn(Sound) + Send + Sync>,
    /// Why it cannot be heard, if so.
    pub mute: watch::Receiver<Option<String>>,
}

impl Speaker {
    /// One that plays nothing.
    pub fn silent() -> Speaker {
        let (_, mute) = watch::channel(None);
        Speaker { play: Box::new(|_| {}), hear: Box::new(|_| {}), mute }
    }
}

/// A running engine.
pub struct Running {
    /// The way in.
    pub handle: Handle,
    /// The orders now, and whenever they change.
    pub orders: watch::Receiver<Orders>,
    /// Its printers, for an engine beside it.
    pub printers: Printers,
    store: Store,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Running {
    /// Stops: no new work, what is under way may finish for ten seconds, the rest waits in the store, which is closed.
    pub async fn stop(self) {
        self.stop_within(GRACE).await;
    }

    pub(super) async fn stop_within(mut self, grace: Duration) {
        let begun = tokio::time::Instant::now();
        self.stop.send_replace(true);
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(grace, all).await.is_err() {
            tracing::warn!("work under way did not finish in time; it is found at the next start");
        }
        self.tasks.shutdown().await;
        self.store.close(grace + CLOSE - begun.elapsed().min(grace)).await;
    }
}

/// Starts the engine. Must be called within a tokio runtime.
pub fn run(parts: Parts) -> Running {
    let shared = Printers::of(&parts);
    let Parts {
        settings,
        store,
        channels,
        printers,
        devices,
        agencies,
        clock,
        drift,
        timekeeper,
        awake,
        warnings,
        speaker: Speaker { play, hear, mute },
        mut rng,
    } = parts;
    let (stop, stopping) = watch::channel(false);
    let health = HealthBook::measuring(drift.clone());
    health.warn_from_the_start(warnings);
    let worker =
        WorkerContext { store: store.clone(), health: health.clone(), clock: clock.clone(), stopping };
    let renderer = Arc::new(TicketRenderer::of(&settings, drift));
    // What is drawn for the first Board is not drawn again for the second.
    let mut views = Views::default();
    let first = {
        let (orders, openings, consents) = (store.orders(), store.openings(), store.consents());
        let wishes = (&*openings.borrow(), &*consents.borrow());
        let (policy, now) = (store.policy().borrow().clone(), clock());
        let mut see = |state: &Arc<OrderState>| views.see(state, &policy, now);
        let storage = store.trouble().borrow().clone();
        let lines = health.watch().borrow().clone();
        show::board(&settings, &orders.borrow(), &lines, wishes, &mut see, (None, storage), now)
    };
    let (handle, calls, board) = handle(first);
    let mut tasks = JoinSet::new();

    for channel in &settings.channels {
        match channels.get(&channel.id) {
            Some(Ok(open)) => {
                let heard = Arc::new(Notify::new());
                let every = Duration::from_secs(u64::from(channel.poll_seconds.max(1)));
                let (id, rng) = (channel.id.clone(), rng.fork());
                tasks.spawn(workers::intake(worker.clone(), id, open.clone(), every, heard.clone(), rng));
                tasks.spawn(workers::acknowledge(worker.clone(), channel.id.clone(), open.clone(), heard));
                tasks.spawn(workers::channel(worker.clone(), channel.id.clone(), open.clone()));
                tasks.spawn(workers::opening(worker.clone(), channel.id.clone(), open.clone()));
            }
            Some(Err(why)) => {
                health.channel(&channel.id, ConnectionStatus::SignedOut(why.clone()), clock(), None)
            }
            None => {}
        }
    }
    let (recall, recalled) = watch::channel(false);
    tasks.spawn(workers::voices(worker.clone(), devices, renderer.clone(), recall));
    let at_once = printers.clone();
    for (id, printer) in printers {
        tasks.spawn(workers::condition(worker.clone(), id.clone(), printer.clone()));
        let (mut recalled, work) =
            (recalled.clone(), workers::printer(worker.clone(), id, printer, renderer.clone()));
        tasks.spawn(async move {
            // Printing starts only once the half-sent tickets of a killed process are settled; the sender is gone only when the
            // engine stops.
            if recalled.wait_for(|done| *done).await.is_ok() {
                work.await;
            }
        });
    }
    for (id, agency) in agencies {
        match agency {
            Ok(agency) => {
                tasks.spawn(workers::deposit(worker.clone(), id.clone(), agency.clone(), Pace::default()));
                let app_names = settings.app_names(&id);
                let context = AgencyContext { id, agency, app_names };
                tasks.spawn(workers::agency(worker.clone(), context));
            }
            Err(why) => {
                health.agency(&id, ConnectionStatus::SignedOut(why.clone()));
                tasks.spawn(workers::closed_agency(worker.clone(), id, why));
            }
        }
    }
    tasks.spawn(wake(worker.clone(), timekeeper));
    tasks.spawn(housekeeping::archive(worker.clone()));
    tasks.spawn(housekeeping::learn_past(worker.clone()));
    tasks.spawn(housekeeping::forget_customers(worker.clone()));
    tasks.spawn(housekeeping::back_up(worker.clone(), settings.backup.clone()));
    tasks.spawn(look_through(worker.clone()));
    tasks.spawn(answer(worker.clone(), settings.clone(), calls, renderer, at_once, channels, hear));
    tasks.spawn(draw(worker, settings, health.watch(), board, play, (mute, awake), views));
    Running { handle, orders: store.orders(), printers: shared, store, stop, tasks }
}

/// Feeds time to the rules: sleeps until the earliest wake. Overdue wakes run at start.
async fn wake(worker: WorkerContext, timekeeper: Option<Timekeeper>) {
    let mut orders = worker.store.orders();
    loop {
        orders.mark_unchanged();
        if let Some(keeper) = &timekeeper
            && let Some(by) = keeper.was_set()
        {
            set_clock(&worker, keeper.clone(), by).await;
        }
        let now = (worker.clock)();
        let mut pause = WAKE_EVERY;
        match worker.store.wake(now).await {
            Ok(Some(next)) => {
                let left = next.as_millisecond().saturating_sub(now.as_millisecond()).max(1);
                pause = pause.min(Duration::from_millis(left.unsigned_abs()));
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "cannot wake what is due"),
        }
        tokio::select! {
            changed = orders.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(pause) => {}
            () = worker.stopped() => return,
        }
    }
}

/// Follows the machine's clock, which was set by so much. Where that fails it is tried again at the next look.
async fn set_clock(worker: &WorkerContext, keeper: Timekeeper, by: SignedDuration) {
    let health = worker.health.clone();
    let follow = move || {
        keeper.follow(by);
        health.clock_set(by);
    };
    if let Err(error) = worker.store.set_clock(by, (worker.clock)(), follow).await {
        tracing::error!(%error, "cannot follow the clock");
    }
}

/// Looks through the store for damage, once after each start.
async fn look_through(worker: WorkerContext) {
    if worker.pause(CHECK_AFTER).await {
        tokio::select! {
            () = worker.store.check() => {}
            () = worker.stopped() => {}
        }
    }
}

/// Answers the window and the command line. Pictures are drawn beside it, so that a command never waits for one.
async fn answer(
    worker: WorkerContext,
    settings: Arc<Settings>,
    mut calls: mpsc::Receiver<Exchange>,
    renderer: Arc<TicketRenderer>,
    printers: BTreeMap<String, Arc<dyn Printer>>,
    channels: BTreeMap<String, Result<Arc<dyn Channel>, String>>,
    hear: Box<dyn Fn(Sound) + Send + Sync>,
) {
    loop {
        let call = tokio::select! {
            call = calls.recv() => call,
            () = worker.stopped() => return,
        };
        let Some(Exchange { by, request, reply }) = call else { return };
        let store = worker.store.by(by);
        let now = (worker.clock)();
        // A caller may be gone when it is answered; what is committed stands.
        let _ = match request {
            Request::Act { order, command } => {
                let answer = store.command(&order, command.clone(), now).await;
                tracing::info!(%order, ?by, command = ?command.without_words(), ?answer, "command");
                reply.send(answer.map(Reply::from))
            }
            Request::Shop { channel, command } => {
                let answer = store.shop(channel.clone(), command.clone(), now).await;
                tracing::info!(?channel, ?by, ?command, ?answer, "shop");
                reply.send(answer.map(Reply::from))
            }
            Request::Menu => reply.send(Ok(worker.store.offered(now).into())),
            Request::Stock { dish, sold_out } => {
                let answer = store.stock(dish, sold_out, now).await;
                tracing::info!(dish, sold_out, ?answer, "stock");
                reply.send(answer.map(Reply::from))
            }
            Request::Consent { kind, up_to } => {
                let answer = store.consent(kind.clone(), up_to, now).await;
                tracing::info!(%kind, ?up_to, ?answer, "consent");
                reply.send(answer.map(Reply::from))
            }
            Request::CheckCode { order, code } => {
                let found = worker.store.find(&order, now).await;
                let channel =
                    found.as_ref().ok().and_then(|state| channels.get(&state.head.channel).cloned());
                // Asked in a task of its own, so that a slow app does not hold up other requests. Every call has its own
                // timeout.
                tokio::spawn(async move {
                    let answer = match (found, channel) {
                        (Err(refused), _) => Err(refused),
                        (Ok(state), Some(Ok(channel))) => Ok(check(channel.as_ref(), &state, &code).await),
                        (Ok(_), Some(Err(reason))) => Ok(CodeAnswer::NoAnswer { reason }),
                        (Ok(_), None) => Err(Refused::NothingThere),
                    };
                    reply.send(answer.map(Reply::from))
                });
                Ok(())
            }
            Request::Print { slip } => {
                let (renderer, printers) = (renderer.clone(), printers.clone());
                // In a task of its own: a printer takes its time, and a slip that breaks the layout breaks nothing else.
                tokio::spawn(async move {
                    let laid_out = tokio::task::spawn_blocking(move || renderer.slip(&slip)).await;
                    let printed = match laid_out {
                        Ok(Some((id, bytes))) => match printers.get(&id) {
                            Some(printer) => workers::print_slip(printer.as_ref(), bytes).await,
                            None => Err(Refused::NoPrinter),
                        },
                        Ok(None) => Err(Refused::NoPrinter),
                        Err(_) => {
                            let reason = Cause::of(Why::NoLayout).to_string();
                            Err(Refused::NotPrinted { reason, partly: false })
                        }
                    };
                    tracing::info!(?printed, "slip");
                    reply.send(printed.map(Reply::from))
                });
                Ok(())
            }
            Request::Hear { sound } => {
                hear(sound);
                reply.send(Ok(Done::Committed.into()))
            }
            Request::Phone { order } => {
                let answer = store.phone(order, now).await;
                tracing::info!(?answer, "an order by phone");
                reply.send(answer.map(|number| Taken { number }.into()))
            }
            Request::LastOrders { phone } => {
                let store = worker.store.clone();
                // Read beside the writer and in a task of its own: nothing waits for it.
                tokio::spawn(async move {
                    reply.send(store.last_orders(&phone).await.map(Reply::from).map_err(Refused::from))
                });
                Ok(())
            }
            Request::History { search, turn, limit } => {
                let (store, settings) = (worker.store.clone(), settings.clone());
                // Read beside the writer and in a task of its own: nothing waits for it.
                tokio::spawn(async move {
                    let first = settings.shops.first().and_then(|shop| shop.id.clone());
                    let policy = store.policy().borrow().clone();
                    let page = store.search(search, first, turn, limit).await;
                    let page = page.map(|page| page.map(|state| show::past(&settings, &state, &policy, now)));
                    reply.send(page.map(Reply::from).map_err(Refused::from))
                });
                Ok(())
            }
            Request::Report { day } => {
                let store = worker.store.clone();
                // Read beside the writer and in a task of its own: nothing waits for it.
                tokio::spawn(async move {
                    let report = store.report(day, now).await.map(|report| Box::new(report).into());
                    reply.send(report.map_err(Refused::from))
                });
                Ok(())
            }
            Request::Settlement { period } => {
                let (store, settings) = (worker.store.clone(), settings.clone());
                // Read beside the writer and in a task of its own: nothing waits for it.
                tokio::spawn(async move {
                    reply.send(settlement(&store, &settings, period).await.map(|told| Box::new(told).into()))
                });
                Ok(())
            }
            Request::Receive { period, received } => {
                let answer = store.receive(period.clone(), received, now).await;
                tracing::info!(?period, ?answer, "what an app paid is entered");
                reply.send(answer.map(Reply::from))
            }
            Request::ForgetReceived { period } => {
                let answer = store.forget_received(period.clone(), now).await;
                tracing::info!(?period, ?answer, "what was entered as paid by an app is taken back");
                reply.send(answer.map(Reply::from))
            }
            Request::CloseDay { day, counted } => {
                let answer = store.close_day(day, counted, now).await;
                tracing::info!(%day, ?counted, ?answer, "a business day is closed");
                reply.send(answer.map(Reply::from))
            }
            Request::ReopenDay { day } => {
                let answer = store.reopen_day(day, now).await;
                tracing::info!(%day, ?answer, "the closing of a business day is taken back");
                reply.send(answer.map(Reply::from))
            }
            Request::Note { what } => {
                tracing::info!(?by, ?what, "noted");
                reply.send(store.note(what, now).await.map(Reply::from))
            }
            Request::Picture { order, kind } => {
                let found = worker.store.find(&order, now).await;
                let renderer = renderer.clone();
                tokio::task::spawn_blocking(move || {
                    let picture =
                        found.and_then(|state| renderer.picture(&state, kind).ok_or(Refused::NothingThere));
                    reply.send(picture.map(Reply::from))
                });
                Ok(())
            }
        };
    }
}

/// The settlement check of a period, with not more orders than one answer has.
async fn settlement(store: &Store, settings: &Settings, period: Period) -> Result<Settlement, Refused> {
    period.check()?;
    let rates = settings.rates(&period.channel)?;
    Ok(store.settlement(period, rates).await?.at_most(MOST_DIFFERENCES))
}

async fn check(channel: &dyn Channel, state: &OrderState, code: &str) -> CodeAnswer {
    match channel.check_code(&state.head.external_id, code).await {
        Ok(CodeCheck::Right) => CodeAnswer::Right,
        Ok(CodeCheck::Wrong { reason }) => CodeAnswer::Wrong { reason },
        Err(error) => CodeAnswer::NoAnswer { reason: error.to_string() },
    }
}

/// Draws the Board whenever anything changes, and rings the bell by it.
async fn draw(
    worker: WorkerContext,
    settings: Arc<Settings>,
    mut health: watch::Receiver<Health>,
    board: watch::Sender<Arc<Board>>,
    play: Box<dyn Fn(Alarm) + Send>,
    (mut mute, mut awake): (watch::Receiver<Option<String>>, Option<Awake>),
    mut views: Views,
) {
    let mut orders: watch::Receiver<Orders> = worker.store.orders();
    let mut openings = worker.store.openings();
    let mut consents = worker.store.consents();
    let mut policy = worker.store.policy();
    let mut trouble = worker.store.trouble();
    let mut rung = Alarm::default();
    loop {
        let now = (worker.clock)();
        let states = orders.borrow_and_update().clone();
        let lines = health.borrow_and_update().clone();
        let silent = mute.borrow_and_update().clone();
        let wanted = openings.borrow_and_update().clone();
        let allowed = consents.borrow_and_update().clone();
        let storage = trouble.borrow_and_update().clone();
        let given = policy.borrow_and_update().clone();
        let mut see = |state: &Arc<OrderState>| views.see(state, &given, now);
        let wishes = (&wanted, &allowed);
        let mut drawn = show::board(&settings, &states, &lines, wishes, &mut see, (silent, storage), now);
        if let Some(awake) = &mut awake {
            drawn.warnings.extend(awake.follow(show::is_business(&drawn)));
        }
        views.keep(&states);
        if drawn.alarm != rung {
            rung = drawn.alarm;
            play(rung);
        }
        board.send_replace(Arc::new(drawn));
        tokio::select! {
            changed = orders.changed() => if changed.is_err() { return },
            changed = health.changed() => if changed.is_err() { return },
            changed = openings.changed() => if changed.is_err() { return },
            changed = consents.changed() => if changed.is_err() { return },
            changed = policy.changed() => if changed.is_err() { return },
            changed = trouble.changed() => if changed.is_err() { return },
            () = Awake::changed(&mut awake) => {}
            Ok(()) = mute.changed() => tracing::warn!(reason = ?*mute.borrow(), "the bell"),
            () = tokio::time::sleep(DRAW_EVERY) => {}
            () = worker.stopped() => break,
        }
    }
    play(Alarm::default());
    if let Some(awake) = &mut awake {
        awake.follow(false);
    }
}
