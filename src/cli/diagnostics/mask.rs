//! Takes out of a text what concerns the shop alone: keys, accounts, telephone numbers, and the name of the computer's user.

/// Settings whose values are left out: with them an app or an agency could be asked in the shop's name, or they are a person's.
const LEFT_OUT: [&str; 10] = [
    "client_id",
    "account",
    "merchant_id",
    "business_number",
    "phone",
    "detail",
    "road",
    "jibun",
    "latitude",
    "longitude",
];
/// Digits of the shortest telephone number.
const SHORTEST_NUMBER: usize = 9;
/// What stands in the place of what is left out.
const BLANK: &str = "…";

/// What is left out.
pub struct Mask {
    secrets: Vec<String>,
    home: Option<String>,
}

impl Mask {
    /// Leaves these secrets out, and the path of the user's folder.
    pub fn new(secrets: Vec<String>) -> Mask {
        let home = directories::UserDirs::new().map(|user| user.home_dir().display().to_string());
        let secrets = secrets.into_iter().filter(|secret| secret.len() >= 4).collect();
        Mask { secrets, home: home.filter(|home| home.len() > 1) }
    }

    /// A text without keys, telephone numbers and the user's name.
    pub fn text(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        for secret in &self.secrets {
            masked = masked.replace(secret.as_str(), BLANK);
        }
        if let Some(home) = &self.home {
            masked = masked.replace(home.as_str(), "~");
        }
        numbers(&masked)
    }

    /// Settings without accounts and addresses, line by line, so that also settings that are wrong can be looked at.
    pub fn settings(&self, text: &str) -> String {
        let lines = text.lines().map(|line| {
            let Some((key, value)) = line.split_once('=') else { return line.to_owned() };
            let named = key.trim().trim_start_matches('#').trim_start_matches('|').trim();
            if LEFT_OUT.contains(&named) {
                return format!("{key}= \"{BLANK}\"");
            }
            // A table in one line.
            let inner = value.split_once('{').is_some();
            if inner { inline(line) } else { line.to_owned() }
        });
        lines.map(|line| line + "\n").collect()
    }
}

/// A line with a table in it, without the values that are left out.
fn inline(line: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in line.split(',') {
        let named = part.rsplit_once('=').and_then(|(key, _)| {
            let name = key.trim_end().rsplit(['{', ' ']).next()?;
            LEFT_OUT.contains(&name).then(|| name.to_owned())
        });
        match named {
            Some(name) => {
                let begins = part.find(&name).unwrap_or_default();
                let ends = if part.trim_end().ends_with('}') { " }" } else { "" };
                parts.push(format!("{}{name} = \"{BLANK}\"{ends}", &part[..begins]));
            }
            None => parts.push(part.to_owned()),
        }
    }
    parts.join(",")
}

/// A text without telephone numbers: nine digits and more that begin with a nought, also with hyphens between them.
fn numbers(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('0') {
        let before = rest[..at].chars().next_back().or_else(|| masked.chars().next_back());
        let length = rest[at..].find(|c: char| !(c.is_ascii_digit() || c == '-')).unwrap_or(rest.len() - at);
        let found = rest[at..at + length].trim_end_matches('-');
        let digits = found.bytes().filter(u8::is_ascii_digit).count();
        let is_inside = before.is_some_and(|c| c.is_alphanumeric() || c == '.' || c == '-' || c == ':');
        masked.push_str(&rest[..at]);
        if !is_inside && digits >= SHORTEST_NUMBER {
            masked.push_str(BLANK);
            rest = &rest[at + found.len()..];
        } else {
            masked.push('0');
            rest = &rest[at + 1..];
        }
    }
    masked.push_str(rest);
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_left_out_and_other_numbers_stay() {
        for (text, masked) in [
            ("tel 010-1234-5678, next", "tel …, next"),
            ("05012345678", "…"),
            ("order=0123-4567", "order=0123-4567"),
            ("2026-12-01T03:45:35.012345678Z INFO", "2026-12-01T03:45:35.012345678Z INFO"),
            ("tcp://192.0.2.7:9100 took 1000000000 ns", "tcp://192.0.2.7:9100 took 1000000000 ns"),
            ("id=019ab000-0000-7000-8000-000000000000", "id=019ab000-0000-7000-8000-000000000000"),
        ] {
            assert_eq!(numbers(text), masked);
        }
    }

    #[test]
    fn keys_and_the_users_name_are_left_out_everywhere() {
        let mask = Mask { secrets: vec!["k3y-of-app".into()], home: Some("/home/kim".into()) };
        assert_eq!(mask.text("/home/kim/data says k3y-of-app"), "~/data says …");
    }

    #[test]
    fn accounts_and_addresses_of_settings_are_left_out() {
        let mask = Mask { secrets: Vec::new(), home: None };
        let text = "[store]\nname = \"가상국밥\"\nphone = \"050-0000-0000\" # 전화\naddress = { road = \"없는로 1\", latitude = 35.1 }\n\
                    #| client_id = \"C\"\n[[channels]]\nid = \"a\"\n";
        let masked = mask.settings(text);
        assert_eq!(
            masked,
            "[store]\nname = \"가상국밥\"\nphone = \"…\"\naddress = { road = \"…\", latitude = \"…\" }\n\
             #| client_id = \"…\"\n[[channels]]\nid = \"a\"\n"
        );
    }
}
