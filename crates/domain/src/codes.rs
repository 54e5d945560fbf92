//! Closed lists of values that have a stable code each.

/// Declares a list: its values, their codes, and the way between both.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$item_doc])* #[serde(rename = $code)] $item,)+
        }

        impl $name {
            /// Every value, in the order they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$item,)+];

            /// The code used in files, packs, the database and the API.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$item => $code,)+
                }
            }

            /// Reads the code.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }
        }
    };
}
pub(crate) use codes;
