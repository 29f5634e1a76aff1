#!/usr/bin/env python3
"""Makes the bell's sounds in assets/sounds/. They are kept in the repository; run this only to change them:

    python3 packaging/dev/sounds.py

Mono, 16 bit, 44.1 kHz. A bell that carries over a kitchen fan has its strength between 1 and 4 kHz and starts hard;
decaying partials that are not quite harmonic keep it from sounding like a machine alarm.
"""

import math
import struct
import wave
from pathlib import Path

RATE = 44_100
FOLDER = Path(__file__).resolve().parents[2] / "assets" / "sounds"
# Ratio to the tone, loudness, seconds until it has fallen to a third.
PARTIALS = [(1.0, 1.0, 0.34), (2.0, 0.5, 0.22), (2.76, 0.45, 0.14), (5.4, 0.25, 0.06)]
HIGH, LOW = 1568.0, 1174.7  # g''' and d'''


def strike(samples, at, tone, loudness=1.0, length=1.0):
    """Adds one stroke of the bell at `at` seconds; `length` stretches its decay."""
    start = int(at * RATE)
    for i in range(len(samples) - start):
        t = i / RATE
        attack = min(1.0, t / 0.002)
        sound = sum(g * math.exp(-t / (d * length)) * math.sin(2 * math.pi * tone * r * t) for r, g, d in PARTIALS)
        samples[start + i] += loudness * attack * sound


def save(name, seconds, strokes):
    samples = [0.0] * int(seconds * RATE)
    for stroke in strokes:
        strike(samples, *stroke)
    fade = int(0.02 * RATE)  # so that a loop does not click
    for i in range(fade):
        samples[-1 - i] *= i / fade
    peak = max(abs(s) for s in samples)
    data = b"".join(struct.pack("<h", round(s / peak * 0.9 * 32767)) for s in samples)
    with wave.open(str(FOLDER / f"{name}.wav"), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(data)


FOLDER.mkdir(parents=True, exist_ok=True)
# Somebody waits: ding, dong, and time to walk to the counter.
save("calling", 2.0, [(0.0, HIGH), (0.35, LOW)])
# The deadline is near: the same bell, twice as often and without the rest.
save("hurrying", 1.0, [(0.0, HIGH), (0.18, LOW), (0.5, HIGH), (0.68, LOW)])
# Stop cooking: short strokes that alternate without a pause.
save("urgent", 0.8, [(i * 0.1, HIGH if i % 2 == 0 else LOW * 0.75, 1.0, 0.35) for i in range(8)])
# An order was taken by itself: one stroke, the chime.
save("chime", 0.9, [(0.0, HIGH, 1.0, 0.8)])
# A rider stands at the counter: three low strokes upwards, like a knock at the door.
save("rider", 1.2, [(0.0, LOW / 2, 1.0, 0.6), (0.16, LOW * 0.75, 1.0, 0.6), (0.32, LOW, 1.0, 0.9)])
