// The set of twins for one kind of processor.
#ifndef ATTUNE_KERNELS_INTERNAL_H
#define ATTUNE_KERNELS_INTERNAL_H

#include "attune_kernels.h"

struct attune_kernels {
    const char *name;
    void (*products)(const uint16_t *, size_t, size_t, const float *, float *);
    void (*widen)(const uint16_t *, size_t, float *);
    void (*narrow)(const float *, size_t, uint16_t *);
    uint32_t (*crc32c)(uint32_t, const void *, size_t);
};

/// The twins for this kind of processor, or null when it has none or lacks the instructions.
const struct attune_kernels *attune_kernels_avx2(void);
const struct attune_kernels *attune_kernels_neon(void);

#endif
