"""Says how many rows bounds of likeness could skip in an index ordered by key and tempo (docs/decisions/0050).

    bounds.py [ROWS]
"""

import sys

import numpy

DIMENSION, PLACES, QUERIES, CLUSTERS = 512, 30, 20, 256
random = numpy.random.default_rng(1)


def scattered(rows):
    centres = random.standard_normal((64, DIMENSION), dtype="f4")
    return 0.6 * centres[random.integers(0, 64, rows)] + random.standard_normal((rows, DIMENSION), dtype="f4")


def clustered(rows):
    """As SyntheticLibrary.Vectors.clustered: kinds, packs, variations, variance by place^-5/4."""
    spread = numpy.arange(1, DIMENSION + 1, dtype="f4") ** -0.625
    kinds = random.standard_normal((64, DIMENSION), dtype="f4")
    packs = random.standard_normal((rows // 100, DIMENSION), dtype="f4")
    vectors = 0.7 * kinds[random.integers(0, 64, rows)] + 0.5 * packs[random.integers(0, rows // 100, rows)]
    vectors = (vectors + 0.5 * random.standard_normal((rows, DIMENSION), dtype="f4")) * spread
    varied = numpy.flatnonzero(random.random(rows) < 0.2)[1:]
    vectors[varied] = vectors[varied - 1] + 0.3 * spread * random.standard_normal((len(varied), DIMENSION), dtype="f4")
    return vectors


def nearest_cluster(vectors):
    centres = vectors[random.choice(len(vectors), CLUSTERS, replace=False)]
    for _ in range(4):
        own = numpy.argmax(vectors @ centres.T, axis=1)
        for number in range(CLUSTERS):
            mean = vectors[own == number].mean(0) if (own == number).any() else centres[number]
            centres[number] = mean / max(numpy.linalg.norm(mean), 1e-9)
    return own


def targets(vectors):
    for number in range(QUERIES):
        target = vectors[random.choice(len(vectors), 1 + 2 * (number % 2))].sum(0)
        yield target / numpy.linalg.norm(target)


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    for make in (clustered, scattered):
        vectors = make(rows)
        vectors -= vectors.mean(0)
        vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
        tempo = numpy.rint(numpy.where(random.random(rows) < 0.5, random.normal(126, 6, rows), random.normal(100, 15, rows)))
        key, cluster = random.integers(0, 25, rows), nearest_cluster(vectors)
        orders = {
            "key, tempo": numpy.lexsort((random.random(rows), tempo, key)),
            "key, tempo, cluster": numpy.lexsort((cluster, tempo, key)),
            "cluster": numpy.argsort(cluster, kind="stable"),
        }
        for name, order in orders.items():
            for size in (64, 16):
                blocks = vectors[order][: rows // size * size].reshape(-1, size, DIMENSION)
                centres = blocks.mean(1)
                radii = numpy.linalg.norm(blocks - centres[:, None], axis=2).max(1)
                skipped = []
                for target in targets(vectors):
                    floor = numpy.sort(vectors @ target)[-PLACES]
                    # The other components of a score differ by about 0.3 among the rows that pass a filter.
                    skipped.append((centres @ target + radii < floor - 0.3).mean())
                print(f"{make.__name__}, by {name}, blocks of {size}: radius {radii.mean():.2f}, skipped {numpy.mean(skipped):.3f}")
        for leading in (64, 128):
            rest, pruned = numpy.linalg.norm(vectors[:, leading:], axis=1), []
            for target in targets(vectors):
                floor = numpy.sort(vectors @ target)[-PLACES]
                bound = vectors[:, :leading] @ target[:leading] + rest * numpy.linalg.norm(target[leading:])
                pruned.append((bound < floor).mean())
            print(f"{make.__name__}, first {leading} values: {numpy.mean(pruned):.3f} of the rows ruled out")


if __name__ == "__main__":
    main()
