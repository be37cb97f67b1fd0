## Thirty-two heads that all speak at once, and what a frame costs: all of it, and our share.
##
## `godot --path . demo/crowd.tscn -- --measure 10` prints the figures after so many seconds.
extends Node3D

const HEADS := 32
const COLUMNS := 8
const SPACING := Vector2(0.3, 0.38)
const EMOTIONS: PackedStringArray = [
	"angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"
]

const HEAD := preload("res://demo/head.glb")
const HELLO := preload("res://demo/hello.wav")

var _frames: PackedFloat64Array = []
var _shares: PackedFloat64Array = []
var _begun := Time.get_ticks_usec()
var _before := 0
var _measure := 0.0


func _ready() -> void:
	var arguments := OS.get_cmdline_user_args()
	var measured := arguments.find("--measure")
	if measured >= 0:
		_measure = arguments[measured + 1].to_float()
	for k in HEADS:
		_add_head(k)


func _process(_delta: float) -> void:
	var now := Time.get_ticks_usec()
	if _before > 0:
		_frames.append((now - _before) / 1000.0)
		_shares.append(EmoFacePlayer.get_process_usec() / 1000.0)
	_before = now
	var seconds := (now - _begun) / 1e6
	if _frames.size() >= 60 and _measure == 0.0:
		$Figures.text = _figures()
		_frames.clear()
		_shares.clear()
	# The first second is loading.
	if _measure > 0.0 and seconds < 1.0:
		_frames.clear()
		_shares.clear()
	elif _measure > 0.0 and seconds > _measure + 1.0:
		print(_figures())
		get_tree().quit()


func _figures() -> String:
	var frame := _mean(_frames)
	var share := _mean(_shares)
	_shares.sort()
	var worst: float = _shares[int(_shares.size() * 0.99)]
	var text := "%d heads: a frame takes %.2f ms, ours of it %.3f ms (%.1f %%, p99 %.3f ms)"
	return text % [HEADS, frame, share, 100.0 * share / frame, worst]


func _mean(values: PackedFloat64Array) -> float:
	var sum := 0.0
	for value in values:
		sum += value
	return sum / maxi(values.size(), 1)


func _add_head(k: int) -> void:
	var head: Node3D = HEAD.instantiate()
	var place := Vector2(k % COLUMNS, k / COLUMNS) - Vector2(COLUMNS - 1, HEADS / COLUMNS - 1) / 2.0
	head.position = Vector3(place.x * SPACING.x, -place.y * SPACING.y, 0.0)
	var voice := AudioStreamPlayer3D.new()
	voice.stream = HELLO
	var player := EmoFacePlayer.new()
	player.audio_player = voice
	player.seed = k
	player.head = head.get_node("head")
	player.left_eye = head.get_node("head/eyeLeft")
	player.right_eye = head.get_node("head/eyeRight")
	player.set("emotion_" + EMOTIONS[k % EMOTIONS.size()], 0.8)
	head.add_child(voice)
	head.add_child(player)
	add_child(head)
	voice.finished.connect(voice.play)
	voice.play(k * HELLO.get_length() / HEADS)
