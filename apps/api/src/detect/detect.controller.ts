import { Detect } from '@metrics-ai/engine';
import { Body, Controller, HttpCode, Post, Res, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { isGone } from '../is-gone.ts';
import { RequestSignal } from '../request-signal.ts';
import { Tenant } from '../tenant.ts';
import { toSamples } from '../wire/accept.ts';
import { ActsForTenant, Answers } from '../wire/answers.ts';
import { detectRequest, detectResponse, type DetectBody } from '../wire/detect.ts';
import { WorkLimitInterceptor } from '../work-limit.interceptor.ts';
import { writeReport } from './write-report.ts';

@ApiTags('detect')
@ActsForTenant()
@Controller('detect')
export class DetectController {
  constructor(private readonly detect: Detect) {}

  @Post()
  @HttpCode(200)
  @UseInterceptors(WorkLimitInterceptor)
  @ApiOperation({
    summary: 'Judge samples that you bring: what is anomalous, and what would have been usual',
    description: 'Nothing is read from Prometheus, and nothing is remembered.',
  })
  @Answers({
    status: 200,
    description: 'A judgement for each sample, and the anomalies.',
    schema: detectResponse,
  })
  async detectAnomalies(
    @Body({ schema: detectRequest }) body: DetectBody,
    @Tenant() _tenant: string,
    @RequestSignal() signal: AbortSignal,
    @Res() response: Response,
  ): Promise<void> {
    const report = await this.detect.run(toSamples(body), { signal });
    response.type('json');
    try {
      await pipeline(writeReport(report), response);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}
