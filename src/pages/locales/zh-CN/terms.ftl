month = 月份
state = 状态
slips = 维修单
held = 待核实
claimed = 申报金额
accepted = 认可金额
payable = 应付金额
payment-due = 付款期限
