#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <string.h>

#define WITH_AVX2 __attribute__((target("avx2,fma,f16c,sse4.2")))

WITH_AVX2 static inline __m256 halves_at(const uint16_t *halves) {
    return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)halves));
}

WITH_AVX2 static inline float sum_of(__m256 values) {
    __m128 sums = _mm_add_ps(_mm256_castps256_ps128(values), _mm256_extractf128_ps(values, 1));
    sums = _mm_add_ps(sums, _mm_movehl_ps(sums, sums));
    return _mm_cvtss_f32(_mm_add_ss(sums, _mm_movehdup_ps(sums)));
}

WITH_AVX2 static void widen(const uint16_t *halves, size_t count, float *results) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8) _mm256_storeu_ps(results + i, halves_at(halves + i));
    attune_widen_portable(halves + i, count - i, results + i);
}

WITH_AVX2 static void narrow(const float *values, size_t count, uint16_t *results) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m128i halves = _mm256_cvtps_ph(_mm256_loadu_ps(values + i), _MM_FROUND_TO_NEAREST_INT);
        _mm_storeu_si128((__m128i *)(results + i), halves);
    }
    attune_narrow_portable(values + i, count - i, results + i);
}

// Four sums hide the latency of the additions. Rows are fetched 4 KiB ahead: the processor's own prefetcher stops at
// every page, and a row is a quarter of one.
WITH_AVX2 static void products(
    const uint16_t *rows, size_t count, size_t dimension, const float *vector, float *results) {
    const uint16_t *end = rows + count * dimension;
    for (size_t row = 0; row < count; row++) {
        const uint16_t *halves = rows + row * dimension;
        __m256 a = _mm256_setzero_ps(), b = a, c = a, d = a;
        size_t column = 0;
        for (; column + 32 <= dimension; column += 32) {
            if (halves + column + 2048 < end) _mm_prefetch((const char *)(halves + column + 2048), _MM_HINT_T0);
            a = _mm256_fmadd_ps(halves_at(halves + column), _mm256_loadu_ps(vector + column), a);
            b = _mm256_fmadd_ps(halves_at(halves + column + 8), _mm256_loadu_ps(vector + column + 8), b);
            c = _mm256_fmadd_ps(halves_at(halves + column + 16), _mm256_loadu_ps(vector + column + 16), c);
            d = _mm256_fmadd_ps(halves_at(halves + column + 24), _mm256_loadu_ps(vector + column + 24), d);
        }
        for (; column + 8 <= dimension; column += 8) {
            a = _mm256_fmadd_ps(halves_at(halves + column), _mm256_loadu_ps(vector + column), a);
        }
        float sum = sum_of(_mm256_add_ps(_mm256_add_ps(a, b), _mm256_add_ps(c, d)));
        if (column < dimension) {
            float rest;
            attune_products_portable(halves + column, 1, dimension - column, vector + column, &rest);
            sum += rest;
        }
        results[row] = sum;
    }
}

WITH_AVX2 static uint32_t crc32c(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *byte = bytes;
    uint64_t state = ~crc;
    for (; count >= 8; byte += 8, count -= 8) {
        uint64_t word;
        memcpy(&word, byte, 8);
        state = _mm_crc32_u64(state, word);
    }
    for (; count > 0; byte++, count--) state = _mm_crc32_u8((uint32_t)state, *byte);
    return ~(uint32_t)state;
}

const struct attune_kernels *attune_kernels_avx2(void) {
    static const struct attune_kernels kernels = {"avx2", products, widen, narrow, crc32c};
    __builtin_cpu_init();
    int has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
    return has ? &kernels : NULL;
}
#else
const struct attune_kernels *attune_kernels_avx2(void) { return NULL; }
#endif
