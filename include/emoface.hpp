/*
 * emoface for C++17: handles that destroy themselves, around emoface.h. Header only; needs no exceptions and no RTTI.
 *
 *   emoface::Engine engine;
 *   emoface::Face face;
 *   if (emoface::Status s = emoface::Engine::create(engine); !s) return report(s.text());
 *   if (emoface::Status s = emoface::Face::create(engine, face); !s) return report(s.text());
 *   face.push(samples, frames, channels, sample_rate);    // audio thread
 *   face.sample(playback_position, values);               // game thread
 *
 * Everything the C header says about threads, time and units holds: each method has the tag of its C function. Moving,
 * assigning and destroying an Engine or a Face are [control]. A method of an empty Engine or Face gives
 * EMOFACE_ERROR_INVALID_HANDLE.
 */
#ifndef EMOFACE_HPP
#define EMOFACE_HPP

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "emoface.h"

namespace emoface {

/// The values of all controls at one instant.
using Frame = std::array<float, EMOFACE_CONTROL_COUNT>;

/// Weights in the order of emotion_name.
using EmotionWeights = std::array<float, EMOFACE_EMOTION_COUNT>;

/// What a call says. True when it succeeded, with or without a remark.
class [[nodiscard]] Status {
public:
    constexpr Status() noexcept = default;
    constexpr Status(emoface_status code) noexcept : code_(code) {}

    /// One of EMOFACE_OK, EMOFACE_NOT_READY, EMOFACE_ERROR_...
    constexpr emoface_status code() const noexcept { return code_; }
    constexpr explicit operator bool() const noexcept { return code_ >= 0; }
    /// What it means and what to do. Static.
    const char *text() const noexcept { return emoface_status_text(code_); }

    friend constexpr bool operator==(Status a, Status b) noexcept { return a.code_ == b.code_; }
    friend constexpr bool operator!=(Status a, Status b) noexcept { return a.code_ != b.code_; }

private:
    emoface_status code_ = EMOFACE_OK;
};

/// Whether the library that is loaded fits this header. [any] Ask before anything else.
inline bool compatible() noexcept { return emoface_abi_version() == EMOFACE_ABI_VERSION; }

/// This thread's last error in detail. [control]
inline std::string last_error() {
    std::array<char, EMOFACE_LAST_ERROR_SIZE> text{};
    return emoface_last_error(text.data(), EMOFACE_LAST_ERROR_SIZE, nullptr) < 0 ? std::string() : std::string(text.data());
}

namespace detail {

/// Asks a C function for a text's size and then for the text.
template <typename Ask> Status text(Ask ask, std::string &out) {
    std::uint32_t needed = 0;
    Status status = ask(nullptr, 0u, &needed);
    if (!status || needed == 0) return status;
    std::string text(needed, '\0');
    status = ask(&text[0], needed, &needed);
    if (!status) return status;
    text.resize(needed - 1);
    out = std::move(text);
    return status;
}

/// The one owner of a handle.
template <typename Handle, emoface_status (*Destroy)(Handle *)> class Owner {
public:
    Owner() noexcept = default;
    Owner(Owner &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Owner &operator=(Owner &&other) noexcept {
        if (this != &other) {
            Destroy(handle_);
            handle_ = std::exchange(other.handle_, nullptr);
        }
        return *this;
    }
    ~Owner() { Destroy(handle_); }

    /// The C handle, still owned here.
    Handle *get() const noexcept { return handle_; }
    explicit operator bool() const noexcept { return handle_ != nullptr; }
    /// Ends it now.
    Status destroy() noexcept { return Destroy(std::exchange(handle_, nullptr)); }
    /// Gives the C handle away.
    [[nodiscard]] Handle *release() noexcept { return std::exchange(handle_, nullptr); }

protected:
    explicit Owner(Handle *handle) noexcept : handle_(handle) {}

private:
    Handle *handle_ = nullptr;
};

/// An output struct that says its size.
template <typename Struct> Struct sized() noexcept {
    Struct value{};
    value.struct_size = static_cast<std::uint32_t>(sizeof value);
    return value;
}

} // namespace detail

/// Options with their defaults.
struct EngineOptions : emoface_engine_options {
    EngineOptions() noexcept : emoface_engine_options{} {
        emoface_engine_options_init(this, static_cast<std::uint32_t>(sizeof(emoface_engine_options)));
    }
};

/// Options with their defaults.
struct FaceOptions : emoface_face_options {
    FaceOptions() noexcept : emoface_face_options{} {
        emoface_face_options_init(this, static_cast<std::uint32_t>(sizeof(emoface_face_options)));
    }
};

/// Options with their defaults.
struct BakeOptions : emoface_bake_options {
    BakeOptions() noexcept : emoface_bake_options{} {
        emoface_bake_options_init(this, static_cast<std::uint32_t>(sizeof(emoface_bake_options)));
    }
};

/// What a character's face is made of. An empty Rig is the board.
class Rig : public detail::Owner<emoface_rig, emoface_rig_destroy> {
public:
    Rig() noexcept = default;

