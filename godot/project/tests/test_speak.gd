## A line is spoken, and the face does what a bake says it should at what is heard.
extends EmoFaceSpeakingTest


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
	var result: Dictionary = await watch(parts, animation, 10.0)
	check_in_time(result, "line")
	check(result["back"] == 0, "it went back %d times" % result["back"])
	check(heard == {"started": 1, "finished": 1}, "signals: %s" % heard)
	await wait(0.7)
	check(shape(parts["mesh"], "jawOpen") < 0.05, "the mouth stays open")


func test_it_follows_what_the_audio_player_plays_and_stops_with_it() -> void:
	var parts := speaker()
	var voice: AudioStreamPlayer = parts["voice"]
	voice.stream = hello()
	var animation := baked(parts["player"], voice.stream)
	voice.play(1.0)
	check(await wait_until(parts["player"].is_speaking), "nobody speaks")
	check_in_time(await watch(parts, animation, 0.8), "from 1 s on")
	voice.stop()
	check(
		await wait_until(func() -> bool: return not parts["player"].is_speaking()), "it speaks on"
	)
	await wait(0.3)
	check(shape(parts["mesh"], "jawOpen") < 0.05, "the mouth stays open")
	parts["player"].follow = false
	voice.play()
	await wait(0.2)
	check(not parts["player"].is_speaking(), "it follows although it should not")


func test_2d_and_3d_players_are_followed() -> void:
	for voice: Node in [AudioStreamPlayer2D.new(), AudioStreamPlayer3D.new()]:
		var parts := speaker()
		parts["body"].add_child(voice)
		parts["player"].audio_player = voice
		var stream := hello()
		parts["player"].speak(stream)
		check_in_time(await watch(parts, baked(parts["player"], stream), 0.8), voice.get_class())
		parts["player"].interrupt()


func test_pause_rests_the_face_and_goes_on_in_time() -> void:
	var parts := speaker()
	var player: EmoFacePlayer = parts["player"]
	var stream := hello()
	var animation := baked(player, stream)
	player.speak(stream)
	await watch(parts, animation, 1.0)
	parts["voice"].stream_paused = true
	await wait(0.3)
	check(player.is_speaking(), "a paused line is over")
	check(shape(parts["mesh"], "jawOpen") < 0.05, "the mouth stays open while the line is paused")
	parts["voice"].stream_paused = false
	check_in_time(await watch(parts, animation, 1.0, 0.3), "after the pause")


func test_seek() -> void:
	var parts := speaker()
	var player: EmoFacePlayer = parts["player"]
	var stream := hello()
	var animation := baked(player, stream)
	player.speak(stream)
	await wait(0.3)
	for place: float in [3.0, 0.8]:
		parts["voice"].seek(place)
		check(
			await wait_until(
				func() -> bool: return absf(player.get_heard_position() - place) < 0.2, 1.0
			),
			"no seek"
		)
		check_in_time(await watch(parts, animation, 1.0, 0.3), "after a seek to %.1f s" % place)


func test_pitch_and_loop() -> void:
	var parts := speaker()
	var player: EmoFacePlayer = parts["player"]
	var stream := hello()
	stream.loop_mode = AudioStreamWAV.LOOP_FORWARD
	stream.loop_end = stream.data.size() / 2
	var animation := baked(player, stream)
	parts["voice"].pitch_scale = 1.5
	var over := [0]
	player.finished.connect(func() -> void: over[0] += 1)
	player.speak(stream)
	check_in_time(await watch(parts, animation, 1.0), "faster")
	parts["voice"].seek(stream.get_length() - 0.3)
	var again := func() -> bool: return player.get_heard_position() < 1.0
	check(await wait_until(again, 2.0), "no loop")
	check_in_time(await watch(parts, animation, 1.0, 0.3), "second round")
	check(over[0] == 0, "a loop is over")


func test_low_frame_rate() -> void:
	var parts := speaker()
	var stream := hello()
	var animation := baked(parts["player"], stream)
	parts["player"].speak(stream)
	Engine.max_fps = 10
	var result: Dictionary = await watch(parts, animation, 3.0)
	Engine.max_fps = 0
	check(result["frames"] < 40, "%d frames" % result["frames"])
	check_in_time(result, "10 frames a second")


