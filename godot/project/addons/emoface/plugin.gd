## The editor's part: buttons in the inspector of an EmoFacePlayer, and a menu item that bakes.
@tool
extends EditorPlugin

const FOLDER := "res://addons/emoface/editor/"
const MENU_ITEM := "Bake speech to animation…"

var _inspector: EditorInspectorPlugin
var _dialog: ConfirmationDialog


func _enter_tree() -> void:
	# The classes come with the extension; where its library is missing, the editor says so itself.
	# The scripts below name them, so they are loaded only now.
	if not ClassDB.class_exists(&"EmoFacePlayer"):
		return
	_dialog = load(FOLDER + "bake_dialog.gd").new()
	EditorInterface.get_base_control().add_child(_dialog)
	_inspector = load(FOLDER + "inspector.gd").new()
	_inspector.bake_wanted.connect(_dialog.open)
	add_inspector_plugin(_inspector)
	add_tool_menu_item(MENU_ITEM, _bake_selected)


func _exit_tree() -> void:
	if _inspector == null:
		return
	remove_tool_menu_item(MENU_ITEM)
	remove_inspector_plugin(_inspector)
	_dialog.queue_free()


func _bake_selected() -> void:
	for node in EditorInterface.get_selection().get_selected_nodes():
		if node.is_class("EmoFacePlayer"):
			_dialog.open(node)
			return
	push_warning("Select an EmoFacePlayer first.")