    /// emoface_rig_create: "board", "metahuman", "arkit", "oculus" or "vrm". [control]
    static Status create(const char *name, Rig &out) noexcept {
        return made([&](emoface_rig **rig) { return emoface_rig_create(name, rig); }, out);
    }
    /// emoface_rig_load: a profile in JSON. [control]
    static Status load(const std::string &json, Rig &out) noexcept {
        return made([&](emoface_rig **rig) { return emoface_rig_load(json.data(), json.size(), rig); }, out);
    }
    /// emoface_rig_load_file. [control]
    static Status load_file(const char *path, Rig &out) noexcept {
        return made([&](emoface_rig **rig) { return emoface_rig_load_file(path, rig); }, out);
    }

    /// emoface_rig_match: a rig for shapes with known names. [control]
    static Status match(const std::vector<const char *> &names, Rig &out) noexcept {
        const auto count = static_cast<std::uint32_t>(names.size());
        return made([&](emoface_rig **rig) { return emoface_rig_match(names.data(), count, rig); }, out);
    }

    /// emoface_rig_control_count. [control]
    std::uint32_t control_count() const noexcept {
        std::uint32_t count = 0;
        emoface_rig_control_count(get(), &count);
        return count;
    }
    /// emoface_rig_control_name. [control]
    Status control_name(std::uint32_t index, std::string &out) const {
        auto ask = [&](char *buffer, std::uint32_t capacity, std::uint32_t *needed) {
            return Status(emoface_rig_control_name(get(), index, buffer, capacity, needed));
        };
        return detail::text(ask, out);
    }
    /// emoface_rig_control_range. [control]
    Status control_range(std::uint32_t index, float &out_min, float &out_max) const noexcept {
        return emoface_rig_control_range(get(), index, &out_min, &out_max);
    }
    /// emoface_rig_report: what matching found. [control]
    Status report(std::string &out) const {
        auto ask = [&](char *buffer, std::uint32_t capacity, std::uint32_t *needed) {
            return Status(emoface_rig_report(get(), buffer, capacity, needed));
        };
        return detail::text(ask, out);
    }
    /// emoface_rig_profile: the rig as JSON. [control]
    Status profile(std::string &out) const {
        auto ask = [&](char *buffer, std::uint32_t capacity, std::uint32_t *needed) {
            return Status(emoface_rig_profile(get(), buffer, capacity, needed));
        };
        return detail::text(ask, out);
    }

private:
    template <typename Make> static Status made(Make make, Rig &out) noexcept {
        emoface_rig *handle = nullptr;
        Status status = make(&handle);
        if (status) out = Rig(handle);
        return status;
    }
    explicit Rig(emoface_rig *handle) noexcept : Owner(handle) {}
};

/// Models, workers, and what all faces share.
class Engine : public detail::Owner<emoface_engine, emoface_engine_destroy> {
public:
    Engine() noexcept = default;

    /// emoface_engine_create. [control]
    static Status create(const EngineOptions &options, Engine &out) noexcept {
        emoface_engine *handle = nullptr;
        Status status = emoface_engine_create(&options, &handle);
        if (status) out = Engine(handle);
        return status;
    }
    static Status create(Engine &out) noexcept { return create(EngineOptions(), out); }

