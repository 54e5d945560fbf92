import { Problem, type ImportResult, type Preview } from '@hadir/api';
import { describe, expect, it, vi } from 'vitest';
import { ImportFlow } from './import-flow.svelte';

const file = new File(['1\t2026-01-05 07:00:00\t1\t0\t0\t0\n'], '1_attlog.dat');
const preview = { device_needed: false } as Preview;
const result = { received: 1, new: 1, repeated: 0, problems: 0 } as ImportResult;

function flowing(seen: Preview = preview) {
  const calls = {
    previewImport: vi.fn(async () => seen),
    commitImport: vi.fn(async () => result),
  };
  return { flow: new ImportFlow(calls), calls };
}

describe('an import', () => {
  it('is looked at before it is stored', async () => {
    const { flow, calls } = flowing();
    flow.file = file;

    await flow.store();
    expect(calls.commitImport).not.toHaveBeenCalled();

    await flow.check();
    expect(flow.step).toBe(2);
    await flow.store();
    expect(flow.step).toBe(3);
  });

  it('forgets what was seen when anything is chosen anew', async () => {
    const { flow, calls } = flowing();
    flow.file = file;
    await flow.check();

    flow.source = 'portal';
    flow.changed();
    await flow.store();

    expect(calls.commitImport).not.toHaveBeenCalled();
  });

  it('waits for the terminal when the file does not name one', async () => {
    const { flow, calls } = flowing({ device_needed: true } as Preview);
    flow.file = file;
    await flow.check();

    await flow.store();
    expect(calls.commitImport).not.toHaveBeenCalled();

    flow.device = 'SN1';
    await flow.store();
    expect(calls.commitImport).toHaveBeenCalledWith(expect.objectContaining({ device: 'SN1' }));
  });

  it('keeps the preview when storing is refused, so that it can be tried again', async () => {
    const { flow, calls } = flowing();
    calls.commitImport.mockRejectedValueOnce(new Problem(503, {}, 5));
    flow.file = file;
    await flow.check();

    await flow.store();

    expect(flow.problem?.status).toBe(503);
    expect(flow.step).toBe(2);
    await flow.store();
    expect(flow.step).toBe(3);
  });
});
