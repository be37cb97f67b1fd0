// The one clock of the page: what the audio element says it plays.

/** Farther than this from what is heard, the shown time jumps instead of gliding (seconds). */
const JUMP = 0.1;
/** Part of an error that one reading corrects. */
const CORRECTION = 0.2;
/** An element that says the same for so long has stopped (seconds): the face waits for it. */
const STALL = 0.25;

/** The part of the sound that is played again and again, in seconds. */
export interface Span {
  from: number;
  to: number;
}

/**
 * The playing position in seconds, smooth although browsers move an element's `currentTime` in steps of up to 40 ms:
 * between two steps time goes on by the rate, and each step pulls it back to what is heard.
 */
export class Clock {
  private shown = 0;
  private shownAt = 0;
  private heard = -1;
  private heardAt = 0;
  private span: Span | null = null;
  /** Length of the sound in seconds. */
  duration = 0;

  constructor(readonly audio: HTMLAudioElement) {
    audio.preservesPitch = true;
    audio.preload = "auto";
  }

  /** Plays the sound at `url`, of `seconds`, from its start. */
  load(url: string, seconds: number): void {
    this.audio.src = url;
    this.duration = seconds;
    this.seek(0);
  }

  get playing(): boolean {
    return !this.audio.paused && !this.audio.ended;
  }

  get rate(): number {
    return this.audio.playbackRate;
  }

  set rate(rate: number) {
    this.audio.defaultPlaybackRate = rate;
    this.audio.playbackRate = rate;
  }

  get loop(): Span | null {
    return this.span;
  }

  /** Plays only `span`, over and over; null plays to the end. */
  set loop(span: Span | null) {
    this.span = span;
  }

  async play(): Promise<void> {
    const { from, to } = this.span ?? { from: 0, to: this.duration };
    const outside = this.shown < from || this.shown >= to - 0.005;
    this.seek(outside ? from : this.shown);
    this.shownAt = performance.now();
    await this.audio.play();
  }

  pause(): void {
    this.shown = this.now();
    this.audio.pause();
  }

  /** Moves to `time`, which stays exactly that until the sound plays. */
  seek(time: number): void {
    this.shown = Math.min(Math.max(time, 0), this.duration);
    this.shownAt = performance.now();
    this.heard = -1;
    this.audio.currentTime = this.shown;
  }

  /** The position now; called once a picture. */
  now(): number {
    if (!this.playing || this.audio.seeking) {
      if (this.audio.ended) this.shown = this.duration;
      this.shownAt = performance.now();
      return this.shown;
    }
    const now = performance.now();
    const heard = this.audio.currentTime;
    let time = this.shown + ((now - this.shownAt) / 1000) * this.rate;
    if (heard !== this.heard) {
      const error = heard - time;
      const far = Math.abs(error) > JUMP * Math.max(this.rate, 0.25);
      // Time never runs backwards, but for a jump.
      time = far ? heard : Math.max(time + error * CORRECTION, this.shown);
      this.heard = heard;
      this.heardAt = now;
    } else if (now - this.heardAt > STALL * 1000) {
      time = this.shown;
    }
    this.shown = Math.min(time, this.duration);
    this.shownAt = now;
    if (this.span && this.shown >= this.span.to) this.seek(this.span.from);
    return this.shown;
  }
}
