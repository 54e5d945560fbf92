import { sha256, toHex } from '../../canonical';
import { shrink } from '../../punch/photo';
import type { ChosenFile } from '../queue/types';

/** The server takes no more. */
export const FILE_MOST_BYTES = 5_000_000;

/** Longer sides tried one after the other: the writing on a letter stays readable as long as it fits. */
const EDGES = [1600, 1200, 900];

/** A file made ready to be sent, or why it cannot be. Photos are made small on the phone. */
export async function prepare(file: File): Promise<ChosenFile | 'unreadable' | 'tooLarge'> {
  if (file.type === 'application/pdf' || /\.pdf$/i.test(file.name)) {
    if (file.size > FILE_MOST_BYTES) return 'tooLarge';
    try {
      const bytes = await file.arrayBuffer();
      if (!isPdf(bytes)) return 'unreadable';
      return {
        sha256: toHex(await sha256(bytes)),
        name: file.name,
        media: 'application/pdf',
        size: bytes.byteLength,
        bytes,
      };
    } catch {
      return 'unreadable';
    }
  }
  for (const edge of EDGES) {
    const photo = await shrink(file, edge);
    if (photo)
      return {
        sha256: photo.sha256,
        name: jpegName(file.name),
        media: photo.type,
        size: photo.bytes.byteLength,
        bytes: photo.bytes,
      };
  }
  return 'unreadable';
}

/** What a file is called once it is a JPEG. */
export function jpegName(name: string): string {
  const bare = name.replace(/\.[^.]*$/, '').trim();
  return `${bare === '' ? 'foto' : bare}.jpg`;
}

function isPdf(bytes: ArrayBuffer): boolean {
  return String.fromCharCode(...new Uint8Array(bytes.slice(0, 5))) === '%PDF-';
}
