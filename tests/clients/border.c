/* Everything a caller can do wrong, by name. Each gives its status, writes nothing it should not, and the face goes on:
 * after every chapter it speaks a phrase exactly as before.
 * Arguments: a WAV, and a folder with models that cannot be used. */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#include "check.h"

#define WIDTH EMOFACE_CONTROL_COUNT
#define CANARY 12345.0f

static wav sound;
static emoface_engine *engine;
static emoface_face *face;

/* Speaks 0.3 s from the beginning; the first time the frames are kept, then they must be the same. */
static void the_face_goes_on(const char *chapter) {
    static float first[10][WIDTH];
    static int spoken = 0;
    for (uint32_t i = 0; i < EMOFACE_BEHAVIOUR_COUNT; i++) OK(emoface_face_set_behaviour(face, i, 1.0f));
    for (uint32_t i = 0; i < EMOFACE_PART_COUNT; i++) OK(emoface_face_set_part_emotion(face, i, NULL, 0, 0.0f));
    OK(emoface_face_set_attention(face, EMOFACE_ATTENTION_IDLE));
    float nothing[EMOFACE_EMOTION_COUNT] = {0}, frame[WIDTH];
    OK(emoface_face_set_emotion(face, nothing, EMOFACE_EMOTION_COUNT, 1.0f));
    emoface_status status = EMOFACE_DROPPED;
    for (int i = 0; i < 1000 && status == EMOFACE_DROPPED; i++) {
        /* What waits in the ring is given up, but it takes the worker a moment to see that. */
        OK(emoface_face_reset(face));
        sleep_ms(3);
        status = emoface_face_push_i16(face, sound.samples + sound.rate / 2, sound.rate * 3 / 10, 1, sound.rate, NULL);
    }
    OK(status);
    OK(emoface_face_finish(face));
    wait_ready(face, 16.9 / 60.0);
    for (int i = 0; i < 10; i++) CHECK(emoface_face_sample(face, 0.0, frame, WIDTH, NULL) == EMOFACE_OK);
    for (int k = 0; k < 10; k++) {
        OK(emoface_face_sample(face, (k + 6) / 60.0, frame, WIDTH, NULL));
        if (spoken) CHECK(memcmp(frame, first[k], sizeof frame) == 0);
        memcpy(first[k], frame, sizeof frame);
    }
    spoken = 1;
    printf("  %s: the face goes on\n", chapter);
    fflush(stdout);
}

