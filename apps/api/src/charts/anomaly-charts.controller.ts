import { Charts, type ChartLook } from '@metrics-ai/engine';
import { Controller, Get, NotFoundException, Param, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { IsAnomalyId } from '../anomalies/anomaly-id-parameter.ts';
import { RequestSignal } from '../request-signal.ts';
import { Tenant, TENANT_HEADER } from '../tenant.ts';
import { toChartLook } from '../wire/accept.ts';
import { ActsForTenant } from '../wire/answers.ts';
import { chartRequest, type ChartQuery } from '../wire/chart-requests.ts';
import { WorkLimitInterceptor } from '../work-limit.interceptor.ts';
import { AnswersChart, sendChart } from './chart-answer.ts';

/** A page that shows it again, or a chat that many look at, does not have it drawn anew. */
const MAX_AGE_SECONDS = 60;

@ApiTags('anomalies')
@ActsForTenant()
@UseInterceptors(WorkLimitInterceptor)
@Controller('anomalies/:id')
export class AnomalyChartsController {
  constructor(private readonly charts: Charts) {}

  @Get('chart.svg')
  @ApiOperation({ summary: 'The picture of an anomaly, as SVG' })
  @IsAnomalyId()
  @AnswersChart('svg')
  async drawAnomalySvg(
    @Param('id') id: string,
    @Query({ schema: chartRequest }) query: ChartQuery,
    @Tenant() tenant: string,
    @RequestSignal() signal: AbortSignal,
    @Res() response: Response,
  ): Promise<void> {
    await this.draw(tenant, id, toChartLook(query, 'svg'), response, signal);
  }

  @Get('chart.png')
  @ApiOperation({
    summary: 'The picture of an anomaly, as PNG',
    description: 'The series around it, what was expected, the score and the anomalies; below 60 KB.',
  })
  @IsAnomalyId()
  @AnswersChart('png')
  async drawAnomalyPng(
    @Param('id') id: string,
    @Query({ schema: chartRequest }) query: ChartQuery,
    @Tenant() tenant: string,
    @RequestSignal() signal: AbortSignal,
    @Res() response: Response,
  ): Promise<void> {
    await this.draw(tenant, id, toChartLook(query, 'png'), response, signal);
  }

  private async draw(
    tenant: string,
    id: string,
    look: ChartLook,
    response: Response,
    signal: AbortSignal,
  ): Promise<void> {
    const chart = await this.charts.ofAnomaly(tenant, id, look, { signal });
    if (chart === undefined) throw new NotFoundException(`there is no anomaly ${id}`);
    response.setHeader('Cache-Control', `private, max-age=${MAX_AGE_SECONDS}`);
    response.vary(TENANT_HEADER);
    sendChart(response, chart, look.format);
  }
}
