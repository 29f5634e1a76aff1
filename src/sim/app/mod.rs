//! A simulated Ordering App: the order side of Open Delivery 1.7, strict where real apps are lax, well-behaved or
//! not as told. A pure machine ([`AppMachine`]) behind a socket ([`AppSim`]), the same from the same seed.

mod config;
mod direct;
mod fault;
mod generate;
mod journal;
mod life;
mod machine;
mod menu;
mod message;
mod schema;
mod server;

pub use config::{Config, Hook, Point, Spec};
pub use direct::DirectApp;
pub use fault::{Fault, Misbehaviour, On, SPELLINGS};
pub use generate::{Flavour, Shop, generate};
pub use journal::{Entry, Journal, OrderRecord};
pub use machine::AppMachine;
pub use menu::ShopKind;
pub use message::{Manner, Reply, Request};
pub use server::{AppSim, Clock};

use std::io::{self, Write};

use jiff::SignedDuration;

impl Shop {
    /// An invented 국밥 shop in Incheon, as the simulators and tests use it.
    pub fn invented() -> Shop {
        Shop {
            merchant_id: "0000000000-01930000-0000-7000-8000-00000000a0a0".to_owned(),
            name: "한옥국밥 서구점".to_owned(),
            kind: ShopKind::Gukbap,
            city: "인천 서구".to_owned(),
            place: (37.545, 126.676),
            local_currency: "서로e음".to_owned(),
            delivered_by: "MERCHANT",
        }
    }
}

/// `jumunbell sim app`: one app on `listen`, any client accepted, an order every `every_seconds` until `orders` are
/// placed. The first line on standard output is `listening HOST:PORT`. Runs until its future is dropped.
pub async fn run_app(
    listen: &str,
    seed: u64,
    every_seconds: Option<u32>,
    orders: Option<u32>,
    misbehave: Vec<Misbehaviour>,
    clock: Clock,
) -> io::Result<()> {
    let every = every_seconds.or(orders.map(|_| 0)).map(|seconds| SignedDuration::from_secs(seconds.into()));
    let config = Config { every, orders, ..Config::new(seed, Shop::invented()) };
    let app = AppSim::listen(listen, config, clock).await?;
    for Misbehaviour { fault, on, times } in misbehave {
        app.set_fault(fault, on, times);
    }
    let mut out = io::stdout();
    writeln!(out, "listening {}", app.addr())?;
    out.flush()?;
    app.serve().await;
    Ok(())
}

#[cfg(test)]
mod tests;
