import type { Download } from '@hadir/api';

/** Hands a file to the browser's own download. */
export function save({ name, blob }: Download): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser takes its own hold of the file; some need a moment for it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
