//! Short free texts: trimmed, of bounded length, without control characters and without secrets.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::FaultKind;
use crate::secret::holds_secret;

/// Takes out what nobody can see and what would turn the text around it: control characters but line ends where
/// allowed, and the bidirectional overrides (Unicode UAX #9).
fn bad_character(c: char, lines: bool) -> bool {
    (c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t')))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn check(text: &str, most: usize, lines: bool) -> Result<String, FaultKind> {
    let text = text.trim();
    if let Some(bad) = text.chars().find(|c| bad_character(*c, lines)) {
        return Err(FaultKind::BadCharacter(bad));
    }
    let chars = text.chars().count();
    if chars > most {
        return Err(FaultKind::TooLong { most, chars });
    }
    if holds_secret(text) {
        return Err(FaultKind::LooksLikeSecret);
    }
    Ok(text.to_owned())
}

macro_rules! short_text {
    ($(#[$doc:meta])* $name:ident, $most:literal, $lines:literal, $extra:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The most characters (Unicode scalar values) it may have.
            pub const MAX_CHARS: usize = $most;

            /// As stored, already checked when it was written.
            pub fn stored(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text; empty when none was given.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether nothing was given.
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl FromStr for $name {
            type Err = FaultKind;

            fn from_str(text: &str) -> Result<Self, FaultKind> {
                let text = check(text, $most, $lines)?;
                let extra: fn(&str) -> Result<(), FaultKind> = $extra;
                extra(&text)?;
                Ok(Self(text))
            }
        }
    };
}

short_text!(
    /// The display name of an integration user (`firstName` on the wire).
    DisplayName, 120, false, |_| Ok(())
);
short_text!(
    /// A contact address, checked for the shape `local@domain` only: whether mail arrives, only mail can tell.
    Email, 254, false, |text| {
        let shape = text.is_empty() || text.rsplit_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !local.contains(char::is_whitespace) && !local.contains('@')
                && domain.split('.').all(|part| !part.is_empty() && !part.contains(char::is_whitespace))
        });
        if shape { Ok(()) } else { Err(FaultKind::NotAnEmail) }
    }
);
short_text!(
    /// What somebody should know of a user or group; may span lines.
    Description, 1000, true, |_| Ok(())
);
short_text!(
    /// The label of a group for people; never empty.
    Label, 120, false, |text| if text.is_empty() { Err(FaultKind::Empty) } else { Ok(()) }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_bounded_in_characters() {
        assert_eq!(" Acme ✓ ".parse(), Ok(DisplayName("Acme ✓".to_owned())));
        assert!("é".repeat(120).parse::<DisplayName>().is_ok());
        assert_eq!(
            "é".repeat(121).parse::<DisplayName>(),
            Err(FaultKind::TooLong {
                most: 120,
                chars: 121
            })
        );
        assert_eq!(
            "a\u{202e}b".parse::<DisplayName>(),
            Err(FaultKind::BadCharacter('\u{202e}'))
        );
        assert_eq!(
            "a\nb".parse::<DisplayName>(),
            Err(FaultKind::BadCharacter('\n'))
        );
        assert!("a\nb".parse::<Description>().is_ok());
        assert!("مكتب الرياض".parse::<DisplayName>().is_ok());
    }

    #[test]
    fn an_email_has_the_shape_of_one() {
        for good in [
            "",
            "ops@example.com",
            "o'neil+x@mail.example.com",
            "ops@localhost",
        ] {
            assert!(good.parse::<Email>().is_ok(), "{good}");
        }
        for bad in [
            "ops",
            "@example.com",
            "ops@",
            "a b@example.com",
            "ops@.com",
            "a@b@c",
        ] {
            assert_eq!(bad.parse::<Email>(), Err(FaultKind::NotAnEmail), "{bad}");
        }
    }

    #[test]
    fn no_text_holds_a_secret() {
        let pasted = "client_secret=S3cr3tValue";
        assert_eq!(
            pasted.parse::<DisplayName>(),
            Err(FaultKind::LooksLikeSecret)
        );
        assert_eq!(
            format!("Sends orders.\n{pasted}").parse::<Description>(),
            Err(FaultKind::LooksLikeSecret)
        );
        assert_eq!(pasted.parse::<Label>(), Err(FaultKind::LooksLikeSecret));
    }

    #[test]
    fn a_label_is_never_empty() {
        assert_eq!("  ".parse::<Label>(), Err(FaultKind::Empty));
    }
}
