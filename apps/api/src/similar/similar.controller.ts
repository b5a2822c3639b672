import { Similar } from '@metrics-ai/engine';
import { Body, Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { RequestSignal } from '../request-signal.ts';
import { Tenant } from '../tenant.ts';
import { toSimilarRequest } from '../wire/accept-similar.ts';
import { ActsForTenant, Answers } from '../wire/answers.ts';
import { presentSimilarReport } from '../wire/present-similar.ts';
import { similarRequest, similarResponse, type SimilarBody } from '../wire/similar.ts';
import { WorkLimitInterceptor } from '../work-limit.interceptor.ts';

@ApiTags('metrics')
@ActsForTenant()
@Controller('metrics/similar')
export class SimilarController {
  constructor(private readonly similar: Similar) {}

  @Post()
  @HttpCode(200)
  @UseInterceptors(WorkLimitInterceptor)
  @ApiOperation({
    summary: 'Find what looked like this: windows of ingested series of the same shape',
    description:
      'Whatever their scale and level, at any time, up to a tenth shorter or longer. The window is a series, a part of it, or an anomaly with what lies around it; it is no hit of itself.',
  })
  @Answers({ status: 200, description: 'The matches, the most similar first.', schema: similarResponse })
  async findSimilar(
    @Body({ schema: similarRequest }) body: SimilarBody,
    @Tenant() tenant: string,
    @RequestSignal() signal: AbortSignal,
  ): Promise<z.output<typeof similarResponse>> {
    return presentSimilarReport(await this.similar.run(tenant, toSimilarRequest(body), { signal }));
  }
}
