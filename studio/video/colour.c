/* RGBA to YCbCr 4:2:0 (BT.709, limited range), in whole numbers: the same result on every machine.
   colour.py says what these numbers are, and does the same without this file. */

#include <stdint.h>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__linux__)
#define EVERY_CPU __attribute__((target_clones("avx2", "default")))
#else
#define EVERY_CPU
#endif

enum { SHIFT = 13, QUARTER = 2 }; /* a chroma sample is the mean of four pixels */

static const int32_t OFFSET_Y = (16 << SHIFT) + (1 << (SHIFT - 1));
static const int32_t OFFSET_C = (128 << (SHIFT + QUARTER)) + (1 << (SHIFT + QUARTER - 1));

EVERY_CPU
static void luma(const uint32_t *pixels, uint8_t *y, long width, const int32_t *m) {
    const int32_t r = m[0], g = m[1], b = m[2];
    for (long i = 0; i < width; i++) {
        const int32_t p = (int32_t)pixels[i];
        y[i] = (uint8_t)((r * (p & 255) + g * (p >> 8 & 255) + b * (p >> 16 & 255) + OFFSET_Y) >> SHIFT);
    }
}

EVERY_CPU
static void chroma(const uint64_t *above, const uint64_t *below, uint8_t *u, uint8_t *v, long width, const int32_t *m) {
    const uint64_t pairs = 0x00ff00ff00ff00ffULL;
    for (long i = 0; i < width; i++) {
        const uint64_t even = (above[i] & pairs) + (below[i] & pairs);          /* R and B of two pixels */
        const uint64_t odd = (above[i] >> 8 & pairs) + (below[i] >> 8 & pairs); /* G and A */
        const int32_t r = (int32_t)((even & 1023) + (even >> 32 & 1023));
        const int32_t b = (int32_t)((even >> 16 & 1023) + (even >> 48 & 1023));
        const int32_t g = (int32_t)((odd & 1023) + (odd >> 32 & 1023));
        u[i] = (uint8_t)((m[3] * r + m[4] * g + m[5] * b + OFFSET_C) >> (SHIFT + QUARTER));
        v[i] = (uint8_t)((m[6] * r + m[7] * g + m[8] * b + OFFSET_C) >> (SHIFT + QUARTER));
    }
}

/* pixels: height rows of width RGBA values; y: rows `y_line` bytes apart; u, v: half as wide and high. */
void convert(const uint8_t *pixels, long width, long height, const int32_t *m,
             uint8_t *y, long y_line, uint8_t *u, uint8_t *v, long c_line) {
    for (long row = 0; row < height; row++) {
        const uint8_t *line = pixels + row * width * 4;
        luma((const uint32_t *)line, y + row * y_line, width, m);
        if (row % 2)
            chroma((const uint64_t *)(line - width * 4), (const uint64_t *)line,
                   u + row / 2 * c_line, v + row / 2 * c_line, width / 2, m);
    }
}
