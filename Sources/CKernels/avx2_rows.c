#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define WITH_AVX2 __attribute__((target("avx2,fma")))

enum { group = 64, group_bytes = 32 };

WITH_AVX2 static inline void fetch_ahead(const uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i += 64) _mm_prefetch((const char *)(bytes + i), _MM_HINT_T0);
}

WITH_AVX2 static inline __m256i lower(__m256i both) { return _mm256_and_si256(both, _mm256_set1_epi8(15)); }

WITH_AVX2 static inline __m256i upper(__m256i both) { return lower(_mm256_srli_epi16(both, 4)); }

/// A row of a plane · values. Products of four bits and eight fit pairs of sixteen for eight groups, then they move to
/// thirty-two.
WITH_AVX2 static inline __m256i sums_of(const uint8_t *plane, size_t groups, const int8_t *values) {
    const __m256i ones = _mm256_set1_epi16(1);
    __m256i sums = _mm256_setzero_si256();
    for (size_t own = 0; own < groups;) {
        __m256i a = _mm256_setzero_si256(), b = a;
        size_t stop = own + 8 < groups ? own + 8 : groups;
        for (; own < stop; own++, plane += group_bytes, values += group) {
            __m256i both = _mm256_loadu_si256((const __m256i *)plane);
            const __m256i *factors = (const __m256i *)values;
            a = _mm256_add_epi16(a, _mm256_maddubs_epi16(lower(both), _mm256_loadu_si256(factors)));
            b = _mm256_add_epi16(b, _mm256_maddubs_epi16(upper(both), _mm256_loadu_si256(factors + 1)));
        }
        sums = _mm256_add_epi32(sums, _mm256_add_epi32(_mm256_madd_epi16(a, ones), _mm256_madd_epi16(b, ones)));
    }
    return sums;
}

WITH_AVX2 static inline int32_t sum_of(__m256i sums) {
    __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4e));
    return _mm_cvtsi128_si32(_mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xb1)));
}

WITH_AVX2 void attune_bounds_avx2(
    const struct attune_rows *rows, size_t first, size_t count, size_t next, const struct attune_aim *aim,
    float *results) {
    size_t row_bytes = rows->groups * group_bytes;
    for (size_t i = 0; i < count; i++) {
        size_t later = i + ahead_of(row_bytes);
        fetch_ahead(rows->coarse + (later < count ? first + later : next + later - count) * row_bytes, row_bytes);
        int32_t sum = sum_of(sums_of(rows->coarse + (first + i) * row_bytes, rows->groups, aim->values));
        results[i] = bound_of(rows->heads + 2 * (first + i), sum, aim);
    }
}

WITH_AVX2 void attune_closer_bounds_avx2(
    const struct attune_rows *rows, const int32_t *places, size_t count, const struct attune_aim *aim, float *results) {
    size_t row_bytes = rows->groups * group_bytes;
    float residual = closer_residual(rows->groups);
    for (size_t i = 0; i < count; i++) {
        size_t row = (size_t)places[i];
        if (i + 6 < count) {
            size_t next = (size_t)places[i + 6] * row_bytes;
            fetch_ahead(rows->coarse + next, row_bytes);
            fetch_ahead(rows->middle + next, row_bytes);
        }
        __m256i coarse = sums_of(rows->coarse + row * row_bytes, rows->groups, aim->values);
        __m256i middle = sums_of(rows->middle + row * row_bytes, rows->groups, aim->values);
        int32_t sum = sum_of(_mm256_add_epi32(_mm256_slli_epi32(coarse, 4), middle));
        results[i] = closer_bound_of(rows->heads[2 * row], residual, sum, aim);
    }
}

/// A group as whole numbers of sixteen bits, less 2048: 32 values, 0…7 and 16…23 in `a`, 8…15 and 24…31 in `b`.
WITH_AVX2 static inline void numbers(__m256i coarse, __m256i middle, __m256i fine, __m256i *a, __m256i *b) {
    const __m256i zero = _mm256_set1_epi16(2048);
    __m256i low = _mm256_or_si256(_mm256_slli_epi16(middle, 4), fine);
    *a = _mm256_sub_epi16(_mm256_unpacklo_epi8(low, coarse), zero);
    *b = _mm256_sub_epi16(_mm256_unpackhi_epi8(low, coarse), zero);
}

/// Eight values each, in the order of the values.
struct eights {
    __m256 of[8];
};

