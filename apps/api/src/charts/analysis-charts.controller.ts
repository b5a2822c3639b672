import { Charts, type ChartLook } from '@metrics-ai/engine';
import { Body, Controller, HttpCode, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { RequestSignal } from '../request-signal.ts';
import { Tenant } from '../tenant.ts';
import { toAnalysisChartRequest, toChartLook } from '../wire/accept.ts';
import { ActsForTenant } from '../wire/answers.ts';
import { analysisChartRequest, type AnalysisChartQuery } from '../wire/chart-requests.ts';
import { analyzeRequest, type AnalyzeBody } from '../wire/requests.ts';
import { WorkLimitInterceptor } from '../work-limit.interceptor.ts';
import { AnswersChart, sendChart } from './chart-answer.ts';

@ApiTags('metrics')
@ActsForTenant()
@UseInterceptors(WorkLimitInterceptor)
@Controller('metrics/analyze')
export class AnalysisChartsController {
  constructor(private readonly charts: Charts) {}

  @Post('chart.svg')
  @HttpCode(200)
  @ApiOperation({ summary: 'The picture of what POST /metrics/analyze answers to the same body, as SVG' })
  @AnswersChart('svg')
  async drawAnalysisSvg(
    @Body({ schema: analyzeRequest }) body: AnalyzeBody,
    @Query({ schema: analysisChartRequest }) query: AnalysisChartQuery,
    @Tenant() _tenant: string,
    @RequestSignal() signal: AbortSignal,
    @Res() response: Response,
  ): Promise<void> {
    await this.draw(body, query, 'svg', response, signal);
  }

  @Post('chart.png')
  @HttpCode(200)
  @ApiOperation({
    summary: 'The picture of what POST /metrics/analyze answers to the same body, as PNG',
    description: 'One series of it, with what was expected, the score and the anomalies; below 60 KB.',
  })
  @AnswersChart('png')
  async drawAnalysisPng(
    @Body({ schema: analyzeRequest }) body: AnalyzeBody,
    @Query({ schema: analysisChartRequest }) query: AnalysisChartQuery,
    @Tenant() _tenant: string,
    @RequestSignal() signal: AbortSignal,
    @Res() response: Response,
  ): Promise<void> {
    await this.draw(body, query, 'png', response, signal);
  }

  private async draw(
    body: AnalyzeBody,
    query: AnalysisChartQuery,
    format: ChartLook['format'],
    response: Response,
    signal: AbortSignal,
  ): Promise<void> {
    const request = toAnalysisChartRequest(body, query);
    const chart = await this.charts.ofAnalysis(request, toChartLook(query, format), { signal });
    response.setHeader('Cache-Control', 'no-store');
    sendChart(response, chart, format);
  }
}
