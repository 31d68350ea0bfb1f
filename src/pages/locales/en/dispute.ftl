disputes-title = Disputes
disputes-none = There are no disputes
disputes-none-do = What dealers dispute on their statements waits here for its answer.
disputes-none-own-do = If a confirmed statement or a slip looks wrong, dispute it on the statement's page.
dispute-title = Dispute
dispute-colon = {": "}
dispute-about = About
dispute-about-statement = The whole statement
dispute-about-line = Line { $a } of the statement
dispute-about-slip = Slip { $a }
dispute-reason = Reason
dispute-raised = Raised
dispute-open = Open
dispute-upheld = Upheld
dispute-rejected = Rejected
dispute-amount = Amount
dispute-amount-hint = The slip's claim value is { $a }
dispute-amount-any = What the dealer gets if it is upheld, such as 60.00
dispute-amount-wrong = Give an amount, such as 60.00.
dispute-files = Attachments
dispute-no-files = Nothing is attached.
dispute-files-hint = Pictures, PDFs or workbooks, 10 MB each, 10 at most
dispute-attach-more = Attach more
dispute-attach-do = Attach
dispute-attach-done = { $n ->
    [one] { $n } file is attached.
   *[other] { $n } files are attached.
}
dispute-attach-none = Choose a file first.
dispute-outcome = Answer
dispute-outcome-reason = Reason
dispute-outcome-hint = The dealer reads this
dispute-settle = Settle the dispute
dispute-uphold = Uphold and pay
dispute-reject = Reject
dispute-settled = The dispute is settled, and the dealer is told.
dispute-settled-by = Settled by
dispute-entered = Entered the statement of { $a }
dispute-to-enter = Enters the next statement
raise-title = Raise a dispute
raise-until = Disputes are taken until { $a } ({ $b }). What is not disputed is paid on time.
raise-not-yet = The statement is a draft; it can be disputed once it is confirmed.
raise-about-slips = One slip or several
raise-about-wrong = Choose what it is about.
raise-slips = Slip numbers
raise-slips-hint = Several with spaces between; each gets its own answer
raise-slips-wrong = Give 1 to { $n } slip numbers.
raise-reason-hint = Say what is wrong, and what shows it
raise-do = Raise the dispute
raise-done = The dispute is raised; the after-sales centre will answer.
raise-done-several = { $n ->
    [one] { $n } dispute is raised.
   *[other] { $n } disputes are raised.
}
raise-partly = { $a } raised, the others not: { $b }
