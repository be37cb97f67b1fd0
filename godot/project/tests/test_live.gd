## Voices that come piece by piece: from a script, from a bus.
extends EmoFaceSpeakingTest

const BUS := "EmoFaceTestVoice"


func add_bus() -> void:
	if AudioServer.get_bus_index(BUS) < 0:
		AudioServer.add_bus()
		AudioServer.set_bus_name(AudioServer.bus_count - 1, BUS)


func effects() -> int:
	return AudioServer.get_bus_effect_count(AudioServer.get_bus_index(BUS))


## Greatest value of the jaw within [param seconds].
func widest(parts: Dictionary, seconds: float) -> float:
	var most := 0.0
	var end := Time.get_ticks_msec() + seconds * 1000.0
	while Time.get_ticks_msec() < end:
		await tree.process_frame
		most = maxf(most, shape(parts["mesh"], "jawOpen"))
	return most


func test_pieces_of_every_kind_move_the_mouth_and_end() -> void:
	var stream := hello()
	for kind: String in ["floats", "frames", "bytes"]:
		var parts := speaker()
		var player: EmoFacePlayer = parts["player"]
		player.audio_player = null
		var seen := {"started": 0, "finished": 0, "underrun": 0}
		player.started.connect(func() -> void: seen["started"] += 1)
		player.finished.connect(func() -> void: seen["finished"] += 1)
		player.underrun.connect(func() -> void: seen["underrun"] += 1)
		# In a burst, as text to speech comes: 1.2 s in pieces of 20 ms.
		var piece := stream.mix_rate / 50
		for k in range(0, 60):
			var bytes := stream.data.slice(2 * k * piece, 2 * (k + 1) * piece)
			match kind:
				"bytes":
					player.push_pcm16(bytes, stream.mix_rate)
				"floats":
					var values := PackedFloat32Array()
					for at in range(0, bytes.size(), 2):
						values.append(bytes.decode_s16(at) / 32768.0)
					player.push_pcm(values, stream.mix_rate, 1)
				"frames":
					var frames := PackedVector2Array()
					for at in range(0, bytes.size(), 2):
						frames.append(Vector2.ONE * (bytes.decode_s16(at) / 32768.0))
					player.push_frames(frames, stream.mix_rate)
		player.finish()
		var begun := time
		check(player.is_speaking(), "%s: nobody speaks" % kind)
		var open := await widest(parts, 1.0)
		check(open > 0.2, "%s: the jaw opens to %.2f only" % [kind, open])
		check(
			await wait_until(func() -> bool: return not player.is_speaking()),
			"%s: it never ends" % kind
		)
		var took := time - begun
		check(absf(took - 1.3) < 0.15, "%s: 1.2 s of voice took %.2f s" % [kind, took])
		check(seen == {"started": 1, "finished": 1, "underrun": 0}, "%s: signals %s" % [kind, seen])


func test_a_voice_that_stops_coming_is_told_and_ends_by_itself() -> void:
	var parts := speaker()
	var player: EmoFacePlayer = parts["player"]
	player.audio_player = null
	var dry := [0]
	player.underrun.connect(func() -> void: dry[0] += 1)
	player.push_pcm16(hello().data.slice(0, 44100), 44100.0)
	check(await wait_until(func() -> bool: return dry[0] > 0, 2.0), "nobody is told")
	check(player.is_speaking(), "it is over too soon")
	check(await wait_until(func() -> bool: return not player.is_speaking(), 3.0), "it never ends")


func test_set_heard_puts_the_face_in_time() -> void:
	var parts := speaker()
	var player: EmoFacePlayer = parts["player"]
	var stream := hello()
	var jaw_track := baked(player, stream)
	var jaw := track_of(jaw_track, "jawOpen")
	player.audio_player = null
	player.push_pcm16(stream.data, stream.mix_rate)
	var off := 0.0
	var frames := 0
	var begun := Time.get_ticks_usec()
	while frames < 100:
		var heard := (Time.get_ticks_usec() - begun) / 1e6
		player.set_heard(heard)
		await tree.process_frame
		await tree.process_frame
		if heard > 0.3:
			frames += 1
			# The face goes on from what was said with the time of the game.
			off += absf(
				(
					shape(parts["mesh"], "jawOpen")
					- jaw_track.blend_shape_track_interpolate(jaw, heard)
				)
			)
	check(off / frames < 0.06, "off by %.3f on average" % (off / frames))


func test_a_bus_is_a_voice() -> void:
	add_bus()
	var parts := speaker()
	var player: EmoFacePlayer = parts["player"]
	player.audio_player = null
	player.capture_bus = BUS
	check(effects() == 1, "%d effects listen" % effects())
	check(await widest(parts, 0.3) < 0.05 and not player.is_speaking(), "a silent bus speaks")
	parts["voice"].bus = BUS
	parts["voice"].stream = hello()
	parts["voice"].play()
	var open := await widest(parts, 1.5)
	check(open > 0.2 and player.is_speaking(), "the jaw opens to %.2f only" % open)
	parts["voice"].stop()
	check(
		await wait_until(func() -> bool: return not player.is_speaking(), 3.0),
		"a silent bus speaks on"
	)
	# Two who listen to one bus both hear all of it.
	var other := speaker()
	other["player"].audio_player = null
	other["player"].capture_bus = BUS
	check(effects() == 2, "%d effects listen to two" % effects())
	parts["voice"].play()
	var both := await widest(parts, 1.0)
	check(both > 0.2 and shape(other["mesh"], "jawOpen") > -1.0, "the first is deaf")
	check(other["player"].is_speaking(), "the second is deaf")
	other["body"].free()
	parts["player"].free()
	check(effects() == 0, "%d effects stay" % effects())
