## The extension is there, with what the editor needs of it.
extends EmoFaceTest


func test_classes_are_registered() -> void:
	for name: String in ["EmoFacePlayer", "EmoFaceBones", "EmoFaceProfile", "EmoFaceBaker"]:
		check(ClassDB.class_exists(name) and ClassDB.can_instantiate(name), "no class %s" % name)
	for name: String in ["started", "finished", "underrun"]:
		check(ClassDB.class_has_signal("EmoFacePlayer", name), "no signal %s" % name)


func test_a_player_comes_as_documented() -> void:
	var player := EmoFacePlayer.new()
	check(
		player.follow and player.emotion_intensity == 1.0 and player.blink_gain == 1.0,
		"other defaults"
	)
	check(
		not player.is_speaking() and player.get_heard_position() == 0.0,
		"it speaks before it is asked"
	)
	check(EmoFacePlayer.get_version().split(".").size() == 3, EmoFacePlayer.get_version())
	player.free()