WITH_AVX2 static inline struct eights group_at(const struct attune_rows *rows, size_t offset) {
    __m256i coarse = _mm256_loadu_si256((const __m256i *)(rows->coarse + offset));
    __m256i middle = _mm256_loadu_si256((const __m256i *)(rows->middle + offset));
    __m256i fine = _mm256_loadu_si256((const __m256i *)(rows->fine + offset));
    __m256i parts[4];
    numbers(lower(coarse), lower(middle), lower(fine), parts, parts + 1);
    numbers(upper(coarse), upper(middle), upper(fine), parts + 2, parts + 3);
    struct eights all;
    for (int half = 0; half < 2; half++) {
        __m256i a = parts[2 * half], b = parts[2 * half + 1];
        __m128i order[4] = {_mm256_castsi256_si128(a), _mm256_castsi256_si128(b), _mm256_extracti128_si256(a, 1),
                            _mm256_extracti128_si256(b, 1)};
        for (int i = 0; i < 4; i++) all.of[4 * half + i] = _mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(order[i]));
    }
    return all;
}

// Four sums hide the latency of the additions.
WITH_AVX2 void attune_products_avx2(
    const struct attune_rows *rows, const int32_t *places, size_t first, size_t count, const float *vector,
    float *results) {
    size_t row_bytes = rows->groups * group_bytes;
    for (size_t i = 0; i < count; i++) {
        size_t row = places ? (size_t)places[i] : first + i;
        if (i + 3 < count) {
            size_t next = (places ? (size_t)places[i + 3] : row + 3) * row_bytes;
            fetch_ahead(rows->coarse + next, row_bytes);
            fetch_ahead(rows->middle + next, row_bytes);
            fetch_ahead(rows->fine + next, row_bytes);
        }
        __m256 sums[4] = {_mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps()};
        const float *other = vector;
        for (size_t offset = row * row_bytes; offset < (row + 1) * row_bytes; offset += group_bytes) {
            struct eights values = group_at(rows, offset);
            for (int k = 0; k < 8; k++, other += 8) {
                sums[k & 3] = _mm256_fmadd_ps(values.of[k], _mm256_loadu_ps(other), sums[k & 3]);
            }
        }
        __m256 all = _mm256_add_ps(_mm256_add_ps(sums[0], sums[1]), _mm256_add_ps(sums[2], sums[3]));
        __m128 sum = _mm_add_ps(_mm256_castps256_ps128(all), _mm256_extractf128_ps(all, 1));
        sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
        sum = _mm_add_ss(sum, _mm_movehdup_ps(sum));
        results[i] = _mm_cvtss_f32(sum) * rows->heads[2 * row];
    }
}

WITH_AVX2 double attune_product_avx2(const struct attune_rows *rows, size_t row, const float *vector) {
    size_t row_bytes = rows->groups * group_bytes;
    const __m256 scale = _mm256_set1_ps(rows->heads[2 * row]);
    __m256d a = _mm256_setzero_pd(), b = a;
    for (size_t offset = row * row_bytes; offset < (row + 1) * row_bytes; offset += group_bytes) {
        struct eights group = group_at(rows, offset);
        // In the order of the values, as the portable twin adds.
        for (int k = 0; k < 8; k++, vector += 8) {
            __m256 values = _mm256_mul_ps(group.of[k], scale), others = _mm256_loadu_ps(vector);
            a = _mm256_fmadd_pd(
                _mm256_cvtps_pd(_mm256_castps256_ps128(values)), _mm256_cvtps_pd(_mm256_castps256_ps128(others)), a);
            b = _mm256_fmadd_pd(
                _mm256_cvtps_pd(_mm256_extractf128_ps(values, 1)), _mm256_cvtps_pd(_mm256_extractf128_ps(others, 1)),
                b);
        }
    }
    double sums[4];
    _mm256_storeu_pd(sums, _mm256_add_pd(a, b));
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

WITH_AVX2 void attune_unpack_avx2(const struct attune_rows *rows, size_t row, size_t dimension, float *values) {
    const __m256 scale = _mm256_set1_ps(rows->heads[2 * row]);
    for (size_t own = 0; own < rows->groups; own++) {
        size_t left = dimension - own * group;
        float whole[group], *target = left < group ? whole : values + own * group;
        struct eights all = group_at(rows, (row * rows->groups + own) * group_bytes);
        for (int k = 0; k < 8; k++) _mm256_storeu_ps(target + 8 * k, _mm256_mul_ps(all.of[k], scale));
        if (left < group) memcpy(values + own * group, whole, left * sizeof(float));
    }
}
#endif
