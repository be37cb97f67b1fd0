// The C interface of emoface, function by function, in the order and with the names of include/emoface.h.
// tests/abi.rs compares the layout of the structs with C and Rust, and runs Live.cs against the library.
using System;
using System.Runtime.InteropServices;

namespace EmoFace
{
    /// <summary>What a call says: 0 success, positive success with a remark, negative an error.</summary>
    public enum Status
    {
        Ok = 0,
        NotReady = 1,
        TooOld = 2,
        Dropped = 3,
        Scaled = 4,
        NullArgument = -1,
        InvalidHandle = -2,
        InvalidArgument = -3,
        Misaligned = -4,
        BufferTooSmall = -5,
        AbiMismatch = -6,
        AudioFormat = -7,
        Time = -8,
        Emotion = -9,
        Busy = -10,
        QueueFull = -11,
        Limit = -12,
        Model = -13,
        Backend = -14,
        Io = -15,
        ShutDown = -16,
        Poisoned = -17,
        Panic = -18,
        OutOfMemory = -19,
        Profile = -20,
    }

    /// <summary>Procedural layers on top of the model; each has a gain of 0 (off) to 4, 1 as in people.</summary>
    public enum Behaviour : uint
    {
        Blink = 0,
        Gaze = 1,
        HeadYaw = 2,
        HeadPitch = 3,
        HeadRoll = 4,
        Brows = 5,
        Breath = 6,
        Laughter = 7,
    }

    /// <summary>EMOFACE_MODE_*: how a model that hears whole utterances is run. The built-in voice gives the same frames in any mode.</summary>
    public enum BakeMode : uint
    {
        Default = 0,
        Whole = 1,
        Progressive = 2,
        Live = 3,
    }

    /// <summary>What a silent face is about.</summary>
    public enum Attention : uint
    {
        Idle = 0,
        Listening = 1,
    }

    /// <summary>Parts of the face that can show an emotion of their own.</summary>
    public enum Part : uint
    {
        Brows = 0,
        Eyes = 1,
        Nose = 2,
        Mouth = 3,
    }

    /// <summary>Where the values of a sample come from.</summary>
    public enum Source : uint
    {
        Frames = 0,
        Held = 1,
        Rest = 2,
        Oldest = 3,
    }

    /// <summary>What the worker does about load.</summary>
    public enum Load : uint
    {
        Full = 0,
        Late = 1,
        Skipping = 2,
    }

    /// <summary>emoface_engine_options; the paths are UTF-8 in unmanaged memory, or zero.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct EngineOptionsNative
    {
        public uint struct_size;
        public uint workers;
        public IntPtr model_path;
        public IntPtr onnxruntime_path;
    }

    /// <summary>What an engine is, in numbers.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct EngineInfo
    {
        internal uint struct_size;
        public uint control_count;
        public uint emotion_count;
        public uint frame_rate;
        public uint model_sample_rate;
        public uint workers;
        public double look_ahead;
        public double look_ahead_unsmoothed;
        public uint look_ahead_count;
        internal uint reserved;
        /// <summary>See <see cref="Engine.LookAheads"/>.</summary>
        public fixed float look_aheads_ms[NativeMethods.MaxLookAheads];
    }

    /// <summary>How a face is made; start from <see cref="Default"/>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct FaceOptions
    {
        internal uint struct_size;
        public Attention attention;
        public ulong seed;
        public uint smooth;
        public uint ring_ms;
        public uint timeline_ms;
        /// <summary>At most so much later audio may a frame depend on, in milliseconds; one of
        /// <see cref="Engine.LookAheads"/> or more, 0 for the usual one.</summary>
        public float look_ahead_ms;
        public fixed float gains[NativeMethods.BehaviourCount];

        public static FaceOptions Default
        {
            get
            {
                FaceOptions options;
                EmoFaceException.Check(NativeMethods.emoface_face_options_init(out options, (uint)sizeof(FaceOptions)));
                return options;
            }
        }
    }

    /// <summary>What a face does beside its controls; angles in degrees, positive to the character's left, up, and
    /// towards its left shoulder.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Pose
    {
        public float head_yaw;
        public float head_pitch;
        public float head_roll;
        public float left_eye_yaw;
        public float left_eye_pitch;
        public float right_eye_yaw;
        public float right_eye_pitch;
        public float speaking;
        public float laughter;
        internal float reserved;
    }

    /// <summary>What a sample is, beside its values.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SampleInfo
    {
        internal uint struct_size;
        public Source source;
        public double ready;
        public double pushed;
        public Pose pose;
    }

    /// <summary>How a face is doing.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FaceStats
    {
        internal uint struct_size;
        public Load load;
        public double pushed;
        public double ready;
        public double behind;
        public ulong dropped;
        public ulong skipped;
        public uint failed;
        /// <summary>How much later audio the face's frames depend on, in milliseconds.</summary>
        public float look_ahead_ms;
    }

