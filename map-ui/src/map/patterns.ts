// Patterns of land use, as repeating pictures. They lie still upon the ground: the origin is the world's corner
// and not the tile's, so that lines run on from tile to tile.

import type { LandUse } from "./cartography.ts";
import type { Palette } from "./colours.ts";

export type PatternName = LandUse | "proposed";

interface Motif {
  /** The side of the repeated square, in CSS pixels. */
  step: number;
  /** How the squares are turned, in degrees. */
  turn: number;
  draw: (context: OffscreenCanvasRenderingContext2D, step: number) => void;
}

const MOTIFS: Partial<Record<PatternName, Motif>> = {
  production: { step: 7, turn: 45, draw: upright },
  engineering: { step: 8, turn: 45, draw: lattice },
  green: { step: 9, turn: 20, draw: stipple },
  arable: { step: 6, turn: 0, draw: level },
  vacant: { step: 10, turn: 45, draw: dashes },
  proposed: { step: 6, turn: -45, draw: red },
};

export class Patterns {
  readonly #pictures = new Map<PatternName, OffscreenCanvas>();
  readonly #palette: Palette;
  readonly #density: number;

  constructor(palette: Palette, density: number) {
    this.#palette = palette;
    this.#density = density;
  }

  /** The pattern for a canvas whose corner lies at the given world pixel. */
  at(context: CanvasRenderingContext2D, name: PatternName, worldX: number, worldY: number): CanvasPattern | null {
    const motif = MOTIFS[name];
    if (motif === undefined) return null;
    const picture = this.#picture(name, motif);
    const pattern = context.createPattern(picture, "repeat");
    if (pattern === null) return null;
    const turn = (motif.turn * Math.PI) / 180;
    // The corner in the pattern's own turned grid, less whole steps: a world pixel has more digits than a matrix keeps.
    const u = Math.cos(turn) * worldX + Math.sin(turn) * worldY;
    const v = -Math.sin(turn) * worldX + Math.cos(turn) * worldY;
    pattern.setTransform(
      new DOMMatrix()
        .rotate(motif.turn)
        .translate(-(u % motif.step), -(v % motif.step))
        .scale(motif.step / picture.width),
    );
    return pattern;
  }

  #picture(name: PatternName, motif: Motif): OffscreenCanvas {
    const known = this.#pictures.get(name);
    if (known !== undefined) return known;
    const side = Math.max(1, Math.round(motif.step * this.#density));
    const picture = new OffscreenCanvas(side, side);
    const context = picture.getContext("2d");
    if (context !== null) {
      context.scale(side / motif.step, side / motif.step);
      context.strokeStyle = context.fillStyle = name === "proposed" ? this.#palette.red : this.#palette.pattern;
      context.globalAlpha = name === "proposed" ? 0.75 : this.#palette.patternAlpha;
      context.lineWidth = name === "proposed" ? 1.3 : 1;
      motif.draw(context, motif.step);
    }
    this.#pictures.set(name, picture);
    return picture;
  }
}

function line(context: OffscreenCanvasRenderingContext2D, points: readonly [number, number, number, number][]): void {
  context.beginPath();
  for (const [ax, ay, bx, by] of points) {
    context.moveTo(ax, ay);
    context.lineTo(bx, by);
  }
  context.stroke();
}

function upright(context: OffscreenCanvasRenderingContext2D, step: number): void {
  line(context, [[step / 2, -1, step / 2, step + 1]]);
}

function lattice(context: OffscreenCanvasRenderingContext2D, step: number): void {
  line(context, [
    [step / 2, -1, step / 2, step + 1],
    [-1, step / 2, step + 1, step / 2],
  ]);
}

function level(context: OffscreenCanvasRenderingContext2D, step: number): void {
  line(context, [[-1, step / 2, step + 1, step / 2]]);
}

function dashes(context: OffscreenCanvasRenderingContext2D, step: number): void {
  line(context, [[1, step / 2, 5, step / 2]]);
}

function stipple(context: OffscreenCanvasRenderingContext2D, step: number): void {
  for (const at of [step * 0.25, step * 0.75]) {
    context.beginPath();
    context.arc(at, at, 1, 0, 2 * Math.PI);
    context.fill();
  }
}

function red(context: OffscreenCanvasRenderingContext2D, step: number): void {
  upright(context, step);
}
