// Models, workers, and what all faces share.
using System;
using System.Runtime.InteropServices;
using System.Text;

namespace EmoFace
{
    /// <summary>The root object. Control side only: never touch it from OnAudioFilterRead.</summary>
    public sealed unsafe class Engine : IDisposable
    {
        internal readonly EngineHandle Handle;

        /// <param name="workers">Worker threads, 1 to 16; one serves dozens of faces.</param>
        /// <param name="modelPath">A model file; null for the built-in voice.</param>
        /// <param name="onnxRuntimePath">Absolute path of an ONNX Runtime library; null for the backend compiled in.</param>
        public Engine(uint workers = 1, string modelPath = null, string onnxRuntimePath = null)
        {
            Library.CheckVersion();
            EngineOptionsNative options;
            EmoFaceException.Check(NativeMethods.emoface_engine_options_init(out options, (uint)sizeof(EngineOptionsNative)));
            fixed (byte* model = Utf8(modelPath), runtime = Utf8(onnxRuntimePath))
            {
                options.workers = workers;
                options.model_path = (IntPtr)model;
                options.onnxruntime_path = (IntPtr)runtime;
                EmoFaceException.Check(NativeMethods.emoface_engine_create(ref options, out Handle));
            }
        }

        /// <summary>Sizes, rates and look-aheads.</summary>
        public EngineInfo Info
        {
            get
            {
                var info = new EngineInfo { struct_size = (uint)sizeof(EngineInfo) };
                EmoFaceException.Check(NativeMethods.emoface_engine_get_info(Handle, ref info));
                return info;
            }
        }

        /// <summary>What look_ahead_ms of faces and bakes may be, in milliseconds, ascending, with smoothing.</summary>
        public float[] LookAheads
        {
            get
            {
                EngineInfo info = Info;
                var offered = new float[info.look_ahead_count];
                for (int i = 0; i < offered.Length; i++) offered[i] = info.look_aheads_ms[i];
                return offered;
            }
        }

        /// <summary>Model and backend in one line.</summary>
        public override string ToString()
        {
            uint needed;
            EmoFaceException.Check(NativeMethods.emoface_engine_describe(Handle, null, 0, &needed));
            fixed (byte* buffer = new byte[needed])
            {
                EmoFaceException.Check(NativeMethods.emoface_engine_describe(Handle, buffer, needed, null));
                return EmoFaceException.Text(buffer);
            }
        }

        /// <summary>Frames of known audio on the board, faster than real time: 174 values for each, frame k at k / 60 s.</summary>
        public float[] Bake(float[] interleaved, int channels, double sampleRate, BakeOptions options)
        {
            Pose[] poses;
            using (Rig board = Rig.BuiltIn("board")) return Bake(interleaved, channels, sampleRate, options, board, out poses);
        }

        /// <summary>The same on any rig: a value for each of its controls for each frame, and the pose of each frame.</summary>
        public float[] Bake(float[] interleaved, int channels, double sampleRate, BakeOptions options, Rig rig, out Pose[] poses)
        {
            if (interleaved == null || channels < 1) throw new ArgumentException("give samples and at least one channel");
            if (rig == null) throw new ArgumentNullException("rig");
            ulong frames = (ulong)(interleaved.Length / channels), count;
            fixed (float* samples = interleaved)
            {
                EmoFaceException.Check(NativeMethods.emoface_bake_f32(Handle, samples, frames, (uint)channels, sampleRate, ref options, rig.Handle, null, null, 0, out count));
                var values = new float[checked((int)count * rig.ControlCount)];
                poses = new Pose[count];
                if (count == 0) return values;
                fixed (float* target = values)
                fixed (Pose* pose = poses)
                {
                    EmoFaceException.Check(NativeMethods.emoface_bake_f32(Handle, samples, frames, (uint)channels, sampleRate, ref options, rig.Handle, target, pose, count, out count));
                }
                return values;
            }
        }

        /// <summary>Faces made from it go on until they are disposed of.</summary>
        public void Dispose()
        {
            Handle.Dispose();
        }

        private static byte[] Utf8(string path)
        {
            return path == null ? null : Encoding.UTF8.GetBytes(path + "\0");
        }
    }
}
