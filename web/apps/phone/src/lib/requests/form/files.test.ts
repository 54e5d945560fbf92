import { describe, expect, it } from 'vitest';
import { FILE_MOST_BYTES, jpegName, prepare } from './files';

const pdf = (size: number, start = '%PDF-1.7\n') =>
  new File([start, new Uint8Array(Math.max(0, size - start.length))], 'surat.pdf', {
    type: 'application/pdf',
  });

describe('a file of proof', () => {
  it('that is a PDF goes as it is, named by what is in it', async () => {
    const [one, again, other] = [await prepare(pdf(100)), await prepare(pdf(100)), await prepare(pdf(101))];
    expect(one).toMatchObject({ name: 'surat.pdf', media: 'application/pdf', size: 100 });
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
  });

  it('that only calls itself a PDF, or is too large, is not taken', async () => {
    expect(await prepare(pdf(100, 'GIF89a'))).toBe('unreadable');
    expect(await prepare(pdf(FILE_MOST_BYTES + 1))).toBe('tooLarge');
  });

  it('that is a photo is a JPEG afterwards, and is called so', () => {
    expect(jpegName('IMG_1.HEIC')).toBe('IMG_1.jpg');
    expect(jpegName('.png')).toBe('foto.jpg');
  });
});
