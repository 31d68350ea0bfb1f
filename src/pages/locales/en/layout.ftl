brand = Sanbao
skip = Skip to the page
nav-main = Main
nav-home = Home
way-here = You are here
other-language = 中文
other-language-code = zh-CN
sign-out = Sign out
footer = Settlement of warranty claims
time-zone = Times: China Standard Time (UTC+8) · Amounts: CNY
request = Request
error-home = Back to home
error-help = What to do
error-report = If you report this, give the request number
due-over = { $n ->
    [one] { $n } day overdue
   *[other] { $n } days overdue
}
due-today = due today
due-in = { $n ->
    [one] { $n } day left
   *[other] { $n } days left
}
state-none = No agreement
state-draft = Draft
state-confirmed = Confirmed
state-approved = Approved
state-released = Released
state-paid = Paid
upload-received = Being read
upload-checked = Ready to file
upload-refused = Refused
upload-filed = Filed
upload-withdrawn = Withdrawn
list-first = First page
list-next = Next page
list-as-file = Export
list-filter = Filter
list-all = all
