## A line is spoken, and the face does what a bake says it should at what is heard.
extends EmoFaceTest

## Time in which the face comes from rest into the line, in seconds.
const BLEND := 0.15


## A character whose face is moved by its voice alone.
func speaker() -> Dictionary:
	var parts := character()
	var player: EmoFacePlayer = parts["player"]
	for gain: String in ["blink", "gaze", "head", "brow", "breath", "laughter"]:
		player.set(gain + "_gain", 0.0)
	player.look_ahead_ms = 67
	return parts


## What a shape is at each moment of a bake, as an Animation has it.
func baked(player: EmoFacePlayer, stream: AudioStream) -> Animation:
	var baker := EmoFaceBaker.new()
	baker.tolerance = 0.0
	return baker.bake(player, stream)


func track_of(animation: Animation, shape_name: String) -> int:
	for track in animation.get_track_count():
		if String(animation.track_get_path(track)).ends_with(":" + shape_name):
			return track
	return -1


## Follows the line and compares; returns the greatest difference and how far the jaw opened.
func follow(parts: Dictionary, animation: Animation, from: float, to: float) -> Dictionary:
	var player: EmoFacePlayer = parts["player"]
	var jaw := track_of(animation, "jawOpen")
	var result := {"worst": 0.0, "at": 0.0, "moved": 0.0, "frames": 0, "positions": []}
	var end := Time.get_ticks_msec() + 10_000
	while player.is_speaking() and Time.get_ticks_msec() < end:
		await tree.process_frame
		var heard := player.get_heard_position()
		var value := shape(parts["mesh"], "jawOpen")
		if heard < from or heard > to or not player.is_speaking():
			continue
		var difference := absf(value - animation.blend_shape_track_interpolate(jaw, heard))
		result["frames"] += 1
		result["positions"].append(heard)
		result["moved"] = maxf(result["moved"], value)
		if difference > result["worst"]:
			result["worst"] = difference
			result["at"] = heard
	return result


func test_a_line_moves_the_face_as_its_bake_does() -> void:
	var parts := speaker()
	var player: EmoFacePlayer = parts["player"]
	var stream := hello()
	var animation := baked(player, stream)
	check(track_of(animation, "jawOpen") >= 0, "the bake has no jaw")
	var heard := {"started": 0, "finished": 0}
	player.started.connect(func() -> void: heard["started"] += 1)
	player.finished.connect(func() -> void: heard["finished"] += 1)
	check(player.speak(stream), "it does not speak")
	check(player.is_speaking() and parts["voice"].playing, "it does not play")
	var result: Dictionary = await follow(parts, animation, BLEND, stream.get_length() - 0.05)
	print("        worst %.4f at %.2f s, jaw %.2f, %d frames" % [result["worst"], result["at"], result["moved"], result["frames"]])
	check(result["frames"] > 30, "only %d frames" % result["frames"])
	check(result["moved"] > 0.15, "the jaw opens to %.2f only" % result["moved"])
	check(result["worst"] < 0.05, "the jaw is off by %.3f at %.2f s" % [result["worst"], result["at"]])
	check(heard == {"started": 1, "finished": 1}, "signals: %s" % heard)
	var positions: Array = result["positions"]
	for k in range(1, positions.size()):
		check(positions[k] >= positions[k - 1], "it goes back from %f to %f" % [positions[k - 1], positions[k]])
	await wait(0.7)
	check(shape(parts["mesh"], "jawOpen") < 0.05, "the mouth stays open")
