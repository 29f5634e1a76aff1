//! The ledger and the rules together, in one thread; in memory where the file is not the question.

mod aside;
mod books;
mod bundle;
mod called;
mod called_off;
mod changed;
mod compare;
mod corners;
mod dispatch;
mod dispatch_corners;
mod fees;
mod file;
mod forgotten;
mod life;
mod model;
mod money;
mod needless;
mod paper;
mod phone;
mod resettled;
mod riders;
mod riding;
mod shop;
mod void;
mod world;
