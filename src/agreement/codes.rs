//! Identifiers and codes as types. They are compared as text, case counts (agreement 4), and sorted as UTF-8 bytes.

use std::borrow::Borrow;
use std::fmt;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(CompactString);

        impl $name {
            /// The code of a text that is not blank; the text is trimmed and normalised already.
            #[must_use]
            pub fn new(text: &str) -> Option<Self> {
                (!text.is_empty()).then(|| Self(CompactString::new(text)))
            }

            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

codes! {
    /// 经销商编码
    DealerCode
    /// 维修单号
    SlipNo
    /// 产品型号
    ProductModel
    /// 产品线
    ProductLine
    /// 机身编号
    SerialNo
    /// 配件编号
    PartNo
    /// 故障代码
    FaultCode
    /// 维修员, as the dealer's list spells the name
    Technician
    /// 地区
    Region
}
