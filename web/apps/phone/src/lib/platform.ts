import type { NewPhone } from '@hadir/api';

type Platform = NewPhone['platform'];

/** What kind of device a browser says it runs on. An iPad calls itself a Mac but can be touched. */
export function platformOf(userAgent: string, touchPoints: number): Platform {
  if (/android/i.test(userAgent)) return 'android';
  if (/iphone|ipad|ipod/i.test(userAgent) || (/macintosh/i.test(userAgent) && touchPoints > 1)) return 'ios';
  return /windows|macintosh|linux|cros/i.test(userAgent) ? 'desktop' : 'other';
}

const browsers: [RegExp, string][] = [
  [/samsungbrowser/i, 'Samsung Internet'],
  [/edg/i, 'Edge'],
  [/opr|opera/i, 'Opera'],
  [/ucbrowser/i, 'UC Browser'],
  [/firefox|fxios/i, 'Firefox'],
  [/chrome|crios/i, 'Chrome'],
  [/safari/i, 'Safari'],
];

const systems: Record<Platform, string> = {
  android: 'Android',
  ios: 'iPhone/iPad',
  desktop: 'komputer',
  other: 'perangkat lain',
};

/** A name by which people tell their phones apart: "Chrome di Android". */
export function phoneName(userAgent: string, platform: Platform): string {
  const browser = browsers.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'Peramban';
  return `${browser} di ${systems[platform]}`;
}

/** Opened from the home screen instead of inside the browser. */
export function isStandalone(): boolean {
  return (
    matchMedia('(display-mode: standalone)').matches ||
    (navigator as Navigator & { standalone?: boolean }).standalone === true
  );
}

export const platform = (): Platform => platformOf(navigator.userAgent, navigator.maxTouchPoints);
