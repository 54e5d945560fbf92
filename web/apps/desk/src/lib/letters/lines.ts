/** Lines of a text, without blank ones. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The line of the file a complaint names, or null. */
export function lineOf(field: string): number | null {
  const line = /^text\.(\d+)$/.exec(field)?.[1];
  return line === undefined ? null : Number(line);
}

/** The bytes of a file in base64, without the words of a data address. */
export async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
