## What a face moves: several meshes, nodes, bones, a tracker, shapes of a profile.
extends EmoFaceSpeakingTest


func test_all_meshes_of_a_character_move_together() -> void:
	var parts := speaker()
	var teeth := mesh(["jawOpen", "tongueOut"])
	parts["mesh"].add_child(teeth)
	var hat := mesh(["feather"])
	parts["body"].add_child(hat)
	hat.set_blend_shape_value(0, 0.5)
	var lashes := mesh(["eyeBlinkLeft"])
	parts["body"].add_child(lashes)
	parts["player"].speak(hello())
	await wait(0.3)
	check(parts["player"].get_driven_meshes().size() == 4, "not all meshes are found")
	check(parts["player"].get_driven_shape_count() == SHAPES.size() + 3, "other shapes are driven")
	var open := 0.0
	for k in 100:
		await tree.process_frame
		check(shape(teeth, "jawOpen") == shape(parts["mesh"], "jawOpen"), "the teeth stay behind")
		open = maxf(open, shape(teeth, "jawOpen"))
	check(open > 0.1, "nothing moves")
	check(hat.get_blend_shape_value(0) == 0.5, "the feather moves")
	parts["player"].meshes = [lashes] as Array[MeshInstance3D]
	check(parts["player"].get_driven_shape_count() == 1, "listed meshes are not preferred")


func test_our_own_head_is_understood() -> void:
	var head: Node3D = load("res://demo/head.glb").instantiate()
	stage.add_child(head)
	var player := EmoFacePlayer.new()
	head.add_child(player)
	player.left_eye = head.find_child("eyeLeft")
	player.right_eye = head.find_child("eyeRight")
	check(player.get_warnings().size() == 1, "warnings: %s" % player.get_warnings())
	check(player.get_driven_meshes().size() >= 4, "%d meshes" % player.get_driven_meshes().size())
	check(player.get_driven_shape_count() > 52, "%d shapes" % player.get_driven_shape_count())


func test_visemes_and_a_profile() -> void:
	var visemes := speaker()
	visemes["mesh"].mesh = mesh_of(["viseme_sil", "viseme_aa", "viseme_PP", "viseme_O"])
	var own := speaker()
	own["mesh"].mesh = mesh_of(["Mouth_Wide", "Jaw_Open"])
	var profile := EmoFaceProfile.new()
	profile.rig = 6
	profile.json = (
		JSON
		. stringify(
			{
				"emoface_profile": 1,
				"name": "own",
				"source": "arkit",
				"outputs": [{"name": "Jaw_Open", "inputs": {"jawOpen": 1.0}}],
			}
		)
	)
	own["player"].profile = profile
	check(profile.problem() == "", profile.problem())
	var half := speaker()
	half["player"].profile = EmoFaceProfile.new()
	half["player"].profile.gains = {"jawOpen": 0.5, "mouthClose": 0}
	var whole := speaker()
	for parts: Dictionary in [visemes, own, half, whole]:
		parts["player"].audio_player = null
		parts["player"].speak(hello())
	var most := {"viseme_aa": 0.0, "viseme_PP": 0.0, "Jaw_Open": 0.0, "half": 0.0, "whole": 0.0}
	var end := Time.get_ticks_msec() + 2500
	while Time.get_ticks_msec() < end:
		await tree.process_frame
		for name: String in ["viseme_aa", "viseme_PP"]:
			most[name] = maxf(most[name], shape(visemes["mesh"], name))
		most["Jaw_Open"] = maxf(most["Jaw_Open"], shape(own["mesh"], "Jaw_Open"))
		most["half"] = maxf(most["half"], shape(half["mesh"], "jawOpen"))
		most["whole"] = maxf(most["whole"], shape(whole["mesh"], "jawOpen"))
	check(most["viseme_aa"] > 0.3 and most["viseme_PP"] > 0.5, "visemes: %s" % most)
	check(
		absf(most["Jaw_Open"] - most["whole"]) < 0.01 and most["whole"] > 0.2,
		"own shapes: %s" % most
	)
	check(absf(2.0 * most["half"] - most["whole"]) < 0.01, "gains: %s" % most)
	check(half["player"].get_driven_shape_count() == SHAPES.size() - 1, "a gain of 0 drives")
	check(
		"jawOpen" in EmoFaceProfile.explain(["jawOpen", "hat"]),
		EmoFaceProfile.explain(["jawOpen", "hat"])
	)
	var written := EmoFaceProfile.from_names(["Head.jawOpen", "Head.mouthClose"])
	check(written.problem() == "" and "Head.jawOpen" in written.json, written.json)
	var path := "user://profile.tres"
	check(ResourceSaver.save(written, path) == OK, "it cannot be saved")
	var loaded: EmoFaceProfile = ResourceLoader.load(path, "", ResourceLoader.CACHE_MODE_IGNORE)
	check(loaded.json == written.json and loaded.rig == written.rig, "it is another after loading")


