/* Rigs: what a face shows on each equals a bake on it, live changes are whole, and bad profiles lose nothing. */
#include <pthread.h>
#include <stdatomic.h>

#include "check.h"

static const char PUPPET[] =
    "{ \"emoface_profile\": 1, \"name\": \"puppet\", \"source\": \"arkit\", \"outputs\": ["
    "{ \"name\": \"Open\", \"inputs\": { \"jawOpen\": 0.8 } },"
    "{ \"name\": \"Half\", \"inputs\": { \"jawOpen\": 0.4 } } ],"
    "\"closure\": [{ \"output\": \"Open\", \"max\": 0.05 }, { \"output\": \"Half\", \"max\": 0.05 }] }";

static emoface_engine *engine;
static emoface_face *face;
static wav sound;

static uint32_t controls(emoface_rig *rig) {
    uint32_t count = 0;
    OK(emoface_rig_control_count(rig, &count));
    return count;
}

static void says(emoface_status wanted, emoface_status status, const char *words) {
    char text[EMOFACE_LAST_ERROR_SIZE];
    STATUS(wanted, status);
    OK(emoface_last_error(text, sizeof text, NULL));
    if (strstr(text, words) == NULL) fprintf(stderr, "the error does not say '%s': %s\n", words, text);
    CHECK(strstr(text, words) != NULL);
}

/* The face on `rig`, frame by frame, is its bake. */
static void lives_what_it_bakes(const char *name) {
    emoface_rig *rig;
    OK(emoface_rig_create(name, &rig));
    const uint32_t width = controls(rig);
    float *audio = as_floats(&sound);
    uint64_t frames = 0, written = 0;
    emoface_bake_options options;
    OK(emoface_bake_options_init(&options, sizeof options));
    options.look_ahead_ms = stats_of(face).look_ahead_ms;
    OK(emoface_bake_f32(engine, audio, sound.frames, 1, sound.rate, &options, rig, NULL, NULL, 0, &frames));
    float *baked = malloc(frames * width * sizeof *baked), *live = malloc(width * sizeof *live);
    emoface_pose *poses = malloc(frames * sizeof *poses);
    CHECK(baked != NULL && live != NULL && poses != NULL && frames > 60);
    OK(emoface_bake_f32(engine, audio, sound.frames, 1, sound.rate, &options, rig, baked, poses, frames, &written));
    CHECK(written == frames);
    OK(emoface_face_reset(face));
    OK(emoface_face_set_rig(face, rig));
    OK(emoface_rig_destroy(rig)); /* the face goes on with it */
    STATUS(EMOFACE_ERROR_INVALID_HANDLE, emoface_rig_control_count(rig, &(uint32_t){0}));
    OK(emoface_face_speak_i16(face, sound.samples, sound.frames, 1, sound.rate));
    OK(emoface_face_finish(face));
    double worst = 0, moved = 0, worst_pose = 0;
    for (uint64_t k = 0; k < frames; k++) {
        emoface_sample_info info = new_info();
        uint32_t count = 0;
        wait_ready(face, (double)k / 60.0 - 1e-9);
        OK(emoface_face_sample_rig(face, (double)k / 60.0, live, width, &count, &info));
        CHECK(count == width);
        for (uint32_t i = 0; i < width; i++) {
            worst = fmax(worst, fabs((double)live[i] - baked[k * width + i]));
            moved = fmax(moved, fabs((double)live[i] - baked[i]));
        }
        worst_pose = fmax(worst_pose, fabs((double)info.pose.head_pitch - poses[k].head_pitch));
        worst_pose = fmax(worst_pose, fabs((double)info.pose.left_eye_yaw - poses[k].left_eye_yaw));
    }
    printf("  %s: %u controls, %u frames, differing by %g at most, moving by %g\n", name, width, (unsigned)frames, worst, moved);
    CHECK(worst <= 1e-5 && worst_pose <= 1e-4 && moved > 0.05);
    free(audio);
    free(baked);
    free(live);
    free(poses);
}

