import type { Embedder } from '@metrics-ai/embeddings';
import { Analyze, Ingest, readStats, Search } from '@metrics-ai/engine';
import { EMBEDDER, Exposition, IngestJobs, VECTOR_STORE } from '@metrics-ai/nest';
import type { VectorStore } from '@metrics-ai/vector-store';
import { Body, Controller, Get, HttpCode, Inject, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { z } from 'zod';
import { RequestSignal } from '../request-signal.ts';
import { Tenant } from '../tenant.ts';
import { toAnalyzeRequest, toIngestRequest, toSearchRequest } from '../wire/accept.ts';
import { ActsForTenant, Answers } from '../wire/answers.ts';
import { presentAnalyzeReport, presentIngestReport, presentJob, presentStats } from '../wire/present.ts';
import { presentSearchReport } from '../wire/present-query.ts';
import { queryRequest, queryResponse, type QueryBody } from '../wire/query.ts';
import {
  analyzeRequest,
  ingestRequest,
  statsRequest,
  type AnalyzeBody,
  type IngestBody,
  type StatsQuery,
} from '../wire/requests.ts';
import { analyzeResponse, ingestReport, job, statsResponse } from '../wire/responses.ts';
import { WorkLimitInterceptor } from '../work-limit.interceptor.ts';

@ApiTags('metrics')
@ActsForTenant()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly ingest: Ingest,
    private readonly search: Search,
    private readonly analyze: Analyze,
    private readonly jobs: IngestJobs,
    private readonly exposition: Exposition,
    @Inject(VECTOR_STORE) private readonly store: VectorStore,
    @Inject(EMBEDDER) private readonly embedder: Embedder,
  ) {}

  @Post('ingest')
  @HttpCode(200)
  @UseInterceptors(WorkLimitInterceptor)
  @ApiOperation({
    summary: 'Read series from Prometheus, profile them, find their anomalies and remember them',
    description:
      'Counters are read as rates, histograms as their 0.5, 0.9 and 0.99 quantiles and their rate.',
  })
  @Answers({ status: 200, description: 'What was ingested.', schema: ingestReport })
  @Answers({ status: 202, description: 'The job that goes on in the background.', schema: job })
  async ingestMetrics(
    @Body({ schema: ingestRequest }) body: IngestBody,
    @Tenant() tenant: string,
    @RequestSignal() requestSignal: AbortSignal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof ingestReport> | z.output<typeof job>> {
    const request = toIngestRequest(body);
    const run = async (options: Parameters<Ingest['run']>[2]) => {
      const report = await this.ingest.run(tenant, request, options);
      this.exposition.observeIngest(report);
      return report;
    };
    if (body.background !== true) return presentIngestReport(await run({ signal: requestSignal }));
    const started = this.jobs.start(tenant, run);
    response.status(202).location(`/jobs/${started.id}`);
    return presentJob(started);
  }

  @Post('query')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Find series in plain words, by what they are about, how they behave and when',
    description:
      'Words of behaviour ("climbs and never comes down", "spiky", "almost full") and of time ("last night", "since Tuesday") become conditions; interpreted_as says which. Where nothing that was meant fulfils them they are relaxed. Metrics that were never ingested come among the hits of questions without them.',
  })
  @Answers({ status: 200, description: 'The hits, best first.', schema: queryResponse })
  async queryMetrics(
    @Body({ schema: queryRequest }) body: QueryBody,
    @Tenant() tenant: string,
    @RequestSignal() signal: AbortSignal,
  ): Promise<z.output<typeof queryResponse>> {
    return presentSearchReport(body.query, await this.search.run(tenant, toSearchRequest(body), { signal }));
  }

  @Post('analyze')
  @HttpCode(200)
  @UseInterceptors(WorkLimitInterceptor)
  @ApiOperation({
    summary: 'Read series from Prometheus and say what they are doing, without remembering them',
  })
  @Answers({ status: 200, description: 'The analysis of each series.', schema: analyzeResponse })
  async analyzeMetrics(
    @Body({ schema: analyzeRequest }) body: AnalyzeBody,
    @Tenant() _tenant: string,
    @RequestSignal() signal: AbortSignal,
  ): Promise<z.output<typeof analyzeResponse>> {
    return presentAnalyzeReport(await this.analyze.run(toAnalyzeRequest(body), { signal }));
  }

  @Get('stats')
  @ApiOperation({ summary: 'What is remembered, and the strangest of it' })
  @Answers({ status: 200, description: 'Counts, sizes and the strangest anomalies.', schema: statsResponse })
  async readStats(
    @Query({ schema: statsRequest }) { limit }: StatsQuery,
    @Tenant() tenant: string,
  ): Promise<z.output<typeof statsResponse>> {
    const { store, embedder } = this;
    return presentStats(tenant, await readStats(tenant, { store, embedder }, { limit }));
  }
}
