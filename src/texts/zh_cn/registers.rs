//! What became of registers and agreements, in Chinese.

use crate::workflow::import_folder::Taken;

/// What came of a file of a folder.
pub fn taken(taken: &Taken) -> String {
    match taken {
        Taken::Agreement(text) => format!("协议“{}”（{} 起）已生效登记。", text.code, text.effective_from),
        Taken::Register(version) => {
            let (name, id) = (version.register.as_str(), version.id);
            let (read, added, removed) = (version.rows_read, version.rows_added, version.rows_removed);
            format!("{name}：共 {read} 行，新增 {added} 行，终止 {removed} 行（版本 {id}）。")
        }
    }
}

/// That nobody with this login is an administrator.
pub fn no_administrator(login: &str) -> String {
    format!("没有登录名为“{login}”的管理员。请用 --as 指定，或用 sanbao user 邀请一位。")
}