    /// emoface_engine_get_info. [control]
    Status info(emoface_engine_info &out) const noexcept {
        out = detail::sized<emoface_engine_info>();
        return emoface_engine_get_info(get(), &out);
    }

    /// What look_ahead_ms of FaceOptions and BakeOptions may be, in milliseconds, ascending. [control]
    std::vector<float> look_aheads_ms() const {
        emoface_engine_info known;
        if (!info(known)) return {};
        return std::vector<float>(known.look_aheads_ms, known.look_aheads_ms + known.look_ahead_count);
    }

    /// emoface_engine_describe. [control]
    Status describe(std::string &out) const {
        auto ask = [this](char *buffer, std::uint32_t capacity, std::uint32_t *needed) {
            return Status(emoface_engine_describe(get(), buffer, capacity, needed));
        };
        return detail::text(ask, out);
    }

    /// emoface_bake_f32: `out` receives a value for each control of `rig` for each frame. [control]
    Status bake(const float *interleaved, std::uint64_t frames, std::uint32_t channels, double sample_rate,
                const BakeOptions &options, const Rig &rig, std::vector<float> &out,
                std::vector<emoface_pose> *out_poses = nullptr) const {
        std::uint64_t count = 0;
        Status status = emoface_bake_f32(get(), interleaved, frames, channels, sample_rate, &options, rig.get(), nullptr,
                                         nullptr, 0, &count);
        if (!status) return status;
        std::vector<float> values(static_cast<std::size_t>(count) * rig.control_count());
        std::vector<emoface_pose> poses(out_poses != nullptr ? static_cast<std::size_t>(count) : 0);
        if (count > 0) {
            status = emoface_bake_f32(get(), interleaved, frames, channels, sample_rate, &options, rig.get(),
                                      values.data(), out_poses != nullptr ? poses.data() : nullptr, count, &count);
        }
        if (status) {
            out = std::move(values);
            if (out_poses != nullptr) *out_poses = std::move(poses);
        }
        return status;
    }
    /// emoface_bake_f32 for the board: EMOFACE_CONTROL_COUNT values for each frame. [control]
    Status bake(const float *interleaved, std::uint64_t frames, std::uint32_t channels, double sample_rate,
                const BakeOptions &options, std::vector<float> &out) const {
        return bake(interleaved, frames, channels, sample_rate, options, Rig(), out);
    }

private:
    explicit Engine(emoface_engine *handle) noexcept : Owner(handle) {}
};

/// One character's speaking face.
class Face : public detail::Owner<emoface_face, emoface_face_destroy> {
public:
    Face() noexcept = default;

    /// emoface_face_create. [control]
    static Status create(const Engine &engine, const FaceOptions &options, Face &out) noexcept {
        emoface_face *handle = nullptr;
        Status status = emoface_face_create(engine.get(), &options, &handle);
        if (status) out = Face(handle);
        return status;
    }
    static Status create(const Engine &engine, Face &out) noexcept { return create(engine, FaceOptions(), out); }

    /// emoface_face_push_f32. [audio]
    Status push(const float *interleaved, std::uint32_t frames, std::uint32_t channels, double sample_rate,
                std::uint32_t *out_taken = nullptr) noexcept {
        return emoface_face_push_f32(get(), interleaved, frames, channels, sample_rate, out_taken);
    }
    /// emoface_face_push_i16. [audio]
    Status push(const std::int16_t *interleaved, std::uint32_t frames, std::uint32_t channels, double sample_rate,
                std::uint32_t *out_taken = nullptr) noexcept {
        return emoface_face_push_i16(get(), interleaved, frames, channels, sample_rate, out_taken);
    }
    /// emoface_face_finish. [audio]
    Status finish() noexcept { return emoface_face_finish(get()); }

    /// emoface_face_speak_f32. [control]
    Status speak(const float *interleaved, std::uint64_t frames, std::uint32_t channels, double sample_rate) noexcept {
        return emoface_face_speak_f32(get(), interleaved, frames, channels, sample_rate);
    }
    /// emoface_face_speak_i16. [control]
    Status speak(const std::int16_t *interleaved, std::uint64_t frames, std::uint32_t channels, double sample_rate) noexcept {
        return emoface_face_speak_i16(get(), interleaved, frames, channels, sample_rate);
    }
    /// emoface_face_reset. [control]
    Status reset() noexcept { return emoface_face_reset(get()); }