/* Every call with a handle that is none. */
static void refused(void *handle) {
    emoface_face *bad_face = handle;
    emoface_engine *bad_engine = handle;
    float samples[8] = {0}, frame[WIDTH];
    int16_t whole[8] = {0};
    for (int i = 0; i < WIDTH; i++) frame[i] = CANARY;
    emoface_sample_info info = new_info();
    emoface_face_stats stats;
    memset(&stats, 0, sizeof stats);
    stats.struct_size = sizeof stats;
    emoface_engine_info engine_info;
    memset(&engine_info, 0, sizeof engine_info);
    engine_info.struct_size = sizeof engine_info;
    uint32_t taken = 77;
    uint64_t frames = 77;
    double time = 77.0;
    char text[64] = "untouched";
    emoface_face *made = NULL;
    const emoface_status wrong = EMOFACE_ERROR_INVALID_HANDLE;
    STATUS(wrong, emoface_face_push_f32(bad_face, samples, 8, 1, 48000, &taken));
    STATUS(wrong, emoface_face_push_i16(bad_face, whole, 8, 1, 48000, &taken));
    STATUS(wrong, emoface_face_speak_f32(bad_face, samples, 8, 1, 48000));
    STATUS(wrong, emoface_face_speak_i16(bad_face, whole, 8, 1, 48000));
    STATUS(wrong, emoface_face_finish(bad_face));
    STATUS(wrong, emoface_face_interrupt(bad_face, &time));
    STATUS(wrong, emoface_face_reset(bad_face));
    STATUS(wrong, emoface_face_sample(bad_face, 0.0, frame, WIDTH, &info));
    STATUS(wrong, emoface_face_set_emotion(bad_face, samples, EMOFACE_EMOTION_COUNT, 1.0f));
    STATUS(wrong, emoface_face_set_part_emotion(bad_face, 0, samples, EMOFACE_EMOTION_COUNT, 1.0f));
    STATUS(wrong, emoface_face_set_behaviour(bad_face, 0, 1.0f));
    STATUS(wrong, emoface_face_set_attention(bad_face, 0));
    STATUS(wrong, emoface_face_get_stats(bad_face, &stats));
    STATUS(wrong, emoface_face_look_at(bad_face, 0.0f, 0.0f, 1.0f));
    STATUS(wrong, emoface_face_look_away(bad_face));
    STATUS(wrong, emoface_face_look_free(bad_face));
    STATUS(wrong, emoface_face_set_rig(bad_face, NULL));
    STATUS(wrong, emoface_face_sample_rig(bad_face, 0.0, frame, WIDTH, NULL, &info));
    STATUS(wrong, emoface_engine_get_info(bad_engine, &engine_info));
    STATUS(wrong, emoface_engine_describe(bad_engine, text, sizeof text, NULL));
    STATUS(wrong, emoface_face_create(bad_engine, NULL, &made));
    STATUS(wrong, emoface_bake_f32(bad_engine, samples, 8, 1, 48000, NULL, NULL, NULL, NULL, 0, &frames));
    STATUS(wrong, emoface_bake_f32(bad_engine, samples, 8, 1, 48000, NULL, NULL, frame, NULL, 1, &frames));
    if (handle != NULL) {
        STATUS(wrong, emoface_face_destroy(bad_face));
        STATUS(wrong, emoface_engine_destroy(bad_engine));
        char last[EMOFACE_LAST_ERROR_SIZE];
        OK(emoface_last_error(last, sizeof last, NULL));
        CHECK(strstr(last, "engine: ") == last && strstr(last, "handle") != NULL);
    } else {
        OK(emoface_face_destroy(NULL));
        OK(emoface_engine_destroy(NULL));
    }
    CHECK(taken == 77 && frames == 77 && time == 77.0 && made == NULL && strcmp(text, "untouched") == 0);
    CHECK(info.ready == 0.0 && stats.pushed == 0.0 && engine_info.control_count == 0);
    for (int i = 0; i < WIDTH; i++) CHECK(frame[i] == CANARY);
}

static void handles(void) {
    refused(NULL);
    const uintptr_t garbage[] = {1, 5, 11, 0x10005, 0x1000b, 0xdeadbeef, UINTPTR_MAX, UINTPTR_MAX / 2, (uintptr_t)&sound};
    for (size_t i = 0; i < sizeof garbage / sizeof *garbage; i++) refused((void *)garbage[i]);
    /* Every single bit of a good handle flipped. */
    for (unsigned bit = 0; bit < 8 * sizeof(void *); bit++) refused((void *)((uintptr_t)face ^ (uintptr_t)1 << bit));

    emoface_face *gone = NULL, *next = NULL;
    OK(emoface_face_create(engine, NULL, &gone));
    OK(emoface_face_destroy(gone));
    STATUS(EMOFACE_ERROR_INVALID_HANDLE, emoface_face_destroy(gone));
    refused(gone);
    for (int i = 0; i < 5000; i++) {
        OK(emoface_face_create(engine, NULL, &next));
        CHECK(next != gone);
        OK(emoface_face_destroy(next));
    }
    refused(gone);
    /* Each is refused where the other is wanted. */
    STATUS(EMOFACE_ERROR_INVALID_HANDLE, emoface_face_finish((emoface_face *)(void *)engine));
    STATUS(EMOFACE_ERROR_INVALID_HANDLE, emoface_face_create((emoface_engine *)(void *)face, NULL, &next));

    /* Faces outlive their engine. */
    emoface_engine *second = NULL;
    OK(emoface_engine_create(NULL, &second));
    OK(emoface_face_create(second, NULL, &next));
    OK(emoface_engine_destroy(second));
    STATUS(EMOFACE_ERROR_INVALID_HANDLE, emoface_engine_destroy(second));
    OK(emoface_face_speak_i16(next, sound.samples, sound.rate, 1, sound.rate));
    OK(emoface_face_finish(next));
    wait_ready(next, 0.5);
    OK(emoface_face_destroy(next));
    the_face_goes_on("handles");
}

