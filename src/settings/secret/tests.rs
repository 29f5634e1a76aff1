//! Where secrets are kept and found, with stores that work, do not, or say nothing.

use std::sync::Mutex;

use super::vaults::{MemoryVault, NoVault};
use super::*;

/// Answers when the test lets go of the other end, if ever.
struct HangingVault(Mutex<mpsc::Receiver<()>>);

impl Vault for HangingVault {
    fn read(&self, _: &str) -> Result<Option<String>, String> {
        let _ = self.0.lock().unwrap().recv();
        Ok(None)
    }
    fn write(&self, account: &str, _: &str) -> Result<(), String> {
        self.read(account).map(|_| ())
    }
}

/// Notes each question before another one answers it.
struct NotedVault(mpsc::Sender<()>, HangingVault);

impl Vault for NotedVault {
    fn read(&self, account: &str) -> Result<Option<String>, String> {
        let _ = self.0.send(());
        self.1.read(account)
    }
    fn write(&self, account: &str, secret: &str) -> Result<(), String> {
        self.1.write(account, secret)
    }
}

fn no_environment() -> Environment {
    Arc::new(|_| None)
}

fn name() -> SecretName {
    SecretName::channel("teuk-geup")
}

#[test]
fn the_environment_comes_before_the_vault() {
    let vault = Arc::new(MemoryVault::default());
    let folder = Path::new("/nowhere/a");
    let stored = Secrets::with_vault(no_environment(), folder, vault.clone());
    assert_eq!(stored.get(&name()), Ok(None));
    stored.set(&name(), Secret::given("from-vault\n")).unwrap();
    assert_eq!(stored.get(&name()).unwrap().unwrap().expose(), "from-vault");

    let environment: Environment =
        Arc::new(|key| (key == "JUMUNBELL_SECRET_CHANNEL_TEUK_GEUP").then(|| "from-environment".into()));
    let both = Secrets::with_vault(environment, folder, vault);
    assert_eq!(both.get(&name()).unwrap().unwrap().expose(), "from-environment");
    assert_eq!(both.get(&SecretName::agency("teuk-geup")), Ok(None));
}

#[test]
fn two_installations_do_not_share() {
    let vault = Arc::new(MemoryVault::default());
    let one = Secrets::with_vault(no_environment(), Path::new("/nowhere/a"), vault.clone());
    let two = Secrets::with_vault(no_environment(), Path::new("/nowhere/b"), vault);
    one.set(&name(), Secret::given("a")).unwrap();
    assert_eq!(two.get(&name()), Ok(None));
}

#[test]
fn where_nothing_takes_a_key_the_variable_is_told() {
    let secrets = Secrets::with_vault(no_environment(), Path::new("/nowhere"), Arc::new(NoVault));
    let error = secrets.set(&name(), Secret::given("hunter2")).unwrap_err();
    for language in [Language::Korean, Language::English] {
        let words = error.worded(language);
        assert!(words.contains("JUMUNBELL_SECRET_CHANNEL_TEUK_GEUP"), "{words}");
        assert!(!words.contains("hunter2"), "{words}");
    }
}

#[test]
fn a_vault_that_hangs_is_left_alone() {
    let (keep, hang) = mpsc::channel();
    let vault = Arc::new(HangingVault(Mutex::new(hang)));
    let mut secrets = Secrets::with_vault(no_environment(), Path::new("/nowhere"), vault);
    secrets.patience = Duration::from_millis(10);
    assert_eq!(secrets.get(&name()), Err(SecretError::Silent { name: name() }));
    drop(keep);
}

#[test]
fn only_one_newline_at_the_end_is_dropped() {
    assert_eq!(Secret::given("a b \n\n").expose(), "a b \n");
    assert_eq!(Secret::given("a\r\n").expose(), "a");
    assert_eq!(Secret::given("a").expose(), "a");
    assert_eq!(format!("{:?}", Secret::given("a")), "Secret(…)");
    let secrets = Secrets::with_vault(no_environment(), Path::new("/nowhere"), Arc::new(NoVault));
    assert_eq!(secrets.set(&name(), Secret::given("\n")), Err(SecretError::Empty));
}

#[test]
fn names_are_read_strictly() {
    assert_eq!("channel/teuk-geup".parse(), Ok(name()));
    assert_eq!("agency/barogo".parse(), Ok(SecretName::agency("barogo")));
    for wrong in ["teukgeup", "printer/kitchen", "channel/", "channel/TEUK", "channel/a/b", ""] {
        assert_eq!(wrong.parse::<SecretName>(), Err(SecretError::BadName(wrong.into())), "{wrong}");
    }
}

/// The secrets of a folder on a machine without a credential store.
fn without_a_store(folder: &Path) -> Secrets {
    Secrets::with_vault(no_environment(), folder, Arc::new(NoVault))
}

#[test]
fn without_a_credential_store_a_key_goes_into_a_sealed_file() {
    let folder = tempfile::tempdir().unwrap();
    let secrets = without_a_store(folder.path());
    assert!(matches!(secrets.get(&name()), Err(SecretError::NoStore { .. })));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "to look makes no file");
    assert_eq!(secrets.set(&name(), Secret::given("hunter2")), Ok(Place::File));
    assert_eq!(secrets.set(&SecretName::agency("barogo"), Secret::given("swordfish")), Ok(Place::File));
    assert_eq!(secrets.find(&name()), Ok(Some((Secret("hunter2".into()), Place::File))));
    // Read by another process later.
    let later = without_a_store(folder.path());
    assert_eq!(later.get(&SecretName::agency("barogo")).unwrap().unwrap().expose(), "swordfish");
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for secret in ["hunter2", "swordfish"] {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{path:?}");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{path:?}");
        }
    }
}