static void mistakes(void) {
    emoface_rig *rig = NULL;
    float values[512];
    uint32_t count = 0;
    says(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_rig_create("arkitt", &rig), "arkit");
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_rig_create(NULL, &rig));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_rig_create("arkit", NULL));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_rig_load(NULL, 0, &rig));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_rig_load(NULL, 9, &rig));
    STATUS(EMOFACE_ERROR_PROFILE, emoface_rig_load("", 0, &rig));
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_rig_load("\xff\xfe", 2, &rig));
    says(EMOFACE_ERROR_PROFILE, emoface_rig_load("{\n  \"emoface_profile\": 1,\n  \"nam\": 3 }", 38, &rig), "line 3");
    says(EMOFACE_ERROR_IO, emoface_rig_load_file("/no/such/hero.json", &rig), "/no/such/hero.json");
    CHECK(rig == NULL);
    /* Every prefix of a good profile is refused; the whole is taken. */
    for (size_t length = 0; length + 1 < sizeof PUPPET; length++) {
        if (length % 7 == 0 || length > sizeof PUPPET - 4) {
            emoface_status status = emoface_rig_load(PUPPET, length, &rig);
            CHECK(status == (length == sizeof PUPPET - 1 ? EMOFACE_OK : EMOFACE_ERROR_PROFILE) && rig == NULL);
        }
    }
    OK(emoface_rig_load(PUPPET, sizeof PUPPET - 1, &rig));
    CHECK(controls(rig) == 2);
    float least, greatest;
    OK(emoface_rig_control_range(rig, 1, &least, &greatest));
    CHECK(least == 0.0f && greatest == 1.0f);
    char text[8];
    OK(emoface_rig_control_name(rig, 1, text, sizeof text, NULL));
    CHECK(strcmp(text, "Half") == 0);
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_rig_control_name(rig, 2, text, sizeof text, NULL));
    STATUS(EMOFACE_ERROR_BUFFER_TOO_SMALL, emoface_rig_profile(rig, text, sizeof text, &count));
    char *json = malloc(count);
    CHECK(json != NULL);
    OK(emoface_rig_profile(rig, json, count, NULL));
    emoface_rig *again = NULL;
    OK(emoface_rig_load(json, count - 1, &again));
    CHECK(controls(again) == 2);
    OK(emoface_rig_destroy(again));
    free(json);
    OK(emoface_rig_report(rig, text, sizeof text, &count));
    CHECK(count == 1);

    const char *names[] = {"teeth_up", "jawOpen", "mouth_close", "eyeBlink_L", "eyeBlink_R"}, *twice[] = {"jawOpen", "jawOpen"}, *none[] = {NULL};
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_rig_match(NULL, 3, &again));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_rig_match(none, 1, &again));
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_rig_match(names, 0, &again));
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_rig_match(names, EMOFACE_MAX_NAMES + 1, &again));
    says(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_rig_match(twice, 2, &again), "jawOpen");
    OK(emoface_rig_match(names, 5, &again));
    CHECK(controls(again) == 5);
    OK(emoface_rig_report(again, NULL, 0, &count));
    char *report = malloc(count);
    CHECK(report != NULL);
    OK(emoface_rig_report(again, report, count, NULL));
    CHECK(strncmp(report, "4 of 5 shapes", 13) == 0 && strstr(report, "teeth_up") != NULL);
    free(report);
    OK(emoface_rig_destroy(again));

    OK(emoface_face_set_rig(face, rig));
    STATUS(EMOFACE_ERROR_INVALID_HANDLE, emoface_face_set_rig(face, (emoface_rig *)face));
    STATUS(EMOFACE_ERROR_INVALID_HANDLE, emoface_face_set_rig((emoface_face *)rig, rig));
    values[0] = 7.0f;
    STATUS(EMOFACE_ERROR_BUFFER_TOO_SMALL, emoface_face_sample_rig(face, 0.0, values, 1, &count, NULL));
    CHECK(count == 2 && values[0] == 7.0f);
    OK(emoface_face_sample_rig(face, 0.0, NULL, 0, &count, NULL));
    STATUS(EMOFACE_ERROR_NULL_ARGUMENT, emoface_face_sample_rig(face, 0.0, NULL, 2, &count, NULL));
    STATUS(EMOFACE_ERROR_TIME, emoface_face_sample_rig(face, NAN, values, 2, &count, NULL));
    CHECK(emoface_face_sample_rig(face, 0.5, values, 512, &count, NULL) >= 0 && count == 2);
    OK(emoface_rig_destroy(rig));
    STATUS(EMOFACE_ERROR_INVALID_HANDLE, emoface_rig_destroy(rig));
    STATUS(EMOFACE_ERROR_INVALID_HANDLE, emoface_face_set_rig(face, rig));
    CHECK(emoface_face_sample_rig(face, 0.5, values, 512, &count, NULL) >= 0 && count == 2);
    OK(emoface_rig_destroy(NULL));
    OK(emoface_face_set_rig(face, NULL));
    CHECK(emoface_face_sample_rig(face, 0.5, values, 512, &count, NULL) >= 0 && count == EMOFACE_CONTROL_COUNT);
    emoface_rig *many[EMOFACE_MAX_RIGS];
    for (uint32_t i = 0; i < EMOFACE_MAX_RIGS; i++) OK(emoface_rig_create("board", &many[i]));
    STATUS(EMOFACE_ERROR_LIMIT, emoface_rig_create("board", &rig));
    for (uint32_t i = 0; i < EMOFACE_MAX_RIGS; i++) OK(emoface_rig_destroy(many[i]));

    const float nothing[] = {NAN, INFINITY};
    for (int i = 0; i < 2; i++) STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_face_look_at(face, nothing[i], 0.0f, 1.0f));
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_face_look_at(face, 0.0f, NAN, 1.0f));
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_face_look_at(face, 0.0f, 0.0f, 0.0f));
    STATUS(EMOFACE_ERROR_INVALID_ARGUMENT, emoface_face_look_at(face, 0.0f, 0.0f, NAN));
    OK(emoface_face_look_at(face, 3e38f, -3e38f, INFINITY));
    printf("  mistakes are refused\n");
}

