//! The three kinds of audio players as one.

use godot::classes::{AudioServer, AudioStream, AudioStreamPlayer, AudioStreamPlayer2D, AudioStreamPlayer3D};
use godot::prelude::*;

use crate::clock::Reading;
use crate::engine::now;
use crate::line::Hearing;

/// Seconds between two looks at the output's latency, which some drivers take their time to tell.
const LATENCY_EVERY: f64 = 1.0;

/// An audio player of whichever kind.
#[derive(Debug, Clone)]
pub enum Voice {
    /// Heard everywhere.
    Plain(Gd<AudioStreamPlayer>),
    /// Heard at a place in 2D.
    Flat(Gd<AudioStreamPlayer2D>),
    /// Heard at a place in 3D.
    Spatial(Gd<AudioStreamPlayer3D>),
}

macro_rules! each {
    ($voice:expr, $player:ident => $body:expr) => {
        match $voice {
            Voice::Plain($player) => $body,
            Voice::Flat($player) => $body,
            Voice::Spatial($player) => $body,
        }
    };
}

impl Voice {
    /// The audio player that `node` is, if it is one.
    pub fn of(node: &Gd<Node>) -> Option<Self> {
        let plain = node.clone().try_cast().map(Self::Plain);
        let flat = plain.or_else(|node| node.try_cast().map(Self::Flat));
        flat.or_else(|node| node.try_cast().map(Self::Spatial)).ok()
    }

    /// Whether the node is still there.
    pub fn is_valid(&self) -> bool {
        each!(self, player => player.is_instance_valid())
    }

    /// Its sound.
    pub fn stream(&self) -> Option<Gd<AudioStream>> {
        each!(self, player => player.get_stream())
    }

    /// Plays `stream` from its beginning.
    pub fn play(&mut self, stream: &Gd<AudioStream>) {
        each!(self, player => {
            player.stop();
            player.set_stream(stream);
            player.play();
        });
    }

    /// Stops.
    pub fn stop(&mut self) {
        each!(self, player => player.stop());
    }

    /// Whether it is in the scene, so that it can play.
    pub fn is_inside_tree(&self) -> bool {
        each!(self, player => player.is_inside_tree())
    }

    /// What it does at this moment. `latency` is that of the output.
    pub fn hearing(&self, latency: f64) -> Hearing {
        let server = AudioServer::singleton();
        each!(self, player => {
            if player.get_stream_paused() {
                return Hearing::Paused;
            }
            if !player.is_playing() {
                return Hearing::Stopped(now());
            }
            let rate = f64::from(player.get_pitch_scale() * server.get_playback_speed_scale());
            let (position, since_mix) = (f64::from(player.get_playback_position()), server.get_time_since_last_mix());
            Hearing::Playing(Reading { now: now(), position, since_mix, latency, rate })
        })
    }
}

/// The output's latency in seconds, asked for now and then.
#[derive(Debug, Default)]
pub struct Latency(Option<(f64, f64)>);

impl Latency {
    /// The latency now.
    pub fn seconds(&mut self) -> f64 {
        let now = now();
        match self.0 {
            Some((seconds, asked)) if now - asked < LATENCY_EVERY => seconds,
            _ => {
                let seconds = AudioServer::singleton().get_output_latency().clamp(0.0, 2.0);
                self.0 = Some((seconds, now));
                seconds
            }
        }
    }
}
