// A Unity-like game under mono: one thread stands for OnAudioFilterRead, the main one for LateUpdate. Every frame is
// that of a bake, and the audio and game calls allocate nothing.
using System;
using System.IO;
using System.Threading;
using EmoFace;

internal static class Live
{
    private static void Check(bool good, string what)
    {
        if (good) return;
        Console.Error.WriteLine("not so: " + what);
        Environment.Exit(1);
    }

    private static void Done(Status status, string what)
    {
        Check(status == Status.Ok, what + " gave " + status + ": " + Library.TextOf(status));
    }

    /// 16-bit mono PCM.
    private static float[] ReadWav(string path, out int rate)
    {
        using (var reader = new BinaryReader(File.OpenRead(path)))
        {
            Check(new string(reader.ReadChars(4)) == "RIFF", "a RIFF file");
            reader.ReadInt32();
            Check(new string(reader.ReadChars(4)) == "WAVE", "a WAVE file");
            rate = 0;
            while (true)
            {
                string chunk = new string(reader.ReadChars(4));
                byte[] body = reader.ReadBytes(reader.ReadInt32());
                if (body.Length % 2 == 1) reader.ReadByte();
                if (chunk == "fmt ") rate = BitConverter.ToInt32(body, 4);
                if (chunk != "data") continue;
                var samples = new float[body.Length / 2];
                for (int i = 0; i < samples.Length; i++) samples[i] = BitConverter.ToInt16(body, 2 * i) / 32768f;
                return samples;
            }
        }
    }

    private static double Ready(Face face)
    {
        FaceStats stats;
        Done(face.Stats(out stats), "stats");
        Check(stats.dropped == 0 && stats.failed == 0, "nothing dropped");
        return stats.ready;
    }

    private static int Main(string[] arguments)
    {
        int rate;
        float[] sound = ReadWav(arguments[0], out rate);
        try
        {
            new Engine(1, "/no/such/model.onnx");
            Check(false, "a missing model throws");
        }
        catch (EmoFaceException error)
        {
            Check(error.Status == Status.Io && error.Message.Contains("/no/such/model.onnx"), "the missing file is named: " + error.Message);
        }

        using (var engine = new Engine())
        {
            Console.WriteLine("emoface " + Library.Version + ": " + engine + ", look-ahead " + Math.Round(1000 * engine.Info.look_ahead) + " ms");
            using (Rig board = Rig.BuiltIn("board"))
            {
                string[] names = board.ControlNames();
                Check(names.Length == Face.ControlCount && names[4] == "CTRL_C_jaw-translateY", "names of controls");
            }
            using (Rig arkit = Rig.BuiltIn("arkit"))
            {
                string profile = "{ \"emoface_profile\": 1, \"name\": \"p\", \"source\": \"arkit\", \"outputs\": [{ \"name\": \"Open\", \"inputs\": { \"jawOpen\": 1 } }] }";
                using (Rig puppet = Rig.FromProfile(profile))
                {
                    Pose[] poses;
                    float[] whole = engine.Bake(sound, 1, rate, BakeOptions.Default, arkit, out poses);
                    float[] one = engine.Bake(sound, 1, rate, BakeOptions.Default, puppet, out poses);
                    int width = arkit.ControlCount, jaw = Array.IndexOf(arkit.ControlNames(), "jawOpen");
                    Check(width == 61 && one.Length == poses.Length && whole.Length == one.Length * width, "sizes of rigs");
                    for (int k = 0; k < one.Length; k++) Check(Math.Abs(one[k] - whole[k * width + jaw]) < 1e-6, "a profile of ARKit's jaw is ARKit's jaw");
                    Check(arkit.Report == "" && puppet.Profile.Contains("jawOpen"), "reports and profiles");
                }
                using (Rig mesh = Rig.Matching(new[] { "Wrinkle7", "viseme_PP", "viseme_aa", "eyeBlinkLeft", "eyeBlinkRight" }))
                {
                    Check(mesh.ControlCount == 5 && mesh.ControlNames()[1] == "viseme_PP" && mesh.Report.Contains("Wrinkle7"), "matching: " + mesh.Report);
                }
                try
                {
                    Rig.FromProfile(profile.Replace("jawOpen", "jawOpne"));
                    Check(false, "a bad profile throws");
                }
                catch (EmoFaceException error)
                {
                    Check(error.Status == Status.Profile && error.Message.Contains("jawOpen"), "the nearest name is told: " + error.Message);
                }
            }
            Check(string.Join(" ", Library.EmotionNames()) == "angry disgust fear happy neutral sad surprise", "names of emotions");

            BakeOptions bakeOptions = BakeOptions.Default;
            bakeOptions.seed = 5;
            float[] lookAheads = engine.LookAheads;
            Check(lookAheads.Length == engine.Info.look_ahead_count && lookAheads[0] > 0f, "look-aheads");
            bakeOptions.look_ahead_ms = lookAheads[0];
            float[] baked = engine.Bake(sound, 1, rate, bakeOptions);
            FaceOptions options = FaceOptions.Default;
            options.seed = 5;
            options.ring_ms = 1000;
            options.look_ahead_ms = lookAheads[0];
            var face = new Face(engine, options);
            FaceStats stats;
            Done(face.Stats(out stats), "stats");
            Check(stats.look_ahead_ms == lookAheads[0], "the face's look-ahead");
            Speak(face, sound, rate, baked);
            using (Rig arkit = Rig.BuiltIn("arkit"))
            {
                face.SetRig(arkit);
                SampleInfo info;
                var shapes = new float[61];
                Check(face.SampleRig(0.5, shapes, out info) >= 0 && info.pose.head_yaw > -45f, "a sample on a rig");
                Check(face.SampleRig(0.5, new float[60], out info) == Status.BufferTooSmall, "a buffer too small for the rig");
                Check(face.SampleRig(0.5, null, out info) == Status.NullArgument, "no buffer for the rig");
                Done(face.LookAt(10f, -5f, 2f), "look at");
                Check(face.LookAt(float.NaN, 0f, 1f) == Status.InvalidArgument, "look at nothing");
                Done(face.LookAway(), "look away");
                Done(face.LookFree(), "look free");
                face.SetRig(null);
            }
            Misuse(face);
            face.Dispose();
            Check(face.Push(sound, 1, rate) == Status.InvalidHandle, "a late callback is harmless");
            Check(face.Finish() == Status.InvalidHandle, "a late callback is harmless");
            face.Dispose();
        }
        Library.Shutdown();
        Console.WriteLine("all as it should be");
        return 0;
    }

