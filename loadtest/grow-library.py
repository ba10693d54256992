#!/usr/bin/env python3
"""grow-library.py DATA-FOLDER ROWS: makes a library of a few hundred real sounds as large as ROWS, for load tests.

Every added sound is a real one with another tempo, key and a slightly turned vector, so that the filters leave about as many
rows as they would of a real library of that size. Nothing of it can be played. Stop the service first.
"""
import math
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
    generation = db.execute("SELECT max(number) FROM library_generation").fetchone()[0] or 0
    known = len(real)
    with db:
        for number in range(known, int(sys.argv[2])):
            source = real[number % known]
            name = f"{number:064x}"
            sound = dict(source, id=name, added_at=time.time())
            if source["tempo"]:
                sound["tempo"] = round(chance.uniform(70, 180), 1)
            index = listed[source["id"]]["key_index"]
            if source["key"] and keys:
                sound["key"], index = chance.choice(keys)
            insert(db, "sounds", sound)
            for vector in vectors.get(source["id"], []):
                insert(db, "embeddings", dict(vector, sound_id=name, vector=turned(vector["vector"], chance)))
            path = f"/grown/{number % 200}/{number}.wav"
            text = dict(name=f"{number}.wav", pack=f"grown {number % 200}", path=path)
            insert(db, "places", dict(place[source["id"]], sound_id=name, **text))
            insert(db, "listed", dict(
                listed[source["id"]], sound_id=name, tempo=sound["tempo"], key_index=index, **text))
        db.execute("UPDATE library_generation SET number = ?", (generation + 1,))
    print(db.execute("SELECT count(*) FROM sounds").fetchone()[0], "sounds")


main()
