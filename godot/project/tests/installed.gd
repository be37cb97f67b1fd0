## What a user does first, in an empty project with the addon: a head, a voice, a player.
extends SceneTree


func _initialize() -> void:
	_run.call_deferred()


func _run() -> void:
	var head: Node3D = load("res://head.glb").instantiate()
	var voice := AudioStreamPlayer3D.new()
	voice.stream = load("res://hello.wav")
	head.add_child(voice)
	# By name, so that this file can be read where there is no addon.
	var player: Node = ClassDB.instantiate("EmoFacePlayer")
	player.set("audio_player", voice)
	head.add_child(player)
	root.add_child(head)
	voice.play()
	var skin: MeshInstance3D = head.get_node("head/skin")
	var jaw := skin.find_blend_shape_by_name("jawOpen")
	var most := 0.0
	while voice.playing and most <= 0.15:
		await process_frame
		most = maxf(most, skin.get_blend_shape_value(jaw))
	print("the jaw opens to %.2f" % most)
	head.free()
	await create_timer(0.5).timeout
	print("INSTALLED ADDON WORKS" if most > 0.15 else "INSTALLED ADDON DOES NOTHING")
	quit(0 if most > 0.15 else 1)
