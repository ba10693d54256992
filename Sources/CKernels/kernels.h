// The set of twins for one kind of processor.
#ifndef ATTUNE_KERNELS_INTERNAL_H
#define ATTUNE_KERNELS_INTERNAL_H

#include "attune_kernels.h"

struct attune_kernels {
    const char *name;
    void (*bounds)(const struct attune_rows *, size_t, size_t, const struct attune_aim *, float *);
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
void attune_bounds_avx2(const struct attune_rows *, size_t, size_t, const struct attune_aim *, float *);
void attune_products_avx2(const struct attune_rows *, const int32_t *, size_t, size_t, const float *, float *);
double attune_product_avx2(const struct attune_rows *, size_t, const float *);
void attune_unpack_avx2(const struct attune_rows *, size_t, size_t, float *);
#endif

#endif
