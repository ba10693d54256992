#include "kernels.h"

#if defined(__linux__)
#include <malloc.h>
#endif

static const struct attune_kernels portable = {
    "portable", attune_bounds_portable, attune_closer_bounds_portable, attune_products_portable,
    attune_product_portable, attune_unpack_portable, attune_widen_portable,
    attune_crc32c_portable};

/// Asked once, before `main`, so that no call has to ask again or wait for another.
static const struct attune_kernels *chosen = &portable;

__attribute__((constructor)) static void choose(void) {
    const struct attune_kernels *better = attune_kernels_avx2();
    if (!better) better = attune_kernels_neon();
    if (better) chosen = better;
}

void attune_bounds(
    const struct attune_rows *rows, size_t first, size_t count, size_t next, const struct attune_aim *aim,
    float *results) {
    chosen->bounds(rows, first, count, next, aim, results);
}

void attune_closer_bounds(
    const struct attune_rows *rows, const int32_t *places, size_t count, const struct attune_aim *aim, float *results) {
    chosen->closer_bounds(rows, places, count, aim, results);
}

void attune_products(
    const struct attune_rows *rows, const int32_t *places, size_t first, size_t count, const float *vector,
    float *results) {
    chosen->products(rows, places, first, count, vector, results);
}

double attune_product(const struct attune_rows *rows, size_t row, const float *vector) {
    return chosen->product(rows, row, vector);
}

void attune_unpack(const struct attune_rows *rows, size_t row, size_t dimension, float *values) {
    chosen->unpack(rows, row, dimension, values);
}

void attune_widen(const uint16_t *halves, size_t count, float *results) { chosen->widen(halves, count, results); }

uint32_t attune_crc32c(uint32_t crc, const void *bytes, size_t count) { return chosen->crc32c(crc, bytes, count); }

const char *attune_kernels_name(void) { return chosen->name; }

void attune_return_freed_memory(void) {
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}