    /// emoface_face_interrupt. [any]
    Status interrupt(double *out_time = nullptr) noexcept { return emoface_face_interrupt(get(), out_time); }
    /// emoface_face_get_stats. [any]
    Status stats(emoface_face_stats &out) const noexcept {
        out = detail::sized<emoface_face_stats>();
        return emoface_face_get_stats(get(), &out);
    }

    /// emoface_face_sample. [game]
    Status sample(double time, Frame &out) noexcept {
        return emoface_face_sample(get(), time, out.data(), EMOFACE_CONTROL_COUNT, nullptr);
    }
    /// emoface_face_sample. [game]
    Status sample(double time, Frame &out, emoface_sample_info &out_info) noexcept {
        out_info = detail::sized<emoface_sample_info>();
        return emoface_face_sample(get(), time, out.data(), EMOFACE_CONTROL_COUNT, &out_info);
    }
    /// emoface_face_set_rig. [control]
    Status set_rig(const Rig &rig) noexcept { return emoface_face_set_rig(get(), rig.get()); }
    /// emoface_face_sample_rig. [game]
    Status sample_rig(double time, float *out, std::uint32_t capacity, std::uint32_t *out_count = nullptr) noexcept {
        return emoface_face_sample_rig(get(), time, out, capacity, out_count, nullptr);
    }
    /// emoface_face_sample_rig. [game]
    Status sample_rig(double time, float *out, std::uint32_t capacity, emoface_sample_info &out_info) noexcept {
        out_info = detail::sized<emoface_sample_info>();
        return emoface_face_sample_rig(get(), time, out, capacity, nullptr, &out_info);
    }
    /// emoface_face_look_at: degrees, metres. [game]
    Status look_at(float yaw, float pitch, float distance) noexcept {
        return emoface_face_look_at(get(), yaw, pitch, distance);
    }
    /// emoface_face_look_away. [game]
    Status look_away() noexcept { return emoface_face_look_away(get()); }
    /// emoface_face_look_free. [game]
    Status look_free() noexcept { return emoface_face_look_free(get()); }
    /// emoface_face_set_emotion. [game]
    Status set_emotion(const EmotionWeights &weights, float intensity = 1.0f) noexcept {
        return emoface_face_set_emotion(get(), weights.data(), EMOFACE_EMOTION_COUNT, intensity);
    }
    /// emoface_face_set_part_emotion: EMOFACE_PART_BROWS and others. [game]
    Status set_part_emotion(std::uint32_t part, const EmotionWeights &weights, float intensity = 1.0f) noexcept {
        return emoface_face_set_part_emotion(get(), part, weights.data(), EMOFACE_EMOTION_COUNT, intensity);
    }
    /// Gives the part the emotion of the whole again. [game]
    Status clear_part_emotion(std::uint32_t part) noexcept {
        return emoface_face_set_part_emotion(get(), part, nullptr, 0, 0.0f);
    }
    /// emoface_face_set_behaviour: EMOFACE_BEHAVIOUR_BLINK and others, 0 to EMOFACE_MAX_GAIN. [game]
    Status set_behaviour(std::uint32_t behaviour, float gain) noexcept {
        return emoface_face_set_behaviour(get(), behaviour, gain);
    }
    /// emoface_face_set_attention: EMOFACE_ATTENTION_IDLE or _LISTENING. [game]
    Status set_attention(std::uint32_t attention) noexcept { return emoface_face_set_attention(get(), attention); }

private:
    explicit Face(emoface_face *handle) noexcept : Owner(handle) {}
};

/// emoface_emotion_name. [control]
inline Status emotion_name(std::uint32_t index, std::string &out) {
    auto ask = [index](char *buffer, std::uint32_t capacity, std::uint32_t *needed) {
        return Status(emoface_emotion_name(index, buffer, capacity, needed));
    };
    return detail::text(ask, out);
}

/// emoface_shutdown. [control]
inline Status shutdown() noexcept { return emoface_shutdown(); }

} // namespace emoface

#endif
