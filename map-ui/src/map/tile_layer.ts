// Tiles of any kind on canvas: fetched, decoded, kept, painted. What they hold and how it looks is told from outside.

import L from "leaflet";

export interface Placed<T> {
  data: T;
  zoom: number;
  /** The tile's corner in world pixels at the zoom of the screen, and its side. */
  left: number;
  top: number;
  size: number;
}

export interface Surface {
  context: CanvasRenderingContext2D;
  density: number;
}

export interface TileWork<T> {
  template: string;
  pane: string;
  /** The side of a tile on the screen. A tile of 512 is the one of the zoom before, so that four need one request. */
  size: 256 | 512;
  bounds: L.LatLngBounds | null;
  empty: T;
  decode: (bytes: ArrayBuffer) => T;
  paint: (surface: Surface, tile: Placed<T>) => void;
  /** Something came, went or failed. */
  changed: () => void;
  /** How many decoded tiles are remembered; none for what changes by the minute. */
  kept: number;
}

interface Cell<T> {
  canvas: HTMLCanvasElement;
  placed: Placed<T> | null;
  fetching: AbortController;
  address: string;
  coords: L.Coords;
}

/** Each canvas is a pixel larger than its tile: on a scaled screen no ground shines through between two. */
const OVERLAP_PX = 1;

export class TileLayer<T> extends L.GridLayer {
  readonly #work: TileWork<T>;
  readonly #cells = new Map<HTMLElement, Cell<T>>();
  readonly #kept = new Map<string, T>();
  #failed = 0;

  constructor(work: TileWork<T>) {
    super({
      pane: work.pane,
      tileSize: work.size,
      updateWhenIdle: false,
      updateWhenZooming: false,
      keepBuffer: 1,
      ...(work.bounds === null ? {} : { bounds: work.bounds }),
    });
    this.#work = work;
    this.on("tileunload", (event) => {
      this.#cells.get(event.tile)?.fetching.abort();
      this.#cells.delete(event.tile);
    });
  }

  override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const frame = L.DomUtil.create("div", "tile");
    const address = this.#work.template
      .replace("{z}", String(this.#work.size === 512 ? coords.z - 1 : coords.z))
      .replace("{x}", String(coords.x))
      .replace("{y}", String(coords.y));
    const canvas = L.DomUtil.create("canvas", "", frame);
    const cell: Cell<T> = { canvas, placed: null, fetching: new AbortController(), address, coords };
    this.#cells.set(frame, cell);
    this.#load(address, cell.fetching.signal)
      .then((data) => {
        this.#failed = 0;
        this.#place(cell, data);
        done(undefined, frame);
        this.#work.changed();
      })
      .catch((error: unknown) => {
        if (cell.fetching.signal.aborted) return;
        this.#failed += 1;
        done(error instanceof Error ? error : new Error(String(error)), frame);
        this.#work.changed();
      });
    return frame;
  }

  /** How many tiles in a row could not be had. */
  get failed(): number {
    return this.#failed;
  }

  /** The decoded tiles of the zoom in force. */
  *tiles(): Generator<Placed<T>> {
    const zoom = (this as unknown as { _tileZoom?: number })._tileZoom;
    for (const { placed } of this.#cells.values()) {
      if (placed !== null && placed.zoom === zoom) yield placed;
    }
  }

  /** Paints anew what is there, for another theme or density. */
  repaint(): void {
    for (const cell of this.#cells.values()) this.#paint(cell);
  }

  /** Asks anew for what changes, or for what failed, without taking away what is shown. */
  async refresh(): Promise<void> {
    this.#kept.clear();
    await Promise.all(
      [...this.#cells.values()].map(async (cell) => {
        try {
          this.#place(cell, await this.#load(cell.address, cell.fetching.signal));
          this.#failed = 0;
        } catch {
          // What is shown stays; the next time may do better.
        }
      }),
    );
    this.#work.changed();
  }

  #place(cell: Cell<T>, data: T): void {
    const { x, y, z } = cell.coords;
    const { size } = this.#work;
    cell.placed = { data, zoom: z, left: x * size, top: y * size, size };
    this.#paint(cell);
  }

  async #load(address: string, signal: AbortSignal): Promise<T> {
    const known = this.#kept.get(address);
    if (known !== undefined) return known;
    const answer = await fetch(address, { signal });
    // 204: nothing there. 404: outside the limits of the tile set.
    if (answer.status === 204 || answer.status === 404) return this.#keep(address, this.#work.empty);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return this.#keep(address, this.#work.decode(await answer.arrayBuffer()));
  }

  #keep(address: string, data: T): T {
    if (this.#work.kept === 0) return data;
    this.#kept.set(address, data);
    if (this.#kept.size > this.#work.kept) {
      const oldest = this.#kept.keys().next().value;
      if (oldest !== undefined) this.#kept.delete(oldest);
    }
    return data;
  }

  #paint(cell: Cell<T>): void {
    const { canvas, placed } = cell;
    if (placed === null) return;
    const density = Math.max(1, devicePixelRatio);
    const side = Math.ceil((placed.size + OVERLAP_PX) * density);
    canvas.width = side;
    canvas.height = side;
    canvas.style.width = canvas.style.height = `${side / density}px`;
    const context = canvas.getContext("2d");
    if (context === null) return;
    context.scale(density, density);
    this.#work.paint({ context, density }, placed);
  }
}
