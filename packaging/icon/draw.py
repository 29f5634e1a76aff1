#!/usr/bin/env python3
"""Draws the program's sign, a white bell on the colour of new orders, as PNG files and as jumunbell.ico.

The same shapes as the window's own (src/ui/icon.rs). Needs nothing but Python. Run it after a change and commit what it wrote:

    packaging/icon/draw.py
"""

import math
import pathlib
import struct
import zlib

HERE = pathlib.Path(__file__).parent
GROUND = (0xC2, 0x41, 0x0C)
# Of the .png files for a Linux desktop, and of what stands in the .ico.
PNG_SIZES = (48, 64, 128, 256)
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
# Points along an edge of a pixel that are averaged.
POINTS = 4


def in_ground(x, y):
    corner = 0.18
    across, down = (max(abs(at - 0.5) - (0.5 - corner), 0.0) for at in (x, y))
    return math.hypot(across, down) <= corner


def in_bell(x, y):
    aside = abs(x - 0.5)
    slope = math.sqrt(min(max((y - 0.24) / 0.2, 0.0), 1.0))
    dome = 0.24 <= y <= 0.66 and aside <= 0.2 * slope + max(y - 0.44, 0.0) * 0.25
    rim = 0.66 <= y <= 0.73 and aside <= 0.32
    knob = math.hypot(y - 0.22, aside) <= 0.05
    clapper = y > 0.73 and math.hypot(y - 0.75, aside) <= 0.08
    return dome or rim or knob or clapper


def pixels(edge):
    """Rows of (red, green, blue, solid)."""
    rows = []
    for row in range(edge):
        line = []
        for column in range(edge):
            white = solid = 0
            for point in range(POINTS * POINTS):
                x = (column + (point % POINTS + 0.5) / POINTS) / edge
                y = (row + (point // POINTS + 0.5) / POINTS) / edge
                solid += in_ground(x, y)
                white += in_bell(x, y)
            part = white / POINTS**2
            line.append(tuple(round(c + (255 - c) * part) for c in GROUND) + (round(255 * solid / POINTS**2),))
        rows.append(line)
    return rows


def png(rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 6, 0, 0, 0)
    data = b"".join(b"\0" + bytes(part for pixel in line for part in pixel) for line in rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")


def bitmap(rows):
    """A 32-bit bitmap with its mask, as small icons are read everywhere."""
    edge = len(rows)
    head = struct.pack("<IiiHHIIiiII", 40, edge, 2 * edge, 1, 32, 0, 0, 0, 0, 0, 0)
    colours = b"".join(bytes((b, g, r, a)) for line in reversed(rows) for r, g, b, a in line)
    width = (edge + 31) // 32 * 4
    mask = b""
    for line in reversed(rows):
        bits = 0
        for at, pixel in enumerate(line):
            bits |= (pixel[3] == 0) << (width * 8 - 1 - at)
        mask += bits.to_bytes(width, "big")
    return head + colours + mask


def ico(pictures):
    entries, data, offset = b"", b"", 6 + 16 * len(pictures)
    for edge, picture in pictures:
        entries += struct.pack("<BBBBHHII", edge % 256, edge % 256, 0, 0, 1, 32, len(picture), offset + len(data))
        data += picture
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + data


drawn = {edge: pixels(edge) for edge in sorted({*PNG_SIZES, *ICO_SIZES})}
for edge in PNG_SIZES:
    (HERE / f"jumunbell-{edge}.png").write_bytes(png(drawn[edge]))
pictures = [(edge, png(drawn[edge]) if edge > 64 else bitmap(drawn[edge])) for edge in ICO_SIZES]
(HERE / "jumunbell.ico").write_bytes(ico(pictures))
