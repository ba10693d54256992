#include "kernels.h"

#if defined(__aarch64__)
#include <arm_neon.h>

static inline float32x4_t halves_at(const uint16_t *halves) {
    return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(halves)));
}

static void widen(const uint16_t *halves, size_t count, float *results) {
    size_t i = 0;
    for (; i + 4 <= count; i += 4) vst1q_f32(results + i, halves_at(halves + i));
    attune_widen_portable(halves + i, count - i, results + i);
}

static void narrow(const float *values, size_t count, uint16_t *results) {
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        vst1_u16(results + i, vreinterpret_u16_f16(vcvt_f16_f32(vld1q_f32(values + i))));
    }
    attune_narrow_portable(values + i, count - i, results + i);
}

static void products(const uint16_t *rows, size_t count, size_t dimension, const float *vector, float *results) {
    for (size_t row = 0; row < count; row++) {
        const uint16_t *halves = rows + row * dimension;
        float32x4_t a = vdupq_n_f32(0), b = a, c = a, d = a;
        size_t column = 0;
        for (; column + 16 <= dimension; column += 16) {
            a = vfmaq_f32(a, halves_at(halves + column), vld1q_f32(vector + column));
            b = vfmaq_f32(b, halves_at(halves + column + 4), vld1q_f32(vector + column + 4));
            c = vfmaq_f32(c, halves_at(halves + column + 8), vld1q_f32(vector + column + 8));
            d = vfmaq_f32(d, halves_at(halves + column + 12), vld1q_f32(vector + column + 12));
        }
        float sum = vaddvq_f32(vaddq_f32(vaddq_f32(a, b), vaddq_f32(c, d)));
        if (column < dimension) {
            float rest;
            attune_products_portable(halves + column, 1, dimension - column, vector + column, &rest);
            sum += rest;
        }
        results[row] = sum;
    }
}

const struct attune_kernels *attune_kernels_neon(void) {
    static const struct attune_kernels kernels = {"neon", products, widen, narrow, attune_crc32c_portable};
    return &kernels;
}
#else
const struct attune_kernels *attune_kernels_neon(void) { return NULL; }
#endif
