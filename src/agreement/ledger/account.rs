//! The accounts of the ledger, named so that bookkeeping programs take them.

use std::fmt::Write as _;

use crate::agreement::codes::DealerCode;

/// An account of the manufacturer's books. The ones of a dealer are held for every dealer apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// What the bank has wired.
    Bank,
    /// What a dealer's last statement left open, and its next takes up (agreement 7.2).
    DealerBalance,
    /// What confirmed statements pay and no batch pays yet.
    DealerPayable,
    /// What a batch pays and the bank has not answered.
    PaymentsInTransit,
    /// What the bank took back after it had paid, until a later statement pays it again.
    PaymentsReturned,
    /// Fees that the allowance does not pay yet (agreement 7.1).
    AllowanceCarried,
    /// Where a journal begins later than the books: what stood before.
    Opening,
    /// Old parts that did not come back, at cost (agreement 5.3).
    PartsRecovered,
    /// 退货费用
    GoodsReturnsRecovered,
    /// Upheld complaints.
    ComplaintFines,
    /// Agreement 4.21.
    LateServiceFines,
    /// The dealer's own callbacks were too few.
    DealerCallbackFines,
    /// 假一罚十
    FabricationPenalties,
    /// Agreement 8.1.
    FeedbackPenalties,
    /// Fees that the year's allowance never paid (agreement 7.1).
    AllowanceLapsed,
    /// Advances beyond the year's allowance (agreement 8.3).
    AllowanceTakenBack,
    /// The fees of payable slips (agreement 4.30).
    WarrantyFees,
    /// The unused allowance of a year (agreement 8.2).
    AllowanceReturned,
    /// What corrects earlier statements, either way (agreement 7.4, 9.2).
    Adjustments,
}

impl Account {
    /// Every account, in the order of a trial balance.
    pub const ALL: [Self; 19] = [
        Self::Bank,
        Self::DealerBalance,
        Self::DealerPayable,
        Self::PaymentsInTransit,
        Self::PaymentsReturned,
        Self::AllowanceCarried,
        Self::Opening,
        Self::PartsRecovered,
        Self::GoodsReturnsRecovered,
        Self::ComplaintFines,
        Self::LateServiceFines,
        Self::DealerCallbackFines,
        Self::FabricationPenalties,
        Self::FeedbackPenalties,
        Self::AllowanceLapsed,
        Self::AllowanceTakenBack,
        Self::WarrantyFees,
        Self::AllowanceReturned,
        Self::Adjustments,
    ];

    /// Its name below one of the five roots that bookkeeping programs know; of a dealer's account without the dealer.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bank => "Assets:Bank",
            Self::DealerBalance => "Assets:DealerBalance",
            Self::DealerPayable => "Liabilities:DealerPayable",
            Self::PaymentsInTransit => "Liabilities:PaymentsInTransit",
            Self::PaymentsReturned => "Liabilities:PaymentsReturned",
            Self::AllowanceCarried => "Liabilities:AllowanceCarried",
            Self::Opening => "Equity:Opening",
            Self::PartsRecovered => "Income:PartsRecovered",
            Self::GoodsReturnsRecovered => "Income:GoodsReturnsRecovered",
            Self::ComplaintFines => "Income:Fines:Complaints",
            Self::LateServiceFines => "Income:Fines:LateService",
            Self::DealerCallbackFines => "Income:Fines:DealerCallbacks",
            Self::FabricationPenalties => "Income:Penalties:Fabrication",
            Self::FeedbackPenalties => "Income:Penalties:Feedback",
            Self::AllowanceLapsed => "Income:AllowanceLapsed",
            Self::AllowanceTakenBack => "Income:AllowanceTakenBack",
            Self::WarrantyFees => "Expenses:WarrantyFees",
            Self::AllowanceReturned => "Expenses:AllowanceReturned",
            Self::Adjustments => "Expenses:Adjustments",
        }
    }

    /// Whether every dealer has one of its own.
    pub const fn is_per_dealer(self) -> bool {
        matches!(
            self,
            Self::DealerBalance
                | Self::DealerPayable
                | Self::PaymentsInTransit
                | Self::PaymentsReturned
                | Self::AllowanceCarried
        )
    }

    /// Whether its balance goes on from one year to the next.
    pub const fn is_permanent(self) -> bool {
        self.is_per_dealer() || matches!(self, Self::Bank | Self::Opening)
    }

    /// The whole name of the account that concerns this dealer.
    pub fn of(self, dealer: &DealerCode) -> String {
        if self.is_per_dealer() { format!("{}:{}", self.name(), component(dealer)) } else { self.name().to_owned() }
    }
}

/// A dealer's code as part of an account's name: as it is where it is letters and digits with single hyphens between,
/// beginning with a capital or a digit; else the hexadecimal of its bytes behind `X--`, which no plain code has. No two
/// codes come out alike.
pub fn component(dealer: &DealerCode) -> String {
    let code = dealer.as_str();
    let begins_well = code.starts_with(|first: char| first.is_ascii_uppercase() || first.is_ascii_digit());
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if begins_well && code.split('-').all(plain) {
        return code.to_owned();
    }
    code.bytes().fold("X--".to_owned(), |mut hex, byte| {
        // Writing into a text does not fail.
        let _ = write!(hex, "{byte:02X}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_parts_of_names_that_programs_take() {
        for (code, expected) in [
            ("HZ01", "HZ01"),
            ("HZ-01", "HZ-01"),
            ("01", "01"),
            ("hz01", "X--687A3031"),
            ("X--68", "X--582D2D3638"),
            ("-A", "X--2D41"),
            ("A-", "X--412D"),
            ("A:B", "X--413A42"),
            ("A  B", "X--41202042"),
            ("杭", "X--E69DAD"),
        ] {
            assert_eq!(component(&DealerCode::new(code).unwrap()), expected, "{code}");
        }
        let dealer = DealerCode::new("HZ01").unwrap();
        assert_eq!(Account::DealerPayable.of(&dealer), "Liabilities:DealerPayable:HZ01");
        assert_eq!(Account::WarrantyFees.of(&dealer), "Expenses:WarrantyFees");
    }

    #[test]
    fn every_account_is_listed_once_and_in_order() {
        assert!(Account::ALL.is_sorted());
        let names: std::collections::BTreeSet<&str> = Account::ALL.iter().map(|account| account.name()).collect();
        assert_eq!(names.len(), Account::ALL.len());
    }
}