func test_eyes_and_head_look_at_a_target() -> void:
	var parts := speaker()
	var player: EmoFacePlayer = parts["player"]
	var head := Node3D.new()
	var eye := Node3D.new()
	parts["body"].add_child(head)
	head.add_child(eye)
	parts["body"].rotation.y = 1.0
	parts["body"].position = Vector3(3, 1, -2)
	player.head = head
	player.left_eye = eye
	player.head_gain = 1.0
	player.gaze_gain = 1.0
	var target := Node3D.new()
	stage.add_child(target)
	player.look_at = target
	for place: Vector3 in [Vector3(1.0, 0.3, 2.0), Vector3(-1.0, -0.4, 2.0)]:
		target.global_position = parts["body"].to_global(place)
		await wait(1.2)
		var ahead := eye.global_basis.z
		var angle := rad_to_deg(ahead.angle_to(target.global_position - eye.global_position))
		check(angle < 6.0, "the eye is %.1f degrees off its target" % angle)
		check(signf(head.basis.z.x) == signf(place.x), "the head does not follow to %s" % place)
	player.look_at = null
	player.look_at_point(parts["body"].to_global(Vector3(0, 0, 5)))
	await wait(1.0)
	check(
		rad_to_deg(eye.global_basis.z.angle_to(parts["body"].global_basis.z)) < 6.0,
		"it does not look ahead"
	)
	player.look_away()
	await wait(1.0)
	check(
		rad_to_deg(eye.global_basis.z.angle_to(parts["body"].global_basis.z)) > 6.0,
		"it does not look away"
	)
	player.free()
	check(
		head.basis.is_equal_approx(Basis()) and eye.basis.is_equal_approx(Basis()),
		"nodes stay turned"
	)


## A skeleton whose bones point along their own Y, as those of imported models do.
func skeleton() -> Skeleton3D:
	var bones := Skeleton3D.new()
	var up := Transform3D(Basis(), Vector3(0, 1.5, 0))
	bones.add_bone("Hips")
	bones.add_bone("Head")
	bones.set_bone_parent(1, 0)
	bones.set_bone_rest(1, up.rotated_local(Vector3(1, 0, 0), 0.4))
	bones.add_bone("LeftEye")
	bones.set_bone_parent(2, 1)
	bones.set_bone_rest(
		2, Transform3D(Basis.from_euler(Vector3(PI / 2 - 0.4, 0, 0)), Vector3(0.03, 0.1, 0.1))
	)
	bones.add_bone("Jaw")
	bones.set_bone_parent(3, 1)
	for bone in 4:
		bones.set_bone_pose(bone, bones.get_bone_rest(bone))
	return bones


