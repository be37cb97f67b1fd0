## Tests what the addon does in the editor, and ends the editor: previews, bakes, undo, saves.
@tool
extends EditorPlugin

const SCENE := "res://demo/speaking_head.tscn"
const ADDON := "res://addons/emoface/editor/"

var _failures: PackedStringArray = []


func _enter_tree() -> void:
	_run.call_deferred()


func _check(what: bool, message: String) -> void:
	if not what:
		_failures.append(message)


func _wait(seconds: float) -> void:
	await get_tree().create_timer(seconds).timeout


func _run() -> void:
	await _wait(1.0)
	EditorInterface.open_scene_from_path(SCENE)
	await _wait(0.5)
	var scene := EditorInterface.get_edited_scene_root()
	_check(scene != null and scene.scene_file_path == SCENE, "the scene is not open")
	var player: Node = scene.get_node("Character/EmoFacePlayer")
	_check(player.get_warnings().is_empty(), "warnings: %s" % player.get_warnings())
	await _test_preview(scene, player)
	await _test_bake(scene, player)
	_test_inspector(player)
	await _test_class_reference()
	print(
		(
			"EDITOR TEST PASSED"
			if _failures.is_empty()
			else "EDITOR TEST FAILED: " + "; ".join(_failures)
		)
	)
	get_tree().quit(0 if _failures.is_empty() else 1)


func _test_preview(scene: Node, player: Node) -> void:
	var skin: MeshInstance3D = scene.get_node("Character/head/skin")
	var jaw := skin.find_blend_shape_by_name("jawOpen")
	var before := skin.get_blend_shape_value(jaw)
	await _wait(0.3)
	_check(skin.get_blend_shape_value(jaw) == before, "the face moves without a preview")
	player.preview(true)
	player.speak(scene.get_node("Character/Voice").stream)
	var most := 0.0
	while player.is_speaking() and most <= 0.1:
		await get_tree().process_frame
		most = maxf(most, skin.get_blend_shape_value(jaw))
	_check(most > 0.1, "the preview opens the jaw to %.2f only" % most)
	# What is saved is the scene, not a moment of the preview.
	var error := EditorInterface.save_scene()
	_check(error == OK, "it cannot be saved")
	var text := FileAccess.get_file_as_string(SCENE)
	_check("EmoFacePlayer" in text and "blend_shapes" not in text, "the preview is in the scene")
	await get_tree().process_frame
	_check(player.is_previewing(), "saving ends the preview")
	player.preview(false)
	_check(
		skin.get_blend_shape_value(jaw) == before,
		"the jaw stays at %.2f" % skin.get_blend_shape_value(jaw)
	)
	_check(not scene.get_node("Character/Voice").playing, "the voice goes on")


func _test_bake(scene: Node, player: Node) -> void:
	var dialog: GDScript = load(ADDON + "bake_dialog.gd")
	var stream: AudioStream = scene.get_node("Character/Voice").stream
	var made: AnimationPlayer = dialog.bake_into(player, stream, null, "hello")
	_check(made != null and made.has_animation("hello"), "nothing is baked")
	_check(made.owner == scene, "it would not be saved")
	_check(made.get_animation("hello").get_track_count() > 20, "few tracks")
	dialog.bake_into(player, stream, made, "again")
	_check(made.has_animation("again"), "the second is not there")
	var history := EditorInterface.get_editor_undo_redo()
	var undo := history.get_history_undo_redo(history.get_object_history_id(scene))
	undo.undo()
	_check(
		made.has_animation("hello") and not made.has_animation("again"),
		"undo takes too much or too little"
	)
	undo.undo()
	_check(not made.is_inside_tree(), "undo leaves the animation player")
	await get_tree().process_frame


func _test_inspector(player: Node) -> void:
	var inspector: GDScript = load(ADDON + "inspector.gd")
	var names: PackedStringArray = inspector.shape_names(player)
	_check(names.size() == 52, "%d names" % names.size())
	EditorInterface.inspect_object(player)


## The class reference says something about everything, and has made links of what is in brackets.
func _test_class_reference() -> void:
	for name: String in ["EmoFacePlayer", "EmoFaceBones", "EmoFaceProfile", "EmoFaceBaker"]:
		EditorInterface.get_script_editor().goto_help("class_name:" + name)
		await _wait(1.0)
		var page: RichTextLabel = null
		var base := EditorInterface.get_base_control()
		for node: RichTextLabel in base.find_children("*", "RichTextLabel", true, false):
			var title := node.get_parsed_text().get_slice("\n", 0).strip_edges()
			if title.begins_with("Class:") and title.ends_with(name):
				page = node
		_check(page != null, "no page for %s" % name)
		if page == null:
			continue
		var text := page.get_parsed_text()
		_check(text.length() > 800, "%s: the page is empty" % name)
		_check("currently no description" not in text, "%s: something has no description" % name)
		for mark: String in ["[member", "[method", "[param", "[code", "[EmoFace", "[Animation"]:
			_check(mark not in text, "%s: '%s' is no link" % [name, mark])
