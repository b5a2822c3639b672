import { AnswerCharts, Ask, type ChartLook } from '@metrics-ai/engine';
import { Body, Controller, Get, HttpCode, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { AnswersChart, sendChart } from '../charts/chart-answer.ts';
import { RequestSignal } from '../request-signal.ts';
import { Tenant } from '../tenant.ts';
import { toAnswerChartRequest, toAskRequest } from '../wire/accept-ask.ts';
import { toChartLook } from '../wire/accept.ts';
import { ActsForTenant, Answers } from '../wire/answers.ts';
import {
  answerChartRequest,
  askRequest,
  askResponse,
  type AnswerChartQuery,
  type AskBody,
  type AskResponse,
} from '../wire/ask.ts';
import { presentAnswer } from '../wire/present-ask.ts';
import { WorkLimitInterceptor } from '../work-limit.interceptor.ts';

@ApiTags('ask')
@ActsForTenant()
@UseInterceptors(WorkLimitInterceptor)
@Controller('ask')
export class AskController {
  constructor(
    private readonly ask: Ask,
    private readonly charts: AnswerCharts,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Answer a question in plain words with PromQL that was checked and run',
    description:
      'Says how the question was understood, what came back, and what else it may have meant. An empty result is reported as empty.',
  })
  @Answers({ status: 200, description: 'The answer.', schema: askResponse })
  async answerQuestion(
    @Body({ schema: askRequest }) body: AskBody,
    @Tenant() tenant: string,
    @RequestSignal() signal: AbortSignal,
  ): Promise<AskResponse> {
    return presentAnswer(await this.ask.run(tenant, toAskRequest(body), { signal }));
  }

  @Get('chart.svg')
  @ApiOperation({ summary: 'The picture of an answer, as SVG' })
  @AnswersChart('svg')
  async drawAnswerSvg(
    @Query({ schema: answerChartRequest }) query: AnswerChartQuery,
    @Tenant() _tenant: string,
    @RequestSignal() signal: AbortSignal,
    @Res() response: Response,
  ): Promise<void> {
    await this.draw(query, 'svg', response, signal);
  }

  @Get('chart.png')
  @ApiOperation({
    summary: 'The picture of an answer, as PNG',
    description: 'The series of an expression over time, up to eight of them; below 60 KB.',
  })
  @AnswersChart('png')
  async drawAnswerPng(
    @Query({ schema: answerChartRequest }) query: AnswerChartQuery,
    @Tenant() _tenant: string,
    @RequestSignal() signal: AbortSignal,
    @Res() response: Response,
  ): Promise<void> {
    await this.draw(query, 'png', response, signal);
  }

  private async draw(
    query: AnswerChartQuery,
    format: ChartLook['format'],
    response: Response,
    signal: AbortSignal,
  ): Promise<void> {
    const chart = await this.charts.draw(toAnswerChartRequest(query), toChartLook(query, format), { signal });
    response.setHeader('Cache-Control', 'no-store');
    sendChart(response, chart, format);
  }
}
