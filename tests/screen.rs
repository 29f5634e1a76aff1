//! A second screen (a kitchen display, another counter): another process's client of the real program's engine, over the local
//! socket.

// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

mod shop;

use std::sync::Arc;

use domain::Board;
use domain::board::{Card, Warning};
use domain::history::{PastState, Search, Turn};
use domain::order::{Status, TicketKind, TicketState};
use domain::{Command, Done, Refused, Verb};
use jumunbell::desktop::control::{self, ControlError};
use jumunbell::engine::Handle;
use jumunbell::sim::app::Flavour;
use shop::{PATIENCE, Shop, Street};
use tokio::sync::watch;
use tokio::time::timeout;

/// Connects as soon as the program takes orders.
async fn connect(shop: &Shop) -> Handle {
    let connected = async {
        loop {
            match control::connect(shop.data()).await {
                Ok(screen) => return screen,
                Err(ControlError::NoInstance(_)) => tokio::task::yield_now().await,
                Err(error) => panic!("{error}"),
            }
        }
    };
    timeout(PATIENCE, connected).await.unwrap()
}

/// Waits until the Board shows an order, by the app's id, as it should be.
async fn card(board: &mut watch::Receiver<Arc<Board>>, id: &str, so: impl Fn(&Card) -> bool) -> Card {
    let find = |board: &Board| board.orders.iter().find(|card| card.view.external_id == id).cloned();
    let shown = board.wait_for(|board| find(board).is_some_and(|card| so(&card)));
    let shown = timeout(PATIENCE, shown).await.expect("the Board shows it in time").unwrap();
    find(&shown).unwrap()
}

#[test]
fn a_second_screen_takes_an_order_and_sees_it_printed() {
    let shop = Shop::open(Street::default());
    let mut instance = shop.start();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (screen, other) = (connect(&shop).await, connect(&shop).await);
        let (mut board, mut others) = (screen.board(), other.board());
        let id = shop.manual.place_order(Flavour::Takeout);
        let new = card(&mut board, &id, |card| card.view.status == Status::Received).await;
        assert!(new.possible.has(Verb::Accept), "{:?}", new.possible);
        let order = new.view.id.clone();
        let accept = Command::Accept { prep_minutes: Some(25) };
        assert_eq!(screen.command(&order, accept.clone()).await, Ok(Done::Committed));
        assert_eq!(other.command(&order, accept).await, Ok(Done::Already));

        let printed = |card: &Card| {
            let tickets = &card.view.tickets;
            card.view.confirmed
                && !tickets.is_empty()
                && tickets.iter().all(|ticket| ticket.state == TicketState::Printed)
        };
        for board in [&mut board, &mut others] {
            let taken = card(board, &id, printed).await;
            assert_eq!(taken.view.status, Status::Accepted);
        }
        assert_eq!(shop.manual.journal().orders[&id].confirm_taken(), 1);

        let picture = screen.picture(&order, TicketKind::Kitchen).await.unwrap();
        assert_eq!(picture.dots.len(), picture.width as usize * picture.height as usize);
        assert!(picture.width >= 512 && picture.height > 200 && picture.dots.contains(&0));
        let none = screen.picture("no-such-order", TicketKind::Kitchen).await;
        assert_eq!(none, Err(Refused::UnknownOrder { order: "no-such-order".into() }));
        let closing = other.report(None).await.unwrap().riders;
        assert_eq!(closing.cancelled.orders, 0);

        let open = Search { state: Some(PastState::Open), ..Search::default() };
        let page = screen.history(open.clone(), Turn::Newest, 10).await.unwrap();
        assert_eq!(
            page.orders.iter().map(|card| card.view.id.as_str()).collect::<Vec<_>>(),
            [order.as_str()]
        );
        assert!(page.orders[0].possible.has(Verb::Reprint) && page.older.is_none());
        let other_app = Search { channel: Some("none".into()), ..open };
        assert!(other.history(other_app, Turn::Newest, 10).await.unwrap().orders.is_empty());

        // A power cut at the counter: the screens' Boards end, and what is asked after it is answered all the same.
        instance.kill();
        for board in [&mut board, &mut others] {
            let ended = async { while board.changed().await.is_ok() {} };
            timeout(PATIENCE, ended).await.unwrap();
        }
        assert_eq!(screen.command(&order, Command::Ready).await, Err(Refused::Stopping));
    });
    // The screen connects again to the next start.
    let _instance = shop.start();
    runtime.block_on(async {
        let screen = connect(&shop).await;
        assert_eq!(screen.board().borrow().orders.len(), 1);
    });
}

