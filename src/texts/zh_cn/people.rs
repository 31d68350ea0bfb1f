//! Signing in, and what is done about people.

use crate::auth::{Refused, Role, WeakPassword};

/// What stands against it, and what to do.
pub fn refused(refused: &Refused) -> String {
    match refused {
        Refused::SignIn => "登录名、密码或验证码不正确。".to_owned(),
        Refused::Wait { seconds } => format!("尝试次数过多，请 {seconds} 秒后再试。"),
        Refused::Password(weak) => weak_password(*weak),
        Refused::Code => "验证码不正确，或已经用过；请等待下一个验证码。".to_owned(),
        Refused::NoSecondFactor => "该账户没有设置动态验证码。".to_owned(),
        Refused::PresenceNeeded => "此操作需要先输入一次动态验证码（10 分钟内有效）。".to_owned(),
        Refused::Invitation => "链接无效、已使用或已过期，请向管理员索取新的链接。".to_owned(),
        Refused::LoginTaken => "该登录名已被使用。".to_owned(),
        Refused::LoginUnusable => "登录名只能由字母、数字和 . - _ @ 组成，最多 64 个字符。".to_owned(),
        Refused::DealerAndRole => "经销商文员必须属于一家经销商，其他角色不能属于经销商。".to_owned(),
        Refused::LastAdministrator => "这是最后一名管理员，不能停用或更换角色。".to_owned(),
        Refused::OwnAccount => "不能更改自己的角色、状态或动态验证码，请由另一名管理员操作。".to_owned(),
        Refused::TokenTerms => "令牌需要名称（最多 100 个字符）、至少一项权限，有效期为 1 至 366 天。".to_owned(),
        Refused::Disabled => "该账户已停用。".to_owned(),
        Refused::EmailUnusable => "邮箱地址无效，请按 name@example.com 的格式填写一个地址。".to_owned(),
        Refused::OnlyLooking => "您正以经销商视角查看，只读，不能做任何更改。请先返回自己的页面。".to_owned(),
        Refused::CustomersMasked => "其中有用户的姓名、电话和地址，您本人的岗位无权查看。".to_owned(),
        Refused::NotThemselves => "您正在代理他人或以经销商视角查看，请先恢复本人身份；代理权不能转授。".to_owned(),
        Refused::DeputyUnfit => "代理人须是本公司另一位在用人员，且不是管理员。请核对用户名。".to_owned(),
        Refused::DelegationDays { days_max } => {
            format!("代理日期须从今天或以后开始，结束日不早于开始日，最多 {days_max} 天。")
        }
        Refused::DeputyNamed { deputy, first_day, last_day } => {
            format!("{first_day} 至 {last_day} 已由 {deputy} 代理。请先结束该授权，或另选日期。")
        }
        Refused::DelegationOver => "该授权今天无效：已到期、已结束或尚未开始。".to_owned(),
        Refused::FactorForDeputy => "所代理的岗位涉及付款，须先在“我的账号”绑定您自己的动态验证。".to_owned(),
    }
}

fn weak_password(weak: WeakPassword) -> String {
    match weak {
        WeakPassword::Short { letters_min } => format!("密码至少需要 {letters_min} 个字符。"),
        WeakPassword::Long { letters_max } => format!("密码最多 {letters_max} 个字符。"),
        WeakPassword::Common => "该密码过于常见或有规律，容易被猜到，请换一个。".to_owned(),
        WeakPassword::HoldsLogin => "密码不能包含登录名。".to_owned(),
    }
}

/// What a role is called.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::DealerClerk => "经销商文员",
        Role::Reviewer => "售后审核员",
        Role::CallAgent => "回访员",
        Role::SalesManager => "营销经理",
        Role::Finance => "财务",
        Role::Administrator => "管理员",
    }
}

/// Whom a one-time link is for, and how long it holds.
pub fn invitation(login: &str, token: &str, until: &str) -> String {
    format!("{login} 的一次性口令（有效至 {until} UTC，用于设置密码）：\n{token}")
}

/// That a person's password was set.
pub fn password_set(login: &str) -> String {
    format!("已为 {login} 设置密码。")
}

/// That a person may come in no more.
pub fn disabled(login: &str) -> String {
    format!("{login} 已停用，其会话和令牌已失效。")
}

/// That nobody has a login.
pub fn unknown(login: &str) -> String {
    format!("没有登录名为 {login} 的人。")
}

/// How a person stands: active, invited or disabled.
pub fn state(is_disabled: bool, has_password: bool) -> &'static str {
    match (is_disabled, has_password) {
        (true, _) => "已停用",
        (false, true) => "使用中",
        (false, false) => "已邀请",
    }
}
