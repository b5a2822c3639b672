import { openRedisQueue, type TurnQueue } from '@metrics-ai/work-queue';
import {
  ConfigurableModuleBuilder,
  Inject,
  Logger,
  Module,
  type OnApplicationShutdown,
} from '@nestjs/common';

/** Injects the TurnQueue, or undefined where this process shares its watches with no other. */
export const TURN_QUEUE = Symbol('TurnQueue');

export interface WorkQueueModuleOptions {
  /** `redis://` or `rediss://`; left out: there is no queue. */
  readonly url?: string;
  /** Certificates (PEM) of the authorities to trust. */
  readonly caFile?: string;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<WorkQueueModuleOptions>()
    .setClassMethodName('forRoot')
    .setExtras({}, (definition) => ({ ...definition, global: true }))
    .build();

/** Provides a TurnQueue under the token TURN_QUEUE; closes it at shutdown. `forRoot(options)`, or `forRootAsync`. */
@Module({
  providers: [
    {
      provide: TURN_QUEUE,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: ({ url, caFile }: WorkQueueModuleOptions) => {
        if (url === undefined) return undefined;
        const logger = new Logger('WorkQueue');
        const onError = ({ kind, message }: { kind: string; message: string }): void =>
          logger.warn({ event: 'queue', kind, reason: message });
        return openRedisQueue({ url, caFile, onError });
      },
    },
  ],
  exports: [TURN_QUEUE],
})
export class WorkQueueModule extends ConfigurableModuleClass implements OnApplicationShutdown {
  constructor(@Inject(TURN_QUEUE) private readonly queue: TurnQueue | undefined) {
    super();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue?.close();
  }
}
