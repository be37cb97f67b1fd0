// The stage: light, camera, and one head that is shown once or twice side by side.

import {
  Box3,
  Color,
  DirectionalLight,
  HemisphereLight,
  NeutralToneMapping,
  PCFShadowMap,
  PerspectiveCamera,
  Scene,
  SRGBColorSpace,
  Vector3,
  WebGLRenderer,
} from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";
import type { Head } from "./head";
import type { Take } from "./take";

/** Grounds behind the head. */
const GROUND = { dark: "#16181d", light: "#e9ebef" };
/** Angle of view from top to bottom, in degrees: a portrait lens. */
const LENS = 22;

/** Draws a head on a canvas. */
export class Stage {
  readonly camera = new PerspectiveCamera(LENS, 1, 0.01, 100);
  readonly orbit: OrbitControls;
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly key = new DirectionalLight(0xfff1e4, 2.4);
  private readonly rim = new DirectionalLight(0xffffff, 0.8);
  private readonly sky = new HemisphereLight(0xdfe8ff, 0x6b5a50, 1.1);
  private head: Head | null = null;
  private readonly box = new Box3();
  /** Whether somebody turned the camera: then it stays where it is. */
  private turned = false;
  private close = false;

  constructor(
    readonly canvas: HTMLCanvasElement,
    moved: () => void,
  ) {
    this.renderer = new WebGLRenderer({ canvas, antialias: true, preserveDrawingBuffer: true });
    this.renderer.outputColorSpace = SRGBColorSpace;
    this.renderer.toneMapping = NeutralToneMapping;
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = PCFShadowMap;
    this.renderer.autoClear = false;
    this.orbit = new OrbitControls(this.camera, canvas);
    this.orbit.enableDamping = true;
    this.orbit.dampingFactor = 0.12;
    this.orbit.addEventListener("change", moved);
    this.orbit.addEventListener("start", () => {
      this.turned = true;
    });
    const fill = new DirectionalLight(0xdbe6ff, 0.9);
    fill.position.set(-1.2, 0.1, 1);
    // The strong lights cast shadows: else they would shine through the head onto tongue and teeth.
    for (const [light, size] of [
      [this.key, 1024],
      [this.rim, 512],
    ] as const) {
      light.castShadow = true;
      light.shadow.mapSize.set(size, size);
      light.shadow.bias = -0.002;
      light.shadow.radius = 5;
    }
    this.scene.add(this.sky, this.key, this.key.target, this.rim, this.rim.target, fill);
  }

  set dark(dark: boolean) {
    this.scene.background = new Color(dark ? GROUND.dark : GROUND.light);
    this.renderer.toneMappingExposure = dark ? 1.1 : 1.25;
  }

  /** Puts `head` on the stage. */
  show(head: Head): void {
    if (this.head) this.scene.remove(this.head.scene);
    this.head = head;
    this.scene.add(head.scene);
    this.box.setFromObject(head.scene);
    const size = this.box.getSize(new Vector3());
    const centre = this.box.getCenter(new Vector3());
    const reach = size.length();
    this.aim(this.key, new Vector3(0.4, 0.65, 1), centre, reach);
    this.aim(this.rim, new Vector3(-0.6, 0.7, -1.1), centre, reach);
    this.frame();
  }

  /** Lets `light` shine from `from` onto what lies within half of `reach` around `centre`. */
  private aim(light: DirectionalLight, from: Vector3, centre: Vector3, reach: number): void {
    light.position.copy(from).multiplyScalar(reach).add(centre);
    light.target.position.copy(centre);
    const { camera } = light.shadow;
    [camera.left, camera.right, camera.top, camera.bottom] = [-reach / 2, reach / 2, reach / 2, -reach / 2];
    [camera.near, camera.far] = [0.2 * reach, 2.5 * reach];
    camera.updateProjectionMatrix();
    light.shadow.normalBias = 0.006 * reach;
  }

  /** Puts the camera in front of the head, or close to the face. */
  frame(close = this.close): void {
    this.close = close;
    if (!this.head) return;
    this.turned = false;
    const size = this.box.getSize(new Vector3());
    const centre = this.box.getCenter(new Vector3());
    const eyes = this.head.eyeLine();
    // Eyes lie halfway up a head, whatever neck or bust is below it.
    const half = eyes ? Math.min(this.box.max.y - eyes.y, size.y / 2) : size.y / 2;
    const below = close ? 0.22 : 0;
    const target = new Vector3(centre.x, eyes ? eyes.y - below * half : centre.y, eyes?.z ?? centre.z);
    const tall = half * (close ? 1.7 : 2.1);
    const wide = tall * 0.7;
    const lens = Math.tan((LENS * Math.PI) / 360);
    const distance = Math.max(tall, wide / this.camera.aspect) / 2 / lens;
    this.camera.position.copy(target).add(new Vector3(0.05, 0.02, 1).normalize().multiplyScalar(distance));
    this.camera.near = distance / 50;
    this.camera.far = distance * 10;
    this.orbit.target.copy(target);
    this.orbit.minDistance = distance / 5;
    this.orbit.maxDistance = distance * 3;
    this.camera.updateProjectionMatrix();
    this.orbit.update();
    this.orbit.saveState();
  }

  /** Takes on the size of the canvas; `views` stand side by side, or above each other where it is narrow. */
  resize(width: number, height: number, ratio: number, views: number): void {
    this.renderer.setPixelRatio(ratio);
    this.renderer.setSize(width, height, false);
    const [w, h] = this.stacked(width, height, views) ? [width, height / views] : [width / views, height];
    this.camera.aspect = w / Math.max(h, 1);
    this.camera.updateProjectionMatrix();
    if (!this.turned) this.frame();
  }

  /** Whether several views stand above each other. */
  stacked(width: number, height: number, views: number): boolean {
    return views > 1 && width < height * 0.9;
  }

  /** Draws the head in each of `takes` at `time` seconds; true while the camera still glides. */
  draw(takes: readonly Take[], time: number): boolean {
    const glides = this.orbit.update();
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const stacked = this.stacked(width, height, takes.length);
    const [w, h] = stacked ? [width, height / takes.length] : [width / Math.max(takes.length, 1), height];
    this.renderer.setScissorTest(true);
    for (const [index, take] of takes.entries()) {
      const [x, y] = stacked ? [0, height - (index + 1) * h] : [index * w, 0];
      this.renderer.setViewport(x, y, w, h);
      this.renderer.setScissor(x, y, w, h);
      this.head?.pose(take, time);
      this.renderer.clear();
      this.renderer.render(this.scene, this.camera);
    }
    return glides;
  }
}
