//! 系统安装与维护命令：中文。

use std::path::Path;

use crate::agreement::statement::State;
use crate::calendar::Day;
use crate::notify::server::ServerFault;
use crate::reports::pdf::TypefaceError;
use crate::store::audit::{ChainFault, Verified};
use crate::store::backup::BackupError;
use crate::texts::{FontFault, ServiceFailure};
use crate::workflow::demonstrate::Step;

/// Why a command could not be done, and what to do.
pub fn failure(failure: &ServiceFailure) -> String {
    match failure {
        ServiceFailure::Secret { path, reason } => {
            format!("无法从 {} 读取系统密钥：{reason}。请用 --secret-file 指明文件。", path.display())
        }
        ServiceFailure::Listen { address, reason } => {
            format!("无法监听 {address}：{reason}。请用 --listen 另选地址。")
        }
        ServiceFailure::NoDemonstration(path) => {
            format!("{} 不是演示数据库。请用 sanbao serve 运行它，或用 --dir 另选文件夹。", path.display())
        }
        ServiceFailure::Store(error) => format!("数据库出错：{error}。"),
        ServiceFailure::Mail(fault) => mail(*fault).to_owned(),
        ServiceFailure::Backup(error) => backup(error),
        ServiceFailure::Font { path, reason } => font(path, reason),
        ServiceFailure::Io(error) => format!("文件出错：{error}。"),
    }
}

const fn mail(fault: ServerFault) -> &'static str {
    match fault {
        ServerFault::Url => {
            "--smtp-url 应写作 smtps://用户:密码@主机、smtp+starttls://用户:密码@主机 或 smtp://主机；密码中字母和数字以外的\
             字符写作 %XX。"
        }
        ServerFault::PlainPassword => "--smtp-url 会在未加密的连接上发送密码，请改用 smtps:// 或 smtp+starttls://。",
        ServerFault::From => "--mail-from 应为一个邮箱地址，或“名称 <地址>”。",
        ServerFault::Certificates => "无法读取 --smtp-ca 的证书，应为 PEM 格式。",
    }
}

/// That no mail goes out, and what to do.
pub const fn no_mail_server() -> &'static str {
    "未用 --smtp-url 指定邮件服务器：邮件照常写入发件箱等待，管理员可以查看。"
}

/// That the server took the mail that tries the way.
pub fn mail_taken(to: &str) -> String {
    format!("邮件服务器已接收发往 {to} 的邮件，请查看是否收到。")
}

/// That it did not, and why.
pub fn mail_not_taken(reason: &str) -> String {
    format!("邮件服务器未接收邮件：{reason}。")
}

fn backup(error: &BackupError) -> String {
    match error {
        BackupError::NotEmbedded => "PostgreSQL 数据库请用 pg_dump 备份、用 pg_restore 恢复。".to_owned(),
        BackupError::Exists(path) => format!("{} 已存在，不予覆盖。", path.display()),
        BackupError::OtherHash(path) => format!("{} 与其旁的 SHA-256 不符。", path.display()),
        BackupError::Damaged(what) => format!("备份已损坏：{what}。未作恢复。"),
        BackupError::OtherSchema => "备份出自更新的版本，请用该版本恢复。".to_owned(),
        BackupError::Trail { seq, fault } => {
            format!("{}未作恢复。", verified(Verified::Broken { seq: *seq, fault: *fault }))
        }
        BackupError::File { path, source } => format!("{}：{source}。", path.display()),
        BackupError::Store(error) => format!("数据库出错：{error}。"),
    }
}

/// Where the service answers.
pub fn serving(address: &str) -> String {
    format!("三包系统已在 http://{address} 运行；接口说明见 http://{address}/api/v1/docs/。")
}

/// How many migrations ran.
pub fn migrated(ran: usize) -> String {
    match ran {
        0 => "数据库已是最新版本。".to_owned(),
        _ => format!("数据库已升级，共 {ran} 步。"),
    }
}

/// How many dealers' months were settled.
pub fn settled(dealers: usize) -> String {
    format!("已结算 {dealers} 家经销商的未确认月份。")
}

/// What checking the audit trail found.
pub fn verified(verified: Verified) -> String {
    match verified {
        Verified::Whole { entries } => format!("审计记录完整，共 {entries} 条。"),
        Verified::Broken { seq, fault } => match fault {
            ChainFault::Changed => format!("审计记录第 {seq} 条被改动。"),
            ChainFault::Unlinked => format!("审计记录第 {seq} 条与前一条不相衔接。"),
            ChainFault::Missing => format!("审计记录第 {seq} 条缺失。"),
            ChainFault::Inserted => format!("审计记录第 {seq} 条系插入。"),
        },
    }
}

/// Where the backup is.
pub fn backed_up(out: &Path, sha256: &str) -> String {
    format!("数据库已备份至 {}，SHA-256 为 {sha256}。", out.display())
}

/// That a backup is in its place.
pub fn restored(target: &str, entries: i64) -> String {
    format!("备份完整，已恢复至 {target}；审计记录共 {entries} 条。")
}

/// Which day it is in the demonstration.
pub fn demonstration_day(today: Day) -> String {
    format!("演示中的日期是 {today}。")
}

/// How many statements of a month are in a state.
pub fn statements_in(count: usize, state: State) -> String {
    let state = match state {
        State::Draft => "草稿，待售后服务中心确认",
        State::Confirmed => "已确认，待营销经理批准",
        State::Approved => "已批准，待财务部放款",
        State::Released => "已放款，待银行支付",
        State::Paid => "已付款",
    };
    format!("{count} 张结算单：{state}")
}

/// Who can sign in to the demonstration.
pub fn demonstration(password: &str, database: &Path) -> String {
    format!(
        "所有人的密码都是 {password}。数字是当前的动态验证码；过期后另取：sanbao user code 登录名 --database-url {}",
        database.display()
    )
}

/// What happened in the demonstration.
pub const fn demonstrated(step: Step) -> &'static str {
    match step {
        Step::Opened => "登记册和协议已导入",
        Step::Filed => "表格已申报",
        Step::Drawn => "已抽样",
        Step::Called => "已回访",
        Step::Decided => "暂缓的维修单已审核",
        Step::Confirmed => "结算单已确认",
        Step::Approved => "结算单已批准",
        Step::Released => "已放款",
        Step::Paid => "已付款",
    }
}

fn font(path: &Path, fault: &FontFault) -> String {
    let path = path.display();
    match fault {
        FontFault::Unreadable(reason) => format!("无法读取字体文件 {path}：{reason}。"),
        FontFault::Unfit(TypefaceError::Unreadable) => {
            format!("{path} 不是字体文件。请指定 .otf 或 .ttf 文件；字体集（.ttc）请先取出其中一种字体。")
        }
        FontFault::Unfit(TypefaceError::TooFewCharacters) => {
            format!("字体 {path} 缺少数字或代替缺字的符号“〓”。请指定一种中文字体。")
        }
    }
}
