#ifndef ATTUNE_KERNELS_H
#define ATTUNE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// What Swift cannot say well: loops over rows of vectors. Each has a portable twin and one for the processor at hand
/// (AVX2 with F16C and FMA, or NEON), chosen once at run time.
///
/// Halves are IEEE 754 binary16 bit patterns.

/// Vectors of one length in 12 bits a value, laid out so that a search reads a third of them and rules most rows out, reads
/// another third of what is left, and whole only those that are among the best or nearly so.
///
/// A value is `scale · q` in single precision, with a whole number q in -2047…2047; `u = q + 2048` is stored in three planes
/// of four bits: coarse the highest, middle, fine the lowest. Values go in groups of 64, the last one filled up with zeros; a
/// plane has 32 bytes for each (byte j: value j below, value j + 32 above). A row's head is its scale and its residual: the
/// length of what the coarse plane alone, each value taken to be in the middle of its 256, does not say; rounded up.
struct attune_rows {
    const float *heads;
    const uint8_t *coarse;
    const uint8_t *middle;
    const uint8_t *fine;
    /// Of 64 values, in a row.
    size_t groups;
};

/// What rows are bounded against: a vector in 8 bits a value, as many as the groups hold, and what that leaves out.
///
/// For rows no longer than `length`, `scale · step · (2 · Σ coarse · values - 15 · sum) + residual · reach + rest` is no less
/// than the row's product with the vector, by Cauchy and Schwarz: with x̂ and t̂ the parts that the coarse plane and the 8
/// bits say, `x·t = x̂·t̂ + x̂·(t - t̂) + (x - x̂)·t`, and |x̂| ≤ length + residual. So `step` is 128 · the vector's own,
/// `reach` is |t| + |t - t̂|, and `rest` is length · |t - t̂| and the roundings.
struct attune_aim {
    const int8_t *values;
    int32_t sum;
    float step;
    float reach;
    float rest;
};

/// `results[i]`: an upper bound of row first + i · the aim's vector, by the coarse plane. `next` is the first row that will be
/// asked for after these, so that it is on its way when its turn comes.
void attune_bounds(
    const struct attune_rows *rows, size_t first, size_t count, size_t next, const struct attune_aim *aim,
    float *results);

/// `results[i]`: a closer one of row places[i], by the coarse and the middle plane. What they leave out is no more than 8 in
/// each value.
void attune_closer_bounds(
    const struct attune_rows *rows, const int32_t *places, size_t count, const struct attune_aim *aim, float *results);

/// `results[i] = row i · vector` in single precision, of the rows `places[i]`, or of those from `first` on without places.
/// The vector has a value for each place of the groups. The error is within values · 2⁻²⁴ of the product of the lengths.
void attune_products(
    const struct attune_rows *rows, const int32_t *places, size_t first, size_t count, const float *vector,
    float *results);

/// Row · vector in double precision: exact products, added in eight sums. The same in every twin, bit for bit.
double attune_product(const struct attune_rows *rows, size_t row, const float *vector);

/// A row of `dimension` values as it is stored, and back; each value to the nearest.
void attune_pack(
    const float *values, size_t dimension, float *head, uint8_t *coarse, uint8_t *middle, uint8_t *fine);
void attune_unpack(const struct attune_rows *rows, size_t row, size_t dimension, float *values);

/// Halves to single precision; exact.
void attune_widen(const uint16_t *halves, size_t count, float *results);

/// CRC-32C (Castagnoli, as in RFC 3720) of `count` bytes, going on from `crc`, which is 0 at first.
uint32_t attune_crc32c(uint32_t crc, const void *bytes, size_t count);

/// Gives the free pages of the heap back to the system, where the C library knows how.
void attune_return_freed_memory(void);

/// The portable twins, for tests.
void attune_bounds_portable(
    const struct attune_rows *rows, size_t first, size_t count, size_t next, const struct attune_aim *aim,
    float *results);
void attune_closer_bounds_portable(
    const struct attune_rows *rows, const int32_t *places, size_t count, const struct attune_aim *aim, float *results);
void attune_products_portable(
    const struct attune_rows *rows, const int32_t *places, size_t first, size_t count, const float *vector,
    float *results);
double attune_product_portable(const struct attune_rows *rows, size_t row, const float *vector);
void attune_unpack_portable(const struct attune_rows *rows, size_t row, size_t dimension, float *values);
void attune_widen_portable(const uint16_t *halves, size_t count, float *results);
uint32_t attune_crc32c_portable(uint32_t crc, const void *bytes, size_t count);

/// `avx2`, `neon` or `portable`: which twin runs here.
const char *attune_kernels_name(void);

#endif
