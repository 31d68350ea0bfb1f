//! The roles of people (agreement 1.1).

use crate::agreement::statement;

/// What a person is at the installation.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 经销商文员: files for one dealer.
    DealerClerk,
    /// 售后审核员: decides held slips, confirms statements.
    Reviewer,
    /// 回访员: calls customers.
    CallAgent,
    /// 营销经理: approves.
    SalesManager,
    /// 财务: releases and pays.
    Finance,
    /// 管理员: people, registers, agreements.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] =
        [Self::DealerClerk, Self::Reviewer, Self::CallAgent, Self::SalesManager, Self::Finance, Self::Administrator];

    /// As the table of people has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DealerClerk => "dealer_clerk",
            Self::Reviewer => "reviewer",
            Self::CallAgent => "call_agent",
            Self::SalesManager => "sales_manager",
            Self::Finance => "finance",
            Self::Administrator => "administrator",
        }
    }

    /// The role of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// The party to a statement's steps that the role is (agreement 7.4); none takes no step.
    pub const fn party(self) -> Option<statement::Role> {
        match self {
            Self::Reviewer => Some(statement::Role::AfterSalesCentre),
            Self::SalesManager => Some(statement::Role::SalesManager),
            Self::Finance => Some(statement::Role::Finance),
            Self::DealerClerk | Self::CallAgent | Self::Administrator => None,
        }
    }

    /// Whether the role may name a deputy: whoever is a party to a statement's steps decides something.
    pub const fn may_delegate(self) -> bool {
        self.party().is_some()
    }

    /// Whether people of the role may be deputies: those of the house, but not whoever says who may what.
    pub const fn may_be_deputy(self) -> bool {
        !matches!(self, Self::DealerClerk | Self::Administrator)
    }

    /// Whether people of the role see customers' names, telephone numbers and addresses.
    pub const fn sees_customers(self) -> bool {
        matches!(self, Self::DealerClerk | Self::Reviewer | Self::CallAgent)
    }

    /// Whether people of the role may look at the pages of a dealer as its clerk sees them.
    pub const fn may_look(self) -> bool {
        matches!(self, Self::Reviewer | Self::Administrator)
    }

    /// Whether the role moves money and so needs a second factor.
    pub const fn moves_money(self) -> bool {
        matches!(self, Self::SalesManager | Self::Finance | Self::Administrator)
    }
}
