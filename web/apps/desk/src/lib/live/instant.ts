/** A moment in milliseconds as RFC 3339. */
export const isoOf = (ms: number): string => new Date(ms).toISOString();
