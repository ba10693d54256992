#ifndef ATTUNE_KERNELS_H
#define ATTUNE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// What Swift cannot say well: loops over half-precision rows. Each has a portable twin and one for the processor at
/// hand (AVX2 with F16C and FMA, or NEON), chosen once at run time.
///
/// Halves are IEEE 754 binary16 bit patterns.

/// `results[r] = row r · vector` for `count` rows of `dimension` halves that lie one after the other, in single precision.
/// The error is within dimension · 2⁻²⁴ of the product of the lengths.
void attune_products(const uint16_t *rows, size_t count, size_t dimension, const float *vector, float *results);

/// Halves to single precision; exact.
void attune_widen(const uint16_t *halves, size_t count, float *results);

/// Single precision to halves, to nearest, ties to even.
void attune_narrow(const float *values, size_t count, uint16_t *results);

/// CRC-32C (Castagnoli, as in RFC 3720) of `count` bytes, going on from `crc`, which is 0 at first.
uint32_t attune_crc32c(uint32_t crc, const void *bytes, size_t count);

/// Gives the free pages of the heap back to the system, where the C library knows how.
void attune_return_freed_memory(void);

/// The portable twins, for tests.
void attune_products_portable(
    const uint16_t *rows, size_t count, size_t dimension, const float *vector, float *results);
void attune_widen_portable(const uint16_t *halves, size_t count, float *results);
void attune_narrow_portable(const float *values, size_t count, uint16_t *results);
uint32_t attune_crc32c_portable(uint32_t crc, const void *bytes, size_t count);

/// `avx2`, `neon` or `portable`: which twin runs here.
const char *attune_kernels_name(void);

#endif
