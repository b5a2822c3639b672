import type { IngestReport, Job } from '@metrics-ai/engine';
import { IngestJobs } from '@metrics-ai/nest';
import { Controller, Delete, Get, NotFoundException, Param } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Tenant } from '../tenant.ts';
import { ActsForTenant, Answers } from '../wire/answers.ts';
import { presentJob } from '../wire/present.ts';
import { job, jobList } from '../wire/responses.ts';

@ApiTags('jobs')
@ActsForTenant()
@Controller('jobs')
export class JobsController {
  constructor(private readonly jobs: IngestJobs) {}

  @Get()
  @ApiOperation({ summary: 'The jobs of this tenant, newest first' })
  @Answers({ status: 200, description: 'The jobs.', schema: jobList })
  list(@Tenant() tenant: string): z.output<typeof jobList> {
    return { jobs: this.jobs.list(tenant).map(presentJob) };
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

function present(id: string, found: Job<IngestReport> | undefined): z.output<typeof job> {
  if (found === undefined) throw new NotFoundException(`there is no job ${id}`);
  return presentJob(found);
}
