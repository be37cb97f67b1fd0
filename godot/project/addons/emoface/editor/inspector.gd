## Buttons above the properties of an EmoFacePlayer.
@tool
extends EditorInspectorPlugin

## Somebody wants an animation of what this character says.
signal bake_wanted(player: Node)


func _can_handle(object: Object) -> bool:
	return object.is_class("EmoFacePlayer")


func _parse_begin(object: Object) -> void:
	var row := HBoxContainer.new()
	row.add_child(_preview_button(object))
	row.add_child(
		_button(
			"Match shapes…", "What is understood of the blend shapes' names.", _explain.bind(object)
		)
	)
	row.add_child(_button("Bake…", "Makes an animation of a line.", bake_wanted.emit.bind(object)))
	add_custom_control(row)


func _button(text: String, tooltip: String, action: Callable) -> Button:
	var button := Button.new()
	button.text = text
	button.tooltip_text = tooltip
	button.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	if action.is_valid():
		button.pressed.connect(action)
	return button


func _preview_button(player: Object) -> Button:
	var button := _button(
		"Preview",
		"The face lives in the editor and speaks what its audio player plays.",
		Callable()
	)
	button.toggle_mode = true
	button.button_pressed = player.is_previewing()
	button.toggled.connect(_preview.bind(player))
	return button


func _preview(on: bool, player: Object) -> void:
	player.preview(on)
	var voice: Node = player.audio_player
	if on and voice != null and voice.stream != null:
		player.speak(voice.stream)


func _explain(player: Object) -> void:
	var dialog := ConfirmationDialog.new()
	var text := TextEdit.new()
	text.text = EmoFaceProfile.explain(shape_names(player))
	text.editable = false
	text.custom_minimum_size = Vector2(640, 400) * EditorInterface.get_editor_scale()
	dialog.title = "Blend shapes"
	dialog.ok_button_text = "Make a profile"
	dialog.add_child(text)
	dialog.confirmed.connect(_make_profile.bind(player))
	dialog.visibility_changed.connect(_free_hidden.bind(dialog))
	EditorInterface.popup_dialog_centered(dialog)


func _free_hidden(dialog: Window) -> void:
	if not dialog.visible:
		dialog.queue_free()


func _make_profile(player: Object) -> void:
	var history := EditorInterface.get_editor_undo_redo()
	history.create_action("Make an EmoFaceProfile")
	history.add_do_property(player, "profile", EmoFaceProfile.from_names(shape_names(player)))
	history.add_undo_property(player, "profile", player.profile)
	history.commit_action()


## Names of the blend shapes of all meshes of [param player], each once.
static func shape_names(player: Object) -> PackedStringArray:
	var names: PackedStringArray = []
	for instance: MeshInstance3D in player.get_driven_meshes():
		for index in instance.get_blend_shape_count():
			var name: String = instance.mesh.get_blend_shape_name(index)
			if name not in names:
				names.append(name)
	return names