#[test]
fn the_newest_key_is_found_wherever_it_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Arc::new(MemoryVault::default());
    let with = Secrets::with_vault(no_environment(), folder.path(), vault.clone());
    assert_eq!(with.set(&name(), Secret::given("first")), Ok(Place::System));
    // The store is gone for a while, and a new key is typed.
    assert_eq!(without_a_store(folder.path()).set(&name(), Secret::given("second")), Ok(Place::File));
    assert_eq!(with.get(&name()).unwrap().unwrap().expose(), "second");
    assert_eq!(with.set(&name(), Secret::given("third")), Ok(Place::System));
    assert_eq!(with.find(&name()), Ok(Some((Secret("third".into()), Place::System))));
    assert!(!folder.path().join(KEY_FILE).exists(), "nothing is left in it");
}

#[test]
fn a_store_that_answers_too_late_hides_no_newer_key() {
    let folder = tempfile::tempdir().unwrap();
    let (keep, hang) = mpsc::channel();
    let vault = Arc::new(HangingVault(Mutex::new(hang)));
    let mut secrets = Secrets::with_vault(no_environment(), folder.path(), vault);
    secrets.patience = Duration::from_millis(10);
    assert_eq!(secrets.set(&name(), Secret::given("typed")), Ok(Place::File));
    drop(keep);
    assert_eq!(secrets.get(&name()).unwrap().unwrap().expose(), "typed", "without asking the store");
}

#[test]
fn one_key_that_cannot_be_read_hides_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<SecretName> = ["a", "b", "c"].into_iter().map(SecretName::channel).collect();
    let secrets = without_a_store(folder.path());
    secrets.set(&names[1], Secret::given("second")).unwrap();
    assert_eq!(secrets.readable(&names), [Secret("second".into())]);
    // A store that says nothing is asked once.
    let (keep, hang) = mpsc::channel();
    let (ask, asked) = mpsc::channel();
    let vault = Arc::new(NotedVault(ask, HangingVault(Mutex::new(hang))));
    let mut silent = Secrets::with_vault(no_environment(), folder.path(), vault);
    silent.patience = Duration::from_millis(10);
    assert_eq!(silent.readable(&names), [Secret("second".into())]);
    drop((silent, keep));
    assert_eq!(asked.iter().count(), 1);
}

#[test]
fn a_copied_file_stays_shut_and_takes_new_keys() {
    let folder = tempfile::tempdir().unwrap();
    let here = file::KeyFile::of_owner(folder.path(), b"this counter".to_vec());
    let elsewhere = file::KeyFile::of_owner(folder.path(), b"another one".to_vec());
    let other = SecretName::agency("barogo");
    here.write(&name(), "hunter2").unwrap();
    here.write(&other, "swordfish").unwrap();
    assert_eq!(elsewhere.read(&name()), Err(Shut::Foreign));
    elsewhere.write(&name(), "typed again").unwrap();
    assert_eq!(elsewhere.read(&name()), Ok(Some("typed again".into())));
    assert_eq!(elsewhere.read(&other), Err(Shut::Foreign), "that one has to be typed as well");
    assert_eq!(here.read(&other), Ok(Some("swordfish".into())), "and is not lost");
}

#[test]
fn keys_do_not_pass_for_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let keys = file::KeyFile::of_owner(folder.path(), b"this counter".to_vec());
    keys.write(&name(), "hunter2").unwrap();
    keys.write(&SecretName::channel("other"), "swordfish").unwrap();
    let path = folder.path().join(KEY_FILE);
    let text = std::fs::read_to_string(&path).unwrap();
    let swapped = text.replace("teuk-geup", "x").replace("channel/other", "channel/teuk-geup");
    std::fs::write(&path, swapped.replace("channel/x", "channel/other")).unwrap();
    assert_eq!(keys.read(&name()), Err(Shut::Foreign));
    let sealed = text.split('"').find(|part| part.len() > 40).unwrap().to_owned();
    std::fs::write(&path, text.replace(&sealed, &sealed[..20])).unwrap();
    assert_eq!(keys.read(&name()).and(keys.read(&SecretName::channel("other"))), Err(Shut::Foreign));
}

#[test]
fn a_damaged_file_is_put_aside_and_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(KEY_FILE);
    std::fs::write(&path, "{\"salt\": ").unwrap();
    let secrets = without_a_store(folder.path());
    assert_eq!(secrets.get(&name()), Err(SecretError::Shut { name: name(), shut: Shut::Unreadable }));
    assert_eq!(secrets.set(&name(), Secret::given("typed")), Ok(Place::File));
    assert_eq!(secrets.get(&name()).unwrap().unwrap().expose(), "typed");
    assert_eq!(std::fs::read_to_string(folder.path().join("secrets.damaged.json")).unwrap(), "{\"salt\": ");
}

#[test]
fn many_writers_at_once_lose_no_key() {
    let folder = tempfile::tempdir().unwrap();
    let ids: Vec<String> = (0..16).map(|n| format!("app{n}")).collect();
    thread::scope(|scope| {
        for id in &ids {
            let secrets = without_a_store(folder.path());
            scope.spawn(move || secrets.set(&SecretName::channel(id), Secret::given(id)).unwrap());
        }
    });
    let secrets = without_a_store(folder.path());
    for id in &ids {
        assert_eq!(secrets.get(&SecretName::channel(id)).unwrap().unwrap().expose(), id);
    }
}
