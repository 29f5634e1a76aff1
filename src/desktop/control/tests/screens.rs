//! Screens of other processes: one that is well, one too many, and one that takes nothing.

use super::*;

/// A screen is served within this, on a machine that is busy with other tests too.
const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_second_screen_sees_boards_acts_and_is_drawn_tickets() {
    let folder = tempfile::tempdir().unwrap();
    let open = open(folder.path());
    let screen = connect(folder.path()).await.unwrap();
    let mut board = screen.board();
    assert_eq!(board.borrow().printers[0].trouble, Some(Trouble::PaperOut));
    assert_eq!(
        screen.command("특급-001", Command::Accept { prep_minutes: Some(25) }).await,
        Ok(Done::Already)
    );
    let unknown = Refused::UnknownOrder { order: "특급-999".into() };
    assert_eq!(screen.command("특급-999", Command::Ready).await, Err(unknown));
    assert_eq!(screen.picture("1", TicketKind::Kitchen).await, Ok(paper()));
    open.show.send_modify(|board| Arc::make_mut(board).printers[0].trouble = None);
    board.wait_for(|board| board.printers[0].trouble.is_none()).await.unwrap();
    // An answer that belongs to another question, and an engine that is gone.
    let odd = screen.report(None).await;
    assert!(matches!(odd, Err(Refused::Unanswered { .. })), "{odd:?}");
    drop(open);
    while board.changed().await.is_ok() {}
    assert_eq!(screen.command("특급-001", Command::Ready).await, Err(Refused::Stopping));
}

#[tokio::test]
async fn a_screen_too_many_is_told_so_until_one_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let open = open(folder.path());
    let mut screens = Vec::new();
    for _ in 0..SCREENS {
        screens.push(connect(folder.path()).await.unwrap());
    }
    let full = connect(folder.path()).await;
    assert!(matches!(full, Err(ControlError::Full { most: SCREENS })), "{full:?}");
    // Screens take no seat from commands.
    assert!(ping(folder.path()).await.is_ok());
    screens.pop();
    // The next thing that is told finds that it has left.
    let entered = async {
        loop {
            open.show.send_modify(|board| Arc::make_mut(board).alarm.chimes += 1);
            match connect(folder.path()).await {
                Err(ControlError::Full { .. }) => tokio::task::yield_now().await,
                other => return other,
            }
        }
    };
    timeout(SOON, entered).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_screen_that_takes_nothing_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, show) = engine();
    let _control = serve_within(folder.path(), engine, Arc::default(), LEAST).unwrap();
    let endpoint = Endpoint::read(folder.path()).unwrap();
    let stalled = endpoint::connect(&endpoint.endpoint).await.unwrap();
    frame::write(&stalled, &ToInstance::Watch, LONGEST_REQUEST).await.unwrap();
    // More than a socket holds, so that the instance has to wait for the screen.
    show.send_modify(|board| Arc::make_mut(board).mute = Some("x".repeat(512 << 10)));
    let mut well = Vec::new();
    for _ in 1..SCREENS {
        well.push(connect(folder.path()).await.unwrap());
    }
    // Its place is free again, and the others go on.
    let entered = async {
        loop {
            match connect(folder.path()).await {
                Err(ControlError::Full { .. }) => tokio::time::sleep(SHORT).await,
                other => return other,
            }
        }
    };
    timeout(SOON, entered).await.unwrap().unwrap();
    show.send_modify(|board| Arc::make_mut(board).mute = None);
    for screen in well {
        timeout(SOON, screen.board().wait_for(|board| board.mute.is_none())).await.unwrap().unwrap();
    }
    drop(stalled);
}