func test_a_silent_line_runs_on_the_time_of_the_game() -> void:
	var parts := speaker()
	parts["player"].audio_player = null
	var stream := hello()
	var animation := baked(parts["player"], stream)
	check(parts["player"].speak(stream), "it does not speak")
	check_in_time(await watch(parts, animation, 1.0), "silent")


func test_samples_of_a_script() -> void:
	var parts := speaker()
	var stream := hello()
	var animation := baked(parts["player"], stream)
	check(parts["player"].speak_pcm(samples(stream), stream.mix_rate), "it does not speak")
	check(parts["voice"].playing, "it is not heard")
	check_in_time(await watch(parts, animation, 1.0), "samples")


func test_interrupt_closes_the_mouth_and_another_line_follows() -> void:
	var parts := speaker()
	var player: EmoFacePlayer = parts["player"]
	var stream := hello()
	var animation := baked(player, stream)
	player.speak(stream)
	await watch(parts, animation, 1.05)
	var over := [0]
	player.finished.connect(func() -> void: over[0] += 1)
	player.interrupt()
	check(over[0] == 1 and not player.is_speaking() and not parts["voice"].playing, "it goes on")
	await wait(0.2)
	check(shape(parts["mesh"], "jawOpen") < 0.05, "the mouth is open 0.2 s later")
	player.speak(stream)
	check_in_time(await watch(parts, animation, 1.0), "after an interruption")


func test_a_handler_may_speak_again() -> void:
	var parts := speaker()
	var player: EmoFacePlayer = parts["player"]
	var stream := hello()
	var lines := [0]
	player.finished.connect(
		func() -> void:
			lines[0] += 1
			if lines[0] < 3:
				player.speak(stream)
	)
	player.speak(stream)
	parts["voice"].seek(stream.get_length() - 0.1)
	check(await wait_until(func() -> bool: return lines[0] == 1, 2.0), "the line is never over")
	check(player.is_speaking(), "the handler's line is not spoken")
	player.interrupt()
	check(lines[0] == 2 and player.is_speaking(), "the handler of an interruption is not heard")
	player.interrupt()
	check(lines[0] == 3 and not player.is_speaking(), "it goes on")


func test_several_characters_speak_at_once() -> void:
	var cast: Array[Dictionary] = []
	var stream := hello()
	for k in 8:
		var parts := speaker()
		parts["player"].seed = k
		parts["player"].speak(stream)
		cast.append(parts)
	var animation := baked(cast[0]["player"], stream)
	var results := []
	for parts in cast:
		var one := func() -> void: results.append(await watch(parts, animation, 1.5))
		one.call()
	check(
		await wait_until(func() -> bool: return results.size() == cast.size(), 5.0),
		"not all are done"
	)
	for result: Dictionary in results:
		check_in_time(result, "one of eight")


func test_moods_show() -> void:
	var parts := character(["mouthSmileLeft", "mouthFrownLeft", "jawOpen", "browDownLeft"])
	var player: EmoFacePlayer = parts["player"]
	calm(player)
	player.emotion_happy = 1.0
	await wait(1.5)
	var smile := shape(parts["mesh"], "mouthSmileLeft")
	check(smile > 0.15, "a happy face smiles %.2f" % smile)
	check(player.set_mood("happy:0.5;brows=angry"), "the mood is not understood")
	check(
		is_equal_approx(player.emotion_happy, 0.5), "the slider is at %.2f" % player.emotion_happy
	)
	await wait(1.5)
	check(shape(parts["mesh"], "mouthSmileLeft") < smile, "half as happy is no less")
	check(shape(parts["mesh"], "browDownLeft") > 0.15, "the brows are not angry")
	player.emotion_intensity = 0.0
	player.set_mood("neutral")
	await wait(2.5)
	check(shape(parts["mesh"], "mouthSmileLeft") < 0.06, "the smile stays")


func test_a_silent_face_lives() -> void:
	var parts := character(["eyeBlinkLeft", "eyeLookOutLeft", "jawOpen"])
	parts["player"].blink_gain = 4.0
	var blink := func() -> bool: return shape(parts["mesh"], "eyeBlinkLeft") > 0.5
	check(await wait_until(blink, 20.0), "no blink in 20 s")


## Samples of a sound as a script has them.
func samples(stream: AudioStreamWAV) -> PackedFloat32Array:
	var values := PackedFloat32Array()
	values.resize(stream.data.size() / 2)
	for k in values.size():
		values[k] = stream.data.decode_s16(2 * k) / 32768.0
	return values
