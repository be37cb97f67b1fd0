//! What is spoken: streams of the audio player, sound of a bus, samples of a script.

use std::sync::Arc;

use godot::classes::audio_stream_wav::Format;
use godot::classes::{AudioEffectCapture, AudioServer, AudioStream, AudioStreamWav};
use godot::prelude::*;

use super::EmoFacePlayer;
use crate::clock::Pace;
use crate::decode::{add_frames, decode, mono};
use crate::gate::Passage;
use crate::line::Hearing;
use crate::sound::Sound;
use crate::voice::Voice;

/// Sounds that are kept decoded.
const SOUNDS: usize = 4;
/// Sound that the effect on a bus keeps until the game draws a frame, in seconds.
const CAPTURED: f32 = 0.5;

impl EmoFacePlayer {
    /// The audio player, if there is one that works.
    pub(super) fn voice(&self) -> Option<Voice> {
        let node = self.audio_player.as_ref().filter(|node| node.is_instance_valid())?;
        Voice::of(node)
    }

    /// The samples of `stream`, decoded once.
    pub(super) fn sound(&mut self, stream: &Gd<AudioStream>) -> Option<Arc<Sound>> {
        let id = stream.instance_id();
        if let Some(known) = self.sounds.iter().position(|(known, _)| *known == id) {
            let known = self.sounds.remove(known);
            self.sounds.push(known);
        } else {
            if self.refused == Some(id) {
                return None;
            }
            match decode(stream) {
                Ok(sound) => self.sounds.push((id, Arc::new(sound))),
                Err(problem) => {
                    self.refused = Some(id);
                    godot_error!("EmoFacePlayer: {}: {problem}", self.name());
                    return None;
                }
            }
            let many = self.sounds.len().saturating_sub(SOUNDS);
            self.sounds.drain(..many);
        }
        self.sounds.last().map(|(_, sound)| Arc::clone(sound))
    }

    pub(super) fn speak_stream(&mut self, stream: Option<Gd<AudioStream>>) -> bool {
        let Some(stream) = stream else {
            godot_error!("EmoFacePlayer: {}: speak() needs a stream", self.name());
            return false;
        };
        self.cut_short();
        // Asked for by hand, so tell again what is wrong.
        self.refused = None;
        let Some(sound) = self.sound(&stream) else { return false };
        match self.voice().filter(Voice::is_inside_tree) {
            Some(mut voice) => {
                voice.play(&stream);
                self.begin(sound, Some(stream.instance_id()), 0.0)
            }
            None => self.begin(sound, None, 0.0),
        }
    }

    pub(super) fn speak_samples(&mut self, samples: &PackedFloat32Array, rate: f64, channels: i64) -> bool {
        if !(8_000.0..=192_000.0).contains(&rate) || samples.is_empty() {
            godot_error!("EmoFacePlayer: {}: {} samples at {rate} Hz cannot be spoken", self.name(), samples.len());
            return false;
        }
        let bytes: PackedByteArray = mono(samples, channels)
            .iter()
            .flat_map(|sample| ((sample.clamp(-1.0, 1.0) * 32_767.0) as i16).to_le_bytes())
            .collect();
        let mut stream = AudioStreamWav::new_gd();
        stream.set_format(Format::FORMAT_16_BITS);
        stream.set_mix_rate(rate.round() as i32);
        stream.set_data(&bytes);
        self.speak_stream(Some(stream.upcast()))
    }

    /// Begins a line. `stream` is what the audio player plays of it.
    fn begin(&mut self, sound: Arc<Sound>, stream: Option<InstanceId>, at: f64) -> bool {
        self.wake();
        let latency = self.latency.seconds();
        let Some(actor) = &mut self.actor else { return false };
        let begun = actor.speak(sound, at, if stream.is_some() { latency } else { 0.0 });
        self.current = stream;
        if let Err(error) = &begun {
            godot_error!("EmoFacePlayer: {}: {error}", self.base().get_name());
        }
        begun.is_ok()
    }

