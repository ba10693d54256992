#include "kernels.h"

#include <math.h>
#include <string.h>

// A group of 64 values is 32 bytes of the coarse plane and 96 of the fine one.
enum { group = 64, coarse_bytes = 32, fine_bytes = 96 };

/// The whole number behind a value, -32768…32767.
static inline int32_t number(const uint8_t *coarse, const uint8_t *fine, size_t value) {
    size_t byte = value & 31, shift = value < 32 ? 0 : 4;
    int32_t high = coarse[byte] >> shift & 15, middle = fine[byte] >> shift & 15;
    return (high << 12 | middle << 8 | fine[32 + value]) - 32768;
}

void attune_pack(const float *values, size_t dimension, float *head, uint8_t *coarse, uint8_t *fine) {
    size_t groups = (dimension + group - 1) / group;
    float greatest = 0;
    for (size_t i = 0; i < dimension; i++) greatest = fmaxf(greatest, fabsf(values[i]));
    float scale = greatest / 32767;
    memset(coarse, 0, groups * coarse_bytes);
    memset(fine, 0, groups * fine_bytes);
    double squares = 0;
    for (size_t i = 0; i < groups * group; i++) {
        double part = i < dimension && scale > 0 ? (double)values[i] / scale : 0;
        int32_t whole = (int32_t)lrint(fmin(fmax(part, -32767), 32767));
        uint32_t u = (uint32_t)(whole + 32768);
        size_t byte = i / group * coarse_bytes + (i & 31), shift = i % group < 32 ? 0 : 4;
        coarse[byte] |= (uint8_t)((u >> 12) << shift);
        uint8_t *own = fine + i / group * fine_bytes;
        own[i & 31] |= (uint8_t)((u >> 8 & 15) << shift);
        own[32 + i % group] = (uint8_t)u;
        double missing = (float)whole * scale - (double)scale * (4096 * ((double)(u >> 12) - 7.5));
        if (i < dimension) squares += missing * missing;
    }
    head[0] = scale;
    head[1] = nextafterf((float)(sqrt(squares) * (1 + 1e-12)), INFINITY);
}

void attune_unpack_portable(const struct attune_rows *rows, size_t row, size_t dimension, float *values) {
    const uint8_t *coarse = rows->coarse + row * rows->groups * coarse_bytes;
    const uint8_t *fine = rows->fine + row * rows->groups * fine_bytes;
    float scale = rows->heads[2 * row];
    for (size_t i = 0; i < dimension; i++) {
        size_t own = i / group;
        values[i] = scale * (float)number(coarse + own * coarse_bytes, fine + own * fine_bytes, i % group);
    }
}

void attune_bounds_portable(
    const struct attune_rows *rows, size_t first, size_t count, const struct attune_aim *aim, float *results) {
    for (size_t row = first; row < first + count; row++) {
        const uint8_t *coarse = rows->coarse + row * rows->groups * coarse_bytes;
        int32_t sum = 0;
        for (size_t own = 0; own < rows->groups; own++) {
            for (size_t byte = 0; byte < coarse_bytes; byte++) {
                const int8_t *values = aim->values + own * group + byte;
                sum += (coarse[own * coarse_bytes + byte] & 15) * values[0];
                sum += (coarse[own * coarse_bytes + byte] >> 4) * values[32];
            }
        }
        const float *head = rows->heads + 2 * row;
        results[row - first] = head[0] * (aim->step * ((float)sum - aim->offset)) + head[1] * aim->reach + aim->rest;
    }
}

void attune_products_portable(
    const struct attune_rows *rows, const int32_t *places, size_t first, size_t count, const float *vector,
    float *results) {
    for (size_t i = 0; i < count; i++) {
        size_t row = places ? (size_t)places[i] : first + i;
        const uint8_t *coarse = rows->coarse + row * rows->groups * coarse_bytes;
        const uint8_t *fine = rows->fine + row * rows->groups * fine_bytes;
        float sums[8] = {0};
        for (size_t own = 0; own < rows->groups; own++, coarse += coarse_bytes, fine += fine_bytes) {
            for (size_t value = 0; value < group; value++) {
                sums[value & 7] += (float)number(coarse, fine, value) * vector[own * group + value];
            }
        }
        float sum = ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
        results[i] = sum * rows->heads[2 * row];
    }
}

double attune_product_portable(const struct attune_rows *rows, size_t row, const float *vector) {
    const uint8_t *coarse = rows->coarse + row * rows->groups * coarse_bytes;
    const uint8_t *fine = rows->fine + row * rows->groups * fine_bytes;
    float scale = rows->heads[2 * row];
    double sums[8] = {0};
    for (size_t own = 0; own < rows->groups; own++, coarse += coarse_bytes, fine += fine_bytes) {
        for (size_t value = 0; value < group; value++) {
            // A product of two floats fits a double, so it does not matter whether it is added in one step or two.
            sums[value & 7] += (double)(scale * (float)number(coarse, fine, value)) * (double)vector[own * group + value];
        }
    }
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}