static void audio(void) {
    float samples[64] = {0};
    uint32_t taken = 77;
    const float *odd = (const float *)(const void *)((const char *)samples + 1);
    STATUS(EMOFACE_OK, emoface_face_push_f32(face, samples, 0, 1, 48000, &taken));
    CHECK(taken == 0);
    STATUS(EMOFACE_OK, emoface_face_push_f32(face, NULL, 0, 1, 48000, NULL));
    STATUS(EMOFACE_OK, emoface_face_speak_f32(face, NULL, 0, 2, 48000));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_face_push_f32(face, NULL, 8, 1, 48000, NULL));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_face_push_i16(face, NULL, 8, 1, 48000, NULL));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_face_speak_f32(face, NULL, 8, 1, 48000));
    STATUS(EMOFACE_ERROR_MISALIGNED, emoface_face_push_f32(face, odd, 8, 1, 48000, NULL));
    STATUS(EMOFACE_ERROR_MISALIGNED, emoface_face_speak_f32(face, odd, 8, 1, 48000));
    STATUS(EMOFACE_ERROR_MISALIGNED, emoface_face_push_f32(face, samples, 8, 1, 48000, (uint32_t *)(void *)((char *)&taken + 1)));
    const double rates[] = {0.0, -0.0, -48000.0, 7999.4, 192001.0, 1e6, 1e300, NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        taken = 77;
        STATUS(EMOFACE_ERROR_AUDIO_FORMAT, emoface_face_push_f32(face, samples, 8, 1, rates[i], &taken));
        STATUS(EMOFACE_ERROR_AUDIO_FORMAT, emoface_face_speak_f32(face, samples, 8, 1, rates[i]));
        CHECK(taken == 77);
    }
    const uint32_t channels[] = {0, 65, 300, UINT32_MAX};
    for (size_t i = 0; i < sizeof channels / sizeof *channels; i++) {
        STATUS(EMOFACE_ERROR_AUDIO_FORMAT, emoface_face_push_f32(face, samples, 1, channels[i], 48000, NULL));
        STATUS(EMOFACE_ERROR_AUDIO_FORMAT, emoface_face_speak_f32(face, samples, 1, channels[i], 48000));
    }
    /* More bytes than an address space has. */
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_face_speak_f32(face, samples, UINT64_MAX, 64, 48000));
    STATUS(EMOFACE_ERROR_OUT_OF_MEMORY, emoface_face_speak_f32(face, samples, UINT64_MAX / 8, 1, 48000));
    STATUS(EMOFACE_ERROR_OUT_OF_MEMORY, emoface_face_speak_i16(face, (const int16_t *)(const void *)samples, UINT64_MAX / 8, 1, 48000));
    for (uint32_t count = 1; count <= 64; count++) OK(emoface_face_push_f32(face, samples, 1, count, 8000, NULL));
    CHECK(stats_of(face).pushed > 0.0);
    the_face_goes_on("formats");

    /* Samples of every bad kind: the values stay numbers within their ranges. */
    const float values[] = {NAN, INFINITY, -INFINITY, 1e-40f, -1e-45f, 3.4e38f, -3.4e38f, 1e30f};
    float block[4800];
    for (size_t kind = 0; kind < sizeof values / sizeof *values; kind++) {
        OK(emoface_face_reset(face));
        for (int i = 0; i < 4800; i++) block[i] = values[kind];
        OK(emoface_face_push_f32(face, block, 2400, 2, 48000, NULL));
        for (int i = 0; i < 4800; i++) block[i] = i % 2 ? values[kind] : 0.1f;
        OK(emoface_face_push_f32(face, block, 4800, 1, 48000, NULL));
        OK(emoface_face_finish(face));
        wait_ready(face, 7.9 / 60.0);
        for (int k = 0; k < 40; k++) {
            float frame[WIDTH], min, max;
            CHECK(emoface_face_sample(face, k / 120.0, frame, WIDTH, NULL) >= 0);
            for (uint32_t i = 0; i < WIDTH; i++) {
                OK(emoface_rig_control_range(NULL, i, &min, &max));
                CHECK(frame[i] >= min && frame[i] <= max);
            }
        }
    }
    the_face_goes_on("samples");

    /* Ten seconds into a ring of a quarter. */
    float *long_silence = calloc(480000, sizeof *long_silence);
    CHECK(long_silence != NULL);
    OK(emoface_face_reset(face));
    uint64_t before = stats_of(face).dropped;
    STATUS(EMOFACE_DROPPED, emoface_face_push_f32(face, long_silence, 480000, 1, 48000, &taken));
    CHECK(taken > 0 && taken < 480000 && stats_of(face).dropped - before == 480000 - taken);
    CHECK(fabs(stats_of(face).pushed - 10.0) < 1e-9);
    free(long_silence);
    the_face_goes_on("a full ring");

    /* Lines without end, until the queue is full; then it empties. */
    int lines = 0;
    emoface_status status = EMOFACE_OK;
    while (lines < 100000 && status == EMOFACE_OK) {
        status = emoface_face_speak_i16(face, sound.samples, 1000, 1, sound.rate);
        lines++;
    }
    CHECK(status == EMOFACE_ERROR_QUEUE_FULL && lines > 10);
    OK(emoface_face_interrupt(face, NULL));
    for (int i = 0; i < 5000 && emoface_face_speak_i16(face, sound.samples, 1000, 1, sound.rate) != EMOFACE_OK; i++) sleep_ms(1);
    OK(emoface_face_speak_i16(face, sound.samples, 1000, 1, sound.rate));
    the_face_goes_on("a full queue");
}

