// The memory of the trunk (a GRU as torch.nn.GRU has it, one layer), forward and backward through all steps at once.
//
// torch runs a GRU on a CPU as some ten small operations a step, each allocated and dispatched; here a step is one product
// and one loop. The product is in bfloat16 when the weights are given so.
#include <torch/extension.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

using at::BFloat16;
using at::Tensor;

template <typename Number> void widen(const Number* from, float* to, int64_t count) {
#pragma omp simd
    for (int64_t i = 0; i < count; ++i) to[i] = static_cast<float>(from[i]);
}
template <typename Number> void narrow(const float* from, Number* to, int64_t count) {
#pragma omp simd
    for (int64_t i = 0; i < count; ++i) to[i] = static_cast<Number>(from[i]);
}

// Far out a sigmoid is what it is at 40; an exponential of more would be infinite, which -ffast-math takes for impossible.
inline float sigmoid(float x) { return 1 / (1 + std::exp(-std::min(40.0f, std::max(-40.0f, x)))); }

// What the input says to the gates [steps, batch, 3 * hidden], with its bias; first memory [batch, hidden];
// weight [3 * hidden, hidden] and bias [3 * hidden] of the memory. Order of the gates: reset, update, new.
template <typename Number>
std::vector<Tensor> run(const Tensor& input, const Tensor& first, const Tensor& weight, const Tensor& bias) {
    const int64_t steps = input.size(0), batch = input.size(1), hidden = first.size(1);
    Tensor memories = at::empty({steps + 1, batch, hidden}, first.options());
    Tensor gates = at::empty({steps, batch, 4, hidden}, first.options());
    memories[0].copy_(first);
    const Tensor down = weight.t().contiguous();
    Tensor heard = at::empty({batch, 3 * hidden}, weight.options()), narrowed = at::empty({batch, hidden}, weight.options());
    const float *in = input.data_ptr<float>(), *b = bias.data_ptr<float>();
    float *memory = memories.data_ptr<float>(), *gate = gates.data_ptr<float>();
    std::vector<float> wide(3 * hidden);
    for (int64_t t = 0; t < steps; ++t) {
        narrow(memory + t * batch * hidden, narrowed.data_ptr<Number>(), batch * hidden);
        at::mm_out(heard, narrowed, down);
        for (int64_t row = 0; row < batch; ++row) {
            widen(heard.data_ptr<Number>() + row * 3 * hidden, wide.data(), 3 * hidden);
            const float *x = in + (t * batch + row) * 3 * hidden, *old = memory + (t * batch + row) * hidden, *w = wide.data();
            float *g = gate + (t * batch + row) * 4 * hidden, *next = memory + ((t + 1) * batch + row) * hidden;
#pragma omp simd
            for (int64_t i = 0; i < hidden; ++i) {
                const float reset = sigmoid(x[i] + w[i] + b[i]);
                const float update = sigmoid(x[hidden + i] + w[hidden + i] + b[hidden + i]);
                const float carried = w[2 * hidden + i] + b[2 * hidden + i];
                const float fresh = 2 * sigmoid(2 * (x[2 * hidden + i] + reset * carried)) - 1;
                g[i] = reset;
                g[hidden + i] = update;
                g[2 * hidden + i] = carried;
                g[3 * hidden + i] = fresh;
                next[i] = fresh + update * (old[i] - fresh);
            }
        }
    }
    return {memories, gates};
}

// Gradients of (input, first memory, what the memory says to the gates) for gradients of all memories but the first.
template <typename Number>
std::vector<Tensor> run_back(const Tensor& wanted, const Tensor& memories, const Tensor& gates, const Tensor& weight) {
    const int64_t steps = wanted.size(0), batch = wanted.size(1), hidden = wanted.size(2);
    Tensor to_input = at::empty({steps, batch, 3 * hidden}, wanted.options()), to_memory = at::empty_like(to_input);
    Tensor flow = at::zeros({batch, hidden}, wanted.options());
    Tensor told = at::empty({batch, 3 * hidden}, weight.options()), answer = at::empty({batch, hidden}, weight.options());
    const float *want = wanted.data_ptr<float>(), *memory = memories.data_ptr<float>(), *gate = gates.data_ptr<float>();
    float *in = to_input.data_ptr<float>(), *mem = to_memory.data_ptr<float>(), *f = flow.data_ptr<float>();
    std::vector<float> wide(hidden);
    for (int64_t t = steps - 1; t >= 0; --t) {
        for (int64_t row = 0; row < batch; ++row) {
            const int64_t at = t * batch + row;
            const float *w = want + at * hidden, *old = memory + at * hidden, *g = gate + at * 4 * hidden;
            float *x = in + at * 3 * hidden, *m = mem + at * 3 * hidden, *back = f + row * hidden;
#pragma omp simd
            for (int64_t i = 0; i < hidden; ++i) {
                const float reset = g[i], update = g[hidden + i], carried = g[2 * hidden + i], fresh = g[3 * hidden + i];
                const float total = w[i] + back[i];
                const float by_fresh = total * (1 - update) * (1 - fresh * fresh);
                const float by_reset = by_fresh * carried * reset * (1 - reset);
                const float by_update = total * (old[i] - fresh) * update * (1 - update);
                x[i] = m[i] = by_reset;
                x[hidden + i] = m[hidden + i] = by_update;
                x[2 * hidden + i] = by_fresh;
                m[2 * hidden + i] = by_fresh * reset;
                back[i] = total * update;
            }
        }
        narrow(mem + t * batch * 3 * hidden, told.data_ptr<Number>(), batch * 3 * hidden);
        at::mm_out(answer, told, weight);
        for (int64_t row = 0; row < batch; ++row) {
            widen(answer.data_ptr<Number>() + row * hidden, wide.data(), hidden);
#pragma omp simd
            for (int64_t i = 0; i < hidden; ++i) f[row * hidden + i] += wide[i];
        }
    }
    return {to_input, flow, to_memory};
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
