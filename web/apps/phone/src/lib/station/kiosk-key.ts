import { deviceKey, type DeviceKey } from '../device-key';
import { openStore, type Store } from '../store/db';

/** A kiosk's queue and key are apart from those of a phone. */
export function openKioskStore(): Promise<Store> {
  return openStore('hadir-kiosk');
}

/** The key this device signs with as a kiosk, made on first use. */
export function kioskKey(db: Store): Promise<DeviceKey | null> {
  return deviceKey(db, 'kiosk');
}

/** Its public half, for a page that is not the kiosk's: the code typed there may make this device one. */
export async function kioskPublicKey(): Promise<string | null> {
  try {
    const db = await openKioskStore();
    const key = await kioskKey(db);
    db.close();
    return key?.publicKey ?? null;
  } catch {
    return null;
  }
}
