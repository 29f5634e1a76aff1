//! A dish as an app's menu knows it.

use serde::{Deserialize, Serialize};

use super::{Line, Unit};

/// What it takes to name a dish to an app, for instance to say that it is sold out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MenuItem {
    /// The app's item id.
    pub id: String,
    /// Name as sold.
    pub name: String,
    /// The shop's code for it, if the app carries one.
    pub external_code: Option<String>,
    /// What its quantity counts.
    pub unit: Unit,
}

impl From<&Line> for MenuItem {
    fn from(line: &Line) -> MenuItem {
        MenuItem {
            id: line.id.clone(),
            name: line.name.clone(),
            external_code: line.external_code.clone(),
            unit: line.quantity.unit,
        }
    }
}
