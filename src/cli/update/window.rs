//! What the window has to do with a new version: that there is one, and the way to install it.

use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::sync::Arc;

use cause::{Cause, Why};
use domain::board::Warning;
use keeper::trial;

use crate::cli::Context;
use crate::settings::{UpdateSettings, Version};
use crate::update::{self, Facts, Verdict, judge};

/// What the installing process says, in the folder of updates.
const SAID: &str = "said.txt";

/// The version to tell of, by what was last found where the settings say; none that was taken back here, and none but the pinned one.
pub(in crate::cli) fn offered(context: &Context, settings: Option<&UpdateSettings>) -> Option<Warning> {
    let newest = update::newest_known(&context.data_folder)?;
    let failed = update::failed_versions(&context.data_folder);
    let version = to_offer(&newest.version, Version::own(), settings?.pin, &failed)?;
    Some(Warning::NewVersion { version: version.to_string() })
}

fn to_offer(newest: &str, own: Version, pin: Option<Version>, failed: &[Version]) -> Option<Version> {
    let offered: Version = newest.parse().ok()?;
    // Whether orders are open, and whether there is a file for this computer, is asked when it is installed.
    let facts = Facts { own, offered, pin, failed, fits: true, open_orders: 0, again: false };
    // A pinned version may be an older one, of which nothing is told by itself.
    (offered > own && judge(&facts) == Verdict::Install).then_some(offered)
}

/// Runs `update install` as a process of its own, because the counter, and with it this one, ends on the way.
pub(in crate::cli) fn installer(context: &Context) -> Arc<dyn Fn() -> Result<(), Cause> + Send + Sync> {
    let data_folder = context.data_folder.clone();
    Arc::new(move || {
        update::create_folder(&data_folder)?;
        let said = data_folder.join(trial::FOLDER).join(SAID);
        let mut install = Command::new(std::env::current_exe()?);
        install.arg("--data").arg(&data_folder).args(["update", "install"]);
        install.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&said)?);
        let done = install.status()?;
        let why = fs::read_to_string(&said).unwrap_or_default();
        let _ = fs::remove_file(&said);
        match done.success() {
            true => Ok(()),
            false if why.trim().is_empty() => Err(Cause::of(Why::Program).with(done)),
            false => Err(Cause::said(why.trim())),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_newer_version_that_may_run_here_is_told_of() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        let own = version("0.2.0");
        let offer = |newest, pin, failed: &[Version]| to_offer(newest, own, pin, failed);
        assert_eq!(offer("0.3.0", None, &[]), Some(version("0.3.0")));
        assert_eq!(offer("0.3.0", Some(version("0.3.0")), &[]), Some(version("0.3.0")));
        for (newest, pin, failed) in [
            ("0.2.0", None, vec![]),
            ("0.1.9", None, vec![]),
            ("0.3.0", Some(version("0.2.0")), vec![]),
            ("0.3.0", None, vec![version("0.3.0")]),
            ("three", None, vec![]),
        ] {
            assert_eq!(offer(newest, pin, &failed), None, "{newest} {pin:?} {failed:?}");
        }
    }
}
