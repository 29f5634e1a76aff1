//! New versions of this program: looked for where the settings say, taken only with a signature, put in place while no order is
//! open, and taken back by the `keeper` where they do not come up.

mod fetch;
mod judge;
mod manifest;
mod note;
mod place;

pub use fetch::{FetchError, load, newest};
pub use judge::{Facts, Verdict, judge};
pub use manifest::{Manifest, Offered, Untrusted, manifest_name, platform};
pub use note::{
    Failed, Newest, create_folder, failed, failed_versions, failure_seen, newest_known, note_newest, say_up,
};
pub use place::{Way, keep, put, way};
