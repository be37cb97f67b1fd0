//! What a script may tell a character to do.

use godot::classes::AudioStream;
use godot::prelude::*;

use super::{EmoFacePlayer, Look};
use crate::clock::Pace;
use crate::decode;
use crate::sound::Sound;

#[godot_api(secondary)]
impl EmoFacePlayer {
    /// Speaks [param stream] from its beginning: [member audio_player] plays it, if there is one, or else the face
    /// moves without sound. What was spoken is over. Returns whether the sound can be spoken; the reason is in the log.
    #[func]
    fn speak(&mut self, stream: Option<Gd<AudioStream>>) -> bool {
        self.speak_stream(stream)
    }

    /// Speaks a sound that a script has as a whole, such as text to speech: [param samples] between -1 and 1 at
    /// [param rate] Hz, interleaved if there are several [param channels]. As [method speak].
    #[func]
    fn speak_pcm(&mut self, samples: PackedFloat32Array, rate: f64, #[opt(default = 1)] channels: i64) -> bool {
        self.speak_samples(&samples, rate, channels)
    }

    /// A piece of a voice that somebody else plays or will play: [param samples] between -1 and 1 at [param rate] Hz,
    /// interleaved if there are several [param channels]. The first piece begins an utterance, [method finish] or a
    /// second without any ends it. The face takes the pieces in at the pace of time, so they may come in bursts; call
    /// [method set_heard] if you know better what is heard.
    #[func]
    fn push_pcm(&mut self, samples: PackedFloat32Array, rate: f64, #[opt(default = 1)] channels: i64) {
        self.push(&decode::mono(&samples, channels), rate, 0.0, Pace::Burst);
    }

    /// As [method push_pcm], for the stereo frames of Godot's audio classes.
    #[func]
    fn push_frames(&mut self, frames: PackedVector2Array, rate: f64) {
        let mut mono = Vec::with_capacity(frames.len());
        decode::add_frames(&frames, &mut mono);
        self.push(&mono, rate, 0.0, Pace::Burst);
    }

    /// As [method push_pcm], for little-endian samples of 16 bits, as most services for text to speech send them.
    #[func]
    fn push_pcm16(&mut self, bytes: PackedByteArray, rate: f64, #[opt(default = 1)] channels: i64) {
        let sound = Sound::from_pcm16(bytes.as_slice(), channels.clamp(1, 64) as usize, rate);
        self.push(sound.samples(), rate, 0.0, Pace::Burst);
    }

    /// Says that [param seconds] of the voice that is being pushed have been heard by now.
    #[func]
    fn set_heard(&mut self, seconds: f64) {
        if let Some(actor) = self.actor.as_mut().filter(|_| seconds.is_finite()) {
            actor.set_heard(seconds);
        }
    }

    /// No more pieces of this voice come; [signal finished] follows when they are all heard.
    #[func]
    fn finish(&mut self) {
        if let Some(actor) = &mut self.actor {
            actor.finish();
        }
    }

    /// Stops speaking at once, the [member audio_player] as well. The mouth eases to rest within 120 ms.
    #[func]
    fn interrupt(&mut self) {
        self.cut_short();
    }

    /// Reads the samples of [param stream] now, so that [method speak] need not: for long sounds that are not WAV.
    #[func]
    fn prepare(&mut self, stream: Option<Gd<AudioStream>>) -> bool {
        stream.is_some_and(|stream| self.sound(&stream).is_some())
    }

    /// Eyes and head look at a [param point] of the world until something else is said.
    #[func]
    fn look_at_point(&mut self, point: Vector3) {
        self.look = Look::At(point);
    }

    /// The eyes look anywhere but at the last target.
    #[func]
    fn look_away(&mut self) {
        self.look = Look::Away;
    }

    /// The eyes wander, or follow [member look_at] if there is one.
    #[func]
    fn look_free(&mut self) {
        self.look = Look::Free;
    }

    /// Sets the emotions, and others for parts of the face, from a text such as [code]happy:0.6;brows=angry:0.8[/code].
    /// Parts are brows, eyes, nose and mouth. Returns whether it was understood.
    #[func]
    fn set_mood(&mut self, mood: GString) -> bool {
        self.read_mood(&mood.to_string())
    }

    /// Looks for meshes and shapes again. Only needed if meshes were added or renamed.
    #[func]
    fn refresh(&mut self) {
        self.targets_stale = true;
    }

    /// Lets the editor show the face: it lives, and speaks what [member audio_player] plays. The meshes are put back as
    /// they were when it ends. In a game there is no need for it.
    #[func]
    fn preview(&mut self, on: bool) {
        self.show_in_editor(on);
    }

    /// Whether the editor shows the face.
    #[func]
    fn is_previewing(&self) -> bool {
        self.previewing
    }

    /// Version of emoface.
    #[func]
    fn get_version() -> GString {
        GString::from(env!("CARGO_PKG_VERSION"))
    }
}
