/**
 * Rows as a CSV that Excel opens in Indonesia: `;` between cells, UTF-8 with its mark.
 *
 * A cell that a spreadsheet would run as a formula gets an apostrophe before it.
 */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return '\ufeff' + rows.map((row) => row.map(cell).join(';') + '\r\n').join('');
}

function cell(value: string | number): string {
  let text = String(value);
  if (typeof value === 'string' && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
