//! `secret set` and `secret list`.

use std::io::{IsTerminal, Read};

use clap::Subcommand;

use super::{Context, Failure};
use crate::file;
use crate::settings::secret::{KEY_FILE, Place, Secret, SecretError, SecretName};

/// No key is longer; what is, is a file given by mistake.
const LONGEST: u64 = 64 * 1024;

#[derive(Debug, Subcommand)]
pub enum SecretVerb {
    /// 표준 입력에서 읽어 저장 · store one from standard input
    Set {
        /// channel/teukgeup, agency/barogo …
        #[arg(value_name = "KIND/ID", value_parser = name)]
        name: SecretName,
    },
    /// 무엇이 저장되어 있는지 (값은 보이지 않음) · which are set, never their values
    List,
}

fn name(text: &str) -> Result<SecretName, String> {
    text.parse().map_err(|_| "channel/ID, agency/ID (예: channel/teukgeup)".to_owned())
}

pub fn run(context: &Context, verb: SecretVerb) -> Result<(), Failure> {
    match verb {
        SecretVerb::Set { name } => set(context, &name),
        SecretVerb::List => list(context),
    }
}

fn set(context: &Context, name: &SecretName) -> Result<(), Failure> {
    let words = context.words();
    let language = words.language();
    // A secret belongs to a folder by its real path, and only a folder that is there has one.
    file::create_private(&context.data_folder)?;
    let mut given = String::new();
    if std::io::stdin().is_terminal() {
        eprintln!("{name}: {}", words.text("secret-paste", &[]));
        // What is pasted is not shown.
        given = rpassword::read_password()?;
    } else {
        std::io::stdin().take(LONGEST).read_to_string(&mut given)?;
    }
    let place = context.secrets().set(name, Secret::given(&given)).map_err(|error| match error {
        SecretError::Empty => Failure::Wrong(error.worded(language)),
        _ => Failure::Failed(error.worded(language)),
    })?;
    println!("{name}: {}", words.text("secret-stored", &[("place", place.worded(&words).into())]));
    if place == Place::File {
        println!("{}", words.text("secret-in-file", &[("file", KEY_FILE.into())]));
    }
    Ok(())
}

fn list(context: &Context) -> Result<(), Failure> {
    let settings = context.settings()?;
    let words = settings.words(context.asked_language.unwrap_or(settings.language));
    let secrets = context.secrets();
    let mut trouble = None;
    for name in SecretName::all(&settings) {
        let state = match secrets.find(&name) {
            Ok(Some((_, place))) => words.text("secret-set", &[("place", place.worded(&words).into())]),
            Ok(None) => words.text("secret-unset", &[]),
            Err(error) => {
                trouble.get_or_insert_with(|| error.worded(words.language()));
                words.text("secret-unknown", &[])
            }
        };
        println!("{name:<42} {state}");
    }
    trouble.map_or(Ok(()), |why| Err(Failure::Failed(why)))
}
