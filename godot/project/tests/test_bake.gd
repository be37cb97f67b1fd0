## Lines as animations: saved, loaded, played by an AnimationPlayer.
extends EmoFaceSpeakingTest

## Step sizes of IMA ADPCM (IMA Digital Audio Technical Working Group 1992).
const STEPS: Array[int] = [
	7,
	8,
	9,
	10,
	11,
	12,
	13,
	14,
	16,
	17,
	19,
	21,
	23,
	25,
	28,
	31,
	34,
	37,
	41,
	45,
	50,
	55,
	60,
	66,
	73,
	80,
	88,
	97,
	107,
	118,
	130,
	143,
	157,
	173,
	190,
	209,
	230,
	253,
	279,
	307,
	337,
	371,
	408,
	449,
	494,
	544,
	598,
	658,
	724,
	796,
	876,
	963,
	1060,
	1166,
	1282,
	1411,
	1552,
	1707,
	1878,
	2066,
	2272,
	2499,
	2749,
	3024,
	3327,
	3660,
	4026,
	4428,
	4871,
	5358,
	5894,
	6484,
	7132,
	7845,
	8630,
	9493,
	10442,
	11487,
	12635,
	13899,
	15289,
	16818,
	18500,
	20350,
	22385,
	24623,
	27086,
	29794,
	32767,
]


func test_a_saved_bake_is_replayed_by_an_animation_player() -> void:
	var parts := character()
	var player: EmoFacePlayer = parts["player"]
	var head := Node3D.new()
	head.name = "Head"
	parts["body"].add_child(head)
	player.head = head
	player.emotion_happy = 0.7
	var stream := hello()
	var animation := EmoFaceBaker.new().bake(player, stream)
	check(absf(animation.length - stream.get_length()) < 1e-3, "it lasts %.2f s" % animation.length)
	var library := AnimationLibrary.new()
	library.add_animation("hello", animation)
	check(ResourceSaver.save(library, "user://speech.res") == OK, "it cannot be saved")
	player.free()
	var loaded: AnimationLibrary = ResourceLoader.load(
		"user://speech.res", "", ResourceLoader.CACHE_MODE_IGNORE
	)
	var playback := AnimationPlayer.new()
	parts["body"].add_child(playback)
	playback.add_animation_library("speech", loaded)
	playback.play("speech/hello")
	playback.pause()
	var track := track_of(animation, "jawOpen")
	var most := 0.0
	var turned := 0.0
	for k in 45:
		var time := k * 0.1
		playback.seek(time, true)
		most = maxf(most, shape(parts["mesh"], "jawOpen"))
		turned = maxf(turned, head.quaternion.get_angle())
		var wanted := animation.blend_shape_track_interpolate(track, time)
		check(
			absf(shape(parts["mesh"], "jawOpen") - wanted) < 1e-3,
			"%.3f for %.3f" % [shape(parts["mesh"], "jawOpen"), wanted]
		)
	check(most > 0.15, "the jaw opens to %.2f only" % most)
	check(turned > 0.005, "the head turns by %.4f only" % turned)
	playback.play("speech/hello")
	await wait(0.2)
	check(parts["voice"].playing, "the sound is not played")


func test_fewer_keys_are_as_good() -> void:
	var parts := speaker()
	var stream := hello()
	var baker := EmoFaceBaker.new()
	var small := baker.bake(parts["player"], stream)
	baker.tolerance = 0.0
	var full := baker.bake(parts["player"], stream)
	var track := track_of(small, "jawOpen")
	var reference := track_of(full, "jawOpen")
	# Of the whole animation: how many keys a single shape needs is up to the voice.
	check(
		keys_of(small) < keys_of(full) * 0.7,
		"%d keys where there were %d" % [keys_of(small), keys_of(full)]
	)
	var worst := 0.0
	for k in 270:
		var time := k / 60.0
		var difference := (
			small.blend_shape_track_interpolate(track, time)
			- full.blend_shape_track_interpolate(reference, time)
		)
		worst = maxf(worst, absf(difference))
	check(worst < 0.0025, "off by %.4f" % worst)


## Keys of all tracks.
func keys_of(animation: Animation) -> int:
	var keys := 0
	for track in animation.get_track_count():
		keys += animation.track_get_key_count(track)
	return keys


func test_bones_are_baked_and_root_is_free() -> void:
	var parts := character()
	var bones := Skeleton3D.new()
	bones.name = "Bones"
	bones.add_bone("Head")
	parts["body"].add_child(bones)
	var modifier := EmoFaceBones.new()
	modifier.player = parts["player"]
	bones.add_child(modifier)
	var animation := EmoFaceBaker.new().bake_below(parts["player"], hello(), stage)
	var paths := []
	for track in animation.get_track_count():
		paths.append(String(animation.track_get_path(track)))
	check(
		paths.any(func(path: String) -> bool: return path.ends_with("Bones:Head")),
		"no bone in %s" % [paths]
	)
	check(
		paths.all(func(path: String) -> bool: return stage.has_node(path.get_slice(":", 0))),
		"no node at %s" % [paths]
	)


func test_compressed_sounds_are_read_as_well() -> void:
	var parts := speaker()
	var stream := hello()
	var reference := baked(parts["player"], stream)
	var jaw := track_of(reference, "jawOpen")
	# IMA ADPCM is not read here, but by playing it into memory.
	var compressed := compress(stream)
	var animation := baked(parts["player"], compressed)
	var track := track_of(animation, "jawOpen")
	check(track >= 0, "nothing moves")
	var off := 0.0
	for k in 270:
		var time := k / 60.0
		off += (
			absf(
				(
					reference.blend_shape_track_interpolate(jaw, time)
					- animation.blend_shape_track_interpolate(track, time)
				)
			)
			/ 270.0
		)
	check(off < 0.02, "off by %.4f on average" % off)


## IMA ADPCM of one channel as Godot keeps it: a nibble for each sample, the lower one first.
func compress(stream: AudioStreamWAV) -> AudioStreamWAV:
	var count := stream.data.size() / 2
	var data := PackedByteArray([0, 0, 0, 0])
	var predicted := 0
	var index := 0
	var nibbles := PackedByteArray()
	for k in count:
		var step := STEPS[index]
		var left := stream.data.decode_s16(2 * k) - predicted
		var nibble := 8 if left < 0 else 0
		left = absi(left)
		var change := step >> 3
		for bit: int in [4, 2, 1]:
			if left >= step:
				nibble |= bit
				left -= step
				change += step
			step >>= 1
		predicted = clampi(predicted - change if nibble & 8 else predicted + change, -32768, 32767)
		index = clampi(index + [-1, -1, -1, -1, 2, 4, 6, 8][nibble & 7], 0, 88)
		nibbles.append(nibble)
	for k in range(0, count - 1, 2):
		data.append(nibbles[k] | nibbles[k + 1] << 4)
	var compressed := AudioStreamWAV.new()
	compressed.format = AudioStreamWAV.FORMAT_IMA_ADPCM
	compressed.mix_rate = stream.mix_rate
	compressed.data = data
	return compressed
