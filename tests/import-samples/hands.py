"""How each of the six dealers writes its workbooks: the program, the order of the columns, dates, amounts, words."""

from datetime import date, datetime

import office
from slips import COLUMNS, PART_COLUMNS, rows

WORDS = {
    "city": "市区",
    "county": "郊县",
    "product_defect": "产品质量",
    "user_damage": "人为损坏",
    "installation": "安装问题",
    "in_shop": "店内",
    "door_to_door": "上门",
}
FEEDBACK = ["产品型号", "故障代码", "故障现象", "数量", "配件编号", "严重程度", "原因分析", "改进建议"]
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
PAPER_ORDER = list(COLUMNS)
# NB02 puts what the customer said first, and the money last.
MONEY_LAST = ["repair_date", "slip_no", "customer_name", "customer_phone", "customer_address", "area"] + [
    column
    for column in COLUMNS
    if column
    not in ("repair_date", "slip_no", "customer_name", "customer_phone", "customer_address", "area", "claimed_fee")
] + ["claimed_fee"]


def grid(slips, order, spell, further_rows):
    """Rows of cells, and the cells that belong together. A slip's further rows are merged with the first, repeat it, or
    say only its number."""
    cells, merges = [], []
    for slip in slips:
        first = len(cells)
        for row in rows(slip):
            further = len(cells) > first
            cells.append([
                None
                if further and column not in PART_COLUMNS and further_rows != "repeat" and (column, further_rows) != ("slip_no", "number")
                else spell(column, row[column], slip)
                for column in order
            ])
        if further_rows == "merge" and len(cells) - first > 1:
            merges += [(first, len(cells) - 1, at) for at, column in enumerate(order) if column not in PART_COLUMNS]
    return cells, merges


def plain(column, value):
    return WORDS.get(value, value) if isinstance(value, str) else value


def title(name, period, what="维修费用结算表"):
    return f"{name}{int(period[:4])}年{int(period[5:])}月{what}"


def hangzhou(target, name, period, slips, feedback):
    """openpyxl: date cells, numbers for identifiers, merged cells, a second sheet, an unknown column."""

    def spell(column, value, slip):
        if isinstance(value, bool):
            return "是" if value else "否"
        if column in ("serial_no", "customer_phone", "slip_no"):
            return int(value)
        return plain(column, value)

    header = [COLUMNS[column] for column in PAPER_ORDER] + ["备注"]
    cells, merges = grid(slips, PAPER_ORDER, spell, "merge")
    above = [title(name, period), "经销商编码：HZ01　　填表人：沈丽　　单位：元"]
    book = office.sheet("结算表", header, [row + [None] for row in cells], above, merges)
    office.style(book, header, {
        "销售日期": "yyyy-mm-dd", "报修时间": "yyyy/m/d h:mm", "到达时间": "yyyy/m/d h:mm", "维修日期": "yyyy年m月d日",
        "完工时间": "yyyy/m/d h:mm", "回访日期": "m月d日", "机身编号": "0", "联系电话": "0", "维修单号": "0", "申报费用": "0.00",
    })
    notes = book.create_sheet("填写说明")
    notes.append(["一行一个配件；同一张维修单的几行合并单元格。"])
    office.save(book, target / f"{period}/HZ01-slips.xlsx")
    office.save(office.sheet("反馈单", FEEDBACK, feedback, [title(name, period, "质量信息反馈单")]), target / f"{period}/HZ01-feedback.xlsx")


def ningbo(target, name, period, slips, feedback):
    """LibreOffice, saved as xlsx: columns in its own order, 2026.1.5, √ and ×, fees worked out by a formula."""

    def spell(column, value, slip):
        if isinstance(value, bool):
            return "√" if value else "×"
        if isinstance(value, datetime):
            return f"{value.year}.{value.month}.{value.day} {value.hour}:{value.minute:02}"
        if isinstance(value, date):
            return f"{value.year}.{value.month}.{value.day}"
        if column == "claimed_fee" and value is not None:
            return f"={value - 10}+10"
        return plain(column, value)

    header = [COLUMNS[column] for column in MONEY_LAST]
    header[header.index("用户姓名")] = "用户 姓名"
    header[header.index("维修单号")] = "维修单号："
    cells, merges = grid(slips, MONEY_LAST, spell, "merge")
    book = office.sheet("维修单", header, cells, [title(name, period)], merges)
    office.style(book, header, {"申报费用": '"¥"0.00'})
    office.convert(book, target / f"{period}/NB02-slips.xlsx")
    office.convert(office.sheet("反馈", FEEDBACK, feedback), target / f"{period}/NB02-feedback.xlsx")


