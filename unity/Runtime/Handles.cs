// Handles that destroy themselves, and the exception that a failing control call throws.
using System;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EmoFace
{
    internal sealed class EngineHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        private EngineHandle() : base(true) { }

        protected override bool ReleaseHandle()
        {
            return NativeMethods.emoface_engine_destroy(handle) == Status.Ok;
        }
    }

    internal sealed class FaceHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        private FaceHandle() : base(true) { }

        protected override bool ReleaseHandle()
        {
            return NativeMethods.emoface_face_destroy(handle) == Status.Ok;
        }
    }

    internal sealed class RigHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        private RigHandle() : base(true) { }

        protected override bool ReleaseHandle()
        {
            return NativeMethods.emoface_rig_destroy(handle) == Status.Ok;
        }
    }

    /// <summary>A control call that failed. Audio and game calls return their status instead.</summary>
    public sealed class EmoFaceException : Exception
    {
        public Status Status { get; }

        public EmoFaceException(Status status, string message) : base(message)
        {
            Status = status;
        }

        internal static unsafe void Check(Status status)
        {
            if (status >= 0) return;
            byte* buffer = stackalloc byte[NativeMethods.LastErrorSize];
            string detail = NativeMethods.emoface_last_error(buffer, NativeMethods.LastErrorSize, null) >= 0 ? Text(buffer) : "";
            throw new EmoFaceException(status, detail.Length > 0 ? detail : Text((byte*)NativeMethods.emoface_status_text(status)));
        }

        /// <summary>The text at a pointer (Marshal.PtrToStringUTF8 is missing from older profiles).</summary>
        internal static unsafe string Text(byte* text)
        {
            int length = 0;
            while (text[length] != 0) length++;
            return Encoding.UTF8.GetString(text, length);
        }
    }

    /// <summary>The library as a whole.</summary>
    public static unsafe class Library
    {
        /// <summary>Version of the native library.</summary>
        public static string Version
        {
            get { return EmoFaceException.Text((byte*)NativeMethods.emoface_version()); }
        }

        /// <summary>Throws when the native library is of another version than these scripts.</summary>
        public static void CheckVersion()
        {
            uint version = NativeMethods.emoface_abi_version();
            if (version == NativeMethods.AbiVersion) return;
            throw new EmoFaceException(Status.AbiMismatch, "the emoface library has interface version " + version + ", these scripts need "
                + NativeMethods.AbiVersion + "; quit the editor, delete the package's Plugins folder and import the package again");
        }

        /// <summary>What a status means and what to do about it.</summary>
        public static string TextOf(Status status)
        {
            return EmoFaceException.Text((byte*)NativeMethods.emoface_status_text(status));
        }

        /// <summary>Destroys all faces and engines and joins the library's threads: before a domain reload, and at the end.</summary>
        public static void Shutdown()
        {
            EmoFaceException.Check(NativeMethods.emoface_shutdown());
        }

        /// <summary>Names of the emotion weights, in order.</summary>
        public static string[] EmotionNames()
        {
            var names = new string[NativeMethods.emoface_emotion_count()];
            byte* buffer = stackalloc byte[256];
            for (uint i = 0; i < names.Length; i++)
            {
                EmoFaceException.Check(NativeMethods.emoface_emotion_name(i, buffer, 256, null));
                names[i] = EmoFaceException.Text(buffer);
            }
            return names;
        }
    }
}
