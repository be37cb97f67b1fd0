// What a character's face is made of, and how it is driven.
using System;
using System.Collections.Generic;
using System.Text;

namespace EmoFace
{
    /// <summary>A rig: the controls of a character, made from the board's. Control side only. Serves any number of faces.</summary>
    public sealed unsafe class Rig : IDisposable
    {
        internal readonly RigHandle Handle;

        private Rig(RigHandle handle)
        {
            Handle = handle;
        }

        /// <summary>A rig that comes with the library: board, metahuman, arkit, oculus or vrm.</summary>
        public static Rig BuiltIn(string name)
        {
            RigHandle handle;
            fixed (byte* text = Utf8(name)) EmoFaceException.Check(NativeMethods.emoface_rig_create(text, out handle));
            return new Rig(handle);
        }

        /// <summary>A rig from a profile in JSON; the exception of a mistake says line, column and what to do.</summary>
        public static Rig FromProfile(string json)
        {
            if (json == null) throw new ArgumentNullException("json");
            RigHandle handle;
            byte[] bytes = Utf8(json);
            fixed (byte* text = bytes) EmoFaceException.Check(NativeMethods.emoface_rig_load(text, (ulong)bytes.Length - 1, out handle));
            return new Rig(handle);
        }

        /// <summary>A rig from a profile in a file.</summary>
        public static Rig FromFile(string path)
        {
            RigHandle handle;
            fixed (byte* text = Utf8(path)) EmoFaceException.Check(NativeMethods.emoface_rig_load_file(text, out handle));
            return new Rig(handle);
        }

        /// <summary>A rig for blend shapes with known names, in their order; see <see cref="Report"/>.</summary>
        public static Rig Matching(IList<string> names)
        {
            if (names == null) throw new ArgumentNullException("names");
            var bytes = new List<byte>();
            var starts = new int[names.Count];
            for (int i = 0; i < names.Count; i++)
            {
                starts[i] = bytes.Count;
                bytes.AddRange(Utf8(names[i]));
            }
            RigHandle handle;
            var places = new IntPtr[Math.Max(1, names.Count)];
            bytes.Add(0);
            fixed (byte* text = bytes.ToArray())
            {
                for (int i = 0; i < names.Count; i++) places[i] = (IntPtr)(text + starts[i]);
                fixed (IntPtr* place = places) EmoFaceException.Check(NativeMethods.emoface_rig_match((byte**)place, (uint)names.Count, out handle));
            }
            return new Rig(handle);
        }

        /// <summary>Number of controls: values of a frame.</summary>
        public int ControlCount
        {
            get
            {
                uint count;
                EmoFaceException.Check(NativeMethods.emoface_rig_control_count(Handle, out count));
                return (int)count;
            }
        }

        /// <summary>Names of the controls, in order.</summary>
        public string[] ControlNames()
        {
            var names = new string[ControlCount];
            byte* buffer = stackalloc byte[257];
            for (uint i = 0; i < names.Length; i++)
            {
                EmoFaceException.Check(NativeMethods.emoface_rig_control_name(Handle, i, buffer, 257, null));
                names[i] = EmoFaceException.Text(buffer);
            }
            return names;
        }

        /// <summary>Least and greatest value of a control.</summary>
        public void ControlRange(int index, out float min, out float max)
        {
            EmoFaceException.Check(NativeMethods.emoface_rig_control_range(Handle, (uint)index, out min, out max));
        }

        /// <summary>What <see cref="Matching"/> found; empty for other rigs.</summary>
        public string Report
        {
            get
            {
                uint needed;
                EmoFaceException.Check(NativeMethods.emoface_rig_report(Handle, null, 0, &needed));
                fixed (byte* buffer = new byte[needed])
                {
                    EmoFaceException.Check(NativeMethods.emoface_rig_report(Handle, buffer, needed, null));
                    return EmoFaceException.Text(buffer);
                }
            }
        }

        /// <summary>The rig as a profile in JSON: a start for one of your own.</summary>
        public string Profile
        {
            get
            {
                uint needed;
                EmoFaceException.Check(NativeMethods.emoface_rig_profile(Handle, null, 0, &needed));
                fixed (byte* buffer = new byte[needed])
                {
                    EmoFaceException.Check(NativeMethods.emoface_rig_profile(Handle, buffer, needed, null));
                    return EmoFaceException.Text(buffer);
                }
            }
        }

        /// <summary>Faces that use it go on with it.</summary>
        public void Dispose()
        {
            Handle.Dispose();
        }

        private static byte[] Utf8(string text)
        {
            return text == null ? new byte[1] : Encoding.UTF8.GetBytes(text + "\0");
        }
    }
}
