#!/bin/sh
# From nothing to WORK/voice.onnx: some five and a half hours on two quiet CPU cores, most of them training (the first build besides).
#
#   models/recipe/train_all.sh DATA WORK
#
# DATA holds phones.jsonl and the real recordings it names, WORK takes everything generated (about 20 GB).
# Needs: Debian packages g++ espeak-ng libespeak-ng1 flite festival sox ffmpeg and festival's voices (festvox-kallpc16k
# festvox-kdlpc16k festvox-us-slt-hts festvox-itapc16k festvox-italp16k festvox-czech-dita festvox-czech-machac
# festvox-czech-ph festvox-suopuhe-lj festvox-suopuhe-mv festvox-ca-ona-hts festvox-hi-nsk festvox-te-nsk
# festvox-mr-nsk festvox-ru), apt with a Debian mirror (recordings/fetch.sh); Python packages of requirements.txt; cargo.
# Every step that is done stays done: training resumes from its checkpoint.
set -eu
DATA=$(realpath "$1")
mkdir -p "$2"
WORK=$(realpath "$2")
cd "$(dirname "$0")"
export PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=2
PYTHON=${PYTHON:-python3}
with() { script=$1; shift; $PYTHON "$script" --data "$DATA" --work "$WORK" "$@"; }

(cd ../.. && cargo build --release --example features)
[ -f "$WORK/speech.done" ] || { $PYTHON synth.py --work "$WORK"; touch "$WORK/speech.done"; }
[ -f "$WORK/recordings/index.jsonl" ] || ./recordings/fetch.sh "$WORK/recordings"
[ -f "$WORK/jaw.pt" ] || $PYTHON jaw.py --data "$DATA" --map "$WORK/jaw.pt"
make() { [ -f "$WORK/$1.npz" ] || { script=$2 name=$1; shift 2; with "$script" --set "$name.npz" "$@"; }; }
align() { labels=$1; shift; [ -f "$WORK/$labels.done" ] || { with align.py --labels "$labels" "$@"; touch "$WORK/$labels.done"; }; }
# The teacher hears the future. It learns from what is labelled, and lays known words over the other recordings; a second one
# learns from these too, and does it again.
make labelled dataset.py --seed 1 --labelled
with train.py --sets labelled.npz --teacher --name teacher --epochs 10 --half
align aligned
make rough dataset.py --seed 2 --labels aligned
with train.py --sets rough.npz --teacher --from teacher --name teacher2 --epochs 8 --rate 1.2e-3 --half
align aligned2 --teacher teacher2
# Everything is there twice, nearly clean and in loud noise, spoiled anew in each set. The voice learns to hear, then to hear in
# noise what it hears without, with features bent more. Each round begins fast and ends slowly ("warm restarts", Loshchilov and
# Hutter 2017). What goes on is the mean of moments of a round ("stochastic weight averaging", Izmailov et al. 2018): its end
# alone follows itself less well in noise. DEVICE=cuda: on a GPU.
behind=
# shellcheck disable=SC2086
several() { labels=$1 sets=; shift; for seed; do make "set$seed" dataset.py --seed "$seed" --labels "$labels" --noisy $behind; sets="$sets set$seed.npz"; done; }
# shellcheck disable=SC2086
hear() { with train.py --half --device "${DEVICE:-cpu}" --sets $sets "$@"; }
in_noise() { hear --captured 8 --bend 1.3 --muon --rate 1.5e-3 "$@"; }
mean() { $PYTHON mean.py --work "$WORK" --name "$@"; }
several aligned2 12 13 14 15 16 17
make starts starts.py --seed 6 --labels aligned2
hear --name first --starts starts.npz --once --epochs 28
in_noise --name second --starts starts.npz --from first --seed 2 --follow 0.3 --epochs 84 --moments 24 36 48 60 72 84
mean early second.24 second.36 second.48 second.60 second.72 second.84
# By then it hears strangers better than the teacher that it had: with it beside a third teacher, labels are better still.
several aligned2 12 13
hear --name teacher3 --teacher --from teacher2 --once --bend 1.3 --muon --rate 1.2e-3 --epochs 16
align aligned3 --teacher teacher3 --beside early
several aligned3 22 23 24 25 26 27
make starts3 starts.py --seed 7 --labels aligned3
# shellcheck disable=SC2046
in_noise --name third --starts starts3.npz --from early --seed 3 --follow 0.5 --epochs 60 --moments $(seq 4 4 60)
# shellcheck disable=SC2046
mean heard $(seq -f third.%g 4 4 60)
# In the end to tell who is meant: noise is now people, every second time before the same microphone as the voice. What comes of
# that comes while the rate is high: it falls half of its way only. The last round hears the other noises again, too.
behind=--crowded
several aligned3 32 33 34 35
make starts4 starts.py --seed 8 --labels aligned3 $behind
in_crowds() { in_noise --starts starts4.npz --rate 1.2e-3 --fall 0.5 --follow 1.0 "$@"; }
# shellcheck disable=SC2046
in_crowds --name fourth --from heard --seed 4 --epochs 24 --moments $(seq 4 4 24)
# shellcheck disable=SC2046
mean crowded $(seq -f fourth.%g 4 4 24)
sets=
for pair in "32 22" "33 23" "34 24" "35 25" "32 26" "33 27"; do for seed in $pair; do sets="$sets set$seed.npz"; done; done
# shellcheck disable=SC2046
in_crowds --name fifth --from crowded --seed 5 --epochs 24 --moments $(seq 2 2 24)
# shellcheck disable=SC2046
mean voice $(seq -f fourth.%g 4 4 24) $(seq -f fifth.%g 2 2 24)
# Seen on dev speakers, too (the card says how): in rooms still stranger, the grid's best shuts lips on too many sounds of the tongue.
with tune.py --set set22.npz --name voice --labels aligned3 --lips 0.10 0.50 --tuck 0.00 0.04 --close 0.35 0.60 --speech 0.2 0.8
$PYTHON export.py "$WORK/voice.tuned.pt" "$WORK/voice.onnx"
$PYTHON evaluate.py --data "$DATA" --aligned "$WORK/aligned3" --model "$WORK/voice.onnx"
