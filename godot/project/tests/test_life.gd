## Nodes come and go: nothing crashes, nothing stays behind.
extends EmoFaceSpeakingTest


func test_a_node_is_freed_while_it_speaks() -> void:
	for what: String in ["player", "voice", "mesh", "body"]:
		var parts := speaker()
		parts["player"].speak(hello())
		await wait(0.15)
		parts[what].free()
		await wait(0.15)
		if what == "voice":
			check(not parts["player"].is_speaking(), "it speaks without its voice")
		check(true, "")
	# A target of the eyes, and nodes that turn.
	var parts := speaker()
	var target := Node3D.new()
	stage.add_child(target)
	parts["player"].look_at = target
	parts["player"].head = parts["mesh"]
	await wait(0.1)
	target.free()
	await wait(0.1)
	check(is_instance_valid(parts["player"]), "the player is gone")


func test_it_moves_to_another_parent_and_speaks_on() -> void:
	var parts := speaker()
	var player: EmoFacePlayer = parts["player"]
	var stream := hello()
	player.speak(stream)
	await wait(0.3)
	var elsewhere := Node3D.new()
	stage.add_child(elsewhere)
	player.reparent(elsewhere)
	await wait(0.1)
	check(player.is_speaking(), "it forgot its line")
	check(player.get_driven_shape_count() == 0, "it drives a face that is not below its parent")
	player.face = parts["body"]
	check_in_time(await watch(parts, baked(player, stream), 0.8), "elsewhere")


func test_shapes_are_put_back_when_it_leaves() -> void:
	var parts := speaker()
	var mesh: MeshInstance3D = parts["mesh"]
	mesh.set_blend_shape_value(mesh.find_blend_shape_by_name("jawOpen"), 0.25)
	parts["player"].refresh()
	await wait(0.1)
	check(shape(mesh, "jawOpen") < 0.05, "the jaw is not at rest")
	parts["player"].free()
	check(
		is_equal_approx(shape(mesh, "jawOpen"), 0.25),
		"it is at %.2f after all" % shape(mesh, "jawOpen")
	)


func test_another_mesh_at_run_time() -> void:
	var parts := speaker()
	await wait(0.1)
	check(parts["player"].get_driven_shape_count() == SHAPES.size(), "not all shapes are driven")
	var other := mesh(["viseme_aa", "viseme_PP"])
	parts["mesh"].mesh = other.mesh
	other.free()
	await wait(0.1)
	check(
		parts["player"].get_driven_shape_count() == 2,
		"%d shapes" % parts["player"].get_driven_shape_count()
	)
	parts["mesh"].mesh = null
	await wait(0.1)
	check(parts["player"].get_driven_shape_count() == 0, "shapes of no mesh")


func test_a_scene_is_loaded_fifty_times() -> void:
	var scene := PackedScene.new()
	var body := Node3D.new()
	body.name = "Body"
	var face := mesh()
	var voice := AudioStreamPlayer.new()
	voice.stream = hello()
	voice.autoplay = true
	var player := EmoFacePlayer.new()
	player.name = "Player"
	for child: Node in [face, voice, player]:
		body.add_child(child)
		child.owner = body
	player.audio_player = voice
	player.meshes = [face] as Array[MeshInstance3D]
	player.look_at = face
	check(scene.pack(body) == OK, "it cannot be packed")
	body.free()
	var nodes := 0.0
	var memory := 0.0
	var resident := 0.0
	for k in 50:
		var one: Node3D = scene.instantiate()
		stage.add_child(one)
		check(one.get_node("Player").audio_player is AudioStreamPlayer, "the property is lost")
		check(one.get_node("Player").meshes.size() == 1, "the meshes are lost")
		for frame in 4:
			await tree.process_frame
		check(one.get_node("Player").is_speaking(), "round %d: nobody speaks" % k)
		one.free()
		await tree.process_frame
		if k == 9:
			nodes = Performance.get_monitor(Performance.OBJECT_COUNT)
			memory = Performance.get_monitor(Performance.MEMORY_STATIC)
			resident = rss()
	var more := Performance.get_monitor(Performance.OBJECT_COUNT) - nodes
	var grown := (Performance.get_monitor(Performance.MEMORY_STATIC) - memory) / 40.0
	check(more <= 2, "%d objects more after 40 rounds" % more)
	check(grown < 4096, "Godot's memory grows by %d bytes a round" % grown)
	check(
		rss() - resident < 12_000_000,
		"the process grows by %d bytes in 40 rounds" % (rss() - resident)
	)


func test_a_crowd_costs_little_and_nothing_is_looked_for_twice() -> void:
	for k in 16:
		var parts := character()
		parts["player"].seed = k
		parts["player"].speak(hello())
	await wait(0.5)
	var costs: Array[float] = []
	for k in 61:
		await tree.process_frame
		costs.append(EmoFacePlayer.get_process_usec() / 16.0)
	costs.sort()
	# A few microseconds on a machine with nothing else to do; looking for shapes takes hundreds.
	check(costs[30] > 0.0 and costs[30] < 200.0, "a character costs %.1f us a frame" % costs[30])


## Memory of this process, where the system tells it.
func rss() -> float:
	var file := FileAccess.open("/proc/self/statm", FileAccess.READ)
	return file.get_line().get_slice(" ", 1).to_float() * 4096.0 if file else 0.0
