import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MissingPeer, PythonHost } from './python-host.ts';

const hasPython = existsSync('/usr/bin/python3');
const withPython = hasPython ? describe : describe.skip;
const title = hasPython ? 'PythonHost' : 'PythonHost (skipped: there is no /usr/bin/python3)';

withPython(title, () => {
  const folder = mkdtempSync(join(tmpdir(), 'python-host-'));
  const hosts: PythonHost[] = [];
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.stop();
    delete process.env.OPENBLAS_CORETYPE;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function hostOf(script: string): { host: PythonHost; said: string[] } {
    const file = join(folder, 'peer.bench.py');
    writeFileSync(file, script);
    const said: string[] = [];
    const host = new PythonHost(file, (about) => said.push(about));
    hosts.push(host);
    return { host, said };
  }

  it('calls the job as often as it is told, times it, and gives what the last call gave', async () => {
    const { host, said } = hostOf(`
import time
calls = []
def prepare(base):
    def job(round_number):
        calls.append(round_number)
        time.sleep(0.01)
        return [base + round_number, len(calls)]
    return job
JOBS = {"add": prepare}
`);
    const timer = await host.prepare('add', 40);
    const { cpu, wall, result } = await timer(3, 2);
    expect(result).toEqual([42, 3]);
    expect(wall).toBeGreaterThanOrEqual(0.03);
    expect(cpu).toBeLessThan(wall);
    expect(said).toEqual([expect.stringMatching(/^Python 3\.\d+\.\d+$/)]);
  });

  it('names the Debian package that is not there', async () => {
    const { host } = hostOf('raise ModuleNotFoundError("no", name="faiss")');
    const failing = host.prepare('add');
    await expect(failing).rejects.toThrow(MissingPeer);
    await expect(failing).rejects.toThrow('not installed: apt-get install python3-faiss');
  });

  it('reports what a job throws, and goes on', async () => {
    const { host } = hostOf('JOBS = {"divide": lambda by: lambda _: 1 / by}');
    const failing = await host.prepare('divide', 0);
    await expect(failing(1, 0)).rejects.toThrow('ZeroDivisionError');
    const timer = await host.prepare('divide', 2);
    expect((await timer(1, 0)).result).toBe(0.5);
  });

  it('says so when Python ends in the middle', async () => {
    const { host } = hostOf('import os\nJOBS = {"die": lambda _: lambda _: os._exit(3)}');
    const timer = await host.prepare('die');
    await expect(timer(1, 0)).rejects.toThrow('the Python peer has ended');
  });

  it('leaves the choice of kernels to numpy', async () => {
    process.env.OPENBLAS_CORETYPE = 'Prescott';
    const { host, said } = hostOf(
      'import os\nJOBS = {"count": lambda _: lambda _: int("OPENBLAS_CORETYPE" in os.environ)}',
    );
    expect((await (await host.prepare('count'))(1, 0)).result).toBe(0);
    expect(said).toEqual([expect.stringMatching(/; without OPENBLAS_CORETYPE$/)]);
  });

  it('keeps the kernels that were chosen where numpy fails without them, and says so', async () => {
    process.env.OPENBLAS_CORETYPE = 'Prescott';
    const { host, said } = hostOf(
      'import os, sys\nif "OPENBLAS_CORETYPE" not in os.environ: sys.exit(1)\nJOBS = {"one": lambda _: lambda _: 1}',
    );
    expect((await (await host.prepare('one'))(1, 0)).result).toBe(1);
    expect(said).toEqual([expect.stringMatching(/; needs OPENBLAS_CORETYPE=Prescott$/)]);
  });
});
