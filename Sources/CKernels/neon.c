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

const struct attune_kernels *attune_kernels_neon(void) {
    static const struct attune_kernels kernels = {
        "neon", attune_bounds_portable, attune_closer_bounds_portable, attune_products_portable,
        attune_product_portable, attune_unpack_portable, widen,
        attune_crc32c_portable};
    return &kernels;
}
#else
const struct attune_kernels *attune_kernels_neon(void) { return NULL; }
#endif
