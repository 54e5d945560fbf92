/** The line of HTML by which another site shows the public page. */
export function snippetOf(origin: string, instansi: string): string {
  const address = `${origin}/public?instansi=${encodeURIComponent(instansi)}&amp;embed=1`;
  return `<iframe src="${address}" title="Angka kehadiran" width="100%" height="900" loading="lazy" style="border:0"></iframe>`;
}