#[test]
fn changed_settings_take_effect_beside_open_orders() {
    let shop = Shop::open(Street::default());
    let mut instance = shop.start();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let screen = runtime.block_on(connect(&shop));
    let mut board = screen.board();
    let mut accepted = |flavour| {
        let id = shop.manual.place_order(flavour);
        runtime.block_on(async {
            let new = card(&mut board, &id, |card| card.view.status == Status::Received).await;
            let accept = Command::Accept { prep_minutes: Some(25) };
            assert_eq!(screen.command(&new.view.id, accept).await, Ok(Done::Committed));
            let printed = |card: &Card| {
                let mut tickets = card.view.tickets.iter();
                tickets.len() > 0 && tickets.all(|ticket| ticket.state == TicketState::Printed)
            };
            card(&mut board, &id, printed).await
        })
    };
    let first = accepted(Flavour::Takeout);
    assert_eq!((shop.paper(&shop.kitchen).len(), shop.paper(&shop.counter).len()), (1, 1));

    // The kitchen wants two copies. What is wrong changes nothing, and is told with its place.
    let kinds = "tickets = [\"kitchen\", \"cancel\"]";
    let two = shop.settings().replace(kinds, &format!("{kinds}\ncopies = 2"));
    assert_ne!(two, shop.settings());
    shop.write("settings.toml", "[store]\nname = 1\n");
    assert_eq!(shop.run(&["reload"]).status.code(), Some(2));
    shop.write("settings.toml", &two);
    shop.tap(&["reload"]);
    assert!(instance.is_running());

    let second = accepted(Flavour::Takeout);
    let copies = |card: &Card| {
        let paper = shop.paper(&shop.kitchen).into_iter();
        paper.filter(|paper| paper.number.as_ref() == Some(&card.view.number)).count()
    };
    assert_eq!((copies(&first), copies(&second)), (1, 2));
    let orders = shop.orders();
    assert!(orders.len() == 2 && orders.iter().all(|order| order["status"] == "accepted"), "{orders:?}");
    let (stopped, _) = instance.terminate();
    assert!(stopped.success());
    assert_eq!(shop.run(&["reload"]).status.code(), Some(1), "none runs");
}

#[test]
fn wrong_settings_leave_the_counter_with_the_last_right_ones() {
    let shop = Shop::open(Street::default());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut instance = shop.start();
    drop(runtime.block_on(connect(&shop)));
    assert!(instance.terminate().0.success());
    let right = shop.settings();
    // A layout that is wrong keeps the file of settings from being used, too.
    shop.write("layouts/kitchen.toml", "blocks = [");
    shop.write("settings.toml", &format!("{right}\n[window]\nscale = \"large\"\n"));

    let _instance = shop.start();
    let screen = runtime.block_on(connect(&shop));
    let mut board = screen.board();
    let warned = board.borrow().warnings.clone();
    let [Warning::OldSettings { faults }] = warned.as_slice() else { panic!("{warned:?}") };
    assert!(faults.contains("window.scale") && faults.contains("settings.toml"), "{faults}");
    let id = shop.manual.place_order(Flavour::Takeout);
    runtime.block_on(async {
        let new = card(&mut board, &id, |card| card.view.status == Status::Received).await;
        let accept = Command::Accept { prep_minutes: Some(25) };
        assert_eq!(screen.command(&new.view.id, accept).await, Ok(Done::Committed));
        let printed = |card: &Card| {
            let mut tickets = card.view.tickets.iter();
            tickets.len() > 0 && tickets.all(|ticket| ticket.state == TicketState::Printed)
        };
        card(&mut board, &id, printed).await
    });
    assert_eq!(shop.run(&["reload"]).status.code(), Some(2), "still wrong");
    std::fs::remove_file(shop.data().join("layouts/kitchen.toml")).unwrap();
    shop.write("settings.toml", right);
    shop.tap(&["reload"]);
    runtime.block_on(async {
        let mended = board.wait_for(|board| board.warnings.is_empty());
        timeout(PATIENCE, mended).await.expect("the warning goes").unwrap();
    });
}
