capacity-deputy = 您正在代理 { $a }（{ $b }），至{ $c }。
capacity-rest = 结束代理
capacity-look = 您正以经销商 { $a } { $b } 的视角查看，只读。
capacity-back = 返回我的页面
capacity-left = 已恢复本人身份。
capacity-look-do = 以该经销商视角查看
capacity-look-hint = 与其文员所见相同，只读；用户资料仍然隐藏。此操作会留下记录。
capacity-for = { $a }（代 { $b }）
