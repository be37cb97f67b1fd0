// The memory of the trunk (a GRU as torch.nn.GRU has it, one layer), forward and backward through all steps at once.
//
// torch runs a GRU on a CPU as some ten small operations a step, each allocated and dispatched; here a step is one product
// and one loop. With bfloat16 for the input and the weights, that is also what is multiplied and kept for the way back, of
// which half the time goes into moving it; memories are floats in any case.
#include <torch/extension.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "product.h"

namespace {

using at::BFloat16;
using at::Tensor;

template <typename From, typename To> void convert(const From* from, To* to, int64_t count) {
#pragma omp simd
    for (int64_t i = 0; i < count; ++i) to[i] = static_cast<To>(from[i]);
}

// Far out a sigmoid is what it is at 40; an exponential of more would be infinite, which -ffast-math takes for impossible.
inline float odds(float x) { return std::exp(-std::min(40.0f, std::max(-40.0f, x))); }
inline float sigmoid(float x) { return 1 / (1 + odds(x)); }

// A gate and what it lacks to one, in one number of few bits: the smaller of the two, the second as a negative. A memory that
// lasts for a second lacks a hundredth; of what bfloat16 keeps of .99, that would be known to a fifth.
inline float packed(float gate, float lack) { return gate < 0.5f ? gate : -lack; }
inline float gate_of(float kept) { return kept < 0 ? 1 + kept : kept; }
inline float lack_of(float kept) { return kept < 0 ? -kept : 1 - kept; }

// What the input says to the gates [steps, batch, 3 * hidden]; first memory [batch, hidden]; weight [3 * hidden, hidden] of the
// memory; bias of the input and of the memory [2, 3 * hidden]. Order of the gates: reset, update, new.
template <typename Number>
std::vector<Tensor> run(const Tensor& input, const Tensor& first, const Tensor& weight, const Tensor& bias) {
    const int64_t steps = input.size(0), batch = input.size(1), hidden = first.size(1);
    Tensor memories = at::empty({steps + 1, batch, hidden}, first.options());
    Tensor gates = at::empty({steps, batch, 4, hidden}, input.options());
    memories[0].copy_(first);
    Product<Number> say(weight.t(), batch);
    const Number* in = input.data_ptr<Number>();
    const float *a = bias.data_ptr<float>(), *b = a + 3 * hidden;
    float* memory = memories.data_ptr<float>();
    Number* gate = gates.data_ptr<Number>();
    // A loop with an exponential and with numbers of two sizes would be taken one by one: rows are converted apart.
    std::vector<float> said(batch * 3 * hidden), given(3 * hidden), kept(4 * hidden);
    const float* x = given.data();
    float* g = kept.data();
    for (int64_t t = 0; t < steps; ++t) {
        say(memory + t * batch * hidden, said.data());
        for (int64_t row = 0; row < batch; ++row) {
            const int64_t at = t * batch + row;
            const float *w = said.data() + row * 3 * hidden, *old = memory + at * hidden;
            float* next = memory + (at + batch) * hidden;
            convert(in + at * 3 * hidden, given.data(), 3 * hidden);
#pragma omp simd
            for (int64_t i = 0; i < hidden; ++i) {
                const float reset = sigmoid(x[i] + a[i] + w[i] + b[i]);
                const float against = odds(x[hidden + i] + a[hidden + i] + w[hidden + i] + b[hidden + i]);
                const float update = 1 / (1 + against);
                const float carried = w[2 * hidden + i] + b[2 * hidden + i];
                const float fresh = 2 * sigmoid(2 * (x[2 * hidden + i] + a[2 * hidden + i] + reset * carried)) - 1;
                g[i] = reset;
                g[hidden + i] = packed(update, against * update);
                g[2 * hidden + i] = carried;
                g[3 * hidden + i] = fresh;
                next[i] = fresh + update * (old[i] - fresh);
            }
            convert(kept.data(), gate + at * 4 * hidden, 4 * hidden);
        }
    }
    return {memories, gates};
}

// Gradients of (input, first memory, what the memory says to the gates, bias) for gradients of all memories but the first.
template <typename Number>
std::vector<Tensor> run_back(const Tensor& wanted, const Tensor& memories, const Tensor& gates, const Tensor& weight) {
    const int64_t steps = wanted.size(0), batch = wanted.size(1), hidden = wanted.size(2);
    Tensor to_input = at::empty({steps, batch, 3 * hidden}, gates.options()), to_memory = at::empty_like(to_input);
    Tensor flow = at::zeros({batch, hidden}, wanted.options()), to_bias = at::zeros({2, 3, hidden}, wanted.options());
    Product<Number> answer(weight, batch);
    const float *want = wanted.data_ptr<float>(), *memory = memories.data_ptr<float>();
    const Number* gate = gates.data_ptr<Number>();
    Number *in = to_input.data_ptr<Number>(), *mem = to_memory.data_ptr<Number>();
    float *f = flow.data_ptr<float>(), *sums = to_bias.data_ptr<float>();
    std::vector<float> answered(batch * hidden), kept(4 * hidden), found(6 * hidden);
    const float* g = kept.data();
    float *x = found.data(), *m = x + 3 * hidden;
    for (int64_t t = steps - 1; t >= 0; --t) {
        for (int64_t row = 0; row < batch; ++row) {
            const int64_t at = t * batch + row;
            const float *w = want + at * hidden, *old = memory + at * hidden;
            float* back = f + row * hidden;
            convert(gate + at * 4 * hidden, kept.data(), 4 * hidden);
#pragma omp simd
            for (int64_t i = 0; i < hidden; ++i) {
                const float reset = g[i], update = gate_of(g[hidden + i]), rest = lack_of(g[hidden + i]);
                const float carried = g[2 * hidden + i], fresh = g[3 * hidden + i];
                const float total = w[i] + back[i];
                const float by_fresh = total * rest * (1 - fresh * fresh);
                const float by_reset = by_fresh * carried * reset * (1 - reset);
                const float by_update = total * (old[i] - fresh) * update * rest;
                x[i] = m[i] = by_reset;
                x[hidden + i] = m[hidden + i] = by_update;
                x[2 * hidden + i] = by_fresh;
                m[2 * hidden + i] = by_fresh * reset;
                back[i] = total * update;
            }
#pragma omp simd
            for (int64_t i = 0; i < 6 * hidden; ++i) sums[i] += x[i];
            convert(x, in + at * 3 * hidden, 3 * hidden);
            convert(m, mem + at * 3 * hidden, 3 * hidden);
        }
        answer(mem + t * batch * 3 * hidden, answered.data());
#pragma omp simd
        for (int64_t i = 0; i < batch * hidden; ++i) f[i] += answered[i];
    }
    return {to_input, flow, to_memory, to_bias.view({2, 3 * hidden})};
}

std::vector<Tensor> forward(const Tensor& input, const Tensor& first, const Tensor& weight, const Tensor& bias) {
    return weight.scalar_type() == at::kBFloat16 ? run<BFloat16>(input, first, weight, bias) : run<float>(input, first, weight, bias);
}

std::vector<Tensor> backward(const Tensor& wanted, const Tensor& memories, const Tensor& gates, const Tensor& weight) {
    return weight.scalar_type() == at::kBFloat16 ? run_back<BFloat16>(wanted, memories, gates, weight)
                                                 : run_back<float>(wanted, memories, gates, weight);
}

}  // namespace

PYBIND11_MODULE(TORCH_EXTENSION_NAME, module) {
    module.def("forward", &forward);
    module.def("backward", &backward);
}