static void game(void) {
    const float weights[][EMOFACE_EMOTION_COUNT] = {{NAN}, {-0.1f}, {INFINITY}, {0, 0, 0, 0, 0, 0, -INFINITY}};
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
        STATUS(EMOFACE_ERROR_EMOTION, emoface_face_set_emotion(face, weights[i], EMOFACE_EMOTION_COUNT, 1.0f));
    }
    const float good[] = {0.5f, 0, 0, 0.5f, 0, 0, 0}, over[] = {0.5f, 0, 0, 0.6f, 0, 0, 0}, huge[] = {3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f};
    const float intensities[] = {NAN, -0.1f, 1.1f, INFINITY};
    for (size_t i = 0; i < sizeof intensities / sizeof *intensities; i++) {
        STATUS(EMOFACE_ERROR_EMOTION, emoface_face_set_emotion(face, good, EMOFACE_EMOTION_COUNT, intensities[i]));
    }
    OK(emoface_face_set_emotion(face, good, EMOFACE_EMOTION_COUNT, 1.0f));
    STATUS(EMOFACE_SCALED, emoface_face_set_emotion(face, over, EMOFACE_EMOTION_COUNT, 1.0f));
    STATUS(EMOFACE_SCALED, emoface_face_set_emotion(face, huge, EMOFACE_EMOTION_COUNT, 1.0f));
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_face_set_emotion(face, good, 6, 1.0f));
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_face_set_emotion(face, NULL, 0, 1.0f));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_face_set_emotion(face, NULL, EMOFACE_EMOTION_COUNT, 1.0f));
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_face_set_part_emotion(face, EMOFACE_PART_COUNT, good, EMOFACE_EMOTION_COUNT, 1.0f));
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_face_set_part_emotion(face, 0, good, 6, 1.0f));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_face_set_part_emotion(face, 0, NULL, EMOFACE_EMOTION_COUNT, 1.0f));
    STATUS(EMOFACE_ERROR_EMOTION, emoface_face_set_part_emotion(face, 0, good, EMOFACE_EMOTION_COUNT, NAN));
    STATUS(EMOFACE_SCALED, emoface_face_set_part_emotion(face, 0, over, EMOFACE_EMOTION_COUNT, 1.0f));
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_face_set_behaviour(face, EMOFACE_BEHAVIOUR_COUNT, 1.0f));
    const float gains[] = {NAN, -0.1f, 4.1f, INFINITY, -INFINITY, 3e38f};
    for (size_t i = 0; i < sizeof gains / sizeof *gains; i++) {
        STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_face_set_behaviour(face, 0, gains[i]));
    }
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_face_set_attention(face, 2));
    the_face_goes_on("emotions");

    float frame[WIDTH + 2];
    for (int i = 0; i < WIDTH + 2; i++) frame[i] = CANARY;
    emoface_sample_info info = new_info();
    const double impossible[] = {NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < sizeof impossible / sizeof *impossible; i++) {
        STATUS(EMOFACE_ERROR_TIME, emoface_face_sample(face, impossible[i], frame + 1, WIDTH, &info));
    }
    STATUS(EMOFACE_ERROR_BUFFER_TOO_SMALL, emoface_face_sample(face, 0.0, frame + 1, WIDTH - 1, &info));
    STATUS(EMOFACE_ERROR_BUFFER_TOO_SMALL, emoface_face_sample(face, 0.0, frame + 1, 0, &info));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_face_sample(face, 0.0, NULL, 0, &info));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_face_sample(face, 0.0, NULL, WIDTH, &info));
    STATUS(EMOFACE_ERROR_MISALIGNED, emoface_face_sample(face, 0.0, (float *)(void *)((char *)frame + 2), WIDTH, &info));
    const uint32_t sizes[] = {0, 4, sizeof info - 1, 1025, UINT32_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        info.struct_size = sizes[i];
        STATUS(EMOFACE_ERROR_ABI_MISMATCH, emoface_face_sample(face, 0.0, frame + 1, WIDTH, &info));
    }
    for (int i = 0; i < WIDTH + 2; i++) CHECK(frame[i] == CANARY);
    CHECK(info.ready == 0.0 && info.pushed == 0.0);
    const double strange[] = {-1.0, -0.0, -1e300, 1e300, 1e17, 1e-300, 4e9, 0.5};
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        info = new_info();
        CHECK(emoface_face_sample(face, strange[i], frame + 1, WIDTH, &info) >= 0);
        for (int j = 1; j <= WIDTH; j++) CHECK(fabsf(frame[j]) <= 1.0f);
        CHECK(frame[0] == CANARY && frame[WIDTH + 1] == CANARY);
    }
    /* A caller from the future whose struct has 16 bytes more. */
    struct { emoface_sample_info known; uint64_t unknown[2]; uint64_t canary; } newer;
    memset(&newer, 9, sizeof newer);
    newer.known.struct_size = sizeof newer - 8;
    newer.canary = 9;
    CHECK(emoface_face_sample(face, 0.0, frame + 1, WIDTH, &newer.known) >= 0);
    CHECK(newer.known.struct_size == sizeof newer - 8 && newer.unknown[0] == 0 && newer.unknown[1] == 0 && newer.canary == 9);
    the_face_goes_on("times and buffers");
}

