//! Delivery agencies as the engine meets them: each kind's real client against its simulated agency over sockets, and
//! against answers as published and as no agency should give them. What holds for every kind is in [`every`].

#![allow(clippy::unwrap_used)] // helpers of tests are tests too

mod every;
mod gorela;
mod kakao;
mod logistics;
mod odd;
mod program;
mod scene;
#[path = "../shop/mod.rs"]
mod shop;
