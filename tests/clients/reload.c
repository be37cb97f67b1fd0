/* Opens the library, speaks, shuts down and closes it, again and again, while a thread that once pushed stays alive.
 * Arguments: the library's path. Counts memory, to see that nothing grows. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <unistd.h>

#include "check.h"

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    emoface_status (*push)(emoface_face *, const float *, uint32_t, uint32_t, double, uint32_t *);
    emoface_face *face;
    int wanted, done;
} job = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, NULL, 0, 0};

/* A host's audio thread: it knows nothing of loading and unloading. */
static void *audio_thread(void *unused) {
    static float samples[4800];
    pthread_mutex_lock(&job.lock);
    for (;;) {
        while (job.wanted == job.done) pthread_cond_wait(&job.changed, &job.lock);
        if (job.push == NULL) break;
        CHECK(job.push(job.face, samples, 4800, 1, 48000, NULL) == EMOFACE_OK);
        job.done++;
        pthread_cond_signal(&job.changed);
    }
    pthread_mutex_unlock(&job.lock);
    return unused;
}

static void ask(void) {
    pthread_mutex_lock(&job.lock);
    job.wanted++;
    pthread_cond_signal(&job.changed);
    while (job.push != NULL && job.wanted != job.done) pthread_cond_wait(&job.changed, &job.lock);
    pthread_mutex_unlock(&job.lock);
}

static long resident_kb(void) {
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file != NULL && fscanf(file, "%ld %ld", &pages, &resident) == 2);
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static int threads_alive(void) {
    char line[256];
    int threads = 0;
    FILE *file = fopen("/proc/self/status", "r");
    CHECK(file != NULL);
    while (fgets(line, sizeof line, file)) sscanf(line, "Threads: %d", &threads);
    fclose(file);
    return threads;
}

#define FIND(name) __typeof__(&name) p_##name; *(void **)&p_##name = dlsym(library, #name); CHECK(p_##name != NULL)

static void use(void *library) {
    FIND(emoface_abi_version);
    FIND(emoface_engine_create);
    FIND(emoface_face_create);
    FIND(emoface_face_push_f32);
    FIND(emoface_face_finish);
    FIND(emoface_face_sample);
    FIND(emoface_shutdown);
    CHECK(p_emoface_abi_version() == EMOFACE_ABI_VERSION);
    /* Twice between loading and unloading: after a shutdown the library is as new. */
    for (int round = 0; round < 2; round++) {
        emoface_engine *engine = NULL;
        float frame[EMOFACE_CONTROL_COUNT];
        CHECK(p_emoface_engine_create(NULL, &engine) == EMOFACE_OK);
        CHECK(p_emoface_face_create(engine, NULL, &job.face) == EMOFACE_OK);
        job.push = p_emoface_face_push_f32;
        ask();
        CHECK(p_emoface_face_finish(job.face) == EMOFACE_OK);
        int tries = 0;
        while (p_emoface_face_sample(job.face, 0.05, frame, EMOFACE_CONTROL_COUNT, NULL) != EMOFACE_OK && tries++ < 5000) sleep_ms(1);
        CHECK(tries < 5000);
        CHECK(threads_alive() > 2);
        CHECK(p_emoface_shutdown() == EMOFACE_OK);
        CHECK(threads_alive() == 2);
        CHECK(p_emoface_face_sample(job.face, 0.05, frame, EMOFACE_CONTROL_COUNT, NULL) == EMOFACE_ERROR_INVALID_HANDLE);
    }
}

int main(int count, char **arguments) {
    CHECK(count == 2);
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, audio_thread, NULL) == 0);
    long early = 0;
    int unloaded = 0;
    for (int round = 0; round < 20; round++) {
        void *library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
        if (library == NULL) fprintf(stderr, "%s\n", dlerror());
        CHECK(library != NULL);
        use(library);
        CHECK(dlclose(library) == 0);
        unloaded += dlopen(arguments[1], RTLD_NOW | RTLD_NOLOAD) == NULL;
        if (round == 4) early = resident_kb();
    }
    printf("20 rounds, unloaded in %d of them, %ld KiB more after the last 15\n", unloaded, resident_kb() - early);
    CHECK(resident_kb() - early < 8 * 1024);
    job.push = NULL;
    ask();
    CHECK(pthread_join(thread, NULL) == 0);
    printf("all as it should be\n");
    return 0;
}