    /// <summary>How a bake is done; start from <see cref="Default"/>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct BakeOptions
    {
        internal uint struct_size;
        public Attention attention;
        public ulong seed;
        public uint smooth;
        public float intensity;
        public fixed float emotion[NativeMethods.EmotionCount];
        /// <summary>Bit n for Part n: it feels what part_emotions says.</summary>
        public uint parts;
        public fixed float part_emotions[NativeMethods.PartCount * NativeMethods.EmotionCount];
        public fixed float gains[NativeMethods.BehaviourCount];
        /// <summary>As in <see cref="FaceOptions"/>, but 0 for the longest.</summary>
        public float look_ahead_ms;
        /// <summary>How a model that hears whole utterances is run.</summary>
        public BakeMode mode;

        public static BakeOptions Default
        {
            get
            {
                BakeOptions options;
                EmoFaceException.Check(NativeMethods.emoface_bake_options_init(out options, (uint)sizeof(BakeOptions)));
                return options;
            }
        }
    }

    internal static unsafe class NativeMethods
    {
#if UNITY_IOS && !UNITY_EDITOR
        private const string Library = "__Internal";
#else
        private const string Library = "emoface";
#endif
        private const CallingConvention C = CallingConvention.Cdecl;

        internal const uint AbiVersion = 1;
        internal const int ControlCount = 174;
        internal const int EmotionCount = 7;
        internal const int BehaviourCount = 8;
        internal const int PartCount = 4;
        internal const int MaxLookAheads = 8;
        internal const int LastErrorSize = 512;

        [DllImport(Library, CallingConvention = C)] internal static extern uint emoface_abi_version();
        [DllImport(Library, CallingConvention = C)] internal static extern IntPtr emoface_version();
        [DllImport(Library, CallingConvention = C)] internal static extern IntPtr emoface_status_text(Status status);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_last_error(byte* buffer, uint capacity, uint* out_needed);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_shutdown();

        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_engine_options_init(out EngineOptionsNative options, uint struct_size);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_engine_create(ref EngineOptionsNative options, out EngineHandle out_engine);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_engine_destroy(IntPtr engine);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_engine_get_info(EngineHandle engine, ref EngineInfo out_info);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_engine_describe(EngineHandle engine, byte* buffer, uint capacity, uint* out_needed);

        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_options_init(out FaceOptions options, uint struct_size);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_create(EngineHandle engine, ref FaceOptions options, out FaceHandle out_face);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_destroy(IntPtr face);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_speak_f32(FaceHandle face, float* interleaved, ulong frames, uint channels, double sample_rate);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_speak_i16(FaceHandle face, short* interleaved, ulong frames, uint channels, double sample_rate);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_set_rig(FaceHandle face, RigHandle rig);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_reset(FaceHandle face);

        // Audio, game and any: the handle's plain value, for SafeHandle marshalling costs more than the calls.
        // A stale value is recognised by the library, so this is safe.
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_push_f32(IntPtr face, float* interleaved, uint frames, uint channels, double sample_rate, uint* out_taken);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_push_i16(IntPtr face, short* interleaved, uint frames, uint channels, double sample_rate, uint* out_taken);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_finish(IntPtr face);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_interrupt(IntPtr face, double* out_time);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_sample(IntPtr face, double time, float* out_values, uint capacity, SampleInfo* out_info);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_sample_rig(IntPtr face, double time, float* out_values, uint capacity, uint* out_count, SampleInfo* out_info);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_look_at(IntPtr face, float yaw, float pitch, float distance);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_look_away(IntPtr face);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_look_free(IntPtr face);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_set_emotion(IntPtr face, float* weights, uint count, float intensity);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_set_part_emotion(IntPtr face, Part part, float* weights, uint count, float intensity);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_set_behaviour(IntPtr face, Behaviour behaviour, float gain);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_set_attention(IntPtr face, Attention attention);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_face_get_stats(IntPtr face, FaceStats* out_stats);

        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_rig_create(byte* name, out RigHandle out_rig);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_rig_load(byte* json, ulong bytes, out RigHandle out_rig);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_rig_load_file(byte* path, out RigHandle out_rig);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_rig_match(byte** names, uint count, out RigHandle out_rig);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_rig_destroy(IntPtr rig);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_rig_control_count(RigHandle rig, out uint out_count);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_rig_control_name(RigHandle rig, uint index, byte* buffer, uint capacity, uint* out_needed);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_rig_control_range(RigHandle rig, uint index, out float out_min, out float out_max);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_rig_report(RigHandle rig, byte* buffer, uint capacity, uint* out_needed);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_rig_profile(RigHandle rig, byte* buffer, uint capacity, uint* out_needed);
        [DllImport(Library, CallingConvention = C)] internal static extern uint emoface_emotion_count();
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_emotion_name(uint index, byte* buffer, uint capacity, uint* out_needed);

        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_bake_options_init(out BakeOptions options, uint struct_size);
        [DllImport(Library, CallingConvention = C)] internal static extern Status emoface_bake_f32(EngineHandle engine, float* interleaved, ulong frames, uint channels, double sample_rate, ref BakeOptions options, RigHandle rig, float* out_values, Pose* out_poses, ulong capacity_frames, out ulong out_frames);
    }
}
