"""The programs: workbooks from openpyxl, saved in other formats by LibreOffice."""

import csv
import io
import subprocess
import tempfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

FILTERS = {"xlsx": "xlsx", "xls": "xls", "ods": "ods", "xlsm": "xlsm:Calc MS Excel 2007 VBA XML"}


def convert(book, target):
    """Saves a workbook through LibreOffice, which works out its formulas, in the format of the target's name."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.xlsx"
        book.save(source)
        out = Path(folder) / "out"
        kind = target.suffix.lstrip(".")
        command = ["soffice", "--headless", "--convert-to", FILTERS[kind], "--outdir", out, source]
        subprocess.run(command, check=True, capture_output=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        (out / f"source.{kind}").replace(target)


def save(book, target):
    """Saves a workbook with openpyxl itself."""
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def sheet(title, header, rows, above=(), merges=()):
    """A workbook of one sheet: lines above the header, the header, the rows; `merges` are (first row, last row, column)
    counted from the first row below the header and the first column, from 0."""
    book = Workbook()
    page = book.active
    page.title = title
    for line in above:
        page.append([line])
        page.cell(page.max_row, 1).font = Font(bold=True, size=14)
        page.merge_cells(start_row=page.max_row, end_row=page.max_row, start_column=1, end_column=len(header))
        page.cell(page.max_row, 1).alignment = Alignment(horizontal="center")
    page.append(header)
    top = page.max_row
    for cell in page[top]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDEBF7")
    for row in rows:
        page.append(row)
    for first, last, column in merges:
        page.merge_cells(
            start_row=top + 1 + first, end_row=top + 1 + last, start_column=column + 1, end_column=column + 1
        )
    return book


def style(book, header, formats):
    """Gives the cells below each named column a number format."""
    page = book.worksheets[0]
    top = next(row for row in page.iter_rows() if row[0].value == header[0])[0].row
    for column, number_format in formats.items():
        for row in range(top + 1, page.max_row + 1):
            page.cell(row, header.index(column) + 1).number_format = number_format


def csv_bytes(rows, encoding="utf-8", delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def write(target, data):
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