    pub(super) fn push(&mut self, mono: &[f32], rate: f64, latency: f64, pace: Pace) {
        if mono.is_empty() {
            return;
        }
        self.wake();
        let Some(actor) = &mut self.actor else { return };
        match actor.push(mono, rate, latency, pace) {
            Ok(0) => self.current = None,
            Ok(dropped) => godot_warn!("EmoFacePlayer: {}: {dropped} samples were dropped", self.base().get_name()),
            Err(error) => godot_error!("EmoFacePlayer: {}: {error}", self.base().get_name()),
        }
    }

    pub(super) fn cut_short(&mut self) {
        let spoke = self.actor.as_mut().is_some_and(|actor| actor.interrupt());
        if let (Some(_), Some(mut voice)) = (self.current.take(), self.voice()) {
            voice.stop();
        }
        if spoke {
            self.signals().finished().emit();
        }
    }

    /// What the audio player does, and the line that it began by itself, if it did.
    pub(super) fn listen(&mut self) -> Hearing {
        let Some(voice) = self.voice() else {
            return if self.current.is_some() { Hearing::Stopped(crate::engine::now()) } else { Hearing::Nobody };
        };
        let hearing = voice.hearing(self.latency.seconds());
        if !matches!(hearing, Hearing::Playing(_)) {
            self.done = None;
        }
        if let (true, Hearing::Playing(reading)) = (self.follow, hearing) {
            let stream = voice.stream();
            let id = stream.as_ref().map(Gd::instance_id);
            let pushed = self.is_speaking_live();
            if let Some(stream) = stream.filter(|_| ![self.current, self.refused, self.done].contains(&id) && !pushed) {
                if self.actor.as_mut().is_some_and(|actor| actor.interrupt()) {
                    self.signals().finished().emit();
                }
                if let Some(sound) = self.sound(&stream) {
                    self.begin(sound, id, reading.heard().max(0.0));
                }
            }
        }
        if self.current.is_some() { hearing } else { Hearing::Nobody }
    }

    /// Takes what the bus has heard.
    pub(super) fn drain(&mut self) {
        let Some((_, capture)) = &mut self.capture else { return };
        let available = capture.get_frames_available();
        if available <= 0 {
            return;
        }
        let frames = capture.get_buffer(available);
        let rate = f64::from(AudioServer::singleton().get_mix_rate());
        let mut mono = Vec::with_capacity(frames.len());
        add_frames(&frames, &mut mono);
        match self.gate.judge(&mono, mono.len() as f64 / rate) {
            Passage::Closed => {}
            Passage::Open => {
                let latency = self.latency.seconds();
                self.push(&mono, rate, latency, Pace::Steady);
            }
            Passage::Closing => {
                if let Some(actor) = &mut self.actor {
                    actor.finish();
                }
            }
        }
    }

    pub(super) fn open_capture(&mut self) {
        if self.capture_bus.is_empty() || self.capture.is_some() {
            return;
        }
        let mut server = AudioServer::singleton();
        let bus = server.get_bus_index(&self.capture_bus);
        if bus < 0 {
            godot_error!("EmoFacePlayer: {}: there is no audio bus called '{}'", self.name(), self.capture_bus);
            return;
        }
        // One of its own: two readers of one effect would take the sound from each other.
        let mut capture = AudioEffectCapture::new_gd();
        capture.set_buffer_length(CAPTURED);
        server.add_bus_effect(bus, &capture);
        self.capture = Some((self.capture_bus.clone(), capture));
    }

    pub(super) fn close_capture(&mut self) {
        let Some((bus, capture)) = self.capture.take() else { return };
        let mut server = AudioServer::singleton();
        let bus = server.get_bus_index(&bus);
        let ours = |effect: &i32| {
            let effect = server.get_bus_effect(bus, *effect);
            effect.is_some_and(|effect| effect.instance_id() == capture.instance_id())
        };
        if bus >= 0
            && let Some(effect) = (0..server.get_bus_effect_count(bus)).find(ours)
        {
            server.remove_bus_effect(bus, effect);
        }
    }

    /// What to call this node in a message.
    pub(super) fn name(&self) -> String {
        self.base().get_name().to_string()
    }
}
