// One character's speaking face.
using System;

namespace EmoFace
{
    /// <summary>
    /// A speaking face. Push, Finish: audio thread. Sample, SetEmotion, SetBehaviour: game thread. Interrupt, Stats: any.
    /// None of these allocates, locks or throws for what the library says: they return its status.
    /// </summary>
    public sealed unsafe class Face : IDisposable
    {
        /// <summary>Values of a frame.</summary>
        public const int ControlCount = NativeMethods.ControlCount;
        /// <summary>Emotion weights.</summary>
        public const int EmotionCount = NativeMethods.EmotionCount;

        private readonly FaceHandle handle;
        // After Dispose this value is stale, which the library recognises: a late audio callback does no harm.
        private readonly IntPtr face;

        public Face(Engine engine) : this(engine, FaceOptions.Default) { }

        public Face(Engine engine, FaceOptions options)
        {
            EmoFaceException.Check(NativeMethods.emoface_face_create(engine.Handle, ref options, out handle));
            face = handle.DangerousGetHandle();
        }

        /// <summary>Audio thread: adds interleaved samples, such as those of OnAudioFilterRead.</summary>
        public Status Push(float[] interleaved, int channels, double sampleRate)
        {
            return Push(interleaved, 0, interleaved == null ? 0 : interleaved.Length, channels, sampleRate);
        }

        /// <summary>Audio thread: adds a part of an array.</summary>
        public Status Push(float[] interleaved, int offset, int count, int channels, double sampleRate)
        {
            if (interleaved == null || offset < 0 || count < 0 || count > interleaved.Length - offset) return Status.InvalidArgument;
            if (channels < 1) return Status.AudioFormat;
            fixed (float* samples = interleaved)
            {
                return NativeMethods.emoface_face_push_f32(face, samples + offset, (uint)(count / channels), (uint)channels, sampleRate, null);
            }
        }

        /// <summary>Audio thread: adds a part of an array of 16-bit samples.</summary>
        public Status Push(short[] interleaved, int offset, int count, int channels, double sampleRate)
        {
            if (interleaved == null || offset < 0 || count < 0 || count > interleaved.Length - offset) return Status.InvalidArgument;
            if (channels < 1) return Status.AudioFormat;
            fixed (short* samples = interleaved)
            {
                return NativeMethods.emoface_face_push_i16(face, samples + offset, (uint)(count / channels), (uint)channels, sampleRate, null);
            }
        }

        /// <summary>Audio thread: ends the utterance.</summary>
        public Status Finish()
        {
            return NativeMethods.emoface_face_finish(face);
        }

        /// <summary>Control: hands over a finished line of speech at once.</summary>
        public void Speak(float[] interleaved, int channels, double sampleRate)
        {
            if (interleaved == null || channels < 1) throw new ArgumentException("give samples and at least one channel");
            fixed (float* samples = interleaved)
            {
                EmoFaceException.Check(NativeMethods.emoface_face_speak_f32(handle, samples, (ulong)(interleaved.Length / channels), (uint)channels, sampleRate));
            }
        }

        /// <summary>Control: starts again as if new.</summary>
        public void Reset()
        {
            EmoFaceException.Check(NativeMethods.emoface_face_reset(handle));
        }

        /// <summary>Any thread: drops what is not spoken yet.</summary>
        public Status Interrupt(out double time)
        {
            fixed (double* place = &time)
            {
                *place = 0;
                return NativeMethods.emoface_face_interrupt(face, place);
            }
        }

        /// <summary>Game thread: the face at a stream time. values holds ControlCount or more.</summary>
        public Status Sample(double time, float[] values)
        {
            SampleInfo info;
            return Sample(time, values, out info);
        }

        /// <summary>Game thread: the face at a stream time, and what the sample is.</summary>
        public Status Sample(double time, float[] values, out SampleInfo info)
        {
            var sampled = new SampleInfo { struct_size = (uint)sizeof(SampleInfo) };
            fixed (float* target = values)
            {
                Status status = NativeMethods.emoface_face_sample(face, time, target, values == null ? 0u : (uint)values.Length, &sampled);
                info = sampled;
                return status;
            }
        }

        /// <summary>Control: the rig of SampleRig; null is the board.</summary>
        public void SetRig(Rig rig)
        {
            using (Rig board = rig == null ? Rig.BuiltIn("board") : null)
            {
                EmoFaceException.Check(NativeMethods.emoface_face_set_rig(handle, (rig ?? board).Handle));
            }
        }

        /// <summary>Game thread: the face on the rig of SetRig; values holds its ControlCount or more.</summary>
        public Status SampleRig(double time, float[] values, out SampleInfo info)
        {
            var sampled = new SampleInfo { struct_size = (uint)sizeof(SampleInfo) };
            fixed (float* target = values)
            {
                Status status = NativeMethods.emoface_face_sample_rig(face, time, target, values == null ? 0u : (uint)values.Length, null, &sampled);
                info = sampled;
                return values == null ? Status.NullArgument : status;
            }
        }

        /// <summary>Game thread: eyes on a point, in degrees to the character's left and up from straight ahead, in metres.</summary>
        public Status LookAt(float yaw, float pitch, float distance)
        {
            return NativeMethods.emoface_face_look_at(face, yaw, pitch, distance);
        }

        /// <summary>Game thread: eyes away from the last point.</summary>
        public Status LookAway()
        {
            return NativeMethods.emoface_face_look_away(face);
        }

        /// <summary>Game thread: eyes that wander on their own again.</summary>
        public Status LookFree()
        {
            return NativeMethods.emoface_face_look_free(face);
        }

        /// <summary>Game thread: the emotion to ease to. weights holds EmotionCount values.</summary>
        public Status SetEmotion(float[] weights, float intensity)
        {
            fixed (float* source = weights)
            {
                return NativeMethods.emoface_face_set_emotion(face, source, weights == null ? 0u : (uint)weights.Length, intensity);
            }
        }

        /// <summary>Game thread: an emotion for one part of the face; null gives it that of the whole again.</summary>
        public Status SetPartEmotion(Part part, float[] weights, float intensity)
        {
            fixed (float* source = weights)
            {
                return NativeMethods.emoface_face_set_part_emotion(face, part, source, weights == null ? 0u : (uint)weights.Length, intensity);
            }
        }

        /// <summary>Game thread: how much of a behaviour the face shows; 0 off, 1 as in people, up to 4.</summary>
        public Status SetBehaviour(Behaviour behaviour, float gain)
        {
            return NativeMethods.emoface_face_set_behaviour(face, behaviour, gain);
        }

        /// <summary>Game thread: what the face is about while it does not speak.</summary>
        public Status SetAttention(Attention attention)
        {
            return NativeMethods.emoface_face_set_attention(face, attention);
        }

        /// <summary>Any thread: how the face is doing.</summary>
        public Status Stats(out FaceStats stats)
        {
            var filled = new FaceStats { struct_size = (uint)sizeof(FaceStats) };
            Status status = NativeMethods.emoface_face_get_stats(face, &filled);
            stats = filled;
            return status;
        }

        /// <summary>Waits for calls in flight on other threads; later ones get Status.InvalidHandle.</summary>
        public void Dispose()
        {
            handle.Dispose();
        }
    }
}
