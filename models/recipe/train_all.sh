#!/bin/sh
# From nothing to models/voice.onnx. Hours are not needed: about an hour and a half on two CPU cores.
#
#   models/recipe/train_all.sh DATA WORK
#
# DATA holds phones.jsonl and the real recordings it names, WORK takes everything generated (about 3 GB).
# Needs: Debian packages espeak-ng libespeak-ng1 flite festival sox and festival's voices (festvox-kallpc16k
# festvox-kdlpc16k festvox-us-slt-hts festvox-itapc16k festvox-italp16k festvox-czech-dita festvox-czech-machac
# festvox-czech-ph festvox-suopuhe-lj festvox-suopuhe-mv festvox-ca-ona-hts festvox-hi-nsk festvox-te-nsk
# festvox-mr-nsk festvox-ru); Python packages of requirements.txt; cargo. Every step that is done stays done:
# training resumes from its checkpoint.
set -eu
DATA=$(realpath "$1")
mkdir -p "$2"
WORK=$(realpath "$2")
cd "$(dirname "$0")"
export PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=2
PYTHON=${PYTHON:-python3}

(cd ../.. && cargo build --release --example features)
[ -d "$WORK/speech" ] || $PYTHON synth.py --work "$WORK"
[ -f "$WORK/first.npz" ] || $PYTHON dataset.py --data "$DATA" --work "$WORK" --set first.npz --seed 1
$PYTHON train.py --data "$DATA" --work "$WORK" --set first.npz --teacher --name teacher --epochs 7
[ -d "$WORK/taught" ] || $PYTHON teach.py --data "$DATA" --work "$WORK"
[ -f "$WORK/train.npz" ] || $PYTHON dataset.py --data "$DATA" --work "$WORK" --set train.npz --seed 2
$PYTHON train.py --data "$DATA" --work "$WORK" --set train.npz --name voice --epochs 14
# A short last round in which many streams start abruptly.
[ -f "$WORK/starts.npz" ] || $PYTHON starts.py --data "$DATA" --work "$WORK" --seed 3
$PYTHON train.py --data "$DATA" --work "$WORK" --set train.npz --starts --from voice --name settled --epochs 2 --rate 4e-4
$PYTHON tune.py --data "$DATA" --work "$WORK" --set train.npz --name settled --mix voice 0.35 --bilabial 0.17 0.45
$PYTHON export.py "$WORK/settled.tuned.pt" ../voice.onnx
$PYTHON evaluate.py --data "$DATA" --model ../voice.onnx