/* Callers of an older header, whose structs end before the look-aheads. */
static void look_aheads(void) {
    struct { emoface_engine_info known; uint64_t canary; } older;
    memset(&older, 0x55, sizeof older);
    const size_t first = offsetof(emoface_engine_info, look_ahead_count);
    CHECK(first == 40);
    older.known.struct_size = (uint32_t)first;
    OK(emoface_engine_get_info(engine, &older.known));
    CHECK(older.known.look_ahead > 0.0 && older.known.look_ahead_count == 0x55555555 && older.canary == 0x5555555555555555);
    emoface_bake_options bake;
    float samples[1600] = {0};
    uint64_t frames = 0;
    OK(emoface_bake_options_init(&bake, sizeof bake));
    CHECK(bake.look_ahead_ms == 0.0f);
    bake.look_ahead_ms = 1.0f;
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_bake_f32(engine, samples, 1600, 1, 8000, &bake, NULL, NULL, NULL, 0, &frames));
    CHECK(frames == 0);
    bake.struct_size = offsetof(emoface_bake_options, look_ahead_ms);
    CHECK(bake.struct_size == 200);
    OK(emoface_bake_f32(engine, samples, 1600, 1, 8000, &bake, NULL, NULL, NULL, 0, &frames));
    CHECK(frames == 12);
    OK(emoface_bake_options_init(&bake, sizeof bake));
    bake.mode = 4;
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_bake_f32(engine, samples, 1600, 1, 8000, &bake, NULL, NULL, NULL, 0, &frames));
}

