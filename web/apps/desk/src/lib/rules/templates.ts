/** Packs to begin with. Each says only what changes. */
export const templates = ['none', 'grace', 'flex'] as const;
export type Template = (typeof templates)[number];

const subjects = {
  grace: {
    key: 'grace_minutes',
    title: 'Toleransi keterlambatan',
    titleEn: 'Grace for lateness',
    meaning: 'Terlambat sampai sekian menit belum dihitung terlambat',
  },
  flex: {
    key: 'flex_minutes',
    title: 'Jam datang lentur',
    titleEn: 'Flexible arrival',
    meaning: 'Datang lebih lambat sampai sekian menit diganti dengan pulang lebih lambat',
  },
} as const;

/** The text of an example that holds from a date. */
export function templateText(template: Template, from: string): string {
  if (template === 'none') return '';
  const { key, title, titleEn, meaning } = subjects[template];
  return `kind = "jam_kerja"
title = "${title}"
title_en = "${titleEn}"
source = "Perwali .../..."
covers_from = ${from}

[${key}]
meaning = "${meaning}"
unit = "minute"

[[${key}.values]]
from = ${from}
value = 15
source = "Perwali .../... Pasal ..."
confirmed = false
open = "nomor dan pasalnya belum diisi"
`;
}
