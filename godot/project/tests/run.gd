## Runs the tests: every method `test_…` of every `tests/test_….gd`, or of those named after `--`.
##
## A runtime error of a script does not end it: what counts is the last line that this prints, and
## that the log holds no error that is not expected, which ci/test-godot looks at.
extends SceneTree

const FOLDER := "res://tests"


func _initialize() -> void:
	_run_all.call_deferred()


func _run_all() -> void:
	var wanted := OS.get_cmdline_user_args()
	var passed := 0
	var failed := 0
	for file in DirAccess.get_files_at(FOLDER):
		if not file.begins_with("test_") or not file.ends_with(".gd"):
			continue
		if not wanted.is_empty() and file.trim_suffix(".gd").trim_prefix("test_") not in wanted:
			continue
		var script: GDScript = load(FOLDER.path_join(file))
		if script == null or not script.can_instantiate():
			failed += 1
			print("FAILED  %s cannot be loaded" % file)
			continue
		for method in script.get_script_method_list():
			var name: String = method["name"]
			if not name.begins_with("test_"):
				continue
			var test: EmoFaceTest = script.new()
			test.tree = self
			root.add_child(test.stage)
			var begun := Time.get_ticks_msec()
			await test.call(name)
			test.stage.queue_free()
			await process_frame
			var title := "%s: %s" % [file.trim_suffix(".gd"), name.trim_prefix("test_")]
			var seconds := (Time.get_ticks_msec() - begun) / 1000.0
			if test.checks > 0 and test.failures.is_empty():
				passed += 1
				print("ok      %s (%d checks, %.1f s)" % [title, test.checks, seconds])
			else:
				failed += 1
				var reason := "; ".join(test.failures) if test.checks > 0 else "it checked nothing"
				print("FAILED  %s: %s" % [title, reason])
	# Godot lets sounds that were stopped fade out in its own time.
	await create_timer(0.5).timeout
	print("%d passed, %d failed" % [passed, failed])
	if failed == 0 and passed > 0:
		print("ALL GODOT TESTS PASSED")
	quit(0 if failed == 0 and passed > 0 else 1)
