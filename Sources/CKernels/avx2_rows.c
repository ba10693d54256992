#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define WITH_AVX2 __attribute__((target("avx2,fma")))

enum { group = 64, coarse_bytes = 32, fine_bytes = 96 };

// Products of four bits and eight fit pairs of sixteen for eight groups, then they move to thirty-two. Rows are fetched
// 4 KiB ahead: the processor's own prefetcher stops at every page.
WITH_AVX2 void attune_bounds_avx2(
    const struct attune_rows *rows, size_t first, size_t count, const struct attune_aim *aim, float *results) {
    const __m256i low = _mm256_set1_epi8(15), ones = _mm256_set1_epi16(1);
    size_t groups = rows->groups;
    const uint8_t *coarse = rows->coarse + first * groups * coarse_bytes;
    const uint8_t *end = coarse + count * groups * coarse_bytes;
    for (size_t i = 0; i < count; i++) {
        __m256i sums = _mm256_setzero_si256();
        for (size_t own = 0; own < groups;) {
            __m256i a = _mm256_setzero_si256(), b = a;
            size_t stop = own + 8 < groups ? own + 8 : groups;
            for (; own < stop; own++, coarse += coarse_bytes) {
                if ((own & 1) == 0 && coarse + 4096 < end) _mm_prefetch((const char *)(coarse + 4096), _MM_HINT_T0);
                __m256i both = _mm256_loadu_si256((const __m256i *)coarse);
                const __m256i *values = (const __m256i *)(aim->values + own * group);
                a = _mm256_add_epi16(
                    a, _mm256_maddubs_epi16(_mm256_and_si256(both, low), _mm256_loadu_si256(values)));
                b = _mm256_add_epi16(
                    b, _mm256_maddubs_epi16(
                           _mm256_and_si256(_mm256_srli_epi16(both, 4), low), _mm256_loadu_si256(values + 1)));
            }
            sums = _mm256_add_epi32(sums, _mm256_add_epi32(_mm256_madd_epi16(a, ones), _mm256_madd_epi16(b, ones)));
        }
        __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
        sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4e));
        sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xb1));
        const float *head = rows->heads + 2 * (first + i);
        results[i] = head[0] * (aim->step * ((float)_mm_cvtsi128_si32(sum) - aim->offset)) + head[1] * aim->reach +
                     aim->rest;
    }
}

/// Half a group as whole numbers of sixteen bits: values 0…7 and 16…23 in `a`, 8…15 and 24…31 in `b`.
WITH_AVX2 static inline void numbers(__m256i high, const uint8_t *low, __m256i *a, __m256i *b) {
    __m256i lowest = _mm256_loadu_si256((const __m256i *)low);
    // Turning the highest bit takes 32768 away.
    high = _mm256_xor_si256(high, _mm256_set1_epi8((char)0x80));
    *a = _mm256_unpacklo_epi8(lowest, high);
    *b = _mm256_unpackhi_epi8(lowest, high);
}

WITH_AVX2 static inline __m256i highs(__m256i coarse, __m256i middle, int upper) {
    const __m256i low = _mm256_set1_epi8(15);
    if (upper) {
        return _mm256_or_si256(
            _mm256_andnot_si256(low, coarse), _mm256_and_si256(_mm256_srli_epi16(middle, 4), low));
    }
    return _mm256_or_si256(
        _mm256_slli_epi16(_mm256_and_si256(coarse, low), 4), _mm256_and_si256(middle, low));
}

WITH_AVX2 static inline __m256 first_of(__m256i numbers) {
    return _mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(_mm256_castsi256_si128(numbers)));
}

WITH_AVX2 static inline __m256 second_of(__m256i numbers) {
    return _mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(_mm256_extracti128_si256(numbers, 1)));
}

WITH_AVX2 static inline void fetch_ahead(const uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i += 64) _mm_prefetch((const char *)(bytes + i), _MM_HINT_T0);
}

