## Takes a picture: `--script tests/picture.gd -- SCENE SECONDS FILE [NODE PROPERTY VALUE]…`
extends SceneTree


func _initialize() -> void:
	_take.call_deferred()


func _take() -> void:
	var arguments := OS.get_cmdline_user_args()
	var scene: Node = load(arguments[0]).instantiate()
	root.add_child(scene)
	for k in range(3, arguments.size(), 3):
		scene.get_node(arguments[k]).set(arguments[k + 1], str_to_var(arguments[k + 2]))
	await create_timer(arguments[1].to_float()).timeout
	await RenderingServer.frame_post_draw
	var picture := root.get_texture().get_image()
	var error := picture.save_png(arguments[2])
	var colors := {}
	for x in range(0, picture.get_width(), 8):
		for y in range(0, picture.get_height(), 8):
			colors[picture.get_pixel(x, y)] = true
	print("%s: %s, %d colours" % [arguments[2], error_string(error), colors.size()])
	if colors.size() < 200:
		error = FAILED
	scene.free()
	await create_timer(0.5).timeout
	quit(error)
