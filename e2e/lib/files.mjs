// Files such as officers bring, composed for the journeys; nobody in them exists.

/** An attlog of one terminal: good lines, one repeated, and lines nobody can understand. */
export function attlog({
  pins = ['7001', '7002', '7003'],
  days = ['2026-11-16', '2026-11-17', '2026-11-18'],
} = {}) {
  const good = days.flatMap((day) =>
    pins.flatMap((pin, i) => [
      `${pin}\t${day} 07:1${i}:05\t1\t0\t1\t0`,
      `${pin}\t${day} 16:0${i}:40\t1\t1\t1\t0`,
    ]),
  );
  const bad = ['7001\t2026-13-45 07:99:00\t1\t0\t1\t0', 'ini bukan baris absensi'];
  const lines = [...good.slice(0, 3), ...bad, ...good.slice(3), good[0]];
  return {
    text: lines.join('\r\n') + '\r\n',
    good: good.length,
    repeated: 1,
    bad: bad.length,
    rows: lines.length,
  };
}

/** The bytes of a download. */
export async function bytesOf(download) {
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return Buffer.concat(chunks);
}
