/* A game in small: speaks a WAV in blocks of 480, 1024 and odd sizes, as floats or 16-bit samples, samples the face
 * meanwhile, and compares every frame with a bake of the same file. Then emotion, interruption, reset, a whole line. */
#include "check.h"

#define WIDTH EMOFACE_CONTROL_COUNT

static float *bake(emoface_engine *engine, const wav *sound, float look_ahead_ms, uint64_t *frames) {
    float *floats = as_floats(sound);
    emoface_bake_options options;
    OK(emoface_bake_options_init(&options, sizeof options));
    options.seed = 7;
    options.look_ahead_ms = look_ahead_ms;
    OK(emoface_bake_f32(engine, floats, sound->frames, 1, sound->rate, &options, NULL, NULL, NULL, 0, frames));
    CHECK(fabs((double)*frames - 60.0 * sound->frames / sound->rate) <= 1.0);
    float *values = malloc(*frames * WIDTH * sizeof *values);
    CHECK(values != NULL);
    uint64_t written = 0;
    OK(emoface_bake_f32(engine, floats, sound->frames, 1, sound->rate, &options, NULL, values, NULL, *frames, &written));
    CHECK(written == *frames);
    free(floats);
    return values;
}

/* Samples every frame from the face's beginning and compares. */
/* The frames from `start` on equal the bake to 1e-5, and, bit for bit, what `first` holds of an earlier take. */
static void compare(emoface_face *face, const float *baked, uint64_t frames, double start, float *first, int take) {
    float frame[WIDTH];
    double worst = 0, moved = 0;
    /* What was shown before fades within 120 ms. */
    for (int i = 0; i < 10; i++) OK(emoface_face_sample(face, start, frame, WIDTH, NULL));
    for (uint64_t k = 0; k < frames; k++) {
        OK(emoface_face_sample(face, start + (double)k / 60.0, frame, WIDTH, NULL));
        if (first && take == 0) memcpy(first + k * WIDTH, frame, sizeof frame);
        if (first) CHECK(memcmp(first + k * WIDTH, frame, sizeof frame) == 0);
        for (int i = 0; i < WIDTH; i++) {
            float wanted = baked[k * WIDTH + i];
            CHECK(isfinite(frame[i]));
            worst = fmax(worst, fabs((double)frame[i] - wanted));
            moved = fmax(moved, fabs((double)wanted - baked[i]));
        }
    }
    printf("  %llu frames, differing by %g at most\n", (unsigned long long)frames, worst);
    CHECK(worst <= 1e-5);
    CHECK(moved > 0.05);
}

static emoface_face *new_face(emoface_engine *engine, float look_ahead_ms) {
    emoface_face_options options;
    OK(emoface_face_options_init(&options, sizeof options));
    options.seed = 7;
    options.timeline_ms = 60000;
    options.ring_ms = 1000;
    options.look_ahead_ms = look_ahead_ms;
    emoface_face *face = NULL;
    OK(emoface_face_create(engine, &options, &face));
    return face;
}

static void push_all(emoface_face *face, const wav *sound, uint32_t block, int as_i16) {
    float *floats = as_floats(sound);
    float frame[WIDTH];
    uint32_t odd = 0;
    for (uint32_t at = 0; at < sound->frames;) {
        uint32_t count = block ? block : 1 + (odd = (odd * 1103515245u + 12345u) & 0xFFFFFF) % 1500;
        uint32_t taken = 0;
        if (count > sound->frames - at) count = sound->frames - at;
        if (as_i16) OK(emoface_face_push_i16(face, sound->samples + at, count, 1, sound->rate, &taken));
        else OK(emoface_face_push_f32(face, floats + at, count, 1, sound->rate, &taken));
        CHECK(taken == count);
        at += count;
        emoface_sample_info info = new_info();
        double now = (double)at / sound->rate;
        CHECK(emoface_face_sample(face, fmax(0.0, now - 0.3), frame, WIDTH, &info) >= 0);
        CHECK(fabs(info.pushed - now) < 1e-6 && info.ready < now);
        /* Faster than real time, but never faster than the worker. */
        while (now - fmax(0.0, stats_of(face).ready) > 0.034 + stats_of(face).look_ahead_ms / 1000.0) sleep_ms(1);
    }
    free(floats);
    OK(emoface_face_finish(face));
    wait_ready(face, ceil(60.0 * sound->frames / sound->rate - 1e-4 - 1.0) / 60.0 - 1e-9);
    CHECK(stats_of(face).dropped == 0 && stats_of(face).skipped == 0);
}

