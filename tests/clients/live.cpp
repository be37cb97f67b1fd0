// The C++ wrapper in a game of two threads: one pushes in blocks of 480, one samples; every frame is that of a bake.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>
#include <type_traits>

#include "check.h"
#include "emoface.hpp"

static_assert(!std::is_copy_constructible_v<emoface::Face> && std::is_nothrow_move_constructible_v<emoface::Face>);
static_assert(std::is_standard_layout_v<emoface_sample_info> && sizeof(emoface::Face) == sizeof(void *));

#define DONE(call)                                                                                          \
    do {                                                                                                    \
        emoface::Status status = (call);                                                                    \
        if (status != EMOFACE_OK) {                                                                         \
            std::fprintf(stderr, "%s:%d: %s: %s (%s)\n", __FILE__, __LINE__, #call, status.text(),         \
                         emoface::last_error().c_str());                                                    \
            std::exit(1);                                                                                   \
        }                                                                                                   \
    } while (0)

static double ready(const emoface::Face &face) {
    emoface_face_stats stats;
    DONE(face.stats(stats));
    CHECK(stats.dropped == 0 && stats.failed == 0);
    return stats.ready;
}

static void nap() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }

int main(int count, char **arguments) {
    CHECK(count == 2 && emoface::compatible());
    wav sound = read_wav(arguments[1]);
    float *floats = as_floats(&sound);

    emoface::Engine engine;
    CHECK(!engine && engine.destroy() == EMOFACE_OK);
    emoface::EngineOptions wrong;
    wrong.workers = 99;
    CHECK(emoface::Engine::create(wrong, engine) == EMOFACE_ERROR_INVALID_ARGUMENT && !engine);
    CHECK(emoface::last_error().find("99 worker") == 0);
    DONE(emoface::Engine::create(engine));
    std::string line;
    DONE(engine.describe(line));
    emoface_engine_info info;
    DONE(engine.info(info));
    std::printf("%s, look-ahead %.0f ms\n", line.c_str(), 1000 * info.look_ahead);

    const std::vector<float> look_aheads = engine.look_aheads_ms();
    CHECK(look_aheads.size() == info.look_ahead_count && look_aheads.back() == info.look_aheads_ms[info.look_ahead_count - 1]);
    CHECK(emoface::Engine().look_aheads_ms().empty());

    std::vector<float> baked;
    emoface::BakeOptions bake_options;
    bake_options.seed = 3;
    bake_options.look_ahead_ms = look_aheads.front();
    DONE(engine.bake(floats, sound.frames, 1, sound.rate, bake_options, baked));
    const std::size_t frames = baked.size() / EMOFACE_CONTROL_COUNT;
    CHECK(frames > 60);
    std::vector<float> nothing(1);
    DONE(engine.bake(nullptr, 0, 1, 48000, bake_options, nothing));
    CHECK(nothing.empty());

    emoface::FaceOptions options;
    options.seed = 3;
    options.ring_ms = 1000;
    options.look_ahead_ms = look_aheads.front();
    emoface::Face first, face;
    DONE(emoface::Face::create(engine, options, first));
    emoface_face *handle = first.get();
    face = std::move(first);
    CHECK(!first && face.get() == handle && first.finish() == EMOFACE_ERROR_INVALID_HANDLE);

    std::thread audio([&] {
        for (std::uint32_t at = 0; at < sound.frames; at += 480) {
            DONE(face.push(floats + at, std::min<std::uint32_t>(480, sound.frames - at), 1, sound.rate));
            while (double(at) / sound.rate > std::fmax(0, ready(face)) + 0.1) nap();
        }
        DONE(face.finish());
    });
    // The default timeline keeps a second: the worker waits for this thread, and this thread for the worker.
    double worst = 0;
    emoface::Frame values;
    for (std::size_t k = 0; k < frames; k++) {
        emoface_sample_info sampled;
        while (ready(face) < double(k) / 60 - 1e-9) nap();
        DONE(face.sample(double(k) / 60, values, sampled));
        CHECK(sampled.source == EMOFACE_SOURCE_FRAMES);
        for (std::size_t i = 0; i < values.size(); i++) {
            worst = std::fmax(worst, std::fabs(double(values[i]) - baked[k * values.size() + i]));
        }
    }
    audio.join();
    std::printf("%zu frames, differing by %g at most\n", frames, worst);
    CHECK(worst <= 1e-5);

    CHECK(face.sample(-1, values) == EMOFACE_TOO_OLD);
    CHECK(face.sample(NAN, values) == EMOFACE_ERROR_TIME);
    double time = 0;
    DONE(face.interrupt(&time));
    CHECK(std::fabs(time - double(sound.frames) / sound.rate) < 1e-6);
    emoface::EmotionWeights weights{};
    weights[0] = 1;
    DONE(face.set_emotion(weights));
    weights[0] = 2;
    CHECK(face.set_emotion(weights) == EMOFACE_SCALED);
    DONE(face.set_part_emotion(EMOFACE_PART_BROWS, {}));
    DONE(face.clear_part_emotion(EMOFACE_PART_BROWS));
    DONE(face.set_behaviour(EMOFACE_BEHAVIOUR_BLINK, 2.0f));
    DONE(face.set_attention(EMOFACE_ATTENTION_LISTENING));
    DONE(face.reset());
    DONE(face.speak(sound.samples, sound.frames, 1, sound.rate));
    DONE(face.push(sound.samples, 100, 1, sound.rate));

    std::string name;
    DONE(emoface::Rig().control_name(4, name));
    CHECK(name == "CTRL_C_jaw-translateY");
    DONE(emoface::emotion_name(6, name));
    CHECK(name == "surprise");
    CHECK(emoface::Rig().control_name(174, name) == EMOFACE_ERROR_INVALID_ARGUMENT && name == "surprise");

    DONE(face.destroy());
    DONE(emoface::shutdown());
    CHECK(engine.destroy() == EMOFACE_ERROR_INVALID_HANDLE);
    std::free(floats);
    std::free(sound.samples);
    std::puts("all as it should be");
}
