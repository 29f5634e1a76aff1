//! The one clock, handed to everybody who needs to know the time.

use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time. The system's in life, a test's own in tests.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The machine's clock.
pub fn system() -> Clock {
    Arc::new(Timestamp::now)
}
