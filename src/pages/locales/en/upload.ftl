upload-say-reading = The file is being read and checked, mostly within seconds.
upload-say-withdrawn = This file was withdrawn and is not filed; upload it again when you want to.
upload-say-refused = Nothing of this file can be filed; the reason stands below.
upload-say-all-wrong = { $n ->
    [one] The only row is wrong, so that nothing can be filed.
   *[other] All { $n } rows are wrong, so that nothing can be filed.
}
upload-say-nil = The sheet has no rows and can be filed as a nil return, which counts.
upload-say-nil-filed = Filed as a nil return.
upload-say-rows = { $n ->
    [one] 1 row read
   *[other] { $n } rows read
}
upload-say-fileable = { $n ->
    [one] 1 slip can be filed
   *[other] { $n } slips can be filed
}
upload-say-filed = { $n ->
    [one] 1 slip filed
   *[other] { $n } slips filed
}
upload-say-fileable-rows = { $n ->
    [one] 1 row can be filed
   *[other] { $n } rows can be filed
}
upload-say-filed-rows = { $n ->
    [one] 1 row filed
   *[other] { $n } rows filed
}
upload-say-held = { $n } of them held
upload-say-unpaid = { $n } of them not paid by the agreement
upload-say-unchanged = { $n } of them filed before and unchanged
upload-say-wrong = { $n ->
    [one] 1 row is wrong and cannot be filed
   *[other] { $n } rows are wrong, or belong to a slip that is, and cannot be filed
}
upload-say-not-filed = { $n ->
    [one] 1 row is wrong and was not filed
   *[other] { $n } rows are wrong and were not filed
}
upload-say-money = ; { $a } claimed, { $b } would be payable
upload-figure-paid = To be paid (slips)
upload-figure-held = Held (slips)
upload-figure-unpaid = Not paid (slips)
upload-figure-wrong = Wrong (rows)
upload-figure-rows = Can be filed (rows)
upload-figure-unchanged = Filed before (slips)
upload-figure-claimed = Claimed
upload-figure-payable = Payable
upload-figure-on-hold = On hold
upload-again = This file was uploaded before, at { $a }, and nothing is filed twice; below is what came of it then.
upload-frozen = The month's statement is confirmed and takes no more slips; dispute the statement if something is missing.
upload-look-again = Does the page not move? Look again
upload-to-month = See the month
upload-to-new = Upload a mended file
upload-marked = Download the marked workbook
upload-withdraw = Withdraw
upload-withdraw-note = The file will not be filed; it stays in the records with its result. Slips that are filed already are not touched.
upload-withdraw-do = Withdraw it
upload-file-nil = File as a nil return
upload-file-slips = { $n ->
    [one] File the slip
   *[other] File all { $n } slips
}
upload-file-readable-slips = { $n ->
    [one] File the one good slip
   *[other] File the { $n } good slips
}
upload-file-rows = { $n ->
    [one] File the row
   *[other] File all { $n } rows
}
upload-file-readable-rows = { $n ->
    [one] File the one good row
   *[other] File the { $n } good rows
}
upload-file-rest = { $n ->
    [one] The other row stays listed as not filed; mend it and upload again. What is filed and unchanged is not filed twice.
   *[other] The other { $n } rows stay listed as not filed; mend them and upload again. What is filed and unchanged is not filed twice.
}
upload-filed-flash = Filed. The month is being settled; look at it in a moment.
upload-withdrawn-flash = Withdrawn.
upload-faults = To be mended
upload-fault-column = Column
upload-fault-value = Value
upload-fault-what = What is wrong, and the way out
upload-fault-where = Where
upload-fault-blank = (blank)
upload-fault-rows = { $n ->
    [one] 1 row
   *[other] { $n } rows
}
upload-fault-at = row { $a }
upload-faults-more = There is more than is listed here; the marked workbook shows all of it.
upload-warnings = Warnings
upload-warnings-note = These can be filed, but by the agreement they would be held, cut or not paid. What you mend before filing is not.
upload-unknown = These columns are not known and were not read: { $a }.
upload-reason-effect = Effect
upload-reason-why = Slips, and why
upload-reason-clause = Clause
upload-reason-more = and { $n } more
upload-about = About this file
upload-fact-sheet = Sheet
upload-fact-dealer = Dealer
upload-fact-came = Received on
upload-files = Files
upload-original = Download the original
upload-steps = What happened
upload-step-receive = Uploaded
upload-step-file = Filed
upload-step-withdraw = Withdrawn
upload-step-fetch = File downloaded
upload-name-columns = Say what these columns are
upload-step-columns = Columns named
upload-mend-right = Put right
upload-mend-in-file = row by row, in the file
upload-mend-do = Put right and check again
upload-mend-note = What is put right once is right in every row that has it. The file stays as it came; what was said is kept in the records.
upload-mend-nothing = Nothing was put right.
upload-mend-back = Take back
upload-mended = Put right here
upload-mended-flash = Kept; the file is being checked again.
upload-step-mend = Values put right
upload-parked-slips = { $n ->
    [one] One repair slip is not filed.
   *[other] { $n } repair slips are not filed.
 }
upload-parked-rows = { $n ->
    [one] One row is not filed.
   *[other] { $n } rows are not filed.
 }
upload-parked-none = What was not filed then has been filed since.
