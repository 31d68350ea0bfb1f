batches-title = Payment batches
batches-new = Check and release
batches-made-at = Made at
batches-made-by = Made by
batches-answers = The bank's answers
batches-state-all = All
batches-state-open = Waiting for the bank
batches-state-answered = All answered
batches-state-refused = With refused payments
batches-none = There is no payment batch yet
batches-none-so = No payment batch is like this
batches-none-do = Once approved statements are checked and released, they make a payment batch.
batch-title = Payment batch { $a }
batch-check = Check
batch-whole = As it was made
batch-whole-note = count, total and hash are those of the release
batch-broken = Not as it was made
batch-broken-note = do not pay it, and tell an administrator at once
batch-made-label = Made
batch-made = { $a } · { $b }
batch-payer = Payer
batch-documents = Documents
batch-documents-note = Each download has the same bytes. The amounts add up to the total above, and each document carries the batch's hash.
batch-file = File
batch-for = What it is for
batch-size = Size
batch-for-csv = The payments, for checking and for bookkeeping programs
batch-for-xlsx = The payments with capitals, to print and sign
batch-for-pain001 = ISO 20022 payment order, for the bank
batch-for-bank-sheet = Sheet for bulk transfers, for the bank's website
batch-none-so = No payment fits
batch-none-so-do = Try another state or dealer.
batch-all = Show all payments
batches-sha256 = SHA-256
batch-shown-some = Total of these payments
payment-sent = Sent to the bank
payment-paid = Paid
payment-refused = Refused by the bank
payment-returned = Returned after payment
release-title = Check and release
release-lead = These are the approved statements with their accounts and amounts. They are checked one by one and released at once, as one payment batch; while anything stands against it, no batch is made.
release-due-by = Due no later than
release-look = Check again
release-total = To be paid
release-count-note = one for each statement
release-without-count = { $n ->
    [one] and { $n } statement that pays nothing is released with them
   *[other] and { $n } statements that pay nothing are released with them
}
release-against = What stands against it
release-against-none = nothing does; it can be released
release-against-note = mend it, or leave the statements out
release-leave-out-all = Leave out all with problems
release-leave-out = Leave out
release-take-in = Take in again
release-left-out = Left out this time
release-what = What
release-way-out = Way out
release-whole-batch = Whole batch
release-to-account = See the account
release-to-invoice = Enter the invoice
release-to-batch = See the batch
release-to-statement = See the statement
release-would = What would be paid
release-shown = Shown: { $a } of { $b } payments; the total and the release are of all.
release-all = Show all
release-more-against = { $n ->
    [one] One more is not shown.
   *[other] { $n } more are not shown.
}
release-without = Released without a payment:
release-notes = { $n ->
    [one] { $n } remark
   *[other] { $n } remarks
}
release-nothing = No statement can be released
release-nothing-do = Statements stand here once the sales manager has approved them.
release-do-title = Release
release-sure = Payments: { $a }, in all { $b }
release-checked = I have checked the count, the amounts and the accounts
release-do = Release
release-second-factor = To release you enter the code of your second factor; it holds for 10 minutes.
release-not-sure = Nothing was released: tick “I have checked” once you have, then release.
release-done = Payments released: { $a }, in all { $b }; statements without a payment: { $c }.
