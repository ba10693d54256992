#!/usr/bin/env python3
"""grow-library.py DATA-FOLDER ROWS: makes a library of a few hundred real sounds as large as ROWS, for load tests.

Every added sound is a real one with a tempo and a key of its own, of which Attune is sure, and a slightly turned vector: a
library of loops, of which the filters leave a few in a hundred. Nothing of it can be played. Stop the service first.
"""
import hashlib
import math
import pathlib
import random
import sqlite3
import struct
import sys
import time


def columns(db, table):
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]


def insert(db, table, row):
    db.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


def turned(blob, chance):
    """The vector (half-precision, little-endian) with a part of its dimensions moved, and its length kept."""
    form = f"<{len(blob) // 2}e"
    vector = list(struct.unpack(form, blob))
    length = math.sqrt(sum(x * x for x in vector)) or 1
    scale = length / math.sqrt(len(vector))
    for place in range(chance.randrange(4), len(vector), 4):
        vector[place] += chance.uniform(-scale, scale)
    moved = math.sqrt(sum(x * x for x in vector)) or 1
    return struct.pack(form, *(x * length / moved for x in vector))


def main():
    if len(sys.argv) != 3 or not sys.argv[2].isdigit():
        sys.exit(__doc__)
    db = sqlite3.connect(f"{sys.argv[1]}/attune.sqlite")
    db.row_factory = sqlite3.Row
    chance = random.Random(1)
    real = [dict(r) for r in db.execute("SELECT * FROM sounds ORDER BY id")]
    if not real:
        sys.exit("The library is empty: import a folder first.")
    listed = {r["sound_id"]: dict(r) for r in db.execute("SELECT * FROM listed")}
    place = {r["sound_id"]: dict(r) for r in db.execute("SELECT * FROM places ORDER BY path DESC")}
    vectors = {}
    for row in db.execute("SELECT * FROM embeddings"):
        vectors.setdefault(row["sound_id"], []).append(dict(row))
    keys = list({(real_key["key"], listed[real_key["id"]]["key_index"]) for real_key in real
                 if real_key["key"] and real_key["id"] in listed})
    if not keys:
        sys.exit("No sound of the library has a key: import some that do first.")
    generation = db.execute("SELECT max(number) FROM library_generation").fetchone()[0] or 0
    known = len(real)
    with db:
        for number in range(known, int(sys.argv[2])):
            source = real[number % known]
            # As the import names sounds: by a hash.
            name = hashlib.blake2b(str(number).encode(), digest_size=16).hexdigest()
            sound = dict(source, id=name, added_at=time.time(), tempo=round(chance.uniform(70, 180), 1))
            sound["key"], index = chance.choice(keys)
            for fact in ("tempo", "key"):
                sound.update({f"{fact}_confidence": 0.9, f"{fact}_source": "analysis"})
            insert(db, "sounds", sound)
            for vector in vectors.get(source["id"], []):
                insert(db, "embeddings", dict(vector, sound_id=name, vector=turned(vector["vector"], chance)))
            path = f"/grown/{number % 200}/{number}.wav"
            text = dict(name=f"{number}.wav", pack=f"grown {number % 200}", path=path)
            insert(db, "places", dict(place[source["id"]], sound_id=name, **text))
            insert(db, "listed", dict(
                listed[source["id"]], sound_id=name, tempo=sound["tempo"], key_index=index, **text))
        db.execute("UPDATE library_generation SET number = ?", (generation + 1,))
    # The index tells its own changes from the catalog's notes, of which there are none: it is made anew at the next start.
    pathlib.Path(sys.argv[1], "attune.index").unlink(missing_ok=True)
    print(db.execute("SELECT count(*) FROM sounds").fetchone()[0], "sounds")


main()
