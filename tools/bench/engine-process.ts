import { findFreePort } from '@metrics-ai/prometheus-client/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineApi, startEngineApi } from '../demo/engine-api.ts';

/** A number of ticks a second that Linux promises to programs whatever its own clock does. */
const TICKS_A_SECOND = 100;

/** The built API as a process of its own, seen from outside. */
export interface EngineProcess {
  readonly url: string;
  readonly api: EngineApi;
  /** CPU time that all its threads have used so far, in seconds. */
  cpuSeconds(): number;
  /** The most memory that it has had resident, in MiB. */
  peakMemoryMib(): number;
  stop(): Promise<void>;
}

/** Starts it with an empty store in a folder. Its figures are read from /proc, which only Linux has. */
export async function startEngineProcess(prometheusUrl: string, folder: string): Promise<EngineProcess> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const { signal } = new AbortController();
  const program = await startEngineApi({
    port,
    prometheusUrl,
    storePath: join(folder, `${port}.db`),
    signal,
  });
  return {
    url,
    api: new EngineApi(url, signal),
    cpuSeconds: () => cpuSecondsOf(readFileSync(`/proc/${program.pid}/stat`, 'utf8')),
    peakMemoryMib: () => peakMemoryMibOf(readFileSync(`/proc/${program.pid}/status`, 'utf8')),
    stop: () => program.stop(),
  };
}

/** utime and stime, of the whole process (proc_pid_stat(5)); its name, in brackets, may hold anything. */
export function cpuSecondsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** VmHWM (proc_pid_status(5)). */
export function peakMemoryMibOf(status: string): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
}