def wenzhou(target, name, period, slips, feedback):
    """A text file in GBK: 2026年1月5日, 25元, 有 and 无, every row in full."""

    def spell(column, value, slip):
        if isinstance(value, bool):
            return "有" if value else "无"
        if isinstance(value, datetime):
            return f"{value.year}年{value.month}月{value.day}日 {value.hour:02}:{value.minute:02}"
        if isinstance(value, date):
            return f"{value.year}年{value.month}月{value.day}日"
        if column == "claimed_fee" and value is not None:
            return f"{value}元"
        return "" if value is None else plain(column, value)

    cells, _ = grid(slips, PAPER_ORDER, spell, "repeat")
    lines = [[title(name, period)], [COLUMNS[column] for column in PAPER_ORDER], *cells]
    office.write(target / f"{period}/WZ03-slips.csv", office.csv_bytes(lines, "gbk"))
    if feedback is not None:
        office.write(target / f"{period}/WZ03-feedback.csv", office.csv_bytes([FEEDBACK, *feedback], "gbk"))


def shaoxing(target, name, period, slips, feedback):
    """LibreOffice, saved as xls: 20260105, Y and N, numbers for identifiers."""

    def spell(column, value, slip):
        if isinstance(value, bool):
            return "Y" if value else "N"
        if isinstance(value, datetime):
            return value.strftime("%Y/%m/%d %H:%M:%S")
        if isinstance(value, date):
            return value.strftime("%Y%m%d")
        if column in ("serial_no", "customer_phone") and value:
            return int(value)
        return plain(column, value)

    header = [COLUMNS[column] for column in PAPER_ORDER]
    cells, merges = grid(slips, PAPER_ORDER, spell, "merge")
    book = office.sheet("Sheet1", header, cells, [title(name, period)], merges)
    office.convert(book, target / f"{period}/SX04-slips.xls")
    office.convert(office.sheet("Sheet1", FEEDBACK, feedback), target / f"{period}/SX04-feedback.xls")


def jinhua(target, name, period, slips, feedback):
    """LibreOffice, saved as ods: date cells, ¥25.00, a blank for "no" and for what is usual."""

    def spell(column, value, slip):
        if isinstance(value, bool):
            return "是" if value else None
        if column == "claimed_fee" and value is not None:
            return f"¥{value}.00"
        if (column, value) in (("service_class", "C"), ("area", "city"), ("cause", "product_defect"), ("service_mode", "in_shop")):
            return None
        return plain(column, value)

    header = [COLUMNS[column] for column in PAPER_ORDER]
    cells, merges = grid(slips, PAPER_ORDER, spell, "merge")
    book = office.sheet("维修单", header, cells, [title(name, period), "所有维修单均经用户签字"], merges)
    office.style(book, header, {
        "销售日期": "yyyy-mm-dd", "报修时间": "yyyy-mm-dd hh:mm", "到达时间": "yyyy-mm-dd hh:mm", "维修日期": "yyyy-mm-dd",
        "完工时间": "yyyy-mm-dd hh:mm", "回访日期": "yyyy-mm-dd",
    })
    office.convert(book, target / f"{period}/JH05-slips.ods")
    if feedback is not None:
        office.convert(office.sheet("反馈单", FEEDBACK, feedback), target / f"{period}/JH05-feedback.ods")


def taizhou(target, name, period, slips, feedback):
    """openpyxl: full-width digits and letters, English and Chinese column names side by side, further rows with the
    number alone."""

    def spell(column, value, slip):
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M").translate(FULL_WIDTH)
        if isinstance(value, date):
            return value.strftime("%Y-%m-%d").translate(FULL_WIDTH)
        if column in ("slip_no", "customer_phone", "claimed_fee") and value is not None:
            return str(value).translate(FULL_WIDTH)
        return plain(column, value)

    header = [COLUMNS[column] for column in PAPER_ORDER]
    header[header.index("服务类别")] = "Service Class"
    header[header.index("机身编号")] = "SERIAL_NO"
    cells, _ = grid(slips, PAPER_ORDER, spell, "number")
    office.save(office.sheet("Sheet1", header, cells), target / f"{period}/TZ06-slips.xlsx")
    office.save(office.sheet("Sheet1", FEEDBACK, feedback), target / f"{period}/TZ06-feedback.xlsx")