    private static void Speak(Face face, float[] sound, int rate, float[] baked)
    {
        var audio = new Thread(() =>
        {
            for (int at = 0; at < sound.Length; at += 480)
            {
                Done(face.Push(sound, at, Math.Min(480, sound.Length - at), 1, rate), "push");
                while ((double)at / rate > Math.Max(0, Ready(face)) + 0.1) Thread.Sleep(1);
            }
            Done(face.Finish(), "finish");
        });
        audio.Start();
        var values = new float[Face.ControlCount];
        var weights = new float[Face.EmotionCount];
        double worst = 0;
        int frames = baked.Length / Face.ControlCount;
        for (int k = 0; k < frames; k++)
        {
            while (Ready(face) < k / 60.0 - 1e-9) Thread.Sleep(1);
            SampleInfo info;
            Done(face.Sample(k / 60.0, values, out info), "sample");
            Check(info.source == Source.Frames && info.ready >= k / 60.0 - 1e-9, "the sample's source");
            for (int i = 0; i < values.Length; i++) worst = Math.Max(worst, Math.Abs(values[i] - baked[k * values.Length + i]));
        }
        audio.Join();
        Console.WriteLine(frames + " frames, differing by " + worst + " at most");
        Check(frames > 60 && worst <= 1e-5, "live equals bake");

        // Warm by now: a thousand rounds of the calls that a game makes all the time.
        var block = new float[960];
        double time = frames / 60.0;
        GC.Collect();
        long before = GC.GetTotalMemory(false);
        for (int round = 0; round < 1000; round++)
        {
            face.Push(block, 2, 48000);
            face.Sample(time, values);
            face.SetEmotion(weights, 1f);
        }
        long allocated = GC.GetTotalMemory(false) - before;
        Console.WriteLine("1000 rounds allocated " + allocated + " bytes");
        Check(allocated < 16 * 1024, "audio and game calls allocate nothing");
    }

    private static void Misuse(Face face)
    {
        double time;
        Done(face.Interrupt(out time), "interrupt");
        Check(time > 0, "interrupt says when");
        var weights = new float[Face.EmotionCount];
        weights[0] = 1.5f;
        Check(face.SetEmotion(weights, 1f) == Status.Scaled, "scaled");
        weights[0] = float.NaN;
        Check(face.SetEmotion(weights, 1f) == Status.Emotion, "NaN weight");
        Check(face.SetEmotion(null, 1f) == Status.InvalidArgument, "no weights");
        Check(face.SetEmotion(new float[3], 1f) == Status.InvalidArgument, "three weights");
        weights[0] = 1f;
        Done(face.SetPartEmotion(Part.Brows, weights, 0.5f), "angry brows");
        Done(face.SetPartEmotion(Part.Brows, null, 0f), "brows as the whole");
        Check(face.SetPartEmotion((Part)4, weights, 1f) == Status.InvalidArgument, "a fifth part");
        for (uint behaviour = 0; behaviour < 8; behaviour++) Done(face.SetBehaviour((Behaviour)behaviour, 0f), "behaviour");
        Check(face.SetBehaviour((Behaviour)8, 0f) == Status.InvalidArgument, "a ninth behaviour");
        Done(face.SetAttention(Attention.Listening), "attention");
        Check(face.Sample(0, new float[173]) == Status.BufferTooSmall, "a small buffer");
        Check(face.Sample(0, null) == Status.NullArgument, "no buffer");
        Check(face.Sample(double.NaN, new float[174]) == Status.Time, "no time");
        Check(face.Push(new float[4], 300, 48000) == Status.AudioFormat, "300 channels");
        Check(face.Push(new float[4], 1, double.NaN) == Status.AudioFormat, "no rate");
        Check(face.Push(new float[4], 3, 2, 1, 48000) == Status.InvalidArgument, "past the end");
        face.Speak(new float[4800], 2, 48000);
        face.Reset();
        FaceStats stats;
        Done(face.Stats(out stats), "stats");
        Check(stats.pushed == 0 && stats.load == Load.Full, "reset");
    }
}
