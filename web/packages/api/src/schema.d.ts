/** The shape of openapi.json as TypeScript. Remade by `npm run api`; do not edit by hand. */
export interface components {
  schemas: {
    ProblemDetails: {
      type?: string;
      title?: string;
      status?: number;
      detail?: string | null;
      detail_en?: string | null;
      code?: string;
      errors?: components['schemas']['FieldProblem'][] | null;
    };
    FieldProblem: { field: string; code: string; detail: string; detail_en: string };
    Account: { id: string; login: string; lang?: string | null };
    UnitRef: { id: string; code: string; name: string };
    PersonRef: { id: string; name: string; number_masked?: string | null };
    RoleGrant: { role: string; scope: string; unit?: components['schemas']['UnitRef'] | null };
    InstansiRef: { code: string; name: string; zone: string; demo: boolean };
    Me: {
      account: components['schemas']['Account'];
      person?: components['schemas']['PersonRef'] | null;
      roles: components['schemas']['RoleGrant'][];
      can: string[];
      instansi: components['schemas']['InstansiRef'];
    };
    LoginAnswer: { token: string; must_enrol: boolean; me: components['schemas']['Me'] };
    LoginRequest: { login: string; password: string };
    EnrolRequest: { login: string; code: string; password: string };
    MonthPerson: {
      id: string;
      name: string;
      number_masked?: string | null;
      unit?: components['schemas']['UnitRef'] | null;
    };
    MarkTotals: {
      tl_count: number;
      tl_minutes: number;
      psw_count: number;
      psw_minutes: number;
      missing_in: number;
      missing_out: number;
    };
    Month: {
      month: string;
      person: components['schemas']['MonthPerson'];
      days: components['schemas']['MonthDay'][];
      totals: { [code: string]: number };
      mark_totals: components['schemas']['MarkTotals'];
      incomplete_sources: components['schemas']['SourceRef'][];
    };
    SourceRef: { source: string; name: string; reached?: string | null };
    Due: { mode: string; starts: string; ends: string };
    Off: { kind: string; name: string; source: string };
    MonthDay: {
      date: string;
      status: string;
      settled: boolean;
      marks: string[];
      due?: components['schemas']['Due'] | null;
      off?: components['schemas']['Off'] | null;
      first_in?: string | null;
      last_out?: string | null;
      punches: components['schemas']['MonthPunch'][];
      reasons: components['schemas']['Reason'][];
      waiting_for: string[];
    };
    MonthPunch: {
      id: string;
      source: string;
      local_time: string;
      received_at: string;
      clock: string;
      labels: string[];
      used_as?: string | null;
      device?: string | null;
    };
    Reason: { code: string; text: string; text_en: string; rule?: components['schemas']['RuleRef'] | null };
    RuleRef: { pack: string; source: string; confirmed: boolean };
    Counts: {
      hadir: number;
      terlambat: number;
      berizin: number;
      di_luar_tempat: number;
      libur: number;
      belum_hadir: number;
      belum_terdengar: number;
    };
    BoardUnit: {
      unit: components['schemas']['UnitRef'];
      roster: number;
      counts: components['schemas']['Counts'];
    };
    BoardPerson: { id: string; name: string; state: string; since?: string | null; note?: string | null };
    BoardSource: { name: string; source: string; reached?: string | null; silent: boolean };
    Board: {
      at: string;
      unit?: components['schemas']['UnitRef'] | null;
      roster: number;
      counts: components['schemas']['Counts'];
      children: components['schemas']['BoardUnit'][];
      people: components['schemas']['BoardPerson'][];
      sources: components['schemas']['BoardSource'][];
      silent_sources: number;
      all_sources: number;
    };
    Unit: { id: string; code: string; name: string; kind: string; parent?: string | null; people: number };
    UnitList: { items: components['schemas']['Unit'][]; next?: string | null };
    NewUnit: { id: string; code: string; name: string; kind: string; parent?: string | null };
    PersonRow: {
      id: string;
      name: string;
      employee_type: string;
      number_masked?: string | null;
      title?: string | null;
      rank?: string | null;
      unit?: components['schemas']['UnitRef'] | null;
    };
    PeopleList: { items: components['schemas']['PersonRow'][]; next?: string | null };
    PersonDetail: components['schemas']['PersonRow'] & {
      identifiers: { kind: string; value_masked: string; from_on?: string | null; to_on?: string | null }[];
      posts: {
        unit?: components['schemas']['UnitRef'] | null;
        title?: string | null;
        rank?: string | null;
        site?: string | null;
        from_on?: string | null;
        to_on?: string | null;
      }[];
      pins: { device?: string | null; site?: string | null; pin: string }[];
    };
    NewPerson: {
      id: string;
      name: string;
      employee_type: string;
      nip?: string | null;
      ni_pppk?: string | null;
      lokal?: string | null;
      unit: string;
      title?: string | null;
      rank?: string | null;
      site?: string | null;
      from_on: string;
    };
    RowError: {
      row: number;
      column?: string | null;
      code: string;
      detail: string;
      detail_en: string;
    };
    PeopleImport: {
      rows: number;
      new: number;
      changed: number;
      same: number;
      errors: components['schemas']['RowError'][];
    };
    Site: { id: string; code: string; name: string };
    SiteList: { items: components['schemas']['Site'][] };
    Device: { id: string; serial: string; name?: string | null; site?: string | null };
    DeviceList: { items: components['schemas']['Device'][] };
    Warning: { code: string; detail: string; detail_en: string };
    PreviewProblem: {
      line?: number | null;
      sheet?: string | null;
      cell?: string | null;
      reason: string;
      text: string;
      detail: string;
      detail_en: string;
    };
    SampleRow: {
      person_key: string;
      name?: string | null;
      local_time: string;
      state?: string | null;
      matched?: components['schemas']['PersonRef'] | null;
    };
    UnmatchedKey: { person_key: string; name?: string | null; events: number };
    Preview: {
      file: string;
      sha256: string;
      format: string;
      rows: number;
      events: number;
      distinct_events: number;
      employees: number;
      employee_days: number;
      first?: string | null;
      last?: string | null;
      period?: string | null;
      codes: { [code: string]: number };
      unidentified: number;
      suspect_clock: number;
      warnings: components['schemas']['Warning'][];
      malformed: components['schemas']['PreviewProblem'][];
      malformed_total: number;
      sample: components['schemas']['SampleRow'][];
      unmatched_keys: components['schemas']['UnmatchedKey'][];
      device_needed: boolean;
    };
    Imported: {
      id?: string;
      file: string;
      sha256: string;
      received: number;
      new: number;
      repeated: number;
      problems: number;
      unmatched: number;
    };
    EarlierImport: {
      id: string;
      file: string;
      sha256: string;
      format: string;
      source: string;
      device?: string | null;
      received: number;
      new: number;
      repeated: number;
      problems: number;
      unmatched: number;
      by: string;
      at: string;
    };
    EarlierImportList: { items: components['schemas']['EarlierImport'][]; next?: string | null };
    RecapPerson: {
      person: string;
      name?: string | null;
      number_masked?: string | null;
      codes: { [date: string]: string };
      marks: { [date: string]: string[] };
      /** Dates that are not settled. */
      provisional: string[];
      totals: { [code: string]: number };
    };
    Recap: {
      month: string;
      unit?: string | null;
      people: components['schemas']['RecapPerson'][];
      totals: { [code: string]: number };
      incomplete_sources: components['schemas']['SourceRef'][];
    };
    Region: { code: string; name: string };
    SetupState: { valid: boolean; regions?: components['schemas']['Region'][] | null };
    SetupOfficer: { name: string; login: string; nip?: string | null; password: string };
    SetupRequest: {
      instansi_name: string;
      code: string;
      region: string;
      zone: string;
      week: number;
      officer: components['schemas']['SetupOfficer'];
    };
    Info: {
      name: string;
      version: string;
      demo: boolean;
      instansi: { code: string; name: string }[];
      https_ok: boolean;
      public_url?: string | null;
    };
  };
}
