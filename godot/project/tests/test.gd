## A test: a stage for its nodes, checks, and what most tests need.
class_name EmoFaceTest
extends RefCounted

const HELLO := "res://demo/hello.wav"
## Names of shapes that the tests' own mesh has.
const SHAPES: PackedStringArray = [
	"jawOpen", "mouthClose", "mouthFunnel", "mouthPucker", "eyeBlinkLeft", "eyeBlinkRight"
]

var tree: SceneTree
var stage := Node3D.new()
var checks := 0
var failures: PackedStringArray = []
## Seconds of the game since the test began. They stand still while the machine does.
var time := 0.0
## What a frame took at most, in seconds.
var longest_frame := 0.0

var _before := 0


## Runs the method called [param name].
func run(name: String, in_tree: SceneTree) -> void:
	tree = in_tree
	tree.root.add_child(stage)
	tree.process_frame.connect(_count)
	await call(name)
	tree.process_frame.disconnect(_count)
	stage.queue_free()
	await tree.process_frame


## Notes that [param what] should be true.
func check(what: bool, message: String) -> void:
	checks += 1
	if not what and failures.size() < 5:
		failures.append(message)


## Lets frames go by until [param condition] holds; false if it does not within [param seconds].
func wait_until(condition: Callable, seconds := 5.0) -> bool:
	var end := Time.get_ticks_msec() + seconds * 1000.0
	while not condition.call():
		if Time.get_ticks_msec() > end:
			return false
		await tree.process_frame
	return true


## Lets [param seconds] go by.
func wait(seconds: float) -> void:
	await tree.create_timer(seconds).timeout


## The sample sentence, from its file: nothing needs to be imported.
func hello() -> AudioStreamWAV:
	return wav(HELLO)


## A WAV file of one channel and 16 bits as it is.
func wav(path: String) -> AudioStreamWAV:
	var bytes := FileAccess.get_file_as_bytes(path)
	var stream := AudioStreamWAV.new()
	stream.format = AudioStreamWAV.FORMAT_16_BITS
	stream.mix_rate = bytes.decode_u32(24)
	stream.data = bytes.slice(44)
	return stream


## A triangle with blend shapes.
func mesh(shapes := SHAPES) -> MeshInstance3D:
	var points := PackedVector3Array([Vector3.ZERO, Vector3.RIGHT, Vector3.UP])
	var arrays := []
	arrays.resize(Mesh.ARRAY_MAX)
	arrays[Mesh.ARRAY_VERTEX] = points
	arrays[Mesh.ARRAY_NORMAL] = PackedVector3Array([Vector3.BACK, Vector3.BACK, Vector3.BACK])
	var moved := []
	moved.resize(Mesh.ARRAY_MAX)
	moved[Mesh.ARRAY_VERTEX] = PackedVector3Array([Vector3.UP, Vector3.UP, Vector3.UP])
	moved[Mesh.ARRAY_NORMAL] = arrays[Mesh.ARRAY_NORMAL]
	var array_mesh := ArrayMesh.new()
	var targets := []
	for shape in shapes:
		array_mesh.add_blend_shape(shape)
		targets.append(moved.duplicate())
	array_mesh.add_surface_from_arrays(Mesh.PRIMITIVE_TRIANGLES, arrays, targets)
	var instance := MeshInstance3D.new()
	instance.mesh = array_mesh
	return instance


## A character: a node with a mesh, a voice and a player, on the stage.
func character(shapes := SHAPES) -> Dictionary:
	var body := Node3D.new()
	var face := mesh(shapes)
	var voice := AudioStreamPlayer.new()
	var player := EmoFacePlayer.new()
	body.add_child(face)
	body.add_child(voice)
	player.audio_player = voice
	body.add_child(player)
	stage.add_child(body)
	return {"body": body, "mesh": face, "voice": voice, "player": player}


## Value of the shape called [param name].
func shape(instance: MeshInstance3D, name: String) -> float:
	return instance.get_blend_shape_value(instance.find_blend_shape_by_name(name))


func _count() -> void:
	time += stage.get_process_delta_time()
	var now := Time.get_ticks_usec()
	longest_frame = maxf(longest_frame, (now - _before) / 1e6 if _before > 0 else 0.0)
	_before = now
