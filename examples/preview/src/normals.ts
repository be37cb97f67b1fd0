// Normals of moved surfaces. A head's file need not carry them: they follow from the moved positions, and without
// them lips that roll and cheeks that rise would be lit as if they had not moved.

import { BufferAttribute, type BufferGeometry } from "three";

/** Least move that counts, in units of the file. */
const MOVED = 1e-7;

/** Gives every morph target of `geometry` the change of its normals, unless the file has them. */
export function morphNormals(geometry: BufferGeometry): void {
  const targets = geometry.morphAttributes.position;
  const normal = geometry.attributes.normal;
  const index = geometry.index;
  if (!targets?.length || geometry.morphAttributes.normal || !normal || !index || !geometry.morphTargetsRelative)
    return;
  const faces = Uint32Array.from(index.array);
  const twins = samePlaces(geometry.attributes.position as BufferAttribute);
  const base = Float32Array.from((geometry.attributes.position as BufferAttribute).array);
  const atRest = normals(base, faces, twins, null);
  geometry.morphAttributes.normal = targets.map((target) => {
    const moved = Float32Array.from(base, (value, i) => value + (target.array[i] ?? 0));
    const touched = new Uint8Array(twins.length);
    for (let i = 0; i < twins.length; i++) {
      const far = (at: number) => Math.abs(target.array[at] ?? 0) > MOVED;
      if (far(3 * i) || far(3 * i + 1) || far(3 * i + 2)) touched[twins[i] ?? i] = 1;
    }
    const after = normals(moved, faces, twins, touched);
    // What no moved face touches keeps its normal exactly.
    return new BufferAttribute(
      after.map((value, i) => (Number.isNaN(value) ? 0 : value - (atRest[i] ?? 0))),
      3,
    );
  });
}

/** For each vertex the first one at the same place: a seam has several, which share one normal. */
function samePlaces(position: BufferAttribute): Uint32Array {
  const first = new Map<string, number>();
  return Uint32Array.from({ length: position.count }, (_, i) => {
    const key = [position.getX(i), position.getY(i), position.getZ(i)].map((value) => Math.round(value * 1e6)).join();
    const known = first.get(key);
    if (known === undefined) first.set(key, i);
    return known ?? i;
  });
}

/** Unit normals, weighted by area; not a number where `touched` says that nothing moved nearby. */
function normals(at: Float32Array, faces: Uint32Array, twins: Uint32Array, touched: Uint8Array | null): Float32Array {
  const corner = (k: number) => twins[faces[k] as number] as number;
  const near = new Uint8Array(twins.length).fill(touched ? 0 : 1);
  for (let f = 0; touched && f < faces.length; f += 3) {
    const corners = [corner(f), corner(f + 1), corner(f + 2)];
    if (corners.some((vertex) => touched[vertex])) for (const vertex of corners) near[vertex] = 1;
  }
  const sums = new Float32Array(at.length);
  const p = (i: number, axis: number) => at[3 * i + axis] as number;
  for (let f = 0; f < faces.length; f += 3) {
    const [a, b, c] = [corner(f), corner(f + 1), corner(f + 2)];
    if (!near[a] && !near[b] && !near[c]) continue;
    const [ux, uy, uz] = [p(b, 0) - p(a, 0), p(b, 1) - p(a, 1), p(b, 2) - p(a, 2)];
    const [vx, vy, vz] = [p(c, 0) - p(a, 0), p(c, 1) - p(a, 1), p(c, 2) - p(a, 2)];
    const n = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    for (const vertex of [a, b, c]) {
      for (let axis = 0; axis < 3; axis++) {
        sums[3 * vertex + axis] = (sums[3 * vertex + axis] as number) + (n[axis] as number);
      }
    }
  }
  return sums.map((_, i) => {
    const vertex = twins[Math.floor(i / 3)] as number;
    if (!near[vertex]) return Number.NaN;
    const s = (axis: number) => sums[3 * vertex + axis] as number;
    const length = Math.hypot(s(0), s(1), s(2));
    return length > 0 ? s(i % 3) / length : 0;
  });
}
