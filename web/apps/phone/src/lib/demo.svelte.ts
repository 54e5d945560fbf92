import type { PunchSite } from '@hadir/api';
import { moved, pointOf, type Point } from './geo/distance';
import type { Located, Reading } from './geo/locate';
import { store } from './store/db';
import { getFact, putFact } from './store/facts';

export const demoPlaces = ['kantor', 'rumah', 'tanpaSinyal', 'asli'] as const;
export type DemoPlace = (typeof demoPlaces)[number];

/** At home means so many metres east and north of the office. */
const HOME = { east: 3_100, north: -2_300 };

/** Where one stands in the demo city, which exists nowhere. Outside the demo it stays 'asli' and does nothing. */
class Demo {
  /** Whether this is the demo at all. */
  on = $state(false);
  place = $state<DemoPlace>('kantor');

  get simulates(): boolean {
    return this.on && this.place !== 'asli';
  }

  get offline(): boolean {
    return this.on && this.place === 'tanpaSinyal';
  }

  async recall(): Promise<void> {
    const kept = await getFact(await store(), 'demoPlace');
    this.place = demoPlaces.find((one) => one === kept) ?? 'kantor';
  }

  async choose(place: DemoPlace): Promise<void> {
    this.place = place;
    await putFact(await store(), 'demoPlace', place);
  }

  /** The simulated position at a moment. */
  located(sites: readonly PunchSite[], now: number, random: () => number = Math.random): Located {
    const at = demoPoint(this.place, sites);
    if (!at) return { readings: [], missing: 'demo' };
    const jitter = () => (random() - 0.5) * 16;
    const point = moved(at, jitter(), jitter());
    const reading: Reading = {
      ...point,
      accuracyM: 8 + random() * 10,
      altitudeM: 41,
      speedMps: 0,
      at: now,
    };
    return { readings: [reading], missing: null };
  }
}

function demoPoint(place: DemoPlace, sites: readonly PunchSite[]): Point | null {
  const office = sites.map(pointOf).find((point) => point !== null) ?? null;
  if (place === 'kantor') return office;
  if (place === 'rumah' && office) return moved(office, HOME.east, HOME.north);
  return null;
}

export const demo = new Demo();