static void options(void) {
    emoface_face *made = NULL;
    emoface_face_options wanted;
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_face_options_init(NULL, sizeof wanted));
    STATUS(EMOFACE_ERROR_ABI_MISMATCH, emoface_face_options_init(&wanted, 8));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_face_create(engine, NULL, NULL));
    memset(&wanted, 0, sizeof wanted);
    STATUS(EMOFACE_ERROR_ABI_MISMATCH, emoface_face_create(engine, &wanted, &made));
    struct { emoface_face_options known; uint64_t unknown; } newer;
    OK(emoface_face_options_init(&newer.known, sizeof newer));
    CHECK(newer.known.struct_size == sizeof newer && newer.unknown == 0);
    OK(emoface_face_create(engine, &newer.known, &made));
    OK(emoface_face_destroy(made));
    newer.unknown = 1;
    STATUS(EMOFACE_ERROR_ABI_MISMATCH, emoface_face_create(engine, &newer.known, &made));
#define WRONG(field, value)                                                              \
    OK(emoface_face_options_init(&wanted, sizeof wanted));                               \
    wanted.field = (value);                                                              \
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_face_create(engine, &wanted, &made));
    WRONG(attention, 2)
    WRONG(gains[0], NAN)
    WRONG(gains[7], 5.0f)
    WRONG(smooth, 2)
    WRONG(ring_ms, 0)
    WRONG(ring_ms, UINT32_MAX)
    WRONG(timeline_ms, 0)
    WRONG(timeline_ms, UINT32_MAX)
    WRONG(look_ahead_ms, -67.0f)
    WRONG(look_ahead_ms, NAN)
    WRONG(look_ahead_ms, INFINITY)
    WRONG(look_ahead_ms, 1e9f)
    WRONG(look_ahead_ms, 1.0f)
    char last[EMOFACE_LAST_ERROR_SIZE];
    OK(emoface_last_error(last, sizeof last, NULL));
    CHECK(strstr(last, "look_ahead_ms is 1;") == last && strstr(last, "offers") != NULL);
    look_aheads();

    char text[8] = "####";
    uint32_t needed = 0;
    STATUS(EMOFACE_ERROR_BUFFER_TOO_SMALL, emoface_rig_control_name(NULL, 0, text, 4, &needed));
    CHECK(strcmp(text, "####") == 0 && needed == strlen("CTRL_C_eye-translateX") + 1);
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_rig_control_name(NULL, 0, NULL, 4, &needed));
    OK(emoface_rig_control_name(NULL, 173, NULL, 0, NULL));
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_rig_control_name(NULL, 174, NULL, 0, NULL));
    OK(emoface_emotion_name(3, text, 6, NULL));
    CHECK(strcmp(text, "happy") == 0);
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_emotion_name(UINT32_MAX, text, 6, NULL));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_rig_control_range(NULL, 0, NULL, NULL));
    CHECK(strstr(emoface_status_text(12345), "version") != NULL && strlen(emoface_status_text(INT32_MIN)) > 0);

    float *values = malloc(20 * WIDTH * sizeof *values), samples[1600] = {0};
    CHECK(values != NULL);
    for (int i = 0; i < 20 * WIDTH; i++) values[i] = CANARY;
    uint64_t frames = 0;
    OK(emoface_bake_f32(engine, samples, 1600, 1, 8000, NULL, NULL, NULL, NULL, 0, &frames));
    CHECK(frames == 12);
    frames = 0;
    STATUS(EMOFACE_ERROR_BUFFER_TOO_SMALL, emoface_bake_f32(engine, samples, 1600, 1, 8000, NULL, NULL, values, NULL, 11, &frames));
    CHECK(frames == 12 && values[0] == CANARY);
    OK(emoface_bake_f32(engine, samples, 1600, 1, 8000, NULL, NULL, values, NULL, 12, &frames));
    CHECK(values[12 * WIDTH - 1] != CANARY && values[12 * WIDTH] == CANARY);
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_bake_f32(engine, samples, 1600, 1, 8000, NULL, NULL, values, NULL, 12, NULL));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_bake_f32(engine, samples, 1600, 1, 8000, NULL, NULL, NULL, NULL, 12, &frames));
    STATUS(EMOFACE_ERROR_AUDIO_FORMAT, emoface_bake_f32(engine, samples, 16, 300, 8000, NULL, NULL, values, NULL, 12, &frames));
    STATUS(EMOFACE_ERROR_AUDIO_FORMAT, emoface_bake_f32(engine, samples, 16, 1, NAN, NULL, NULL, values, NULL, 12, &frames));
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_bake_f32(engine, samples, UINT64_MAX, 2, 8000, NULL, NULL, values, NULL, 12, &frames));
    /* The number of frames that is said is the number that is written, for every length and rate. */
    const double rates[] = {8000, 11025, 16000, 22050, 44100, 48000, 192000};
    for (uint32_t i = 0; i < 7; i++) {
        for (uint32_t length = 0; length <= 1600; length += 1 + length / 5) {
            uint64_t said = 99, written = 99;
            OK(emoface_bake_f32(engine, samples, length, 1, rates[i], NULL, NULL, NULL, NULL, 0, &said));
            OK(emoface_bake_f32(engine, samples, length, 1, rates[i], NULL, NULL, values, NULL, 20, &written));
            CHECK(said == written);
        }
    }
    free(values);
    the_face_goes_on("options, names and bakes");
}

