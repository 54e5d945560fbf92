import { translator } from '@hadir/ui';

/** Words of choosing a person. */
const id = {
  chosen: 'Dipilih: {name}',
  otherPerson: 'Ganti orang',
  search: 'Cari nama atau NIP',
  found: 'Orang yang ditemukan',
  nobodyFound: 'Tidak ada yang cocok. Periksa ejaannya.',
};

const en: typeof id = {
  chosen: 'Chosen: {name}',
  otherPerson: 'Choose somebody else',
  search: 'Search a name or NIP',
  found: 'People found',
  nobodyFound: 'Nobody fits. Check the spelling.',
};

export const t = translator<keyof typeof id>({ id, en });
