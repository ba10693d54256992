#include "kernels.h"

#include <math.h>
#include <string.h>

// Of 64 values, each plane has 32 bytes.
enum { group = 64, group_bytes = 32 };

static inline int32_t bits(const uint8_t *plane, size_t value) {
    size_t byte = value / group * group_bytes + (value & 31), shift = value % group < 32 ? 0 : 4;
    return plane[byte] >> shift & 15;
}

/// The whole number behind a value, -2048…2047.
static inline int32_t number(const struct attune_rows *rows, size_t row, size_t value) {
    size_t start = row * rows->groups * group_bytes;
    int32_t high = bits(rows->coarse + start, value), middle = bits(rows->middle + start, value);
    return (high << 8 | middle << 4 | bits(rows->fine + start, value)) - 2048;
}

void attune_pack(
    const float *values, size_t dimension, float *head, uint8_t *coarse, uint8_t *middle, uint8_t *fine) {
    size_t groups = (dimension + group - 1) / group;
    float greatest = 0;
    for (size_t i = 0; i < dimension; i++) greatest = fmaxf(greatest, fabsf(values[i]));
    float scale = greatest / 2047;
    memset(coarse, 0, groups * group_bytes);
    memset(middle, 0, groups * group_bytes);
    memset(fine, 0, groups * group_bytes);
    double squares = 0;
    for (size_t i = 0; i < groups * group; i++) {
        double part = i < dimension && scale > 0 ? (double)values[i] / scale : 0;
        int32_t whole = (int32_t)lrint(fmin(fmax(part, -2047), 2047));
        uint32_t u = (uint32_t)(whole + 2048);
        size_t byte = i / group * group_bytes + (i & 31), shift = i % group < 32 ? 0 : 4;
        coarse[byte] |= (uint8_t)((u >> 8) << shift);
        middle[byte] |= (uint8_t)((u >> 4 & 15) << shift);
        fine[byte] |= (uint8_t)((u & 15) << shift);
        double missing = (float)whole * scale - (double)scale * (256 * ((double)(u >> 8) - 7.5));
        if (i < dimension) squares += missing * missing;
    }
    head[0] = scale;
    head[1] = nextafterf((float)(sqrt(squares) * (1 + 1e-12)), INFINITY);
}

void attune_unpack_portable(const struct attune_rows *rows, size_t row, size_t dimension, float *values) {
    float scale = rows->heads[2 * row];
    for (size_t i = 0; i < dimension; i++) values[i] = scale * (float)number(rows, row, i);
}

void attune_bounds_portable(
    const struct attune_rows *rows, size_t first, size_t count, size_t next, const struct attune_aim *aim,
    float *results) {
    (void)next;
    for (size_t row = first; row < first + count; row++) {
        const uint8_t *coarse = rows->coarse + row * rows->groups * group_bytes;
        int32_t sum = 0;
        for (size_t i = 0; i < rows->groups * group; i++) sum += bits(coarse, i) * aim->values[i];
        results[row - first] = bound_of(rows->heads + 2 * row, sum, aim);
    }
}

void attune_closer_bounds_portable(
    const struct attune_rows *rows, const int32_t *places, size_t count, const struct attune_aim *aim, float *results) {
    float residual = closer_residual(rows->groups);
    for (size_t place = 0; place < count; place++) {
        size_t row = (size_t)places[place], start = row * rows->groups * group_bytes;
        int32_t sum = 0;
        for (size_t i = 0; i < rows->groups * group; i++) {
            sum += (bits(rows->coarse + start, i) * 16 + bits(rows->middle + start, i)) * aim->values[i];
        }
        results[place] = closer_bound_of(rows->heads[2 * row], residual, sum, aim);
    }
}

void attune_products_portable(
    const struct attune_rows *rows, const int32_t *places, size_t first, size_t count, const float *vector,
    float *results) {
    for (size_t i = 0; i < count; i++) {
        size_t row = places ? (size_t)places[i] : first + i;
        float sums[8] = {0};
        for (size_t value = 0; value < rows->groups * group; value++) {
            sums[value & 7] += (float)number(rows, row, value) * vector[value];
        }
        float sum = ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
        results[i] = sum * rows->heads[2 * row];
    }
}

double attune_product_portable(const struct attune_rows *rows, size_t row, const float *vector) {
    float scale = rows->heads[2 * row];
    double sums[8] = {0};
    for (size_t value = 0; value < rows->groups * group; value++) {
        // A product of two floats fits a double, so it does not matter whether it is added in one step or two.
        sums[value & 7] += (double)(scale * (float)number(rows, row, value)) * (double)vector[value];
    }
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}
