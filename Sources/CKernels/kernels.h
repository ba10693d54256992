// The set of twins for one kind of processor.
#ifndef ATTUNE_KERNELS_INTERNAL_H
#define ATTUNE_KERNELS_INTERNAL_H

#include "attune_kernels.h"

#include <math.h>

/// Rows that are fetched ahead, of about 4 KiB together: the processor's own prefetcher stops at every page.
static inline size_t ahead_of(size_t row_bytes) { return row_bytes < 4096 ? 4096 / row_bytes : 1; }

/// The bound that `attune_aim` explains, of a row whose coarse plane makes `sum` with the aim's values.
static inline float bound_of(const float *head, int32_t sum, const struct attune_aim *aim) {
    return head[0] * (aim->step * (float)(2 * sum - 15 * aim->sum)) + head[1] * aim->reach + aim->rest;
}

/// The most that both planes leave out of a row of scale 1: 8 in each value, rounded up.
static inline float closer_residual(size_t groups) { return 8.0001f * sqrtf((float)(groups * 64)); }

/// The same with the middle plane, which makes a number of 0…255 of each value.
static inline float closer_bound_of(float scale, float residual, int32_t sum, const struct attune_aim *aim) {
    return scale * (aim->step / 16 * (float)(2 * sum - 255 * aim->sum) + residual * aim->reach) + aim->rest;
}

struct attune_kernels {
    const char *name;
    void (*bounds)(const struct attune_rows *, size_t, size_t, size_t, const struct attune_aim *, float *);
    void (*closer_bounds)(const struct attune_rows *, const int32_t *, size_t, const struct attune_aim *, float *);
    void (*products)(const struct attune_rows *, const int32_t *, size_t, size_t, const float *, float *);
    double (*product)(const struct attune_rows *, size_t, const float *);
    void (*unpack)(const struct attune_rows *, size_t, size_t, float *);
    void (*widen)(const uint16_t *, size_t, float *);
    uint32_t (*crc32c)(uint32_t, const void *, size_t);
};

/// The twins for this kind of processor, or null when it has none or lacks the instructions.
const struct attune_kernels *attune_kernels_avx2(void);
const struct attune_kernels *attune_kernels_neon(void);

#if defined(__x86_64__)
void attune_bounds_avx2(const struct attune_rows *, size_t, size_t, size_t, const struct attune_aim *, float *);
void attune_closer_bounds_avx2(
    const struct attune_rows *, const int32_t *, size_t, const struct attune_aim *, float *);
void attune_products_avx2(const struct attune_rows *, const int32_t *, size_t, size_t, const float *, float *);
double attune_product_avx2(const struct attune_rows *, size_t, const float *);
void attune_unpack_avx2(const struct attune_rows *, size_t, size_t, float *);
#endif

#endif
