"""Asks other search libraries what Attune was asked, on one thread: the rows, targets, eligible rows and exact answers
that `attune bench index --export FOLDER` wrote.

The score is fused: a row's own term plus max(0, target · row). Attune finds the eligible rows and their terms within its time, and words
the reasons. Peers are given the terms for nothing. Of those that "filter", NumPy finds the eligible rows from every row's tempo and
key within their time too; the others are given them, and their selectors made of them, for nothing. Those that can only return the nearest by the vector are
asked for more than ten, and the terms decide among them.

    peers.py FOLDER                 every peer, each in a process of its own
    peers.py FOLDER --peer NAME     one of them, as a line of JSON
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


class Question:
    """One query: its target, the rows that pass, what each scores by itself, and the ten best."""

    def __init__(self, numpy, target, eligible, terms, answer, columns, wish, keys):
        self.target, self.eligible, self.terms = target, eligible, terms
        self.columns, self.wish, self.keys = columns, wish, keys
        self.answer = set(int(row) for row in answer if row >= 0)
        self.numpy = numpy

    def best(self, places, cosines):
        """The ten best of some places in `eligible` by the fused score, as rows."""
        numpy = self.numpy
        scores = self.terms[places] + numpy.maximum(cosines, 0)
        top = numpy.argpartition(-scores, 9)[:10] if len(scores) > 10 else numpy.arange(len(scores))
        return self.eligible[places[top]]

    def find(self):
        """The eligible rows, from the tempo and key of every row."""
        numpy = self.numpy
        tempi, timeless, partitions = self.columns
        bpm, tolerance = self.wish
        near = timeless.copy()
        for factor in (1, 0.5, 2):
            near |= numpy.abs(tempi * factor - bpm) <= tolerance
        return numpy.flatnonzero(near & self.keys[partitions])

    def places(self, rows):
        """Where some of the eligible rows stand among them, which is in ascending order."""
        return self.numpy.searchsorted(self.eligible, rows)


def load(folder):
    import numpy

    shape = json.loads((folder / "shape.json").read_text())
    read = lambda name, kind: numpy.fromfile(folder / name, kind)
    rows = numpy.memmap(folder / "rows.f32", "<f4", mode="r", shape=(shape["rows"], shape["dim"]))
    targets = read("targets.f32", "<f4").reshape(-1, shape["dim"])
    offsets, eligible = read("offsets.i64", "<i8"), read("eligible.i32", "<i4").astype("<i8")
    terms, answers = read("terms.f32", "<f4"), read("answers.i32", "<i4").reshape(-1, shape["limit"])
    tempi, wishes, keys = read("tempi.f64", "<f8"), read("wishes.f64", "<f8").reshape(-1, 2), read("keys.u8", "u1")
    columns = tempi, numpy.isnan(tempi), read("partitions.u8", "u1")
    keys = keys.reshape(shape["queries"], -1).astype(bool)
    questions = [
        Question(
            numpy, targets[n], eligible[offsets[n] : offsets[n + 1]], terms[offsets[n] : offsets[n + 1]], answers[n],
            columns, wishes[n], keys[n],
        )
        for n in range(shape["queries"])
    ]
    for question in questions:
        assert (question.find() == question.eligible).all(), "the filters are not those of the index"
    return shape, rows, questions


def numpy_gather(filters):
    """Takes the eligible rows together, which it may have to find, and multiplies: exact."""

    def build(rows, shape):
        import numpy

        matrix = numpy.array(rows)

        def prepare(question):
            def ask():
                found = question.find() if filters else question.eligible
                return question.best(numpy.arange(len(found)), matrix[found] @ question.target)

            return ask

        return prepare

    return build


def numpy_all(rows, shape):
    """Multiplies every row and looks at the eligible: exact."""
    import numpy

    matrix = numpy.array(rows)
    return lambda question: lambda: question.best(
        numpy.arange(len(question.eligible)), (matrix @ question.target)[question.eligible]
    )


def faiss_search(index, parameters, wanted, filters=False):
    """Asks for the nearest of the eligible rows, which NumPy may have to find first; `parameters` makes a selector of them."""

    def prepare(question):
        given = None if filters else parameters(question.eligible)

        def ask():
            selector = parameters(question.find()) if filters else given
            cosines, rows = index.search(question.target[None], min(wanted, len(question.eligible)), params=selector)
            found = rows[0] >= 0
            return question.best(question.places(rows[0][found]), cosines[0][found])

        return ask

    return prepare


def faiss_flat(wanted, filters=False):
    def build(rows, shape):
        import faiss
        import numpy

        index = faiss.IndexFlatIP(shape["dim"])
        index.add(numpy.ascontiguousarray(rows))
        return faiss_search(
            index, lambda rows: faiss.SearchParameters(sel=faiss.IDSelectorArray(rows)), wanted, filters
        )

    return build


def faiss_hnsw(wanted, breadth):
    def build(rows, shape):
        import faiss
        import numpy

        index = faiss.IndexHNSWFlat(shape["dim"], 32, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = 100
        index.add(numpy.ascontiguousarray(rows))
        return faiss_search(
            index,
            lambda rows: faiss.SearchParametersHNSW(sel=faiss.IDSelectorBatch(rows), efSearch=breadth),
            wanted,
        )

    return build


def hnswlib_filter(wanted, breadth):
    def build(rows, shape):
        import hnswlib
        import numpy

        index = hnswlib.Index(space="ip", dim=shape["dim"])
        index.init_index(max_elements=shape["rows"], ef_construction=100, M=32)
        index.set_num_threads(1)
        index.add_items(numpy.ascontiguousarray(rows))
        index.set_ef(breadth)

        def prepare(question):
            allowed = set(question.eligible.tolist())

            def ask():
                try:
                    found, distances = index.knn_query(
                        question.target, min(wanted, len(allowed)), num_threads=1, filter=lambda row: row in allowed
                    )
                except RuntimeError:
                    # It found fewer than were asked for, and says no more than that.
                    return []
                return question.best(question.places(found[0].astype("i8")), 1 - distances[0])

            return ask

        return prepare

    return build


PEERS = {
    "NumPy filters, gathers and multiplies": numpy_gather(filters=True),
    "NumPy filters, Faiss flat, id selector, 200 nearest": faiss_flat(200, filters=True),
    "NumPy filters, Faiss flat, id selector, 2000 nearest": faiss_flat(2000, filters=True),
    "NumPy, eligible rows gathered": numpy_gather(filters=False),
    "NumPy, every row": numpy_all,
    "Faiss flat, id selector, 10 nearest": faiss_flat(10),
    "Faiss flat, id selector, 200 nearest": faiss_flat(200),
    "Faiss flat, id selector, 2000 nearest": faiss_flat(2000),
    "Faiss HNSW 32, id selector, 200 nearest, ef 200": faiss_hnsw(200, 200),
    "Faiss HNSW 32, id selector, 1000 nearest, ef 1000": faiss_hnsw(1000, 1000),
    "hnswlib 32, filter, 200 nearest, ef 200": hnswlib_filter(200, 200),
}


def resident_mib():
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def measure(folder, peer, most):
    shape, rows, questions = load(folder)
    questions = questions[:most]
    if peer.startswith("Faiss"):
        import faiss

        faiss.omp_set_num_threads(1)
    start = time.perf_counter()
    prepare = PEERS[peer](rows, shape)
    built = time.perf_counter() - start
    # What was read to build is not what the index needs.
    rows._mmap.close()
    resident = resident_mib()
    times, found, wanted = [], 0, 0
    for number, question in enumerate(questions[:10] + questions):
        ask = prepare(question)
        start = time.perf_counter()
        answer = ask()
        took = (time.perf_counter() - start) * 1000
        if number < 10:
            continue
        times.append(took)
        found += len(question.answer.intersection(int(row) for row in answer))
        wanted += len(question.answer)
    times.sort()
    at = lambda part: times[min(len(times) - 1, int(len(times) * part))]
    return {
        "peer": peer, "p50_ms": at(0.5), "p99_ms": at(0.99), "recall": found / max(wanted, 1),
        "resident_mib": resident, "build_s": built, "queries": len(times),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--peer", choices=PEERS)
    parser.add_argument("--queries", type=int, default=200, help="how many of the exported ones are asked")
    parser.add_argument("--without-graphs", action="store_true", help="leaves out HNSW, which takes long to build")
    options = parser.parse_args()
    if options.peer:
        print(json.dumps(measure(options.folder, options.peer, options.queries)))
        return
    for peer in PEERS:
        if options.without_graphs and "hnsw" in peer.lower():
            continue
        command = [sys.executable, __file__, str(options.folder), "--peer", peer, "--queries", str(options.queries)]
        # An OpenBLAS that was told of an older processor would be slower than it is.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")} | ONE_THREAD
        result = json.loads(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)
        print(
            "| {peer} | {p50_ms:.2f} | {p99_ms:.2f} | {recall:.3f} | {resident_mib:.0f} | {build_s:.1f} |".format(**result),
            flush=True,
        )


if __name__ == "__main__":
    main()
