export interface ComponentHealth {
  /** `off`: not configured, and not needed. */
  readonly status: 'up' | 'down' | 'off';
  /** How long the answer took; NaN when it is off. */
  readonly latencyMs: number;
  /** Of what is up, where it says. */
  readonly version?: string;
  /** Why it is down. */
  readonly reason?: string;
}

export interface HealthReport {
  /** `degraded`: usable, but something optional is down. `down`: not usable. */
  readonly status: 'ok' | 'degraded' | 'down';
  readonly components: {
    readonly prometheus: ComponentHealth;
    readonly vectorStore: ComponentHealth;
    readonly embedder: ComponentHealth;
    readonly languageModel: ComponentHealth;
    readonly queue: ComponentHealth;
  };
}

/** Asks a component whether it can be used; rejects when it cannot. */
type Check = (signal: AbortSignal) => Promise<{ readonly version?: string }>;

const CHECK_TIMEOUT_MS = 3_000;

/** How each component is asked; it rejects when it cannot be used. */
export interface HealthChecks {
  readonly prometheus: Check;
  readonly vectorStore: Check;
  readonly embedder: Check;
  /** Left out when no language model is configured: the narrator needs nothing. */
  readonly languageModel?: Check;
  /** Left out when no other process shares the watches. */
  readonly queue?: Check;
}

/** Asks every component at once, and waits for none of them longer than three seconds. */
export class Health {
  private readonly checks: HealthChecks;

  constructor(checks: HealthChecks) {
    this.checks = checks;
  }

  async check(): Promise<HealthReport> {
    const { checks } = this;
    const [prometheus, vectorStore, embedder, languageModel, queue] = await Promise.all([
      checkComponent(checks.prometheus),
      checkComponent(checks.vectorStore),
      checkComponent(checks.embedder),
      checkOptional(checks.languageModel),
      checkOptional(checks.queue),
    ]);
    const isUsable = [prometheus, vectorStore, embedder].every(({ status }) => status === 'up');
    const isWhole = [languageModel, queue].every(({ status }) => status !== 'down');
    return {
      status: !isUsable ? 'down' : isWhole ? 'ok' : 'degraded',
      components: { prometheus, vectorStore, embedder, languageModel, queue },
    };
  }
}

function checkOptional(check: Check | undefined): ComponentHealth | Promise<ComponentHealth> {
  return check === undefined ? { status: 'off', latencyMs: NaN } : checkComponent(check);
}

async function checkComponent(check: Check): Promise<ComponentHealth> {
  const startedMs = performance.now();
  const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
  // A component that does not listen to the signal must not hold up the answer either.
  const timeout = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () =>
      reject(new Error(`no answer within ${CHECK_TIMEOUT_MS / 1000} s`)),
    );
  });
  try {
    const { version } = await Promise.race([check(signal), timeout]);
    return { status: 'up', latencyMs: performance.now() - startedMs, version };
  } catch (error) {
    const reason = signal.aborted
      ? `no answer within ${CHECK_TIMEOUT_MS / 1000} s`
      : (error as Error).message;
    return { status: 'down', latencyMs: performance.now() - startedMs, reason };
  }
}