int main(int count, char **arguments) {
    CHECK(count == 2);
    CHECK(emoface_abi_version() == EMOFACE_ABI_VERSION);
    wav sound = read_wav(arguments[1]);
    emoface_engine *engine = NULL;
    OK(emoface_engine_create(NULL, &engine));
    char line[512];
    OK(emoface_engine_describe(engine, line, sizeof line, NULL));
    emoface_engine_info info;
    memset(&info, 0, sizeof info);
    info.struct_size = sizeof info;
    OK(emoface_engine_get_info(engine, &info));
    printf("emoface %s: %s, look-ahead %.0f ms\n", emoface_version(), line, 1000.0 * info.look_ahead);
    CHECK(info.control_count == WIDTH && info.frame_rate == 60 && info.workers == 1);
    CHECK(info.look_ahead >= info.look_ahead_unsmoothed && info.look_ahead <= 0.1);
    CHECK(info.look_ahead_count >= 1 && info.look_ahead_count <= EMOFACE_MAX_LOOK_AHEADS && info.reserved == 0);
    int usual = 0;
    for (uint32_t i = 0; i < EMOFACE_MAX_LOOK_AHEADS; i++) {
        if (fabs(info.look_aheads_ms[i] - 1000.0 * info.look_ahead) < 1e-3) usual++;
        CHECK((info.look_aheads_ms[i] > 0.0f) == (i < info.look_ahead_count));
        CHECK(i == 0 || i >= info.look_ahead_count || info.look_aheads_ms[i] > info.look_aheads_ms[i - 1]);
    }
    CHECK(usual == 1);

    uint64_t frames = 0;
    const uint32_t blocks[] = {480, 1024, 1, 4801, 0};
    /* The same samples said to come at other rates are other sounds, resampled in other ways. */
    const uint32_t rates[] = {16000, 44100, 48000, sound.rate};
    float *baked = NULL;
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
        sound.rate = rates[r];
        /* Each look-ahead there is, and at last what a face has that asks for none. */
        float asked = r < 3 ? info.look_aheads_ms[r % info.look_ahead_count] : 0.0f;
        emoface_face *face = new_face(engine, asked);
        float look_ahead_ms = stats_of(face).look_ahead_ms;
        OK(emoface_face_destroy(face));
        CHECK(fabs(look_ahead_ms - (r < 3 ? asked : 1000.0 * info.look_ahead)) < 1e-3);
        free(baked);
        baked = bake(engine, &sound, look_ahead_ms, &frames);
        float *first = malloc(frames * WIDTH * sizeof *first);
        CHECK(first != NULL);
        for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
            printf("%u Hz in blocks of %u (0: any size), %.0f ms\n", (unsigned)sound.rate, (unsigned)blocks[i], look_ahead_ms);
            face = new_face(engine, asked);
            push_all(face, &sound, blocks[i], i % 2 == 1);
            compare(face, baked, frames, 0.0, first, (int)i);
            OK(emoface_face_destroy(face));
        }
        free(first);
    }

    printf("a whole line, after a reset\n");
    emoface_face *face = new_face(engine, 0.0f);
    push_all(face, &sound, 480, 0);
    OK(emoface_face_reset(face));
    CHECK(stats_of(face).pushed == 0.0 && stats_of(face).ready < 0.0);
    OK(emoface_face_speak_i16(face, sound.samples, sound.frames, 1, sound.rate));
    CHECK(fabs(stats_of(face).pushed - (double)sound.frames / sound.rate) < 1e-6);
    OK(emoface_face_finish(face));
    wait_ready(face, (double)(frames - 1) / 60.0 - 1e-9);
    compare(face, baked, frames, 0.0, NULL, 0);

    printf("interruption and emotion\n");
    float frame[WIDTH], rest[WIDTH], neutral[WIDTH];
    double time = 0;
    OK(emoface_face_speak_i16(face, sound.samples, sound.frames, 1, sound.rate));
    OK(emoface_face_interrupt(face, &time));
    CHECK(fabs(time - stats_of(face).pushed) < 1e-9);
    for (int i = 0; i <= 10; i++) {
        emoface_status status = emoface_face_sample(face, 2.0 + i / 60.0, neutral, WIDTH, NULL);
        CHECK(status == EMOFACE_NOT_READY);
    }
    float weights[EMOFACE_EMOTION_COUNT] = {0};
    weights[3] = 1.0f;
    OK(emoface_face_set_emotion(face, weights, EMOFACE_EMOTION_COUNT, 1.0f));
    weights[6] = 3.0f;
    STATUS(EMOFACE_SCALED, emoface_face_set_emotion(face, weights, EMOFACE_EMOTION_COUNT, 1.0f));
    weights[6] = 0.0f;
    OK(emoface_face_set_emotion(face, weights, EMOFACE_EMOTION_COUNT, 0.8f));
    for (uint32_t i = 0; i < EMOFACE_BEHAVIOUR_COUNT; i++) OK(emoface_face_set_behaviour(face, i, 0.0f));
    /* An idle face eases to its mood on the game's clock. */
    for (int i = 0; i <= 120; i++) {
        STATUS(EMOFACE_NOT_READY, emoface_face_sample(face, 2.2 + i / 60.0, rest, WIDTH, NULL));
    }
    double smile = 0;
    for (int i = 0; i < WIDTH; i++) smile = fmax(smile, fabs((double)rest[i] - neutral[i]));
    CHECK(smile > 0.05);
    /* The next utterance begins where the interruption said. */
    OK(emoface_face_speak_i16(face, sound.samples, sound.frames, 1, sound.rate));
    OK(emoface_face_finish(face));
    STATUS(EMOFACE_NOT_READY, emoface_face_sample(face, time, frame, WIDTH, NULL));
    wait_ready(face, time + 1.0);
    CHECK(emoface_face_sample(face, time + 1.0, frame, WIDTH, NULL) == EMOFACE_OK);

    OK(emoface_face_destroy(face));
    OK(emoface_engine_destroy(engine));
    OK(emoface_shutdown());
    free(baked);
    free(sound.samples);
    printf("all as it should be\n");
    return 0;
}
