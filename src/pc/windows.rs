//! A Windows computer's facts, from the registry.
//!
//! Settings of power plans have GUIDs in place of names:
//! <https://learn.microsoft.com/windows/win32/power/power-setting-guids>,
//! <https://learn.microsoft.com/windows-hardware/customize/power-settings/>

use windows_registry::{CURRENT_USER, Key, LOCAL_MACHINE};

use super::{Facts, Restarts, started};

/// Sleep after (STANDBYIDLE), seconds, in the subgroup of sleep.
const SLEEP: &str = r"238c9fa8-0aad-41ed-83f4-97be242c8f20\29f6c1db-86da-48c5-9fdb-f2b67b1f44da";
/// USB selective suspend, 0 off and 1 on, in the subgroup of USB.
const USB: &str = r"2a737441-1930-4402-8d77-b2bebba308a3\48e6b7a6-50f5-4782-a5d4-53bb8f07e226";
/// Where power plans stand, and where what a plan does not say.
const PLANS: &str = r"SYSTEM\CurrentControlSet\Control\Power\User\PowerSchemes";
const DEFAULTS: &str = r"SYSTEM\CurrentControlSet\Control\Power\PowerSettings";
/// On mains power.
const ON_MAINS: &str = "ACSettingIndex";
/// <https://learn.microsoft.com/troubleshoot/windows-server/user-profiles-and-logon/turn-on-automatic-logon>
const LOGON: &str = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon";
/// Active hours of Windows Update; 8 to 17 where nothing is said.
/// <https://learn.microsoft.com/windows/deployment/update/waas-restart>
const UPDATES: &str = r"SOFTWARE\Microsoft\WindowsUpdate\UX\Settings";
const ACTIVE: (u8, u8) = (8, 17);
/// <https://learn.microsoft.com/windows/win32/setupapi/run-and-runonce-registry-keys>
const RUN: &str = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Run";

/// Reads them.
pub(super) fn facts() -> Facts {
    Facts {
        sleeps_after: on_mains(SLEEP),
        suspends_usb: on_mains(USB).map(|suspends| suspends != 0),
        signs_in: LOCAL_MACHINE
            .open(LOGON)
            .ok()
            .map(|logon| logon.get_string("AutoAdminLogon").is_ok_and(|on| on.trim() == "1")),
        restarts: LOCAL_MACHINE.open(UPDATES).ok().map(|updates| restarts(&updates)),
        starts_with_session: starts_with_session(),
    }
}

/// A setting of the plan in use.
fn on_mains(setting: &str) -> Option<u32> {
    let plan = LOCAL_MACHINE.open(PLANS).ok()?.get_string("ActivePowerScheme").ok()?;
    let said = LOCAL_MACHINE.open(format!(r"{PLANS}\{plan}\{setting}")).and_then(|key| key.get_u32(ON_MAINS));
    let default = || {
        let key = LOCAL_MACHINE.open(format!(r"{DEFAULTS}\{setting}\DefaultPowerSchemeValues\{plan}"));
        key.and_then(|key| key.get_u32(ON_MAINS)).ok()
    };
    said.ok().or_else(default)
}

fn restarts(updates: &Key) -> Restarts {
    let hour = |name, else_| {
        let said = updates.get_u32(name).ok().and_then(|hour| u8::try_from(hour).ok());
        said.filter(|hour| *hour < 24).unwrap_or(else_)
    };
    if updates.get_u32("SmartActiveHoursState") == Ok(1) {
        return Restarts::Chosen;
    }
    Restarts::NotBetween(hour("ActiveHoursStart", ACTIVE.0), hour("ActiveHoursEnd", ACTIVE.1))
}

/// What the Run keys name, and the links in the Startup folders.
fn starts_with_session() -> Option<Vec<String>> {
    let keys = [CURRENT_USER.open(RUN), LOCAL_MACHINE.open(RUN)];
    let keys: Vec<Key> = keys.into_iter().flatten().collect();
    let mut names: Vec<String> = Vec::new();
    for values in keys.iter().filter_map(|key| key.values().ok()) {
        names
            .extend(values.map(|(name, value)| started(&name, &String::try_from(value).unwrap_or_default())));
    }
    let folders = ["APPDATA", "PROGRAMDATA"].into_iter().filter_map(std::env::var_os);
    for folder in folders {
        let folder = std::path::Path::new(&folder).join(r"Microsoft\Windows\Start Menu\Programs\Startup");
        let links = std::fs::read_dir(folder).into_iter().flatten().flatten();
        names.extend(
            links.map(|link| link.path().file_stem().unwrap_or_default().to_string_lossy().into_owned()),
        );
    }
    (!keys.is_empty()).then_some(names)
}
