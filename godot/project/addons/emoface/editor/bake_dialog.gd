## Asks for a sound and an AnimationPlayer, and bakes.
@tool
extends ConfirmationDialog

var _player: Node
var _stream := EditorResourcePicker.new()
var _target := OptionButton.new()
var _name := LineEdit.new()


func _init() -> void:
	title = "Bake speech to an animation"
	ok_button_text = "Bake"
	_stream.base_type = "AudioStream"
	_stream.resource_changed.connect(_suggest_name)
	var grid := GridContainer.new()
	grid.columns = 2
	for row: Array in [["Sound", _stream], ["Animation player", _target], ["Name", _name]]:
		var label := Label.new()
		label.text = row[0]
		grid.add_child(label)
		row[1].size_flags_horizontal = Control.SIZE_EXPAND_FILL
		row[1].custom_minimum_size.x = 320
		grid.add_child(row[1])
	add_child(grid)
	confirmed.connect(_bake)


## Opens the dialog for a [param player] of the edited scene.
func open(player: Node) -> void:
	_player = player
	_stream.edited_resource = player.audio_player.stream if player.audio_player != null else null
	_suggest_name(_stream.edited_resource)
	_target.clear()
	for node in _animation_players(EditorInterface.get_edited_scene_root()):
		_target.add_item(node.name)
		_target.set_item_metadata(-1, node)
	_target.add_item("A new one")
	_target.select(0)
	popup_centered()


func _suggest_name(stream: Resource) -> void:
	_name.text = stream.resource_path.get_file().get_basename() if stream != null else ""
	if _name.text.is_empty():
		_name.text = "speech"


func _animation_players(node: Node) -> Array[AnimationPlayer]:
	var found: Array[AnimationPlayer] = []
	if node is AnimationPlayer:
		found.append(node)
	if node != null:
		for child in node.get_children():
			found.append_array(_animation_players(child))
	return found


func _bake() -> void:
	if not is_instance_valid(_player) or _stream.edited_resource == null:
		push_warning("Choose a sound to bake.")
		return
	bake_into(
		_player,
		_stream.edited_resource,
		_target.get_selected_metadata(),
		_name.text.validate_node_name()
	)


## Bakes [param stream] as [param animation_name] into [param target], or into a new AnimationPlayer
## beside [param player]. One step for undo. Returns the AnimationPlayer, or [code]null[/code] if it
## cannot be baked.
static func bake_into(
	player: Node, stream: AudioStream, target: AnimationPlayer, animation_name: String
) -> AnimationPlayer:
	var beside := player.get_parent()
	var root: Node = beside if target == null else target.get_node(target.root_node)
	var animation: Animation = EmoFaceBaker.new().bake_below(player, stream, root)
	if animation == null:
		return null
	var history := EditorInterface.get_editor_undo_redo()
	history.create_action("Bake speech")
	if target == null:
		target = AnimationPlayer.new()
		target.name = "SpeechPlayer"
		history.add_do_method(beside, "add_child", target, true)
		history.add_do_property(target, "owner", EditorInterface.get_edited_scene_root())
		history.add_do_reference(target)
		history.add_undo_method(beside, "remove_child", target)
	var library := AnimationLibrary.new()
	if target.has_animation_library(""):
		library = target.get_animation_library("")
	else:
		history.add_do_method(target, "add_animation_library", "", library)
		history.add_undo_method(target, "remove_animation_library", "")
	history.add_do_method(library, "add_animation", animation_name, animation)
	if library.has_animation(animation_name):
		var before := library.get_animation(animation_name)
		history.add_undo_method(library, "add_animation", animation_name, before)
	else:
		history.add_undo_method(library, "remove_animation", animation_name)
	history.commit_action()
	return target
