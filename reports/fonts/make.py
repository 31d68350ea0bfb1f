"""Makes SanbaoSans-Regular.otf from Noto Sans CJK SC (Debian: fonts-noto-cjk; pip: fonttools).

The subset has GB2312, Latin and the punctuation of documents, under a family name of its own, as the licence asks of
changed fonts. Layout features are left out: documents are set glyph by glyph.
"""

import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection

FAMILY = "Sanbao Sans"


def characters():
    kept = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180))
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                kept.add(ord(bytes([row, cell]).decode("gb2312")))
            except UnicodeDecodeError:
                pass
    return kept | set(map(ord, "–—‘’“”…‰€¥￥№√×≤≥≠≈●○■□▲→←↑↓①②③④⑤⑥⑦⑧⑨⑩〓〇"))


def main(source, target):
    font = next(font for font in TTCollection(source).fonts if font["name"].getDebugName(1) == "Noto Sans CJK SC")
    options = Options()
    options.layout_features = []
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.hinting = False
    options.desubroutinize = True
    options.drop_tables += ["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    names = {1: FAMILY, 3: FAMILY + " 1.0", 4: FAMILY + " Regular", 6: "SanbaoSans-Regular"}
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]
    cff = font["CFF "].cff
    cff.fontNames = ["SanbaoSans-Regular"]
    top = cff.topDictIndex[0]
    top.FullName, top.FamilyName = FAMILY + " Regular", FAMILY
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(target)


main(*sys.argv[1:])
