// <tilke-map>: takes the place of the picture that the server drew, once it has something better to show.

import { Browsing } from "./browsing.ts";
import { bringToLife } from "./controls.ts";
import { Cursor } from "./cursor.ts";
import { Items } from "./items.ts";
import { Picking } from "./picking.ts";
import { Pointing } from "./pointing.ts";
import { readSettings, type Settings } from "./settings.ts";
import { shapeBounds } from "./shape_bounds.ts";
import { Stage } from "./stage.ts";
import { yieldToPage } from "./touch.ts";
import { Words } from "./words.ts";

export class TilkeMap extends HTMLElement {
  #life: AbortController | null = null;
  #voice: HTMLElement | null = null;
  #notice: HTMLElement | null = null;

  connectedCallback(): void {
    const settings = readSettings(this);
    const words = new Words(this.dataset, settings.language);
    const life = new AbortController();
    this.#life = life;
    const frame = this.#furnish(words, settings);
    let browsing: Browsing | null = null;
    const stage = new Stage(
      frame,
      settings,
      words,
      {
        covered: () => browsing?.covered() ?? { top: 0, bottom: 0 },
        activityChanged: () => browsing?.activityChanged(),
        failed: (failing) => {
          this.#tell(failing ? words.say("failed") : "");
        },
      },
      life.signal,
    );
    const announce = (sentence: string): void => {
      this.#announce(sentence);
    };
    const items = new Items(settings.items, settings.language);
    this.#hover(stage);
    bringToLife(this, stage, words, announce, life.signal);
    if (this.closest(".mapview") === null) {
      yieldToPage(
        stage.map,
        () => {
          this.#tell(words.say("two-fingers"));
          setTimeout(() => {
            this.#tell("");
          }, 4000);
        },
        life.signal,
      );
    }
    if (settings.mode === "pick") this.#pick(stage, settings, items, words, life.signal);
    else if (settings.mode === "place") this.#point(stage, settings, items, words, life.signal);
    else {
      const panel = document.getElementById("panel");
      if (panel !== null) {
        browsing = new Browsing(stage, panel, settings, items, words, announce, life.signal);
        browsing.openCold(settings);
      }
    }
    // The picture stays until the tiles are painted: nothing blinks, nothing shifts.
    void stage.ready.then(() => {
      this.classList.add("live");
    });
  }

  disconnectedCallback(): void {
    this.#life?.abort();
    this.#life = null;
    this.querySelector(".mapframe")?.remove();
    this.#voice?.remove();
    this.#notice?.remove();
    this.classList.remove("live");
  }

  #furnish(words: Words, settings: Settings): HTMLElement {
    const frame = document.createElement("div");
    frame.className = "mapframe";
    frame.tabIndex = 0;
    // Arrow keys belong to the map here, not to a screen reader's own reading.
    frame.setAttribute("role", "application");
    frame.setAttribute("aria-label", words.say("name"));
    const help = document.createElement("p");
    help.className = "vh";
    help.id = "map-help";
    help.textContent = words.say(
      settings.mode === "place" ? "help-place" : settings.mode === "pick" ? "help-pick" : "help",
    );
    frame.setAttribute("aria-describedby", help.id);
    this.#voice = document.createElement("p");
    this.#voice.className = "vh";
    this.#voice.setAttribute("role", "status");
    this.#notice = document.createElement("p");
    this.#notice.className = "mapmsg";
    this.#notice.setAttribute("role", "status");
    this.prepend(frame, help, this.#voice, this.#notice);
    return frame;
  }

  #announce(sentence: string): void {
    if (this.#voice !== null) this.#voice.textContent = sentence;
  }

  #tell(sentence: string): void {
    if (this.#notice !== null && this.#notice.textContent !== sentence) this.#notice.textContent = sentence;
  }

  #hover(stage: Stage): void {
    const { map, highlights, parcels, tip } = stage;
    map.on("mousemove", (event) => {
      const known = parcels.at(event.latlng);
      if (known === null) tip.hide();
      else tip.show(known, event.containerPoint.x, event.containerPoint.y);
      if (highlights.hovered === (known?.code ?? null)) return;
      highlights.hovered = known?.code ?? null;
      map.getContainer().classList.toggle("on-parcel", known !== null);
      stage.mark();
    });
    map.on("mouseout movestart", () => {
      tip.hide();
      if (highlights.hovered === null) return;
      highlights.hovered = null;
      stage.mark();
    });
  }

  #pick(stage: Stage, settings: Settings, items: Items, words: Words, signal: AbortSignal): void {
    const { highlights, map, parcels } = stage;
    let fitted = false;
    const outline = async (codes: readonly string[]): Promise<void> => {
      const found = await Promise.all(codes.map((code) => items.byCode(code).catch(() => null)));
      for (const item of found) if (item !== null) highlights.geometries.set(item.code, item.feature.geometry);
      // What the form already names is shown at once; a click later must not move the map.
      if (!fitted && codes.length > 0) {
        const bounds = shapeBounds([...highlights.picked].flatMap((code) => highlights.geometries.get(code) ?? []));
        if (bounds !== null && !map.getBounds().contains(bounds)) stage.fit(bounds, 17);
      }
      fitted = true;
      stage.mark();
    };
    const picking = new Picking(settings.fields.codes, highlights, (added) => void outline(added), signal);
    const toggle = (code: string): void => {
      fitted = true;
      const added = picking.toggle(code);
      this.#announce(words.say(added ? "picked" : "unpicked", { code, n: words.number(highlights.picked.size) }));
    };
    map.on("click", (event) => {
      const known = parcels.at(event.latlng);
      if (known !== null) toggle(known.code);
      else if (!parcels.named) this.#announce(words.say("too-far"));
    });
    this.#walk(stage, words, toggle, signal);
    picking.start();
  }

  #walk(stage: Stage, words: Words, open: (code: string) => void, signal: AbortSignal): void {
    new Cursor(
      stage.map,
      stage.parcels,
      stage.highlights,
      {
        open,
        moved: (code) => {
          stage.mark();
          const known = code === null ? null : stage.parcels.byCode(code);
          if (known !== null) this.#announce(`${known.code}, ${words.use(known.landUse)}`);
        },
        tooFar: () => {
          this.#announce(words.say("too-far"));
        },
        bringIntoView: (box) => {
          stage.bringIntoView(box, true);
        },
      },
      signal,
    );
  }

  #point(stage: Stage, settings: Settings, items: Items, words: Words, signal: AbortSignal): void {
    const { highlights } = stage;
    const code = settings.selected;
    const removers = document.querySelectorAll<HTMLButtonElement>('[data-act="place-remove"]');
    const pointing = new Pointing(
      stage.map,
      highlights,
      settings.fields,
      {
        changed: () => {
          for (const remover of removers) remover.hidden = !pointing.set;
          stage.mark();
        },
        outside: () => {
          this.#tell(words.say("outside"));
          setTimeout(() => {
            this.#tell("");
          }, 4000);
        },
        announce: (key) => {
          this.#announce(words.say(key));
        },
      },
      signal,
    );
    for (const remover of removers) {
      remover.hidden = !pointing.set;
      remover.addEventListener(
        "click",
        () => {
          pointing.remove();
          stage.map.getContainer().focus({ preventScroll: true });
        },
        { signal },
      );
    }
    if (code === null) return;
    highlights.selected = code;
    void items.byCode(code).then((item) => {
      if (item === null) return;
      highlights.geometries.set(code, item.feature.geometry);
      const bounds = shapeBounds([item.feature.geometry]);
      if (bounds !== null) stage.fit(bounds, 19);
      stage.mark();
    });
  }
}
