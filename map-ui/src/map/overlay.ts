// Drawings that lie over the tiles as SVG: their colours are the page's own classes, so a change of theme costs nothing.
// The drawing moves with the map and is drawn anew when the map comes to rest.

import L from "leaflet";

export interface View {
  zoom: number;
  /** What is drawn, in world pixels: the screen and some ground around it. */
  left: number;
  top: number;
  right: number;
  bottom: number;
  project: (longitude: number, latitude: number) => [number, number];
}

const SVG = "http://www.w3.org/2000/svg";

export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

export class Overlay extends L.Layer {
  /** Coordinates in here are world pixels of the zoom in force, less `origin`. */
  readonly root = svg("g");
  readonly #svg = svg("svg", { class: "overlay leaflet-zoom-animated", "aria-hidden": "true", focusable: "false" });
  readonly #draw: (root: SVGGElement, view: View, origin: { x: number; y: number }) => void;
  readonly #padding: number;
  #zoom = 0;
  #centre = L.latLng(0, 0);
  #map: L.Map | null = null;

  constructor(
    pane: string,
    draw: (root: SVGGElement, view: View, origin: { x: number; y: number }) => void,
    padding = 0.3,
  ) {
    super();
    L.setOptions(this, { pane });
    this.#draw = draw;
    this.#padding = padding;
    this.#svg.append(this.root);
  }

  override onAdd(map: L.Map): this {
    this.#map = map;
    this.getPane()?.append(this.#svg);
    this.redraw();
    return this;
  }

  override onRemove(): this {
    this.#svg.remove();
    this.#map = null;
    return this;
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    return {
      zoom: () => {
        const map = this.#map;
        if (map !== null) this.#transform(map, map.getCenter(), map.getZoom());
      },
      zoomanim: (event) => {
        const { center, zoom } = event as L.ZoomAnimEvent;
        if (this.#map !== null) this.#transform(this.#map, center, zoom);
      },
      viewreset: () => {
        this.redraw();
      },
      moveend: () => {
        this.redraw();
      },
    };
  }

  redraw(): void {
    const map = this.#map;
    if (map === null) return;
    const size = map.getSize();
    if (size.x === 0 || size.y === 0) return;
    this.#zoom = map.getZoom();
    this.#centre = map.getCenter();
    const corner = map.containerPointToLayerPoint(size.multiplyBy(-this.#padding)).round();
    const whole = size.multiplyBy(1 + 2 * this.#padding).round();
    const world = map.getPixelOrigin().add(corner);
    this.#svg.setAttribute("width", String(whole.x));
    this.#svg.setAttribute("height", String(whole.y));
    this.#svg.setAttribute("viewBox", `0 0 ${whole.x} ${whole.y}`);
    L.DomUtil.setTransform(this.#svg as unknown as HTMLElement, corner, 1);
    const zoom = this.#zoom;
    this.#draw(
      this.root,
      {
        zoom,
        left: world.x,
        top: world.y,
        right: world.x + whole.x,
        bottom: world.y + whole.y,
        project: (longitude, latitude) => {
          const point = map.project([latitude, longitude], zoom);
          return [point.x, point.y];
        },
      },
      { x: world.x, y: world.y },
    );
  }

  /** While a zoom runs, the drawing is stretched with the tiles. */
  #transform(map: L.Map, centre: L.LatLng, zoom: number): void {
    const scale = map.getZoomScale(zoom, this.#zoom);
    const half = map.getSize().multiplyBy(0.5 + this.#padding);
    const pane = map.getPane("mapPane");
    const moved = pane === undefined ? L.point(0, 0) : L.DomUtil.getPosition(pane);
    const origin = map.project(centre, zoom).subtract(map.getSize().divideBy(2)).add(moved).round();
    const offset = half.multiplyBy(-scale).add(map.project(this.#centre, zoom)).subtract(origin);
    L.DomUtil.setTransform(this.#svg as unknown as HTMLElement, offset, scale);
  }
}
