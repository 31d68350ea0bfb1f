month = Month
state = State
slips = Slips
held = On hold
claimed = Claimed
accepted = Accepted
payable = Payable
payment-due = To be paid by
