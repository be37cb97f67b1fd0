// Products of a few rows with the same matrix, again and again: on tiles (AMX) where the processor has them, else torch's.
//
// torch rearranges the matrix for the processor in each product, which costs more than a product of sixteen rows.
#pragma once
#include <torch/extension.h>

#include <optional>
#include <type_traits>
#include <vector>

#if defined(__AMX_BF16__) && defined(__linux__)
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>
#define HAS_TILES 1
#else
#define HAS_TILES 0
#endif

// Sixteen rows of 64 bytes: pairs of bfloat16, or floats.
constexpr int64_t ROWS = 16, DEEP = 32, TILE = ROWS * DEEP;

#if HAS_TILES
// The instructions on tiles reach more memory than their operands tell the compiler: all that is to be there is written before.
inline void settle(const void* memory) { asm volatile("" : : "r"(memory) : "memory"); }

// The tiles of this thread as these products want them, and then as they were: torch's own kernels use them, too.
class Tiles {
public:
    Tiles() {
        settle(&before);
        _tile_storeconfig(&before);
        Config mine{};
        mine.palette = 1;
        for (int tile = 0; tile < 3; ++tile) mine.bytes[tile] = 64, mine.rows[tile] = ROWS;
        settle(&mine);
        _tile_loadconfig(&mine);
    }
    ~Tiles() {
        settle(&before);
        _tile_loadconfig(&before);
    }
    Tiles(const Tiles&) = delete;

    // Linux lends a process its tiles when it asks.
    static bool lent() {
        static const bool answer = !syscall(SYS_arch_prctl, 0x1023 /* ARCH_REQ_XCOMP_PERM */, 18 /* XFEATURE_XTILEDATA */);
        return answer;
    }

private:
    struct alignas(64) Config {
        uint8_t palette, start, none[14];
        uint16_t bytes[16];
        uint8_t rows[16];
    } before{};
};
#else
struct Tiles {
    static bool lent() { return false; }
};
#endif

// Number: what is multiplied, float or bfloat16. Sums are floats.
template <typename Number> class Product {
public:
    // `right` [deep, wide]; for so many rows at once.
    Product(const at::Tensor& right, int64_t rows)
        : rows(rows), deep(right.size(0)), wide(right.size(1)),
          tiled(std::is_same_v<Number, at::BFloat16> && rows % ROWS == 0 && deep % DEEP == 0 && wide % ROWS == 0 && Tiles::lent()),
          right(right.contiguous()), left(at::empty({rows, deep}, right.options())), answer(at::empty({rows, wide}, right.options())) {
        if (!tiled) return;
        pack();
        tiles.emplace();
    }

    // out [rows, wide] = from [rows, deep] times the matrix. In the thread that made this, and nothing of torch between.
    template <typename Given> void operator()(const Given* from, float* out) {
        Number* narrow = left.template data_ptr<Number>();
#pragma omp simd
        for (int64_t i = 0; i < rows * deep; ++i) narrow[i] = static_cast<Number>(from[i]);
#if HAS_TILES
        if (tiled) return multiply(narrow, out);
#endif
        at::mm_out(answer, left, right);
        const Number* found = answer.template data_ptr<Number>();
#pragma omp simd
        for (int64_t i = 0; i < rows * wide; ++i) out[i] = static_cast<float>(found[i]);
    }

private:
    // Tiles of 32 rows and 16 columns after one another, those of the same columns first; in a tile two rows interleaved.
    void pack() {
        packed.resize(deep * wide);
        const Number* from = right.template data_ptr<Number>();
        for (int64_t k = 0; k < deep; ++k)
            for (int64_t n = 0; n < wide; ++n)
                packed[(n / ROWS * (deep / DEEP) + k / DEEP) * TILE + (k % DEEP / 2 * ROWS + n % ROWS) * 2 + k % 2] = from[k * wide + n];
    }

#if HAS_TILES
    void multiply(const Number* narrow, float* out) const {
        settle(narrow);
        for (int64_t n = 0; n < wide; n += ROWS)
            for (int64_t m = 0; m < rows; m += ROWS) {
                const Number* column = packed.data() + n * deep;
                _tile_zero(0);
                for (int64_t k = 0; k < deep; k += DEEP, column += TILE) {
                    _tile_loadd(1, narrow + m * deep + k, deep * sizeof(Number));
                    _tile_loadd(2, column, 64);
                    _tile_dpbf16ps(0, 1, 2);
                }
                _tile_stored(0, out + m * wide + n, wide * sizeof(float));
            }
    }
#endif

    int64_t rows, deep, wide;
    bool tiled;
    at::Tensor right, left, answer;
    std::vector<Number> packed;
    std::optional<Tiles> tiles;
};
