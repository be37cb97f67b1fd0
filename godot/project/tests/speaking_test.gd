## A test with characters whose faces are moved by their voices alone, and what a bake says of them.
class_name EmoFaceSpeakingTest
extends EmoFaceTest

## Time in which a face comes from rest into a line, in seconds.
const BLEND := 0.15
## A frame longer than this is no frame: the machine stood still, and the sound with it, in seconds.
const STANDSTILL := 0.2
## With more sound than this waiting for it, in seconds, the worker has yet to catch up.
const BEHIND := 0.1


## A character that does nothing of its own accord.
func speaker() -> Dictionary:
	var parts := character()
	calm(parts["player"])
	return parts


func calm(player: EmoFacePlayer) -> void:
	for gain: String in ["blink", "gaze", "head", "brow", "breath", "laughter"]:
		player.set(gain + "_gain", 0.0)
	player.look_ahead_ms = 67


## Every moment of a bake of [param stream].
func baked(player: EmoFacePlayer, stream: AudioStream) -> Animation:
	var baker := EmoFaceBaker.new()
	baker.tolerance = 0.0
	return baker.bake(player, stream)


func track_of(animation: Animation, shape_name: String) -> int:
	for track in animation.get_track_count():
		if String(animation.track_get_path(track)).ends_with(":" + shape_name):
			return track
	return -1


## Watches the jaw for [param seconds], or until nobody speaks: how far it is from what the bake has
## at the position that is heard, as it is and if it were 10 ms early or late. After a standstill
## the face comes into the line anew, and when the worker has caught up.
func watch(parts: Dictionary, animation: Animation, seconds: float, blend := BLEND) -> Dictionary:
	var player: EmoFacePlayer = parts["player"]
	var jaw := track_of(animation, "jawOpen")
	var result := {
		"off": 0.0, "early": 0.0, "late": 0.0, "moved": 0.0, "frames": 0, "back": 0, "last": -1.0
	}
	var begun := Time.get_ticks_msec()
	var before := begun
	var calm := begun + blend * 1000.0
	while player.is_speaking() and Time.get_ticks_msec() - begun < seconds * 1000.0:
		await tree.process_frame
		var heard := player.get_heard_position()
		var now := Time.get_ticks_msec()
		var behind: float = player.get_statistics().get("behind", 0.0)
		if now - before > STANDSTILL * 1000.0 or behind > BEHIND:
			calm = now + blend * 1000.0
		before = now
		if (
			now < calm
			or not player.is_speaking()
			or heard <= 0.0
			or heard > animation.length - 0.05
		):
			continue
		var value := shape(parts["mesh"], "jawOpen")
		for lag: Array in [["off", 0.0], ["early", 0.01], ["late", -0.01]]:
			result[lag[0]] += absf(
				value - animation.blend_shape_track_interpolate(jaw, heard + lag[1])
			)
		result["frames"] += 1
		result["moved"] = maxf(result["moved"], value)
		result["back"] += int(heard < result["last"])
		result["last"] = heard
	return result


## The face does at each moment what the bake does then, and not what it does 10 ms before or after.
func check_in_time(result: Dictionary, title: String) -> void:
	var frames: int = result["frames"]
	check(frames >= 10, "%s: only %d frames" % [title, frames])
	check(result["moved"] > 0.1, "%s: the jaw opens to %.2f only" % [title, result["moved"]])
	check(
		result["off"] / maxi(frames, 1) < 0.01,
		"%s: off by %.4f on average" % [title, result["off"] / maxi(frames, 1)]
	)
	check(
		result["off"] < result["early"] and result["off"] < result["late"],
		"%s: not in time: %s" % [title, result]
	)