static atomic_int stop;

/* The game: in every frame, one output is twice the other, whichever rig they are of. */
static void *game(void *out) {
    int frames = 0;
    for (double time = 0; !atomic_load(&stop) || frames < 100; time += 0.001, frames++) {
        float values[2] = {-1.0f, -1.0f};
        CHECK(emoface_face_sample_rig(face, time, values, 2, NULL, NULL) >= 0);
        CHECK(fabsf(values[0] - 2.0f * values[1]) < 1e-5f || fabsf(values[1] - 2.0f * values[0]) < 1e-5f);
    }
    *(int *)out = frames;
    return NULL;
}

static void exchange(void) {
    char other[sizeof PUPPET];
    memcpy(other, PUPPET, sizeof other);
    *strstr(other, "0.8") = '0';
    strstr(other, "0.8")[2] = '2'; /* Open 0.2, Half 0.4 */
    for (char *rules = strstr(other, "0.05"); rules != NULL; rules = strstr(rules + 1, "0.05")) memcpy(rules, "1.00", 4);
    char first[sizeof PUPPET];
    memcpy(first, PUPPET, sizeof first);
    for (char *rules = strstr(first, "0.05"); rules != NULL; rules = strstr(rules + 1, "0.05")) memcpy(rules, "1.00", 4);
    const char *texts[] = {first, other};
    pthread_t thread;
    int frames = 0;
    for (int i = 0; i < 400; i++) {
        emoface_rig *rig;
        OK(emoface_rig_load(texts[i % 2], sizeof PUPPET - 1, &rig));
        OK(emoface_face_set_rig(face, rig));
        OK(emoface_rig_destroy(rig));
        if (i == 0) {
            OK(emoface_face_reset(face));
            CHECK(pthread_create(&thread, NULL, game, &frames) == 0);
        }
        STATUS(EMOFACE_ERROR_PROFILE, emoface_rig_load(texts[i % 2], 40, &rig));
    }
    atomic_store(&stop, 1);
    CHECK(pthread_join(thread, NULL) == 0);
    printf("  400 exchanges under %d frames, each whole\n", frames);
}

int main(int count, char **arguments) {
    CHECK(count == 2);
    sound = read_wav(arguments[1]);
    emoface_face_options options;
    OK(emoface_face_options_init(&options, sizeof options));
    options.timeline_ms = 10000;
    OK(emoface_engine_create(NULL, &engine));
    OK(emoface_face_create(engine, &options, &face));
    const char *names[] = {"board", "metahuman", "arkit", "oculus", "vrm"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) lives_what_it_bakes(names[i]);
    mistakes();
    exchange();
    OK(emoface_shutdown());
    free(sound.samples);
    printf("all as it should be\n");
    return 0;
}