/* Before any engine exists, and once more with one. */
static void models(const char *folder) {
    const struct { const char *name; emoface_status status; const char *says; } files[] = {
        {"missing.onnx", EMOFACE_ERROR_IO, "missing.onnx"},   {"empty.onnx", EMOFACE_ERROR_MODEL, "empty"},
        {"cut.onnx", EMOFACE_ERROR_MODEL, "cut"},             {"text.onnx", EMOFACE_ERROR_MODEL, "not an ONNX file"},
        {"bare.onnx", EMOFACE_ERROR_MODEL, "emoface.manifest"}, {"outputs.onnx", EMOFACE_ERROR_MODEL, "controls"},
        {"width.onnx", EMOFACE_ERROR_MODEL, "width"},         {".", EMOFACE_ERROR_IO, "."},
    };
    emoface_engine *made = NULL;
    emoface_engine_options wanted;
    char path[1024], text[EMOFACE_LAST_ERROR_SIZE];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        OK(emoface_engine_options_init(&wanted, sizeof wanted));
        snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
        wanted.model_path = path;
        STATUS(files[i].status, emoface_engine_create(&wanted, &made));
        OK(emoface_last_error(text, sizeof text, NULL));
        if (strstr(text, files[i].says) == NULL || strstr(text, folder) == NULL) {
            fprintf(stderr, "%s: '%s' does not say '%s'\n", files[i].name, text, files[i].says);
            exit(1);
        }
    }
    const char *libraries[] = {"libonnxruntime.so", "/no/such/libonnxruntime.so", path, ""};
    snprintf(path, sizeof path, "%s/text.onnx", folder);
    for (size_t i = 0; i < 4; i++) {
        OK(emoface_engine_options_init(&wanted, sizeof wanted));
        wanted.onnxruntime_path = libraries[i];
        STATUS(EMOFACE_ERROR_BACKEND, emoface_engine_create(&wanted, &made));
    }
    OK(emoface_engine_options_init(&wanted, sizeof wanted));
    wanted.model_path = "\xff\xfe";
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_engine_create(&wanted, &made));
    OK(emoface_last_error(text, sizeof text, NULL));
    CHECK(strstr(text, "options.model_path") == text);
    wanted.model_path = NULL;
    wanted.workers = 17;
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_engine_create(&wanted, &made));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_engine_create(NULL, NULL));
    CHECK(made == NULL);
}

struct shared {
    emoface_face *face;
    atomic_int pushing, refused;
};

