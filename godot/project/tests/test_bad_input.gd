## What is wrong is said, and nothing else happens. ci/test-godot looks for these words in the log.
extends EmoFaceSpeakingTest


func warned(player: EmoFacePlayer, words: String) -> bool:
	return Array(player.get_warnings()).any(func(text: String) -> bool: return words in text)


func test_warnings_say_what_is_missing() -> void:
	var player := EmoFacePlayer.new()
	stage.add_child(player)
	check(warned(player, "no voice"), "no word about the voice")
	check(warned(player, "No mesh"), "no word about the mesh")
	player.audio_player = stage
	check(warned(player, "is no AudioStreamPlayer"), "a Node3D passes for an audio player")
	player.capture_bus = "Nowhere"
	check(warned(player, "no audio bus called 'Nowhere'"), "no word about the bus")
	var strange := mesh(["hat", "shoe"])
	stage.add_child(strange)
	check(warned(player, "None of the blend shapes"), "strange shapes pass")
	var profile := EmoFaceProfile.new()
	profile.rig = 6
	profile.json = '{ "emoface_profile": 1, "nam": 3 }'
	player.profile = profile
	check(warned(player, "The profile cannot be used"), "a bad profile passes")
	check("line 1" in profile.problem(), "no line: %s" % profile.problem())
	await wait(0.1)
	check(player.get_driven_shape_count() == 0, "it drives something")
	var good := character()
	check(good["player"].get_warnings().is_empty(), "warnings without a reason")


func test_what_cannot_be_spoken_is_refused() -> void:
	var parts := speaker()
	var player: EmoFacePlayer = parts["player"]
	check(not player.speak(null), "nothing is spoken")
	check(not player.speak(AudioStreamWAV.new()), "an empty sound is spoken")
	check(not player.speak(AudioStreamGenerator.new()), "a generator is spoken")
	check(not player.speak_pcm(PackedFloat32Array(), 44100.0), "no samples are spoken")
	check(not player.speak_pcm(PackedFloat32Array([0.0]), 1.0), "1 Hz is spoken")
	check(not player.speak_pcm(PackedFloat32Array([0.0]), NAN), "no rate is spoken")
	player.push_pcm(PackedFloat32Array([NAN, INF]), 7.0)
	player.push_pcm(PackedFloat32Array([NAN, INF, -INF, 1e30]), 48000.0, -3)
	player.push_pcm16(PackedByteArray([1, 2, 3]), 16000.0, 0)
	player.set_heard(NAN)
	await wait(0.2)
	player.interrupt()
	check(not player.set_mood("joy"), "joy is no emotion")
	check(player.get_values("nobody").is_empty(), "a rig called nobody")
	check(EmoFaceProfile.from_names([]) == null, "a profile of nothing")
	check(EmoFaceBaker.new().bake(null, null) == null, "a bake of nothing")
	check(
		EmoFaceBaker.new().bake(player, AudioStreamGenerator.new()) == null, "a bake of a generator"
	)
	await wait(0.1)
	for value in player.get_values("arkit"):
		check(is_finite(value), "a value is no number")


func test_absurd_properties_do_no_harm() -> void:
	var parts := character()
	var player: EmoFacePlayer = parts["player"]
	for name: String in [
		"emotion_happy", "emotion_intensity", "blink_gain", "gaze_gain", "head_gain"
	]:
		for value: float in [NAN, INF, -5.0, 1e30]:
			player.set(name, value)
			await tree.process_frame
	player.look_at_point(Vector3(NAN, 0, 0))
	await tree.process_frame
	player.look_at_point(parts["mesh"].global_position)
	await tree.process_frame
	player.seed = -1
	player.look_ahead_ms = 1.0
	await tree.process_frame
	check(not player.speak(hello()), "a look-ahead of 1 ms is possible")
	player.look_ahead_ms = 33.0
	check(
		is_equal_approx(player.get_actual_look_ahead_ms(), 100.0 / 3.0),
		"%.1f ms" % player.get_actual_look_ahead_ms()
	)
	check(player.speak(hello()), "it does not recover")
	for value in player.get_values("board"):
		check(is_finite(value), "a value is no number")
