const EDGE_PX = 24;

/**
 * How far to move along one axis so that a stretch shows in a room from 0 to `room`. Nothing moves for what is seen
 * already; what is larger than the room counts as seen when it fills the middle.
 */
export function shiftIntoView(low: number, high: number, room: number): number {
  if (low >= 0 && high <= room) return 0;
  if (high - low > room - 2 * EDGE_PX) {
    return low < room * 0.75 && high > room * 0.25 ? 0 : (low + high - room) / 2;
  }
  return low < 0 ? low - EDGE_PX : high - room + EDGE_PX;
}
