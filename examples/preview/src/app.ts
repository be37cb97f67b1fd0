// The page: takes, clock, stage and timeline brought together.

import { Clock, type Span } from "./clock";
import type { Head } from "./head";
import { readTake } from "./read/read";
import { cast, type Profile } from "./rig";
import { decoded, type Sound } from "./sound";
import { Stage } from "./stage";
import type { Take } from "./take";
import { listenToDrops } from "./ui/drop";
import { listenToKeys } from "./ui/keys";
import { firstChoice, openPicker } from "./ui/picker";
import { Timeline } from "./ui/timeline";

const SPEEDS = [1, 0.5, 0.25, 0.1];
const SPEED_NAMES = ["1×", "½×", "¼×", "⅒×"];
/** Left and right arrow, in seconds. */
const STRIDE = 0.5;

const byId = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;

/** Everything that the page shows and does. */
export class App {
  readonly clock = new Clock(new Audio());
  readonly stage: Stage;
  readonly timeline: Timeline;
  takes: Take[] = [];
  /** Shown takes, by their place: one, or two side by side. */
  shown: number[] = [0];
  private partner = 1;
  private chosen: string[] | null = null;
  private stale = true;
  private drawn = -1;

  constructor(
    readonly head: Head,
    private readonly rigs: readonly Profile[],
    private sound: Sound,
    private readonly voiced: boolean,
  ) {
    this.stage = new Stage(byId<HTMLCanvasElement>("view"), () => this.invalidate());
    this.timeline = new Timeline(byId("timeline"), {
      seek: (time) => this.seek(time),
      select: (span) => this.select(span),
    });
    this.stage.show(head);
    this.hear(sound);
    this.wire();
    new ResizeObserver(() => this.layout()).observe(byId("stage"));
    window.addEventListener("resize", () => this.timeline.draw());
    this.theme(window.matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark");
    const loop = () => {
      this.tick();
      requestAnimationFrame(loop);
    };
    requestAnimationFrame(loop);
  }

  /** Adds a take, on the head's rig. */
  add(take: Take): void {
    const fitting = cast(take, this.rigs);
    if (this.head.driven(fitting) === 0) throw new Error(`${take.name}: none of its controls moves this head`);
    this.takes.push(fitting);
    this.refresh();
  }

  /** The take that leads: its frames are counted. */
  get take(): Take {
    return this.takes[this.shown[0] ?? 0] as Take;
  }

  seek(time: number): void {
    this.clock.seek(time);
    this.invalidate();
  }

  /** Goes to frame `k` of the leading take and stays there. */
  show(k: number): void {
    this.clock.pause();
    this.seek(Math.min(Math.max(k, 0), this.take.count - 1) / this.take.fps);
  }

  /** The number of the frame that is shown. */
  get frame(): number {
    return this.take.frameAt(this.clock.now());
  }

  /** Chooses the take at `place`, as the first or as the second. */
  choose(place: number, second: boolean): void {
    if (place >= this.takes.length) return;
    if (second) {
      this.partner = place;
      this.shown = [this.shown[0] ?? 0, place];
    } else if (this.shown.length > 1) {
      this.shown = [place, this.partner];
    } else this.shown = [place];
    this.refresh();
  }

  compare(): void {
    if (this.takes.length < 2) {
      this.notice("There is only one take: drop another one here.");
      return;
    }
    const first = this.shown[0] ?? 0;
    if (this.partner === first || this.partner >= this.takes.length) this.partner = first === 0 ? 1 : 0;
    this.shown = this.shown.length > 1 ? [first] : [first, this.partner];
    this.refresh();
  }

  select(span: Span | null): void {
    this.timeline.selection = span;
    if (this.clock.loop) this.clock.loop = this.whole();
    this.timeline.draw();
    this.invalidate();
  }

  theme(theme: "dark" | "light"): void {
    document.documentElement.dataset.theme = theme;
    this.stage.dark = theme === "dark";
    this.timeline.draw();
    this.invalidate();
  }

  notice(text: string): void {
    const notice = byId("notice");
    notice.textContent = text;
    notice.hidden = false;
    setTimeout(() => {
      if (notice.textContent === text) notice.hidden = true;
    }, 6000);
  }

  /** Takes a dropped file: a sound or a take. */
  async open(file: File): Promise<void> {
    try {
      if (/\.(wav|mp3|ogg|m4a|flac|opus)$/i.test(file.name)) {
        this.hear(await decoded(file));
        byId("title").textContent = file.name;
      } else {
        const take = readTake(file.name, await file.text(), this.voiced ? this.sound.seconds : null);
        this.add(take);
        this.choose(this.takes.length - 1, this.shown.length > 1);
      }
    } catch (error) {
      this.notice(error instanceof Error ? error.message : String(error));
    }
  }

  private hear(sound: Sound): void {
    this.sound = sound;
    this.clock.load(sound.url, sound.seconds);
    this.timeline.hear(sound);
    this.refresh();
  }

  private whole(): Span {
    return this.timeline.selection ?? { from: 0, to: this.sound.seconds };
  }

  private invalidate(): void {
    this.stale = true;
  }

  private refresh(): void {
    if (this.takes.length === 0) return;
    const room = Math.min(window.innerWidth, window.innerHeight);
    this.chosen ??= firstChoice(this.take, room < 620 ? 3 : room < 900 ? 4 : 6);
    const shown = this.shown.map((place) => this.takes[place] as Take);
    this.timeline.show(shown, this.chosen);
    const buttons = this.takes.map((take, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = take.name;
      button.title = place < 9 ? `${take.name} (${place + 1})` : take.name;
      button.setAttribute("aria-pressed", String(this.shown[0] === place));
      button.classList.toggle("second", this.shown[1] === place);
      button.addEventListener("click", (event) => this.choose(place, event.shiftKey));
      return button;
    });
    byId("takes").replaceChildren(...buttons);
    byId("compare").setAttribute("aria-pressed", String(shown.length > 1));
    this.layout();
  }

  private layout(): void {
    const { clientWidth: width, clientHeight: height } = byId("stage");
    if (width === 0 || height === 0) return;
    const views = this.shown.length;
    this.stage.resize(width, height, Math.min(window.devicePixelRatio || 1, 2), views);
    const stacked = this.stage.stacked(width, height, views);
    const captions = (views > 1 ? this.shown : []).map((place, index) => {
      const caption = document.createElement("span");
      caption.textContent = this.takes[place]?.name ?? "";
      caption.classList.toggle("second", index === 1);
      caption.style.left = stacked ? "12px" : `${(100 * index) / views}%`;
      caption.style.top = stacked ? `${(100 * index) / views}%` : "0";
      caption.style.margin = "10px";
      return caption;
    });
    byId("captions").replaceChildren(...captions);
    this.timeline.draw();
    this.invalidate();
  }

  /** One picture, if anything changed since the last. */
  private tick(): void {
    if (this.takes.length === 0) return;
    const { clock } = this;
    const time = clock.now();
    document.body.classList.toggle("playing", clock.playing);
    if (time === this.drawn && !this.stale) return;
    this.stale = false;
    this.drawn = time;
    const shown = this.shown.map((place) => this.takes[place] as Take);
    if (this.stage.draw(shown, time)) this.stale = true;
    this.timeline.at(time, clock.playing);
    byId("time").textContent = `${Math.floor(time / 60)}:${(time % 60).toFixed(3).padStart(6, "0")}`;
    byId("frame").textContent = `frame ${this.take.frameAt(time)}`;
    const slider = byId("timeline");
    slider.ariaValueMax = this.sound.seconds.toFixed(2);
    slider.ariaValueNow = time.toFixed(3);
  }

  private wire(): void {
    const speed = () => {
      const next = (SPEEDS.indexOf(this.clock.rate) + 1) % SPEEDS.length;
      this.clock.rate = SPEEDS[next] ?? 1;
      byId("speed").textContent = SPEED_NAMES[next] ?? "";
    };
    const play = () => {
      if (this.clock.playing) this.clock.pause();
      else this.clock.play().catch((error) => this.notice(`The sound does not play: ${error.message}`));
      this.invalidate();
    };
    const loop = () => {
      this.clock.loop = this.clock.loop ? null : this.whole();
      byId("loop").setAttribute("aria-pressed", String(this.clock.loop !== null));
    };
    const theme = () => this.theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    const curves = () =>
      openPicker(this.take, this.chosen ?? [], (chosen) => {
        this.chosen = chosen;
        this.refresh();
      });
    const keys = () => byId<HTMLDialogElement>("keys").showModal();
    const step = (frames: number) => () => this.show(this.frame + frames);
    const stride = (seconds: number) => () => this.seek(this.clock.now() + seconds);
    const zoom = (factor: number) => () => {
      this.timeline.zoom(factor, this.clock.now());
      this.invalidate();
    };
    const mark = (part: "from" | "to") => () => {
      const span = { ...(this.timeline.selection ?? { from: 0, to: this.sound.seconds }), [part]: this.clock.now() };
      this.select(span.to > span.from ? span : null);
    };
    const front = () => {
      this.stage.frame();
      this.invalidate();
    };
    const clicks = { play, back: step(-1), forth: step(1), speed, loop, theme, choose: curves, help: keys };
    for (const [id, deed] of Object.entries(clicks)) byId(id).addEventListener("click", deed);
    byId("compare").addEventListener("click", () => this.compare());
    byId("view").addEventListener("dblclick", front);
    listenToDrops((file) => void this.open(file));
    listenToKeys({
      take: (place, second) => this.choose(place, second),
      keys: {
        " ": play,
        ",": step(-1),
        ".": step(1),
        ArrowLeft: stride(-STRIDE),
        ArrowRight: stride(STRIDE),
        Home: () => this.seek(0),
        End: () => this.seek(this.sound.seconds),
        c: () => this.compare(),
        l: loop,
        i: mark("from"),
        o: mark("to"),
        Escape: () => this.select(null),
        s: speed,
        "+": zoom(2),
        "=": zoom(2),
        "-": zoom(0.5),
        "0": zoom(0),
        v: curves,
        f: front,
        d: theme,
        "?": keys,
      },
    });
  }
}
