// A head of a glTF file: its shapes, its eyes and its turn, driven by takes.

import { type Group, type Mesh, MeshStandardMaterial, type Object3D, Vector3 } from "three";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
import { morphNormals } from "./normals";
import type { Take } from "./take";

/**
 * Degrees that an ARKit shape of 1 turns an eye: out, in, up, down. As the command's glTF files have them, fitted to
 * the eye angles beside the shapes in a Live Link Face recording.
 */
const LOOK = { Out: 33.1, In: 36.1, Up: 25.8, Down: 35.3 };
const RADIANS = Math.PI / 180;

interface Shape {
  mesh: Mesh;
  index: number;
}

interface Eye {
  node: Object3D;
  side: "Left" | "Right";
}

/** A loaded head. */
export class Head {
  readonly scene: Group;
  /** Shapes by their names; one name may move several meshes. */
  private readonly shapes = new Map<string, Shape[]>();
  private readonly eyes: Eye[] = [];
  private root: Object3D;

  private constructor(scene: Group) {
    this.scene = scene;
    this.root = scene;
    scene.traverse((node) => {
      const mesh = node as Mesh;
      if (mesh.isMesh) this.prepare(mesh);
    });
    scene.traverse((node) => {
      const name = String(node.userData.name ?? node.name);
      const side = sideOfEye(name);
      if (side && !looks(node)) this.eyes.push({ node, side });
    });
    scene.traverse((node) => {
      if (this.root === scene && node !== scene && /^head$/i.test(node.name) && node.children.length > 0)
        this.root = node;
    });
  }

  /** Reads a glTF binary. */
  static async load(glb: ArrayBuffer): Promise<Head> {
    const { scene } = await new GLTFLoader().parseAsync(glb, "");
    const head = new Head(scene);
    if (head.shapes.size === 0) throw new Error("this head has no morph targets");
    return head;
  }

  private prepare(mesh: Mesh): void {
    mesh.frustumCulled = false;
    mesh.castShadow = true;
    mesh.receiveShadow = true;
    morphNormals(mesh.geometry);
    for (const [name, index] of Object.entries(mesh.morphTargetDictionary ?? {})) {
      const shapes = this.shapes.get(name) ?? [];
      shapes.push({ mesh, index });
      this.shapes.set(name, shapes);
    }
    for (const material of [mesh.material].flat()) {
      // A mouth is open behind its lips: both sides of thin walls are seen.
      if (material instanceof MeshStandardMaterial) material.shadowSide = null;
    }
  }

  /** Names of its shapes. */
  get names(): string[] {
    return [...this.shapes.keys()];
  }

  /** How many of the take's controls move a shape. */
  driven(take: Take): number {
    return take.controls.filter((control) => this.shapes.has(control)).length;
  }

  /** Shows `take` at `time` seconds. */
  pose(take: Take, time: number): void {
    for (const [name, shapes] of this.shapes) {
      const value = take.value(name, time);
      for (const { mesh, index } of shapes) (mesh.morphTargetInfluences as number[])[index] = value;
    }
    for (const { node, side } of this.eyes) {
      const look = (way: keyof typeof LOOK) => take.value(`eyeLook${way}${side}`, time) * LOOK[way] * RADIANS;
      const outwards = side === "Left" ? 1 : -1;
      node.rotation.set(look("Down") - look("Up"), outwards * (look("Out") - look("In")), 0, "YXZ");
    }
    // Radians: to the character's left, up, and to the right shoulder.
    const [yaw, pitch, roll] = ["headYaw", "headPitch", "headRoll"].map((name) => take.value(name, time));
    this.root.rotation.set(-(pitch ?? 0), yaw ?? 0, roll ?? 0, "YXZ");
  }

  /** Weights of all shapes as they are now, of the first mesh that has each. */
  weights(): Record<string, number> {
    const weight = ([shape]: Shape[]) => (shape ? (shape.mesh.morphTargetInfluences?.[shape.index] ?? 0) : 0);
    return Object.fromEntries([...this.shapes].map(([name, shapes]) => [name, weight(shapes)]));
  }

  /** The middle between the eyes in the head's own space, if it has eyes of its own. */
  eyeLine(): Vector3 | null {
    if (this.eyes.length < 2) return null;
    this.scene.updateMatrixWorld(true);
    const sum = this.eyes.reduce((sum, eye) => sum.add(eye.node.getWorldPosition(new Vector3())), new Vector3());
    return sum.divideScalar(this.eyes.length);
  }
}

function sideOfEye(name: string): "Left" | "Right" | null {
  if (/^(eye[._ ]?l(eft)?|l(eft)?[._ ]?eye)([._ ]?(ball|mesh))?$/i.test(name)) return "Left";
  if (/^(eye[._ ]?r(ight)?|r(ight)?[._ ]?eye)([._ ]?(ball|mesh))?$/i.test(name)) return "Right";
  return null;
}

/** Whether shapes of its own turn an eye. */
function looks(node: Object3D): boolean {
  const mesh = node as Mesh;
  const targets = mesh.isMesh ? (mesh.geometry.morphAttributes.position ?? []) : [];
  return Object.entries(mesh.morphTargetDictionary ?? {}).some(([name, index]) => {
    const moved = targets[index]?.array;
    return /^eyeLook/i.test(name) && moved?.some((value) => Math.abs(value) > 1e-6);
  });
}
