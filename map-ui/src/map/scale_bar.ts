// How long is that in metres: a round figure and a bar of its length.

export interface Bar {
  metres: number;
  width: number;
}

const EQUATOR_METRES_PER_PX = 156543.03392804097;

/** The longest round length (1, 2 or 5 of some power of ten) that is at most `most` pixels wide. */
export function scaleBar(zoom: number, latitude: number, most: number): Bar {
  const perPixel = (EQUATOR_METRES_PER_PX * Math.cos((latitude * Math.PI) / 180)) / 2 ** zoom;
  const room = perPixel * most;
  const power = 10 ** Math.floor(Math.log10(room));
  const metres = [5, 2, 1].map((digit) => digit * power).find((length) => length <= room) ?? power;
  return { metres, width: metres / perPixel };
}
