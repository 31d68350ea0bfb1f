"""One dealer's slips sheet for every kind of refusal; the file's name says what is wrong with it."""

import io
import re
import struct
import zipfile

import msoffcrypto
from msoffcrypto.format.ooxml import OOXMLFile

import office

HEADER = ["维修单号", "产品型号", "机身编号", "维修日期", "用户姓名", "区域", "用户签字", "数量", "申报费用"]
ROWS = [
    ["WX-001", "DSZF-50", "6901234500001", "2026-01-05", "王芳", "市区", "是", 1, 25],
    ["WX-002", "DSZF-50", "6901234500002", "2026-01-08", "李军", "郊县", "是", 2, 15],
    ["WX-003", "CXW-200", "6901234500003", "2026-01-12", "张伟", "市区", "否", 1, 35],
]


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    workbooks(folder)
    cells(folder)
    texts(folder)
    containers(folder)


def changed(row, column, value):
    rows = [list(cells) for cells in ROWS]
    rows[row][HEADER.index(column)] = value
    return rows


def book(rows=ROWS, header=HEADER):
    return office.sheet("维修单", header, rows, ["2026年1月维修费用结算表"])


def workbooks(folder):
    """The sheet as a whole."""
    office.save(book(header=["单据", *HEADER[1:]]), folder / "header-missing-column.xlsx")
    office.save(book(header=[*HEADER[:4], "维修单号", *HEADER[5:]]), folder / "same-column-twice.xlsx")
    two = book()
    again = two.create_sheet("维修单（2）")
    for row in [HEADER, *ROWS]:
        again.append(row)
    office.save(two, folder / "two-recognised-sheets.xlsx")
    office.save(book([*ROWS, [None] * 8 + [75]]), folder / "slip-number-missing.xlsx")
    office.save(book([*ROWS, ["WX-001", *ROWS[0][1:4], "王小芳", *ROWS[0][5:]]]), folder / "rows-of-a-slip-disagree.xlsx")


def cells(folder):
    """Single cells of a workbook."""
    office.save(book(changed(1, "维修日期", "5/1/2026")), folder / "date-not-understood.xlsx")
    office.save(book(changed(1, "机身编号", 6901234500001234)), folder / "number-with-16-digits.xlsx")
    office.save(book(changed(1, "申报费用", "=15+10")), folder / "formula-without-value.xlsx")
    office.save(book(changed(1, "申报费用", "#N/A")), folder / "error-value.xlsx")
    office.save(book(changed(1, "数量", "两个")), folder / "quantity-not-a-number.xlsx")


def texts(folder):
    """Text files."""
    def text(name, rows):
        office.write(folder / f"{name}.csv", office.csv_bytes([HEADER, *rows]))

    text("money-with-three-decimals", changed(1, "申报费用", "25.005"))
    text("money-negative", changed(1, "申报费用", "-15.00"))
    text("yes-no-not-understood", changed(1, "用户签字", "已签"))
    text("choice-not-known", changed(1, "区域", "城里"))
    office.write(folder / "empty-file.csv", b"")
    broken = office.csv_bytes([HEADER, *ROWS]).replace("李军".encode(), b"\xff\xfe\xff")
    office.write(folder / "broken-encoding.csv", broken)


def containers(folder):
    """The file around the sheet."""
    good = io.BytesIO()
    book().save(good)
    encrypted = io.BytesIO()
    OOXMLFile(good).encrypt("sanbao", encrypted)
    assert msoffcrypto.OfficeFile(encrypted).is_encrypted()
    office.write(folder / "password-protected.xlsx", encrypted.getvalue())
    whole = good.getvalue()
    office.write(folder / "damaged-zip.xlsx", whole[: len(whole) // 2])
    office.write(folder / "not-a-spreadsheet.xlsx", PDF)
    office.write(folder / "xml-with-doctype.xlsx", in_sheet(whole, lambda xml: xml.replace(
        b"<worksheet", b'<!DOCTYPE worksheet [<!ENTITY fee "25">]><worksheet', 1)))
    shared = folder / "shared-string-out-of-range.xlsx"
    office.convert(book(), shared)
    office.write(shared, in_sheet(shared.read_bytes(), lambda xml: re.sub(
        rb'(<c r="E4"[^>]* t="s"[^>]*><v>)\d+', rb"\g<1>99999", xml)))
    row = b'<row r="2"><c r="A2" t="inlineStr"><is><t>' + b" " * (210 << 20) + b"</t></is></c></row>"
    office.write(folder / "zip-bomb.xlsx", in_sheet(whole, lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + row)))
    office.write(folder / "xlsb-workbook.xlsb", archive({
        "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/workbook.bin": b"\x83\x01\x00\x84\x01\x00",
    }))
    office.write(folder / "ole2-loop.xls", ole2_whose_directory_never_ends())


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def archive(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def in_sheet(workbook, change):
    """The workbook with its first sheet's XML changed, which must make a difference."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    before, parts[sheet] = parts[sheet], change(parts[sheet])
    assert parts[sheet] != before
    return archive(parts)


def ole2_whose_directory_never_ends():
    """An old workbook of two sectors: the allocation table says that the directory's sector follows itself."""
    free, table = 0xFFFFFFFF, 0xFFFFFFFD
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    head += struct.pack("<I", free) * ((512 - len(head)) // 4)
    chain = struct.pack("<II", table, 1) + struct.pack("<I", free) * 126

    def entry(name, kind, child):
        text = name.encode("utf-16-le")
        fields = struct.pack("<HBBIII", len(text) + 2, kind, 1, free, free, child)
        return text.ljust(64, b"\0") + fields + bytes(36) + struct.pack("<IQ", 0xFFFFFFFE, 0)

    directory = entry("Root Entry", 5, 1) + entry("Workbook", 2, free) + bytes(256)
    return head + chain + directory
