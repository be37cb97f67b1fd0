## Runs the tests: every method `test_…` of every `tests/test_….gd`, or of those named after `--`.
##
## A runtime error of a script does not end it: what counts is the last line that this prints, and
## that the log holds no error that is not expected, which ci/test-godot looks at.
##
## Faces here speak in real time, for which a machine must have the time. A test that fails is run
## again, TRIES times in all, and the log says so (AGAIN); what is wrong with the addon fails each
## time, or in more than SECOND_CHANCES tests.
extends SceneTree

const FOLDER := "res://tests"
const TRIES := 3
const SECOND_CHANCES := 3

var _second_chances := SECOND_CHANCES


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
			var title := "%s: %s" % [file.trim_suffix(".gd"), name.trim_prefix("test_")]
			if await _passes(script, name, title):
				passed += 1
			else:
				failed += 1
	# Godot lets sounds that were stopped fade out in its own time.
	await create_timer(0.5).timeout
	print("%d passed, %d failed" % [passed, failed])
	if failed == 0 and passed > 0:
		print("ALL GODOT TESTS PASSED")
	quit(0 if failed == 0 and passed > 0 else 1)


func _passes(script: GDScript, name: String, title: String) -> bool:
	for attempt in TRIES:
		var begun := Time.get_ticks_msec()
		var test: EmoFaceTest = script.new()
		await test.run(name, self)
		var seconds := (Time.get_ticks_msec() - begun) / 1000.0
		if test.failures.is_empty() and test.checks > 0:
			print("ok      %s (%d checks, %.1f s)" % [title, test.checks, seconds])
			return true
		var reason := "; ".join(test.failures) if test.checks > 0 else "it checked nothing"
		reason += " (longest frame %.0f ms)" % (test.longest_frame * 1000.0)
		# All further tries of a test are one second chance.
		_second_chances -= int(attempt == 0)
		if attempt + 1 == TRIES or _second_chances < 0:
			print("FAILED  %s: %s" % [title, reason])
			break
		print("AGAIN   %s: %s" % [title, reason])
	return false
