"""The same twelve rows in every format, and what they say."""

import zipfile
from datetime import date, datetime

from openpyxl.utils.datetime import CALENDAR_MAC_1904

import office
from slips import COLUMNS, PART_COLUMNS

ORDER = [
    "slip_no", "product_model", "serial_no", "sale_date", "customer_name", "customer_phone", "reported_at", "repair_date",
    "part_no", "part_qty", "claimed_fee", "customer_signed",
]
HEADER = [COLUMNS[column] for column in ORDER]
# Ten slips; the third and the seventh have two parts. 䶮 is not in GBK, 𠮷 not in the plane of 16 bits.
SLIPS = [
    (202601000001, "DSZF-50", 6901234567890, date(2025, 9, 1), "王芳", 13800138001, datetime(2026, 1, 5, 9, 30), date(2026, 1, 5), [("WH-TH-01", 1)], 25, True),
    (202601000002, "DSZF-60A", 6901234567891, date(2025, 10, 12), "李军", 13800138002, datetime(2026, 1, 6, 0, 0), date(2026, 1, 7), [(None, None)], 15, True),
    (202601000003, "DSZF-50", 6901234567892, date(2024, 2, 29), "陈䶮", 13800138003, datetime(2026, 1, 9, 14, 5), date(2026, 1, 9), [("WH-HT-02", 1), ("WH-SL-04", 2)], 25, True),
    (202601000004, "CXW-200", 6901234567893, date(2025, 12, 31), "欧阳娜", 13800138004, datetime(2026, 1, 12, 8, 0), date(2026, 1, 12), [("RH-MT-01", 1)], 35, False),
    (202601000005, "CXW-268", 6901234567894, date(2025, 3, 14), "周涛", 13800138005, datetime(2026, 1, 14, 16, 45), date(2026, 1, 15), [("RH-SW-02", 1)], 20, True),
    (202601000006, "JZT-2B", 6901234567895, date(2025, 7, 7), "吴磊", 13800138006, datetime(2026, 1, 17, 23, 59), date(2026, 1, 18), [("GC-TC-01", 2)], 12.5, True),
    (202601000007, "DSZF-50", 100000000000005, date(2025, 5, 5), "徐艳", 13800138007, datetime(2026, 1, 20, 11, 20), date(2026, 1, 20), [("WH-TH-01", 1), ("WH-TH-01", 1)], 25, True),
    (202601000008, "JZT-3C", 6901234567897, date(2025, 6, 1), "孙杰", 13800138008, datetime(2026, 1, 22, 10, 0), date(2026, 1, 22), [(None, None)], 22, True),
    (202601000009, "CXW-200", 6901234567898, date(2025, 8, 8), "𠮷田由美", 13800138009, datetime(2026, 1, 25, 13, 10), date(2026, 1, 26), [("RH-LP-03", 2)], 1234.56, True),
    (202601000010, "DSZF-60A", 6901234567899, date(2025, 11, 30), "马桂兰", 13800138010, datetime(2026, 1, 30, 9, 0), date(2026, 1, 31), [("WH-SL-04", 1)], 25, False),
]


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for extension in ("xlsx", "xlsm", "xls", "ods"):
        office.convert(book(fee=lambda fee: f"={fee}-10+10"), folder / f"slips.{extension}")
    mac = book(fee=lambda fee: fee)
    mac.epoch = CALENDAR_MAC_1904
    office.save(mac, folder / "slips-1904.xlsx")
    with zipfile.ZipFile(folder / "slips-1904.xlsx") as packed:
        assert b"date1904" in packed.read("xl/workbook.xml")
    lines = [HEADER, *text_rows("是", "否")]
    office.write(folder / "slips.csv", office.csv_bytes(lines, "utf-8-sig"))
    office.write(folder / "slips-gb18030.csv", office.csv_bytes(lines, "gb18030", ";"))
    office.write(folder / "slips-utf16.csv", office.csv_bytes(lines, "utf-16", "\t"))
    office.write(folder / "expected.csv", office.csv_bytes([ORDER, *text_rows("yes", "no")]))


def rows():
    """One row per part, in the order of the columns."""
    for *start, parts, fee, signed in SLIPS:
        for part in parts:
            yield [*start, *part, fee, signed]


def book(fee):
    cells, merges = [], []
    for *start, parts, paid, signed in SLIPS:
        first = len(cells)
        cells.append([*start, *parts[0], fee(paid), "是" if signed else "否"])
        cells += [[None] * len(start) + [*part, None, None] for part in parts[1:]]
        if len(parts) > 1:
            merges += [(first, len(cells) - 1, at) for at, column in enumerate(ORDER) if column not in PART_COLUMNS]
    made = office.sheet("维修单", HEADER, cells, ["2026年1月维修费用结算表"], merges)
    office.style(made, HEADER, {
        "维修单号": "0", "机身编号": "0", "联系电话": "0", "销售日期": "yyyy-mm-dd", "报修时间": "yyyy/m/d h:mm",
        "维修日期": 'yyyy"年"m"月"d"日"', "申报费用": "#,##0.00",
    })
    return made


def text_rows(yes, no):
    """The rows as plain text: dates with dashes, money with two decimals."""
    spelled = {bool: lambda value: yes if value else no, float: "{:.2f}".format, datetime: "{:%Y-%m-%d %H:%M:%S}".format}
    for row in rows():
        cells = dict(zip(ORDER, (spelled.get(type(value), str)(value) if value is not None else "" for value in row)))
        cells["claimed_fee"] = f"{float(cells['claimed_fee']):.2f}"
        yield [cells[column] for column in ORDER]
