#!/bin/sh
# From nothing to models/voice.onnx: some seven hours on two quiet CPU cores, most of them training.
#
#   models/recipe/train_all.sh DATA WORK
#
# DATA holds phones.jsonl and the real recordings it names, WORK takes everything generated (about 12 GB).
# Needs: Debian packages espeak-ng libespeak-ng1 flite festival sox ffmpeg and festival's voices (festvox-kallpc16k
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
[ -d "$WORK/speech" ] || $PYTHON synth.py --work "$WORK"
[ -f "$WORK/recordings/index.jsonl" ] || ./recordings/fetch.sh "$WORK/recordings"
[ -f "$WORK/jaw.pt" ] || $PYTHON jaw.py --data "$DATA" --map "$WORK/jaw.pt"
# The same speech is spoiled anew for every epoch of a round.
sets() {
    labels=$1 seeds=$2; shift 2
    for seed in $seeds; do
        [ -f "$WORK/set$seed.npz" ] || with dataset.py --set "set$seed.npz" --seed "$seed" --labels "$labels" "$@"
    done
}
# The teacher hears the future. It learns from what is labelled, and lays known words over the other recordings; a second
# one learns from these too, and does it again.
[ -f "$WORK/labelled.npz" ] || with dataset.py --set labelled.npz --seed 1 --labelled
with train.py --sets labelled.npz --teacher --name teacher --epochs 8 --size 160 192 128
with align.py
sets aligned "2 3 4 5"
FIRST="set2.npz set3.npz set4.npz set5.npz"
with train.py --sets $FIRST --teacher --from teacher --name teacher2 --epochs 7 --rate 1.2e-3 --size 160 192 128
with align.py --teacher teacher2 --labels aligned2
sets aligned2 "12 13 14 15"
[ -f "$WORK/starts.npz" ] || with starts.py --seed 6
sets aligned2 "22 23 24" --noisy
# The voice begins with what is surely labelled, then hears everything, as the first teacher and as the second heard it,
# and last everything twice, nearly clean and in loud noise.
with train.py --sets labelled.npz --name first --epochs 14
with train.py --sets $FIRST --starts starts.npz --from first --name voice1 --epochs 17 --rate 1.2e-3
with train.py --sets set12.npz set13.npz set14.npz set15.npz --starts starts.npz --from voice1 --name voice2 --epochs 26 --rate 1.2e-3
with train.py --sets set22.npz set22.npz set23.npz set23.npz set24.npz set24.npz --starts starts.npz --from voice2 --name voice \
    --epochs 17 --rate 1.2e-3 --batch 16 --half
# Stricter than the grid's best (by 0.02 of its score): in rooms still stranger, lips shut on too many sounds of the tongue.
with tune.py --set set12.npz --name voice --labels aligned2 --lips 0.10 0.30 --tuck 0.08 0.22 --close 0.35 0.55
$PYTHON export.py "$WORK/voice.tuned.pt" ../voice.onnx
$PYTHON evaluate.py --data "$DATA" --aligned "$WORK/aligned2" --model ../voice.onnx
