// Painting a tile: fills by use, patterns, outlines; proposals in red. LOOK section 5.

import { LAND_USES, outlineAt, PATTERN_FROM_PX, PATTERNED } from "./cartography.ts";
import type { Palette } from "./colours.ts";
import { ringInBox, type Box, type Ring } from "./geometry.ts";
import type { Patterns } from "./patterns.ts";
import type { ActivityTile, ParcelTile, TileParcel } from "./tile.ts";
import type { Placed, Surface } from "./tile_layer.ts";

export function paintParcels(
  { context }: Surface,
  { data, zoom, left, top, size }: Placed<ParcelTile>,
  palette: Palette,
  patterns: Patterns,
): void {
  const scale = size / data.extent;
  const outline = outlineAt(zoom);
  context.lineJoin = "round";
  for (const use of LAND_USES) {
    const parcels = data.parcels.filter((parcel) => parcel.landUse === use);
    if (parcels.length === 0) continue;
    const path = pathOf(parcels, scale);
    context.fillStyle = palette.use[use];
    context.fill(path);
    if (outline === null) {
      // Without outlines the half-covered pixels between two fills would show the street.
      context.strokeStyle = palette.use[use];
      context.lineWidth = 0.8;
      context.stroke(path);
    }
    if (!PATTERNED.has(use)) continue;
    const pattern = patterns.at(context, use, left, top);
    if (pattern === null) continue;
    context.fillStyle = pattern;
    context.fill(
      pathOf(
        parcels.filter((parcel) => isWide(parcel.box, scale, data.extent)),
        scale,
      ),
    );
  }
  if (outline !== null) {
    // One stroke for all: a border that two parcels share is drawn once, not twice as dark.
    context.strokeStyle = palette.edge;
    context.globalAlpha = palette.edgeAlpha * outline.strength;
    context.lineWidth = outline.width;
    context.stroke(pathOf(data.parcels, scale));
    context.globalAlpha = 1;
  }
}

export function paintProposals(
  { context }: Surface,
  { data, zoom, left, top, size }: Placed<ActivityTile>,
  palette: Palette,
  patterns: Patterns,
): void {
  if (data.proposed.length === 0) return;
  const scale = size / data.extent;
  const pattern = patterns.at(context, "proposed", left, top);
  if (pattern !== null) {
    context.fillStyle = pattern;
    context.fill(pathOf(data.proposed, scale));
  }
  // Three pixels of the neighbour's ground: half a casing, so that lines meet at the tile's edge.
  const margin = 3 / scale;
  const box: Box = { left: -margin, top: -margin, right: data.extent + margin, bottom: data.extent + margin };
  const lines = new Path2D();
  for (const { rings } of data.proposed) {
    for (const ring of rings) {
      for (const line of ringInBox(ring, box)) {
        line.forEach(([x, y], i) => {
          if (i === 0) lines.moveTo(x * scale, y * scale);
          else lines.lineTo(x * scale, y * scale);
        });
      }
    }
  }
  const near = zoom >= 15;
  context.lineJoin = "round";
  context.strokeStyle = palette.casing;
  context.lineWidth = near ? 5 : 3;
  context.stroke(lines);
  context.strokeStyle = palette.red;
  context.lineWidth = near ? 2.25 : 1.5;
  context.stroke(lines);
}

/** Wide enough for a pattern; of a piece that the tile's edge cuts, the rest is not known and is taken as wide. */
function isWide(box: Box, scale: number, extent: number): boolean {
  const across = (box.right - box.left) * scale > PATTERN_FROM_PX || box.left < 0 || box.right > extent;
  const down = (box.bottom - box.top) * scale > PATTERN_FROM_PX || box.top < 0 || box.bottom > extent;
  return across && down;
}

function pathOf(shapes: readonly (Pick<TileParcel, "rings"> | { rings: Ring[] })[], scale: number): Path2D {
  const path = new Path2D();
  for (const { rings } of shapes) {
    for (const ring of rings) {
      for (let i = 0; i + 1 < ring.length; i += 2) {
        const x = ring[i]! * scale;
        const y = ring[i + 1]! * scale;
        if (i === 0) path.moveTo(x, y);
        else path.lineTo(x, y);
      }
      path.closePath();
    }
  }
  return path;
}
