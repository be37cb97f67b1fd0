## A head that speaks the sample, with sliders for its emotions and a ball that its eyes follow.
extends Node3D

const EMOTIONS: PackedStringArray = ["angry", "disgust", "fear", "happy", "sad", "surprise"]
const GAINS: PackedStringArray = ["blink", "gaze", "head"]

var _playing: Label

@onready var _player: EmoFacePlayer = $Character/EmoFacePlayer
@onready var _camera: Camera3D = $Camera3D
@onready var _target: Node3D = $Target
@onready var _rows: VBoxContainer = $Panel/Margin/Rows


func _ready() -> void:
	_add_button("Speak", func() -> void: _player.speak($Character/Voice.stream))
	_add_button("Interrupt", _player.interrupt)
	_playing = _add_label("")
	_add_label("Emotion")
	for emotion in EMOTIONS:
		_add_slider(emotion, "emotion_" + emotion, 1.0)
	_add_slider("intensity", "emotion_intensity", 1.0)
	_add_label("Life")
	for gain in GAINS:
		_add_slider(gain, gain + "_gain", 2.0)
	var follows := CheckBox.new()
	follows.text = "Eyes follow the pointer"
	follows.button_pressed = true
	follows.toggled.connect(func(on: bool) -> void: _player.look_at = _target if on else null)
	_rows.add_child(follows)
	_player.speak($Character/Voice.stream)


func _process(_delta: float) -> void:
	var pointer := get_viewport().get_mouse_position()
	_target.position = _camera.project_position(pointer, 0.3)
	var words := "speaks, %.1f s" % _player.get_heard_position()
	_playing.text = "The head %s" % [words if _player.is_speaking() else "is silent"]


func _add_label(text: String) -> Label:
	var label := Label.new()
	label.text = text
	_rows.add_child(label)
	return label


func _add_button(text: String, action: Callable) -> void:
	var button := Button.new()
	button.text = text
	button.pressed.connect(action)
	_rows.add_child(button)


func _add_slider(text: String, property: String, most: float) -> void:
	var row := HBoxContainer.new()
	var label := Label.new()
	label.text = text
	label.custom_minimum_size.x = 84
	var slider := HSlider.new()
	slider.max_value = most
	slider.step = 0.01
	slider.value = _player.get(property)
	slider.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	slider.size_flags_vertical = Control.SIZE_SHRINK_CENTER
	slider.value_changed.connect(func(value: float) -> void: _player.set(property, value))
	row.add_child(label)
	row.add_child(slider)
	_rows.add_child(row)
