/** What some work took: CPU time of the whole process, and time by the clock, both in seconds. */
export interface Taken {
  readonly cpu: number;
  readonly wall: number;
}

/** Counts from the call on. */
export function stopwatch(): () => Taken {
  const cpuStart = process.cpuUsage();
  const wallStart = performance.now();
  return () => {
    const { user, system } = process.cpuUsage(cpuStart);
    return { cpu: (user + system) / 1e6, wall: (performance.now() - wallStart) / 1e3 };
  };
}

/** `365,551 points in 0.21 s of CPU time (0.22 s by the clock): 1.74 M points/s` */
export function throughputLine(points: number, { cpu, wall }: Taken): string {
  const speed = (points / cpu / 1e6).toFixed(2);
  return `${points.toLocaleString('en')} points in ${cpu.toFixed(2)} s of CPU time (${wall.toFixed(2)} s by the clock): ${speed} M points/s`;
}