// Four sums hide the latency of the additions.
WITH_AVX2 void attune_products_avx2(
    const struct attune_rows *rows, const int32_t *places, size_t first, size_t count, const float *vector,
    float *results) {
    size_t coarse_row = rows->groups * coarse_bytes, fine_row = rows->groups * fine_bytes;
    for (size_t i = 0; i < count; i++) {
        size_t row = places ? (size_t)places[i] : first + i;
        if (i + 3 < count) {
            size_t next = places ? (size_t)places[i + 3] : row + 3;
            fetch_ahead(rows->coarse + next * coarse_row, coarse_row);
            fetch_ahead(rows->fine + next * fine_row, fine_row);
        }
        const uint8_t *coarse = rows->coarse + row * coarse_row, *fine = rows->fine + row * fine_row;
        const float *other = vector;
        __m256 a = _mm256_setzero_ps(), b = a, c = a, d = a;
        for (size_t own = 0; own < rows->groups; own++, coarse += coarse_bytes, fine += fine_bytes) {
            __m256i top = _mm256_loadu_si256((const __m256i *)coarse);
            __m256i middle = _mm256_loadu_si256((const __m256i *)fine);
            for (int upper = 0; upper < 2; upper++, other += 32) {
                __m256i one, two;
                numbers(highs(top, middle, upper), fine + 32 + 32 * upper, &one, &two);
                a = _mm256_fmadd_ps(first_of(one), _mm256_loadu_ps(other), a);
                b = _mm256_fmadd_ps(first_of(two), _mm256_loadu_ps(other + 8), b);
                c = _mm256_fmadd_ps(second_of(one), _mm256_loadu_ps(other + 16), c);
                d = _mm256_fmadd_ps(second_of(two), _mm256_loadu_ps(other + 24), d);
            }
        }
        __m256 all = _mm256_add_ps(_mm256_add_ps(a, b), _mm256_add_ps(c, d));
        __m128 sum = _mm_add_ps(_mm256_castps256_ps128(all), _mm256_extractf128_ps(all, 1));
        sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
        sum = _mm_add_ss(sum, _mm_movehdup_ps(sum));
        results[i] = _mm_cvtss_f32(sum) * rows->heads[2 * row];
    }
}

WITH_AVX2 static inline void add_exactly(__m256 numbers, __m256 scale, const float *other, __m256d *a, __m256d *b) {
    __m256 values = _mm256_mul_ps(numbers, scale), others = _mm256_loadu_ps(other);
    *a = _mm256_fmadd_pd(
        _mm256_cvtps_pd(_mm256_castps256_ps128(values)), _mm256_cvtps_pd(_mm256_castps256_ps128(others)), *a);
    *b = _mm256_fmadd_pd(
        _mm256_cvtps_pd(_mm256_extractf128_ps(values, 1)), _mm256_cvtps_pd(_mm256_extractf128_ps(others, 1)), *b);
}

WITH_AVX2 double attune_product_avx2(const struct attune_rows *rows, size_t row, const float *vector) {
    const uint8_t *coarse = rows->coarse + row * rows->groups * coarse_bytes;
    const uint8_t *fine = rows->fine + row * rows->groups * fine_bytes;
    const __m256 scale = _mm256_set1_ps(rows->heads[2 * row]);
    __m256d a = _mm256_setzero_pd(), b = a;
    for (size_t own = 0; own < rows->groups; own++, coarse += coarse_bytes, fine += fine_bytes) {
        __m256i top = _mm256_loadu_si256((const __m256i *)coarse);
        __m256i middle = _mm256_loadu_si256((const __m256i *)fine);
        for (int upper = 0; upper < 2; upper++, vector += 32) {
            __m256i one, two;
            numbers(highs(top, middle, upper), fine + 32 + 32 * upper, &one, &two);
            // In the order of the values, as the portable twin adds.
            add_exactly(first_of(one), scale, vector, &a, &b);
            add_exactly(first_of(two), scale, vector + 8, &a, &b);
            add_exactly(second_of(one), scale, vector + 16, &a, &b);
            add_exactly(second_of(two), scale, vector + 24, &a, &b);
        }
    }
    double sums[4];
    _mm256_storeu_pd(sums, _mm256_add_pd(a, b));
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

WITH_AVX2 void attune_unpack_avx2(const struct attune_rows *rows, size_t row, size_t dimension, float *values) {
    const uint8_t *coarse = rows->coarse + row * rows->groups * coarse_bytes;
    const uint8_t *fine = rows->fine + row * rows->groups * fine_bytes;
    const __m256 scale = _mm256_set1_ps(rows->heads[2 * row]);
    for (size_t own = 0; own < rows->groups; own++, coarse += coarse_bytes, fine += fine_bytes) {
        size_t left = dimension - own * group;
        float whole[group], *target = left < group ? whole : values + own * group;
        __m256i top = _mm256_loadu_si256((const __m256i *)coarse);
        __m256i middle = _mm256_loadu_si256((const __m256i *)fine);
        for (int upper = 0; upper < 2; upper++) {
            __m256i one, two;
            numbers(highs(top, middle, upper), fine + 32 + 32 * upper, &one, &two);
            _mm256_storeu_ps(target + 32 * upper, _mm256_mul_ps(first_of(one), scale));
            _mm256_storeu_ps(target + 32 * upper + 8, _mm256_mul_ps(first_of(two), scale));
            _mm256_storeu_ps(target + 32 * upper + 16, _mm256_mul_ps(second_of(one), scale));
            _mm256_storeu_ps(target + 32 * upper + 24, _mm256_mul_ps(second_of(two), scale));
        }
        if (left < group) memcpy(values + own * group, whole, left * sizeof(float));
    }
}
#endif
