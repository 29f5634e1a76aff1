#!/usr/bin/env python3
"""Makes assets/fonts/unifont.png and crates/domain/src/text/drawn.rs: the characters that are drawn on paper because no Korean
printer has a code for them, and their 16-dot glyphs of GNU Unifont.

Needs Pillow, fontTools and Debian's packages unifont and fonts-unifont:

    packaging/dev/glyphs.py unifont.hex unifont_upper.otf

Scripts whose letters join, change or run from the right (Arabic, Hebrew, the scripts of India, Khmer, Burmese) are left
out: drawn letter by letter they would be wrong.
"""

import sys
import unicodedata

from PIL import Image, ImageDraw, ImageFont

# First, last, columns on paper: 1 for letters of half width, 2 for the rest, where narrow glyphs stand in the middle.
BLOCKS = [
    (0x0180, 0x02AF, 1),  # Latin
    (0x0370, 0x03FF, 1),  # Greek
    (0x0400, 0x052F, 1),  # Cyrillic
    (0x0531, 0x058A, 1),  # Armenian
    (0x0E01, 0x0E5B, 1),  # Thai
    (0x0E81, 0x0EDF, 1),  # Lao
    (0x10A0, 0x10FF, 1),  # Georgian
    (0x2010, 0x2BFF, 2),  # signs
    (0x2E80, 0x33FF, 2),  # radicals, kana, bopomofo, signs of East Asia
    (0x4E00, 0x9FFF, 2),  # Hanja
    (0xFE30, 0xFFEF, 2),  # forms of East Asia
    (0x1F000, 0x1FAFF, 2),  # emoji
]
ACROSS = 64  # glyphs in a row of the picture
FILLER = 0xFFA0  # shows nothing
MARKS = "Mn"  # above or below the letter before them, in the scripts of Thailand and Laos alone


def coded(c):
    try:
        return len(chr(c).encode("cp949")) > 0
    except UnicodeEncodeError:
        return False


def of_hex(path):
    glyphs = {}
    for line in open(path):
        code, digits = line.strip().split(":")
        width = len(digits) // 4
        step = width // 4
        rows = [int(digits[i : i + step], 16) for i in range(0, len(digits), step)]
        glyphs[int(code, 16)] = (width, rows)
    return glyphs


def of_font(path, c, font):
    picture = Image.new("1", (16, 16))
    ImageDraw.Draw(picture).text((0, 0), chr(c), 1, font=font)
    rows = [sum(1 << (15 - x) for x in range(16) if picture.getpixel((x, y))) for y in range(16)]
    return (16, rows)


def main(hex_path, upper_path):
    glyphs = of_hex(hex_path)
    font = ImageFont.truetype(upper_path, 16)
    from fontTools.ttLib import TTFont

    upper = set(TTFont(upper_path).getBestCmap())
    ranges, drawn = [], []
    for first, last, columns in BLOCKS:
        for c in range(first, last + 1):
            kind = unicodedata.category(chr(c))
            if kind in ("Cn", "Cc", "Cf", "Co", "Zs", "Mc", "Me") or 0xAC00 <= c <= 0xD7A3 or 0x1F3FB <= c <= 0x1F3FF or c == FILLER:
                continue
            mark = kind == MARKS
            if mark and not 0x0E00 <= c < 0x0F00:
                continue
            glyph = of_font(upper_path, c, font) if c in upper and c > 0xFFFF else glyphs.get(c)
            if glyph is None or (columns == 1 and glyph[0] != 8):
                continue
            takes = 0 if mark else columns
            if ranges and ranges[-1][1] == c - 1 and ranges[-1][2] == takes:
                ranges[-1][1] = c
            else:
                ranges.append([c, c, takes])
            if not coded(c):
                drawn.append((columns, glyph))
    down = (len(drawn) + ACROSS - 1) // ACROSS
    picture = Image.new("1", (ACROSS * 16, down * 16), 1)
    for i, (columns, (width, rows)) in enumerate(drawn):
        left, top = i % ACROSS * 16, i // ACROSS * 16
        shift = 4 if columns == 2 and width == 8 else 0
        for y, row in enumerate(rows):
            for x in range(width):
                if row >> (width - 1 - x) & 1:
                    picture.putpixel((left + shift + x, top + y), 0)
    picture.save("assets/fonts/unifont.png", optimize=True, bits=1)
    with open("crates/domain/src/text/drawn.rs", "w") as out:
        out.write(HEAD)
        for first, last, columns in ranges:
            out.write(f"    ('\\u{{{first:X}}}', '\\u{{{last:X}}}', {columns}),\n")
        out.write("];\n")
    print(len(drawn), "glyphs,", len(ranges), "ranges")


HEAD = '''//! Characters without a code that are drawn: written by `packaging/dev/glyphs.py`.

/// First, last and columns on paper: 0 stands over the letter before it. Glyphs in this order, those that CP949 has a code
/// for left out, are `assets/fonts/unifont.png`.
#[rustfmt::skip]
pub(super) const DRAWN: &[(char, char, u32)] = &[
'''

main(*sys.argv[1:])
