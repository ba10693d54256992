#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <string.h>

#define WITH_AVX2 __attribute__((target("avx2,fma,f16c,sse4.2")))

WITH_AVX2 static inline __m256 halves_at(const uint16_t *halves) {
    return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)halves));
}

WITH_AVX2 static void widen(const uint16_t *halves, size_t count, float *results) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8) _mm256_storeu_ps(results + i, halves_at(halves + i));
    attune_widen_portable(halves + i, count - i, results + i);
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
    static const struct attune_kernels kernels = {
        "avx2", attune_bounds_avx2, attune_closer_bounds_avx2, attune_products_avx2, attune_product_avx2,
        attune_unpack_avx2, widen, crc32c};
    __builtin_cpu_init();
    int has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
    return has ? &kernels : NULL;
}
#else
const struct attune_kernels *attune_kernels_avx2(void) { return NULL; }
#endif
