import type { IngestReport, Job } from '@metrics-ai/engine';
import { IngestJobs, queuedName, TURN_QUEUE, Watcher } from '@metrics-ai/nest';
import { QueueError, type TurnQueue } from '@metrics-ai/work-queue';
import { Controller, Delete, Get, Inject, NotFoundException, Optional, Param } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Tenant } from '../tenant.ts';
import { ActsForTenant, Answers } from '../wire/answers.ts';
import { presentJob, presentTurn, presentWatchState } from '../wire/present.ts';
import { job, jobList } from '../wire/responses.ts';

@ApiTags('jobs')
@ActsForTenant()
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly jobs: IngestJobs,
    @Optional() private readonly watcher?: Watcher,
    @Optional() @Inject(TURN_QUEUE) private readonly queue?: TurnQueue,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'The jobs of this tenant, newest first',
    description: 'And its watches where this process runs them, and their turns where workers share them.',
  })
  @Answers({ status: 200, description: 'The jobs.', schema: jobList })
  async list(@Tenant() tenant: string): Promise<z.output<typeof jobList>> {
    const states = this.watcher?.states() ?? [];
    return {
      jobs: this.jobs.list(tenant).map(presentJob),
      watches: states.filter(({ watch }) => watch.tenant === tenant).map(presentWatchState),
      queue: this.queue && (await readQueue(this.queue, tenant)),
    };
  }

  @Get(':id')
  @ApiOperation({ summary: 'How far a background job is' })
  @ApiParam({ name: 'id', description: 'As POST /metrics/ingest answered it.' })
  @Answers({ status: 200, description: 'The job.', schema: job })
  get(@Param('id') id: string, @Tenant() tenant: string): z.output<typeof job> {
    return present(id, this.jobs.get(tenant, id));
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Stop a background job', description: 'What it has stored so far stays.' })
  @ApiParam({ name: 'id', description: 'As POST /metrics/ingest answered it.' })
  @Answers({ status: 200, description: 'The job, stopped unless it had ended before.', schema: job })
  stop(@Param('id') id: string, @Tenant() tenant: string): z.output<typeof job> {
    return present(id, this.jobs.stop(tenant, id));
  }
}

/** Of each state, over all tenants. */
const MAX_TURNS = 1_000;

/** A queue that is away hides no job that this process has itself. */
async function readQueue(queue: TurnQueue, tenant: string): Promise<z.output<typeof jobList>['queue']> {
  const prefix = queuedName({ tenant, name: '' });
  try {
    const turns = (await queue.list(MAX_TURNS)).filter(({ watch }) => watch.startsWith(prefix));
    return { status: 'up', turns: turns.map((turn) => presentTurn(turn, prefix)) };
  } catch (error) {
    if (!(error instanceof QueueError)) throw error;
    return { status: 'down', reason: error.message, turns: [] };
  }
}

function present(id: string, found: Job<IngestReport> | undefined): z.output<typeof job> {
  if (found === undefined) throw new NotFoundException(`there is no job ${id}`);
  return presentJob(found);
}