static void *push_until_refused(void *argument) {
    struct shared *shared = argument;
    float samples[480] = {0};
    for (;;) {
        emoface_status status = emoface_face_push_f32(shared->face, samples, 480, 1, 48000, NULL);
        if (status == EMOFACE_ERROR_INVALID_HANDLE) break;
        CHECK(status == EMOFACE_OK || status == EMOFACE_DROPPED || status == EMOFACE_ERROR_BUSY);
        atomic_fetch_add(&shared->pushing, 1);
    }
    atomic_fetch_add(&shared->refused, 1);
    return NULL;
}

static void *sample_until_refused(void *argument) {
    struct shared *shared = argument;
    float frame[WIDTH];
    for (double time = 0;; time += 0.01) {
        emoface_status status = emoface_face_sample(shared->face, time, frame, WIDTH, NULL);
        if (status == EMOFACE_ERROR_INVALID_HANDLE) break;
        CHECK(status >= 0 || status == EMOFACE_ERROR_BUSY);
        atomic_fetch_add(&shared->pushing, 1);
    }
    atomic_fetch_add(&shared->refused, 1);
    return NULL;
}

static void *destroy_it(void *argument) {
    struct shared *shared = argument;
    return emoface_face_destroy(shared->face) == EMOFACE_OK ? argument : NULL;
}

/* Two threads push, two sample, one interrupts, and two destroy. */
static void threads(void) {
    for (int round = 0; round < 100; round++) {
        struct shared shared = {NULL, 0, 0};
        pthread_t users[4], ends[2];
        OK(emoface_face_create(engine, NULL, &shared.face));
        for (int i = 0; i < 4; i++) {
            CHECK(pthread_create(&users[i], NULL, i % 2 ? push_until_refused : sample_until_refused, &shared) == 0);
        }
        while (atomic_load(&shared.pushing) < 20) CHECK(emoface_face_interrupt(shared.face, NULL) == EMOFACE_OK);
        for (int i = 0; i < 2; i++) CHECK(pthread_create(&ends[i], NULL, destroy_it, &shared) == 0);
        int ended = 0;
        for (int i = 0; i < 2; i++) {
            void *won = NULL;
            CHECK(pthread_join(ends[i], &won) == 0);
            ended += won != NULL;
        }
        CHECK(ended == 1);
        for (int i = 0; i < 4; i++) CHECK(pthread_join(users[i], NULL) == 0);
        CHECK(atomic_load(&shared.refused) == 4);
    }
    the_face_goes_on("destroy while others push and sample");
}

static void limits(void) {
    static emoface_face *faces[EMOFACE_MAX_FACES];
    emoface_face_options small;
    OK(emoface_face_options_init(&small, sizeof small));
    small.ring_ms = 20;
    small.timeline_ms = 250;
    uint32_t count = 0;
    emoface_status status = EMOFACE_OK;
    while (count < EMOFACE_MAX_FACES && (status = emoface_face_create(engine, &small, &faces[count])) == EMOFACE_OK) count++;
    CHECK(status == EMOFACE_ERROR_LIMIT && count == EMOFACE_MAX_FACES - 1);
    for (uint32_t i = 0; i < count; i++) OK(emoface_face_destroy(faces[i]));
    the_face_goes_on("4096 faces");
}

int main(int count, char **arguments) {
    CHECK(count == 3);
    sound = read_wav(arguments[1]);
    refused(NULL);
    OK(emoface_shutdown());
    models(arguments[2]);
    OK(emoface_engine_create(NULL, &engine));
    emoface_face_options wanted;
    OK(emoface_face_options_init(&wanted, sizeof wanted));
    wanted.ring_ms = 500;
    OK(emoface_face_create(engine, &wanted, &face));
    the_face_goes_on("the first time");
    models(arguments[2]);
    the_face_goes_on("models");
    handles();
    audio();
    game();
    options();
    threads();
    limits();
    OK(emoface_shutdown());
    refused(face);
    refused(engine);
    OK(emoface_shutdown());
    free(sound.samples);
    printf("all as it should be\n");
    return 0;
}