func test_bones_turn_as_the_face_does() -> void:
	var parts := speaker()
	var player: EmoFacePlayer = parts["player"]
	var bones := skeleton()
	parts["body"].add_child(bones)
	var modifier := EmoFaceBones.new()
	modifier.player = player
	modifier.jaw_bone = "Jaw"
	bones.add_child(modifier)
	player.head_gain = 1.0
	player.gaze_gain = 1.0
	var target := Node3D.new()
	stage.add_child(target)
	target.position = Vector3(1.0, 1.9, 2.0)
	player.look_at = target
	var turned := {"eye": 90.0, "head": 0.0, "jaw": 0.0}
	bones.skeleton_updated.connect(
		func() -> void:
			var eye := bones.global_transform * bones.get_bone_global_pose(2)
			# At rest this bone's Z looks up and its Y back: what looks ahead is -Y.
			var ahead := (eye.basis * bones.get_bone_global_rest(2).basis.inverse()).z
			turned["eye"] = rad_to_deg(ahead.angle_to(target.global_position - eye.origin))
			var head := (
				bones.get_bone_global_pose(1).basis * bones.get_bone_global_rest(1).basis.inverse()
			)
			turned["head"] = rad_to_deg(atan2(head.z.x, head.z.z))
			var jaw := bones.get_bone_pose_rotation(3).get_angle()
			turned["jaw"] = maxf(turned["jaw"], rad_to_deg(jaw))
	)
	await wait(1.5)
	check(turned["eye"] < 6.0, "the eye is %.1f degrees off its target" % turned["eye"])
	check(turned["head"] > 3.0, "the head turns by %.1f degrees" % turned["head"])
	player.speak(hello())
	await wait(2.0)
	check(turned["jaw"] > 4.0, "the jaw turns by %.1f degrees" % turned["jaw"])
	check(
		bones.get_bone_pose_rotation(1).is_equal_approx(
			bones.get_bone_rest(1).basis.get_rotation_quaternion()
		),
		"it adds up"
	)


func test_a_face_tracker_drives_an_avatar_made_for_tracking() -> void:
	var parts := speaker()
	var player: EmoFacePlayer = parts["player"]
	var avatar := mesh(["jawOpen", "mouthSmileLeft", "eyeBlinkLeft"])
	stage.add_child(avatar)
	player.face_tracker = "/emoface/test"
	player.emotion_happy = 1.0
	var modifier: Node3D = ClassDB.instantiate("XRFaceModifier3D")
	stage.add_child(modifier)
	modifier.set("face_tracker", "/emoface/test")
	modifier.set("target", modifier.get_path_to(avatar))
	player.speak(hello())
	var open := 0.0
	var off := 0.0
	var end := Time.get_ticks_msec() + 1500
	while Time.get_ticks_msec() < end:
		await tree.process_frame
		open = maxf(open, shape(avatar, "jawOpen"))
		off = maxf(off, absf(shape(avatar, "jawOpen") - shape(parts["mesh"], "jawOpen")))
	check(open > 0.15, "the tracker's jaw opens to %.2f only" % open)
	check(off < 0.2, "the tracker's jaw is off by %.2f" % off)
	check(shape(avatar, "mouthSmileLeft") > 0.1, "no smile: %.2f" % shape(avatar, "mouthSmileLeft"))
	player.free()
	check(XRServer.get_tracker("/emoface/test") == null, "the tracker stays")


func test_values_for_faces_that_are_no_meshes() -> void:
	var parts := speaker()
	var player: EmoFacePlayer = parts["player"]
	player.speak(hello())
	await wait(0.5)
	for rig: String in ["board", "metahuman", "arkit", "oculus", "vrm"]:
		check(
			player.get_values(rig).size() > 14,
			"%s has %d values" % [rig, player.get_values(rig).size()]
		)
	var open := 0.0
	for k in 100:
		await tree.process_frame
		var values := player.get_values("arkit")
		var jaw := values[EmoFaceRigs.Arkit.JAW_OPEN]
		open = maxf(open, jaw)
		# While lips are closing, the mesh's own profile closes them once more than the rig alone.
		var closing := player.get_values("board")[EmoFaceRigs.Board.L_MOUTH_LIPS_TOGETHER_U_Y] > 0.5
		var apart := absf(jaw - shape(parts["mesh"], "jawOpen"))
		check(apart < (0.1 if closing else 1e-3), "the jaw is apart by %.3f" % apart)
	check(open > 0.1, "nothing moves")


func mesh_of(shapes: PackedStringArray) -> Mesh:
	var instance := mesh(shapes)
	var shared := instance.mesh
	instance.free()
	return shared
