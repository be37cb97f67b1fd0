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
	var error := root.get_texture().get_image().save_png(arguments[2])
	print(
		(
			"%s: %s, %.1f frames a second"
			% [arguments[2], error_string(error), Engine.get_frames_per_second()]
		)
	)
	scene.free()
	await create_timer(0.5).timeout
	quit(error)
