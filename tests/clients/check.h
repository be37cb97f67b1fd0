/* What the C clients share: checks that name their place, and a small WAV reader. */
#ifndef CHECK_H
#define CHECK_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "emoface.h"

#define CHECK(condition)                                                              \
    do {                                                                              \
        if (!(condition)) {                                                           \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);   \
            exit(1);                                                                  \
        }                                                                             \
    } while (0)

/* A call that must give `wanted`. */
#define STATUS(wanted, call)                                                                    \
    do {                                                                                        \
        emoface_status status_ = (call);                                                        \
        if (status_ != (wanted)) {                                                              \
            char text_[EMOFACE_LAST_ERROR_SIZE];                                                \
            emoface_last_error(text_, sizeof text_, NULL);                                      \
            fprintf(stderr, "%s:%d: %s gave %d (%s; last error: %s) and not %s\n", __FILE__,    \
                    __LINE__, #call, (int)status_, emoface_status_text(status_), text_, #wanted); \
            exit(1);                                                                            \
        }                                                                                       \
    } while (0)

#define OK(call) STATUS(EMOFACE_OK, call)

typedef struct wav {
    uint32_t rate;
    uint32_t frames;
    int16_t *samples;
} wav;

static inline uint32_t little_endian(const uint8_t *bytes, int count) {
    uint32_t value = 0;
    while (count-- > 0) value = value << 8 | bytes[count];
    return value;
}

/* Reads 16-bit mono PCM. Free the samples. */
static inline wav read_wav(const char *path) {
    wav sound = {0, 0, NULL};
    FILE *file = fopen(path, "rb");
    CHECK(file != NULL);
    uint8_t head[12], chunk[8];
    CHECK(fread(head, 1, 12, file) == 12 && memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WAVE", 4) == 0);
    while (sound.samples == NULL && fread(chunk, 1, 8, file) == 8) {
        uint32_t size = little_endian(chunk + 4, 4);
        uint8_t *body = (uint8_t *)malloc(size + 1);
        CHECK(body != NULL && fread(body, 1, size, file) == size);
        if (memcmp(chunk, "fmt ", 4) == 0) {
            CHECK(little_endian(body, 2) == 1 && little_endian(body + 2, 2) == 1 && little_endian(body + 14, 2) == 16);
            sound.rate = little_endian(body + 4, 4);
        } else if (memcmp(chunk, "data", 4) == 0) {
            sound.frames = size / 2;
            sound.samples = (int16_t *)malloc(size + 2);
            CHECK(sound.samples != NULL);
            for (uint32_t i = 0; i < sound.frames; i++) sound.samples[i] = (int16_t)little_endian(body + 2 * i, 2);
        }
        free(body);
        if (size % 2 == 1) fgetc(file);
    }
    fclose(file);
    CHECK(sound.samples != NULL && sound.rate > 0);
    return sound;
}

static inline float *as_floats(const wav *sound) {
    float *floats = (float *)malloc(sound->frames * sizeof *floats + 4);
    CHECK(floats != NULL);
    for (uint32_t i = 0; i < sound->frames; i++) floats[i] = (float)sound->samples[i] / 32768.0f;
    return floats;
}

static inline void sleep_ms(long milliseconds) {
    struct timespec time = {0, milliseconds * 1000000L};
    nanosleep(&time, NULL);
}

static inline emoface_sample_info new_info(void) {
    emoface_sample_info info;
    memset(&info, 0, sizeof info);
    info.struct_size = sizeof info;
    return info;
}

static inline emoface_face_stats stats_of(emoface_face *face) {
    emoface_face_stats stats;
    memset(&stats, 0, sizeof stats);
    stats.struct_size = sizeof stats;
    OK(emoface_face_get_stats(face, &stats));
    return stats;
}

/* Waits until the frame at `time` is ready; the worker of a busy machine gets ten seconds. */
static inline void wait_ready(emoface_face *face, double time) {
    for (int i = 0; i < 10000 && stats_of(face).ready < time; i++) sleep_ms(1);
    CHECK(stats_of(face).ready >= time);
}

#endif
