//! What the bell plays for each app, so that a kitchen hears which app an order came from.

use domain::board::Melody;
use toml_edit::Value;

use super::{Draft, Setup, SetupError};
use crate::settings::{amend, app};

/// An app and its melody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppBell {
    /// The app's id in the settings.
    pub app: String,
    /// The name of its profile.
    pub profile: String,
    /// What is played for it.
    pub melody: Melody,
    /// What its profile plays, where the settings say nothing.
    pub usual: Melody,
}

impl Setup {
    /// The melody of every app, in the file's order.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn bells(&self) -> Result<Vec<AppBell>, SetupError> {
        let Draft { apps, bells, .. } = self.draft()?;
        let bells = apps.into_iter().zip(bells).map(|(app, own)| {
            let profile = app::Profile::load(&app.profile, Some(&self.data_folder)).ok();
            let usual = profile.map_or_else(Melody::default, |profile| profile.bell);
            AppBell { app: app.id, profile: app.profile, melody: own.unwrap_or(usual), usual }
        });
        Ok(bells.collect())
    }

    /// Writes an app's melody. The one that its profile plays is not written: then a person's file says only what is particular.
    ///
    /// # Errors
    /// The file is wrong, or the disk does not take it.
    pub fn save_bell(&self, bell: &AppBell) -> Result<(), SetupError> {
        let own = (bell.melody != bell.usual).then(|| Value::from(bell.melody.as_str()));
        self.write(|text| amend::entry(text, "channels", &bell.app, &[("bell", own)]))
    }
}
