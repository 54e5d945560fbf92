import type { Site, SiteForm } from '@hadir/api';
import { pointText, readPoint, type Point } from './coordinates';

/** A place of work while it is being drawn: text as typed, and what it means. */
export class SiteDraft {
  name = $state('');
  code = $state('');
  /** The coordinates as typed. */
  typed = $state('');
  middle = $state.raw<Point | null>(null);
  radius = $state('75');
  outline = $state.raw<readonly Point[]>([]);
  zone = $state('');
  zoneConfirmed = $state(false);
  network = $state('good');
  reason = $state('');

  constructor(site?: Site) {
    if (!site) return;
    this.name = site.name;
    this.code = site.code;
    this.zone = site.zone;
    this.radius = String(site.radius_m);
    this.network = site.network;
    this.outline = site.outline.map(([lat = 0, lon = 0]) => ({ lat, lon }));
    if (typeof site.lat === 'number' && typeof site.lon === 'number') {
      this.moveTo({ lat: site.lat, lon: site.lon });
    }
  }

  /** Whole metres; NaN for what is no number. */
  get radiusM(): number {
    return /^\d+$/.test(this.radius.trim()) ? Number(this.radius) : Number.NaN;
  }

  moveTo(point: Point): void {
    this.middle = point;
    this.typed = pointText(point);
  }

  /** Takes over the typed coordinates; says what is wrong with them, or that they were exchanged. */
  read(): 'ok' | 'swapped' | 'short' | 'unreadable' {
    const read = readPoint(this.typed);
    if ('fault' in read) return read.fault;
    this.moveTo(read.point);
    return read.swapped ? 'swapped' : 'ok';
  }

  get cornersText(): string {
    return this.outline.map(pointText).join('\n');
  }

  /** Takes over corners typed line by line; answers the first line that is none, or null. */
  readCorners(text: string): number | null {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const corners: Point[] = [];
    for (const [index, line] of lines.entries()) {
      const read = readPoint(line);
      if ('fault' in read) return index + 1;
      corners.push(read.point);
    }
    this.outline = corners;
    return null;
  }

  get form(): SiteForm {
    return {
      code: this.code.trim(),
      name: this.name.trim(),
      zone: this.zone || null,
      confirm_zone: this.zoneConfirmed,
      lat: this.middle?.lat ?? null,
      lon: this.middle?.lon ?? null,
      radius_m: Number.isNaN(this.radiusM) ? 0 : this.radiusM,
      outline: this.outline.map(({ lat, lon }) => [lat, lon]),
      network: this.network,
      reason: this.reason.trim(),
    };
  }
}
